//! What a programme manager sees of the reports, and that every number is right.

use crate::app::{TestApp, links, words};
use db::{Db, db_test};
use std::collections::BTreeSet;

#[db_test]
fn the_overview_says_what_was_achieved_against_what_was_promised(db: Db) {
    let app = TestApp::garden(db);
    let page = words(&app.page("/reports/overview?programme=garden"));
    assert!(page.contains("6 Participants 120% of the target of 5"), "{page}");
    assert!(page.contains("3 Core outcomes by 2 people"), "{page}");
    assert!(page.contains("Woman 2 33.3% Man 2 33.3%"), "{page}");
    assert!(page.contains("Not asked 1 16.7% All 6 100.0%"), "{page}");
    assert!(
        page.contains("Found a job 2 33.3% 2 Began a course 1 16.7% 1 Made friends 2 33.3% 2 All 3 50.0% 5"),
        "{page}"
    );
    assert!(page.contains("Data has been collected since 11 April 2022."), "{page}");
    assert!(page.contains("Counted by version 1"), "{page}");
}

#[db_test]
fn not_collected_filtered_out_and_none_are_three_things(db: Db) {
    let app = TestApp::garden(db);
    let page = words(&app.page("/reports/overview?programme=garden"));
    assert!(page.contains("No data yet: no leavings have been recorded."), "{page}");
    assert!(page.contains("No data yet: this version of Waymark does not record stories yet."), "{page}");
    let page = words(&app.page("/reports/outcomes?programme=garden&over=2022-04"));
    assert!(page.contains("None with these filters. Outcomes have been recorded since 1 October 2022"), "{page}");
    let page = words(&app.page("/reports/outcomes?programme=garden&over=2022-10"));
    assert!(page.contains("Began a course 0"), "{page}");
}

#[db_test]
fn filters_narrow_every_figure_and_survive_in_every_address(db: Db) {
    let app = TestApp::garden(db);
    let address = "/reports/overview?programme=garden&partner=north&over=2022/23&where=gender%3Dwoman";
    let page = app.page(address);
    let text = words(&page);
    assert!(text.contains("1 participant Remove"), "{text}");
    assert!(text.contains("Remove filter Partner: North Plot"), "{text}");
    assert!(text.contains("Remove filter Gender: Woman"), "{text}");
    assert!(!text.contains("of the target of"), "a part is not held against the target of the whole: {text}");
    let figures: Vec<String> = links(&page).into_iter().filter(|link| link.starts_with("/reports/gender")).collect();
    assert!(figures.len() >= 5, "{figures:?}");
    for link in figures {
        assert!(link.contains("gender%3Dwoman") && link.contains("north") && link.contains("over=2022/23"), "{link}");
    }
    assert!(
        page.contains("name=\"where\" value=\"gender=woman\""),
        "a filter without a field of its own stays in the form"
    );
    assert!(page.contains("<option value=\"north\" selected>"));
}

#[db_test]
fn up_to_a_periods_end_counts_what_came_before(db: Db) {
    let app = TestApp::garden(db);
    let within = words(&app.page("/reports/overview?programme=garden&over=2023-Q2"));
    assert!(within.contains("3 Participants"), "{within}");
    let up_to = words(&app.page("/reports/overview?programme=garden&over=2023-Q2&cumulative=1"));
    assert!(up_to.contains("6 Participants"), "{up_to}");
    assert!(up_to.contains("Up to the end of Apr to Jun 2023"), "{up_to}");
}

#[db_test]
fn a_number_leads_to_how_it_was_counted_and_to_the_people_it_counts(db: Db) {
    let app = TestApp::garden(db);
    let page = app.page("/reports/outcomes?programme=garden");
    let cell = links(&page).into_iter().find(|link| link.contains("cell=job")).unwrap();
    let told = words(&app.page(&cell));
    assert!(told.contains("Outcomes: how this was counted"), "{told}");
    assert!(told.contains("The number 2 people"), "{told}");
    assert!(told.contains("Outcome: Found a job"), "{told}");
    assert!(told.contains("Version 1 of the programme"), "{told}");
    assert!(told.contains("Ada G1 1 October 2022"), "{told}");
    assert!(told.contains("Cy G3 1 February 2023"), "{told}");
    assert!(!told.contains("Di G4"), "{told}");
}

#[db_test]
fn the_records_behind_a_number_are_a_file_that_no_spreadsheet_runs(db: Db) {
    let app = TestApp::garden(db);
    let answer = app.get("/reports/participants/counted.csv?programme=garden");
    assert_eq!(answer.header("content-type"), "text/csv; charset=utf-8");
    assert_eq!(answer.header("content-disposition"), "attachment; filename=\"garden-participants-records.csv\"");
    let text = answer.text();
    assert_eq!(text.lines().count(), 7, "{text}");
    assert!(text.contains("'=cmd|"), "{text}");
    assert!(!text.contains(",=cmd") && !text.contains("\n=cmd"), "{text}");
}

#[db_test]
fn any_question_can_be_asked_and_a_slip_is_mended_where_it_stands(db: Db) {
    let app = TestApp::garden(db);
    let page =
        words(&app.page("/reports/question?programme=garden&of=outcome&count=records&by=partner&by2=financial-year"));
    assert!(page.contains("South Plot 3 2 5"), "{page}");
    let slip = app.get("/reports/question?programme=garden&by=gendre");
    assert_eq!(slip.status, 400);
    let text = words(&slip.text());
    assert!(text.contains("There is a problem") && text.contains("Did you mean \u{201c}gender\u{201d}?"), "{text}");
}

#[db_test]
fn a_figure_is_the_same_in_every_kind_of_file(db: Db) {
    let app = TestApp::garden(db);
    let csv = app.get("/reports/gender.csv?programme=garden");
    assert_eq!(
        csv.text(),
        "\u{feff}Gender,Participants,Percent\r\nWoman,2,33.33\r\nMan,2,33.33\r\nPrefer not to say,1,16.67\r\nNot asked,1,16.67\r\nAll,6,100\r\n"
    );
    let xlsx = app.get("/reports/gender.xlsx?programme=garden");
    assert!(xlsx.body.starts_with(b"PK"));
    let report = app.get("/reports/overview.csv?programme=garden&partner=north");
    assert!(report.text().contains("Gender,people,participants,Woman,,2,50,"), "{}", report.text());
    assert!(app.get("/reports/overview.xlsx?programme=garden").body.starts_with(b"PK"));
    assert_eq!(app.get("/reports/overview.json?programme=garden").json()["figures"].as_array().unwrap().len(), 6);
}

#[db_test]
fn the_definition_can_be_read_and_says_what_was_extended(db: Db) {
    let app = TestApp::garden(db);
    app.apply("garden.toml", &crate::app::GARDEN.replace("North Plot", "Northern Plot"));
    let page = words(&app.page("/programme?programme=garden"));
    assert!(page.contains("Planned end, extended; in force 31 December 2024 Extended by a year"), "{page}");
    assert!(page.contains("Participants The whole programme 5"), "{page}");
    assert!(page.contains("Version 2 , in force") || page.contains("Version 2, in force"), "{page}");
    assert!(page.contains("label changes from \u{201c}North Plot\u{201d} to \u{201c}Northern Plot\u{201d}"), "{page}");
    assert!(!page.contains("How people find the programme"), "a part that says nothing is left out: {page}");
}

#[db_test]
fn a_new_workspace_says_how_to_begin(db: Db) {
    let app = TestApp::empty(db);
    let page = words(&app.page("/"));
    assert!(page.contains("No programmes yet") && page.contains("waymark apply"), "{page}");
    assert!(!page.contains("synthetic"), "{page}");
    let answer = app.get("/reports");
    assert_eq!(answer.status, 404);
    assert!(words(&answer.text()).contains("There is no programme here yet"));
}

#[db_test]
fn every_link_leads_somewhere(db: Db) {
    let app = TestApp::garden(db);
    let mut seen = BTreeSet::new();
    let mut waiting = vec!["/".to_owned()];
    while let Some(address) = waiting.pop() {
        let plain = address.split('#').next().unwrap_or_default().to_owned();
        if !seen.insert(plain.clone()) || seen.len() > 400 {
            continue;
        }
        let answer = app.get(&plain);
        assert!(answer.status.is_success() || answer.status.is_redirection(), "{plain}: {}", answer.status);
        if answer.header("content-type").starts_with("text/html") {
            waiting.extend(links(&answer.text()));
        }
    }
    assert!(seen.len() > 60, "{seen:?}");
}
