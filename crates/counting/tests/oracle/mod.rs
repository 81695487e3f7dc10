//! The same answers as the engine's, found by looking at every fact for every cell with sets of people: slow and plain.

use base::{Date, Id, Period};
use counting::{
    AgeAt, Before, Dimension, Dossier, Enrolment, Fact, Facts, Filter, Key, Person, Question, Tally, Value,
};
use std::collections::{BTreeMap, BTreeSet};

pub const PERSON_ATTRIBUTES: [&str; 2] = ["gender", "ethnicity"];
pub const ENROLMENT_ATTRIBUTES: [&str; 2] = ["route", "lead"];

#[derive(Debug, Clone, PartialEq)]
pub enum Own {
    Missing,
    Id(i64),
    Text(&'static str),
}

impl Own {
    fn value(&self) -> Value<'_> {
        match self {
            Self::Missing => Value::Missing,
            Self::Id(id) => Value::Id(Id::from_number(*id)),
            Self::Text(text) => Value::Text(text),
        }
    }

    fn key(&self) -> Key {
        match self {
            Self::Missing => Key::Missing,
            Self::Id(id) => Key::Id(Id::from_number(*id)),
            Self::Text(text) => Key::text(text),
        }
    }
}

#[derive(Debug, Clone, Default)]
pub struct Somebody {
    pub id: Option<i64>,
    pub born: Option<Date>,
    pub attributes: Vec<Own>,
    pub enrolments: Vec<(i64, Option<Date>, Vec<Own>)>,
    pub facts: Vec<Fact<'static>>,
}

/// Calls with the values of attributes borrowed, as the engine wants them.
pub fn with_dossiers<R>(people: &[Somebody], then: impl FnOnce(&[Dossier<'_>]) -> R) -> R {
    let attributes: Vec<Vec<Value<'_>>> =
        people.iter().map(|one| one.attributes.iter().map(Own::value).collect()).collect();
    let of_enrolments: Vec<Vec<Vec<Value<'_>>>> = people
        .iter()
        .map(|one| one.enrolments.iter().map(|(.., own)| own.iter().map(Own::value).collect()).collect())
        .collect();
    let dossiers: Vec<Dossier<'_>> = people
        .iter()
        .enumerate()
        .map(|(at, one)| Dossier {
            id: one.id.map(Id::from_number),
            person: Person { born: one.born, attributes: &attributes[at] },
            enrolments: one
                .enrolments
                .iter()
                .zip(&of_enrolments[at])
                .map(|((programme, start, _), attributes)| Enrolment {
                    programme: Id::from_number(*programme),
                    start: *start,
                    attributes,
                })
                .collect(),
            facts: one.facts.clone(),
        })
        .collect();
    then(&dossiers)
}

/// The answer by cell, with `None` for the margins and the total.
pub type Cells = BTreeMap<Vec<Option<Key>>, Tally>;

/// Which cells each fact of each person counts in. `periods` are those of a cumulative table.
pub fn cells(people: &[Somebody], question: &Question, periods: &[Key]) -> Cells {
    let mut sets: BTreeMap<Vec<Option<Key>>, (BTreeSet<i64>, Tally)> = BTreeMap::new();
    for one in people {
        for fact in &one.facts {
            if !satisfies(&question.of, one, fact, question.cumulative) {
                continue;
            }
            let rows: Vec<Vec<Option<Key>>> = question
                .by
                .iter()
                .map(|by| {
                    let keys = match by {
                        Dimension::Also(of, facts) => also(of, facts, one),
                        Dimension::Period(grain) if question.cumulative => match fact.date {
                            None => vec![Key::Missing],
                            Some(date) => {
                                let ended = |key: &&Key| matches!(key, Key::Period(_, number) if grain.period(*number).unwrap().end >= date);
                                periods.iter().filter(ended).cloned().collect()
                            }
                        },
                        plain => vec![key(plain, one, fact)],
                    };
                    keys.into_iter().map(Some).chain([None]).collect()
                })
                .collect();
            for cell in product(&rows) {
                let (set, tally) = sets.entry(cell).or_default();
                set.extend(one.id);
                tally.records += 1;
                tally.quantity += fact.quantity.unwrap_or(0);
                tally.measured += u64::from(fact.quantity.is_some());
            }
        }
    }
    let wanted = |(set, tally): (BTreeSet<i64>, Tally)| Tally {
        people: if question.count.people { set.len() as u64 } else { 0 },
        records: if question.count.records { tally.records } else { 0 },
        quantity: if question.count.quantity { tally.quantity } else { 0 },
        measured: if question.count.quantity { tally.measured } else { 0 },
    };
    let cells = sets.into_iter().map(|(cell, sums)| (cell, wanted(sums)));
    cells.filter(|(_, tally)| *tally != Tally::default()).collect()
}

fn product(rows: &[Vec<Option<Key>>]) -> Vec<Vec<Option<Key>>> {
    rows.iter().fold(vec![vec![]], |cells, keys| {
        cells
            .iter()
            .flat_map(|cell| keys.iter().map(|key| cell.iter().cloned().chain([key.clone()]).collect()))
            .collect()
    })
}

/// The people in the total.
pub fn people(people: &[Somebody], facts: &Facts, cumulative: bool) -> BTreeSet<i64> {
    let counted = people.iter().filter(|one| one.facts.iter().any(|fact| satisfies(facts, one, fact, cumulative)));
    counted.filter_map(|one| one.id).collect()
}

fn has(one: &Somebody, facts: &Facts) -> bool {
    one.id.is_some() && one.facts.iter().any(|fact| satisfies(facts, one, fact, false))
}

fn also(of: &Dimension, facts: &Facts, one: &Somebody) -> Vec<Key> {
    let mut keys = BTreeSet::new();
    if one.id.is_some() {
        keys.extend(one.facts.iter().filter(|fact| satisfies(facts, one, fact, false)).map(|fact| key(of, one, fact)));
    }
    if keys.is_empty() {
        keys.insert(Key::None);
    }
    keys.into_iter().collect()
}

pub fn satisfies(facts: &Facts, one: &Somebody, fact: &Fact<'_>, cumulative: bool) -> bool {
    let kind = facts.kinds.is_empty() || facts.kinds.iter().any(|kind| kind == fact.kind);
    let term = facts.terms.as_ref().is_none_or(|terms| fact.term.is_some_and(|term| terms.contains(&term)));
    let over = facts
        .over
        .is_none_or(|Period { start, end }| fact.date.is_some_and(|date| date <= end && (cumulative || start <= date)));
    let values = |dimension: &Dimension| match dimension {
        Dimension::Also(of, facts) => also(of, facts, one),
        plain => vec![key(plain, one, fact)],
    };
    kind && term
        && over
        && facts.filters.iter().all(|filter| match filter {
            Filter::In(dimension, keys) => values(dimension).iter().any(|key| keys.contains(key)),
            Filter::NotIn(dimension, keys) => !values(dimension).iter().any(|key| keys.contains(key)),
            Filter::Has(facts) => has(one, facts),
            Filter::HasNot(facts) => !has(one, facts),
        })
}

pub fn key(dimension: &Dimension, one: &Somebody, fact: &Fact<'_>) -> Key {
    let id = |id: Option<Id>| id.map_or(Key::Missing, Key::Id);
    let known = one.id.is_some();
    let enrolment = one
        .enrolments
        .iter()
        .filter(|(programme, ..)| known && *programme == fact.programme.number())
        .min_by_key(|(_, start, _)| (start.is_none(), *start));
    match dimension {
        Dimension::Programme => Key::Id(fact.programme),
        Dimension::Kind => Key::text(fact.kind),
        Dimension::Term => id(fact.term),
        Dimension::Partner => id(fact.partner),
        Dimension::Area => id(fact.area),
        Dimension::Worker => id(fact.worker),
        Dimension::State => fact.state.map_or(Key::Missing, Key::text),
        Dimension::Turn(before) => match (fact.term, fact.date) {
            (Some(term), Some(date)) if known => {
                let same = |other: &&Fact<'_>| {
                    other.programme == fact.programme
                        && other.term == Some(term)
                        && (*before == Before::WithAnybody || other.partner == fact.partner)
                };
                let mut others = one.facts.iter().filter(same);
                let again = others.any(|other| other.date.is_some_and(|earlier| earlier < date));
                Key::text(if again { Before::REPEAT } else { Before::FIRST })
            }
            _ => Key::Missing,
        },
        Dimension::Period(grain) => fact.date.map_or(Key::Missing, |date| Key::Period(*grain, grain.number(date))),
        Dimension::Since(marked) => fact.date.map_or(Key::Missing, |date| {
            let come = marked.iter().filter(|(day, _)| *day <= date);
            come.max_by_key(|(day, _)| *day).map_or(Key::None, |(_, name)| Key::text(name))
        }),
        Dimension::Attribute(name) => {
            let value = match PERSON_ATTRIBUTES.iter().position(|known| known == name) {
                Some(index) => one.attributes.get(index).filter(|_| known),
                None => {
                    let index = ENROLMENT_ATTRIBUTES.iter().position(|known| known == name).unwrap();
                    enrolment.and_then(|(.., own)| own.get(index))
                }
            };
            value.map_or(Key::Missing, Own::key)
        }
        Dimension::Age { bands, at } => {
            let on = match at {
                AgeAt::Start => enrolment.and_then(|(_, start, _)| *start),
                AgeAt::On(date) => Some(*date),
                AgeAt::Fact => fact.date,
            };
            match (one.born.filter(|_| known), on) {
                (Some(born), Some(on)) if born <= on => {
                    let had_birthday = (on.month(), on.day()) >= (born.month(), born.day());
                    let age = i32::from(on.year()) - i32::from(born.year()) - i32::from(!had_birthday);
                    let band = bands.iter().copied().filter(|band| i32::from(*band) <= age).max();
                    Key::Age(band.unwrap_or(0))
                }
                _ => Key::Missing,
            }
        }
        Dimension::Grouped(of, groups) => {
            let value = key(of, one, fact);
            groups.iter().find(|group| group.keys.contains(&value)).map_or(Key::None, |group| Key::text(&group.name))
        }
        Dimension::Also(..) => unreachable!("one value is asked of a dimension that has several"),
    }
}
