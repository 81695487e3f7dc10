//! What is written down of one participant is counted by everything that a manager asks: rung, need, barrier, goal, channel, worker,
//! destination, first time or again.

use crate::office::{Office, day, saved};
use base::Actor;
use db::{Db, db_test};
use definition::{Count, Dimension, FactKind, Figure, Filter, Of, Vocabulary};
use records::assignments::{self, Assignment};
use records::barriers::Barrier;
use records::capacities::Capacity;
use records::figures::{Narrowing, Number, answers, compare_figures};
use records::interactions::{self, Log};
use records::keeping::{self, version};
use records::ladder::{self, Move};
use records::leaving::{self, Leaving};
use records::needs::Need;
use records::plans::{self, Goal, Plan};
use records::programmes;
use records::support::Support;

/// The rows of a question, each with its label and number, that engine and SQL agree on.
pub fn counted(office: &Office, of: FactKind, by: Dimension) -> Vec<(String, i64)> {
    let catalogue = office.workspace.catalogue();
    let entry = catalogue.programme(crate::KEY).unwrap();
    let figure = Figure { of: Of::kind(of), by: vec![by], count: Count::Records, base: None, ..Figure::participants() };
    let scope = Actor::operator().scope();
    let compared =
        compare_figures(&office.workspace, &scope, &catalogue, entry, std::slice::from_ref(&figure)).unwrap();
    for cell in &compared {
        assert_eq!(cell.engine, cell.sql, "{cell}");
    }
    let tables = answers(&office.workspace, &scope, crate::KEY, &[figure], &Narrowing::default()).unwrap();
    let rows = tables[0].rows.iter().filter_map(|row| match row.value {
        Number::Whole(number) if number > 0 => Some((row.label.join(", "), number)),
        _ => None,
    });
    rows.collect()
}

#[db_test]
fn one_participants_course_counts_in_every_way_that_is_asked(db: Db) {
    let office = Office::open(db);
    let amina = office.amina();
    let catalogue = office.workspace.catalogue();
    let entry = catalogue.programme(crate::KEY).unwrap();
    let first = |vocabulary| entry.terms(vocabulary).next().unwrap();
    let (need, barrier, area) = (first(Vocabulary::Need), first(Vocabulary::Barrier), first(Vocabulary::GoalArea));
    let (rung, horizon, gone) = (first(Vocabulary::Rung), first(Vocabulary::Horizon), first(Vocabulary::Destination));
    let one = |label: &str| vec![(label.to_owned(), 1)];

    let told = Log { channel: Some("phone".to_owned()), ..office.log(amina, &["iag"], "2022-03-02") };
    interactions::log(&office.workspace, &office.keyworker, &office.form(), &told).unwrap();
    assert_eq!(counted(&office, FactKind::Interaction, Dimension::State), one("Phone"), "by channel");
    assert_eq!(counted(&office, FactKind::Interaction, Dimension::Worker), one("kim"), "by who gave the support");
    assert_eq!(counted(&office, FactKind::Enrolment, Dimension::Worker), one("kim"), "people by keyworker");

    let step = Move::new(amina, office.programme, rung.id, day("2022-03-02"));
    ladder::step(&office.workspace, &office.keyworker, &office.form(), &step).unwrap();
    assert_eq!(counted(&office, FactKind::Rung, Dimension::Rung), one(&rung.label));
    assert_eq!(counted(&office, FactKind::Enrolment, Dimension::Rung), one(&rung.label), "people by rung");

    let found = Need { met: Some(day("2022-03-09")), ..Need::new(amina, office.programme, need.id, day("2022-03-01")) };
    office.add(&found).unwrap();
    for kind in [FactKind::Need, FactKind::NeedMet, FactKind::Enrolment] {
        assert_eq!(counted(&office, kind, Dimension::Need), one(&need.label));
    }

    office.add(&Barrier::new(amina, office.programme, barrier.id, day("2022-03-01"))).unwrap();
    assert!(counted(&office, FactKind::BarrierRemoved, Dimension::Barrier).is_empty());
    let stands = office.page(&office.keyworker, amina).unwrap().barriers.remove(0);
    let fallen = Barrier { removed: Some(day("2022-05-01")), ..stands.clone() };
    saved(keeping::change(&office.workspace, &office.keyworker, &office.form(), &version(&stands), &fallen).unwrap());
    for kind in [FactKind::Barrier, FactKind::BarrierRemoved] {
        assert_eq!(counted(&office, kind, Dimension::Barrier), one(&barrier.label));
    }

    office.add(&Plan::new(amina, office.programme, day("2022-03-10"))).unwrap();
    let plan = office.page(&office.keyworker, amina).unwrap().plans.remove(0);
    let goal = Goal {
        area: Some(area.id),
        horizon: Some(horizon.id),
        specific: "Write a CV".to_owned(),
        measurable: "It is sent".to_owned(),
        achievable: "A group helps".to_owned(),
        relevant: "To work".to_owned(),
        status: "achieved".to_owned(),
        status_on: Some(day("2022-04-20")),
        ..Goal::new(&plan, day("2022-03-10"), day("2022-05-01"))
    };
    plans::add_goal(&office.workspace, &office.keyworker, &office.form(), &goal, None).unwrap();
    for kind in [FactKind::Goal, FactKind::GoalAchieved] {
        assert_eq!(counted(&office, kind, Dimension::GoalArea), one(&area.label));
        assert_eq!(counted(&office, kind, Dimension::Horizon), one(&horizon.label));
    }

    office.add(&Capacity::new(amina, office.programme, "volunteer", day("2022-06-01"))).unwrap();
    assert_eq!(counted(&office, FactKind::Capacity, Dimension::State), one("Volunteer"), "who became a volunteer");
    let again = Capacity::new(amina, office.programme, "volunteer", day("2022-07-01"));
    assert!(crate::office::why(office.add(&again)).contains("in this role since 2022-06-01 already"));
    let before =
        Capacity { end: Some(day("2022-05-31")), ..Capacity::new(amina, office.programme, "staff", day("2022-06-01")) };
    assert!(crate::office::why(office.add(&before)).contains("is before"));

    let left = Leaving::new(amina, office.programme, day("2022-09-30"), "achieved");
    leaving::leave(&office.workspace, &office.keyworker, &office.form(), &left, Some(gone.id)).unwrap();
    assert_eq!(counted(&office, FactKind::Leaving, Dimension::Destination), one(&gone.label));
}

#[db_test]
fn a_service_had_for_the_first_time_is_told_from_one_had_again(db: Db) {
    let office = Office::open(db);
    let (amina, bo) = (office.amina(), office.amina());
    let log = |person, services: &[&str], date| {
        interactions::log(&office.workspace, &office.keyworker, &office.form(), &office.log(person, services, date))
            .unwrap();
    };
    let by = |of| counted(&office, of, Dimension::Turn);
    let told = |first: i64, again: i64| vec![("First time".to_owned(), first), ("Again".to_owned(), again)];
    log(amina, &["iag"], "2022-03-02");
    log(amina, &["cv-writing"], "2022-03-02");
    log(amina, &["iag"], "2022-03-09");
    log(bo, &["iag"], "2022-03-09");
    assert_eq!(by(FactKind::Interaction), told(3, 1), "each service and person has a first time");
    assert_eq!(by(FactKind::Enrolment), told(2, 1), "two came, one of them came again for the same");

    // Written down late: what was first till now is so no more.
    log(amina, &["iag"], "2022-03-01");
    assert_eq!(by(FactKind::Interaction), told(3, 2));
    // A service given beside another has been had, too.
    log(bo, &["iag", "job-search"], "2022-04-01");
    log(bo, &["job-search"], "2022-04-08");
    assert_eq!(by(FactKind::Interaction), told(3, 4));
}

#[db_test]
fn within_a_period_each_quarter_counts_everybody_until_then_and_no_quarter_before_it_is_invented(db: Db) {
    let office = Office::open(db);
    let amina = office.amina();
    for date in ["2022-03-02", "2022-04-06", "2022-08-03", "2022-08-10"] {
        interactions::log(&office.workspace, &office.keyworker, &office.form(), &office.log(amina, &["iag"], date))
            .unwrap();
    }
    let figure = Figure::from_parts([("of", "interaction"), ("count", "records"), ("by", "quarter")]).unwrap();
    let narrowing = Narrowing { over: "2022-04-01..2022-12-31".parse().ok(), cumulative: true, ..Narrowing::default() };
    assert!(narrowing.over.is_some());
    let scope = Actor::operator().scope();
    let table = answers(&office.workspace, &scope, crate::KEY, &[figure], &narrowing).unwrap().remove(0);
    let rows: Vec<(&str, Number)> = table.rows.iter().map(|row| (row.key[0].as_str(), row.value)).collect();
    assert_eq!(rows, [("2022-Q2", Number::Whole(2)), ("2022-Q3", Number::Whole(4)), ("2022-Q4", Number::Whole(4))]);
}

#[db_test]
fn money_is_told_in_pounds(db: Db) {
    let office = Office::open(db);
    let amina = office.amina();
    for pence in [1250, 1001] {
        let given =
            Support { value: Some(pence), ..Support::new(amina, office.programme, "food-parcel", day("2022-03-02")) };
        office.add(&given).unwrap();
    }
    let scope = Actor::operator().scope();
    let total = |count: &str| {
        let figure = Figure::from_parts([("of", "support"), ("count", count)]).unwrap();
        let table = answers(&office.workspace, &scope, crate::KEY, &[figure], &Narrowing::default()).unwrap().remove(0);
        (table.total, table.counted)
    };
    assert_eq!(total("total"), (Some(Number::Pounds(22.51)), "Pounds".to_owned()));
    assert_eq!(total("mean"), (Some(Number::Pounds(11.26)), "Mean pounds".to_owned()), "to the penny");
}

#[db_test]
fn terms_are_counted_in_groups_three_ways_and_two(db: Db) {
    let office = Office::open(db);
    let (amina, bo) = (office.amina(), office.amina());
    let log = |person, services: &[&str], date| {
        interactions::log(&office.workspace, &office.keyworker, &office.form(), &office.log(person, services, date))
            .unwrap();
    };
    log(amina, &["iag"], "2022-03-02");
    log(amina, &["cv-writing"], "2022-03-09");
    log(bo, &["job-search"], "2022-03-09");
    let body = format!(
        "{}\n[[grouping]]\nkey = \"sides\"\nlabel = \"Sides of support\"\nof = \"service\"\n\
         group = [{{ key = \"talk\", label = \"Talking\", members = [\"iag\"] }}, \
                  {{ key = \"work\", label = \"Towards work\", members = [\"cv-writing\", \"job-search\"] }}]\n\
         [[grouping]]\nkey = \"one-side\"\nlabel = \"One side\"\nof = \"service\"\n\
         group = [{{ key = \"talk\", label = \"Talking\", members = [\"iag\"] }}]\n",
        include_str!("../../../../programmes/positive-communities.toml")
    );
    let plan = programmes::plan(&office.workspace, "positive-communities.toml", &body).unwrap();
    programmes::apply(&office.workspace, &Actor::operator(), &plan).unwrap();
    let rows = |of: FactKind, count: Count, grouping: &str| {
        let parts = [("of", of.key()), ("count", count.key()), ("by", "service"), ("grouping", grouping)];
        let figure = Figure::from_parts(parts).unwrap();
        assert!(figure.check(&office.workspace.catalogue().programme(crate::KEY).unwrap().definition).is_empty());
        let scope = Actor::operator().scope();
        let mut tables = answers(&office.workspace, &scope, crate::KEY, &[figure], &Narrowing::default()).unwrap();
        let rows = tables.remove(0).rows.into_iter();
        rows.filter(|row| row.value != Number::Whole(0))
            .map(|row| (row.label[0].clone(), row.value))
            .collect::<Vec<_>>()
    };
    let told = |label: &str, number| (label.to_owned(), Number::Whole(number));
    let interactions = FactKind::Interaction;
    assert_eq!(rows(interactions, Count::Records, "sides"), [told("Talking", 1), told("Towards work", 2)]);
    assert_eq!(rows(interactions, Count::People, "sides"), [told("Talking", 1), told("Towards work", 2)]);
    assert_eq!(rows(interactions, Count::Records, "one-side"), [told("Talking", 1), told("None", 2)]);
    assert_eq!(
        rows(FactKind::Enrolment, Count::People, "sides"),
        [told("Talking", 1), told("Towards work", 2)],
        "participants, by what they had"
    );
}

#[db_test]
fn support_before_and_after_a_marked_event_is_told_apart(db: Db) {
    let office = Office::open(db);
    let amina = office.amina();
    let log = |date, channel: &str| {
        let told = Log { channel: Some(channel.to_owned()), ..office.log(amina, &["iag"], date) };
        interactions::log(&office.workspace, &office.keyworker, &office.form(), &told).unwrap();
    };
    for (date, channel) in [("2022-03-01", "in-person"), ("2022-03-31", "in-person"), ("2022-04-01", "phone")] {
        log(date, channel);
    }
    let body = format!(
        "{}\n[[marked-event]]\nkey = \"flood\"\nlabel = \"the flood\"\ndate = 2022-04-01\n\
         [[marked-event]]\nkey = \"reopening\"\nlabel = \"the reopening\"\ndate = 2022-09-01\n",
        include_str!("../../../../programmes/positive-communities.toml")
    );
    let plan = programmes::plan(&office.workspace, "positive-communities.toml", &body).unwrap();
    programmes::apply(&office.workspace, &Actor::operator(), &plan).unwrap();
    let told = |label: &str, number| (label.to_owned(), number);
    let flood = "From the flood (1 April 2022) until the reopening";
    assert_eq!(
        counted(&office, FactKind::Interaction, Dimension::Phase),
        [told("Before the flood", 2), told(flood, 1)],
        "the day itself counts as after"
    );

    let figure = Figure {
        of: Of::kind(FactKind::Interaction),
        by: vec![Dimension::Phase, Dimension::State],
        count: Count::Records,
        base: None,
        ..Figure::participants()
    };
    let scope = Actor::operator().scope();
    let table = |narrowing: &Narrowing| {
        answers(&office.workspace, &scope, crate::KEY, std::slice::from_ref(&figure), narrowing).unwrap().remove(0)
    };
    let all = table(&Narrowing::default());
    let at = |phase: &str, channel: &str| all.rows.iter().find(|row| row.key == [phase, channel]).map(|row| row.value);
    assert_eq!(at("before", "in-person"), Some(Number::Whole(2)));
    assert_eq!((at("flood", "in-person"), at("flood", "phone")), (Some(Number::Whole(0)), Some(Number::Whole(1))));
    assert_eq!(at("reopening", "phone"), Some(Number::Whole(0)), "nothing since is a true zero");
    assert!(all.notes.iter().any(|note| note.contains("different lengths")));
    let spring = table(&Narrowing { over: "2022-Q2".parse().ok(), ..Narrowing::default() });
    assert!(
        spring.rows.iter().all(|row| ["flood", "*"].contains(&row.key[0].as_str())),
        "only what lies in the period"
    );

    let narrowed = |phase: &str| {
        let filter = Filter { dimension: Dimension::Phase, values: vec![phase.to_owned()] };
        answers(
            &office.workspace,
            &scope,
            crate::KEY,
            std::slice::from_ref(&figure),
            &Narrowing { filters: vec![filter], ..Narrowing::default() },
        )
    };
    assert_eq!(narrowed("before").unwrap()[0].total, Some(Number::Whole(2)));
    assert_eq!(narrowed("none").unwrap()[0].total, Some(Number::Whole(0)), "all are dated");
    assert!(crate::office::why(narrowed("lockdown")).contains("before, flood, reopening"));
}

#[db_test]
fn first_with_us_is_what_a_partner_counts_whose_figures_are_of_its_own_work(db: Db) {
    let office = Office::open(db);
    let amina = office.amina();
    let log = |who, date| {
        interactions::log(&office.workspace, who, &office.form(), &office.log(amina, &["iag"], date)).unwrap();
    };
    log(&office.keyworker, "2022-03-02");
    let tutor = Assignment::new(amina, office.programme, office.tutor.id().unwrap(), "tutor", day("2022-03-05"));
    assignments::assign(&office.workspace, &office.keyworker, &office.form(), &tutor).unwrap();
    log(&office.tutor, "2022-03-09");
    let by = |who: &Actor| {
        let figure = Figure {
            of: Of::kind(FactKind::Interaction),
            by: vec![Dimension::Turn],
            count: Count::Records,
            base: None,
            ..Figure::participants()
        };
        let tables = answers(&office.workspace, &who.scope(), crate::KEY, &[figure], &Narrowing::default()).unwrap();
        let rows = tables[0].rows.iter().map(|row| (row.key[0].clone(), row.value)).collect::<Vec<_>>();
        (rows, tables[0].notes.iter().any(|note| note.contains("from their partner")))
    };
    let one = |key: &str| (key.to_owned(), Number::Whole(1));
    assert_eq!(by(&Actor::operator()), (vec![one("first"), one("repeat")], false));
    assert_eq!(by(&office.tutor), (vec![one("first")], true), "and the figure says so");
}
