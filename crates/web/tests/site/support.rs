//! What a keyworker writes down about one participant: needs before learning, barriers, a plan, moves on the ladder.

use crate::app::words;
use crate::planted::{Planted, Who, Whose};
use axum::http::StatusCode;
use base::{Id, Role};
use db::{Db, db_test};
use definition::Vocabulary;

/// The planted garden, with a worker of the north plot signed in, and the address of one of their people.
fn story(db: Db) -> (Planted, String) {
    let planted = Planted::new(db);
    planted.app.become_who_has(&format!("waymark={}", planted.token(Who::In(Role::Worker)).unwrap()));
    let person = format!("/people/{}", planted.person(Whose::Own));
    (planted, person)
}

fn term(planted: &Planted, vocabulary: Vocabulary, key: &str) -> String {
    planted.app.workspace.catalogue().programme("garden").unwrap().term(vocabulary, key).unwrap().id.to_string()
}

/// What stands in a hidden field of a form.
fn hidden(page: &str, name: &str) -> String {
    let at = page.find(&format!("name=\"{name}\" value=\"")).unwrap();
    let rest = &page[at..];
    rest.split("value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
}

#[db_test]
fn a_need_is_added_shown_changed_and_taken_back(db: Db) {
    let (planted, person) = story(db);
    let food = term(&planted, Vocabulary::Need, "food");
    let form = planted.app.page(&format!("{person}/add/need"));
    let once = hidden(&form, "once");
    let date = [("found-day", "1"), ("found-month", "9"), ("found-year", "2023")];
    let fields = [&[("once", once.as_str()), ("need_id", &food), ("urgent", "yes"), ("note", "no cooker")], &date[..]];
    let saved = planted.app.post(&format!("{person}/add/need"), &fields.concat());
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text());
    let to = saved.header("location").to_owned();
    let page = planted.app.page(&to);
    let said = words(&page);
    assert!(said.contains("Need recorded. Undo"), "{said}");
    assert!(said.contains("Food Urgent 1 September 2023 Open no cooker"), "{said}");
    let again = planted.app.post(&format!("{person}/add/need"), &fields.concat());
    assert_eq!(again.header("location"), to, "the same form sent twice makes one record");
    assert_eq!(words(&planted.app.page(&format!("{person}/needs"))).matches("no cooker").count(), 1);

    let record = page.split("/record/need/").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let change = format!("{person}/record/need/{record}");
    let (mine, theirs) = (planted.app.page(&change), planted.app.page(&change));
    let send = |form: &str, note: &str| {
        let (once, version) = (hidden(form, "once"), hidden(form, "version"));
        let fields = [
            &[("once", once.as_str()), ("version", &version), ("need_id", &food), ("urgent", "no"), ("note", note)],
            &date[..],
        ];
        planted.app.post(&change, &fields.concat())
    };
    assert_eq!(send(&theirs, "a cooker was found").status, StatusCode::SEE_OTHER);
    let conflict = send(&mine, "still no cooker");
    assert_eq!(conflict.status, StatusCode::CONFLICT);
    let told = words(&conflict.text());
    assert!(told.contains("has changed this meanwhile. Nothing was saved yet"), "{told}");
    assert!(told.contains("a cooker was found still no cooker"), "both stand side by side: {told}");
    assert_eq!(send(&conflict.text(), "still no cooker").status, StatusCode::SEE_OTHER, "and can be settled");

    let undo = page.split("action=\"/undo/").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let refused = planted.app.post(&format!("/undo/{undo}"), &[]);
    assert!(words(&refused.text()).contains("somebody has changed the record since"), "{}", refused.text());
}

#[db_test]
fn what_is_wrong_is_said_at_the_field_and_nothing_typed_is_lost(db: Db) {
    let (planted, person) = story(db);
    let form = planted.app.page(&format!("{person}/add/need"));
    let once = hidden(&form, "once");
    let fields = [
        ("once", once.as_str()),
        ("need_id", ""),
        ("urgent", "yes"),
        ("note", "typed with care"),
        ("found-day", "31"),
        ("found-month", "9"),
        ("found-year", "2019"),
    ];
    let answer = planted.app.post(&format!("{person}/add/need"), &fields);
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    let page = answer.text();
    assert!(page.contains("There is a problem") && page.contains("href=\"#need_id\""), "{page}");
    assert!(page.contains("typed with care") && page.contains("value=\"31\""), "{page}");
    assert!(words(&planted.app.page(&format!("{person}/needs"))).contains("No need is recorded yet"));
}

#[db_test]
fn a_plan_holds_goals_with_every_letter_answered_and_a_move_stands_on_the_ladder(db: Db) {
    let (planted, person) = story(db);
    let app = &planted.app;
    let add = |kind: &str, fields: &[(&str, &str)]| {
        let once = hidden(&app.page(&format!("{person}/add/{kind}")), "once");
        let fields = [&[("once", once.as_str())], fields].concat();
        app.post(&format!("{person}/add/{kind}"), &fields)
    };
    let day = |field: &'static str| match field {
        "started" => [("started-day", "1"), ("started-month", "9"), ("started-year", "2023")],
        "due" => [("due-day", "1"), ("due-month", "12"), ("due-year", "2023")],
        "agreed" => [("agreed-day", "1"), ("agreed-month", "9"), ("agreed-year", "2023")],
        _ => [("date-day", "2"), ("date-month", "9"), ("date-year", "2023")],
    };
    assert_eq!(add("plan", &day("started")).status, StatusCode::SEE_OTHER);
    let page = app.page(&format!("{person}/plan"));
    let plan = page.split("plan_id=").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let goal = [("plan_id", plan.as_str()), ("specific", "A bed of beans"), ("status", "open")];
    let goal = [&goal[..], &day("due"), &day("agreed")].concat();
    let refused = add("goal", &goal);
    assert_eq!(refused.status, StatusCode::BAD_REQUEST);
    assert!(refused.text().contains("href=\"#measurable\"") && refused.text().contains("A bed of beans"));
    let letters = [("measurable", "Beans are eaten"), ("achievable", "A spade"), ("relevant", "Wants to cook")];
    assert_eq!(add("goal", &[&goal[..], &letters].concat()).status, StatusCode::SEE_OTHER);
    let said = words(&app.page(&format!("{person}/plan")));
    assert!(said.contains("A bed of beans") && said.contains("Working on it By 1 December 2023."), "{said}");

    for (rung, way) in [("visits", "Joined"), ("leads", "Up, skipping a rung"), ("digs", "Down")] {
        let rung = term(&planted, Vocabulary::Rung, rung);
        let answer = add("move", &[&[("rung_id", rung.as_str())], &day("date")[..]].concat());
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
        let said = words(&app.page(&format!("{person}/measures")));
        assert!(said.contains(way), "{said}");
    }
    assert!(words(&app.page(&format!("{person}/measures"))).contains("Digs Here now"));
}

#[db_test]
fn nobody_writes_into_another_persons_record_by_a_changed_address(db: Db) {
    let (planted, person) = story(db);
    let other: Id = planted.person(Whose::Other);
    for path in [format!("/people/{other}/add/need"), format!("{person}/record/need/{other}")] {
        assert_eq!(planted.app.get(&path).status, StatusCode::NOT_FOUND, "{path}");
    }
    planted.app.become_who_has(&format!("waymark={}", planted.token(Who::In(Role::Lead)).unwrap()));
    let needs = words(&planted.app.page(&format!("{person}/needs")));
    assert!(needs.contains("Withheld: only those who work with the person see it"), "{needs}");
    assert_eq!(planted.app.get(&format!("{person}/add/need")).status, StatusCode::FORBIDDEN);
}
