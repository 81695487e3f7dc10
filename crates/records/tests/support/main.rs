//! One participant, from first meeting to leaving, as a keyworker writes it down; and every rule on the way.
#![cfg(test)]

use base::Actor;
use db::{Db, db_test};
use definition::{Dimension, FactKind, Vocabulary};
use records::appointments::Appointment;
use records::assessments::{self, Assessment};
use records::assignments::{self, Assignment};
use records::barriers::{Barrier, BarrierNote};
use records::interactions::{self, Interaction, Log};
use records::keeping::{self, Saved, version};
use records::ladder::{self, Direction, Move};
use records::leaving::{self, FollowUp, Leaving};
use records::needs::Need;
use records::people::{self, Characteristics, Newcomer, Person};
use records::plans::{self, Action, Agreement, Goal, Plan, Review};
use records::submissions::{self, Made};
use records::support::Support;
use records::{Error, drafts, due};

mod counted;
mod dates;
mod family;
mod mending;
mod mistakes;
mod nearing;
mod office;
mod own;
mod placements;
mod referrals;
mod workers;

use office::{KEY, Office, day, saved, why};

#[db_test]
fn somebody_is_registered_in_one_short_step(db: Db) {
    let office = Office::open(db);
    let amina = office.amina();
    let page = office.page(&office.keyworker, amina).unwrap();
    assert_eq!(page.person.name(), "Amina Example");
    let reference = &page.person.reference;
    assert!(reference.starts_with("W-") && reference.len() == 11, "{reference}");
    let pseudonym = amina.to_string();
    assert!(
        !pseudonym.ends_with(&reference[7..]) && !pseudonym.contains(&reference[2..6]),
        "drawn, not the pseudonym's"
    );
    assert_eq!(page.person.no_voicemail, Some(true));
    assert_eq!(page.enrolments[0].partner, Some(office.partners[0]));
    assert!(people::consent::in_force(&page.consents).iter().any(|consent| consent.given));
    assert_eq!(page.assignments[0].worker, office.keyworker.id().unwrap());
    assert!(office.page(&office.tutor, amina).is_none(), "another partner does not see her");
}

#[db_test]
fn registering_holds_to_the_rules_of_the_programme(db: Db) {
    let office = Office::open(db);
    let register =
        |newcomer: &Newcomer| people::register(&office.workspace, &office.keyworker, &office.form(), newcomer);
    let mut early = office.newcomer();
    early.start = day("1999-01-01");
    assert!(why(register(&early)).contains("before the programme began"));
    let mut nameless = office.newcomer();
    (nameless.person.given_name, nameless.person.family_name) = (None, None);
    assert!(why(register(&nameless)).contains("at least one name"));
    let mut no_basis = office.newcomer();
    no_basis.consents[0].basis = None;
    assert!(why(register(&no_basis)).contains("on which lawful basis"));
    let mut elsewhere = office.newcomer();
    elsewhere.partner = Some(office.partners[1]);
    assert!(why(register(&elsewhere)).contains("your own organisation"));
    let mut taken = office.newcomer();
    taken.person.reference = "A1".to_owned();
    register(&taken).unwrap();
    assert!(why(register(&taken)).contains("somebody else has this reference already"));
}

#[db_test]
fn the_same_form_sent_twice_makes_one_record(db: Db) {
    let office = Office::open(db);
    let amina = office.amina();
    let told = office.log(amina, &["iag"], "2022-03-02");
    let first = interactions::log(&office.workspace, &office.keyworker, "the same form", &told).unwrap();
    let again = interactions::log(&office.workspace, &office.keyworker, "the same form", &told).unwrap();
    assert!(again.again && !first.again && first.record == again.record);
    assert_eq!(office.count("interaction"), 1.0);
    let others = interactions::log(&office.workspace, &office.colleague, "the same form", &told);
    assert!(why(others).contains("somebody else"));
}

#[db_test]
fn basic_needs_come_before_learning(db: Db) {
    let office = Office::open(db);
    let amina = office.amina();
    let debt = office.term(
        Vocabulary::Need,
        office.workspace.catalogue().programme(KEY).unwrap().terms(Vocabulary::Need).next().unwrap().key.as_str(),
    );
    let need = Need { urgent: true, ..Need::new(amina, office.programme, debt, day("2022-03-01")) };
    let need = office.add(&need).unwrap().record;
    let parcel = Support {
        value: Some(2500),
        meets: Some(need),
        ..Support::new(amina, office.programme, "food-parcel", day("2022-03-01"))
    };
    office.add(&parcel).unwrap();
    let learning = office.log(amina, &["functional-skills"], "2022-03-08");
    let log = |told: &Log| interactions::log(&office.workspace, &office.keyworker, &office.form(), told);
    assert!(why(log(&learning)).contains("an urgent need is open"));
    log(&Log { despite: Some("the course begins today".to_owned()), ..learning.clone() }).unwrap();
    log(&office.log(amina, &["iag"], "2022-03-08")).unwrap();
    let open = office.page(&office.keyworker, amina).unwrap().needs.remove(0);
    let met = Need { met: Some(day("2022-03-09")), ..open.clone() };
    saved(keeping::change(&office.workspace, &office.keyworker, &office.form(), &version(&open), &met).unwrap());
    log(&learning).unwrap();
    assert_eq!((office.count("need"), office.count("need-met"), office.count("support")), (1.0, 1.0, 1.0));
    let dear = Support { value: Some(-1), ..parcel };
    assert!(why(office.add(&dear)).contains("between nothing"));
    let before = Need { met: Some(day("2022-02-01")), ..open };
    assert!(why(office.add(&before)).contains("is before"));
}

#[db_test]
fn several_people_and_services_are_logged_in_one_go(db: Db) {
    let office = Office::open(db);
    let (amina, bo) = (office.amina(), office.amina());
    let both = Log { people: vec![amina, bo], ..office.log(amina, &["iag", "cv-writing"], "2022-03-02") };
    interactions::log(&office.workspace, &office.keyworker, &office.form(), &both).unwrap();
    interactions::log(&office.workspace, &office.keyworker, &office.form(), &office.log(amina, &["iag"], "2022-03-09"))
        .unwrap();
    assert_eq!((office.count("interaction"), office.count("further-service")), (3.0, 2.0));
    let had: Vec<Interaction> =
        office.workspace.read(|reader| keeping::of_person(reader, &office.keyworker.scope(), amina)).unwrap();
    let sight = |reader: &db::Reader<'_>| keeping::Sight::of(reader, &office.keyworker.scope(), amina);
    let firsts = office.workspace.read(|reader| interactions::firsts(reader, &sight(reader)?)).unwrap();
    assert_eq!(firsts, [had[1].id].into());
    assert_eq!(had[0].worker, office.keyworker.id());
    let wrong = Log {
        channel: Some("in-person".to_owned()),
        reason: Some("health".to_owned()),
        ..office.log(amina, &["iag"], "2022-03-02")
    };
    assert!(
        why(interactions::log(&office.workspace, &office.keyworker, &office.form(), &wrong)).contains("not in person")
    );
    let future = office.log(amina, &["iag"], "2030-01-01");
    assert!(
        why(interactions::log(&office.workspace, &office.keyworker, &office.form(), &future)).contains("in the future")
    );
}

#[db_test]
fn moves_go_up_down_and_past_a_rung_and_may_be_told_late(db: Db) {
    let office = Office::open(db);
    let amina = office.amina();
    let step = |rung: &str, date: &str| {
        let told = Move::new(amina, office.programme, office.term(Vocabulary::Rung, rung), day(date));
        ladder::step(&office.workspace, &office.keyworker, &office.form(), &told)
    };
    step("reached", "2022-03-01").unwrap();
    step("learning", "2022-06-01").unwrap();
    step("working-on-a-plan", "2022-07-01").unwrap();
    // Told late: between the first two, so that the second is no skip of two rungs any more but of one.
    step("taking-part", "2022-04-01").unwrap();
    assert!(why(step("working-on-a-plan", "2022-08-01")).contains("on this rung already"));
    let catalogue = office.workspace.catalogue();
    let entry = catalogue.programme(KEY).unwrap();
    let moves = office.page(&office.keyworker, amina).unwrap().moves;
    let directions: Vec<_> = moves.iter().rev().map(|told| told.direction(entry).unwrap()).collect();
    assert_eq!(directions, [Direction::Joined, Direction::Up, Direction::Skipped, Direction::Down]);
    assert_eq!(office.count("rung"), 4.0);
}

#[db_test]
fn a_plan_asks_all_five_letters_and_says_how_the_participant_takes_it(db: Db) {
    let office = Office::open(db);
    let amina = office.amina();
    let begun = day("2022-03-10");
    office.add(&Plan { next_review: Some(day("2022-06-10")), ..Plan::new(amina, office.programme, begun) }).unwrap();
    let plan = office.page(&office.keyworker, amina).unwrap().plans.remove(0);
    let add = |goal: &Goal| plans::add_goal(&office.workspace, &office.keyworker, &office.form(), goal, None);
    let empty = Goal::new(&plan, begun, day("2022-05-01"));
    let told = why(add(&empty));
    for letter in ["specific", "measurable", "achievable", "relevant"] {
        assert!(told.contains(letter), "{letter}: {told}");
    }
    let goal = Goal {
        area: Some(office.term(Vocabulary::GoalArea, "work")),
        horizon: Some(office.term(Vocabulary::Horizon, "short")),
        specific: "Write a CV".to_owned(),
        measurable: "It is sent".to_owned(),
        achievable: "Tuesday's group helps".to_owned(),
        relevant: "To work again".to_owned(),
        ..empty
    };
    assert!(why(add(&Goal { due: day("2022-03-01"), ..goal.clone() })).contains("before the goal was agreed"));
    add(&goal).unwrap();
    let agreed = Agreement::Agreed { name: "Amina".to_owned(), on: begun };
    saved(plans::agree(&office.workspace, &office.keyworker, &office.form(), &version(&plan), &plan, &agreed).unwrap());
    let goal = office.page(&office.keyworker, amina).unwrap().goals.remove(0);
    let settled = || office.page(&office.keyworker, amina).unwrap().plans[0].agreed_by.is_some();
    let anew = Goal { specific: "Write two CVs".to_owned(), ..goal.clone() };
    saved(keeping::change(&office.workspace, &office.keyworker, &office.form(), &version(&goal), &anew).unwrap());
    assert!(!settled(), "what she agreed to is not what it says any more");
    let stands = office.page(&office.keyworker, amina).unwrap().plans.remove(0);
    saved(
        plans::agree(&office.workspace, &office.keyworker, &office.form(), &version(&stands), &stands, &agreed)
            .unwrap(),
    );
    let goal = office.page(&office.keyworker, amina).unwrap().goals.remove(0);
    let achieved = Goal { status: "achieved".to_owned(), status_on: Some(day("2022-04-20")), ..goal.clone() };
    let undated = Goal { status_on: None, ..achieved.clone() };
    assert!(
        why(keeping::change(&office.workspace, &office.keyworker, &office.form(), &version(&goal), &undated))
            .contains("say when")
    );
    saved(keeping::change(&office.workspace, &office.keyworker, &office.form(), &version(&goal), &achieved).unwrap());
    assert!(settled(), "that it is achieved changes nothing of what was agreed");
    let add = |action: &Action| plans::add_action(&office.workspace, &office.keyworker, &office.form(), action);
    let other = Action { owner: "other".to_owned(), ..Action::new(&plan, "Ring the college") };
    assert!(why(add(&other)).contains("say who does it"));
    let ring = add(&Action { due: Some(day("2022-03-20")), ..Action::new(&plan, "Ring the college") }).unwrap().record;
    plans::tick(&office.workspace, &office.keyworker, &office.form(), ring, Some(day("2022-03-19"))).unwrap();
    let review =
        Review { next_review: Some(day("2022-09-10")), ..Review::new(&plan, day("2022-06-12"), "The CV is sent.") };
    plans::add_review(&office.workspace, &office.keyworker, &office.form(), &review).unwrap();
    let page = office.page(&office.keyworker, amina).unwrap();
    assert!(page.plans[0].is_settled() && page.plans[0].next_review == Some(day("2022-09-10")));
    assert!(!page.actions[0].is_open() && !page.goals[0].is_open());
    assert_eq!((office.count("goal"), office.count("goal-achieved")), (1.0, 1.0));
    let bo = office.amina();
    let strange = Goal { person: bo, ..goal };
    let strange = plans::add_goal(&office.workspace, &office.keyworker, &office.form(), &strange, None);
    assert!(why(strange).contains("not one of this person"), "a goal of hers in his plan");
}

#[db_test]
fn barriers_fall_and_assessments_show_the_distance_travelled(db: Db) {
    let office = Office::open(db);
    let amina = office.amina();
    let childcare = office.workspace.catalogue().programme(KEY).unwrap().terms(Vocabulary::Barrier).next().unwrap().id;
    office.add(&Barrier::new(amina, office.programme, childcare, day("2022-03-01"))).unwrap();
    let barrier = office.page(&office.keyworker, amina).unwrap().barriers.remove(0);
    office.add(&BarrierNote::new(&barrier, day("2022-03-02"), "issue", "Late twice.")).unwrap();
    let gone = Barrier { removed: Some(day("2022-05-01")), ..barrier.clone() };
    saved(keeping::change(&office.workspace, &office.keyworker, &office.form(), &version(&barrier), &gone).unwrap());
    let area = office.term(Vocabulary::GoalArea, "confidence");
    for (score, date) in [(3, "2022-03-01"), (4, "2022-06-01"), (7, "2022-09-01")] {
        office.add(&Assessment::new(amina, office.programme, area, score, day(date))).unwrap();
    }
    assert!(
        why(office.add(&Assessment::new(amina, office.programme, area, 11, day("2022-09-01"))))
            .contains("between 1 and 10")
    );
    let page = office.page(&office.keyworker, amina).unwrap();
    assert_eq!(assessments::travelled(&page.assessments)[0].distance(), Some(4));
    assert_eq!((office.count("barrier"), office.count("barrier-removed")), (1.0, 1.0));
}

#[db_test]
fn a_colleague_takes_over_stands_in_and_a_tutor_is_invited(db: Db) {
    let office = Office::open(db);
    let amina = office.amina();
    let keyworker = office.page(&office.keyworker, amina).unwrap().assignments.remove(0);
    let colleague = office.colleague.id().unwrap();
    let second = Assignment::new(amina, office.programme, colleague, "keyworker", day("2022-05-01"));
    let assign = |told: &Assignment| assignments::assign(&office.workspace, &office.keyworker, &office.form(), told);
    assert!(why(assign(&second)).contains("hand over instead"));
    assignments::cover(
        &office.workspace,
        &office.keyworker,
        &office.form(),
        keyworker.id,
        colleague,
        (day("2023-05-10"), day("2023-05-20")),
        "On leave",
    )
    .unwrap();
    let mine = |who: &Actor| {
        office.workspace.read(|reader| due::mine(reader, &office.workspace, &who.scope(), who.id().unwrap())).unwrap()
    };
    assert!(mine(&office.colleague)[0].covering && mine(&office.keyworker).len() == 1);
    assignments::hand_over(
        &office.workspace,
        &office.keyworker,
        &office.form(),
        keyworker.id,
        colleague,
        day("2023-05-15"),
        "Likes to be rung after ten.",
    )
    .unwrap();
    assert_eq!((mine(&office.keyworker).len(), mine(&office.colleague).len()), (0, 1));
    let need = office.workspace.catalogue().programme(KEY).unwrap().terms(Vocabulary::Need).next().unwrap().id;
    office.add(&Need::new(amina, office.programme, need, day("2022-03-01"))).unwrap();
    assign(&Assignment::new(amina, office.programme, office.tutor.id().unwrap(), "tutor", day("2023-05-01"))).unwrap();
    let seen = office.page(&office.tutor, amina).expect("the tutor, now invited, sees her");
    assert_eq!(seen.needs.len(), 1, "and what the keyworker wrote");
    let stranger = Assignment::new(amina, office.programme, office.workspace.id(), "mentor", day("2023-05-01"));
    assert!(why(assign(&stranger)).contains("not somebody who works in"));
}

#[db_test]
fn whoever_leaves_is_followed_up_within_the_windows(db: Db) {
    let office = Office::open(db);
    let amina = office.amina();
    let college = office.term(Vocabulary::Destination, "education");
    let left = day("2022-09-30");
    let leave = |destination| {
        leaving::leave(
            &office.workspace,
            &office.keyworker,
            &office.form(),
            &Leaving::new(amina, office.programme, left, "achieved"),
            destination,
        )
    };
    leave(Some(college)).unwrap();
    assert!(why(leave(None)).contains("already"));
    let page = office.page(&office.keyworker, amina).unwrap();
    assert_eq!((page.enrolments[0].end, page.enrolments[0].destination), (Some(left), Some(college)));
    assert_eq!(page.assignments[0].end, Some(left));
    let weeks = page.follow_ups.iter().find(|told| told.stage == "four-weeks").unwrap().clone();
    let months = page.follow_ups.iter().find(|told| told.stage == "six-months").unwrap().clone();
    assert_eq!((weeks.due, months.due), (day("2022-10-28"), day("2023-03-30")));
    let answer = |from: &FollowUp, after: &FollowUp| {
        leaving::answer(&office.workspace, &office.keyworker, &office.form(), &version(from), after)
    };
    let reached = FollowUp {
        result: Some("reached".to_owned()),
        as_of: Some(day("2022-10-20")),
        destination: Some(college),
        ..weeks.clone()
    };
    assert!(
        why(answer(&weeks, &FollowUp { as_of: Some(day("2022-11-20")), ..reached.clone() })).contains("counts here")
    );
    assert!(
        why(answer(&weeks, &FollowUp { destination: None, ..reached.clone() })).contains("say what they were doing")
    );
    saved(answer(&weeks, &reached).unwrap());
    let stored =
        office.page(&office.keyworker, amina).unwrap().follow_ups.into_iter().find(|told| told.id == weeks.id).unwrap();
    assert!(
        why(answer(&stored, &FollowUp { as_of: Some(day("2022-10-01")), ..stored.clone() }))
            .contains("the last one counts")
    );
    saved(answer(&months, &FollowUp { result: Some("not-reached".to_owned()), ..months.clone() }).unwrap());
    assert_eq!(office.count("follow-up"), 2.0, "who could not be reached is counted, apart");
    let found = counted::counted(&office, FactKind::FollowUp, Dimension::Destination);
    let label = office.workspace.catalogue().programme(KEY).unwrap().label(college).unwrap();
    assert_eq!(found, [(label, 1), ("Not recorded".to_owned(), 1)], "by what was found, not by where they meant to go");
    let back = |on: &str| {
        leaving::come_back(&office.workspace, &office.keyworker, &office.form(), amina, office.programme, day(on))
    };
    assert!(why(back("2022-09-30")).contains("not after they left"));
    back("2023-05-01").unwrap();
    assert_eq!(office.count("follow-up"), 0.0, "an earlier leaving's follow-ups do not count any more");
    assert!(why(back("2023-05-02")).contains("have not left"));
}

#[db_test]
fn two_people_editing_one_record_see_both(db: Db) {
    let office = Office::open(db);
    let amina = office.amina();
    let before = office.page(&office.keyworker, amina).unwrap().person;
    let change = |who: &Actor, after: &Person| {
        people::change(&office.workspace, who, &office.form(), office.programme, &version(&before), after).unwrap()
    };
    saved(change(&office.keyworker, &Person { phone: Some("0113 496 0000".to_owned()), ..before.clone() }));
    match change(&office.colleague, &Person { alert: None, ..before.clone() }) {
        Saved::Conflict { theirs, by, .. } => {
            assert_eq!((theirs.phone.as_deref(), by.as_str()), (Some("0113 496 0000"), "kim"));
        }
        Saved::Done(_) => panic!("the other's change would be lost"),
    }
}

#[db_test]
fn what_was_done_can_be_undone_for_a_while(db: Db) {
    let office = Office::open(db);
    let amina = office.amina();
    let logged = interactions::log(
        &office.workspace,
        &office.keyworker,
        &office.form(),
        &office.log(amina, &["iag", "cv-writing"], "2022-03-02"),
    )
    .unwrap();
    let undo = |who: &Actor, made: Made| submissions::undo(&office.workspace, who, made.submission);
    assert!(why(undo(&office.colleague, logged)).contains("only whoever did it"));
    undo(&office.keyworker, logged).unwrap();
    assert_eq!((office.count("interaction"), office.count("further-service")), (0.0, 0.0));
    undo(&office.keyworker, logged).expect("undone once, however often it is asked");
    let before = office.page(&office.keyworker, amina).unwrap().person;
    let moved = Person { phone: Some("01632 960001".to_owned()), alert: None, ..before.clone() };
    let made = saved(
        people::change(
            &office.workspace,
            &office.keyworker,
            &office.form(),
            office.programme,
            &version(&before),
            &moved,
        )
        .unwrap(),
    );
    undo(&office.keyworker, made).unwrap();
    assert_eq!(office.page(&office.keyworker, amina).unwrap().person, before, "everything is as it was");
    let left = leaving::leave(
        &office.workspace,
        &office.keyworker,
        &office.form(),
        &Leaving::new(amina, office.programme, day("2022-09-30"), "achieved"),
        None,
    )
    .unwrap();
    undo(&office.keyworker, left).unwrap();
    let page = office.page(&office.keyworker, amina).unwrap();
    assert!(page.enrolments[0].end.is_none() && page.follow_ups.is_empty() && page.assignments[0].end.is_none());
    let plan = office.add(&Plan::new(amina, office.programme, day("2022-03-10"))).unwrap();
    let stored = office.page(&office.keyworker, amina).unwrap().plans.remove(0);
    plans::add_action(&office.workspace, &office.keyworker, &office.form(), &Action::new(&stored, "Ring")).unwrap();
    assert!(why(undo(&office.keyworker, plan)).contains("belongs to it"));
    let newcomer = people::register(&office.workspace, &office.keyworker, &office.form(), &office.newcomer()).unwrap();
    undo(&office.keyworker, newcomer).unwrap();
    assert!(office.page(&office.keyworker, newcomer.record).is_none());
}

#[db_test]
fn the_home_page_says_what_is_due_and_who_has_gone_quiet(db: Db) {
    let office = Office::open(db);
    let (amina, me) = (office.amina(), office.keyworker.id().unwrap());
    office
        .add(&Plan { next_review: Some(day("2022-06-10")), ..Plan::new(amina, office.programme, day("2022-03-10")) })
        .unwrap();
    let plan = office.page(&office.keyworker, amina).unwrap().plans.remove(0);
    let ring = Action { due: Some(day("2022-03-20")), ..Action::new(&plan, "Ring the college") };
    plans::add_action(&office.workspace, &office.keyworker, &office.form(), &ring).unwrap();
    let meeting = Appointment {
        time: Some("14:30".to_owned()),
        ..Appointment::new(amina, office.programme, me, day("2023-05-15"))
    };
    office.add(&meeting).unwrap();
    assert!(why(office.add(&Appointment { time: Some("25:00".to_owned()), ..meeting })).contains("not a time of day"));
    due::open(&office.workspace, &office.keyworker, amina).unwrap();
    let home = office
        .workspace
        .read(|reader| due::day(reader, &office.workspace, &office.keyworker.scope(), me, due::QUIET))
        .unwrap();
    assert_eq!(
        (home.people.len(), home.appointments.len(), home.due.len(), home.quiet.len(), home.opened.len()),
        (1, 1, 2, 1, 1)
    );
    assert_eq!(home.appointments[0].text, "14:30");
    interactions::log(&office.workspace, &office.keyworker, &office.form(), &office.log(amina, &["iag"], "2023-05-12"))
        .unwrap();
    let home = office
        .workspace
        .read(|reader| due::day(reader, &office.workspace, &office.keyworker.scope(), me, due::QUIET))
        .unwrap();
    assert!(home.quiet.is_empty());
    let team = office
        .workspace
        .read(|reader| {
            due::team(reader, &office.workspace, &Actor::operator().scope(), &[office.programme], due::QUIET)
        })
        .unwrap();
    assert_eq!((team.len(), team[0].people, team[0].overdue()), (1, 1, 2));
}

#[db_test]
fn typing_is_kept_until_it_is_sent(db: Db) {
    let office = Office::open(db);
    let (amina, me) = (office.amina(), office.keyworker.id().unwrap());
    let find =
        || office.workspace.read(|reader| drafts::find(reader, &office.workspace, me, "log", Some(amina))).unwrap();
    let keep = |body: &str| drafts::keep(&office.workspace, &office.keyworker, "log", Some(amina), body).unwrap();
    keep("notes=She");
    keep("notes=She rang");
    assert_eq!(find().unwrap().body, "notes=She rang");
    keep("");
    assert!(find().is_none());
}

#[db_test]
fn nobody_writes_about_people_they_do_not_work_with(db: Db) {
    let office = Office::open(db);
    let amina = office.amina();
    let need = office.workspace.catalogue().programme(KEY).unwrap().terms(Vocabulary::Need).next().unwrap().id;
    let told = Need::new(amina, office.programme, need, day("2022-03-01"));
    let theirs = keeping::add(&office.workspace, &office.tutor, &office.form(), &told);
    assert!(matches!(theirs, Err(Error::NotFound { .. })), "not even that she is known is said");
    let foreign = Need { need: office.term(Vocabulary::Service, "iag"), ..told };
    assert!(why(office.add(&foreign)).contains("not one that this programme offers"));
    let asked = Characteristics {
        condition: Some("yes".to_owned()),
        limits: Some("a-lot".to_owned()),
        ..Characteristics::unasked(amina)
    };
    people::characterise(&office.workspace, &office.keyworker, &office.form(), office.programme, &asked).unwrap();
    assert_eq!(office.page(&office.keyworker, amina).unwrap().person.disability.as_deref(), Some("yes"));
}
