//! Somebody who cannot use a mouse finds a number, narrows it, and looks at the records behind it.

use e2e::{Browser, DESKTOP, EVERYWHERE, Error, JavaScript, Key};
use serde_json::Value;

use crate::stage::{OVERVIEW, demonstration, how_counted, number, says};

/// Presses the tab key until what has the focus is called this.
pub fn tab_to(browser: &Browser, name: &str) -> Result<(), Error> {
    for _ in 0..300 {
        browser.press(Key::Tab)?;
        let focused = browser.focused()?;
        if focused.tag()? == "body" {
            break;
        }
        if focused.name()? == name {
            assert!(is_seen(browser)?, "one does not see that “{name}” has the focus");
            return Ok(());
        }
    }
    Err(Error::NotFound(format!("“{name}” on the way of the tab key")))
}

/// Whether what has the focus is drawn otherwise for it.
fn is_seen(browser: &Browser) -> Result<bool, Error> {
    let drawn = "const element = document.activeElement;
        const look = () => { const s = getComputedStyle(element); return [s.outline, s.boxShadow, s.backgroundColor, s.color].join(); };
        const focused = look();
        element.blur();
        const plain = look();
        element.focus();
        return focused !== plain;";
    Ok(browser.script(drawn, &[])? == Value::Bool(true))
}

/// Follows a link with the enter key.
pub fn follow(browser: &Browser, name: &str) -> Result<(), Error> {
    let before = browser.url()?;
    tab_to(browser, name)?;
    browser.press(Key::Enter)?;
    browser.wait_until(&format!("“{name}” has led on"), || Ok(browser.url()? != before))?;
    browser.wait_for("h1").map(drop)
}

#[test]
fn from_the_first_page_to_a_figure_and_its_records_without_a_mouse() -> Result<(), Error> {
    let waymark = demonstration()?;
    let browser = waymark.browser(DESKTOP, JavaScript::On, EVERYWHERE)?;
    browser.goto(&waymark.at("/"))?;
    browser.press(Key::Tab)?;
    assert_eq!(browser.focused()?.name()?, "Skip to main content");
    follow(&browser, "Positive Communities")?;
    follow(&browser, "Core outcomes")?;
    assert!(browser.find("h1")?.text()?.ends_with("Core outcomes"), "{}", browser.find("h1")?.text()?);
    follow(&browser, &how_counted("Core outcomes"))?;
    says(&browser, &["how this was counted", "The records behind it"])?;
    tab_to(&browser, "Download all of them as CSV")?;
    follow(&browser, "Back to the figure")?;
    Ok(())
}

#[test]
fn a_filter_is_chosen_with_the_arrow_keys_and_applied_when_one_goes_on() -> Result<(), Error> {
    let waymark = demonstration()?;
    let browser = waymark.browser(DESKTOP, JavaScript::On, EVERYWHERE)?;
    browser.goto(&waymark.at(OVERVIEW))?;
    tab_to(&browser, "Partner")?;
    browser.press(Key::Down)?;
    browser.press(Key::Down)?;
    assert!(!browser.url()?.contains("partner="), "the page does not run away while one moves through the list");
    browser.press(Key::Tab)?;
    browser.wait_until("the partner is in the address", || Ok(browser.url()?.contains("partner=")))?;
    browser.wait_until("there are fewer people", || Ok(number(&browser, "Participants")? < 858))?;
    browser.wait_until("one goes on where one was", || Ok(browser.focused()?.name()? == "Area"))
}
