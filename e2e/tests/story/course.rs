//! A keyworker with a telephone: a plan is agreed, somebody takes over, the participant leaves, and is asked what became of them.

use e2e::{Browser, Error, JavaScript, Key, PHONE, Waymark};

use crate::keyboard::{follow, tab_to};
use crate::stage::{says, words};

const WORKER: &str = "Wren Worker (Positive Communities)";

/// Writes into the field of this name, having come to it with the tab key.
fn answer(browser: &Browser, name: &str, text: &str) -> Result<(), Error> {
    tab_to(browser, name)?;
    browser.focused()?.type_text(text)
}

/// Chooses the answer of this name, having come to it with the tab key.
fn choose(browser: &Browser, name: &str) -> Result<(), Error> {
    tab_to(browser, name)?;
    browser.press(Key::Space)
}

/// Sends the form, and waits until the page says so.
fn send(browser: &Browser, button: &str, said: &str) -> Result<(), Error> {
    tab_to(browser, button)?;
    browser.press(Key::Enter)?;
    browser.wait_until(said, || Ok(words(browser)?.contains(said)))
}

/// The address of somebody whom the worker supports, without the part of the programme.
fn somebody(browser: &Browser, waymark: &Waymark) -> Result<String, Error> {
    browser.goto(&waymark.at("/people?programme=positive-communities&state=current"))?;
    for row in browser.find_all("main table tbody tr")? {
        if row.text()?.contains("Supported now")
            && let Some(link) = row.within("a")?.first().map(|link| link.attribute("href")).transpose()?.flatten()
        {
            return Ok(link.split('?').next().unwrap_or_default().to_owned());
        }
    }
    Err(Error::NotFound(format!("somebody still supported in: {}", words(browser)?)))
}

fn course(javascript: JavaScript) -> Result<(), Error> {
    let waymark = Waymark::demo()?;
    let browser = waymark.browser(PHONE, javascript, WORKER)?;
    let person = somebody(&browser, &waymark)?;
    let at = |page: &str| waymark.at(&format!("{person}/{page}?programme=positive-communities"));

    // A plan, with the keyboard alone.
    browser.goto(&at("plan"))?;
    if browser.by_role("button", "Begin a plan").is_ok() {
        follow(&browser, "Begin a plan")?;
        send(&browser, "Save", "Plan begun")?;
    }
    follow(&browser, "Add a goal")?;
    answer(&browser, "What exactly is to be different?", "Cook for four on Sundays")?;
    answer(&browser, "How will we both know that it has happened?", "Two Sundays in a row")?;
    answer(&browser, "What makes it possible, and what help is needed?", "The kitchen is free")?;
    answer(&browser, "Why does it matter to you?", "Company")?;
    answer(&browser, "Day", "1")?;
    answer(&browser, "Month", "3")?;
    answer(&browser, "Year", "2030")?;
    send(&browser, "Save", "Goal agreed")?;
    says(&browser, &["Cook for four on Sundays", "By 1 March 2030"])?;
    follow(&browser, "Add an action for: Cook for four on Sundays")?;
    answer(&browser, "What", "Buy onions")?;
    send(&browser, "Save", "Action added")?;
    assert!(!browser.overflows()?, "the plan fits a telephone");
    assert_eq!(browser.faults()?, Vec::<String>::new());
    send(&browser, "Done", "Action ticked")?;
    // What was agreed before is not what the plan says now: they are asked again.
    browser.goto(&at("plan"))?;
    follow(&browser, "Write down whether they agree")?;
    choose(&browser, "Yes, they agree")?;
    answer(&browser, "Their name, as they write it (optional)", "W. W.")?;
    send(&browser, "Save", "Agreed by W. W.")?;
    follow(&browser, "Copy to hand over")?;
    says(&browser, &["my plan", "Cook for four on Sundays", "Buy onions"])?;
    browser.as_printed(true)?;
    assert!(!browser.find("header")?.shown()?, "the copy is a document of its own");
    browser.as_printed(false)?;

    // Somebody works with them, and it can be taken back.
    browser.goto(&at("workers"))?;
    follow(&browser, "Assign somebody")?;
    // A few colleagues are a list to tick, many one to open.
    if browser.find("select#worker_id").is_ok() {
        tab_to(&browser, "Who (optional)")?;
        browser.press(Key::Down)?;
    } else {
        browser.script("document.getElementById('worker_id').focus()", &[])?;
        browser.press(Key::Space)?;
    }
    browser.script("document.querySelector('[name=role][value=other]').focus()", &[])?;
    browser.press(Key::Space)?;
    send(&browser, "Assign", "Worker assigned")?;
    assert_eq!(browser.faults()?, Vec::<String>::new());
    send(&browser, "Undo", "undone")?;

    // They leave, and are asked.
    browser.goto(&at("leave"))?;
    says(&browser, &["Still open", "Goal: Cook for four on Sundays"])?;
    browser.find("#reason")?.select("Moved on to something else")?;
    browser.find("#plan")?.fill("A course at the college")?;
    send(&browser, "Record that they leave", "Leaving recorded")?;
    says(&browser, &["A course at the college", "What became of them", "Four weeks after leaving"])?;
    assert_eq!(browser.faults()?, Vec::<String>::new());
    follow(&browser, "Write down the answer : Four weeks after leaving")?;
    choose(&browser, "Reached")?;
    browser.press(Key::Down)?;
    send(&browser, "Save", "Follow-up changed")?;
    says(&browser, &["Could not be reached"])?;
    Ok(())
}

#[test]
fn a_participants_course_is_written_down_on_a_telephone() -> Result<(), Error> {
    course(JavaScript::On)
}

#[test]
fn the_same_without_scripts() -> Result<(), Error> {
    course(JavaScript::Off)
}
