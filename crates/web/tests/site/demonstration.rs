//! The published totals on the page, and how long the page takes.

use crate::app::{TestApp, links, words};
use base::Clock;
use records::Workspace;
use std::time::{Duration, Instant};

fn demonstration(folder: &db::testing::Folder) -> TestApp {
    let url = format!("sqlite:{}", folder.path().join("demo.db").display());
    let clock = Clock::Stopped("2024-03-01T12:00:00Z".parse().unwrap());
    let workspace = Workspace::open(&url, clock).unwrap();
    demonstration::fill(&workspace, None, &mut |_, _| {}).unwrap();
    TestApp::over(&workspace)
}

#[test]
fn the_demonstration_shows_what_was_published_and_says_that_it_is_made_up() {
    let folder = db::testing::Folder::new();
    let app = demonstration(&folder);
    let page = words(&app.page("/reports/overview?programme=positive-communities"));
    for said in [
        "858 Participants 107% of the target of 800",
        "809 Core outcomes 91% of the target of 889 by 577 people",
        "577 People with a core outcome 67.2% of 858 participants",
        "503 People with a non-core outcome 58.6% of 858 participants",
        "People with both",
        "12 Partners",
        "These records are synthetic",
    ] {
        assert!(page.contains(said), "{said}: {page}");
    }
    let umbrella = words(&app.page("/reports/overview?programme=lancashire"));
    assert!(umbrella.contains("People, not registers"), "{umbrella}");
    assert!(umbrella.contains("Of these, in both"), "{umbrella}");
    assert!(umbrella.contains("1,743 People into employment"), "{umbrella}");
    let home = app.page("/");
    assert!(words(&home).contains("An umbrella over 2 programmes"));
    for address in links(&home).iter().filter(|address| !address.starts_with("/import")) {
        assert_eq!(app.get(address).status, 200, "{address}");
    }
    let programmes = app.get("/api/v1/programmes").json();
    for programme in programmes["programmes"].as_array().unwrap() {
        let key = programme["key"].as_str().unwrap();
        for path in ["/reports", "/programme", "/reports/overview", "/reports/question"] {
            assert!(app.page(&format!("{path}?programme={key}")).contains("wm-synthetic"), "{path} of {key}");
        }
        for figure in programme["figures"].as_array().unwrap() {
            let figure = figure["key"].as_str().unwrap();
            app.page(&format!("/reports/{figure}?programme={key}"));
            app.page(&format!("/reports/{figure}/counted?programme={key}"));
        }
    }
    let choose = app.page("/reports/overview?over=2022/23");
    assert!(
        choose.contains("Choose a programme")
            && choose.contains("/reports/overview?over=2022/23&amp;programme=lancashire")
    );
    assert_eq!(app.get("/reports/overview.json").status, 400);
    for path in ["/reports/overview?programme=positive-communities", "/reports/overview?programme=lancashire", "/"] {
        println!("{path}: {:?} of server time", quickest(&app, path));
    }
}

/// The shortest of some tries, since others use the machine too.
fn quickest(app: &TestApp, path: &str) -> Duration {
    let times = (0..20).map(|_| {
        let started = Instant::now();
        app.page(path);
        started.elapsed()
    });
    times.min().unwrap_or_default()
}

#[test]
fn no_page_asks_more_of_the_database_the_more_people_there_are() {
    const MOST: u64 = 12;
    let folder = db::testing::Folder::new();
    let app = demonstration(&folder);
    for path in [
        "/",
        "/reports",
        "/programme?programme=positive-communities",
        "/reports/overview?programme=lancashire",
        "/reports/overview?programme=positive-communities&partner=bridge-house",
        "/reports/gender?programme=positive-communities",
        "/reports/question?programme=positive-communities&of=outcome&by=outcome,partner",
        "/reports/gender/counted?programme=positive-communities",
        "/reports/outputs/counted?programme=positive-communities",
        "/import?programme=positive-communities",
    ] {
        app.page(path);
        // What runs in the background asks now and then, so the fewest of a few tries is the page's own.
        let asked = (0..4).map(|_| {
            let before = app.workspace.db().asked();
            app.page(path);
            app.workspace.db().asked() - before
        });
        let asked = asked.min().unwrap();
        assert!(asked <= MOST, "{path} asks {asked} questions");
    }
}
