//! Family and household: told once, seen from both sides, and by nobody who does not see both.

use crate::office::{Office, day, why};
use base::Id;
use db::{Db, db_test};
use records::people::{family, merging};
use records::{assignments, submissions};

fn relatives(office: &Office, who: &base::Actor, person: Id) -> Vec<(Id, String)> {
    let known = office.workspace.read(|reader| family::of_person(reader, &who.scope(), person)).unwrap();
    known.into_iter().map(|one| (one.seen.id(), one.kind)).collect()
}

#[db_test]
fn a_mother_and_her_daughter_stand_on_each_others_pages(db: Db) {
    let office = Office::open(db);
    let (mother, daughter) = (office.amina(), office.amina());
    let tell =
        |pair, kind| family::tell(&office.workspace, &office.keyworker, &office.form(), office.programme, pair, kind);
    let told = tell((daughter, mother), "parent").unwrap();
    assert_eq!(relatives(&office, &office.keyworker, daughter), [(mother, "parent".to_owned())]);
    assert_eq!(relatives(&office, &office.keyworker, mother), [(daughter, "child".to_owned())]);
    assert!(why(tell((mother, daughter), "sibling")).contains("already"), "it is told once");
    assert!(why(tell((mother, mother), "sibling")).contains("same person"));

    // Another partner's worker who is invited to the one knows nothing of the other.
    let tutor = office.tutor.id().unwrap();
    let invited = assignments::Assignment::new(daughter, office.programme, tutor, "tutor", day("2023-05-01"));
    assignments::assign(&office.workspace, &office.keyworker, &office.form(), &invited).unwrap();
    assert!(relatives(&office, &office.tutor, daughter).is_empty());
    let theirs = family::tell(
        &office.workspace,
        &office.tutor,
        &office.form(),
        office.programme,
        (daughter, mother),
        "household",
    );
    assert!(why(theirs).contains("no person"), "nor learns of them by writing");

    let back = |who| family::take_back(&office.workspace, who, &office.form(), office.programme, mother, told.record);
    assert!(back(&office.tutor).is_err());
    let gone = back(&office.keyworker).unwrap();
    assert!(relatives(&office, &office.keyworker, daughter).is_empty());
    submissions::undo(&office.workspace, &office.keyworker, gone.submission).unwrap();
    assert_eq!(relatives(&office, &office.keyworker, daughter).len(), 1);
}

#[db_test]
fn who_was_registered_twice_keeps_their_family(db: Db) {
    let office = Office::open(db);
    let [daughter, mother, again] = [office.amina(), office.amina(), office.amina()];
    for other in [mother, again] {
        family::tell(
            &office.workspace,
            &office.keyworker,
            &office.form(),
            office.programme,
            (daughter, other),
            "parent",
        )
        .unwrap();
    }
    let operator = base::Actor::operator();
    merging::merge(&office.workspace, &operator, &office.form(), (mother, again), &[], None).unwrap();
    assert_eq!(relatives(&office, &office.keyworker, daughter), [(mother, "parent".to_owned())]);
    assert_eq!(relatives(&office, &office.keyworker, mother), [(daughter, "child".to_owned())]);
}
