//! The driver itself, shown on a site of four small pages: if these hold, a failing browser test is the page's fault.

mod site;

use std::fs;

use e2e::{Browser, DESKTOP, Error, JavaScript, Key, PHONE, crawl};
use site::Site;

const HOME: &str = r#"<!DOCTYPE html>
<html lang="en"><head><title>Register</title><script src="/app.js" defer></script></head><body>
<main>
<h1>Register someone</h1>
<p id="state">no script ran</p>
<form method="post" action="/people" enctype="multipart/form-data">
  <p><label for="name">Full
     name</label> <input id="name" name="name"></p>
  <p><label>It's their "own" word <input name="word"></label></p>
  <p><label for="partner">Partner</label>
     <select id="partner" name="partner"><option>Bridge House</option><option value="mill">Mill Lane</option></select></p>
  <p><input type="checkbox" id="agree" name="agree"> <label for="agree">They agree</label></p>
  <p><label for="file">Letter</label> <input type="file" id="file" name="file"></p>
  <button>Save</button>
</form>
<p><a href="/good?page=1">Everyone</a> <a href="bad#there">Somewhere</a></p>
</main></body></html>"#;

const GOOD: &str = r##"<!DOCTYPE html>
<html lang="en"><head><title>Everyone</title></head><body><main><h1>Everyone</h1>
<p><a href="/">Register</a> <a href="?page=1&amp;all=yes">All</a> <a href="#nobody">To nobody</a> <a href="/gone">Gone</a>
<a href="https://example.org/">Elsewhere</a> <a href="mailto:someone@example.org">Write</a></p></main></body></html>"##;

const BAD: &str = r#"<!DOCTYPE html>
<html lang="en"><head><title>Bad</title><link rel="stylesheet" href="/bad.css"></head><body><main><h1 id="there">Bad</h1>
<img src="/app.js"><table width="900"><tr><td>This is far too wide for a telephone</td></tr></table>
<details><summary tabindex="-2">More</summary>of it</details>
<p id="pale">Hardly to be read</p>
<script>document.title = "inline script ran"</script></main></body></html>"#;

const SCRIPT: &str = "document.getElementById('state').textContent = 'the script ran';";

const STYLE: &str = "#pale { color: #ddd; background: #fff }";

fn site() -> Result<Site, Error> {
    Ok(Site::serve(&[
        ("/", "text/html", HOME),
        ("/good", "text/html", GOOD),
        ("/bad", "text/html", BAD),
        ("/app.js", "text/javascript", SCRIPT),
        ("/bad.css", "text/css", STYLE),
    ])?)
}

#[test]
fn a_form_is_filled_in_and_sent_with_and_without_the_pages_scripts() -> Result<(), Error> {
    let site = site()?;
    let letter = tempfile::NamedTempFile::new()?;
    fs::write(letter.path(), "Dear all")?;
    for (javascript, state) in [(JavaScript::On, "the script ran"), (JavaScript::Off, "no script ran")] {
        let browser = Browser::start(DESKTOP, javascript)?;
        browser.goto(&site.at("/"))?;
        assert_eq!(browser.title()?, "Register");
        assert_eq!(browser.find("#state")?.text()?, state);

        browser.by_label("Full name")?.fill("Joan Adeyemi")?;
        browser.by_label("It's their \"own\" word")?.type_text("learner")?;
        browser.by_label("Partner")?.select("Mill Lane")?;
        browser.by_label("They agree")?.click()?;
        assert!(browser.by_label("They agree")?.chosen()?);
        browser.by_label("Letter")?.upload(letter.path())?;
        assert_eq!(browser.by_label("Partner")?.value()?, "mill");
        browser.by_role("button", "Save")?.click()?;

        browser.wait_for("pre")?;
        assert_eq!(browser.url()?, site.at("/people"));
        let received = browser.find("pre")?.text()?;
        for part in ["Joan Adeyemi", "learner", "mill", "Dear all"] {
            assert!(received.contains(part), "{part} was not received: {received}");
        }
        browser.back()?;
        assert!(browser.text()?.contains("Register someone"));
    }
    Ok(())
}

#[test]
fn the_keyboard_alone_reaches_everything() -> Result<(), Error> {
    let site = site()?;
    let browser = Browser::start(DESKTOP, JavaScript::Off)?;
    browser.goto(&site.at("/"))?;
    browser.press(Key::Tab)?;
    assert_eq!(browser.focused()?, browser.by_label("Full name")?);
    browser.focused()?.type_text("Ann")?;
    browser.press(Key::Tab)?;
    browser.press(Key::BackTab)?;
    assert_eq!(browser.focused()?.value()?, "Ann");
    browser.by_label("They agree")?.click()?;
    browser.press(Key::Space)?;
    assert!(!browser.by_label("They agree")?.chosen()?);
    assert_eq!(browser.unreachable()?, [""; 0]);
    browser.goto(&site.at("/bad"))?;
    assert_eq!(browser.unreachable()?, [r#"<summary tabindex="-2">More</summary>"#]);
    browser.goto(&site.at("/"))?;
    browser.by_label("Full name")?.click()?;
    browser.press(Key::Enter)?;
    browser.wait_until("the form has been sent", || Ok(browser.title()? == "Received"))
}

#[test]
fn links_and_headings_are_found_by_what_they_are_called() -> Result<(), Error> {
    let site = site()?;
    let browser = Browser::start(DESKTOP, JavaScript::On)?;
    browser.goto(&site.at("/"))?;
    assert_eq!(browser.by_role("heading", "Register someone")?.tag()?, "h1");
    let everyone = browser.by_role("link", "Everyone")?;
    assert_eq!(everyone.attribute("href")?.as_deref(), Some("/good?page=1"));
    assert_eq!(everyone.attribute("title")?, None);
    everyone.click()?;
    assert_eq!(browser.url()?, site.at("/good?page=1"));
    assert!(matches!(browser.by_label("Nowhere"), Err(Error::NotFound(_))));
    assert!(matches!(browser.by_role("button", "Save"), Err(Error::NotFound(_))));
    Ok(())
}

#[test]
fn axe_finds_what_is_planted_and_nothing_else_whether_scripts_run_or_not() -> Result<(), Error> {
    let site = site()?;
    for javascript in [JavaScript::On, JavaScript::Off] {
        let browser = Browser::start(DESKTOP, javascript)?;
        browser.goto(&site.at("/good"))?;
        assert_eq!(browser.axe()?, []);
        browser.goto(&site.at("/bad"))?;
        let rules: Vec<String> = browser.axe()?.into_iter().map(|violation| violation.rule).collect();
        assert_eq!(rules, ["color-contrast", "image-alt"]);
        assert_eq!(browser.title()?, "Bad", "the policy forbids the page's inline script, not the driver's");
    }
    Ok(())
}

#[test]
fn a_page_too_wide_for_a_telephone_is_noticed() -> Result<(), Error> {
    let site = site()?;
    let browser = Browser::start(PHONE, JavaScript::Off)?;
    assert_eq!(browser.script("return window.innerWidth", &[])?, 320);
    browser.goto(&site.at("/good"))?;
    assert!(!browser.overflows()?);
    browser.goto(&site.at("/bad"))?;
    assert!(browser.overflows()?);
    browser.resize(DESKTOP)?;
    assert!(!browser.overflows()?);
    Ok(())
}

#[test]
fn what_the_browser_complains_of_is_told() -> Result<(), Error> {
    let site = site()?;
    let browser = Browser::start(DESKTOP, JavaScript::On)?;
    browser.goto(&site.at("/good"))?;
    browser.complaints()?;
    browser.goto(&site.at("/bad"))?;
    let complaints = browser.complaints()?.join("\n");
    assert!(complaints.contains("Content Security Policy"), "{complaints}");
    browser.goto(&site.at("/bad"))?;
    browser.resize(PHONE)?;
    let faults = browser.faults()?;
    for part in ["color-contrast", "wider than the window of 320 px", "Content Security Policy"] {
        assert!(faults.iter().any(|fault| fault.contains(part)), "{part} is not in {faults:?}");
    }
    browser.goto(&site.at("/good"))?;
    assert_eq!(browser.faults()?, [""; 0]);
    Ok(())
}

#[test]
fn a_picture_of_the_page_is_kept() -> Result<(), Error> {
    let site = site()?;
    let folder = tempfile::tempdir()?;
    let browser = Browser::start(PHONE, JavaScript::On)?;
    browser.goto(&site.at("/"))?;
    let width_and_height = |file: &str| -> Result<(u32, u32), Error> {
        let png = fs::read(folder.path().join(file))?;
        assert!(png.starts_with(b"\x89PNG\r\n\x1a\n"));
        // The header chunk starts with both, in four bytes each.
        let number = |at: usize| u32::from_be_bytes([png[at], png[at + 1], png[at + 2], png[at + 3]]);
        Ok((number(16), number(20)))
    };
    browser.screenshot(&folder.path().join("window.png"))?;
    assert_eq!(width_and_height("window.png")?, PHONE);
    browser.resize((320, 100))?;
    browser.screenshot_whole(&folder.path().join("whole.png"))?;
    let (width, height) = width_and_height("whole.png")?;
    assert!(width == 320 && height > 300, "{width} × {height}");
    Ok(())
}

#[test]
fn a_crawl_visits_every_page_once_and_names_every_dead_link() -> Result<(), Error> {
    let site = site()?;
    let found = crawl(&site.at(""), "", "/", 400)?;
    assert_eq!(found.pages, ["/", "/good?page=1", "/bad", "/good?page=1&all=yes"]);
    assert_eq!(found.files, ["/app.js", "/bad.css"]);
    let failures: Vec<(&str, &str)> = found.failures.iter().map(|f| (&*f.address, &*f.found_on)).collect();
    assert_eq!(
        failures,
        [
            ("/good?page=1#nobody", "/good?page=1"),
            ("/good?page=1&all=yes#nobody", "/good?page=1&all=yes"),
            ("/gone", "/good?page=1"),
        ]
    );
    assert_eq!(found.one_of_each(), ["/", "/good?page=1", "/bad", "/good?page=1&all=yes"]);
    let found = crawl(&site.at(""), "", "/", 1)?;
    assert_eq!(found.pages, ["/"]);
    Ok(())
}

#[test]
fn a_browser_ends_when_its_test_has_ended() -> Result<(), Error> {
    let browser = Browser::start(PHONE, JavaScript::On)?;
    let processes = browser.processes();
    assert_eq!(processes.len(), 2, "the driver's keeper and the browser");
    let lives = |pid: &u32| fs::read_to_string(format!("/proc/{pid}/cmdline")).is_ok_and(|line| !line.is_empty());
    assert!(processes.iter().all(lives));
    drop(browser);
    assert!(!processes.iter().any(lives));
    Ok(())
}
