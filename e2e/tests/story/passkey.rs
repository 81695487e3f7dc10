//! A worker makes a passkey, and from then on signs in with it alone.

use e2e::{Browser, DESKTOP, EVERYWHERE, Error, JavaScript, Waymark};

use crate::stage::{says, words};

#[test]
fn a_passkey_is_made_once_and_signs_in_from_then_on() -> Result<(), Error> {
    let waymark = Waymark::demo()?;
    // Browsers give passkeys to names, not to bare addresses.
    let at = |path: &str| format!("{}{path}", waymark.address().replace("127.0.0.1", "localhost"));
    let browser = Browser::start(DESKTOP, JavaScript::On)?;
    browser.passkey_device()?;
    browser.goto(&at("/sign-in"))?;
    browser.sign_in_as(EVERYWHERE)?;
    browser.goto(&at("/account/passkeys"))?;
    says(&browser, &["You have no passkeys yet"])?;
    let faults = browser.faults()?;
    assert!(faults.is_empty(), "{faults:?}");

    // Without a name for it, the page says what is missing.
    browser.by_role("button", "Add a passkey")?.click()?;
    browser.wait_for(".govuk-error-summary")?;
    says(&browser, &["Enter what to call the passkey"])?;

    browser.by_label("What to call it")?.fill("My telephone")?;
    browser.by_role("button", "Add a passkey")?.click()?;
    browser.wait_for("table")?;
    says(&browser, &["My telephone", "not yet"])?;

    browser.by_role("button", "Sign out")?.click()?;
    browser.goto(&at("/account/passkeys"))?;
    assert!(browser.url()?.contains("/sign-in"), "signed out: {}", browser.url()?);
    browser.by_role("button", "Sign in with a passkey")?.click()?;
    browser.wait_until("one is signed in", || Ok(words(&browser)?.contains("Sign out")))?;
    says(&browser, &[EVERYWHERE])?;

    // Removed, it lets nobody in.
    browser.goto(&at("/account/passkeys"))?;
    browser.by_role("button", "Remove My telephone")?.click()?;
    browser.wait_until("it is gone", || Ok(words(&browser)?.contains("You have no passkeys yet")))?;
    browser.by_role("button", "Sign out")?.click()?;
    browser.goto(&at("/sign-in"))?;
    browser.by_role("button", "Sign in with a passkey")?.click()?;
    browser.wait_until("it is refused", || Ok(words(&browser)?.contains("The passkey could not be used")))?;
    browser.goto(&at("/"))?;
    assert!(browser.url()?.contains("/sign-in"), "not let in: {}", browser.url()?);
    Ok(())
}
