//! Finding people while one types, registering somebody, noticing who is known already, merging and undoing: as pages tell it.

use crate::app::words;
use crate::planted::{Planted, Who, Whose};
use axum::http::StatusCode;
use base::{Actor, Id, Role};
use db::{Db, db_test};
use records::enrolments::Enrolment;
use records::people::{self, Person};

fn asks(planted: &Planted, who: Who) {
    planted.app.become_who_has(&format!("waymark={}", planted.token(who).unwrap()));
}

/// What stands in a hidden field of a form.
fn hidden(page: &str, name: &str) -> String {
    let at = page.find(&format!("name=\"{name}\" value=\"")).unwrap();
    page[at..].split("value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
}

const NEW: &str = "/people/new?programme=garden";

/// What is sent of somebody who comes on 4 September 2023.
fn somebody<'a>(once: &'a str, given: &'a str, family: &'a str) -> Vec<(&'a str, &'a str)> {
    let phone = if given.starts_with("Zarnorth") { "0161 555 0001" } else { "0161 555 0777" };
    vec![
        ("once", once),
        ("given_name", given),
        ("family_name", family),
        ("birth_date-day", ""),
        ("birth_date-month", ""),
        ("birth_date-year", "1990"),
        ("phone", phone),
        ("start_date-day", "4"),
        ("start_date-month", "9"),
        ("start_date-year", "2023"),
        ("no", "no_voicemail"),
        ("notice", "yes"),
        ("basis", "legitimate-interests"),
        ("sharing", "yes"),
        ("gender", "prefer-not-to-say"),
    ]
}

#[db_test]
fn the_first_results_come_while_one_types_and_only_what_one_sees(db: Db) {
    let planted = Planted::new(db);
    let found = |words_typed: &str| words(&planted.app.page(&format!("/people/find?q={words_typed}")));
    asks(&planted, Who::In(Role::Worker));
    for typed in
        ["zarnorth", "zarnorthfamly", "Z\u{e1}rnorthfamily".to_owned().as_str(), "1/1/1990", "0161+555+0001", "zz11zz"]
    {
        let typed = typed.replace('\u{e1}', "%C3%A1");
        let said = found(&typed);
        assert!(said.contains("1 person is found. Zarnorthgiven Zarnorthfamily ZARNORTH-REF"), "{typed}: {said}");
    }
    for typed in ["zarsouth", "zarhidden", "zarfar", "ZARSOUTH-REF", "0161+555+0002", "zz22zz"] {
        assert!(found(typed).starts_with("Nobody is found so."), "{typed}: {}", found(typed));
    }
    asks(&planted, Who::Named);
    assert!(found("zarhidden").contains("1 person is found."));
    asks(&planted, Who::In(Role::Evaluator));
    assert!(found("zarnorth").starts_with("Nobody is found so."), "who sees no names finds by none");
    asks(&planted, Who::In(Role::Lead));
    assert!(found("zarsouthgiven").contains("1 person is found."));
    assert!(found("0161+555+0002").starts_with("Nobody is found so."), "nor by a number that is withheld");
}

#[db_test]
fn somebody_new_is_registered_in_one_short_form(db: Db) {
    let planted = Planted::new(db);
    asks(&planted, Who::In(Role::Worker));
    let form = planted.app.page(NEW);
    for asked in
        ["Given name", "Date of birth", "Telephone", "No voicemail", "Support began", "privacy notice", "Not asked"]
    {
        assert!(words(&form).contains(asked), "{asked}: {}", words(&form));
    }
    let once = hidden(&form, "once");
    let fields = somebody(&once, "Wilhelmina", "Featherstone");
    let saved = planted.app.post(NEW, &fields);
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", words(&saved.text()));
    let page = planted.app.page(saved.header("location"));
    assert!(
        words(&page).contains("Registered. Undo") && words(&page).contains("Wilhelmina Featherstone"),
        "{}",
        words(&page)
    );
    let again = planted.app.post(NEW, &fields);
    assert_eq!(again.header("location"), saved.header("location"), "the same form sent twice registers one person");
    assert!(words(&planted.app.page("/people/find?q=featherston")).contains("1 person is found."));
    let undo = page.split("action=\"/undo/").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let undone = planted.app.post(&format!("/undo/{undo}"), &[]);
    assert_eq!(undone.status, StatusCode::SEE_OTHER, "{}", words(&undone.text()));
    assert_eq!(planted.app.get(undone.header("location")).status, StatusCode::OK);
    assert!(words(&planted.app.page("/people/find?q=featherston")).contains("Nobody"));
}

#[db_test]
fn what_is_missing_is_said_and_nothing_typed_is_lost(db: Db) {
    let planted = Planted::new(db);
    asks(&planted, Who::In(Role::Worker));
    let once = hidden(&planted.app.page(NEW), "once");
    let mut fields = somebody(&once, "", "");
    fields.retain(|(name, _)| !["notice", "given_name", "family_name"].contains(name));
    fields.push(("postcode", "ZZ9 9ZZ"));
    let answer = planted.app.post(NEW, &fields);
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    assert!(words(&answer.text()).contains("give them the privacy notice first") && answer.text().contains("ZZ9 9ZZ"));
    fields.push(("notice", "yes"));
    let answer = planted.app.post(NEW, &fields);
    assert!(words(&answer.text()).contains("give at least one name"), "{}", words(&answer.text()));
    assert!(answer.text().contains("value=\"1990\""), "part of a date stays as it was");
}

#[db_test]
fn who_is_known_already_is_noticed_and_registered_twice_only_on_purpose(db: Db) {
    let planted = Planted::new(db);
    asks(&planted, Who::In(Role::Worker));
    let form = planted.app.page(NEW);
    let once = hidden(&form, "once");
    let fields = somebody(&once, "Zarnorthgiven", "Zarnorthfamly");
    let typed = words(&planted.app.post("/people/new/alike?programme=garden", &fields).text());
    assert!(typed.contains("Zarnorthgiven Zarnorthfamily , reference ZARNORTH-REF"), "{typed}");
    let stopped = planted.app.post(NEW, &fields);
    assert_eq!(stopped.status, StatusCode::BAD_REQUEST);
    let said = words(&stopped.text());
    assert!(said.contains("This person may be known already") && said.contains("Register anyway"), "{said}");
    assert!(said.to_lowercase().contains("same telephone number"), "{said}");
    let anyway = [&fields[..], &[("anyway", "1")]].concat();
    assert_eq!(planted.app.post(NEW, &anyway).status, StatusCode::SEE_OTHER);
}

const ELSEWHERE: &str = "This may be somebody already supported Ask the programme lead";

#[db_test]
fn across_partners_no_name_is_told_and_of_restricted_people_nothing(db: Db) {
    let planted = Planted::new(db);
    asks(&planted, Who::In(Role::Worker));
    let once = hidden(&planted.app.page(NEW), "once");
    let typed = |given: &str, family: &str, phone: &str, born: &str| {
        let mut fields = somebody(&once, given, family);
        fields.retain(|(name, _)| !["phone", "birth_date-day", "birth_date-month"].contains(name));
        fields.extend([("phone", phone), ("birth_date-day", born), ("birth_date-month", born)]);
        planted.app.post("/people/new/alike?programme=garden", &fields).text()
    };
    let noticed = |given: &str, family: &str, phone: &str| typed(given, family, phone, "1");
    let guessed = typed("Zarsouthgiven", "Zarsouthfamily", "0161 555 0002", "");
    assert_eq!(words(&guessed), "", "a name and a number do not tell whose they are");
    let other = noticed("Zarsouthgiven", "Zarsouthfamily", "0161 555 0002");
    assert!(words(&other).contains(ELSEWHERE), "{other}");
    assert!(!other.contains("Zarsouth") && !other.contains("South Plot"), "{other}");
    // Of one's own people, born on the same day, something may be said.
    let hidden = noticed("Zarhiddengiven", "Zarhiddenfamily", "0161 555 0003");
    assert!(!hidden.contains("Zarhidden") && !words(&hidden).contains(ELSEWHERE), "{hidden}");
    let far = noticed("Zarfargiven", "Zarfarfamily", "0161 555 0004");
    assert!(!far.contains("Zarfar") && !words(&far).contains(ELSEWHERE), "another register says nothing either: {far}");
}

#[db_test]
fn two_records_of_one_person_are_compared_merged_and_taken_apart_again(db: Db) {
    let planted = Planted::new(db);
    asks(&planted, Who::In(Role::Worker));
    let once = hidden(&planted.app.page(NEW), "once");
    let mut fields = somebody(&once, "Zarnorthgiven", "Zarnorthfamly");
    fields.retain(|(name, _)| !name.starts_with("birth_date") && *name != "phone");
    fields.extend([("birth_date-day", "1"), ("birth_date-month", "1"), ("birth_date-year", "1990"), ("anyway", "1")]);
    fields.push(("phone", "01615550001"));
    let made = planted.app.post(NEW, &fields).header("location").to_owned();
    let twin = made.split("/people/").nth(1).unwrap().split('?').next().unwrap().to_owned();
    let own = planted.person(Whose::Own).to_string();
    let list = "/people/duplicates?programme=garden";
    assert_eq!(planted.app.get(list).status, StatusCode::FORBIDDEN, "a worker asks their manager");

    asks(&planted, Who::In(Role::Manager));
    assert!(words(&planted.app.page(list)).contains("has not been compared with itself yet"));
    assert_eq!(planted.app.post(list, &[]).status, StatusCode::SEE_OTHER);
    let deadline = std::time::Instant::now() + std::time::Duration::from_secs(30);
    let page = loop {
        let page = planted.app.page(list);
        if words(&page).contains("Compared on") || std::time::Instant::now() > deadline {
            break page;
        }
        std::thread::sleep(std::time::Duration::from_millis(20));
    };
    let pair = format!("/people/duplicates/{own}/{twin}");
    assert!(page.contains(&pair), "{}", words(&page));
    let beside = planted.app.page(&format!("{pair}?programme=garden"));
    assert!(words(&beside).contains("Zarnorthfamily Zarnorthfamly differs"), "{}", words(&beside));
    let said = words(&beside);
    assert!(said.contains("01615550001") && !said.contains("01615550001 differs"), "the same number: {said}");
    let once = hidden(&beside, "once");
    let fields = [("once", once.as_str()), ("do", "merge"), ("family_name", "other"), ("why", "they said so")];
    let merged = planted.app.post(&format!("{pair}?programme=garden"), &fields);
    assert_eq!(merged.status, StatusCode::SEE_OTHER, "{}", words(&merged.text()));
    let page = planted.app.page(merged.header("location"));
    assert!(
        words(&page).contains("Zarnorthgiven Zarnorthfamly") && words(&page).contains("Undo the merge"),
        "{}",
        words(&page)
    );
    let old = planted.app.page(&format!("/people/{twin}"));
    assert!(words(&old).contains("ZARNORTH-REF"), "the old address leads to the one who stays");
    assert!(!planted.app.page(list).contains(&pair));

    let history = planted.app.page(&format!("/people/{own}/history"));
    let undo = history.split("action=\"/people/merges/").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let once = hidden(&history, "once");
    let undone = planted.app.post(&format!("/people/merges/{undo}"), &[("once", &once)]);
    assert_eq!(undone.status, StatusCode::SEE_OTHER, "{}", words(&undone.text()));
    assert!(words(&planted.app.page(undone.header("location"))).contains("They are two people again"));

    let beside = planted.app.page(&format!("{pair}?programme=garden"));
    let once = hidden(&beside, "once");
    let apart = planted.app.post(&format!("{pair}?programme=garden"), &[("once", &once), ("do", "apart")]);
    assert_eq!(apart.status, StatusCode::SEE_OTHER);
    assert!(!planted.app.page(list).contains(&pair), "and is not asked again");
}

#[db_test]
fn of_more_than_can_be_shown_the_best_are_and_the_page_says_so(db: Db) {
    let planted = Planted::new(db);
    let catalogue = planted.app.workspace.catalogue();
    let register = catalogue.programme("garden").unwrap().programme.id;
    let add = |family: &str, many: usize| {
        planted.app.workspace.write(&Actor::operator(), |tx| {
            for number in 0..many {
                let family_name = Some(family.to_owned());
                let person = tx.new_id();
                tx.insert(&Person { family_name, ..Person::new(person, register, format!("{family}-{number}")) })?;
                tx.insert(&enrolled(tx.new_id(), person, register))?;
            }
            Ok::<_, records::Error>(())
        })
    };
    add("Manyfold", people::BEST + 10).unwrap();
    add("Somefold", 60).unwrap();
    asks(&planted, Who::In(Role::Lead));
    let shown = |name: &str| {
        let page = planted.app.page(&format!("/people?q={name}"));
        (words(&page), page.matches(&format!("{name}-")).count())
    };
    let (said, rows) = shown("Manyfold");
    assert!(said.contains("The 100 who fit best: one word more finds others"), "{said}");
    assert_eq!(rows, people::BEST);
    let (said, rows) = shown("Somefold");
    assert!(said.contains("60 people"), "{said}");
    assert_eq!(rows, 60, "as many as the page says");
}

fn enrolled(id: Id, person: Id, programme: Id) -> Enrolment {
    Enrolment {
        id,
        person,
        programme,
        partner: None,
        area: None,
        start: "2023-01-09".parse().unwrap(),
        reentry: None,
        end: None,
        destination: None,
        employment: None,
        evidence: None,
        evidence_seen: None,
        route: None,
    }
}
