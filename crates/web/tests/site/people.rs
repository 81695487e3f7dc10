//! People pages: each sees their own, what is withheld says so, and whoever is out of sight is not there.

use crate::app::{TestApp, words};
use crate::planted::{Planted, Who, Whose};
use axum::http::StatusCode;
use base::Role;
use db::{Db, db_test};
use definition::Vocabulary;

impl Planted {
    /// From now on this one asks.
    fn asks(&self, who: Who) {
        self.app.become_who_has(&format!("waymark={}", self.token(who).unwrap()));
    }

    fn views(&self) -> i64 {
        let sql = "SELECT COUNT(*) FROM audit WHERE action = 'view'";
        self.app.workspace.read(|reader| Ok(reader.one(sql, &[], |row| row.get(0))?)).unwrap()
    }
}

#[db_test]
fn a_worker_finds_their_own_people_and_reads_what_is_theirs_to_read(db: Db) {
    let planted = Planted::new(db);
    planted.asks(Who::In(Role::Worker));
    let list = planted.app.page("/people?programme=garden");
    assert!(words(&list).contains("1 person") && list.contains("Zarnorthgiven"), "{list}");
    assert!(list.contains(">People</a>") && list.contains("id=\"search\""), "the section and the search box are there");
    let found = words(&planted.app.page("/people?q=zarNORTHfamily+zarnorthgiven"));
    assert!(found.contains("Search: zarNORTHfamily zarnorthgiven"), "{found}");
    for hidden in ["Zarsouth", "Zarhidden", "Zarfar", "ZARSOUTH-REF"] {
        let found = words(&planted.app.page(&format!("/people?q={hidden}")));
        assert!(found.contains("0 people") && found.contains("Nobody whom you see is found so"), "{found}");
    }
    let own = planted.person(Whose::Own);
    let page = words(&planted.app.page(&format!("/people/{own}")));
    assert!(page.contains("Reference ZARNORTH-REF Born 1 January 1990, age 33 North Plot"), "{page}");
    assert!(page.contains("February 2023") && page.contains("Zarnorth-said-in-confidence"), "{page}");
    let before = planted.views();
    let details = words(&planted.app.page(&format!("/people/{own}/details")));
    assert!(details.contains("Disabled") && details.contains("ZZ1 1ZZ"), "{details}");
    assert_eq!(planted.views(), before + 1, "a look at special-category details is noted");
    planted.app.page(&format!("/people/{own}"));
    assert_eq!(planted.views(), before + 1, "the timeline shows none");
    let csv = planted.app.get("/people.csv?programme=garden").text();
    assert!(csv.contains("Zarnorthgiven") && csv.lines().count() == 2, "{csv}");
}

#[db_test]
fn what_a_role_may_not_read_is_withheld_with_the_reason(db: Db) {
    let planted = Planted::new(db);
    let own = planted.person(Whose::Own);
    planted.asks(Who::In(Role::Lead));
    let details = words(&planted.app.page(&format!("/people/{own}/details")));
    assert!(details.contains("Withheld: only those who work with the person see it"), "{details}");
    assert!(details.contains("Withheld: special-category details are for those who work with the person"), "{details}");
    let page = words(&planted.app.page(&format!("/people/{own}")));
    assert!(page.contains("Notes: Withheld"), "{page}");
    assert!(page.contains("History") && page.contains("Restrict"), "{page}");
    let history = words(&planted.app.page(&format!("/people/{own}/history")));
    assert!(history.contains("operator Added: person") && history.contains("Postcode: Withheld"), "{history}");
    planted.asks(Who::In(Role::Evaluator));
    let page = words(&planted.app.page(&format!("/people/{own}")));
    assert!(page.contains(&format!("Person {own}")) && page.contains("Born 1990"), "{page}");
    let list = words(&planted.app.page("/people?programme=garden"));
    assert!(list.contains("2 people") && list.contains("without their names"), "{list}");
    assert!(words(&planted.app.page("/people?q=Zarnorth")).contains("0 people"), "a search tells no name");
}

#[db_test]
fn absent_restricted_and_others_people_are_not_there_in_the_same_words(db: Db) {
    let planted = Planted::new(db);
    planted.asks(Who::In(Role::Manager));
    let absent = planted.app.workspace.id();
    for page in ["", "/details", "/history", "/restrict"] {
        let told = |id: base::Id| {
            let answer = planted.app.get(&format!("/people/{id}{page}"));
            (answer.status, words(&answer.text()).replace(&id.to_string(), "…"))
        };
        let nobody = told(absent);
        assert_eq!(nobody.0, StatusCode::NOT_FOUND, "{page}");
        for whose in [Whose::Other, Whose::Restricted, Whose::Elsewhere] {
            assert_eq!(told(planted.person(whose)), nobody, "{page} {whose:?}");
        }
    }
}

#[db_test]
fn a_manager_restricts_a_record_and_lifts_it_again(db: Db) {
    let planted = Planted::new(db);
    let own = planted.person(Whose::Own);
    let (page, form) = (format!("/people/{own}"), format!("/people/{own}/restrict"));
    let manager = planted.user(Who::In(Role::Manager)).to_string();
    planted.asks(Who::In(Role::Worker));
    assert_eq!(planted.app.get(&form).status, StatusCode::FORBIDDEN);
    planted.asks(Who::In(Role::Manager));
    let answer = planted.app.post(&form, &[("reason", ""), ("user_id", &manager)]);
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    assert!(words(&answer.text()).contains("say why"), "{}", answer.text());
    let answer = planted.app.post(&form, &[("reason", "a colleague"), ("user_id", &manager)]);
    assert_eq!((answer.status, answer.header("location")), (StatusCode::SEE_OTHER, page.as_str()));
    assert!(words(&planted.app.page(&page)).contains("Restricted"));
    let participants = |who: Who| {
        planted.asks(who);
        planted.app.get("/reports/participants.json?programme=garden").json()["total"].as_i64()
    };
    assert_eq!(participants(Who::In(Role::Manager)), Some(1));
    assert_ne!(participants(Who::In(Role::Worker)), Some(1), "counted by nobody else");
    assert_eq!(planted.app.get(&page).status, StatusCode::NOT_FOUND);
    planted.asks(Who::In(Role::Manager));
    assert_eq!(planted.app.post(&form, &[("lift", "1")]).status, StatusCode::SEE_OTHER);
    planted.asks(Who::In(Role::Worker));
    assert_eq!(planted.app.get(&page).status, StatusCode::OK);
}

#[db_test]
fn a_funder_sees_the_figures_that_the_lead_approved(db: Db) {
    let planted = Planted::new(db);
    let funder = Who::In(Role::Funder);
    planted.asks(funder);
    let (page, form) = ("/reports/participants?programme=garden", "/reports/participants/approval");
    assert_eq!(planted.app.get(page).status, StatusCode::NOT_FOUND);
    assert!(words(&planted.app.page("/reports?programme=garden")).contains("No figures approved yet"));
    planted.asks(Who::In(Role::Lead));
    assert!(words(&planted.app.page(page)).contains("Let funders see this figure"));
    let answer = planted.app.post(form, &[("programme", "garden"), ("seen", "1")]);
    assert_eq!((answer.status, answer.header("location")), (StatusCode::SEE_OTHER, page));
    assert!(words(&planted.app.page(page)).contains("Withdraw it from funders"));
    planted.asks(funder);
    let shown = planted.app.page(page);
    assert!(words(&shown).contains("3 Participants"), "everybody, whoever may see whom: {}", words(&shown));
    assert!(!shown.contains("/counted") && !shown.contains("/question"), "nothing leads to records");
    assert!(words(&planted.app.page("/")).contains("Participants"));
    assert_eq!(planted.app.get("/reports/participants?programme=garden&over=2023").status, StatusCode::OK);
    for (address, status) in [
        ("/reports/participants?programme=garden&partner=north", StatusCode::FORBIDDEN),
        ("/reports/participants/counted?programme=garden", StatusCode::FORBIDDEN),
        ("/reports/question?programme=garden", StatusCode::FORBIDDEN),
        ("/api/v1/programmes/garden/question?by=partner", StatusCode::FORBIDDEN),
        ("/reports/gender?programme=garden", StatusCode::NOT_FOUND),
        ("/reports/overview?programme=garden", StatusCode::NOT_FOUND),
        ("/api/v1/programmes/garden/figures/gender", StatusCode::NOT_FOUND),
        ("/api/v1/programmes/garden/figures/participants?by=partner", StatusCode::BAD_REQUEST),
        ("/people", StatusCode::FORBIDDEN),
    ] {
        assert_eq!(planted.app.get(address).status, status, "{address}");
    }
    planted.asks(Who::In(Role::Lead));
    planted.app.post(form, &[("programme", "garden"), ("seen", "0")]);
    planted.asks(funder);
    assert_eq!(planted.app.get(page).status, StatusCode::NOT_FOUND);
}

#[db_test]
fn a_managers_figures_say_whose_people_they_count_and_offer_no_other_partner(db: Db) {
    let planted = Planted::new(db);
    planted.asks(Who::In(Role::Manager));
    let page = planted.app.page("/reports/overview?programme=garden");
    assert!(words(&page).contains("Counted are the people and the work of North Plot only"), "{}", words(&page));
    assert!(!page.contains("South Plot</option>"));
    let refused = words(&planted.app.get("/reports/question?programme=garden&of=interaction&partner=south").text());
    assert!(!refused.contains("South"), "{refused}");
}

/// A sister of the garden under one umbrella, and the garden under it.
const SISTER: &str = r#"
[programme]
key = "meadow"
name = "The Meadow"
summary = "People mow."
umbrella = "town"
start = 2022-04-01

[[partner]]
key = "north"
label = "North Plot"

[[route]]
key = "garden"
label = "From the garden"

[[figure]]
key = "participants"
title = "Participants"

[[report]]
key = "overview"
title = "Overview"
headline = ["participants"]
"#;
const UMBRELLA: &str = r#"
[programme]
key = "town"
kind = "umbrella"
name = "The town"
summary = "Both."

[[figure]]
key = "participants"
title = "Participants"

[[report]]
key = "overview"
title = "Overview"
headline = ["participants"]
"#;

/// A worker of the north plot in two programmes under one umbrella, and the address of somebody registered in the first.
fn registered(db: Db) -> (TestApp, String) {
    let app = TestApp::empty(db);
    app.apply("town.toml", UMBRELLA);
    app.apply("meadow.toml", SISTER);
    let brook = SISTER.replace("meadow", "brook").replace("The Meadow", "The Brook");
    app.apply("brook.toml", &brook.replace("start = 2022", "min-age = 16\nstart = 2022"));
    app.sign_in_as(&[(Role::Worker, "north")]);
    let form = app.page("/people/new?programme=meadow");
    let once = crate::support::hidden(&form, "once");
    let start = [("start_date-day", "1"), ("start_date-month", "9"), ("start_date-year", "2023")];
    let fields =
        [("once", once.as_str()), ("given_name", "Cleo"), ("basis", "legitimate-interests"), ("notice", "yes")];
    let sent = app.post("/people/new?programme=meadow", &[&fields[..], &start].concat());
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", words(&sent.text()));
    let person = sent.header("location").split('?').next().unwrap().to_owned();
    (app, person)
}

#[db_test]
fn what_is_typed_in_one_programme_waits_there_and_not_in_another(db: Db) {
    let (app, person) = registered(db);
    let start = [("start_date-day", "1"), ("start_date-month", "9"), ("start_date-year", "2023")];
    let way = format!("{person}/enrol/brook");
    let once = crate::support::hidden(&app.page(&way), "once");
    app.post(&way, &[&[("once", once.as_str())], &start[..]].concat());
    let id = person.split('/').nth(2).unwrap();
    for (address, typed) in [
        (format!("/log?person={id}&programme=meadow"), "notes"),
        (format!("{person}/add/plan?programme=meadow"), "note"),
    ] {
        let page = app.page(&address);
        let (form, once) = (crate::support::hidden(&page, "draft-form"), crate::support::hidden(&page, "once"));
        let draft = [("draft-form", form.as_str()), ("draft-person", id), ("once", &once), (typed, "Mown with care")];
        assert_eq!(app.post("/drafts", &draft).status, StatusCode::NO_CONTENT);
        let home = app.page("/");
        assert!(home.replace("&amp;", "&").contains(&format!("href=\"{address}\"")), "it is unfinished there: {home}");
    }
    assert!(!app.page(&format!("{person}?programme=brook")).contains("Mown with care"));
    assert!(app.page(&format!("{person}?programme=meadow")).contains("Mown with care"));
    assert!(!app.page(&format!("/log?person={id}&programme=brook")).contains("Mown with care"));
}

#[db_test]
fn a_second_programme_asks_who_may_take_part_as_the_first_did(db: Db) {
    let (app, person) = registered(db);
    let start = [("start_date-day", "1"), ("start_date-month", "9"), ("start_date-year", "2023")];
    let way = format!("{person}/enrol/brook");
    let form = app.page(&way);
    assert!(words(&form).contains("The Brook is for people who are: aged 16 or over at the start"), "{}", words(&form));
    assert!(!words(&form).contains("Why is it right all the same?"), "nobody has said how old they are");
    let id = person.split('/').nth(2).unwrap();
    let details = format!("{person}/record/details/{id}");
    let (page, born) =
        (app.page(&details), [("birth_date-day", "3"), ("birth_date-month", "9"), ("birth_date-year", "2010")]);
    let reference = words(&app.page(&person)).split("Reference ").nth(1).unwrap().split(' ').next().unwrap().to_owned();
    let (once, version) = (crate::support::hidden(&page, "once"), crate::support::hidden(&page, "version"));
    let known = [("once", once.as_str()), ("version", &version), ("given_name", "Cleo"), ("reference", &reference)];
    assert_eq!(app.post(&details, &[&known[..], &born].concat()).status, StatusCode::SEE_OTHER);
    let once = crate::support::hidden(&form, "once");
    let fields = [&[("once", once.as_str())], &start[..]].concat();
    let refused = app.post(&way, &fields);
    assert_eq!(refused.status, StatusCode::BAD_REQUEST);
    let said = words(&refused.text());
    assert!(said.contains("The Brook is for people aged 16 or over at the start; say why"), "{said}");
    assert!(said.contains("Why is it right all the same?"), "{said}");
    let despite = [&fields[..], &[("despite", "Her school asked")]].concat();
    assert_eq!(app.post(&way, &despite).status, StatusCode::SEE_OTHER);
    let sql = "SELECT why FROM audit WHERE record_table = 'enrolment' ORDER BY id DESC LIMIT 1";
    let why: String = app.workspace.read(|reader| Ok(reader.one(sql, &[], |row| row.get(0))?)).unwrap();
    assert_eq!(why, "not eligible by the rules, but: Her school asked");
}

#[db_test]
fn somebody_in_one_programme_is_enrolled_in_another_without_being_registered_again(db: Db) {
    let (app, person) = registered(db);
    let start = [("start_date-day", "1"), ("start_date-month", "9"), ("start_date-year", "2023")];
    let details = app.page(&format!("{person}/details"));
    assert!(words(&details).contains("Enrol them in The Brook as well"), "{}", words(&details));
    let way = format!("{person}/enrol/brook");
    let once = crate::support::hidden(&app.page(&way), "once");
    let fields = [&[("once", once.as_str())], &start[..]].concat();
    let saved = app.post(&way, &fields);
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", words(&saved.text()));
    assert_eq!(app.post(&way, &fields).header("location"), saved.header("location"), "once, however often it is sent");
    let details = words(&app.page(saved.header("location")));
    assert!(details.contains("Enrolled. Undo") && details.contains("Enrolment in The Brook"), "{details}");
    assert!(!details.contains("as well"), "there is no third");
    assert_eq!(app.get(&way).status, StatusCode::NOT_FOUND);
    for (programme, people) in [("meadow", 1), ("brook", 1), ("town", 1)] {
        let counted = app.get(&format!("/api/v1/programmes/{programme}/figures/participants")).json();
        assert_eq!(counted["total"], people, "{programme}: {counted}");
    }
    // What was recorded since keeps the enrolment.
    let undo = |page: &str| page.split("action=\"/undo/").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let enrolled = undo(&app.page(saved.header("location")));
    let id = person.split('/').nth(2).unwrap();
    let once = crate::support::hidden(&app.page(&format!("/log?person={id}&programme=brook")), "once");
    let day = [("date-day", "2"), ("date-month", "9"), ("date-year", "2023")];
    let fields = [("once", once.as_str()), ("in", "brook"), ("for", id), ("with", id), ("notes", "Waded across")];
    let logged = app.post("/log", &[&fields[..], &day].concat());
    let interaction = undo(&app.page(logged.header("location")));
    let refused = app.post(&format!("/undo/{enrolled}"), &[]);
    assert!(words(&refused.text()).contains("something hangs on it: interaction (1)"), "{}", words(&refused.text()));
    assert!(app.page(&person).contains("Waded across"));
    for undone in [&interaction, &enrolled, &enrolled] {
        assert_eq!(app.post(&format!("/undo/{undone}"), &[]).status, StatusCode::SEE_OTHER, "also when sent again");
    }
    assert!(words(&app.page(&format!("{person}/details"))).contains("Enrol them in The Brook as well"));
}

#[db_test]
fn a_managers_history_of_a_person_tells_of_every_record_and_so_does_the_page_that_changes_one(db: Db) {
    let planted = Planted::new(db);
    let (own, app) = (planted.person(Whose::Own), &planted.app);
    planted.asks(Who::In(Role::Worker));
    let form = format!("/people/{own}/add/interaction?programme=garden");
    let once = app.page(&form).split("name=\"once\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let said = [
        ("once", once.as_str()),
        ("date-day", "3"),
        ("date-month", "9"),
        ("date-year", "2023"),
        ("channel", "in-person"),
        ("minutes", "30"),
        ("notes", "Came by"),
    ];
    let added = app.post(&form, &said);
    assert_eq!(added.status, StatusCode::SEE_OTHER, "{}", words(&added.text()));
    let form = format!("/people/{own}/add/need?programme=garden");
    let page = app.page(&form);
    let once = page.split("name=\"once\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    let food = app.workspace.catalogue().programme("garden").unwrap().term(Vocabulary::Need, "food").unwrap().id;
    let food = food.to_string();
    let found = [("found-day", "1"), ("found-month", "9"), ("found-year", "2023")];
    let added = app.post(&form, &[&[("once", once), ("need_id", &food), ("urgent", "no")], &found[..]].concat());
    assert_eq!(added.status, StatusCode::SEE_OTHER, "{}", words(&added.text()));
    planted.asks(Who::In(Role::Manager));
    let views = planted.views();
    let history = app.page(&format!("/people/{own}/history"));
    let told = words(&history);
    for said in ["Added: interaction", "Notes: Came by", "Worker: Somebody", "Partner: North Plot", "Added: enrolment"]
    {
        assert!(told.contains(said), "{said}: {told}");
    }
    assert!(told.contains("Disability: Disabled") && told.contains("Who looked at this record"), "{told}");
    assert_eq!(planted.views(), views + 1, "special-category details stood there, so the look is noted");
    let looks = words(&app.page(&format!("/admin/audit?person={own}&action=view")));
    assert!(
        looks.contains("Looked at: person") && looks.contains("Disability needs") && looks.contains("history page"),
        "{looks}"
    );

    let sql = "SELECT MAX(id) FROM interaction WHERE person_id = $1";
    let id: base::Id = app.workspace.read(|reader| Ok(reader.one(sql, &[own.into()], |row| row.get(0))?)).unwrap();
    let change = format!("/people/{own}/record/interaction/{id}?programme=garden");
    let page = words(&app.page(&change));
    assert!(page.contains("History of this record") && page.contains("Notes: Came by"), "{page}");
    planted.asks(Who::In(Role::Worker));
    assert!(!words(&app.page(&change)).contains("History of this record"), "histories are for managers and leads");
}
