//! Passkeys (Web Authentication Level 3): making one and signing in with it. The device makes sure itself that it is its owner, by
//! fingerprint, face or PIN, and is asked to; so a passkey stands for both factors.

use crate::Settings;
use base::Id;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use webauthn_rs::prelude::{
    CredentialID, DiscoverableAuthentication, Passkey, PasskeyRegistration, PublicKeyCredential,
    RegisterPublicKeyCredential, Url, Uuid, Webauthn, WebauthnBuilder, WebauthnError,
};

/// The name that a server on this machine has for passkeys: browsers give them to no bare network address.
const HERE: &str = "localhost";
/// The first half of what devices call a user; the second is the user's id.
const MARK: u64 = 0x5761_796d_6172_6b00;

/// What makes and checks passkeys, for the address that browsers use.
pub(crate) struct Passkeys {
    inside: Option<Webauthn>,
}

/// A passkey that was just made.
#[derive(Debug)]
pub(crate) struct Made {
    /// What the device calls it.
    pub key: String,
    /// Its public half.
    pub credential: String,
}

/// Half of making one.
#[derive(Serialize, Deserialize)]
struct Making {
    user: Id,
    state: PasskeyRegistration,
}

impl Passkeys {
    pub fn new(settings: &Settings) -> Self {
        Self { inside: build(settings).ok() }
    }

    /// Asks a user's device to make one; `known` are those they have. The challenge, and what to keep.
    pub fn begin_making(&self, user: Id, email: &str, name: &str, known: &[String]) -> Result<(Value, String), String> {
        let known: Vec<CredentialID> = known.iter().filter_map(|key| bytes(key)).collect();
        let begun = self.webauthn()?.start_passkey_registration(uuid(user), email, name, Some(known));
        let (challenge, state) = begun.map_err(told)?;
        let mut challenge = json!(challenge.public_key);
        // It must be found by the device itself, for nobody is asked who they are first.
        challenge["authenticatorSelection"]["residentKey"] = json!("required");
        challenge["authenticatorSelection"]["requireResidentKey"] = json!(true);
        Ok((challenge, serde_json::to_string(&Making { user, state }).map_err(|fault| fault.to_string())?))
    }

    /// What the device made, if it is what this user was asked for.
    pub fn end_making(&self, user: Id, kept: &str, sent: &str) -> Result<Made, String> {
        let making: Making = serde_json::from_str(kept).map_err(|fault| fault.to_string())?;
        if making.user != user {
            return Err("somebody else was asked".to_owned());
        }
        let sent: RegisterPublicKeyCredential = serde_json::from_str(sent).map_err(|fault| fault.to_string())?;
        let made = self.webauthn()?.finish_passkey_registration(&sent, &making.state).map_err(told)?;
        let credential = serde_json::to_string(&made).map_err(|fault| fault.to_string())?;
        Ok(Made { key: text(made.cred_id()), credential })
    }

    /// Asks whichever device has a passkey for here. The challenge, and what to keep.
    pub fn begin(&self) -> Result<(Value, String), String> {
        let (challenge, state) = self.webauthn()?.start_discoverable_authentication().map_err(told)?;
        // The browser asks for one at once, not only as it fills in a form.
        Ok((json!(challenge.public_key), serde_json::to_string(&state).map_err(|fault| fault.to_string())?))
    }

    /// Whose passkey answered, as it says itself: what the device calls it, and the user.
    pub fn named(&self, sent: &str) -> Result<(PublicKeyCredential, String, Id), String> {
        let sent: PublicKeyCredential = serde_json::from_str(sent).map_err(|fault| fault.to_string())?;
        let (user, key) = self.webauthn()?.identify_discoverable_authentication(&sent).map_err(told)?;
        let (mark, number) = user.as_u64_pair();
        let user = i64::try_from(number).ok().filter(|_| mark == MARK).map(Id::from_number);
        let key = text(key);
        Ok((sent, key, user.ok_or("it is of another system")?))
    }

    /// Whether it answered rightly, and its owner was made sure of; then its new state.
    pub fn end(&self, kept: &str, sent: &PublicKeyCredential, credential: &str) -> Result<String, String> {
        let state: DiscoverableAuthentication = serde_json::from_str(kept).map_err(|fault| fault.to_string())?;
        let mut passkey: Passkey = serde_json::from_str(credential).map_err(|fault| fault.to_string())?;
        let result = self.webauthn()?.finish_discoverable_authentication_v2(sent, state, &passkey).map_err(told)?;
        if !result.user_verified() {
            return Err("the device did not make sure of its owner".to_owned());
        }
        passkey.update_credential(&result);
        serde_json::to_string(&passkey).map_err(|fault| fault.to_string())
    }

    fn webauthn(&self) -> Result<&Webauthn, String> {
        self.inside.as_ref().ok_or_else(|| "there are no passkeys at this address".to_owned())
    }
}

fn build(settings: &Settings) -> Result<Webauthn, WebauthnError> {
    let address = settings.address.clone().unwrap_or_else(|| format!("http://{HERE}"));
    let origin = Url::parse(&address).map_err(|_| WebauthnError::Configuration)?;
    let host = origin.domain().ok_or(WebauthnError::Configuration)?.to_owned();
    WebauthnBuilder::new(&host, &origin)?.allow_any_port(settings.address.is_none()).rp_name("Waymark").build()
}

fn uuid(user: Id) -> Uuid {
    Uuid::from_u64_pair(MARK, u64::try_from(user.number()).unwrap_or_default())
}

fn text(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn bytes(text: &str) -> Option<Vec<u8>> {
    let pair = |at: usize| u8::from_str_radix(text.get(at..at + 2)?, 16).ok();
    (0..text.len()).step_by(2).map(pair).collect()
}

#[expect(clippy::needless_pass_by_value, reason = "the signature that mapping an error asks for")]
fn told(fault: WebauthnError) -> String {
    format!("{fault:?}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_device_is_asked_to_make_sure_of_its_owner_and_to_find_the_key_itself() {
        let passkeys = Passkeys::new(&Settings::default());
        let (asked, _) = passkeys.begin_making(Id::from_number(7), "a@example.org", "Ann", &[]).unwrap();
        let wanted = &asked["authenticatorSelection"];
        assert_eq!(wanted["userVerification"], "required", "{asked}");
        assert_eq!(wanted["residentKey"], "required", "{asked}");
        assert_eq!(asked["rp"]["id"], "localhost");
        let (asked, _) = passkeys.begin().unwrap();
        assert_eq!(asked["userVerification"], "required", "{asked}");
        assert!(asked["allowCredentials"].as_array().is_none_or(Vec::is_empty), "nobody is named: {asked}");
    }

    #[test]
    fn what_was_begun_by_one_user_is_not_ended_by_another() {
        let passkeys = Passkeys::new(&Settings::default());
        let (_, kept) = passkeys.begin_making(Id::from_number(7), "a@example.org", "Ann", &[]).unwrap();
        let fault = passkeys.end_making(Id::from_number(8), &kept, "{}").unwrap_err();
        assert!(fault.contains("somebody else"), "{fault}");
        assert!(passkeys.end_making(Id::from_number(7), &kept, "nonsense").is_err());
    }

    #[test]
    fn an_address_without_a_name_has_no_passkeys() {
        let settings = Settings { address: Some("https://192.0.2.1".to_owned()), ..Settings::default() };
        assert!(Passkeys::new(&settings).begin().is_err());
        let settings = Settings { address: Some("https://waymark.example.org".to_owned()), ..Settings::default() };
        assert!(Passkeys::new(&settings).begin().is_ok());
    }

    #[test]
    fn what_a_device_calls_a_key_is_kept_as_text() {
        assert_eq!(text(&[0, 255, 16]), "00ff10");
        assert_eq!(bytes("00ff10"), Some(vec![0, 255, 16]));
        assert_eq!(bytes("0"), None);
    }
}
