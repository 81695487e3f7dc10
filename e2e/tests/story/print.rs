//! A page on paper is what one hands over: no navigation, every table open.

use e2e::{DESKTOP, EVERYWHERE, Error, JavaScript};

use crate::stage::{OVERVIEW, demonstration, says};

#[test]
fn a_printed_page_has_the_numbers_and_their_tables_and_no_way_about() -> Result<(), Error> {
    let waymark = demonstration()?;
    for javascript in [JavaScript::On, JavaScript::Off] {
        let browser = waymark.browser(DESKTOP, javascript, EVERYWHERE)?;
        browser.goto(&waymark.at(&format!("{OVERVIEW}&partner=bridge-house")))?;
        let ways = "header a, nav a, form select, button, .wm-figure__foot a, a.govuk-skip-link, .govuk-breadcrumbs";
        assert!(browser.find_all(ways)?.len() > 20);
        browser.as_printed(true)?;
        for way in browser.find_all(ways)? {
            assert!(!way.shown()?, "{} is printed", way.property("outerHTML")?);
        }
        // What it is, about whom, and that nobody in it exists.
        says(
            &browser,
            &["Positive Communities", "Cumulative overview", "These records are synthetic", "Bridge House (fictional)"],
        )?;
        // Told by their height: the driver takes what is folded on the screen for hidden on paper as well.
        let open = "return Array.from(document.querySelectorAll('.wm-figure table'), (table) =>
            table.checkVisibility({ visibilityProperty: true }) && table.getBoundingClientRect().height > 20)";
        let open = browser.script(open, &[])?;
        assert_eq!(open, serde_json::json!([true, true, true, true, true]), "a table is folded on paper");
        let addresses = "return Array.from(document.querySelectorAll('a[href]'), (link) =>
            getComputedStyle(link, '::after').content).filter((said) => said.includes('/')).length";
        assert_eq!(browser.script(addresses, &[])?, 0, "addresses stand between the numbers");
        browser.as_printed(false)?;
        assert!(browser.find(".wm-filters")?.shown()?);
    }
    Ok(())
}

#[test]
fn a_definition_is_printed_as_a_document_without_its_list_of_links() -> Result<(), Error> {
    let waymark = demonstration()?;
    let browser = waymark.browser(DESKTOP, JavaScript::Off, EVERYWHERE)?;
    browser.goto(&waymark.at("/programme?programme=positive-communities"))?;
    assert!(browser.by_role("navigation", "On this page")?.shown()?);
    browser.as_printed(true)?;
    for way in browser.find_all("nav, header")? {
        assert!(!way.shown()?, "{} is printed", way.property("outerHTML")?);
    }
    says(&browser, &["Positive Communities", "Bridge House (fictional)", "Versions of this definition"])
}
