//! On a person's own page a word is written down at once; what was written down wrongly is mended; and a record is put away, not deleted.

use crate::app::words;
use crate::day::another;
use crate::planted::{Planted, Who, Whose};
use crate::support::hidden;
use axum::http::StatusCode;
use base::Role;
use db::{Db, db_test};

/// The planted garden with a worker of the north plot signed in, and the address of one of their people.
fn story(db: Db) -> (Planted, String) {
    let planted = Planted::new(db);
    planted.app.become_who_has(&format!("waymark={}", planted.token(Who::In(Role::Worker)).unwrap()));
    let person = format!("/people/{}", planted.person(Whose::Own));
    (planted, person)
}

/// Records that they left on this day in February 2023.
fn leaves(planted: &Planted, person: &str, day: &str) {
    let once = hidden(&planted.app.page(&format!("{person}/leave")), "once");
    let date = [("date-day", day), ("date-month", "2"), ("date-year", "2023")];
    let fields = [&[("once", once.as_str()), ("reason", "achieved"), ("plan", "")], &date[..]].concat();
    let sent = planted.app.post(&format!("{person}/leave"), &fields);
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", words(&sent.text()));
}

#[db_test]
fn a_word_is_written_down_on_the_persons_own_page(db: Db) {
    let (planted, person) = story(db);
    let app = &planted.app;
    let page = app.page(&person);
    let form = page.split("wm-quick-log").nth(1).unwrap();
    let [once, back, with, whose] = ["once", "back", "with", "for"].map(|name| hidden(form, name));
    assert!(person.ends_with(&with) && with == whose, "it is about them and nobody else");
    let fields = [
        ("once", once.as_str()),
        ("back", &back),
        ("with", &with),
        ("for", &whose),
        ("in", "garden"),
        ("asked", ""),
        ("notes", "Back from the doctor, and well."),
        ("channel", "phone"),
        ("minutes", "10"),
        ("date-day", &hidden_date(form, "day")),
        ("date-month", &hidden_date(form, "month")),
        ("date-year", &hidden_date(form, "year")),
    ];
    let sent = app.post("/log", &fields);
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", words(&sent.text()));
    assert!(sent.header("location").starts_with(&person), "one is where one was");
    let after = words(&app.page(sent.header("location")));
    assert!(after.contains("Interaction recorded. Undo"), "{after}");
    assert_eq!(after.matches("Back from the doctor, and well.").count(), 1, "{after}");
    app.post("/log", &fields);
    assert_eq!(
        words(&app.page(&person)).matches("Back from the doctor").count(),
        1,
        "the same form twice is one record"
    );
}

/// What stands in a box of the date.
fn hidden_date(form: &str, part: &str) -> String {
    let name = format!("name=\"date-{part}\"");
    let input = form.split("<input").find(|input| input.contains(&name)).unwrap();
    input.split("value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
}

#[db_test]
fn people_to_log_with_are_found_as_one_types(db: Db) {
    let (planted, _) = story(db);
    let found = planted.app.page("/log/people?programme=garden&q=zar");
    let own = planted.person(Whose::Own).to_string();
    assert!(found.contains(&format!("name=\"with\" value=\"{own}\"")), "{found}");
    assert!(!words(&found).contains("Zarsouth"), "and nobody who is another partner\u{2019}s");
    assert!(words(&planted.app.page("/log/people?programme=garden&q=nobody")).contains("Nobody else"), "{found}");
}

#[db_test]
fn the_day_of_a_leaving_is_mended_and_two_who_mend_it_at_once_see_both(db: Db) {
    let (planted, person) = story(db);
    let app = &planted.app;
    leaves(&planted, &person, "14");
    let page = app.page(&format!("{person}/outcomes"));
    assert!(words(&page).contains("Left on 14 February 2023"), "{}", words(&page));
    let record = page.split("/record/enrolment/").nth(1).unwrap().split(['"', '?']).next().unwrap().to_owned();
    let change = format!("{person}/record/enrolment/{record}");
    let (mine, theirs) = (app.page(&change), app.page(&change));
    let send = |form: &str, day: &str| {
        let (once, version) = (hidden(form, "once"), hidden(form, "version"));
        let start = [("start_date-day", "9"), ("start_date-month", "1"), ("start_date-year", "2023")];
        let end = [("end_date-day", day), ("end_date-month", "2"), ("end_date-year", "2023")];
        let fields = [&[("once", once.as_str()), ("version", &version)], &start[..], &end[..]];
        app.post(&change, &fields.concat())
    };
    let saved = send(&theirs, "4");
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", words(&saved.text()));
    assert!(words(&app.page(saved.header("location"))).contains("Enrolment changed. Undo"));
    assert!(words(&app.page(&format!("{person}/outcomes"))).contains("Left on 4 February 2023"));
    let conflict = send(&mine, "24");
    assert_eq!(conflict.status, StatusCode::CONFLICT);
    let told = words(&conflict.text());
    assert!(told.contains("Leaving date 2023-02-04 2023-02-24"), "both stand side by side: {told}");
    let before = send(&app.page(&change), "31");
    assert_eq!(before.status, StatusCode::BAD_REQUEST, "there is no such day");
}

#[db_test]
fn a_record_is_put_away_with_a_reason_and_taken_out_again(db: Db) {
    let (planted, person) = story(db);
    let app = &planted.app;
    let way = format!("{person}/archive");
    let away = |why: &str| {
        let once = hidden(&app.page(&way), "once");
        app.post(&way, &[("once", once.as_str()), ("reason", why)])
    };
    assert!(app.page(&format!("{person}/details")).contains(&way), "the way stands among the details");
    let refused = away("Moved to another town");
    assert!(words(&refused.text()).contains("still supported"), "{}", words(&refused.text()));
    leaves(&planted, &person, "14");
    assert_eq!(away("").status, StatusCode::BAD_REQUEST, "it is said why");
    let saved = away("Moved to another town");
    let page = words(&app.page(saved.header("location")));
    assert!(page.contains("Record put away. Undo") && page.contains("Put away"), "{page}");
    assert!(!words(&app.page("/people?programme=garden")).contains("Zarnorthgiven"));
    let listed = words(&app.page("/people?programme=garden&state=put-away"));
    assert!(listed.contains("Zarnorthgiven"), "{listed}");
    assert!(words(&app.page("/people/find?q=zarnorthgiven")).contains("put away"));
    let out = away("");
    assert!(words(&app.page(out.header("location"))).contains("Record taken out again. Undo"));
    assert!(words(&app.page("/people?programme=garden")).contains("Zarnorthgiven"));
}

#[db_test]
fn family_is_found_written_down_and_taken_back(db: Db) {
    let (planted, person) = story(db);
    let app = &planted.app;
    let bo = another(&planted, "Bo").to_string();
    let way = format!("{person}/family");
    assert!(app.page(&format!("{person}/details")).contains(&way));
    let form = app.page(&format!("{way}?q=Bo"));
    assert!(form.contains("name=\"other_id\"") && form.contains(&bo), "{}", words(&form));
    assert!(words(&app.page(&format!("{way}?q=zarsouth"))).contains("Nobody else is found so"), "of another partner");
    let once = hidden(&form, "once");
    let unsaid = app.post(&way, &[("once", once.as_str()), ("other_id", &bo), ("kind", "")]);
    assert_eq!(unsaid.status, StatusCode::BAD_REQUEST);
    assert!(words(&unsaid.text()).contains("Choose what they are to them") && unsaid.text().contains(&bo));
    let fields = [("once", once.as_str()), ("other_id", &bo), ("kind", "sibling")];
    let saved = app.post(&way, &fields);
    let page = words(&app.page(saved.header("location")));
    assert!(page.contains("Family link recorded. Undo") && page.contains("Bo Brother or sister"), "{page}");
    assert_eq!(app.post(&way, &fields).header("location"), saved.header("location"), "the same form twice is one link");
    let theirs = app.page(&format!("/people/{bo}/details"));
    assert!(words(&theirs).contains("Zarnorthgiven Zarnorthfamily Brother or sister"), "{}", words(&theirs));
    let link = hidden(&theirs, "link");
    let back = app.post(&format!("/people/{bo}/family"), &[("once", "back"), ("link", &link)]);
    let page = words(&app.page(back.header("location")));
    assert!(page.contains("Family link taken back. Undo") && !page.contains("Brother or sister"), "{page}");
}

#[db_test]
fn a_registration_made_by_mistake_is_taken_away_by_a_manager_and_can_be_undone(db: Db) {
    let (planted, person) = story(db);
    let app = &planted.app;
    let as_role = |role| app.become_who_has(&format!("waymark={}", planted.token(Who::In(role)).unwrap()));
    assert!(
        !words(&app.page(&format!("{person}/details"))).contains("Registered by mistake"),
        "a worker is not offered it"
    );
    as_role(Role::Manager);
    // Something hangs on the one who was planted: it is said what.
    let hangs = words(&app.page(&format!("{person}/mistake")));
    assert!(hangs.contains("cannot be taken away") && hangs.contains("interaction (1)"), "{hangs}");
    let slip = another(&planted, "Slip");
    let way = format!("/people/{slip}/mistake");
    assert!(words(&app.page(&format!("/people/{slip}/details"))).contains("Registered by mistake"));
    let send = |why: &str| {
        let once = hidden(&app.page(&way), "once");
        app.post(&way, &[("once", once.as_str()), ("reason", why)])
    };
    assert_eq!(send("").status, StatusCode::BAD_REQUEST);
    let gone = send("A test");
    let to = gone.header("location").to_owned();
    assert!(to.starts_with("/people?"), "{} {to}", words(&gone.text()));
    let list = app.page(&to);
    assert!(words(&list).contains("Registration taken away. Undo") && !list.contains(&slip.to_string()));
    assert_eq!(app.get(&format!("/people/{slip}")).status, StatusCode::NOT_FOUND);
    let undo = list.split("action=\"/undo/").nth(1).unwrap().split('"').next().unwrap().to_owned();
    as_role(Role::Lead);
    assert!(app.post(&format!("/undo/{undo}"), &[]).status.is_client_error(), "only whoever did it undoes it");
    as_role(Role::Manager);
    assert_eq!(app.post(&format!("/undo/{undo}"), &[]).status, StatusCode::SEE_OTHER);
    assert_eq!(app.get(&format!("/people/{slip}")).status, StatusCode::OK);
    // The programme's lead takes it away, too, and back.
    as_role(Role::Lead);
    let to = send("A test").header("location").to_owned();
    let undo = app.page(&to).split("action=\"/undo/").nth(1).unwrap().split('"').next().unwrap().to_owned();
    assert_eq!(app.post(&format!("/undo/{undo}"), &[]).status, StatusCode::SEE_OTHER);
    assert_eq!(app.get(&format!("/people/{slip}")).status, StatusCode::OK);
}
