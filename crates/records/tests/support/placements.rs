//! Placements: a place in work experience or as a volunteer ends in a job or a reference.

use crate::office::{Office, day, saved, why};
use base::Id;
use db::{Db, db_test};
use records::due::{self, Task};
use records::keeping::{self, version};
use records::placements::Placement;

fn placement(office: &Office, person: Id) -> Placement {
    Placement::new(person, office.programme, "Harbour Bakery", day("2023-03-01"), day("2023-04-30"))
}

fn waits(office: &Office) -> Vec<String> {
    let user = office.keyworker.id().unwrap();
    let scope = office.keyworker.scope();
    let day = office.workspace.read(|reader| due::day(reader, &office.workspace, &scope, user, due::QUIET)).unwrap();
    day.due.into_iter().filter(|due| due.what == Task::Placement).map(|due| due.text).collect()
}

#[db_test]
fn a_placement_ends_in_a_job_or_a_reference_or_it_is_said_why_not(db: Db) {
    let office = Office::open(db);
    let amina = office.amina();
    office.add(&placement(&office, amina)).unwrap();
    assert_eq!(waits(&office), ["Harbour Bakery"], "past its end, it is asked what it ended in");
    let known = office.page(&office.keyworker, amina).unwrap().placements.remove(0);
    let change = |after: Placement| {
        keeping::change(&office.workspace, &office.keyworker, &office.form(), &version(&known), &after)
    };
    let over = Placement { end: Some(day("2023-05-02")), ..known.clone() };
    assert!(why(change(over.clone())).contains("a job, a reference, or neither"));
    let neither = Placement { result: Some("neither".to_owned()), ..over.clone() };
    assert!(why(change(neither.clone())).contains("say why it ended in neither"));
    let job = Placement { result: Some("job".to_owned()), ..known.clone() };
    assert!(why(change(job)).contains("on which day it ended"));
    let odd = Placement { result: Some("job".to_owned()), reason: Some("closed".to_owned()), ..over.clone() };
    assert!(why(change(odd)).contains("only to what ended in neither"));
    let made = saved(change(Placement { result: Some("reference".to_owned()), ..over.clone() }).unwrap());
    assert!(waits(&office).is_empty());
    assert_eq!((office.count("placement"), office.count("placement-ended")), (1.0, 1.0));
    records::submissions::undo(&office.workspace, &office.keyworker, made.submission).unwrap();
    assert_eq!((office.count("placement"), office.count("placement-ended")), (1.0, 0.0));
    assert!(change(Placement { reason: Some("The bakery closed.".to_owned()), ..neither }).is_ok());
}

#[db_test]
fn a_placement_may_be_arranged_beforehand_and_is_not_asked_about_before_its_time(db: Db) {
    let office = Office::open(db);
    let amina = office.amina();
    let early = Placement { start: day("2023-06-01"), until: day("2023-05-31"), ..placement(&office, amina) };
    assert!(why(office.add(&early)).contains("is before 2023-06-01, when it begins"));
    office.add(&Placement { until: day("2023-07-31"), ..early }).unwrap();
    assert!(waits(&office).is_empty());
}
