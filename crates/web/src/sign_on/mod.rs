//! Single sign-on by OpenID Connect: a council's or university's own provider says who somebody is. The authorisation code flow with
//! PKCE, state and nonce (OpenID Connect Core 1.0 §3.1; RFC 7636; RFC 9700).

mod asking;
mod provider;

pub(crate) use provider::{Begun, Provider};

use std::fmt;

/// A provider, as whoever runs the server has named it.
#[derive(Clone, PartialEq, Eq)]
pub struct SignOn {
    /// What the button on the sign-in page calls it, such as "Example Council".
    pub name: String,
    /// The provider's address, under which its own description of itself is found.
    pub issuer: String,
    /// What it calls this server.
    pub client: String,
    /// What this server proves itself with.
    pub secret: String,
}

impl fmt::Debug for SignOn {
    /// Without the secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SignOn").field("name", &self.name).field("issuer", &self.issuer).finish_non_exhaustive()
    }
}

impl SignOn {
    /// Its name as a part of an address: lower-case letters, digits and hyphens.
    #[must_use]
    pub fn key(&self) -> String {
        let letters = self.name.chars().map(|letter| if letter.is_ascii_alphanumeric() { letter } else { '-' });
        letters.collect::<String>().to_ascii_lowercase()
    }

    /// What is wrong with it, if anything: a provider is asked encrypted, unless it is on this machine.
    ///
    /// # Errors
    /// A sentence that says so.
    pub fn check(&self) -> Result<(), String> {
        let here = ["http://127.0.0.1:", "http://localhost:"].iter().any(|start| self.issuer.starts_with(start));
        if !self.issuer.starts_with("https://") && !here {
            return Err(format!("{}: {} is not an address that begins with https://", self.name, self.issuer));
        }
        if self.client.is_empty() || self.secret.is_empty() {
            return Err(format!("{}: its client id and secret are missing", self.name));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(issuer: &str) -> SignOn {
        let text = str::to_owned;
        SignOn { name: text("Example Council"), issuer: text(issuer), client: text("waymark"), secret: text("s3cret") }
    }

    #[test]
    fn a_secret_is_not_printed() {
        assert!(!format!("{:?}", of("https://login.example.org")).contains("s3cret"));
    }

    #[test]
    fn a_provider_elsewhere_is_asked_encrypted() {
        assert!(of("https://login.example.org/tenant").check().is_ok());
        assert!(of("http://127.0.0.1:4444").check().is_ok());
        assert!(of("http://login.example.org").check().is_err());
        assert!(of("http://127.0.0.1.evil.example").check().is_err());
        assert_eq!(of("https://login.example.org").key(), "example-council");
    }
}
