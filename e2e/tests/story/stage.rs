//! What the stories are told with: the demonstration that they share, and a page put in words.

use std::sync::OnceLock;

use e2e::{Browser, Error, Waymark};

/// Where the overview of Positive Communities is.
pub const OVERVIEW: &str = "/reports/overview?programme=positive-communities";

/// The demonstration, started once for all stories: none of them changes it. It ends with this process.
pub fn demonstration() -> Result<&'static Waymark, Error> {
    static STARTED: OnceLock<Result<Waymark, String>> = OnceLock::new();
    let started = STARTED.get_or_init(|| Waymark::demo().map_err(|error| error.to_string()));
    started.as_ref().map_err(|why| Error::Start { program: "waymark", why: why.clone() })
}

/// All that can be seen on the page, its words a single space apart.
pub fn words(browser: &Browser) -> Result<String, Error> {
    Ok(together(&browser.text()?))
}

/// Words a single space apart.
pub fn together(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The page says all of this.
#[track_caller]
pub fn says(browser: &Browser, parts: &[&str]) -> Result<(), Error> {
    let words = words(browser)?;
    for part in parts {
        assert!(words.contains(part), "{} does not say “{part}”; it says: {words}", browser.url()?);
    }
    Ok(())
}

/// The big number with this label, with what stands under it: "858 Participants 107% of the target of 800".
pub fn tile(browser: &Browser, label: &str) -> Result<String, Error> {
    for tile in browser.find_all(".wm-tile")? {
        let text = together(&tile.text()?);
        if text.split_once(' ').is_some_and(|(_, rest)| rest.starts_with(label)) {
            let (said, _) = text.split_once(" How this was counted").unwrap_or((&text, ""));
            return Ok(said.to_owned());
        }
    }
    Err(Error::NotFound(format!("a big number “{label}”")))
}

/// The big number alone, as a number.
pub fn number(browser: &Browser, label: &str) -> Result<u64, Error> {
    let text = tile(browser, label)?;
    let number = text.split_once(' ').and_then(|(number, _)| number.replace(',', "").parse().ok());
    number.ok_or_else(|| Error::NotFound(format!("a number in “{text}”")))
}

/// The rows of a figure's table, opened if it is folded; each row's cells.
pub fn table(browser: &Browser, key: &str) -> Result<Vec<Vec<String>>, Error> {
    let figure = browser.find(&format!("section[id='{key}']"))?;
    for folded in figure.within("details:not([open]) > summary")? {
        folded.click()?;
    }
    let mut rows = Vec::new();
    for row in figure.within("table tr")? {
        let cells = row.within("th, td")?;
        rows.push(cells.iter().map(|cell| Ok(together(&cell.text()?))).collect::<Result<_, Error>>()?);
    }
    Ok(rows)
}

/// The address that the browser shows, its slashes and equals signs as they are meant.
pub fn address(browser: &Browser) -> Result<String, Error> {
    Ok(browser.url()?.replace("%2F", "/").replace("%3D", "="))
}

/// The link to how the number of this name was counted, as it is read out.
pub fn how_counted(name: &str) -> String {
    format!("How this was counted : {name}")
}

/// Where a link leads, as it is written in the page.
pub fn leads(browser: &Browser, css: &str) -> Result<String, Error> {
    let href = browser.find(css)?.attribute("href")?;
    href.ok_or_else(|| Error::NotFound(format!("an address in “{css}”")))
}
