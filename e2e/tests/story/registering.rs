//! A keyworker finds somebody by half of what they remember, registers somebody new on a telephone, and a person who came twice is made one.

use std::time::{Duration, Instant};

use e2e::{Browser, DESKTOP, Error, JavaScript, Key, PHONE, Waymark};

use crate::keyboard::tab_to;
use crate::stage::{demonstration, says, together, words};

const WORKER: &str = "Wren Worker (Positive Communities)";
const MANAGER: &str = "Milo Manager (Positive Communities)";
const NEW: &str = "/people/new?programme=positive-communities";

/// The name of the first person in the list.
fn somebody(browser: &Browser, waymark: &Waymark) -> Result<String, Error> {
    browser.goto(&waymark.at("/people?programme=positive-communities"))?;
    browser.find("table tbody a")?.text()
}

/// A name with two letters of its family name exchanged.
fn misspelt(name: &str) -> String {
    let mut letters: Vec<char> = name.chars().collect();
    let end = letters.len();
    letters.swap(end - 3, end - 2);
    letters.into_iter().collect()
}

#[test]
fn somebody_is_found_by_a_misspelt_name_while_one_types() -> Result<(), Error> {
    let waymark = demonstration()?;
    let browser = waymark.browser(DESKTOP, JavaScript::On, WORKER)?;
    let name = somebody(&browser, waymark)?;
    browser.goto(&waymark.at("/"))?;
    browser.find("#search")?.type_text(&misspelt(&name))?;
    let found = || Ok(together(&browser.find("#search-found")?.text()?).contains(&name));
    browser.wait_until("the person stands beneath the search box", found)?;
    assert!(browser.faults()?.is_empty(), "{:?}", browser.faults()?);
    browser.press(Key::Down)?;
    browser.press(Key::Enter)?;
    browser.wait_until("their page is there", || Ok(browser.url()?.contains("/people/")))?;
    assert!(browser.wait_for("h1")?.text()?.contains(&name));
    Ok(())
}

#[test]
fn without_scripts_the_search_is_a_form_like_any_other() -> Result<(), Error> {
    let waymark = demonstration()?;
    let browser = waymark.browser(PHONE, JavaScript::Off, WORKER)?;
    let name = somebody(&browser, waymark)?;
    browser.find("#search")?.type_text(&misspelt(&name))?;
    browser.press(Key::Enter)?;
    browser.wait_until("the list of those found", || Ok(browser.url()?.contains("q=")))?;
    says(&browser, &[&name])
}

/// Types into the field of this name, reached by the tab key.
fn write(browser: &Browser, name: &str, text: &str) -> Result<(), Error> {
    tab_to(browser, name)?;
    browser.focused()?.type_text(text)
}

#[test]
fn somebody_new_is_registered_in_three_minutes_on_a_telephone_with_keys_alone_and_without_scripts() -> Result<(), Error>
{
    let waymark = Waymark::demo()?;
    let browser = waymark.browser(PHONE, JavaScript::Off, WORKER)?;
    let start = Instant::now();
    browser.goto(&waymark.at(NEW))?;
    write(&browser, "Given name (optional)", "Wilhelmina")?;
    write(&browser, "Family name (optional)", "Featherstonehaugh")?;
    write(&browser, "Year", "1984")?;
    write(&browser, "Telephone (optional)", "07700 900123")?;
    tab_to(&browser, "No voicemail")?;
    browser.press(Key::Space)?;
    tab_to(&browser, "Came by themselves")?;
    browser.press(Key::Space)?;
    write(&browser, "Day", "3")?;
    write(&browser, "Month", "5")?;
    write(&browser, "Year", "2022")?;
    tab_to(&browser, "They have been given the privacy notice")?;
    browser.press(Key::Space)?;
    write(&browser, "Lawful basis for keeping the record", "Leg")?;
    tab_to(&browser, "Register")?;
    browser.press(Key::Enter)?;
    browser.wait_until("they are registered", || Ok(browser.url()?.contains("saved=")))?;
    says(&browser, &["Wilhelmina Featherstonehaugh", "Registered."])?;
    assert!(start.elapsed() < Duration::from_secs(180), "{:?}", start.elapsed());
    assert!(!browser.overflows()?);
    tab_to(&browser, "Undo")?;
    browser.press(Key::Enter)?;
    browser.wait_until("it is undone", || Ok(browser.url()?.contains("undone=")))?;
    browser.goto(&waymark.at("/people?q=Featherstonehaugh"))?;
    says(&browser, &["0 people"])
}

#[test]
fn somebody_who_came_twice_is_noticed_merged_and_taken_apart_again() -> Result<(), Error> {
    let waymark = Waymark::demo()?;
    let browser = waymark.browser(DESKTOP, JavaScript::On, WORKER)?;
    let name = somebody(&browser, &waymark)?;
    browser.find("table tbody a")?.click()?;
    browser.wait_until("their page", || Ok(browser.url()?.contains("/people/")))?;
    browser.goto(&format!("{}/details", browser.url()?.split('?').next().unwrap_or_default()))?;
    let details = words(&browser)?;
    let born = details.split("Date of birth ").nth(1).unwrap_or_default();
    let born: Vec<&str> = born.split(' ').take(3).collect();
    let [day, month, year] = born.as_slice() else { return Err(Error::NotFound("a date of birth".to_owned())) };
    let months = "January February March April May June July August September October November December";
    let month = months.split(' ').position(|known| known == *month).map_or(0, |at| at + 1).to_string();
    let (given, family) = name.split_once(' ').unwrap_or_default();

    browser.goto(&waymark.at(NEW))?;
    browser.by_label("Given name (optional)")?.type_text(given)?;
    browser.by_label("Family name (optional)")?.type_text(family)?;
    for (part, text) in [("day", *day), ("month", &month), ("year", *year)] {
        browser.find(&format!("#birth_date-{part}"))?.type_text(text)?;
    }
    let noticed = || Ok(together(&browser.find("#alike")?.text()?).contains(&name));
    browser.wait_until("who this may be is said while one types", noticed)?;
    assert!(browser.faults()?.is_empty(), "{:?}", browser.faults()?);
    for (part, text) in [("day", "3"), ("month", "5"), ("year", "2022")] {
        browser.find(&format!("#start_date-{part}"))?.fill(text)?;
    }
    browser.by_label("They have been given the privacy notice")?.click()?;
    browser.by_label("Lawful basis for keeping the record")?.select("Legitimate interests")?;
    browser.by_role("button", "Register")?.click()?;
    browser.wait_for(".govuk-error-summary")?;
    says(&browser, &["This person may be known already"])?;
    browser.by_role("button", "Register anyway")?.click()?;
    browser.wait_until("they are registered all the same", || Ok(browser.url()?.contains("saved=")))?;

    let manager = waymark.browser(DESKTOP, JavaScript::On, MANAGER)?;
    manager.goto(&waymark.at("/people/duplicates?programme=positive-communities"))?;
    manager.by_role("button", "Compare everybody")?.click()?;
    manager.wait_until("the register is compared", || Ok(words(&manager)?.contains("Compared on")))?;
    assert!(manager.faults()?.is_empty(), "{:?}", manager.faults()?);
    let compare = format!("Compare {name} with {name}");
    manager.by_role("link", &compare)?.click()?;
    manager.wait_until("both stand side by side", || Ok(words(&manager)?.contains("Is this the same person?")))?;
    assert!(manager.faults()?.is_empty(), "{:?}", manager.faults()?);
    manager.by_role("button", "Merge into one person")?.click()?;
    manager.wait_until("they are one", || Ok(manager.url()?.contains("merged=")))?;
    says(&manager, &[&name, "Undo the merge"])?;
    manager.by_role("button", "Undo the merge")?.click()?;
    manager.wait_until("they are two again", || Ok(manager.url()?.contains("unmerged=")))?;
    says(&manager, &["They are two people again"])
}
