//! What a keyworker writes down about one participant: needs before learning, barriers, a plan, moves on the ladder.

use crate::app::words;
use crate::planted::{Planted, Who, Whose};
use axum::http::StatusCode;
use base::{Actor, Id, Role};
use db::{Db, db_test};
use definition::Vocabulary;
use records::audit;

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
pub fn hidden(page: &str, name: &str) -> String {
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
    let looks = planted.audited();
    let kept: Id = person.rsplit('/').next().unwrap().parse().unwrap();
    assert_eq!(words(&planted.app.page(&format!("{person}/needs"))).matches("no cooker").count(), 1);
    planted.app.get(&format!("/api/v1{person}")).json();
    let wanted =
        audit::Wanted { person: Some(kept), action: Some(audit::Action::View), limit: 10, ..audit::Wanted::default() };
    let noted = audit::read(&planted.app.workspace, &Actor::operator().scope(), &wanted).unwrap().told;
    let named: Vec<Vec<&str>> =
        noted.iter().map(|look| look.changes.iter().map(|field| field.label.as_str()).collect()).collect();
    assert!(named[0].contains(&"needs") && named[1] == ["needs"], "who looked at them is noted: {named:?}");
    assert_eq!(planted.audited(), looks + 2, "once for each look");

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

/// Sends the form at this address as the page has it, with these answers.
fn fill(planted: &Planted, path: &str, answers: &[(&str, &str)]) -> crate::app::Answer {
    let form = planted.app.page(path);
    let mut fields: Vec<(&str, String)> = ["once", "version", "plan_id"]
        .into_iter()
        .filter(|name| form.contains(&format!("name=\"{name}\" value=\"")))
        .map(|name| (name, hidden(&form, name)))
        .collect();
    fields.extend(answers.iter().map(|(name, value)| (*name, (*value).to_owned())));
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    planted.app.post(path, &fields)
}

fn on<'a>(field: &'a [&'a str; 3], day: &'a str, month: &'a str, year: &'a str) -> [(&'a str, &'a str); 3] {
    [(field[0], day), (field[1], month), (field[2], year)]
}

const DATE: [&str; 3] = ["date-day", "date-month", "date-year"];
const FROM: [&str; 3] = ["from-day", "from-month", "from-year"];
const STARTED: [&str; 3] = ["started-day", "started-month", "started-year"];

#[db_test]
fn what_is_agreed_is_signed_ticked_off_and_handed_over_on_paper(db: Db) {
    let (planted, person) = story(db);
    let app = &planted.app;
    let at = |page: &str| format!("{person}/{page}");
    fill(&planted, &at("add/plan"), &on(&STARTED, "1", "9", "2023"));
    let page = app.page(&at("plan"));
    let plan = page.split("/agree/").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let action = [("what", "Ring the college"), ("owner", "participant")];
    assert_eq!(fill(&planted, &at("add/action"), &action).status, StatusCode::SEE_OTHER);
    let page = app.page(&at("plan"));
    let tick = page.split(&format!("{person}/tick/")).nth(1).unwrap().split('"').next().unwrap().to_owned();
    let once = hidden(page.split("/tick/").nth(1).unwrap(), "once");
    let fields = [("once", once.as_str()), ("done", "1")];
    let ticked = app.post(&at(&format!("tick/{tick}")), &fields);
    assert!(ticked.header("location").ends_with(&format!("#action-{tick}")), "one is where one was");
    assert!(words(&app.page(&at("plan"))).contains("done 30 September 2023"));

    let agree = at(&format!("agree/{plan}"));
    let empty = fill(&planted, &agree, &[("agrees", "yes")]);
    assert!(empty.text().contains("href=\"#name\""), "a signature is a name");
    let agreed = [&[("agrees", "yes"), ("name", "Zara N.")], &on(&DATE, "2", "9", "2023")[..]].concat();
    assert_eq!(fill(&planted, &agree, &agreed).status, StatusCode::SEE_OTHER);
    assert!(words(&app.page(&at("plan"))).contains("Agreed by Zara N. on 2 September 2023."));
    let disagreed = [("agrees", "no"), ("disagreement", "Not before spring")];
    assert_eq!(fill(&planted, &agree, &disagreed).status, StatusCode::SEE_OTHER);
    assert!(words(&app.page(&at("plan"))).contains("does not agree: Not before spring"));
    let copy = words(&app.page(&at(&format!("plan/{plan}"))));
    assert!(copy.contains("my plan") && copy.contains("Ring the college") && copy.contains("Signed Date"), "{copy}");
}

#[db_test]
fn a_person_is_assigned_handed_over_leaves_is_followed_up_and_comes_back(db: Db) {
    let (planted, person) = story(db);
    let app = &planted.app;
    let at = |page: &str| format!("{person}/{page}");
    let (me, colleague) = (planted.user(Who::In(Role::Worker)).to_string(), planted.colleague(Whose::Own).to_string());
    let from = on(&FROM, "1", "9", "2023");
    let assigned = [&[("worker_id", me.as_str()), ("role", "keyworker")], &from[..]].concat();
    assert_eq!(fill(&planted, &at("assign"), &assigned).status, StatusCode::SEE_OTHER);
    let twice = fill(&planted, &at("assign"), &assigned);
    assert!(words(&twice.text()).contains("They have a keyworker already: hand over instead"));
    let nobody = [&[("email", "who@example.org"), ("role", "tutor")], &from[..]].concat();
    assert!(
        words(&fill(&planted, &at("assign"), &nobody).text())
            .contains("nobody with this address works in this programme")
    );

    let page = app.page(&at("workers"));
    let way = page.split("/hand-over").next().unwrap().rsplit('"').next().unwrap().to_owned();
    let over =
        [&[("worker_id", colleague.as_str()), ("note", "Likes tea")], &on(&FROM, "30", "9", "2023")[..]].concat();
    assert_eq!(fill(&planted, &format!("{way}/hand-over"), &over).status, StatusCode::SEE_OTHER);
    let said = words(&app.page(&at("workers")));
    assert!(said.contains("Zarnorthcolleague") && said.contains("29 September 2023 Likes tea"), "{said}");

    let food = term(&planted, Vocabulary::Need, "food");
    let need = [("need_id", food.as_str()), ("urgent", "yes")];
    let found = on(&["found-day", "found-month", "found-year"], "1", "9", "2023");
    fill(&planted, &at("add/need"), &[&need[..], &found].concat());
    assert!(words(&app.page(&at("leave"))).contains("Still open Urgent need: Food"));
    let left = [&[("reason", "moved-on"), ("plan", "A course in spring")], &on(&DATE, "1", "9", "2023")[..]].concat();
    assert_eq!(fill(&planted, &at("leave"), &left).status, StatusCode::SEE_OTHER);
    let page = app.page(&at("outcomes"));
    let said = words(&page);
    assert!(said.contains("Left on 1 September 2023") && said.contains("A course in spring"), "{said}");
    assert!(said.contains("Four weeks after leaving Overdue 29 September 2023"), "{said}");

    let ask = page.split("/record/follow-up/").nth(2).unwrap().split('"').next().unwrap().to_owned();
    let ask = at(&format!("record/follow-up/{ask}"));
    let outside =
        [&[("result", "reached")], &on(&["as_of-day", "as_of-month", "as_of-year"], "30", "9", "2023")[..]].concat();
    assert!(words(&fill(&planted, &ask, &outside).text()).contains("counts here"));
    assert_eq!(fill(&planted, &ask, &[("result", "not-reached")]).status, StatusCode::SEE_OTHER);
    assert!(words(&app.page(&at("outcomes"))).contains("Could not be reached"));
    let back = on(&DATE, "15", "9", "2023");
    assert_eq!(fill(&planted, &at("return"), &back).status, StatusCode::SEE_OTHER);
    assert!(words(&app.page(&at("outcomes"))).contains("They take part."));
}

#[db_test]
fn a_birth_date_is_nowhere_more_exact_than_it_is_known(db: Db) {
    let (planted, person) = story(db);
    let app = &planted.app;
    let id = planted.person(Whose::Own);
    let details = format!("{person}/record/details/{id}");
    let known = [("given_name", "Zarnorthgiven"), ("family_name", "Zarnorthfamily"), ("reference", "ZARNORTH-REF")];
    let year = [("birth_date-year", "1981")];
    let month = [("birth_date-month", "9"), ("birth_date-year", "1990")];
    let guess = [("birth_date-year", "1984"), ("birth_precision", "about")];
    for (told, born, age, iso) in [
        (&year[..], "1981 (year only)", "about 42", "1981"),
        (&month, "September 1990", "33", "1990-09"),
        (&guess, "about 1984", "about 39", "1984"),
    ] {
        assert_eq!(fill(&planted, &details, &[&known, told].concat()).status, StatusCode::SEE_OTHER);
        let banner = words(&app.page(&person));
        assert!(banner.contains(&format!("Born {born}, age {age} ")), "{banner}");
        for place in ["/people?programme=garden", "/people/find?q=zarnorth", "/people?q=zarnorth"] {
            let said = words(&app.page(place));
            assert!(said.contains(born) && !said.contains("1 January") && !said.contains("1 Sept"), "{place}: {said}");
        }
        for page in ["details", "summary"] {
            let said = words(&app.page(&format!("{person}/{page}")));
            assert!(said.contains(born) && !said.contains(&format!("1 {born}")), "{page}: {said}");
        }
        let told = app.get(&format!("/api/v1{person}")).json();
        assert_eq!(told["details"]["birth_date"], iso);
        assert!(app.get("/people.csv?programme=garden").text().contains(&born.replace(" (year only)", "")));
    }
}

#[db_test]
fn details_are_changed_part_by_part_and_what_nobody_asked_says_so(db: Db) {
    let (planted, person) = story(db);
    let app = &planted.app;
    let at = |page: &str| format!("{person}/{page}");
    let id = planted.person(Whose::Own);
    let details = at(&format!("record/details/{id}"));
    let told = [
        ("given_name", "Zarnorthgiven"),
        ("family_name", "Zarnorthfamily"),
        ("known_as", "Zaz"),
        ("reference", "ZARNORTH-REF"),
        ("birth_date-year", "1991"),
    ];
    assert_eq!(fill(&planted, &details, &told).status, StatusCode::SEE_OTHER);
    let said = words(&app.page(&at("details")));
    assert!(said.contains("Zaz") && said.contains("Date of birth known to Year only"), "{said}");
    let looks = planted.audited();
    let further = at(&format!("record/characteristics/{id}"));
    assert_eq!(fill(&planted, &further, &[("religion", "prefer-not-to-say")]).status, StatusCode::SEE_OTHER);
    let said = words(&app.page(&at("details")));
    assert!(said.contains("Religion Prefer not to say") && said.contains("Not asked Sex, "), "{said}");
    assert!(planted.audited() >= looks + 2, "the change, and the look");
    let told = app.get(&format!("/api/v1{person}")).json();
    assert_eq!(told["details"]["religion"], "prefer-not-to-say");
    assert_eq!((&told["details"]["sex"], &told["details"]["known_as"]), (&serde_json::Value::Null, &"Zaz".into()));
    planted.app.become_who_has(&format!("waymark={}", planted.token(Who::In(Role::Evaluator)).unwrap()));
    let told = app.get(&format!("/api/v1{person}")).json();
    assert!(told["withheld"]["known_as"].as_str().unwrap().contains("without their names"), "{told}");
    assert!(told["details"].get("phone").is_none());
}
