//! How many were at an event is written down by whoever may record for the partner, and counts apart from participants.

use crate::app::words;
use crate::planted::{Planted, Who};
use crate::support::hidden;
use axum::http::StatusCode;
use base::Role;
use db::{Db, db_test};

fn become_a(planted: &Planted, role: Role) {
    planted.app.become_who_has(&format!("waymark={}", planted.token(Who::In(role)).unwrap()));
}

fn count(planted: &Planted, what: &str, number: &str, about: &str) -> crate::app::Answer {
    let once = hidden(&planted.app.page("/groups/count?programme=garden"), "once");
    let date = [("date-day", "1"), ("date-month", "5"), ("date-year", "2023")];
    let fields = [("once", once.as_str()), ("what", what), ("number", number), ("approximate", about)];
    planted.app.post("/groups/count?programme=garden", &[&fields[..], &date].concat())
}

fn total(planted: &Planted, question: &str) -> (i64, bool) {
    let answer = planted.app.get(&format!("/api/v1/programmes/garden/question?of=event&{question}")).json();
    (answer["total"].as_i64().unwrap_or(0), answer["approximate"] == true)
}

#[db_test]
fn a_head_count_is_recorded_counted_apart_mended_and_taken_back(db: Db) {
    let planted = Planted::new(db);
    let app = &planted.app;
    become_a(&planted, Role::Worker);
    let people = app.get("/api/v1/programmes/garden/figures/participants").json()["total"].clone();
    assert!(words(&app.page("/groups?programme=garden")).contains("Nobody has been counted yet"));
    assert_eq!(count(&planted, "Open day", "-3", "no").status, StatusCode::BAD_REQUEST, "less than nobody");
    let unnamed = count(&planted, "", "3", "no");
    assert!(words(&unnamed.text()).contains("is needed: what it was"), "{}", words(&unnamed.text()));
    assert_eq!(count(&planted, "Open day", "40", "no").status, StatusCode::SEE_OTHER);
    assert_eq!((total(&planted, "count=total"), total(&planted, "count=records")), ((40, false), (1, false)));

    let fair = count(&planted, "Town fair", "200", "yes");
    let there = app.page(fair.header("location"));
    assert!(words(&there).contains("Head count recorded. Undo"), "{}", words(&there));
    assert!(words(&there).contains("Town fair 1 May 2023 North Plot about 200"), "{}", words(&there));
    assert_eq!((total(&planted, "count=total"), total(&planted, "count=records")), ((240, true), (2, false)));
    let page = words(&app.page("/reports/question?programme=garden&of=event&count=total&by=partner"));
    assert!(page.contains("North Plot about 240"), "{page}");
    assert!(page.contains("Approximate: of one of the events the number of people is only about right."), "{page}");
    let file = app.get("/reports/question.csv?programme=garden&of=event&count=total&by=state").text();
    assert!(file.contains("Counted,40,no") && file.contains("Approximate,200,yes"), "{file}");
    let known = app.get("/api/v1/programmes/garden/question?of=event&count=people");
    assert_eq!(known.status, StatusCode::BAD_REQUEST, "nobody of them is anybody known");
    let after = app.get("/api/v1/programmes/garden/figures/participants").json()["total"].clone();
    assert_eq!(people, after, "nor a participant");
    let behind = words(&app.page("/reports/question/counted?programme=garden&of=event&count=total"));
    assert!(behind.contains("1 May 2023"), "{behind}");

    // Two mend it at once: the second is told, and nothing is lost.
    let address = there.split("/groups/counts/").nth(1).unwrap().split(['"', '?']).next().unwrap();
    let address = format!("/groups/counts/{address}");
    let (mine, theirs) = (app.page(&address), app.page(&address));
    let send = |form: &str, number: &str| {
        let (once, version) = (hidden(form, "once"), hidden(form, "version"));
        let date = [("date-day", "1"), ("date-month", "5"), ("date-year", "2023")];
        let fields = [("once", once.as_str()), ("version", &version), ("what", "Town fair"), ("number", number)];
        app.post(&address, &[&fields[..], &date, &[("approximate", "no")]].concat())
    };
    assert_eq!(send(&theirs, "180").status, StatusCode::SEE_OTHER);
    let conflict = send(&mine, "190");
    assert_eq!(conflict.status, StatusCode::CONFLICT);
    assert!(words(&conflict.text()).contains("it says now that 180 people"), "{}", words(&conflict.text()));
    assert_eq!(total(&planted, "count=total"), (220, false));

    let last = count(&planted, "Lunch", "12", "no");
    let there = app.page(last.header("location"));
    assert_eq!(total(&planted, "count=total"), (232, false));
    let undo = there.split("action=\"/undo/").nth(1).unwrap().split('"').next().unwrap();
    let undone = app.post(&format!("/undo/{undo}"), &[("back", "/groups?programme=garden")]);
    assert!(words(&app.page(undone.header("location"))).contains("That is undone."));
    assert_eq!(total(&planted, "count=total"), (220, false));
}

#[db_test]
fn a_head_count_is_its_partners_to_see_and_to_change(db: Db) {
    let planted = Planted::new(db);
    let app = &planted.app;
    become_a(&planted, Role::Worker);
    let saved = count(&planted, "Open day", "40", "no");
    let page = app.page(saved.header("location"));
    let id = page.split("/groups/counts/").nth(1).unwrap().split(['"', '?']).next().unwrap().to_owned();
    let address = format!("/groups/counts/{id}");
    become_a(&planted, Role::Lead);
    assert!(words(&app.page("/groups?programme=garden")).contains("Open day"), "the lead sees everybody\u{2019}s");
    assert!(!app.page(&address).contains("name=\"number\""), "and changes none");
    assert_eq!(app.post(&address, &[("number", "3")]).status, StatusCode::FORBIDDEN);
    assert_eq!(app.get("/groups/count?programme=garden").status, StatusCode::FORBIDDEN);
    let told = words(&app.page("/admin/audit"));
    assert!(told.contains("Head count"), "{told}");
    app.sign_in_as(&[(Role::Worker, "south")]);
    assert!(!words(&app.page("/groups?programme=garden")).contains("Open day"));
    assert_eq!(app.get(&address).status, StatusCode::NOT_FOUND);
    assert_eq!(total(&planted, "count=total"), (0, false), "of another partner\u{2019}s events nothing is counted");
}
