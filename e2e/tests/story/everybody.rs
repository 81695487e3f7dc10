//! Every page leads somewhere, and is for everybody: on a telephone and at a desk, with scripts and without, with whatever one reads
//! and points with.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use e2e::{Crawl, DESKTOP, EVERYWHERE, Error, JavaScript, PHONE, crawl};

use crate::stage::{demonstration, words};

/// How many addresses are visited at most.
const ADDRESSES: usize = 600;

/// A page that no link leads to, only a form: filters in force.
const FILTERED: &str = "/reports/overview?programme=positive-communities&partner=bridge-house&over=2022/23";

/// The pages of the demonstration.
struct Found {
    /// All that can be reached from the first page by following links.
    all: Crawl,
    /// So many of them that everything any page is made of is on one of these.
    one_of_each: Vec<String>,
}

/// Looks for them, once.
fn found() -> Result<&'static Found, Error> {
    static FOUND: OnceLock<Result<Found, String>> = OnceLock::new();
    let found = FOUND.get_or_init(|| find().map_err(|error| error.to_string()));
    found.as_ref().map_err(|why| Error::Start { program: "the crawl", why: why.clone() })
}

fn find() -> Result<Found, Error> {
    let waymark = demonstration()?;
    let session = waymark.session(EVERYWHERE)?;
    let all = crawl(waymark.address(), &session, "/", ADDRESSES)?;
    let mut seen = BTreeSet::new();
    let mut one_of_each = Vec::new();
    for page in all.pages.iter().map(String::as_str).chain([FILTERED]) {
        let asked = ureq::get(waymark.at(page)).header("cookie", &session).call();
        let html = asked?.body_mut().with_config().limit(64 << 20).read_to_string()?;
        let parts = parts(page, &html);
        if !parts.is_subset(&seen) {
            seen.extend(parts);
            one_of_each.push(page.to_owned());
        }
    }
    Ok(Found { all, one_of_each })
}

/// What a page is made of: its kind, and its elements by tag and class. Two pages made of the same differ in their data alone.
fn parts(page: &str, html: &str) -> BTreeSet<String> {
    let path: Vec<&str> = page.split(['?', '#']).next().unwrap_or_default().split('/').skip(1).collect();
    let kind = match path.as_slice() {
        ["reports", name, rest @ ..] if !["overview", "question"].contains(name) => {
            format!("figure/{}", rest.join("/"))
        }
        path => path.join("/"),
    };
    let tags = html.split('<').skip(1).filter(|tag| tag.starts_with(|first: char| first.is_ascii_lowercase()));
    let made = tags.map(|tag| {
        let name = tag.split([' ', '>']).next().unwrap_or_default();
        let class = tag.split_once(" class=\"").and_then(|(_, rest)| rest.split('"').next()).unwrap_or_default();
        format!("{name} {class}")
    });
    made.chain([kind]).collect()
}

#[test]
fn every_link_leads_somewhere() -> Result<(), Error> {
    let found = &found()?.all;
    let failures: Vec<String> = found.failures.iter().map(ToString::to_string).collect();
    assert!(failures.is_empty(), "{}", failures.join("\n"));
    assert!(found.pages.len() > 100, "only {} pages were found", found.pages.len());
    Ok(())
}

#[test]
fn no_page_is_wider_than_a_telephone() -> Result<(), Error> {
    let waymark = demonstration()?;
    let browser = waymark.browser(PHONE, JavaScript::Off, EVERYWHERE)?;
    let mut wide = Vec::new();
    for page in found()?.all.one_of_each() {
        browser.goto(&waymark.at(page))?;
        if browser.overflows()? {
            wide.push(page);
        }
    }
    assert!(wide.is_empty(), "{}", wide.join("\n"));
    Ok(())
}

fn for_everybody(javascript: JavaScript) -> Result<(), Error> {
    let waymark = demonstration()?;
    let browser = waymark.browser(DESKTOP, javascript, EVERYWHERE)?;
    let mut faults = Vec::new();
    for page in &found()?.one_of_each {
        for size in [PHONE, DESKTOP] {
            browser.resize(size)?;
            browser.goto(&waymark.at(page))?;
            let which = format!("{page} at {} px", size.0);
            faults.extend(browser.faults()?.into_iter().map(|fault| format!("{which}: {fault}")));
            let headings = browser.find_all("h1")?.len();
            if headings != 1 {
                faults.push(format!("{which}: {headings} main headings"));
            }
            if !words(&browser)?.contains("These records are synthetic") {
                faults.push(format!("{which}: does not say that its records are synthetic"));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    Ok(())
}

#[test]
fn every_kind_of_page_is_for_everybody_with_scripts() -> Result<(), Error> {
    for_everybody(JavaScript::On)
}

#[test]
fn every_kind_of_page_is_for_everybody_without_scripts() -> Result<(), Error> {
    for_everybody(JavaScript::Off)
}

#[test]
fn every_control_is_reached_with_the_tab_key() -> Result<(), Error> {
    let waymark = demonstration()?;
    let browser = waymark.browser(DESKTOP, JavaScript::On, EVERYWHERE)?;
    let mut faults = Vec::new();
    for page in &found()?.one_of_each {
        browser.goto(&waymark.at(page))?;
        faults.extend(browser.unreachable()?.into_iter().map(|element| format!("{page}: {element}")));
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    Ok(())
}
