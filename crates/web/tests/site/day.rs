//! A worker's day: what needs them, an interaction logged in twenty seconds, and nothing that was typed lost.

use crate::app::words;
use crate::planted::{Planted, Who, Whose};
use axum::http::StatusCode;
use base::{Actor, Id, Role};
use db::{Db, db_test};
use definition::Vocabulary;
use records::assignments::Assignment;
use records::enrolments::Enrolment;
use records::interactions::Interaction;
use records::ladder::Move;
use records::people::Person;

/// The planted garden, with a worker of the north plot signed in.
fn story(db: Db) -> Planted {
    let planted = Planted::new(db);
    asks(&planted, Who::In(Role::Worker));
    planted
}

fn asks(planted: &Planted, who: Who) {
    planted.app.become_who_has(&format!("waymark={}", planted.token(who).unwrap()));
}

/// Somebody more whom the north plot supports.
pub fn another(planted: &Planted, name: &str) -> Id {
    let catalogue = planted.app.workspace.catalogue();
    let entry = catalogue.programme("garden").unwrap();
    let partner = entry.partners.iter().find(|known| known.key == "north").map(|known| known.id);
    let (id, programme) = (planted.app.workspace.id(), entry.programme.id);
    planted
        .app
        .workspace
        .write(&Actor::operator(), |tx| {
            let given_name = Some(name.to_owned());
            tx.insert(&Person { given_name, ..Person::new(id, programme, format!("{name}-ref")) })?;
            let enrolment = tx.new_id();
            tx.insert(&Enrolment {
                id: enrolment,
                person: id,
                programme,
                partner,
                area: None,
                start: "2023-01-09".parse().unwrap(),
                reentry: None,
                end: None,
                destination: None,
                employment: None,
                evidence: None,
                evidence_seen: None,
                route: None,
            })?;
            Ok::<_, records::Error>(())
        })
        .unwrap();
    id
}

fn service(planted: &Planted, key: &str) -> String {
    let catalogue = planted.app.workspace.catalogue();
    catalogue.programme("garden").unwrap().term(Vocabulary::Service, key).unwrap().id.to_string()
}

/// What stands in a field of a form that is not shown.
fn hidden(page: &str, name: &str) -> String {
    let at = page.find(&format!("name=\"{name}\" value=\"")).unwrap();
    page[at..].split("value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
}

/// The boxes of people that are ticked.
fn ticked(page: &str) -> Vec<&str> {
    let boxes = page.split("<input ").filter(|input| input.contains("name=\"with\"") && input.contains(" checked"));
    boxes.filter_map(|input| input.split("value=\"").nth(1)?.split('"').next()).collect()
}

/// The form to log an interaction in the garden.
const LOG: &str = "log?programme=garden";
const DAY: [(&str, &str); 3] = [("date-day", "29"), ("date-month", "9"), ("date-year", "2023")];

#[db_test]
fn an_interaction_with_two_people_is_logged_in_one_go_and_undone_in_one_go(db: Db) {
    let planted = story(db);
    let app = &planted.app;
    let (ada, bo) = (planted.person(Whose::Own).to_string(), another(&planted, "Bo").to_string());
    let digging = service(&planted, "digging");
    let page = app.page("/log?back=%2Fpeople");
    assert!(page.contains("value=\"30\"") && page.contains("value=\"9\"") && page.contains("value=\"2023\""), "today");
    let once = hidden(&page, "once");
    let base = [("once", once.as_str()), ("in", "garden"), ("back", "/people")];
    // Looked for by name, without a script: what was typed stays.
    let typed = [("q", "bo"), ("notes", "They dug together"), ("with", &ada)];
    let found = app.post("/log", &[&base[..], &typed, &DAY].concat()).text();
    assert!(found.contains("One person found") && found.contains("They dug together"), "{}", words(&found));
    assert_eq!(ticked(&found), [ada.as_str()]);
    assert!(found.contains(&format!("value=\"{bo}\"")), "Bo can be ticked");
    let fields = [
        &base[..],
        &[("asked", "bo"), ("q", "bo"), ("with", &ada), ("with", &bo), ("service", &digging), ("channel", "phone")],
        &[("reason", "quick"), ("minutes", "20"), ("notes", "They dug together")],
        &DAY,
    ]
    .concat();
    let saved = app.post("/log", &fields);
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", words(&saved.text()));
    let to = saved.header("location").to_owned();
    assert!(to.starts_with("/people?saved="), "one is where one was: {to}");
    let there = app.page(&to);
    assert!(words(&there).contains("Interaction recorded with 2 people. Undo"), "{}", words(&there));
    let told = |person: &str| words(&app.page(&format!("/people/{person}"))).matches("They dug together").count();
    assert_eq!((told(&ada), told(&bo)), (1, 1));
    assert_eq!(app.post("/log", &fields).header("location"), to, "the same form sent twice makes one record");
    assert_eq!((told(&ada), told(&bo)), (1, 1));
    let next = app.page("/log");
    assert!(
        next.contains("value=\"phone\" checked") && next.contains("name=\"minutes\" type=\"text\" value=\"20\""),
        "{next}"
    );
    assert!(!next.contains("They dug together"), "what was said is never filled in again");
    let undo = there.split("action=\"/undo/").nth(1).unwrap().split('"').next().unwrap();
    let lately = app.page("/undo");
    assert!(lately.contains(&format!("action=\"/undo/{undo}\"")), "and for a day wherever one is");
    assert!(words(&lately).contains("Interaction recorded with 2 people"), "{}", words(&lately));
    let undone = app.post(&format!("/undo/{undo}"), &[("back", "/people")]);
    assert_eq!(undone.header("location"), "/people?undone=1");
    assert!(words(&app.page("/people?undone=1")).contains("That is undone."));
    assert_eq!((told(&ada), told(&bo)), (0, 0));
    assert!(words(&app.page("/undo")).contains("Nothing in the last day"));
}

#[db_test]
fn what_is_missing_is_said_and_nothing_typed_is_lost(db: Db) {
    let planted = story(db);
    let once = hidden(&planted.app.page("/log"), "once");
    let fields = [("once", once.as_str()), ("in", "garden"), ("minutes", "half"), ("notes", "typed with care")];
    let answer = planted
        .app
        .post("/log", &[&fields[..], &[("date-day", "31"), ("date-month", "9"), ("date-year", "2019")]].concat());
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    let page = answer.text();
    for part in ["With whom: tick somebody", "How long: write a whole number", "When: write the day"] {
        assert!(words(&page).contains(part), "{part}: {}", words(&page));
    }
    assert!(page.contains("typed with care") && page.contains("value=\"half\"") && page.contains("value=\"31\""));
}

#[db_test]
fn nobody_out_of_sight_is_found_or_logged_with(db: Db) {
    let planted = story(db);
    let app = &planted.app;
    for (whose, name) in [(Whose::Other, "zarsouth"), (Whose::Restricted, "zarhidden"), (Whose::Elsewhere, "zarfar")] {
        let person = planted.person(whose).to_string();
        let once = hidden(&app.page("/log"), "once");
        let base = [("once", once.as_str()), ("in", "garden"), ("with", &person)];
        let found = app.post("/log", &[&base[..], &[("q", name)], &DAY].concat());
        assert!(words(&found.text()).contains("Nobody else whom you can log with is found"), "{whose:?}");
        assert!(ticked(&found.text()).is_empty() && planted.leaks(Who::In(Role::Worker), &found.text()).is_empty());
        let refused = app.post("/log", &[&base[..], &DAY].concat());
        assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{whose:?}");
        assert!(words(&refused.text()).contains("is not somebody for whom you can log"), "{}", words(&refused.text()));
        assert!(planted.leaks(Who::In(Role::Worker), &refused.text()).is_empty());
        assert_eq!(app.get(&format!("/log?person={person}")).status, StatusCode::NOT_FOUND);
    }
}

#[db_test]
fn what_is_typed_is_kept_for_its_own_person_and_offered_again(db: Db) {
    let planted = story(db);
    let app = &planted.app;
    let (ada, bo) = (planted.person(Whose::Own).to_string(), another(&planted, "Bo").to_string());
    let at = |person: &str| app.page(&format!("/log?person={person}"));
    let type_in = |person: &str, notes: &str| {
        let once = hidden(&at(person), "once");
        let fields = [("draft-form", LOG), ("draft-person", person), ("for", person), ("with", person)];
        let answer =
            app.post("/drafts", &[&fields[..], &[("once", &once), ("in", "garden"), ("notes", notes)]].concat());
        assert_eq!(answer.status, StatusCode::NO_CONTENT);
        once
    };
    // Two windows open on two people.
    let once = type_in(&ada, "Ada rang");
    type_in(&bo, "Bo wrote");
    let (of_ada, of_bo) = (at(&ada), at(&bo));
    assert!(of_ada.contains(">Ada rang</textarea>") && !of_ada.contains("Bo wrote"), "{}", words(&of_ada));
    assert!(of_bo.contains(">Bo wrote</textarea>") && !of_bo.contains("Ada rang"));
    assert!(words(&of_ada).contains("This is what you typed on 30 September 2023 at 13:00. It is not saved yet"));
    assert!(!app.page("/log").contains("Ada rang"), "nor does it stand in the form for anybody");
    // It is nobody else's.
    let me = app.become_who_has(&format!("waymark={}", planted.token(Who::In(Role::Manager)).unwrap()));
    assert!(!at(&ada).contains("Ada rang"));
    app.become_who_has(&me);
    // Saved, it is no draft any more, even if the last of the typing arrives late.
    assert_eq!(hidden(&of_ada, "once"), once, "the form that was kept is still the same form");
    let fields = [("once", once.as_str()), ("in", "garden"), ("for", &ada), ("with", &ada), ("notes", "Ada rang")];
    assert_eq!(app.post("/log", &[&fields[..], &DAY].concat()).status, StatusCode::SEE_OTHER);
    let late = [&fields[..], &[("draft-form", LOG), ("draft-person", &ada)], &DAY].concat();
    assert_eq!(app.post("/drafts", &late).status, StatusCode::NO_CONTENT);
    assert!(!at(&ada).contains("Ada rang"));
    // What is not wanted any more is let go.
    let drop = [("draft-form", LOG), ("draft-person", bo.as_str()), ("drop", "1"), ("back", "/people")];
    assert_eq!(app.post("/drafts", &drop).header("location"), "/people");
    assert!(!at(&bo).contains("Bo wrote"));
}

#[db_test]
fn what_is_typed_on_in_a_second_window_is_not_taken_for_what_was_saved_in_the_first(db: Db) {
    let planted = story(db);
    let app = &planted.app;
    let ada = planted.person(Whose::Own).to_string();
    let address = format!("/log?person={ada}");
    let once = hidden(&app.page(&address), "once");
    let form = |once: &str, notes: &str| {
        let fields = [("draft-form", LOG), ("draft-person", &ada), ("for", &ada), ("with", &ada), ("in", "garden")];
        [&fields[..], &[("once", once), ("notes", notes)], &DAY]
            .concat()
            .iter()
            .map(|(n, v)| ((*n).to_owned(), (*v).to_owned()))
            .collect::<Vec<_>>()
    };
    let post = |path: &str, once: &str, notes: &str| {
        let fields = form(once, notes);
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        app.post(path, &fields)
    };
    assert_eq!(post("/drafts", &once, "Rang at ten").status, StatusCode::NO_CONTENT);
    // The draft is opened again elsewhere and saved; in the first window she types on.
    assert_eq!(post("/log", &hidden(&app.page(&address), "once"), "Rang at ten").status, StatusCode::SEE_OTHER);
    let more = "Rang at ten, and came at noon";
    assert_eq!(post("/drafts", &once, more).status, StatusCode::CONFLICT, "it is not said to be kept");
    let refused = post("/log", &once, more);
    assert_eq!(refused.status, StatusCode::BAD_REQUEST);
    let shown = refused.text();
    assert!(
        words(&shown).contains("This form has been saved already, and says something else now"),
        "{}",
        words(&shown)
    );
    assert!(shown.contains(&format!(">{more}</textarea>")), "nothing typed is lost");
    let another = hidden(&shown, "once");
    assert_ne!(another, once);
    assert_eq!(post("/log", &another, more).status, StatusCode::SEE_OTHER);
    let told = words(&app.page(&format!("/people/{ada}")));
    assert_eq!((told.matches("Rang at ten").count(), told.matches(more).count()), (2, 1), "{told}");

    // The same of any record.
    let path = format!("/people/{ada}/add/need");
    let once = hidden(&app.page(&path), "once");
    let catalogue = planted.app.workspace.catalogue();
    let food = catalogue.programme("garden").unwrap().term(Vocabulary::Need, "food").unwrap().id.to_string();
    let found = [("found-day", "1"), ("found-month", "9"), ("found-year", "2023")];
    let need = |note: &str| {
        let fields = [("once", once.as_str()), ("need_id", &food), ("urgent", "yes"), ("note", note)];
        app.post(&path, &[&fields[..], &found].concat())
    };
    let saved = need("no cooker");
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", words(&saved.text()));
    assert_eq!(need("no cooker").header("location"), saved.header("location"));
    let refused = need("no cooker, no pans").text();
    assert!(refused.contains(">no cooker, no pans</textarea>") && hidden(&refused, "once") != once);
}

#[db_test]
fn without_a_script_a_button_keeps_the_draft(db: Db) {
    let planted = story(db);
    let ada = planted.person(Whose::Own).to_string();
    let page = planted.app.page(&format!("/log?person={ada}"));
    assert!(page.contains("Keep as a draft"));
    let once = hidden(&page, "once");
    let fields = [
        ("once", once.as_str()),
        ("in", "garden"),
        ("for", &ada),
        ("with", &ada),
        ("notes", "half a th"),
        ("keep", "1"),
    ];
    let kept = planted.app.post("/log", &fields);
    assert_eq!(kept.header("location"), format!("/people/{ada}"));
    assert!(planted.app.page(&format!("/log?person={ada}")).contains("half a th"));
}

/// A worker of the north plot, whose assignments and appointments are made here.
fn assign(planted: &Planted, who: Who, person: Id, start: &str) {
    let catalogue = planted.app.workspace.catalogue();
    let entry = catalogue.programme("garden").unwrap();
    let partner = entry.partners.iter().find(|known| known.key == "north").map(|known| known.id);
    let worker = planted.user(who);
    planted
        .app
        .workspace
        .write(&Actor::operator(), |tx| {
            let start = start.parse().unwrap();
            let made = Assignment::new(person, entry.programme.id, worker, "keyworker", start);
            tx.insert(&Assignment { id: tx.new_id(), partner, ..made })?;
            Ok::<_, records::Error>(())
        })
        .unwrap();
}

#[db_test]
fn home_says_who_comes_what_is_due_and_who_has_gone_quiet(db: Db) {
    let planted = story(db);
    let app = &planted.app;
    assert!(words(&app.page("/")).contains("Nobody is assigned yet"), "an empty day says the first step");
    let ada = planted.person(Whose::Own);
    assign(&planted, Who::In(Role::Worker), ada, "2023-01-09");
    assign(&planted, Who::In(Role::Worker), planted.person(Whose::Restricted), "2023-01-09");
    let form = format!("/people/{ada}/add/appointment");
    let once = hidden(&app.page(&form), "once");
    let worker = planted.user(Who::In(Role::Worker)).to_string();
    let day = [("date-day", "30"), ("date-month", "9"), ("date-year", "2023")];
    let meeting = [
        ("once", once.as_str()),
        ("time", "14:30"),
        ("worker_id", &worker),
        ("state", "planned"),
        ("place", "Library"),
    ];
    assert_eq!(app.post(&form, &[&meeting[..], &day].concat()).status, StatusCode::SEE_OTHER);
    let home = app.page("/");
    let said = words(&home);
    for part in [
        "Appointments today 1 14:30, Library Zarnorthgiven Zarnorthfamily Came",
        "Gone quiet 1",
        "8 months ago, on 1 February 2023",
        "My people 1",
        "Nothing is due today.",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
    assert!(planted.leaks(Who::In(Role::Worker), &home).is_empty(), "whoever is restricted is not there");
    // One tap says that they came, and one takes it back.
    let (action, once) = (home.split("action=\"/appointments/").nth(1).unwrap(), hidden(&home, "once"));
    let action = format!("/appointments/{}", action.split('"').next().unwrap());
    let came = app.post(&action, &[("once", &once), ("state", "kept"), ("back", "/")]);
    let to = came.header("location").to_owned();
    assert!(to.starts_with("/?saved="), "{to} {}", came.text());
    let home = app.page(&to);
    let said = words(&home);
    assert!(said.contains("Appointment changed: Zarnorthgiven Zarnorthfamily. Undo"), "{said}");
    assert!(said.contains("None today"), "{said}");
    assert_eq!(app.post(&action, &[("once", &once), ("state", "kept"), ("back", "/")]).header("location"), to);
    let other = app.post(&action, &[("once", "another"), ("state", "missed"), ("back", "/")]);
    assert!(
        words(&other.text()).contains("somebody has said already")
            || other.text().contains("Somebody has said already")
    );
    let undo = home.split("action=\"/undo/").nth(1).unwrap().split('"').next().unwrap();
    assert_eq!(app.post(&format!("/undo/{undo}"), &[("back", "/")]).header("location"), "/?undone=1");
    assert!(words(&app.page("/")).contains("14:30, Library"));
}

#[db_test]
fn whoever_answers_for_workers_sees_what_each_carries(db: Db) {
    let planted = story(db);
    let worker = Who::In(Role::Worker);
    assign(&planted, worker, planted.person(Whose::Own), "2023-01-09");
    assign(&planted, worker, planted.person(Whose::Restricted), "2023-01-09");
    let id = planted.user(worker).to_string();
    for role in [Role::Manager, Role::Lead] {
        asks(&planted, Who::In(role));
        let home = planted.app.page("/");
        assert!(words(&home).contains("Workers in Town Garden"), "{}", words(&home));
        assert!(!words(&home).contains("Nobody is assigned yet"), "who answers for workers need carry nobody");
        assert!(words(&home).contains("Somebody 1 1 0 0 0"), "the restricted one is not counted: {}", words(&home));
        let theirs = planted.app.page(&format!("/?worker={id}"));
        assert!(words(&theirs).contains("Their people 1") && theirs.contains("Zarnorthgiven"), "{}", words(&theirs));
        assert!(planted.leaks(Who::In(role), &theirs).is_empty());
    }
    for role in [Role::Worker, Role::Evaluator, Role::Funder, Role::Administrator] {
        asks(&planted, Who::In(role));
        assert!(!words(&planted.app.page("/")).contains("Workers in"), "{role:?}");
        let theirs = planted.app.get(&format!("/?worker={id}"));
        assert!(theirs.status == StatusCode::NOT_FOUND || !theirs.text().contains("Their people"), "{role:?}");
    }
}

#[db_test]
fn the_questions_of_home_do_not_grow_with_the_people(db: Db) {
    let planted = story(db);
    let worker = Who::In(Role::Worker);
    assign(&planted, worker, planted.person(Whose::Own), "2023-01-09");
    // What runs in the background asks now and then, so the fewest of a few tries is the page's own.
    // On a busy machine a page may take so long that it never has the database to itself for many tries.
    let asked = || {
        let before = planted.app.workspace.db().asked();
        planted.app.page("/");
        planted.app.workspace.db().asked() - before
    };
    let few = (0..4).map(|_| asked()).min().unwrap();
    for name in ["Bo", "Cy", "Di", "Flo"] {
        let person = another(&planted, name);
        assign(&planted, worker, person, "2023-01-09");
    }
    planted.app.workspace.engine().unwrap();
    assert!((0..40).any(|_| asked() <= few), "more than {few} questions, each time");
}

#[db_test]
fn a_note_half_typed_on_one_device_is_finished_on_another(db: Db) {
    let planted = story(db);
    let form = format!("/people/{}/add/need", planted.person(Whose::Own));
    let person = planted.person(Whose::Own).to_string();
    let once = hidden(&planted.app.page(&form), "once");
    let draft = [
        ("draft-form", "add/need?programme=garden"),
        ("draft-person", person.as_str()),
        ("once", &once),
        ("note", "no cook"),
    ];
    assert_eq!(planted.app.post("/drafts", &draft).status, StatusCode::NO_CONTENT);
    asks(&planted, Who::In(Role::Worker));
    let home = planted.app.page("/");
    assert!(
        words(&home).contains("Not finished Add need: Zarnorthgiven Zarnorthfamily typed 30 September"),
        "{}",
        words(&home)
    );
    let page = planted.app.page(&form);
    assert!(page.contains(">no cook</textarea>") && words(&page).contains("This is what you typed on"));
    let catalogue = planted.app.workspace.catalogue();
    let food = catalogue.programme("garden").unwrap().term(Vocabulary::Need, "food").unwrap().id.to_string();
    let once = hidden(&page, "once");
    let found = [("found-day", "1"), ("found-month", "9"), ("found-year", "2023")];
    let fields = [("once", once.as_str()), ("need_id", &food), ("urgent", "yes"), ("note", "no cooker")];
    assert_eq!(planted.app.post(&form, &[&fields[..], &found].concat()).status, StatusCode::SEE_OTHER);
    assert!(!words(&planted.app.page("/")).contains("Not finished"));
    assert!(!planted.app.page(&form).contains("no cook</textarea>"));
    // Special-category details are typed into the record or nowhere.
    let equality = planted.app.get(&format!("/people/{person}/record/equality/{person}"));
    assert!(!equality.text().contains("data-draft"));
}

#[db_test]
fn whoever_is_restricted_meanwhile_is_not_named_by_a_draft(db: Db) {
    let planted = story(db);
    let hidden_one = planted.person(Whose::Restricted).to_string();
    let draft = [("draft-form", LOG), ("draft-person", hidden_one.as_str()), ("notes", "She said")];
    assert_eq!(planted.app.post("/drafts", &draft).status, StatusCode::NO_CONTENT);
    let home = planted.app.page("/");
    assert!(planted.leaks(Who::In(Role::Worker), &home).is_empty() && !words(&home).contains("Not finished"));
    assert_eq!(planted.app.get(&format!("/log?person={hidden_one}")).status, StatusCode::NOT_FOUND);
}

#[db_test]
fn the_session_runs_out_in_the_middle_of_a_note_and_nothing_is_lost(db: Db) {
    let planted = story(db);
    let ada = planted.person(Whose::Own).to_string();
    let page = planted.app.page(&format!("/log?person={ada}"));
    let (once, token) = (hidden(&page, "once"), planted.app.form_token());
    let later = planted.app.later(std::time::Duration::from_secs(31 * 60));
    let note = "Came in tears.\nSays \"nobody\" helps.";
    let fields = [
        ("form-token", token.as_str()),
        ("once", &once),
        ("in", "garden"),
        ("for", &ada),
        ("with", &ada),
        ("notes", note),
    ];
    let fields = [&fields[..], &DAY].concat();
    // What the script keeps as one types comes too late, and says so; the note itself goes along through signing in.
    assert_eq!(later.post_plain("/drafts", &fields).status, StatusCode::UNAUTHORIZED);
    let answer = later.post_plain("/log", &fields);
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    let page = answer.text();
    assert!(words(&page).contains("What you have written is kept"), "{}", words(&page));
    assert!(page.contains("name=\"kept:notes\"") && page.contains(&format!("name=\"kept:with\" value=\"{ada}\"")));
    assert!(page.contains("name=\"kept:once\"") && page.contains("name=\"to\" value=\"/log\""));
    // Signed in again, it is sent, once.
    let worker = planted.user(Who::In(Role::Worker));
    let session = records::users::session::begin(&later.workspace, worker, "password", "a test", true).unwrap();
    later.become_who_has(&format!("waymark={session}"));
    let saved = later.post("/log", &fields[1..]);
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", words(&saved.text()));
    later.post("/log", &fields[1..]);
    let told = words(&later.page(&format!("/people/{ada}")));
    assert_eq!(told.matches("Came in tears").count(), 1, "{told}");
}

#[db_test]
fn the_timeline_tells_everything_page_by_page_and_by_kind(db: Db) {
    let planted = story(db);
    let app = &planted.app;
    let ada = planted.person(Whose::Own);
    let catalogue = app.workspace.catalogue();
    let entry = catalogue.programme("garden").unwrap();
    let partner = |key: &str| entry.partners.iter().find(|known| known.key == key).map(|known| known.id);
    let digging = entry.term(Vocabulary::Service, "digging").map(|term| term.id);
    app.workspace
        .write(&Actor::operator(), |tx| {
            for number in 1..=60_i8 {
                let date = base::Date::new(2023, 3 + number / 28, 1 + number % 28).unwrap();
                let minutes = Some(i64::from(number));
                let made = Interaction::new(tx.new_id(), ada, entry.programme.id, date);
                tx.insert(&Interaction { partner: partner("north"), service: digging, minutes, ..made })?;
            }
            for _ in 0..2 {
                let date = "2023-06-01".parse().unwrap();
                let notes = Some("the south said in confidence".to_owned());
                let made = Interaction::new(tx.new_id(), ada, entry.programme.id, date);
                tx.insert(&Interaction { partner: partner("south"), notes, ..made })?;
            }
            Ok::<_, records::Error>(())
        })
        .unwrap();
    let person = format!("/people/{ada}");
    let page = app.page(&person);
    let said = words(&page);
    assert!(said.contains("62 entries") && said.contains("2 entries of another partner"), "{said}");
    assert!(!said.contains("South Plot") && !said.contains("in confidence. "), "not when, not by whom: {said}");
    assert_eq!(page.matches("wm-timeline__entry--").count(), 40);
    let older = page.split("href=\"").find(|rest| rest.contains("before=")).unwrap().split('"').next().unwrap();
    let last = app.page(&older.replace("&amp;", "&"));
    assert_eq!(last.matches("wm-timeline__entry--").count(), 22, "{}", words(&last));
    let said = words(&last);
    assert!(said.contains("Support began : Town Garden") && said.contains("Digging First time"), "{said}");
    assert_eq!(words(&page).matches("First time").count() + said.matches("First time").count(), 1);
    let kinds = words(&app.page(&format!("{person}?kind=enrolment")));
    assert!(kinds.contains("1 entry") && kinds.contains("Support began"), "{kinds}");
    assert_eq!(app.get(&format!("{person}?before=yesterday")).status, StatusCode::BAD_REQUEST);
    // How many questions are asked does not grow with what is told.
    let asked = |path: &str| {
        let tries = (0..4).map(|_| {
            let before = app.workspace.db().asked();
            app.page(path);
            app.workspace.db().asked() - before
        });
        tries.min()
    };
    let few = asked(&format!("/people/{}", another(&planted, "Bo")));
    assert!(asked(&person) <= few.map(|few| few + 1), "{:?} {few:?}", asked(&person));
}

#[db_test]
fn a_summary_to_keep_says_nothing_in_confidence_and_no_alert(db: Db) {
    let planted = story(db);
    let ada = planted.person(Whose::Own);
    let page = planted.app.page(&format!("/people/{ada}/summary"));
    let said = words(&page);
    for part in
        ["Zarnorthgiven Zarnorthfamily: a summary to keep", "0161 555 0001", "We have spoken once", "Your rights"]
    {
        assert!(said.contains(part), "{part}: {said}");
    }
    assert!(!said.contains("said-in-confidence") && !page.contains("wm-banner"), "{said}");
    asks(&planted, Who::In(Role::Lead));
    let lead = words(&planted.app.page(&format!("/people/{ada}/summary")));
    assert!(lead.contains("Withheld") && !lead.contains("0161"), "{lead}");
}

#[db_test]
fn the_ladder_is_a_picture_of_who_stands_where_and_leaves_out_whom_one_does_not_see(db: Db) {
    let planted = story(db);
    let catalogue = planted.app.workspace.catalogue();
    let entry = catalogue.programme("garden").unwrap();
    let partner = |key: &str| entry.partners.iter().find(|known| known.key == key).map(|known| known.id);
    let rung = |key: &str| entry.term(Vocabulary::Rung, key).unwrap().id;
    assert!(words(&planted.app.page("/programme/ladder?programme=garden")).contains("No moves yet"));
    let steps = [
        (Whose::Own, "north", None, "visits", "2023-02-01"),
        (Whose::Own, "north", Some("visits"), "leads", "2023-03-01"),
        (Whose::Own, "north", Some("leads"), "digs", "2023-04-01"),
        (Whose::Other, "south", None, "visits", "2023-02-01"),
        (Whose::Restricted, "north", None, "digs", "2023-02-01"),
    ];
    planted
        .app
        .workspace
        .write(&Actor::operator(), |tx| {
            for (whose, at, from, to, date) in steps {
                let step = Move::new(planted.person(whose), entry.programme.id, rung(to), date.parse().unwrap());
                tx.insert(&Move { id: tx.new_id(), partner: partner(at), from: from.map(rung), ..step })?;
            }
            Ok::<_, records::Error>(())
        })
        .unwrap();
    let told = |role: Role| {
        asks(&planted, Who::In(role));
        words(&planted.app.page("/programme/ladder?programme=garden"))
    };
    let worker = told(Role::Worker);
    assert!(worker.contains("Standing on each rung: Leads others: 0, Digs: 1, Visits the garden: 0."), "{worker}");
    assert!(worker.contains("Counted are the moves that your own organisation recorded"));
    assert!(worker.contains("Leads others 0 0 0 1 0 Digs 1 0 0 0 1 Visits the garden 0 1 0 0 0"), "{worker}");
    let lead = told(Role::Lead);
    assert!(lead.contains("Standing on each rung: Leads others: 0, Digs: 1, Visits the garden: 1."), "{lead}");
    asks(&planted, Who::In(Role::Funder));
    assert_eq!(planted.app.get("/programme/ladder?programme=garden").status, StatusCode::FORBIDDEN);
}
