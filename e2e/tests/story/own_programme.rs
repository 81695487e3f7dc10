//! A programme lead with spreadsheets of their own sees their own programme.

use std::fs;
use std::path::{Path, PathBuf};

use e2e::{Browser, DESKTOP, Error, JavaScript, PHONE, Waymark};
use tempfile::TempDir;

use crate::invited;
use crate::stage::{leads, number, says, tile, words};

const BAD: &str = "\
Participant ID,First name,Last name,D.O.B.,Sex,Delivery partner,Start date
A1,Joan,Adeyemi,3/9/1971,F,Bridge House (fictional),1/4/2022
A2,Ann,Roe,31/09/1980,F,Bridge House (fictional),1/5/2022
A3,Sam,Hall,12/1/1990,M,Harbour Lane Trust (fictional),2/5/2022
";

const OUTCOMES: &str = "\
Participant ID,Date,Outcome
A1,1/10/2022,Moved into volunteering
A2,3/10/2022,Moved into volunteering
A1,5/11/2022,Better mental wellbeing
";

/// A fresh workspace of the one programme.
struct Own {
    folder: TempDir,
    /// Where it is, as the command line has it.
    place: [String; 2],
}

/// Which database it is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Database {
    Sqlite,
    Postgres,
}

impl Own {
    fn begin(database: Database) -> Result<Self, Error> {
        let folder = tempfile::tempdir()?;
        let place = match database {
            Database::Sqlite => {
                let data = folder.path().join("workspace");
                fs::create_dir(&data)?;
                ["--data".to_owned(), data.to_string_lossy().into_owned()]
            }
            Database::Postgres => {
                let server = std::env::var("WAYMARK_TEST_POSTGRES");
                let server =
                    server.map_err(|_| Error::NotFound("a PostgreSQL server: run cargo xtask test".to_owned()))?;
                let name = folder.path().file_name().unwrap_or_default().to_string_lossy().to_lowercase();
                let name: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
                let and = if server.contains('?') { '&' } else { '?' };
                ["--database".to_owned(), format!("{server}{and}schema=story_{name}")]
            }
        };
        let own = Self { folder, place };
        let definition = Path::new(env!("CARGO_MANIFEST_DIR")).join("../programmes/positive-communities.toml");
        own.run(&["apply", &definition.to_string_lossy(), "--yes"])?;
        Ok(own)
    }

    fn run(&self, arguments: &[&str]) -> Result<String, Error> {
        Waymark::run(&[&self.place.each_ref().map(String::as_str), arguments].concat())
    }

    fn serve(&self) -> Result<Waymark, Error> {
        Waymark::serve(&self.place, self.folder.path())
    }

    /// The lead, invited on the command line, as they stand in the browser then.
    fn lead(&self, waymark: &Waymark, javascript: JavaScript) -> Result<Browser, Error> {
        let part = ["--role", "lead", "--organisation", "harbour-lane", "--programme", "positive-communities"];
        let name = ["user", "invite", "lead@example.org", "--name", "The lead (fictional)"];
        let link = self.run(&[&name[..], &part, &["--address", waymark.address()]].concat())?;
        invited::signed_in(waymark, &link, DESKTOP, javascript)
    }

    /// A file on the lead's own machine.
    fn file(&self, name: &str, content: &str) -> Result<PathBuf, Error> {
        let file = self.folder.path().join(name);
        fs::write(&file, content)?;
        Ok(file)
    }
}

/// Sends a file of people and waits for the page that says what it would bring.
fn check(browser: &Browser, waymark: &Waymark, file: &Path) -> Result<(), Error> {
    browser.goto(&waymark.at("/import"))?;
    browser.by_label("People and enrolments")?.click()?;
    browser.by_label("File")?.upload(file)?;
    browser.by_role("button", "Check this file")?.click()?;
    arrive(browser, "Preview of")
}

/// Waits for the page whose heading begins so. Without scripts, the page of work going on does not follow it by itself.
fn arrive(browser: &Browser, heading: &str) -> Result<(), Error> {
    browser.wait_until(&format!("the page “{heading}…”"), || {
        let there = browser.find("h1")?.text()?.contains(heading);
        if !there && browser.javascript() == JavaScript::Off {
            browser.by_role("link", "See how far it is now")?.click()?;
        }
        Ok(there)
    })
}

fn story(database: Database, javascript: JavaScript) -> Result<(), Error> {
    let own = Own::begin(database)?;
    let waymark = own.serve()?;
    let browser = own.lead(&waymark, javascript)?;
    browser.goto(&waymark.at("/"))?;
    says(&browser, &["Positive Communities", "no data yet"])?;
    assert!(!words(&browser)?.contains("synthetic"), "these are the lead's own records");

    // One row is bad: the page says where and why, and nothing is saved.
    check(&browser, &waymark, &own.file("people.csv", BAD)?)?;
    says(&browser, &["1 row cannot be imported as written", "Nothing is saved yet"])?;
    says(&browser, &["What is wrong, row by row", "3 D.O.B. 31/09/1980 Is no date: September has 30 days"])?;
    for size in [PHONE, DESKTOP] {
        browser.resize(size)?;
        assert_eq!(browser.faults()?, Vec::<String>::new());
    }
    browser.goto(&waymark.at("/reports/overview"))?;
    says(&browser, &["No data yet Participants"])?;

    // Mended, it is brought in whole.
    check(&browser, &waymark, &own.file("people.csv", &BAD.replace("31/09/1980", "30/09/1980"))?)?;
    says(&browser, &["Every row is good"])?;
    browser.by_role("button", "Import 3 people")?.click()?;
    arrive(&browser, "3 people imported")?;
    assert_eq!(browser.faults()?, Vec::<String>::new());
    browser.by_role("button", "See the overview")?.click()?;
    assert_eq!(tile(&browser, "Participants")?, "3 Participants 0% of the target of 800");

    // The same file again changes nothing.
    check(&browser, &waymark, &own.folder.path().join("people.csv"))?;
    says(&browser, &["Everything in this file is here already"])?;

    // Meanwhile a colleague brings in outcomes on the command line: the page follows.
    browser.goto(&waymark.at("/reports/overview"))?;
    let outcomes = own.file("outcomes.csv", OUTCOMES)?;
    let said = own.run(&["import", "positive-communities", "outcomes", &outcomes.to_string_lossy()])?;
    assert!(said.starts_with("3 new"), "{said}");
    browser.wait_until("the page shows the outcomes", || {
        browser.reload()?;
        Ok(number(&browser, "Core outcomes")? == 3)
    })?;
    assert_eq!(tile(&browser, "Core outcomes")?, "3 Core outcomes 0% of the target of 889 by 2 people");

    // And what was brought in is listed.
    browser.goto(&waymark.at("/import"))?;
    says(&browser, &["people.csv", "outcomes.csv"])
}

#[test]
fn a_lead_brings_a_spreadsheet_mends_a_row_and_sees_their_programme() -> Result<(), Error> {
    story(Database::Sqlite, JavaScript::On)
}

#[test]
fn the_same_on_a_database_server() -> Result<(), Error> {
    story(Database::Postgres, JavaScript::On)
}

#[test]
fn the_same_without_scripts() -> Result<(), Error> {
    story(Database::Sqlite, JavaScript::Off)
}

#[test]
fn the_good_rows_first_and_the_others_once_they_are_mended() -> Result<(), Error> {
    let own = Own::begin(Database::Sqlite)?;
    let waymark = own.serve()?;
    let browser = own.lead(&waymark, JavaScript::Off)?;
    check(&browser, &waymark, &own.file("people.csv", BAD)?)?;
    browser.by_role("button", "Import the 2 good rows and download the others")?.click()?;
    arrive(&browser, "2 people imported")?;

    // The rejected row comes back with its reason, is mended where it stands, and goes in like any file.
    let rejected = leads(&browser, "a[href$='/rejected.csv']")?;
    let cookie = browser.session()?;
    let rejected = ureq::get(waymark.at(&rejected)).header("cookie", cookie).call()?;
    let rejected = rejected.into_body().read_to_string()?;
    assert!(rejected.contains("31/09/1980") && rejected.contains("September has 30 days"), "{rejected}");
    assert!(!rejected.contains("Joan"), "{rejected}");
    check(&browser, &waymark, &own.file("people-rejected.csv", &rejected.replace("31/09/1980", "30/09/1980"))?)?;
    browser.by_role("button", "Import 1 person")?.click()?;
    arrive(&browser, "1 person imported")?;
    browser.by_role("button", "See the overview")?.click()?;
    assert_eq!(number(&browser, "Participants")?, 3);
    Ok(())
}

#[test]
fn a_form_sent_half_filled_says_what_is_missing_beside_it() -> Result<(), Error> {
    let own = Own::begin(Database::Sqlite)?;
    let waymark = own.serve()?;
    let browser = own.lead(&waymark, JavaScript::On)?;
    browser.goto(&waymark.at("/import"))?;
    browser.by_role("button", "Check this file")?.click()?;
    says(&browser, &["There is a problem", "Choose what the file holds", "Choose a file"])?;
    assert!(browser.title()?.starts_with("Error: "));
    let broken: Vec<String> = browser.axe()?.iter().map(ToString::to_string).collect();
    assert!(broken.is_empty(), "{}", broken.join("\n"));
    Ok(())
}
