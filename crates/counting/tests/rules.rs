//! The rules that hold in every figure, each as something that happened in a programme.

use base::{Date, Grain, Id, Period};
use counting::{
    AgeAt, Count, Data, Dimension, Dossier, Engine, Enrolment, Fact, Facts, Fault, Filter, Group, Key, Loader, Person,
    Question, Schema, Tally, Value,
};

const STEPS: i64 = 1;
const TOGETHER: i64 = 2;
const NORTH: i64 = 20;
const SOUTH: i64 = 21;
const CV: i64 = 10;
const JOB: i64 = 11;
const FRIENDS: i64 = 12;

fn id(number: i64) -> Id {
    Id::from_number(number)
}

fn key(number: i64) -> Key {
    Key::Id(id(number))
}

fn day(text: &str) -> Option<Date> {
    text.parse().ok()
}

fn empty() -> Engine {
    Engine::empty(Schema::new(&["gender"], &["route"]))
}

/// What somebody of a gender has in the programme Steps.
fn somebody<'a>(number: i64, gender: &'a [Value<'a>], facts: &[Fact<'a>]) -> Dossier<'a> {
    let person = Person { born: day("1990-06-15"), attributes: gender };
    Dossier { id: Some(id(number)), person, enrolments: Vec::new(), facts: facts.to_vec() }
}

fn outcome(term: i64, partner: i64, date: &str) -> Fact<'static> {
    Fact { term: Some(id(term)), partner: Some(id(partner)), date: day(date), ..Fact::new(id(STEPS), "outcome") }
}

fn outcomes() -> Question {
    Question::of(Facts::kind("outcome"))
}

#[test]
fn someone_seen_by_two_partners_is_in_both_rows_and_once_in_the_total() {
    let facts = [outcome(CV, NORTH, "2021-05-01"), outcome(JOB, SOUTH, "2021-06-01"), outcome(CV, SOUTH, "2021-07-01")];
    let engine = empty().replace(&[somebody(1, &[], &facts), somebody(2, &[], &facts[1..2])]);
    let answer = engine.answer(&outcomes().by(Dimension::Partner)).unwrap();
    assert_eq!(answer.get(&[Some(&key(NORTH))]), Tally { people: 1, records: 1, ..Tally::default() });
    assert_eq!(answer.get(&[Some(&key(SOUTH))]), Tally { people: 2, records: 3, ..Tally::default() });
    assert_eq!(answer.total, Tally { people: 2, records: 4, ..Tally::default() });
}

#[test]
fn margins_are_counted_and_not_summed() {
    let facts = [outcome(CV, NORTH, "2021-05-01"), outcome(JOB, NORTH, "2021-06-01"), outcome(CV, SOUTH, "2021-07-01")];
    let engine = empty().replace(&[somebody(1, &[], &facts)]);
    let answer = engine.answer(&outcomes().by(Dimension::Partner).by(Dimension::Term)).unwrap();
    assert_eq!(answer.get(&[Some(&key(NORTH)), None]).people, 1);
    assert_eq!(answer.get(&[None, Some(&key(CV))]).people, 1);
    assert_eq!(answer.cells.iter().map(|cell| cell.people).sum::<u64>(), 3);
}

#[test]
fn somebody_in_two_programmes_is_one_person_of_both_together() {
    let there = Fact { programme: id(TOGETHER), ..outcome(CV, NORTH, "2022-05-01") };
    let engine = empty().replace(&[somebody(1, &[], &[outcome(CV, NORTH, "2021-05-01"), there])]);
    let answer = engine.answer(&outcomes().by(Dimension::Programme)).unwrap();
    assert_eq!(answer.cells.iter().map(|cell| cell.people).collect::<Vec<_>>(), [1, 1]);
    assert_eq!(answer.total, Tally { people: 1, records: 2, ..Tally::default() });
}

#[test]
fn someone_who_comes_back_is_the_same_participant_with_the_first_start() {
    let person = Person { born: day("1996-03-01"), attributes: &[] };
    let back = Enrolment { programme: id(STEPS), start: day("2021-09-01"), attributes: &[Value::Text("self")] };
    let first = Enrolment { programme: id(STEPS), start: day("2020-09-01"), attributes: &[Value::Text("agency")] };
    let facts = vec![Fact::new(id(STEPS), "enrolment"), Fact::new(id(STEPS), "enrolment")];
    let engine = empty().replace(&[Dossier { id: Some(id(1)), person, enrolments: vec![back, first], facts }]);
    let enrolled = Question::of(Facts::kind("enrolment"));
    let by_age = engine.answer(&enrolled.clone().by(Dimension::age(&[25]))).unwrap();
    assert_eq!(by_age.axes, [[Key::Age(0)]], "24 on the first start, though 25 on coming back");
    assert_eq!(by_age.total.people, 1);
    assert_eq!(engine.answer(&enrolled.by(Dimension::attribute("route"))).unwrap().axes, [[Key::text("agency")]]);
}

#[test]
fn not_stated_prefer_not_to_say_and_not_asked_are_three_rows() {
    let outcome = [outcome(CV, NORTH, "2021-05-01")];
    let (stated, said) = ([Value::Text("not-stated")], [Value::Text("prefer-not-to-say")]);
    let engine =
        empty().replace(&[somebody(1, &stated, &outcome), somebody(2, &said, &outcome), somebody(3, &[], &outcome)]);
    let answer = engine.answer(&outcomes().by(Dimension::attribute("gender"))).unwrap();
    assert_eq!(answer.axes[0], [Key::text("not-stated"), Key::text("prefer-not-to-say"), Key::Missing]);
    assert!(answer.cells.iter().all(|cell| cell.people == 1));
}

#[test]
fn a_head_count_is_records_and_heads_but_never_people() {
    let heads = Fact { quantity: Some(200), ..Fact::new(id(STEPS), "session") };
    let engine = empty().replace(&[Dossier { facts: vec![heads], ..Dossier::default() }]);
    let answer = engine.answer(&Question::of(Facts::kind("session")).count(Count::ALL)).unwrap();
    assert_eq!(answer.total, Tally { people: 0, records: 1, quantity: 200, measured: 1 });
    assert_eq!(answer.total.mean(), Some(200.0));
}

#[test]
fn nothing_yet_is_not_zero_and_neither_is_filtered_out() {
    let engine = empty().replace(&[somebody(1, &[], &[outcome(CV, NORTH, "2021-05-01")])]);
    let data = |facts: Facts| engine.answer(&Question::of(facts)).unwrap().data;
    assert_eq!(data(Facts::kind("outcome")), Data::Counted);
    assert_eq!(data(Facts::kind("leaving")), Data::NotCollected);
    assert_eq!(data(Facts::kind("outcome").terms([id(JOB)])), Data::NotCollected);
    let south = Facts::kind("outcome").filter(Filter::In(Dimension::Partner, vec![key(SOUTH)]));
    assert_eq!(data(south), Data::FilteredOut { since: day("2021-05-01") });
    let elsewhere = Facts::kind("outcome").filter(Filter::In(Dimension::Programme, vec![key(TOGETHER)]));
    assert_eq!(data(elsewhere), Data::NotCollected);
    assert_eq!(engine.since("outcome", Some(id(STEPS))), day("2021-05-01"));
    assert_eq!(engine.since("outcome", Some(id(TOGETHER))), None);
}

#[test]
fn core_and_non_core_overlap_in_those_who_have_both() {
    let both = [outcome(CV, NORTH, "2021-05-01"), outcome(FRIENDS, NORTH, "2021-06-01")];
    let engine =
        empty().replace(&[somebody(1, &[], &both), somebody(2, &[], &both[..1]), somebody(3, &[], &both[1..])]);
    let (core, other) = (Facts::kind("outcome").terms([id(CV), id(JOB)]), Facts::kind("outcome").terms([id(FRIENDS)]));
    let people = |facts: Facts| engine.answer(&Question::of(facts)).unwrap().total.people;
    assert_eq!((people(core.clone()), people(other.clone())), (2, 2));
    assert_eq!(people(core.clone().filter(Filter::Has(other.clone()))), 1);
    assert_eq!(people(core.filter(Filter::HasNot(other))), 1);
    let groups = vec![Group { name: "core".to_owned(), keys: vec![key(CV), key(JOB)] }];
    let answer = engine.answer(&outcomes().by(Dimension::Grouped(Box::new(Dimension::Term), groups))).unwrap();
    assert_eq!(answer.axes[0], [Key::text("core"), Key::None]);
    assert_eq!(answer.cells.iter().map(|cell| cell.people).collect::<Vec<_>>(), [2, 2]);
    assert_eq!(answer.total.people, 3);
}

#[test]
fn outcomes_are_told_by_the_services_that_the_same_people_had() {
    let service = |term| Fact { term: Some(id(term)), ..Fact::new(id(STEPS), "interaction") };
    let engine = empty().replace(&[
        somebody(1, &[], &[outcome(CV, NORTH, "2021-05-01"), service(50), service(51)]),
        somebody(2, &[], &[outcome(CV, NORTH, "2021-05-01"), service(51)]),
        somebody(3, &[], &[outcome(JOB, NORTH, "2021-05-01")]),
    ]);
    let services = Dimension::also(Dimension::Term, Facts::kind("interaction"));
    let answer = engine.answer(&outcomes().by(Dimension::Term).by(services)).unwrap();
    let people = |term, service: Key| answer.get(&[Some(&key(term)), Some(&service)]).people;
    assert_eq!((people(CV, key(50)), people(CV, key(51)), people(JOB, Key::None)), (1, 2, 1));
    assert_eq!(answer.get(&[Some(&key(CV)), None]).people, 2);
}

#[test]
fn cumulatively_a_person_counts_from_their_first_quarter_on_and_quiet_quarters_stay() {
    let engine = empty().replace(&[
        somebody(1, &[], &[outcome(CV, NORTH, "2021-02-01"), outcome(CV, NORTH, "2021-11-01")]),
        somebody(2, &[], &[outcome(CV, SOUTH, "2021-11-01")]),
    ]);
    let by_quarter = outcomes().by(Dimension::Period(Grain::Quarter));
    let people = |question: &Question| -> Vec<u64> {
        engine.answer(question).unwrap().cells.iter().map(|cell| cell.people).collect()
    };
    assert_eq!(people(&by_quarter), [1, 0, 0, 2]);
    assert_eq!(people(&by_quarter.clone().cumulative()), [1, 1, 1, 2]);
    let mut shown = by_quarter.cumulative();
    shown.of.over = Some(Period { start: day("2021-10-01").unwrap(), end: day("2021-12-31").unwrap() });
    assert_eq!(people(&shown), [2], "what came before counts, though its quarters are not shown");
}

#[test]
fn age_is_taken_at_the_start_on_a_stated_day_or_on_the_day_of_the_fact() {
    let person = Person { born: day("1996-06-15"), attributes: &[] };
    let enrolments = vec![Enrolment { programme: id(STEPS), start: day("2021-06-14"), attributes: &[] }];
    let facts = vec![outcome(CV, NORTH, "2021-06-15")];
    let engine = empty().replace(&[Dossier { id: Some(id(1)), person, enrolments, facts }]);
    let band =
        |at| engine.answer(&outcomes().by(Dimension::Age { bands: vec![25, 26], at })).unwrap().axes[0][0].clone();
    assert_eq!(band(AgeAt::Start), Key::Age(0));
    assert_eq!(band(AgeAt::Fact), Key::Age(25));
    assert_eq!(band(AgeAt::On("2022-06-15".parse().unwrap())), Key::Age(26));
}

#[test]
fn behind_a_number_are_its_people_and_its_records() {
    let facts = [outcome(CV, NORTH, "2021-05-01"), outcome(JOB, SOUTH, "2021-06-01"), outcome(CV, SOUTH, "2021-07-01")];
    let dossiers = [somebody(1, &[], &facts), somebody(2, &[], &facts[1..2])];
    let engine = empty().replace(&dossiers);
    let question = outcomes().by(Dimension::Partner);
    let south = question.behind(&[Some(key(SOUTH))]);
    assert_eq!(engine.people(&south, None, 10).unwrap(), [id(1), id(2)]);
    assert_eq!(engine.people(&south, Some(id(1)), 10).unwrap(), [id(2)]);
    let traced = engine.trace(&south, &dossiers).unwrap();
    assert_eq!(traced.iter().map(|one| (one.dossier, one.fact)).collect::<Vec<_>>(), [(0, 1), (0, 2), (1, 0)]);
    assert!(traced.iter().all(|one| one.rows == [[key(SOUTH)]]));
}

#[test]
fn a_saved_change_is_in_the_next_answer_and_not_in_one_already_begun() {
    let before = empty();
    let saved = before.replace(&[somebody(1, &[], &[outcome(CV, NORTH, "2021-05-01")])]);
    assert_eq!(before.answer(&outcomes()).unwrap().total.people, 0);
    assert_eq!(saved.answer(&outcomes()).unwrap().total.people, 1);
    let removed = saved.replace(&[Dossier { id: Some(id(1)), ..Dossier::default() }]);
    assert_eq!(removed.answer(&outcomes()).unwrap().data, Data::NotCollected);
}

#[test]
fn a_date_before_1900_is_counted_like_any_other() {
    let each = |date| [outcome(CV, NORTH, date), outcome(CV, NORTH, date), outcome(CV, NORTH, date)];
    let engine = empty().replace(&[somebody(1, &[], &[each("1899-12-31"), each("1900-01-01")].concat())]);
    let answer = engine.answer(&outcomes().by(Dimension::Period(Grain::CalendarYear))).unwrap();
    assert_eq!(answer.axes[0], [Key::Period(Grain::CalendarYear, 1899), Key::Period(Grain::CalendarYear, 1900)]);
    assert!(answer.cells.iter().all(|cell| (cell.people, cell.records) == (1, 3)));
}

#[test]
fn what_cannot_be_answered_is_refused_with_what_to_do() {
    let mut loader = Loader::new(Schema::default());
    for number in 0..3000 {
        let fact = Fact { term: Some(id(number)), worker: Some(id(number)), ..Fact::new(id(STEPS), "interaction") };
        loader.fact(Some(id(number)), &fact);
    }
    let engine = loader.finish();
    let all = || Question::of(Facts::default());
    let refused = |question: Question| engine.answer(&question).unwrap_err();
    let vast = refused(all().by(Dimension::Term).by(Dimension::Worker));
    assert!(matches!(vast, Fault::TooLarge { cells: 9_000_000, .. }), "{vast}");
    assert!(vast.to_string().contains("fewer values of"), "{vast}");
    assert_eq!(refused(all().by(Dimension::attribute("shoe-size"))), Fault::UnknownAttribute("shoe-size".to_owned()));
    let three = all().by(Dimension::Kind).by(Dimension::Kind).by(Dimension::Kind);
    assert_eq!(refused(three), Fault::TooManyDimensions(3));
    let twice = all().by(Dimension::Period(Grain::Month)).by(Dimension::Period(Grain::Quarter)).cumulative();
    assert_eq!(refused(twice), Fault::TwoPeriods);
    let nested = Dimension::also(Dimension::also(Dimension::Term, Facts::default()), Facts::default());
    assert_eq!(refused(all().by(nested)), Fault::Nested);
}

#[test]
fn the_first_record_of_a_kind_is_known_for_each_programme_and_after_every_change() {
    let other = |day: &str| Fact { programme: id(TOGETHER), ..outcome(CV, NORTH, day) };
    let early = [outcome(CV, NORTH, "2021-05-01"), other("2021-03-01"), Fact::new(id(STEPS), "outcome")];
    let engine = empty().replace(&[somebody(1, &[], &early), somebody(2, &[], &[outcome(JOB, SOUTH, "1899-12-31")])]);
    assert_eq!(engine.since("outcome", Some(id(STEPS))), day("1899-12-31"));
    assert_eq!(engine.since("outcome", Some(id(TOGETHER))), day("2021-03-01"));
    assert_eq!(engine.since("interaction", None), None);
    let engine = engine.replace(&[somebody(2, &[], &[])]);
    assert_eq!(engine.since("outcome", Some(id(STEPS))), day("2021-05-01"));
    assert_eq!(engine.since("outcome", None), day("2021-03-01"));
}

#[test]
fn cumulatively_somebody_recorded_before_1900_counts_from_then_on() {
    let facts = [outcome(CV, NORTH, "1901-02-01"), outcome(CV, NORTH, "1899-02-01")];
    let engine = empty().replace(&[somebody(1, &[], &facts)]);
    let years = Dimension::Period(Grain::CalendarYear);
    let question = outcomes().count(Count::PEOPLE).by(years.clone()).by(Dimension::Partner).cumulative();
    let answer = engine.answer(&question).unwrap();
    let people: Vec<u64> = answer.cells.iter().map(|tally| tally.people).collect();
    assert_eq!(people, [1; 3]);
}
