//! A programme that asks what shows somebody's standing in the labour market at the start is told it, and shows of whom nothing was seen yet.

use crate::app::{Answer, TestApp, words};
use crate::support::hidden;
use axum::http::StatusCode;
use base::Role;
use db::{Db, db_test};
use definition::Vocabulary;

const MEADOW: &str = r#"
[programme]
key = "meadow"
name = "The Meadow"
summary = "Mowing."
start = 2022-04-01

[[partner]]
key = "north"
label = "North Plot"

[[employment]]
key = "unemployed"
label = "Unemployed"

[[status-evidence]]
key = "job-centre"
label = "Letter of the job centre"

[[status-evidence]]
key = "self-declared"
label = "Declared by themselves"

[[figure]]
key = "evidence"
title = "Evidence of employment status"
by = ["status-evidence"]

[[report]]
key = "overview"
title = "Overview"
section = [{ heading = "Who", figures = ["evidence"] }]
"#;

/// What stands in a form for a term.
fn term(app: &TestApp, vocabulary: Vocabulary, key: &str) -> String {
    app.workspace.catalogue().programme("meadow").unwrap().term(vocabulary, key).unwrap().id.to_string()
}

fn register(app: &TestApp, name: &str, answers: &[(&str, &str)]) -> Answer {
    let once = hidden(&app.page("/people/new?programme=meadow"), "once");
    let start = [("start_date-day", "1"), ("start_date-month", "9"), ("start_date-year", "2023")];
    let who = [("once", once.as_str()), ("given_name", name), ("basis", "legitimate-interests"), ("notice", "yes")];
    app.post("/people/new?programme=meadow", &[&who[..], &start, answers].concat())
}

fn counted(app: &TestApp, label: &str) -> i64 {
    let answer = app.get("/api/v1/programmes/meadow/figures/evidence").json();
    let rows = answer["rows"].as_array().unwrap();
    rows.iter().find(|row| row["label"][0] == label).and_then(|row| row["value"].as_i64()).unwrap_or(0)
}

#[db_test]
fn what_shows_somebodys_status_is_recorded_with_the_day_counted_as_missing_and_taken_back(db: Db) {
    let app = TestApp::empty(db);
    app.apply("meadow.toml", MEADOW);
    app.sign_in_as(&[(Role::Worker, "north")]);
    let status = term(&app, Vocabulary::Employment, "unemployed");
    let letter = term(&app, Vocabulary::StatusEvidence, "job-centre");
    let seen = [("evidence_seen-day", "4"), ("evidence_seen-month", "9"), ("evidence_seen-year", "2023")];

    let of_nothing = register(&app, "Cleo", &[("evidence_id", letter.as_str())]);
    assert_eq!(of_nothing.status, StatusCode::BAD_REQUEST);
    assert!(words(&of_nothing.text()).contains("say which status the evidence shows"), "{}", words(&of_nothing.text()));
    let unsaid = register(&app, "Cleo", &[&[("employment_id", status.as_str())], &seen[..]].concat());
    assert!(words(&unsaid.text()).contains("say what was seen on 2023-09-04"), "{}", words(&unsaid.text()));

    let cleo = register(&app, "Cleo", &[("employment_id", status.as_str())]);
    let cleo = cleo.header("location").split('?').next().unwrap().to_owned();
    let shown = [("employment_id", status.as_str()), ("evidence_id", letter.as_str())];
    let dana = register(&app, "Dana", &[&shown[..], &seen].concat());
    assert_eq!(dana.status, StatusCode::SEE_OTHER, "{}", words(&dana.text()));
    let dana = dana.header("location").split('?').next().unwrap().to_owned();
    let details = words(&app.page(&format!("{dana}/details")));
    assert!(details.contains("Evidence of it Letter of the job centre, seen on 4 September 2023"), "{details}");
    assert!(words(&app.page(&format!("{cleo}/details"))).contains("Evidence of it Not recorded yet"));
    assert_eq!((counted(&app, "Letter of the job centre"), counted(&app, "Not recorded")), (1, 1));
    let told = app.get(&format!("/api/v1{dana}")).json();
    let told = &told["enrolments"][0];
    assert_eq!((&told["evidence"], &told["evidence_seen"]), (&"job-centre".into(), &"2023-09-04".into()), "{told}");

    // It is seen later, and was somebody else's after all.
    let details = app.page(&format!("{cleo}/details"));
    let record = details.split("/record/enrolment/").nth(1).unwrap().split(['"', '?']).next().unwrap();
    let change = format!("{cleo}/record/enrolment/{record}");
    let form = app.page(&change);
    let (once, version) = (hidden(&form, "once"), hidden(&form, "version"));
    let start = [("start_date-day", "1"), ("start_date-month", "9"), ("start_date-year", "2023")];
    let fields = [&[("once", once.as_str()), ("version", &version)], &start[..], &shown, &seen];
    let saved = app.post(&change, &fields.concat());
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", words(&saved.text()));
    assert_eq!((counted(&app, "Letter of the job centre"), counted(&app, "Not recorded")), (2, 0));
    let there = app.page(saved.header("location"));
    let undo = there.split("action=\"/undo/").nth(1).unwrap().split('"').next().unwrap();
    app.post(&format!("/undo/{undo}"), &[("back", "/people")]);
    assert_eq!((counted(&app, "Letter of the job centre"), counted(&app, "Not recorded")), (1, 1));
    app.sign_in_as(&[(Role::Manager, "north")]);
    let history = words(&app.page(&format!("{cleo}/history")));
    assert!(history.contains("Evidence seen on: 4 September 2023"), "{history}");
}

#[db_test]
fn a_programme_that_lists_no_evidence_asks_for_none(db: Db) {
    let app = TestApp::garden(db);
    app.sign_in_as(&[(Role::Worker, "north")]);
    assert!(!words(&app.page("/people/new?programme=garden")).contains("Evidence"));
}
