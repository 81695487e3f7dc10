//! Whatever is asked of whatever facts, the engine says what a plain loop with sets says.
#![cfg(test)]

mod oracle;

use base::{Date, Grain, Id, Period};
use counting::{
    AgeAt, Answer, Before, Count, Data, Dimension, Engine, Fact, Facts, Filter, Group, Key, Loader, Question, Schema,
    Tally,
};
use oracle::{ENROLMENT_ATTRIBUTES, Own, PERSON_ATTRIBUTES, Somebody, cells, with_dossiers};
use proptest::prelude::*;

const KINDS: [&str; 4] = ["enrolment", "interaction", "outcome", "never-seen"];
const STATES: [&str; 2] = ["verified", "claimed"];

fn id(number: i64) -> Id {
    Id::from_number(number)
}

fn date() -> impl Strategy<Value = Date> {
    prop_oneof![
        12 => (0_i32..900).prop_map(|day| Date::constant(2019, 11, 20).checked_add(jiff_days(day)).unwrap()),
        1 => Just(Date::constant(2020, 2, 29)),
    ]
}

fn jiff_days(days: i32) -> std::time::Duration {
    std::time::Duration::from_secs(u64::from(days.unsigned_abs()) * 86_400)
}

fn born() -> impl Strategy<Value = Option<Date>> {
    proptest::option::weighted(
        0.8,
        (1940_i16..2022, 1_i8..13, 1_i8..30)
            .prop_map(|(year, month, day)| Date::new(year, month, day).unwrap_or(Date::constant(1996, 2, 29))),
    )
}

fn maybe(ids: std::ops::Range<i64>) -> impl Strategy<Value = Option<Id>> {
    proptest::option::weighted(0.8, ids.prop_map(id))
}

fn fact() -> impl Strategy<Value = Fact<'static>> {
    let what = (1_i64..4, 0_usize..3, maybe(10..16), maybe(20..24));
    let how = (maybe(30..33), maybe(40..43), proptest::option::weighted(0.9, date()), 0_usize..3);
    let quantity =
        proptest::option::weighted(0.7, prop_oneof![9 => -5_i64..300, 1 => -5_000_000_000_i64..5_000_000_000]);
    (what, how, quantity).prop_map(|((programme, kind, term, partner), (area, worker, date, state), quantity)| Fact {
        term,
        partner,
        area,
        worker,
        date,
        state: STATES.get(state).copied(),
        quantity,
        ..Fact::new(id(programme), KINDS[kind])
    })
}

fn own() -> impl Strategy<Value = Own> {
    prop_oneof![
        Just(Own::Missing),
        Just(Own::Text("a")),
        Just(Own::Text("b")),
        Just(Own::Text("not-stated")),
        Just(Own::Text("prefer-not-to-say")),
        (50_i64..53).prop_map(Own::Id),
    ]
}

fn somebody(most_facts: usize) -> impl Strategy<Value = Somebody> {
    let attributes = || proptest::collection::vec(own(), 0..=2);
    let enrolment = (1_i64..4, proptest::option::weighted(0.9, date()), attributes());
    let enrolments = proptest::collection::vec(enrolment, 0..4);
    let facts = proptest::collection::vec(fact(), 0..most_facts);
    let id = prop_oneof![15 => (1_i64..40).prop_map(Some), 1 => Just(None)];
    (id, born(), attributes(), enrolments, facts).prop_map(|(id, born, attributes, enrolments, facts)| {
        let enrolments = if id.is_some() { enrolments } else { Vec::new() };
        Somebody { id, born, attributes, enrolments, facts }
    })
}

/// People each of whom is there once.
fn people(most: usize) -> impl Strategy<Value = Vec<Somebody>> {
    with_facts(most, 9)
}

fn with_facts(most: usize, most_facts: usize) -> impl Strategy<Value = Vec<Somebody>> {
    proptest::collection::vec(somebody(most_facts), 0..most).prop_map(|mut people| {
        let mut known = std::collections::BTreeSet::new();
        people.retain(|one| known.insert(one.id));
        people
    })
}

fn grain() -> impl Strategy<Value = Grain> {
    proptest::sample::select(Grain::ALL.to_vec())
}

/// Up to three marked days, no two the same.
fn marked() -> impl Strategy<Value = Vec<(Date, String)>> {
    proptest::collection::btree_set(date(), 0..4)
        .prop_map(|days| days.into_iter().zip(["u", "v", "w"].map(str::to_owned)).collect())
}

fn plain() -> BoxedStrategy<Dimension> {
    let attribute = proptest::sample::select([PERSON_ATTRIBUTES, ENROLMENT_ATTRIBUTES].concat());
    let at = prop_oneof![Just(AgeAt::Start), Just(AgeAt::Fact), date().prop_map(AgeAt::On)];
    let ages = (proptest::collection::vec(0_u8..80, 0..4), at).prop_map(|(bands, at)| Dimension::Age { bands, at });
    let leaf = prop_oneof![
        4 => proptest::sample::select(vec![
            Dimension::Programme, Dimension::Kind, Dimension::Term, Dimension::Partner, Dimension::Area, Dimension::Worker,
            Dimension::State, Dimension::Turn(Before::WithAnybody), Dimension::Turn(Before::WithThePartner),
        ]),
        1 => grain().prop_map(Dimension::Period),
        1 => marked().prop_map(Dimension::Since),
        2 => attribute.prop_map(Dimension::attribute),
        1 => ages,
    ];
    let grouped = leaf.clone().prop_flat_map(|of| {
        let group =
            ("[xy]", proptest::collection::vec(key_of(&of), 0..3)).prop_map(|(name, keys)| Group { name, keys });
        proptest::collection::vec(group, 0..3).prop_map(move |groups| Dimension::Grouped(Box::new(of.clone()), groups))
    });
    prop_oneof![6 => leaf, 1 => grouped].boxed()
}

/// Some value that the dimension may have.
fn key_of(dimension: &Dimension) -> BoxedStrategy<Key> {
    let ids = |from: i64, to: i64| (from..to).prop_map(|number| Key::Id(id(number))).boxed();
    let likely = match dimension {
        Dimension::Programme => ids(1, 5),
        Dimension::Kind => proptest::sample::select(KINDS.to_vec()).prop_map(Key::text).boxed(),
        Dimension::Term => ids(10, 17),
        Dimension::Partner => ids(20, 24),
        Dimension::Area => ids(30, 33),
        Dimension::Worker => ids(40, 43),
        Dimension::State => proptest::sample::select(STATES.to_vec()).prop_map(Key::text).boxed(),
        Dimension::Turn(_) => proptest::sample::select(vec![Before::FIRST, Before::REPEAT]).prop_map(Key::text).boxed(),
        Dimension::Period(grain) => {
            let grain = *grain;
            date().prop_map(move |date| Key::Period(grain, grain.number(date))).boxed()
        }
        Dimension::Since(_) => "[uvw]".prop_map(|name| Key::text(&name)).boxed(),
        Dimension::Attribute(_) => prop_oneof![
            proptest::sample::select(vec!["a", "b", "not-stated", "never"]).prop_map(Key::text),
            (50_i64..53).prop_map(|number| Key::Id(id(number))),
        ]
        .boxed(),
        Dimension::Age { bands, .. } => {
            proptest::sample::select([&[0], bands.as_slice()].concat()).prop_map(Key::Age).boxed()
        }
        Dimension::Grouped(..) => "[xy]".prop_map(|name| Key::text(&name)).boxed(),
        Dimension::Also(of, _) => key_of(of),
    };
    prop_oneof![6 => likely, 1 => Just(Key::Missing), 1 => Just(Key::None)].boxed()
}

fn dimension(depth: u32) -> BoxedStrategy<Dimension> {
    if depth == 0 {
        return plain();
    }
    let also = (plain(), facts(depth - 1)).prop_map(|(of, facts)| Dimension::also(of, facts));
    prop_oneof![4 => plain(), 1 => also].boxed()
}

fn filter(depth: u32) -> BoxedStrategy<Filter> {
    let on = dimension(depth).prop_flat_map(|dimension| {
        let keys = proptest::collection::vec(key_of(&dimension), 0..5);
        (any::<bool>(), keys).prop_map(move |(within, keys)| match within {
            true => Filter::In(dimension.clone(), keys),
            false => Filter::NotIn(dimension.clone(), keys),
        })
    });
    if depth == 0 {
        return on.boxed();
    }
    prop_oneof![
        4 => on,
        1 => facts(depth - 1).prop_map(Filter::Has),
        1 => facts(depth - 1).prop_map(Filter::HasNot),
    ]
    .boxed()
}

fn facts(depth: u32) -> BoxedStrategy<Facts> {
    let kinds = proptest::collection::vec(proptest::sample::select(KINDS.to_vec()).prop_map(str::to_owned), 0..3);
    let terms = proptest::option::weighted(0.3, proptest::collection::vec((10_i64..17).prop_map(id), 0..5));
    let filters = proptest::collection::vec(filter(depth), 0..3);
    let over =
        proptest::option::weighted(0.3, (date(), date()).prop_map(|(a, b)| Period { start: a.min(b), end: a.max(b) }));
    (kinds, terms, filters, over)
        .prop_map(|(kinds, terms, filters, over)| Facts { kinds, terms, filters, over })
        .boxed()
}

fn question() -> impl Strategy<Value = Question> {
    let count = proptest::sample::select(vec![
        Count::PEOPLE,
        Count::RECORDS,
        Count::PEOPLE_AND_RECORDS,
        Count::QUANTITY,
        Count::ALL,
        Count::ALL,
    ]);
    let by = proptest::collection::vec(prop_oneof![3 => dimension(2), 1 => grain().prop_map(Dimension::Period)], 0..3);
    (count, facts(2), by, any::<bool>(), proptest::option::weighted(0.3, facts(1))).prop_map(
        |(count, of, by, cumulative, base)| {
            let periods = by.iter().filter(|by| matches!(by, Dimension::Period(_))).count();
            Question { count, of, by, cumulative: cumulative && periods < 2, base }
        },
    )
}

fn schema() -> Schema {
    Schema::new(&PERSON_ATTRIBUTES, &ENROLMENT_ATTRIBUTES)
}

/// An engine of these people, loaded facts first and backwards.
fn loaded(people: &[Somebody]) -> Engine {
    loaded_together(people, 3)
}

fn loaded_together(people: &[Somebody], together: usize) -> Engine {
    with_dossiers(people, |dossiers| {
        let mut loader = Loader::new(schema()).people_together(together);
        for dossier in dossiers.iter().rev() {
            dossier.facts.iter().for_each(|fact| loader.fact(dossier.id, fact));
        }
        for dossier in dossiers {
            let Some(id) = dossier.id else { continue };
            dossier.enrolments.iter().for_each(|enrolment| loader.enrolment(id, enrolment));
            loader.person(id, &dossier.person);
        }
        loader.finish()
    })
}

/// Fails unless the engine answers as the loop does.
fn agree(engine: &Engine, people: &[Somebody], question: &Question) -> Result<Answer, TestCaseError> {
    let answer = engine.answer(question).unwrap();
    let axis = question.by.iter().position(|by| matches!(by, Dimension::Period(_)));
    let periods: Vec<Key> = axis.map_or(Vec::new(), |axis| answer.axes[axis].clone());
    let expected = cells(people, question, &periods);
    let own: Vec<Vec<Option<Key>>> =
        answer.axes.iter().map(|keys| keys.iter().cloned().map(Some).chain([None]).collect()).collect();
    let mut found = oracle::Cells::new();
    let rows: &[Option<Key>] = own.first().map_or(&[None], |keys| keys);
    let columns: &[Option<Key>] = own.get(1).map_or(&[None], |keys| keys);
    for row in rows {
        for column in columns {
            let cell: Vec<Option<Key>> = [row.clone(), column.clone()].into_iter().take(question.by.len()).collect();
            let keys: Vec<Option<&Key>> = cell.iter().map(Option::as_ref).collect();
            let tally = answer.get(&keys);
            if tally != Tally::default() {
                found.insert(cell, tally);
            }
        }
    }
    prop_assert_eq!(found, expected, "{:#?}", answer);
    prop_assert_eq!(answer.base, question.base.as_ref().map(|base| oracle::people(people, base, false).len() as u64));
    prop_assert_eq!(answer.margins.len(), question.by.len());
    let rows: usize = answer.axes.iter().map(Vec::len).product();
    prop_assert_eq!(answer.cells.len(), rows);
    for (keys, by) in answer.axes.iter().zip(&question.by) {
        let numbers: Vec<i32> =
            keys.iter().filter_map(|key| if let Key::Period(_, n) = key { Some(*n) } else { None }).collect();
        prop_assert!(numbers.windows(2).all(|pair| pair[0] + 1 == pair[1]), "{:?} has gaps", keys);
        if let (Dimension::Period(grain), Some(over)) = (by, question.of.over) {
            let whole: Vec<i32> = (grain.number(over.start)..=grain.number(over.end)).collect();
            prop_assert_eq!(numbers, whole);
        }
    }
    Ok(answer)
}

/// Fails unless the data is there, or is not there, for the right reason.
fn right_reason(answer: &Answer, people: &[Somebody], question: &Question) -> Result<(), TestCaseError> {
    let all = || people.iter().flat_map(|one| one.facts.iter().map(move |fact| (one, fact)));
    let counts = all().any(|(one, fact)| oracle::satisfies(&question.of, one, fact, question.cumulative));
    let programmes = |filter: &&Filter| {
        matches!(filter, Filter::In(Dimension::Programme, _) | Filter::NotIn(Dimension::Programme, _))
    };
    let wide = Facts {
        over: None,
        filters: question.of.filters.iter().filter(programmes).cloned().collect(),
        ..question.of.clone()
    };
    let collected: Vec<_> = all().filter(|(one, fact)| oracle::satisfies(&wide, one, fact, false)).collect();
    let expected = match (counts, collected.is_empty()) {
        (true, _) => Data::Counted,
        (false, false) => Data::FilteredOut { since: collected.iter().filter_map(|(_, fact)| fact.date).min() },
        (false, true) => Data::NotCollected,
    };
    prop_assert_eq!(answer.data, expected);
    Ok(())
}

/// Fails unless behind every cell are the people and records that it counts.
fn records_behind(
    engine: &Engine,
    people: &[Somebody],
    question: &Question,
    answer: &Answer,
) -> Result<(), TestCaseError> {
    let mut cells: Vec<Vec<Option<Key>>> = vec![vec![None; question.by.len()]];
    for (axis, keys) in answer.axes.iter().enumerate() {
        for cell in cells.clone() {
            cells.extend(keys.iter().step_by(1 + keys.len() / 5).map(|key| {
                let mut cell = cell.clone();
                cell[axis] = Some(key.clone());
                cell
            }));
        }
    }
    for cell in cells {
        let keys: Vec<Option<&Key>> = cell.iter().map(Option::as_ref).collect();
        let behind = question.behind(&cell);
        let tally = answer.get(&keys);
        let total = engine.answer(&behind).unwrap().total;
        prop_assert_eq!(total, tally, "behind {:?}", cell);
        let listed = engine.people(&behind, None, usize::MAX).unwrap();
        let expected: Vec<Id> = oracle::people(people, &behind.of, behind.cumulative).into_iter().map(id).collect();
        prop_assert_eq!(&listed, &expected);
        if let Some(first) = listed.first() {
            prop_assert_eq!(engine.people(&behind, Some(*first), 2).unwrap(), &listed[1..listed.len().min(3)]);
        }
        let traced = with_dossiers(people, |dossiers| engine.trace(&behind, dossiers)).unwrap();
        if question.count.records {
            prop_assert_eq!(traced.len() as u64, tally.records);
        }
        for one in traced {
            let whose = &people[one.dossier];
            prop_assert!(oracle::satisfies(&behind.of, whose, &whose.facts[one.fact], behind.cumulative));
            for (by, rows) in behind.by.iter().zip(&one.rows) {
                match by {
                    Dimension::Also(..) => prop_assert!(!rows.is_empty()),
                    Dimension::Period(_) if behind.cumulative => prop_assert_eq!(rows.len(), 1),
                    plain => prop_assert_eq!(rows, &vec![oracle::key(plain, whose, &whose.facts[one.fact])]),
                }
            }
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, max_shrink_time: 15_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_question_has_the_answer_that_looking_at_each_record_gives(people in people(14), question in question()) {
        let engine = loaded(&people);
        let answer = agree(&engine, &people, &question)?;
        right_reason(&answer, &people, &question)?;
    }

    #[test]
    fn it_has_when_everybody_has_many_records_and_all_are_held_together(
        people in with_facts(12, 70),
        questions in proptest::collection::vec(question(), 6),
    ) {
        let engine = loaded_together(&people, 100);
        for question in questions {
            agree(&engine, &people, &question)?;
        }
    }

    #[test]
    fn behind_every_number_are_its_people_and_records(people in people(9), question in question()) {
        let engine = loaded(&people);
        let answer = agree(&engine, &people, &question)?;
        records_behind(&engine, &people, &question, &answer)?;
    }

    #[test]
    fn after_any_changes_the_answers_are_those_of_an_engine_loaded_afresh(
        before in people(14),
        changes in proptest::collection::vec(people(5), 1..4),
        questions in proptest::collection::vec(question(), 1..4),
        remembered in 0_usize..100_000,
    ) {
        let mut now: std::collections::BTreeMap<Option<i64>, Somebody> = before.iter().map(|one| (one.id, one.clone())).collect();
        let mut engine = loaded(&before).remembering(remembered);
        for change in &changes {
            // What it remembers of them now must not be what it says later.
            engine.answer_all(&questions).unwrap();
            engine = with_dossiers(change, |dossiers| engine.replace(dossiers));
            now.extend(change.iter().map(|one| (one.id, one.clone())));
        }
        let now: Vec<Somebody> = now.into_values().collect();
        for question in &questions {
            let answer = agree(&engine, &now, question)?;
            right_reason(&answer, &now, question)?;
        }
        let together = engine.answer_all(&questions).unwrap();
        let singly: Vec<Answer> = questions.iter().map(|question| engine.answer(question).unwrap()).collect();
        prop_assert_eq!(together, singly);
        let facts: usize = now.iter().map(|one| one.facts.len()).sum();
        prop_assert_eq!(engine.size().facts, facts as u64);
        // Everybody removed, nothing is left.
        let gone: Vec<Somebody> = now.iter().map(|one| Somebody { id: one.id, ..Somebody::default() }).collect();
        let empty = with_dossiers(&gone, |dossiers| engine.replace(dossiers)).size();
        prop_assert_eq!((empty.people, empty.facts), (0, 0));
    }
}
