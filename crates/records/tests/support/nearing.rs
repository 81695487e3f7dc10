//! Who is nearing the end of their support is told by their progress, and is said before anybody has to ask.

use crate::office::{Office, day, saved};
use base::Id;
use db::{Db, db_test};
use definition::Vocabulary;
use records::due::{self, Sign};
use records::keeping::{self, version};
use records::ladder::{self, Move};
use records::leaving::{self, Leaving};
use records::needs::Need;

/// The signs that stand on the keyworker's home page beside this person's name.
fn signs(office: &Office, person: Id) -> Option<Vec<Sign>> {
    let (workspace, scope) = (&office.workspace, office.keyworker.scope());
    let user = office.keyworker.id().unwrap();
    let day = workspace.read(|reader| due::day(reader, workspace, &scope, user, due::QUIET)).unwrap();
    day.nearing.into_iter().find(|(mine, _)| mine.known.person == person).map(|(_, signs)| signs)
}

#[db_test]
fn whoever_has_climbed_the_ladder_and_has_no_need_left_is_nearing_the_end(db: Db) {
    let office = Office::open(db);
    let (amina, bo) = (office.amina(), office.amina());
    let catalogue = office.workspace.catalogue();
    let entry = catalogue.programme(crate::KEY).unwrap();
    let rungs: Vec<Id> = entry.terms(Vocabulary::Rung).map(|term| term.id).collect();
    let step = |person, rung: usize, date: &str| {
        let told = Move::new(person, office.programme, rungs[rung], day(date));
        ladder::step(&office.workspace, &office.keyworker, &office.form(), &told).unwrap();
    };
    let need = entry.terms(Vocabulary::Need).next().unwrap().id;
    step(amina, 0, "2022-03-01");
    office.add(&Need::new(amina, office.programme, need, day("2022-03-01"))).unwrap();
    assert_eq!(signs(&office, amina), None, "at the beginning nobody is");
    step(amina, rungs.len() - 2, "2022-09-01");
    assert_eq!(signs(&office, amina), None, "while a need is open, the ladder alone does not say so");
    let open = office.page(&office.keyworker, amina).unwrap().needs.remove(0);
    let met = Need { met: Some(day("2022-10-01")), ..open.clone() };
    saved(keeping::change(&office.workspace, &office.keyworker, &office.form(), &version(&open), &met).unwrap());
    assert_eq!(signs(&office, amina), Some(vec![Sign::Ladder, Sign::Cleared]));
    assert_eq!(signs(&office, bo), None, "nothing written down is no sign");
    step(amina, 0, "2022-11-01");
    assert_eq!(signs(&office, amina), None, "who has stepped down is not");
    step(amina, rungs.len() - 1, "2022-12-01");
    assert!(signs(&office, amina).is_some());
    let left = Leaving::new(amina, office.programme, day("2023-02-14"), "achieved");
    leaving::leave(&office.workspace, &office.keyworker, &office.form(), &left, None).unwrap();
    assert_eq!(signs(&office, amina), None, "who has left is past it");
}
