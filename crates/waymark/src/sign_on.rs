//! Whose own sign-on lets their people in: named on the command line, their secrets in the environment or in a file.

use crate::said::Failure;
use web::SignOn;

/// The providers that `NAME=https://…` name, each with its client id and secret from `WAYMARK_SIGN_ON_<NAME>_CLIENT` and
/// `WAYMARK_SIGN_ON_<NAME>_SECRET`, or `…_SECRET_FILE`.
pub fn providers(named: &[String], variable: impl Fn(&str) -> Option<String>) -> Result<Vec<SignOn>, Failure> {
    let mut providers: Vec<SignOn> = Vec::new();
    for one in named {
        let Some((name, issuer)) = one.split_once('=') else {
            return Err(format!("{one} is not a sign-on like 'Example Council=https://login.example.org'").into());
        };
        let (name, issuer) = (name.trim().to_owned(), issuer.trim().to_owned());
        let mut provider = SignOn { name, issuer, client: String::new(), secret: String::new() };
        let begins = format!("WAYMARK_SIGN_ON_{}", provider.key().to_uppercase().replace('-', "_"));
        let said = |ends: &str| variable(&format!("{begins}_{ends}"));
        provider.client = said("CLIENT").unwrap_or_default();
        provider.secret = match (said("SECRET"), said("SECRET_FILE")) {
            (Some(secret), _) => secret,
            (None, Some(file)) => std::fs::read_to_string(&file)
                .map_err(|fault| Failure::from(format!("{file} cannot be read: {fault}")))?
                .trim()
                .to_owned(),
            (None, None) => String::new(),
        };
        if let Err(why) = provider.check() {
            return Err(format!("sign-on {why}. Its client id and secret are read from {begins}_CLIENT and {begins}_SECRET, or {begins}_SECRET_FILE").into());
        }
        if providers.iter().any(|known| known.key() == provider.key()) {
            return Err(format!("two sign-ons are called {}", provider.name).into());
        }
        providers.push(provider);
    }
    Ok(providers)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn variable(name: &str) -> Option<String> {
        let known =
            [("WAYMARK_SIGN_ON_EXAMPLE_COUNCIL_CLIENT", "waymark"), ("WAYMARK_SIGN_ON_EXAMPLE_COUNCIL_SECRET", "x")];
        known.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned())
    }

    fn read(named: &[&str]) -> Result<Vec<SignOn>, Failure> {
        let named: Vec<String> = named.iter().map(|one| (*one).to_owned()).collect();
        providers(&named, variable)
    }

    #[test]
    fn a_sign_on_is_named_and_its_secret_is_not_on_the_command_line() {
        let found = read(&["Example Council=https://login.example.org"]).ok().unwrap();
        assert_eq!((found[0].client.as_str(), found[0].secret.as_str()), ("waymark", "x"));
        assert!(read(&["Example Council"]).is_err());
        assert!(read(&["Example Council=http://login.example.org"]).is_err(), "unencrypted");
        assert!(read(&["Example University=https://login.example.ac.uk"]).is_err(), "without a secret");
        assert!(
            read(&["Example Council=https://a.example", "example council=https://b.example"]).is_err(),
            "one name twice"
        );
    }
}
