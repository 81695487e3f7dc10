//! Somebody who is invited, as they come in for the first time: a link, a password, an authenticator.

use std::time::{SystemTime, UNIX_EPOCH};

use e2e::{Browser, Error, JavaScript, Waymark};
use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;

/// Follows an invitation to the end; the browser stands on the home page then.
pub fn signed_in(waymark: &Waymark, link: &str, size: (u32, u32), javascript: JavaScript) -> Result<Browser, Error> {
    let browser = Browser::start(size, javascript)?;
    let path = link.trim().rsplit_once("/invitation/").map_or(link, |(_, token)| token);
    browser.goto(&waymark.at(&format!("/invitation/{path}")))?;
    browser.by_label("New password")?.fill("four plain words together")?;
    browser.by_role("button", "Save and sign in")?.click()?;
    browser.wait_for("code.wm-key")?;
    let key = browser.find("code.wm-key")?.text()?;
    browser.by_label("Code")?.fill(&code(&key)?)?;
    browser.by_role("button", "Go on")?.click()?;
    browser.wait_for(".wm-codes")?;
    browser.by_role("button", "I have kept them: go on")?.click()?;
    browser.wait_for("nav.wm-navigation")?;
    Ok(browser)
}

/// What an authenticator app with this key shows now (RFC 6238).
fn code(key: &str) -> Result<String, Error> {
    let mut bits = (0_u64, 0);
    let mut bytes = Vec::new();
    for letter in key.bytes().filter(u8::is_ascii_alphanumeric) {
        let digit = if letter.is_ascii_digit() { letter - b'2' + 26 } else { letter - b'A' };
        bits = (bits.0 << 5 | u64::from(digit), bits.1 + 5);
        if bits.1 >= 8 {
            bits.1 -= 8;
            bytes.push((bits.0 >> bits.1) as u8);
            bits.0 &= (1 << bits.1) - 1;
        }
    }
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs() / 30);
    let mac = Hmac::<Sha1>::new_from_slice(&bytes);
    let mut mac = mac.map_err(|fault| Error::NotFound(format!("a key to make a code with: {fault}")))?;
    mac.update(&now.to_be_bytes());
    let digest = mac.finalize().into_bytes();
    let at = usize::from(digest[19] & 15);
    let number = u32::from_be_bytes([digest[at] & 127, digest[at + 1], digest[at + 2], digest[at + 3]]);
    Ok(format!("{:06}", number % 1_000_000))
}
