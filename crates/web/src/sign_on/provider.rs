//! One provider: what it says of itself, where it is asked, and what of its answer is believed.

use super::SignOn;
use super::asking::{agent, ask};
use openidconnect::core::{
    CoreAuthenticationFlow, CoreClient, CoreIdTokenClaims, CoreIdTokenVerifier, CoreJwsSigningAlgorithm,
    CoreProviderMetadata,
};
use openidconnect::{
    AuthorizationCode, ClientId, ClientSecret, CsrfToken, IssuerUrl, Nonce, PkceCodeChallenge, PkceCodeVerifier,
    RedirectUrl, Scope, TokenResponse,
};
use records::users::sign_on::Said;
use serde::{Deserialize, Serialize};
use std::fmt::Display;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How long what a provider says of itself is believed before it is asked again: its keys change.
const FRESH: Duration = Duration::from_secs(60 * 60);

/// What tokens may be signed with: a key that only the provider has. Neither nothing nor the shared secret is one.
const SIGNED: [CoreJwsSigningAlgorithm; 8] = [
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha384,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha512,
    CoreJwsSigningAlgorithm::RsaSsaPssSha256,
    CoreJwsSigningAlgorithm::RsaSsaPssSha384,
    CoreJwsSigningAlgorithm::RsaSsaPssSha512,
    CoreJwsSigningAlgorithm::EcdsaP256Sha256,
    CoreJwsSigningAlgorithm::EcdsaP384Sha384,
];

/// How providers say that more than one factor was given: in `amr` (RFC 8176), and in `acr` (REFEDS, for universities; PAPE).
const MULTI_FACTOR: [&str; 3] =
    ["mfa", "https://refeds.org/profile/mfa", "http://schemas.openid.net/pape/policies/2007/06/multi-factor"];

/// A provider, with what it last said of itself.
pub(crate) struct Provider {
    pub settings: SignOn,
    agent: ureq::Agent,
    known: Mutex<Option<(Instant, Arc<CoreProviderMetadata>)>>,
}

/// What is kept between sending somebody to a provider and their coming back.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Begun {
    /// The provider's key.
    pub provider: String,
    /// What must come back with them.
    pub state: String,
    nonce: Nonce,
    verifier: PkceCodeVerifier,
    /// Where to return to; the provider compares it.
    back: String,
    /// Where they wanted to go.
    pub to: String,
}

impl Provider {
    pub fn new(settings: SignOn) -> Self {
        let agent = agent(settings.issuer.starts_with("https://"));
        Self { settings, agent, known: Mutex::default() }
    }

    /// Where to send somebody, and what to keep until they come back.
    ///
    /// # Errors
    /// Why the provider cannot be asked, for the log.
    pub fn begin(&self, back: &str, to: &str) -> Result<(String, Begun), String> {
        let metadata = self.metadata()?;
        let redirect = RedirectUrl::new(back.to_owned()).map_err(told)?;
        let client = self.client(&metadata).set_redirect_uri(redirect);
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let (url, state, nonce) = client
            .authorize_url(CoreAuthenticationFlow::AuthorizationCode, CsrfToken::new_random, Nonce::new_random)
            .add_scope(Scope::new("email".to_owned()))
            .set_pkce_challenge(challenge)
            .url();
        let begun = Begun {
            provider: self.settings.key(),
            state: state.into_secret(),
            nonce,
            verifier,
            back: back.to_owned(),
            to: to.to_owned(),
        };
        Ok((url.to_string(), begun))
    }

    /// Exchanges the code with which somebody came back, and verifies whom it means.
    ///
    /// # Errors
    /// Why it is not believed, for the log.
    pub fn end(&self, code: String, begun: Begun) -> Result<Said, String> {
        let metadata = self.metadata()?;
        let redirect = RedirectUrl::new(begun.back).map_err(told)?;
        let client = self.client(&metadata).set_redirect_uri(redirect);
        let request = client.exchange_code(AuthorizationCode::new(code)).map_err(told)?;
        let answer = request
            .set_pkce_verifier(begun.verifier)
            .request(&|request| ask(&self.agent, request))
            .map_err(|fault| format!("the code was not exchanged: {fault}"))?;
        let token = answer.id_token().ok_or("no identity token came")?;
        let verifier: CoreIdTokenVerifier<'_> = client.id_token_verifier().set_allowed_algs(SIGNED);
        let claims = token.claims(&verifier, &begun.nonce).map_err(|fault| {
            // It may have new keys.
            self.forget();
            format!("its identity token is not believed: {fault}")
        })?;
        Ok(self.said(claims))
    }

    fn said(&self, claims: &CoreIdTokenClaims) -> Said {
        let email = claims.email().filter(|_| claims.email_verified() == Some(true));
        let methods = claims.auth_method_refs().into_iter().flatten().map(|method| method.as_str());
        let context = claims.auth_context_ref().map(|context| context.as_str());
        Said {
            issuer: self.settings.issuer.clone(),
            subject: claims.subject().as_str().to_owned(),
            email: email.map(|email| email.as_str().to_owned()),
            multi_factor: methods.chain(context).any(|word| MULTI_FACTOR.contains(&word)),
        }
    }

    fn client(
        &self,
        metadata: &CoreProviderMetadata,
    ) -> CoreClient<
        openidconnect::EndpointSet,
        openidconnect::EndpointNotSet,
        openidconnect::EndpointNotSet,
        openidconnect::EndpointNotSet,
        openidconnect::EndpointMaybeSet,
        openidconnect::EndpointMaybeSet,
    > {
        let secret = ClientSecret::new(self.settings.secret.clone());
        CoreClient::from_provider_metadata(metadata.clone(), ClientId::new(self.settings.client.clone()), Some(secret))
    }

    fn metadata(&self) -> Result<Arc<CoreProviderMetadata>, String> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((at, metadata)) = &*known
            && at.elapsed() < FRESH
        {
            return Ok(metadata.clone());
        }
        let issuer = IssuerUrl::new(self.settings.issuer.clone()).map_err(told)?;
        let metadata = CoreProviderMetadata::discover(&issuer, &|request| ask(&self.agent, request));
        let metadata = Arc::new(metadata.map_err(|fault| format!("it does not describe itself: {fault}"))?);
        *known = Some((Instant::now(), metadata.clone()));
        Ok(metadata)
    }

    fn forget(&self) {
        *self.known.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

fn told(fault: impl Display) -> String {
    fault.to_string()
}
