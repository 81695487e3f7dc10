//! Registered by mistake: taken away by a manager or lead, if nothing hangs on it.

use crate::office::{Office, day, why};
use base::{Actor, Grant, Id, Role};
use db::{Db, db_test};
use records::people::mistakes;
use records::{interactions, submissions};

fn someone(office: &Office, role: Role, partner: usize) -> Actor {
    let catalogue = office.workspace.catalogue();
    let entry = catalogue.entry(office.programme).unwrap();
    let part = entry.partners.iter().find(|known| known.id == office.partners[partner]).unwrap();
    let grant = Grant {
        role,
        organisation: part.organisation,
        programmes: vec![office.programme],
        everywhere: false,
        partners: vec![part.id],
    };
    let user = office.workspace.id();
    let account = records::users::User::new(user, &format!("{user}@example.org"), "Somebody");
    office.workspace.write(&Actor::operator(), |tx| Ok::<_, records::Error>(tx.insert(&account)?)).unwrap();
    Actor::user(user, "Somebody", vec![grant])
}

fn take_away(office: &Office, who: &Actor, person: Id, reason: &str) -> records::Result<submissions::Made> {
    mistakes::put_away(&office.workspace, who, &office.form(), office.programme, person, reason)
}

#[db_test]
fn a_registration_made_by_mistake_counts_no_more_and_can_be_undone(db: Db) {
    let office = Office::open(db);
    let amina = office.amina();
    let manager = someone(&office, Role::Manager, 0);
    assert!(why(take_away(&office, &office.keyworker, amina, "a test")).contains("only a manager"));
    let stranger = someone(&office, Role::Manager, 1);
    assert!(why(take_away(&office, &stranger, amina, "a test")).contains("no person"), "nor is she there for others");
    assert!(why(take_away(&office, &manager, amina, " ")).contains("say why"));
    assert_eq!(office.count("enrolment"), 1.0);
    let made = take_away(&office, &manager, amina, "a test").unwrap();
    assert_eq!(office.count("enrolment"), 0.0);
    assert!(office.page(&office.keyworker, amina).is_none());
    submissions::undo(&office.workspace, &manager, made.submission).unwrap();
    assert_eq!(office.count("enrolment"), 1.0);
    let page = office.page(&office.keyworker, amina).unwrap();
    assert_eq!((page.person.name().as_str(), page.consents.len(), page.assignments.len()), ("Amina Example", 1, 1));
    let lead = someone(&office, Role::Lead, 1);
    let made = take_away(&office, &lead, amina, "the wrong person").unwrap();
    assert_eq!(office.count("enrolment"), 0.0, "the lead may, whoever registered her");
    submissions::undo(&office.workspace, &lead, made.submission).unwrap();
    assert_eq!(office.count("enrolment"), 1.0);
}

#[db_test]
fn what_hangs_on_a_registration_is_said_and_keeps_it(db: Db) {
    let office = Office::open(db);
    let amina = office.amina();
    let manager = someone(&office, Role::Manager, 0);
    for date in ["2022-03-02", "2022-03-09"] {
        interactions::log(&office.workspace, &office.keyworker, &office.form(), &office.log(amina, &["iag"], date))
            .unwrap();
    }
    let step = office.term(definition::Vocabulary::Rung, "reached");
    let step = records::ladder::Move::new(amina, office.programme, step, day("2022-03-02"));
    records::ladder::step(&office.workspace, &office.keyworker, &office.form(), &step).unwrap();
    let refused = why(take_away(&office, &manager, amina, "a test"));
    assert!(refused.contains("interaction (2)") && refused.contains("(1)"), "{refused}");
    assert_eq!(office.count("enrolment"), 1.0);
}
