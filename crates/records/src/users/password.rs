//! Passwords: which will do, how they are kept, and how one is compared with what is kept.

use crate::{Error, Result};
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use std::sync::{Condvar, LazyLock, Mutex, PoisonError};
use zxcvbn::{Score, zxcvbn};

/// The shortest password that is taken, in characters (OWASP ASVS 5.0, 6.2.1).
pub const SHORTEST: usize = 8;
/// The longest that is taken, in bytes: longer than anybody's, and short enough to be hashed at no extra cost.
pub const LONGEST: usize = 1000;
/// How many letters and digits there must be besides what is known of its owner.
const OWN: usize = 4;
/// Memory in KiB, passes and lanes of argon2id, as OWASP's cheat sheet for keeping passwords asks.
const COST: (u32, u32, u32) = (19 * 1024, 2, 1);
/// How many passwords are hashed at once, so that many who sign in together cannot take all memory: 19 MiB each.
const AT_ONCE: usize = 4;

/// Why a password will not do, as a sentence without a full stop; none if it will. `about` is what others know of its owner:
/// name, address, workspace.
#[must_use]
pub fn refusal(password: &str, about: &[&str]) -> Option<String> {
    if password.chars().count() < SHORTEST {
        return Some(format!("Password must be {SHORTEST} characters or more"));
    }
    if password.len() > LONGEST {
        return Some(format!("Password must be {LONGEST} characters or fewer"));
    }
    let known: Vec<&str> = about.iter().flat_map(|text| words(text)).chain(["waymark"]).collect();
    // What everybody knows of its owner is worth nothing, and with a digit or two after it, no more.
    let bare = known.iter().fold(password.to_lowercase(), |rest, word| rest.replace(&word.to_lowercase(), ""));
    let told = bare.chars().filter(|letter| letter.is_alphanumeric()).count() < OWN;
    // Among the first million that somebody who guesses would try: the commonest, keyboard walks, dates, names, and these with a digit or two.
    // Anything else is left to its owner: what a password is made of is nobody's business.
    let easy = told || zxcvbn(password, &known).score() < Score::Two;
    easy.then(|| {
        "Password is too easy to guess: three or four words that do not belong together make a good one".to_owned()
    })
}

/// The text itself, and its parts.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let parts = text.split(|letter: char| !letter.is_alphanumeric()).filter(|part| part.chars().count() > 2);
    std::iter::once(text).chain(parts)
}

/// What is kept of a password: its hash, with salt and parameters.
///
/// # Errors
/// When the system gives no randomness.
pub fn hash(password: &str) -> Result<String> {
    let _turn = TURNS.take();
    let hashed = argon2()?.hash_password(password.as_bytes());
    Ok(hashed.map_err(|fault| Error::Refused(format!("the password cannot be kept: {fault}")))?.to_string())
}

/// Whether `password` is the one whose hash is `kept`. Where none is kept it takes as long to say no, so that nobody learns
/// by the clock who has an account.
#[must_use]
pub fn is_right(password: &str, kept: Option<&str>) -> bool {
    if password.len() > LONGEST {
        return false;
    }
    let against = kept.unwrap_or(&NOBODYS);
    let _turn = TURNS.take();
    let same = argon2().is_ok_and(|argon2| argon2.verify_password(password.as_bytes(), against).is_ok());
    same && kept.is_some()
}

fn argon2() -> Result<Argon2<'static>> {
    let (memory, passes, lanes) = COST;
    let params = Params::new(memory, passes, lanes, None);
    let params = params.map_err(|fault| Error::Refused(format!("the password cannot be kept: {fault}")))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

/// The hash of a password that nobody has, with the parameters of all others.
static NOBODYS: LazyLock<String> = LazyLock::new(|| hash("nobody\u{2019}s password").unwrap_or_default());

static TURNS: Turns = Turns { taken: Mutex::new(0), free: Condvar::new() };

/// Lets so many at a time do something, and has the others wait.
struct Turns {
    taken: Mutex<usize>,
    free: Condvar,
}

/// One turn; it ends when dropped.
struct Turn<'a>(&'a Turns);

impl Turns {
    fn take(&self) -> Turn<'_> {
        let taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let mut taken = self.free.wait_while(taken, |taken| *taken >= AT_ONCE).unwrap_or_else(PoisonError::into_inner);
        *taken += 1;
        Turn(self)
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        *self.0.taken.lock().unwrap_or_else(PoisonError::into_inner) -= 1;
        self.0.free.notify_one();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_everybody_guesses_first_will_not_do() {
        let about = ["Joan Adeyemi", "joan.adeyemi@example.org", "Positive Communities"];
        for easy in [
            "short",
            "password",
            "Password1",
            "12345678",
            "qwertyuiop",
            "iloveyou2",
            "Sunshine1",
            "aaaaaaaaaaaa",
            "joanadeyemi",
            "JoanAdeyemi1",
            "Adeyemi1",
            "waymark1",
            "1987-04-12",
        ] {
            assert!(refusal(easy, &about).is_some(), "{easy}");
        }
        for good in [
            "otter teapot gravel",
            "correct horse battery staple",
            "Zq7!kfw2pd",
            "\u{17b}\u{f3}\u{142}w ja\u{17a}\u{144} g\u{119}\u{15b}l",
        ] {
            assert_eq!(refusal(good, &about), None, "{good}");
        }
        assert!(refusal(&"otter teapot gravel ".repeat(80), &about).is_some());
    }

    #[test]
    fn a_password_is_known_again_and_no_other_is() {
        let kept = hash("otter teapot gravel").unwrap();
        assert!(kept.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{kept}");
        assert_ne!(kept, hash("otter teapot gravel").unwrap(), "each has its own salt");
        assert!(is_right("otter teapot gravel", Some(&kept)));
        for wrong in ["otter teapot gravel ", "Otter teapot gravel", ""] {
            assert!(!is_right(wrong, Some(&kept)), "{wrong}");
        }
        assert!(!is_right("nobody\u{2019}s password", None));
    }

    #[test]
    fn whoever_has_no_account_waits_as_long_as_whoever_has() {
        let kept = hash("otter teapot gravel").unwrap();
        let time = |kept: Option<&str>| {
            let began = std::time::Instant::now();
            assert!(!is_right("something else", kept));
            began.elapsed().as_secs_f64()
        };
        // In turns, and the fastest of many, of the more the busier others keep the machine.
        let (mut known, mut unknown) = (f64::MAX, f64::MAX);
        for round in 0..200 {
            (known, unknown) = (known.min(time(Some(&kept))), unknown.min(time(None)));
            if round >= 24 && known / unknown < 1.6 && unknown / known < 1.6 {
                return;
            }
        }
        panic!("{known} s and {unknown} s");
    }
}
