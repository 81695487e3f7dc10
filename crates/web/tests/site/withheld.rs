//! What is withheld of a person's records is decided in one place: whatever a page tells somebody, a program that asks for them is told, and
//! nothing besides.

use crate::planted::{Planted, Who, Whose};
use base::{Actor, Date, Role};
use db::{Db, db_test};
use definition::Vocabulary;
use records::appointments::Appointment;
use records::assessments::Assessment;
use records::barriers::{Barrier, BarrierNote};
use records::capacities::Capacity;
use records::ladder::Move;
use records::leaving::{FollowUp, Leaving};
use records::needs::Need;
use records::outcomes::Outcome;
use records::placements::Placement;
use records::plans::{Action, Goal, Plan, Review};
use records::referrals::Referral;
use records::support::Support;

/// What is told somewhere, as a page says it and as a program is told it.
const TOLD: [(&str, &str); 26] = [
    ("wh-need", "wh-need"),
    ("wh-barrier", "wh-barrier"),
    ("wh-line", "wh-line"),
    ("Money or a voucher", "\"money\""),
    ("wh-given", "wh-given"),
    ("wh-worth", "wh-worth"),
    ("wh-assessed", "wh-assessed"),
    ("wh-moved", "wh-moved"),
    ("wh-helps", "wh-helps"),
    ("wh-disagrees", "wh-disagrees"),
    ("wh-goal", "wh-goal"),
    ("wh-action", "wh-action"),
    ("wh-reviewed", "wh-reviewed"),
    ("wh-where", "wh-where"),
    ("wh-meeting", "wh-meeting"),
    ("Missed", "\"missed\""),
    ("wh-evidence", "wh-evidence"),
    ("Lost touch", "\"lost-touch\""),
    ("wh-next", "wh-next"),
    ("wh-why-left", "wh-why-left"),
    ("Could not be reached", "\"not-reached\""),
    ("wh-rang", "wh-rang"),
    ("wh-asked", "wh-asked"),
    ("wh-came-of-it", "wh-came-of-it"),
    ("wh-bakery", "wh-bakery"),
    ("wh-neither", "wh-neither"),
];

fn plant(planted: &Planted) {
    let (workspace, person) = (&planted.app.workspace, planted.person(Whose::Own));
    let catalogue = workspace.catalogue();
    let entry = catalogue.programme("garden").unwrap();
    let programme = entry.programme.id;
    let term = |vocabulary, key: &str| entry.term(vocabulary, key).unwrap().id;
    let partner = entry.partners.iter().find(|known| known.key == "north").map(|known| known.id);
    let on: Date = "2023-02-01".parse().unwrap();
    let later: Date = "2023-03-01".parse().unwrap();
    let said = |text: &str| Some(text.to_owned());
    let worker = planted.user(Who::In(Role::Worker));
    workspace
        .write(&Actor::operator(), |tx| {
            let need = Need::new(person, programme, term(Vocabulary::Need, "food"), on);
            let need = Need { id: tx.new_id(), partner, note: said("wh-need"), ..need };
            tx.insert(&need)?;
            let barrier = Barrier::new(person, programme, term(Vocabulary::Barrier, "childcare"), on);
            let barrier = Barrier { id: tx.new_id(), partner, note: said("wh-barrier"), ..barrier };
            tx.insert(&barrier)?;
            let line = BarrierNote::new(&barrier, on, "note", "wh-line");
            tx.insert(&BarrierNote { id: tx.new_id(), partner, ..line })?;
            let support = Support::new(person, programme, "money", on);
            let (what, note) = (said("wh-given"), said("wh-worth"));
            tx.insert(&Support { id: tx.new_id(), partner, what, note, ..support })?;
            let area = term(Vocabulary::GoalArea, "work");
            let assessed = Assessment::new(person, programme, area, 4, on);
            tx.insert(&Assessment { id: tx.new_id(), partner, note: said("wh-assessed"), ..assessed })?;
            let step = Move::new(person, programme, term(Vocabulary::Rung, "digs"), on);
            tx.insert(&Move { id: tx.new_id(), partner, note: said("wh-moved"), ..step })?;
            let helps = Capacity::new(person, programme, "volunteer", on);
            tx.insert(&Capacity { id: tx.new_id(), partner, note: said("wh-helps"), ..helps })?;
            let plan = Plan::new(person, programme, on);
            let plan = Plan { id: tx.new_id(), partner, disagreement: said("wh-disagrees"), ..plan };
            tx.insert(&plan)?;
            tx.insert(&Goal {
                id: tx.new_id(),
                partner,
                specific: "wh-goal".to_owned(),
                measurable: "m".to_owned(),
                achievable: "a".to_owned(),
                relevant: "r".to_owned(),
                ..Goal::new(&plan, on, later)
            })?;
            tx.insert(&Action { id: tx.new_id(), partner, done: Some(on), ..Action::new(&plan, "wh-action") })?;
            tx.insert(&Review { id: tx.new_id(), partner, ..Review::new(&plan, on, "wh-reviewed") })?;
            tx.insert(&Appointment {
                id: tx.new_id(),
                partner,
                place: said("wh-where"),
                note: said("wh-meeting"),
                state: "missed".to_owned(),
                ..Appointment::new(person, programme, worker, on)
            })?;
            tx.insert(&Outcome {
                id: tx.new_id(),
                person,
                programme,
                partner,
                date: on,
                outcome: term(Vocabulary::Outcome, "job"),
                evidence: said("wh-evidence"),
                verification: "claimed".to_owned(),
                source_key: None,
            })?;
            let left = Leaving::new(person, programme, on, "lost-touch");
            let left = Leaving { id: tx.new_id(), partner, plan: said("wh-next"), note: said("wh-why-left"), ..left };
            tx.insert(&left)?;
            tx.insert(&FollowUp {
                id: tx.new_id(),
                person,
                programme,
                partner,
                leaving: left.id,
                stage: "four-weeks".to_owned(),
                opens: on,
                due: later,
                closes: later,
                result: said("not-reached"),
                as_of: None,
                destination: None,
                qualification: None,
                note: said("wh-rang"),
                user: None,
            })?;
            let to = entry.partners.iter().find(|known| known.key == "south").map(|known| known.id);
            let referral = Referral::new(person, programme, "between", on);
            tx.insert(&Referral {
                id: tx.new_id(),
                partner,
                to,
                message: said("wh-asked"),
                status: "ended".to_owned(),
                answered: Some(on),
                ended: Some(later),
                outcome: said("wh-came-of-it"),
                ..referral
            })?;
            let placed = Placement::new(person, programme, "wh-bakery", on, later);
            tx.insert(&Placement {
                id: tx.new_id(),
                partner,
                end: Some(later),
                result: said("neither"),
                reason: said("wh-neither"),
                ..placed
            })?;
            Ok::<_, records::Error>(())
        })
        .unwrap();
}

#[db_test]
fn pages_and_programs_tell_each_role_the_same_of_a_person(db: Db) {
    let planted = Planted::new(db);
    plant(&planted);
    let person = planted.person(Whose::Own);
    let mut faults = Vec::new();
    for (role, least) in [(Role::Worker, 26), (Role::Manager, 26), (Role::Lead, 4), (Role::Evaluator, 3)] {
        planted.app.become_who_has(&format!("waymark={}", planted.token(Who::In(role)).unwrap()));
        let pages = ["", "/needs", "/plan", "/outcomes", "/measures", "/referrals", "/workers", "/details"];
        let pages: String = pages.iter().map(|page| planted.app.page(&format!("/people/{person}{page}"))).collect();
        let told = planted.app.get(&format!("/api/v1/people/{person}")).text();
        // Names of choices stand in forms and filters too; a person's own are said outside of those.
        let pages = pages.split("<option").map(|part| part.split_once("</option>").map_or(part, |(_, rest)| rest));
        let pages: String = pages.collect();
        // Evidence may name an employer: whoever checks it sees names too.
        assert_eq!(told.contains("wh-evidence"), role != Role::Evaluator, "{role:?}");
        let mut known = 0;
        for (shown, asked) in TOLD {
            let (page, program) = (pages.contains(shown), told.contains(asked));
            known += usize::from(page && program);
            if page != program {
                faults.push(format!("{role:?}: {shown}: on a page {page}, to a program {program}"));
            }
        }
        if known < least {
            faults.push(format!("{role:?} is told {known} only"));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
