//! One-time codes of an authenticator app: RFC 6238 with SHA-1, six digits and thirty seconds, which every app knows.

use crate::{Error, Result};
use base::Timestamp;
use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;

/// How long a code is shown, in seconds.
const STEP: i64 = 30;
/// How many steps a telephone's clock may be off, either way.
const OFF: i64 = 1;
/// The alphabet of RFC 4648 base 32.
const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// A new random key of 160 bits.
///
/// # Errors
/// When the system gives no randomness.
pub fn new_key() -> Result<Vec<u8>> {
    let mut key = vec![0; 20];
    getrandom::fill(&mut key).map_err(|fault| Error::Refused(format!("no randomness: {fault}")))?;
    Ok(key)
}

/// The code that the authenticator with this key shows at this moment.
#[must_use]
pub fn code(key: &[u8], at: Timestamp) -> String {
    format!("{:06}", digits(key, step(at)))
}

/// The step of this code, if it is one of now and later than `last`, the step of the last code that was accepted.
#[must_use]
pub fn accepts(key: &[u8], code: &str, now: Timestamp, last: Option<i64>) -> Option<i64> {
    let code: String = code.chars().filter(|letter| !letter.is_whitespace()).collect();
    if code.len() != 6 || !code.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let number: u32 = code.parse().ok()?;
    let now = step(now);
    (now - OFF..=now + OFF).find(|step| last.is_none_or(|last| *step > last) && digits(key, *step) == number)
}

/// The key as text to be typed: base 32, in groups of four.
#[must_use]
pub fn spelt(key: &[u8]) -> String {
    let text = base32(key);
    let groups: Vec<&str> = (0..text.len()).step_by(4).map(|at| &text[at..text.len().min(at + 4)]).collect();
    groups.join(" ")
}

/// The address that hands the key to an authenticator, in the form that Google Authenticator began.
#[must_use]
pub fn address(key: &[u8], issuer: &str, account: &str) -> String {
    let (issuer, account) = (escaped(issuer), escaped(account));
    format!("otpauth://totp/{issuer}:{account}?secret={}&issuer={issuer}", base32(key))
}

fn step(at: Timestamp) -> i64 {
    at.as_second().div_euclid(STEP)
}

/// HOTP of RFC 4226, section 5.3, over the step.
fn digits(key: &[u8], step: i64) -> u32 {
    let Ok(mut mac) = Hmac::<Sha1>::new_from_slice(key) else { return u32::MAX };
    mac.update(&step.to_be_bytes());
    let hash = mac.finalize().into_bytes();
    let from = usize::from(hash[19] & 15);
    let word = [hash[from] & 0x7f, hash[from + 1], hash[from + 2], hash[from + 3]];
    u32::from_be_bytes(word) % 1_000_000
}

fn base32(bytes: &[u8]) -> String {
    let mut text = String::new();
    for five in bytes.chunks(5) {
        let mut block = [0; 8];
        block[3..3 + five.len()].copy_from_slice(five);
        let number = u64::from_be_bytes(block);
        for letter in 0..(five.len() * 8).div_ceil(5) {
            let index = usize::try_from(number >> (35 - 5 * letter) & 31).unwrap_or_default();
            text.push(char::from(ALPHABET[index]));
        }
    }
    text
}

/// The inverse of what [`spelt`] writes; spaces and case are free.
#[must_use]
pub fn read(text: &str) -> Option<Vec<u8>> {
    let (mut bytes, mut bits, mut held) = (Vec::new(), 0_u32, 0_u32);
    for letter in text.bytes().filter(|byte| !byte.is_ascii_whitespace()) {
        let value = ALPHABET.iter().position(|known| *known == letter.to_ascii_uppercase())?;
        held = held << 5 | u32::try_from(value).ok()?;
        bits += 5;
        if bits >= 8 {
            bits -= 8;
            bytes.push(u8::try_from(held >> bits & 255).ok()?);
        }
    }
    Some(bytes)
}

fn escaped(text: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~@".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 6238, appendix B, with the last six of its eight digits.
    #[test]
    fn the_codes_are_those_of_the_standard() {
        let key = b"12345678901234567890";
        for (at, expected) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            assert_eq!(code(key, Timestamp::from_second(at).unwrap()), expected);
        }
        assert_eq!(base32(b"foobar"), "MZXW6YTBOI");
        assert_eq!(read(&spelt(key)).as_deref(), Some(&key[..]));
        assert_eq!(read("not base 32!"), None);
    }

    #[test]
    fn a_code_holds_for_its_step_and_those_beside_it_and_once() {
        let key = new_key().unwrap();
        let at = |second| Timestamp::from_second(second).unwrap();
        let shown = code(&key, at(3000));
        for (now, accepted) in [(2969, false), (2970, true), (3000, true), (3059, true), (3060, false)] {
            assert_eq!(accepts(&key, &shown, at(now), None).is_some(), accepted, "at {now}");
        }
        let step = accepts(&key, &format!(" {} {}", &shown[..3], &shown[3..]), at(3000), None);
        assert!(step.is_some(), "a space in the middle, as apps show it, does no harm");
        assert_eq!(accepts(&key, &shown, at(3000), step), None, "no code is accepted twice");
        assert_eq!(accepts(&key, "+00001", at(3000), None), None);
    }

    #[test]
    fn the_address_names_workspace_and_account() {
        let address = address(b"12345678901234567890", "Our work & more", "joan@example.org");
        assert_eq!(
            address,
            "otpauth://totp/Our%20work%20%26%20more:joan@example.org?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Our%20work%20%26%20more"
        );
    }
}
