//! A manager asks how many, by everything that is written down of a participant: on the page, in the file and through the interface.

use crate::app::words;
use crate::planted::{Planted, Who, Whose};
use base::{Actor, Date, Role};
use db::{Db, db_test};
use definition::Vocabulary;
use records::assignments::Assignment;
use records::barriers::Barrier;
use records::enrolments::Enrolment;
use records::interactions::Interaction;
use records::ladder::Move;
use records::needs::Need;
use records::plans::{Goal, Plan};
use serde_json::Value;

/// What is asked, and what the answer is: of what, by what, the row, how many.
const ASKED: [(&str, &str, &str, u64); 18] = [
    ("rung", "rung", "Digs", 1),
    ("enrolment", "rung", "Digs", 1),
    ("need", "need", "Food", 1),
    ("need-met", "need", "Food", 1),
    ("barrier", "barrier", "Childcare", 1),
    ("barrier-removed", "barrier", "Childcare", 1),
    ("goal", "goal-area", "Work", 1),
    ("goal", "horizon", "Short term", 1),
    ("goal-achieved", "goal-area", "Work", 1),
    ("goal-achieved", "horizon", "Short term", 1),
    ("interaction", "state", "Phone", 1),
    ("interaction", "state", "Video", 1),
    ("interaction", "worker", "Zarnorthcolleague", 2),
    ("enrolment", "worker", "Zarnorthcolleague", 1),
    ("leaving", "destination", "Into work", 1),
    ("interaction", "first-or-repeat", "First time", 1),
    ("interaction", "first-or-repeat", "Again", 2),
    ("enrolment", "first-or-repeat", "Again", 1),
];

#[db_test]
fn a_participants_course_can_be_asked_by_everything_that_was_written_down(db: Db) {
    let planted = Planted::new(db);
    course(&planted);
    let app = &planted.app;
    app.become_who_has(&format!("waymark={}", planted.token(Who::In(Role::Manager)).unwrap()));
    let offered = app.page("/reports/question?programme=garden");
    for (of, by, label, number) in ASKED {
        for what in [of, by] {
            assert!(offered.contains(&format!("<option value=\"{what}\"")), "{what} can be chosen");
        }
        let question = format!("of={of}&count=records&by={by}");
        let page = words(&app.page(&format!("/reports/question?programme=garden&{question}")));
        assert!(page.contains(&format!("{label} {number}")), "{question}: {page}");
        let answer = app.get(&format!("/api/v1/programmes/garden/question?{question}")).json();
        assert_eq!(row(&answer, label), Some(number), "{question}: {answer}");
        let file = app.get(&format!("/reports/question.csv?programme=garden&{question}")).text();
        assert!(file.contains(&format!("\r\n{label},{number}\r\n")), "{question}: {file}");
        let filter = key(&answer, label);
        let narrowed = app.get(&format!("/api/v1/programmes/garden/question?of={of}&count=records&{by}={filter}"));
        assert_eq!(narrowed.json()["total"], number, "{of} where {by} is {filter}: {}", narrowed.text());
    }
}

fn find<'a>(answer: &'a Value, label: &str) -> Option<&'a Value> {
    answer["rows"].as_array().unwrap().iter().find(|row| row["label"][0] == label)
}

fn row(answer: &Value, label: &str) -> Option<u64> {
    find(answer, label)?["value"].as_u64()
}

fn key(answer: &Value, label: &str) -> String {
    find(answer, label).unwrap()["key"][0].as_str().unwrap().to_owned()
}

/// A participant's course, from a first need to leaving into work.
fn course(planted: &Planted) {
    let workspace = &planted.app.workspace;
    let person = planted.person(Whose::Own);
    let worker = planted.colleague(Whose::Own);
    let catalogue = workspace.catalogue();
    let garden = catalogue.programme("garden").unwrap();
    let programme = garden.programme.id;
    let partner = garden.partners.iter().find(|partner| partner.key == "north").map(|partner| partner.id);
    let term = |vocabulary, key| garden.term(vocabulary, key).unwrap().id;
    let id = || workspace.id();
    let day = |text: &str| text.parse::<Date>().unwrap();
    let need = Need::new(person, programme, term(Vocabulary::Need, "food"), day("2023-01-10"));
    let barrier = Barrier::new(person, programme, term(Vocabulary::Barrier, "childcare"), day("2023-01-10"));
    let plan = Plan { id: id(), partner, ..Plan::new(person, programme, day("2023-02-01")) };
    let goal = Goal {
        id: id(),
        partner,
        area: Some(term(Vocabulary::GoalArea, "work")),
        horizon: Some(term(Vocabulary::Horizon, "short")),
        specific: "Write a CV".to_owned(),
        measurable: "It is sent".to_owned(),
        achievable: "A group helps".to_owned(),
        relevant: "To work".to_owned(),
        status: "achieved".to_owned(),
        status_on: Some(day("2023-04-20")),
        ..Goal::new(&plan, day("2023-02-01"), day("2023-05-01"))
    };
    let service = Some(term(Vocabulary::Service, "digging"));
    let interaction = |date, channel: &str| Interaction {
        partner,
        service,
        channel: Some(channel.to_owned()),
        worker: Some(worker),
        ..Interaction::new(id(), person, programme, day(date))
    };
    let enrolment = workspace
        .read(|reader| Ok(reader.list::<Enrolment>("WHERE person_id = $1", &[person.into()])?))
        .unwrap()
        .remove(0);
    let destination = Some(term(Vocabulary::Destination, "work"));
    let after = Enrolment { end: Some(day("2023-09-29")), destination, ..enrolment.clone() };
    workspace
        .write(&Actor::operator(), |tx| {
            tx.insert(&Need { id: id(), partner, met: Some(day("2023-01-12")), ..need.clone() })?;
            tx.insert(&Barrier { id: id(), partner, removed: Some(day("2023-03-12")), ..barrier.clone() })?;
            tx.insert(&plan)?;
            tx.insert(&goal)?;
            tx.insert_all([interaction("2023-03-01", "phone"), interaction("2023-04-01", "video")])?;
            let rung = term(Vocabulary::Rung, "digs");
            tx.insert(&Move { id: id(), partner, ..Move::new(person, programme, rung, day("2023-02-01")) })?;
            let keyworker = Assignment::new(person, programme, worker, "keyworker", day("2023-01-09"));
            tx.insert(&Assignment { id: id(), partner, ..keyworker })?;
            tx.update(&enrolment, &after)?;
            Ok(())
        })
        .unwrap();
}
