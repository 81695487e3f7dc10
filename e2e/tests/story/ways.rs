//! The ways about: a telephone's menu, from programme to programme, to a question of one's own, and back from a wrong address.

use e2e::{DESKTOP, EVERYWHERE, Error, JavaScript, PHONE};

use crate::stage::{OVERVIEW, address, demonstration, number, says, table};

#[test]
fn on_a_telephone_the_menu_lies_under_the_thumb() -> Result<(), Error> {
    let waymark = demonstration()?;
    for javascript in [JavaScript::On, JavaScript::Off] {
        let browser = waymark.browser(PHONE, javascript, EVERYWHERE)?;
        browser.goto(&waymark.at(OVERVIEW))?;
        assert!(!browser.find("#navigation")?.shown()?, "the menu is out of the way");
        browser.by_role("link", "Menu")?.click()?;
        assert!(browser.find("#navigation")?.shown()?);
        assert_eq!(browser.faults()?, Vec::<String>::new());
        browser.by_role("link", "Close menu")?.click()?;
        assert!(!browser.find("#navigation")?.shown()?);
        browser.by_role("link", "Menu")?.click()?;
        browser.by_role("link", "Programme")?.click()?;
        browser.wait_until("the programme's page stands there", || {
            Ok(browser.find("h1")?.text()?.ends_with("Positive Communities"))
        })?;
    }
    Ok(())
}

#[test]
fn from_one_programme_to_the_same_page_of_another() -> Result<(), Error> {
    let waymark = demonstration()?;
    let browser = waymark.browser(DESKTOP, JavaScript::On, EVERYWHERE)?;
    browser.goto(&waymark.at(&format!("{OVERVIEW}&over=2021/22")))?;
    browser.find(".wm-switch summary")?.click()?;
    assert_eq!(browser.faults()?, Vec::<String>::new());
    browser.by_role("link", "Positive Progressions")?.click()?;
    assert!(browser.find("h1")?.text()?.ends_with("Cumulative overview"));
    assert!(address(&browser)?.contains("over=2021/22"), "the period stays");
    browser.by_role("link", "Clear filters")?.click()?;
    // This programme calls them by a word of its own.
    assert_eq!(number(&browser, "Learners")?, 141);
    Ok(())
}

#[test]
fn a_question_nobody_foresaw_is_asked_and_answered() -> Result<(), Error> {
    let waymark = demonstration()?;
    let browser = waymark.browser(DESKTOP, JavaScript::Off, EVERYWHERE)?;
    browser.goto(&waymark.at("/reports?programme=positive-communities"))?;
    browser.by_role("button", "Ask your own question")?.click()?;
    browser.by_label("Of")?.select("Core outcomes")?;
    browser.by_label("Count")?.select("Records")?;
    browser.by_label("By")?.select("Partner")?;
    browser.by_role("button", "Apply filters")?.click()?;
    let rows = table(&browser, "question")?;
    assert_eq!(rows.len(), 14, "a heading, twelve partners, and all together: {rows:?}");
    assert_eq!(rows.last().map(|row| row[1].clone()).as_deref(), Some("809"));
    Ok(())
}

#[test]
fn what_cannot_be_shown_says_why_and_leads_back() -> Result<(), Error> {
    let waymark = demonstration()?;
    let browser = waymark.browser(PHONE, JavaScript::On, EVERYWHERE)?;
    for (path, said) in [
        ("/nowhere", "There is no page at this address"),
        ("/reports/overview?programme=elsewhere", "elsewhere"),
        ("/reports/gendre?programme=positive-communities", "gendre"),
        ("/reports/question?programme=positive-communities&by=gendre", "Did you mean “gender”?"),
        ("/reports/overview?programme=positive-communities&over=soon", "soon"),
    ] {
        browser.goto(&waymark.at(path))?;
        says(&browser, &[said])?;
        let broken: Vec<String> = browser.axe()?.iter().map(ToString::to_string).collect();
        assert!(broken.is_empty() && !browser.overflows()?, "{path}: {}", broken.join("\n"));
        browser.by_role("link", "Home")?.click()?;
        assert!(browser.find("h1")?.text()?.ends_with("Today"));
    }
    Ok(())
}
