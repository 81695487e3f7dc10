//! Days that cannot be: before somebody was born, before their support began, or so far ahead that a slip of the pen is likelier.

use crate::office::{Office, day, saved, why};
use db::{Db, db_test};
use definition::Vocabulary;
use records::appointments::Appointment;
use records::assessments::Assessment;
use records::barriers::Barrier;
use records::interactions::{self, Interaction};
use records::keeping::{self, version};
use records::ladder::Move;
use records::leaving::{self, Leaving};
use records::needs::Need;
use records::people::{Consent, Person};
use records::placements::Placement;
use records::plans::{self, Goal, Plan};
use records::support::Support;

const UNBORN: &str = "is before their date of birth, 1990 (year only)";
const EARLY: &str = "is before their support began, 2022-03-01: correct the date, or the start under Details";
const FAR: &str = "is more than 10 years ahead";

#[db_test]
fn nothing_is_recorded_of_somebody_before_they_were_born(db: Db) {
    let office = Office::open(db);
    let amina = office.amina();
    let (programme, at) = (office.programme, day("1989-12-31"));
    let need = office.term(Vocabulary::Need, "debt");
    let catalogue = office.workspace.catalogue();
    let entry = catalogue.programme(crate::KEY).unwrap();
    let barrier = entry.terms(Vocabulary::Barrier).next().unwrap().id;
    let area = office.term(Vocabulary::GoalArea, "work");
    let rung = office.term(Vocabulary::Rung, "reached");
    let worker = office.keyworker.id().unwrap();
    for refused in [
        why(office.add(&Need::new(amina, programme, need, at))),
        why(office.add(&Barrier::new(amina, programme, barrier, at))),
        why(office.add(&Assessment::new(amina, programme, area, 5, at))),
        why(office.add(&Support::new(amina, programme, "food-parcel", at))),
        why(office.add(&Move::new(amina, programme, rung, at))),
        why(office.add(&Plan::new(amina, programme, at))),
        why(office.add(&Consent::given(amina, programme, "photographs", at))),
        why(office.add(&Appointment::new(amina, programme, worker, at))),
        why(office.add(&Placement::new(amina, programme, "A shop", at, day("2023-06-01")))),
        why(office.add(&Interaction::new(base::Id::from_number(0), amina, programme, at))),
    ] {
        assert!(refused.contains(UNBORN), "{refused}");
    }
    // Of whose birth nothing is known, nothing was before anybody who lives.
    let nobody = Person { birth_date: None, birth_precision: None, ..office.newcomer().person };
    let bo = records::people::Newcomer { person: nobody, ..office.newcomer() };
    let bo = records::people::register(&office.workspace, &office.keyworker, &office.form(), &bo).unwrap().record;
    let ancient = office.add(&Need::new(bo, programme, need, day("1262-03-01")));
    assert!(why(ancient).contains("is before 1900"));
    office.add(&Need::new(amina, programme, need, day("1990-06-01"))).unwrap();
}

#[db_test]
fn support_comes_no_earlier_than_it_began_and_what_was_found_at_referral_may(db: Db) {
    let office = Office::open(db);
    let amina = office.amina();
    let (programme, at) = (office.programme, day("2022-02-20"));
    let rung = office.term(Vocabulary::Rung, "reached");
    let logged = interactions::log(
        &office.workspace,
        &office.keyworker,
        &office.form(),
        &office.log(amina, &["functional-skills"], "2022-02-20"),
    );
    for refused in [
        why(logged),
        why(office.add(&Support::new(amina, programme, "food-parcel", at))),
        why(office.add(&Move::new(amina, programme, rung, at))),
        why(office.add(&Plan::new(amina, programme, at))),
    ] {
        assert!(refused.contains(EARLY), "{refused}");
    }
    let need = office.term(Vocabulary::Need, "debt");
    office.add(&Need::new(amina, programme, need, at)).unwrap();
    office.add(&Assessment::new(amina, programme, office.term(Vocabulary::GoalArea, "work"), 5, at)).unwrap();
    office.add(&Consent::given(amina, programme, "photographs", at)).unwrap();
    office.add(&Appointment::new(amina, programme, office.keyworker.id().unwrap(), at)).unwrap();
    office.add(&Support::new(amina, programme, "food-parcel", day("2022-03-01"))).unwrap();
    // On what is changed otherwise, a day that was kept before stands in nobody's way.
    let early = office.workspace.write(&base::Actor::operator(), |tx| {
        let early = Support {
            id: tx.new_id(),
            partner: Some(office.partners[0]),
            ..Support::new(amina, programme, "other", at)
        };
        tx.insert(&early)?;
        Ok::<_, records::Error>(early)
    });
    let early = early.unwrap();
    let after = Support { what: Some("A coat".to_owned()), ..early.clone() };
    let kept = keeping::change(&office.workspace, &office.keyworker, &office.form(), &version(&early), &after);
    saved(kept.unwrap());
}

#[db_test]
fn nothing_is_arranged_for_a_day_that_nobody_plans_for(db: Db) {
    let office = Office::open(db);
    let amina = office.amina();
    let programme = office.programme;
    let far = day("2620-03-01");
    let begun = day("2022-03-10");
    let plan = Plan::new(amina, programme, begun);
    assert!(why(office.add(&Plan { next_review: Some(far), ..plan.clone() })).contains(FAR));
    office.add(&plan).unwrap();
    let plan = office.page(&office.keyworker, amina).unwrap().plans.remove(0);
    let goal = Goal {
        area: Some(office.term(Vocabulary::GoalArea, "work")),
        horizon: Some(office.term(Vocabulary::Horizon, "long")),
        specific: "Become a nurse".to_owned(),
        measurable: "Registered".to_owned(),
        achievable: "Has begun".to_owned(),
        relevant: "Wants to".to_owned(),
        ..Goal::new(&plan, begun, far)
    };
    let add = |goal: &Goal| plans::add_goal(&office.workspace, &office.keyworker, &office.form(), goal, None);
    assert!(why(add(&goal)).contains(FAR));
    add(&Goal { due: day("2029-03-01"), ..goal }).unwrap();
    let worker = office.keyworker.id().unwrap();
    assert!(why(office.add(&Appointment::new(amina, programme, worker, far))).contains(FAR));
    assert!(why(office.add(&Placement::new(amina, programme, "A shop", begun, far))).contains(FAR));
}

#[db_test]
fn nobody_has_come_back_on_a_day_that_is_to_come(db: Db) {
    let office = Office::open(db);
    let amina = office.amina();
    let left = Leaving::new(amina, office.programme, day("2022-09-30"), "achieved");
    leaving::leave(&office.workspace, &office.keyworker, &office.form(), &left, None).unwrap();
    let back = |on: &str| {
        leaving::come_back(&office.workspace, &office.keyworker, &office.form(), amina, office.programme, day(on))
    };
    assert!(why(back("2030-01-01")).contains("is in the future"));
    back("2023-05-15").unwrap();
}
