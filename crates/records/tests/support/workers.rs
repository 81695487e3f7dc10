//! Who works with whom, and who may say so; leaving and coming back; outcomes.

use crate::office::{Office, day, saved, why};
use base::{Actor, Date, Grant, Id, Role};
use db::{Db, db_test};
use definition::Vocabulary;
use records::appointments::{self, Appointment};
use records::assignments::{self, Assignment};
use records::due;
use records::interactions::{self, Log};
use records::keeping::{self, Saved, version};
use records::ladder::{self, Move};
use records::leaving::{self, Leaving};
use records::needs::Need;
use records::outcomes::Outcome;
use records::people::{self, Newcomer};
use records::plans::{self, Action, Goal, Plan};

fn need(office: &Office, person: Id) -> Need {
    let need = office.workspace.catalogue().programme(crate::KEY).unwrap().terms(Vocabulary::Need).next().unwrap().id;
    Need { urgent: true, ..Need::new(person, office.programme, need, day("2022-03-01")) }
}

/// The tutor's partner lends a hand once, which lets it see the person and record for itself.
fn helped_by_the_other_partner(office: &Office, person: Id) {
    let told = Log { partner: Some(office.partners[1]), ..office.log(person, &["iag"], "2022-03-02") };
    interactions::log(&office.workspace, &Actor::operator(), &office.form(), &told).unwrap();
}

fn keyworker(office: &Office, person: Id) -> Assignment {
    let page = office.page(&office.keyworker, person).unwrap();
    page.assignments.into_iter().find(|one| one.role == "keyworker").unwrap()
}

#[db_test]
fn a_partner_cannot_let_itself_in(db: Db) {
    let office = Office::open(db);
    let amina = office.amina();
    office.add(&need(&office, amina)).unwrap();
    helped_by_the_other_partner(&office, amina);
    assert!(office.page(&office.tutor, amina).unwrap().needs.is_empty(), "what the keyworker wrote is not the tutor's");
    let tutor = Assignment::new(amina, office.programme, office.tutor.id().unwrap(), "tutor", day("2023-05-01"));
    let alone = assignments::assign(&office.workspace, &office.tutor, &office.form(), &tutor);
    assert!(why(alone).contains("ask it to invite you"));
    let generic = keeping::add(&office.workspace, &office.tutor, &office.form(), &tutor);
    assert!(why(generic).contains("ask it to invite you"), "nor by the way of other records");
    assignments::assign(&office.workspace, &office.keyworker, &office.form(), &tutor).unwrap();
    assert_eq!(office.page(&office.tutor, amina).unwrap().needs.len(), 1, "invited, they read it");
}

#[db_test]
fn the_invited_partner_does_not_dispose_of_the_keyworker(db: Db) {
    let office = Office::open(db);
    let amina = office.amina();
    let tutor = Assignment::new(amina, office.programme, office.tutor.id().unwrap(), "tutor", day("2023-05-01"));
    let invited = assignments::assign(&office.workspace, &office.keyworker, &office.form(), &tutor).unwrap().record;
    let keyworker = keyworker(&office, amina).id;
    let to = office.tutor.id().unwrap();
    let take =
        assignments::hand_over(&office.workspace, &office.tutor, &office.form(), keyworker, to, day("2023-05-15"), "");
    let take = why(take);
    assert!(take.contains("your own organisation"), "{take}");
    let stand_in = (day("2023-05-15"), day("2023-05-20"));
    let cover = assignments::cover(&office.workspace, &office.tutor, &office.form(), keyworker, to, stand_in, "");
    assert!(why(cover).contains("your own organisation"));
    let release = |who: &Actor, assignment| {
        assignments::release(&office.workspace, who, &office.form(), assignment, day("2023-05-15"), "")
    };
    assert!(why(release(&office.tutor, keyworker)).contains("your own organisation"));
    release(&office.keyworker, invited).expect("whoever enrolled them takes an invitation back");
}

#[db_test]
fn a_changed_assignment_is_held_to_the_same_rules(db: Db) {
    let office = Office::open(db);
    let amina = office.amina();
    let before = keyworker(&office, amina);
    let change = |after: &Assignment| {
        keeping::change(&office.workspace, &office.keyworker, &office.form(), &version(&before), after)
    };
    let stranger = Assignment { worker: office.workspace.id(), ..before.clone() };
    assert!(why(change(&stranger)).contains("not somebody who works in"));
    let elsewhere = Assignment { worker: office.tutor.id().unwrap(), ..before.clone() };
    assert!(why(change(&elsewhere)).contains("does not work for the partner"));
    let later = Assignment { start: day("2022-04-01"), ..before.clone() };
    saved(change(&later).unwrap());
}

#[db_test]
fn whoever_covers_or_takes_over_tomorrow_has_them_tomorrow(db: Db) {
    let office = Office::open(db);
    let amina = office.amina();
    let (first, colleague) = (keyworker(&office, amina), office.colleague.id().unwrap());
    let tomorrow = day("2023-05-16");
    assignments::hand_over(
        &office.workspace,
        &office.keyworker,
        &office.form(),
        first.id,
        colleague,
        tomorrow,
        "Likes tea.",
    )
    .unwrap();
    let now = office.page(&office.colleague, amina).unwrap().assignments;
    let on = |date: Date| now.iter().find(|one| one.in_force(date)).map(|one| one.worker);
    assert_eq!((on(day("2023-05-15")), on(tomorrow)), (office.keyworker.id(), office.colleague.id()));
    assert!(now.iter().all(|one| one.handover.as_deref() == Some("Likes tea.")), "both read the note");
}

/// What a worker's home page shows.
fn home(office: &Office, who: &Actor) -> due::Day {
    let asked =
        |reader: &db::Reader<'_>| due::day(reader, &office.workspace, &who.scope(), who.id().unwrap(), due::QUIET);
    office.workspace.read(asked).unwrap()
}

fn action(office: &Office, person: Id, due: &str) -> Action {
    let plan = office.page(&office.keyworker, person).unwrap().plans.remove(0);
    let owner_user = office.keyworker.id();
    Action { due: Some(day(due)), owner: "user".to_owned(), owner_user, ..Action::new(&plan, "Ring the college") }
}

#[db_test]
fn what_waited_for_one_worker_waits_for_the_one_who_takes_over(db: Db) {
    let office = Office::open(db);
    let amina = office.amina();
    let (me, colleague) = (office.keyworker.id().unwrap(), office.colleague.id().unwrap());
    office.add(&Plan::new(amina, office.programme, day("2022-03-10"))).unwrap();
    plans::add_action(&office.workspace, &office.keyworker, &office.form(), &action(&office, amina, "2023-05-10"))
        .unwrap();
    office.add(&Appointment::new(amina, office.programme, me, day("2023-05-16"))).unwrap();
    let first = keyworker(&office, amina);
    let tomorrow = day("2023-05-16");
    let over = |to: Id, on: Date| {
        assignments::hand_over(&office.workspace, &office.keyworker, &office.form(), first.id, to, on, "")
    };
    assert!(why(over(colleague, day("2022-02-01"))).contains("is before 2022-03-01"));
    over(colleague, tomorrow).unwrap();
    let now = home(&office, &office.colleague);
    assert_eq!(
        (now.appointments.len(), now.due.len()),
        (1, 0),
        "what should be done by today is still the keyworker's"
    );
    let left = home(&office, &office.keyworker);
    assert_eq!((left.appointments.len(), left.due.len()), (0, 1));
}

#[db_test]
fn somebody_registered_today_can_be_handed_over_today(db: Db) {
    let office = Office::open(db);
    let today = Newcomer { start: day("2023-05-15"), ..office.newcomer() };
    let amina = people::register(&office.workspace, &office.keyworker, &office.form(), &today).unwrap().record;
    let first = keyworker(&office, amina);
    let colleague = office.colleague.id().unwrap();
    assert!(home(&office, &office.keyworker).quiet.is_empty(), "whoever came today is new, not quiet");
    assignments::hand_over(&office.workspace, &office.keyworker, &office.form(), first.id, colleague, first.start, "")
        .unwrap();
    assert_eq!(home(&office, &office.colleague).people.len(), 1);
}

#[db_test]
fn whoever_stands_in_is_shown_what_waits_for_the_one_who_is_away(db: Db) {
    let office = Office::open(db);
    let amina = office.amina();
    let me = office.keyworker.id().unwrap();
    office.add(&Plan::new(amina, office.programme, day("2022-03-10"))).unwrap();
    plans::add_action(&office.workspace, &office.keyworker, &office.form(), &action(&office, amina, "2023-05-15"))
        .unwrap();
    for date in ["2023-05-16", "2023-05-22"] {
        office.add(&Appointment::new(amina, office.programme, me, day(date))).unwrap();
    }
    let (first, colleague) = (keyworker(&office, amina), office.colleague.id().unwrap());
    let week = (day("2023-05-15"), day("2023-05-19"));
    assignments::cover(&office.workspace, &office.keyworker, &office.form(), first.id, colleague, week, "").unwrap();
    let standing_in = home(&office, &office.colleague);
    assert_eq!((standing_in.appointments.len(), standing_in.due.len()), (1, 1), "of the days on which they stand in");
    assert_eq!(home(&office, &office.keyworker).appointments.len(), 2);
}

#[db_test]
fn an_invited_tutor_finds_their_meetings_and_says_whether_somebody_came(db: Db) {
    let office = Office::open(db);
    let amina = office.amina();
    let tom = office.tutor.id().unwrap();
    let tutor = Assignment::new(amina, office.programme, tom, "tutor", day("2023-05-01"));
    let invited = assignments::assign(&office.workspace, &office.keyworker, &office.form(), &tutor).unwrap().record;
    let meeting = office.add(&Appointment::new(amina, office.programme, tom, day("2023-05-15"))).unwrap().record;
    let other = office.add(&Appointment::new(amina, office.programme, tom, day("2023-05-15"))).unwrap().record;
    assert_eq!(home(&office, &office.tutor).appointments.len(), 2);
    let came = |who: &Actor, which: Id, state: &str| {
        appointments::settle(&office.workspace, who, &office.form(), which, state)
    };
    came(&office.tutor, meeting, "kept").unwrap();
    assert!(why(came(&office.keyworker, meeting, "missed")).contains("said already"));
    assert!(came(&office.tutor, other, "perhaps").is_err());
    assignments::release(&office.workspace, &office.keyworker, &office.form(), invited, day("2023-05-14"), "").unwrap();
    assert!(home(&office, &office.tutor).appointments.is_empty(), "whose work with them has ended is not told");
}

#[db_test]
fn what_is_overdue_with_a_worker_who_has_nobody_left_is_in_the_managers_table(db: Db) {
    let office = Office::open(db);
    let amina = office.amina();
    let left = Leaving::new(amina, office.programme, day("2022-09-30"), "achieved");
    leaving::leave(&office.workspace, &office.keyworker, &office.form(), &left, None).unwrap();
    let asked = |reader: &db::Reader<'_>| {
        due::team(reader, &office.workspace, &Actor::operator().scope(), &[office.programme], due::QUIET)
    };
    let team = office.workspace.read(asked).unwrap();
    let loads: Vec<_> = team.iter().map(|load| (load.name.as_str(), load.people, load.follow_ups)).collect();
    assert_eq!(loads, [("kim", 0, 2)]);
}

#[db_test]
fn the_note_with_which_somebody_was_handed_over_outlives_the_work(db: Db) {
    let office = Office::open(db);
    let amina = office.amina();
    let (first, colleague) = (keyworker(&office, amina), office.colleague.id().unwrap());
    let on = day("2023-05-01");
    let note = "Likes to be rung after ten.";
    let made =
        assignments::hand_over(&office.workspace, &office.keyworker, &office.form(), first.id, colleague, on, note);
    let made = made.unwrap().record;
    assignments::release(&office.workspace, &office.keyworker, &office.form(), made, day("2023-05-15"), "").unwrap();
    let ended = keyworker(&office, amina);
    assert_eq!((ended.id, ended.handover.as_deref()), (made, Some(note)));
}

#[db_test]
fn an_urgent_need_of_another_partner_is_not_named(db: Db) {
    let office = Office::open(db);
    let amina = office.amina();
    helped_by_the_other_partner(&office, amina);
    let told = need(&office, amina);
    office.add(&told).unwrap();
    let catalogue = office.workspace.catalogue();
    let name = catalogue.programme(crate::KEY).unwrap().label(told.need).unwrap().to_lowercase();
    let learning = office.log(amina, &["functional-skills"], "2022-03-08");
    let log = |who: &Actor| why(interactions::log(&office.workspace, who, &office.form(), &learning));
    assert!(log(&office.keyworker).contains(&name));
    let told = log(&office.tutor);
    assert!(told.contains("a need that another partner has recorded") && !told.contains(&name), "{told}");
    let grant = Grant {
        role: Role::Funder,
        organisation: office.workspace.id(),
        programmes: vec![office.programme],
        everywhere: false,
        partners: Vec::new(),
    };
    let stranger = log(&Actor::user(office.workspace.id(), "Nobody here", vec![grant]));
    assert!(!stranger.contains("urgent"), "who may not record is told nothing of needs: {stranger}");
}

#[db_test]
fn what_is_not_learning_cannot_become_so_while_a_need_is_open(db: Db) {
    let office = Office::open(db);
    let amina = office.amina();
    office.add(&need(&office, amina)).unwrap();
    interactions::log(&office.workspace, &office.keyworker, &office.form(), &office.log(amina, &["iag"], "2022-03-08"))
        .unwrap();
    let had: Vec<interactions::Interaction> =
        office.workspace.read(|reader| keeping::of_person(reader, &office.keyworker.scope(), amina)).unwrap();
    let learning = Some(office.term(Vocabulary::Service, "functional-skills"));
    let after = interactions::Interaction { service: learning, ..had[0].clone() };
    let change = |despite| {
        let (workspace, who) = (&office.workspace, &office.keyworker);
        keeping::change_despite(workspace, who, &office.form(), &version(&had[0]), &after, despite)
    };
    assert!(why(change(None)).contains("an urgent need is open"));
    saved(change(Some("the course begins today")).unwrap());
    let plan = office.add(&Plan::new(amina, office.programme, day("2022-03-10"))).unwrap().record;
    let plan = office.page(&office.keyworker, amina).unwrap().plans.into_iter().find(|one| one.id == plan).unwrap();
    let catalogue = office.workspace.catalogue();
    let entry = catalogue.programme(crate::KEY).unwrap();
    if let Some(area) = entry.terms(Vocabulary::GoalArea).find(|area| entry.is_learning(area.id)) {
        let goal = Goal {
            area: Some(area.id),
            specific: "Read".to_owned(),
            measurable: "A book".to_owned(),
            achievable: "A tutor".to_owned(),
            relevant: "To her children".to_owned(),
            ..Goal::new(&plan, day("2022-03-10"), day("2022-06-10"))
        };
        let add = |despite| plans::add_goal(&office.workspace, &office.keyworker, &office.form(), &goal, despite);
        assert!(why(add(None)).contains("an urgent need is open"));
        add(Some("she asked for it")).unwrap();
    }
}

#[db_test]
fn only_who_works_with_somebody_says_that_they_leave(db: Db) {
    let office = Office::open(db);
    let amina = office.amina();
    helped_by_the_other_partner(&office, amina);
    let gone = Leaving::new(amina, office.programme, day("2022-09-30"), "achieved");
    let leave = |who: &Actor| leaving::leave(&office.workspace, who, &office.form(), &gone, None);
    assert!(why(leave(&office.tutor)).contains("only the partner that enrolled them"));
    leave(&office.keyworker).unwrap();
}

#[db_test]
fn an_outcome_needs_support_before_it_and_evidence_to_be_verified(db: Db) {
    let office = Office::open(db);
    let amina = office.amina();
    let catalogue = office.workspace.catalogue();
    let entry = catalogue.programme(crate::KEY).unwrap();
    let outcome = entry.terms(Vocabulary::Outcome).find(|term| !entry.counts_once(term.id)).unwrap().id;
    let told = Outcome::new(amina, office.programme, outcome, day("2022-06-01"));
    assert!(
        why(office.add(&Outcome { date: day("2022-02-01"), ..told.clone() })).contains("before their support began")
    );
    let unproved = Outcome { verification: "verified".to_owned(), ..told.clone() };
    assert!(why(office.add(&unproved)).contains("say what shows it"));
    office.add(&Outcome { evidence: Some("Letter".to_owned()), ..unproved }).unwrap();
    office.add(&told).unwrap();
    assert_eq!(office.count("outcome"), 2.0);
    if let Some(once) = entry.terms(Vocabulary::Outcome).find(|term| entry.counts_once(term.id)) {
        let once = Outcome { outcome: once.id, ..told };
        office.add(&once).unwrap();
        assert!(why(office.add(&once)).contains("already, and it counts once"));
    }
}

#[db_test]
fn a_move_that_is_corrected_leaves_the_ladder_in_order(db: Db) {
    let office = Office::open(db);
    let amina = office.amina();
    for (rung, date) in [("reached", "2022-03-01"), ("taking-part", "2022-04-01"), ("learning", "2022-05-01")] {
        let told = Move::new(amina, office.programme, office.term(Vocabulary::Rung, rung), day(date));
        ladder::step(&office.workspace, &office.keyworker, &office.form(), &told).unwrap();
    }
    let moves = office.page(&office.keyworker, amina).unwrap().moves;
    let amend = |before: &Move, after: &Move| {
        ladder::amend(&office.workspace, &office.keyworker, &office.form(), &version(before), after)
    };
    // The middle one was in fact the last.
    saved(amend(&moves[1], &Move { date: day("2022-06-01"), ..moves[1].clone() }).unwrap());
    let moves = office.page(&office.keyworker, amina).unwrap().moves;
    let learning = office.term(Vocabulary::Rung, "learning");
    assert_eq!((moves[0].from, moves[1].from), (Some(learning), moves[2].rung.into()));
    let twice = Move { rung: learning, ..moves[0].clone() };
    assert!(amend(&moves[0], &twice).is_err(), "nobody moves to the rung they stand on");
    let stale = amend(&Move { note: Some("x".to_owned()), ..moves[0].clone() }, &moves[0]).unwrap();
    assert!(matches!(stale, Saved::Conflict { .. }));
}

#[db_test]
fn of_two_roles_each_reads_what_it_may(db: Db) {
    let office = Office::open(db);
    let amina = office.amina();
    office.add(&need(&office, amina)).unwrap();
    let catalogue = office.workspace.catalogue();
    let entry = catalogue.programme(crate::KEY).unwrap();
    let of = |role, partner: usize| Grant {
        role,
        organisation: entry.partners[partner].organisation,
        programmes: vec![office.programme],
        everywhere: false,
        partners: vec![entry.partners[partner].id],
    };
    let both = Actor::user(office.workspace.id(), "Two hats", vec![of(Role::Lead, 2), of(Role::Worker, 1)]);
    let seen = office.page(&both, amina).unwrap();
    assert_eq!(seen.person.name(), "Amina Example", "the lead knows her");
    assert!(seen.needs.is_empty() && seen.person.alert.is_none(), "but works for another partner");
    let evaluator = Actor::user(office.workspace.id(), "Evie", vec![of(Role::Evaluator, 2)]);
    let seen = office.page(&evaluator, amina).unwrap();
    assert!(seen.person.given_name.is_none() && seen.person.reference.starts_with("Person "));
    assert_eq!(people::age_on(day("1990-01-01"), day("2023-05-15")), 33);
    let due = |who: &Actor| {
        let worker = office.keyworker.id().unwrap();
        let (scope, workspace) = (who.scope(), &office.workspace);
        workspace.read(|reader| records::due::mine(reader, workspace, &scope, worker)).unwrap().len()
    };
    assert_eq!((due(&both), due(&evaluator)), (1, 0), "whoever sees no names has no list of people by name");
}
