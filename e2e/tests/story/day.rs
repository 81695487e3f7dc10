//! A keyworker's day on a telephone: home, an interaction with two people in one go and taken back, a note that survives being
//! interrupted, and a form sent twice.

use e2e::{Browser, DESKTOP, Error, JavaScript, Key, PHONE, Waymark};

use crate::stage::{says, words};

/// A worker who has people in the demonstration.
const WORKER: &str = "Wren Worker (Positive Communities)";

/// The names of one's own people that can be ticked in the form to log, as the page says them.
fn people(browser: &Browser) -> Result<Vec<String>, Error> {
    let boxes = browser.find_all(".wm-people input[type=checkbox]")?;
    let names: Vec<String> = boxes.iter().map(e2e::Element::name).collect::<Result<_, Error>>()?;
    // What is folded away has no name for anybody.
    Ok(names.into_iter().filter(|name| !name.is_empty()).collect())
}

/// Clicks what stands at this place among those of this kind, brought to the middle of the screen as a thumb would.
fn press(browser: &Browser, css: &str, place: usize) -> Result<(), Error> {
    let all = browser.find_all(css)?;
    let one = all.get(place).ok_or_else(|| Error::NotFound(css.to_owned()))?;
    browser.script(
        "document.querySelectorAll(arguments[0])[arguments[1]].scrollIntoView({ block: 'center' })",
        &[css.into(), place.into()],
    )?;
    one.click()
}

/// How often something is said on a page.
fn times(browser: &Browser, said: &str) -> Result<usize, Error> {
    Ok(words(browser)?.matches(said).count())
}

/// Ticks two people, writes a note, and saves.
fn log_with_two(waymark: &Waymark, browser: &Browser, note: &str) -> Result<(), Error> {
    browser.goto(&waymark.at("/"))?;
    says(browser, &["Today", "Appointments today", "My people"])?;
    // On a telephone the button is in the bar under the thumb, on a wide screen in the navigation.
    for log in browser.find_all("a.wm-log")? {
        if log.shown()? {
            log.click()?;
            break;
        }
    }
    browser.wait_for("form[data-draft]")?;
    assert_eq!(browser.faults()?, Vec::<String>::new());
    assert!(people(browser)?.len() > 1, "{:?}", people(browser)?);
    for place in 0..2 {
        press(browser, ".wm-people .govuk-checkboxes__label", place)?;
    }
    press(browser, "input[name=channel][value=phone]", 0)?;
    browser.by_label("What was said (optional)")?.fill(note)?;
    press(browser, "form[data-draft] .govuk-button-group button", 0)?;
    browser.wait_for(".govuk-notification-banner")?;
    assert!(browser.find("h1")?.text()?.ends_with("Today"), "one is where one was: {}", browser.url()?);
    says(browser, &["Interaction recorded with 2 people."])
}

#[test]
fn an_interaction_with_two_people_is_logged_from_home_and_taken_back_with_and_without_a_script() -> Result<(), Error> {
    let waymark = Waymark::demo()?;
    for javascript in [JavaScript::On, JavaScript::Off] {
        let browser = waymark.browser(PHONE, javascript, WORKER)?;
        log_with_two(&waymark, &browser, "They came to the walk together.")?;
        assert_eq!(browser.faults()?, Vec::<String>::new());
        browser.by_role("button", "Undo")?.click()?;
        browser.wait_until("it is undone", || Ok(words(&browser)?.contains("That is undone.")))?;
    }
    Ok(())
}

#[test]
fn what_is_typed_survives_a_closed_window_and_two_windows_do_not_write_into_one_another() -> Result<(), Error> {
    let waymark = Waymark::demo()?;
    let browser = waymark.browser(PHONE, JavaScript::On, WORKER)?;
    browser.goto(&waymark.at("/"))?;
    let logs: Vec<String> = browser
        .find_all("a.wm-quick")?
        .iter()
        .filter_map(|log| log.attribute("href").ok().flatten())
        .filter(|href| href.contains("person="))
        .collect();
    let (first, other) = (logs[0].clone(), logs.iter().find(|href| **href != logs[0]).cloned().unwrap_or_default());
    browser.goto(&waymark.at(&first))?;
    browser.by_label("What was said (optional)")?.type_text("Half a thou")?;
    browser.wait_until("the draft is kept", || Ok(words(&browser)?.contains("Kept as a draft at")))?;
    browser.goto(&waymark.at(&other))?;
    assert_eq!(browser.by_label("What was said (optional)")?.value()?, "", "nobody else\u{2019}s form has it");
    // On another device, without a script.
    let elsewhere = waymark.browser(DESKTOP, JavaScript::Off, WORKER)?;
    elsewhere.goto(&waymark.at("/"))?;
    elsewhere.wait_for("h1")?;
    says(&elsewhere, &["Not finished", "Log an interaction"])?;
    elsewhere.goto(&waymark.at(&first))?;
    says(&elsewhere, &["This is what you typed on"])?;
    assert_eq!(elsewhere.by_label("What was said (optional)")?.value()?, "Half a thou");
    elsewhere.by_label("What was said (optional)")?.fill("Half a thought, and the rest of it.")?;
    elsewhere.by_role("button", "Save")?.click()?;
    elsewhere.wait_for(".govuk-notification-banner")?;
    says(&elsewhere, &["Interaction recorded"])?;
    assert_eq!(times(&elsewhere, "Not finished")?, 0);
    Ok(())
}

#[test]
fn a_form_that_is_sent_twice_makes_one_record() -> Result<(), Error> {
    let waymark = Waymark::demo()?;
    let browser = waymark.browser(PHONE, JavaScript::Off, WORKER)?;
    browser.goto(&waymark.at("/"))?;
    press(&browser, "a.wm-quick[href*='person=']", 0)?;
    let form = browser.url()?;
    browser.by_label("What was said (optional)")?.fill("Said once and for all.")?;
    press(&browser, "form[data-draft] .govuk-button-group button", 0)?;
    browser.wait_for(".govuk-notification-banner")?;
    says(&browser, &["Interaction recorded"])?;
    // Back to the form as it was, and sent again.
    browser.back()?;
    assert_eq!(browser.url()?, form);
    press(&browser, "form[data-draft] .govuk-button-group button", 0)?;
    let person = form.split("person=").nth(1).and_then(|rest| rest.split('&').next()).unwrap_or_default();
    browser.goto(&waymark.at(&format!("/people/{person}")))?;
    assert_eq!(times(&browser, "Said once and for all.")?, 1);
    Ok(())
}

#[test]
fn by_keyboard_alone_somebody_is_found_ticked_and_logged_with() -> Result<(), Error> {
    let waymark = Waymark::demo()?;
    let browser = waymark.browser(DESKTOP, JavaScript::On, WORKER)?;
    browser.goto(&waymark.at("/log"))?;
    let known = people(&browser)?;
    let wanted = known.last().and_then(|name| name.split(' ').next()).unwrap_or_default().to_owned();
    let to = |name: &str| -> Result<(), Error> {
        for _ in 0..200 {
            browser.press(Key::Tab)?;
            if browser.focused()?.name()? == name {
                return Ok(());
            }
        }
        Err(Error::NotFound(format!("\u{201c}{name}\u{201d} on the way of the tab key")))
    };
    to("Find somebody by name or reference")?;
    browser.focused()?.type_text(&wanted)?;
    browser.press(Key::Enter)?;
    browser.wait_until("people are found", || Ok(words(&browser)?.contains("found")))?;
    assert!(browser.find("h1")?.text()?.ends_with("Log an interaction"), "nothing was saved by looking");
    let first = people(&browser)?.first().cloned().unwrap_or_default();
    to(&first)?;
    browser.press(Key::Space)?;
    to("What was said (optional)")?;
    browser.focused()?.type_text("By keyboard alone.")?;
    to("Save")?;
    browser.press(Key::Enter)?;
    browser.wait_until("it is saved", || Ok(words(&browser)?.contains("Interaction recorded")))?;
    Ok(())
}

/// The first of the worker's own people, and the address of their page.
fn somebody(waymark: &Waymark, browser: &Browser, place: usize) -> Result<String, Error> {
    browser.goto(&waymark.at("/"))?;
    let links = browser.find_all("a.wm-quick[href*='person=']")?;
    let hrefs: Vec<String> = links.iter().filter_map(|link| link.attribute("href").ok().flatten()).collect();
    let id = |href: &String| href.split("person=").nth(1).and_then(|rest| rest.split('&').next()).map(str::to_owned);
    let mut people: Vec<String> = hrefs.iter().filter_map(id).collect();
    people.dedup();
    let person = people.get(place).ok_or_else(|| Error::NotFound("one\u{2019}s own people".to_owned()))?;
    Ok(waymark.at(&format!("/people/{person}")))
}

#[test]
fn on_the_persons_own_page_a_word_takes_one_field_and_one_button_and_two_presses_make_one_record() -> Result<(), Error>
{
    let waymark = Waymark::demo()?;
    for javascript in [JavaScript::On, JavaScript::Off] {
        let browser = waymark.browser(PHONE, javascript, WORKER)?;
        let person = somebody(&waymark, &browser, 0)?;
        let note = format!("Rang, and all is well; script {javascript:?}.");
        browser.goto(&person)?;
        assert_eq!(browser.faults()?, Vec::<String>::new());
        assert!(!browser.overflows()?, "the form fits a telephone");
        browser.by_label("What was said (optional)")?.fill(&note)?;
        // As an impatient thumb does it: the form is sent twice before the first answer is there.
        browser.script(
            "const form = document.querySelector('.wm-quick-log form[data-draft]');
             fetch(form.action, { method: 'POST', body: new URLSearchParams(new FormData(form)), keepalive: true });
             form.requestSubmit();",
            &[],
        )?;
        browser.wait_for(".govuk-notification-banner")?;
        says(&browser, &["Interaction recorded"])?;
        assert!(browser.url()?.starts_with(&person), "one is where one was: {}", browser.url()?);
        assert_eq!(times(&browser, &note)?, 1);
        // Back to the form, and sent again.
        browser.back()?;
        press(&browser, ".wm-quick-log .govuk-button-group button", 0)?;
        browser.wait_for("h1")?;
        browser.goto(&person)?;
        assert_eq!(times(&browser, &note)?, 1, "script {javascript:?}");
    }
    Ok(())
}

#[test]
fn a_session_that_ends_in_the_middle_of_a_note_loses_nothing() -> Result<(), Error> {
    let waymark = Waymark::demo()?;
    for javascript in [JavaScript::On, JavaScript::Off] {
        let browser = waymark.browser(PHONE, javascript, WORKER)?;
        let person = somebody(&waymark, &browser, 0)?;
        let note = format!("Half a note, script {javascript:?}");
        browser.goto(&person)?;
        browser.by_label("What was said (optional)")?.fill(&note)?;
        // Meanwhile the session ends, as it does by itself after half an hour.
        let elsewhere = waymark.browser(DESKTOP, JavaScript::Off, WORKER)?;
        elsewhere.goto(&waymark.at("/account"))?;
        elsewhere.by_role("button", "Sign out everywhere else")?.click()?;
        elsewhere.wait_for("h1")?;
        press(&browser, ".wm-quick-log .govuk-button-group button", 0)?;
        browser
            .wait_until("one is asked to sign in", || Ok(words(&browser)?.contains("What you have written is kept")))?;
        browser.sign_in_as(WORKER)?;
        browser.wait_until("what was written is shown", || Ok(words(&browser)?.contains("What you had written")))?;
        says(&browser, &[&note])?;
        browser.by_role("button", "Send what you had written")?.click()?;
        browser.wait_for(".govuk-notification-banner")?;
        says(&browser, &["Interaction recorded", &note])?;
        assert!(browser.url()?.starts_with(&person), "one is where one was: {}", browser.url()?);
    }
    Ok(())
}

#[test]
fn two_windows_open_on_two_people_each_write_about_their_own() -> Result<(), Error> {
    let waymark = Waymark::demo()?;
    let browser = waymark.browser(DESKTOP, JavaScript::On, WORKER)?;
    let (one, other) = (somebody(&waymark, &browser, 0)?, somebody(&waymark, &browser, 1)?);
    assert_ne!(one, other);
    let windows = browser.windows()?;
    browser.goto(&one)?;
    browser.by_label("What was said (optional)")?.type_text("Said by the first")?;
    let second = browser.new_window()?;
    browser.goto(&other)?;
    browser.by_label("What was said (optional)")?.type_text("Said by the second")?;
    browser.switch_to(&windows[0])?;
    browser.by_role("button", "Save")?.click()?;
    browser.wait_for(".govuk-notification-banner")?;
    says(&browser, &["Said by the first"])?;
    browser.switch_to(&second)?;
    browser.by_role("button", "Save")?.click()?;
    browser.wait_for(".govuk-notification-banner")?;
    says(&browser, &["Said by the second"])?;
    assert_eq!(times(&browser, "Said by the first")?, 0);
    browser.goto(&one)?;
    assert_eq!((times(&browser, "Said by the first")?, times(&browser, "Said by the second")?), (1, 0));
    Ok(())
}

#[test]
fn people_are_found_while_one_types_and_ticked_one_after_the_other() -> Result<(), Error> {
    let waymark = Waymark::demo()?;
    let browser = waymark.browser(PHONE, JavaScript::On, WORKER)?;
    browser.goto(&waymark.at("/log"))?;
    let known = people(&browser)?;
    let given = |name: &String| name.split(' ').next().unwrap_or_default().to_owned();
    for name in [known.first(), known.last()].into_iter().flatten().map(given) {
        browser.by_label("Find somebody by name or reference")?.type_text(&name)?;
        browser.wait_for("#log-found .govuk-checkboxes__label")?;
        browser.wait_until("they were looked for by all that was typed", || {
            browser
                .script("return document.querySelector('[name=asked]').value === arguments[0]", &[name.as_str().into()])
                .map(|said| said == true)
        })?;
        press(&browser, "#log-found .govuk-checkboxes__label", 0)?;
        browser.wait_until("the choice has gone over", || Ok(browser.find_all("#log-found input")?.is_empty()))?;
    }
    assert_eq!(browser.find_all("#log-chosen input")?.len(), 2);
    assert_eq!(browser.faults()?, Vec::<String>::new());
    browser.by_label("What was said (optional)")?.fill("Both came to the market.")?;
    press(&browser, "form[data-draft] .govuk-button-group button", 0)?;
    browser.wait_for(".govuk-notification-banner")?;
    says(&browser, &["Interaction recorded with 2 people."])
}
