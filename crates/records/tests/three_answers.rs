//! The same question three ways: the engine, SQL, and a plain loop over the records give one answer, whatever the data.
#![cfg(test)]

use base::{Actor, Clock, Date, Id};
use db::{Db, db_test};
use definition::{Count, Dimension, FactKind, Figure, Of, Vocabulary};
use jiff::ToSpan;
use records::Workspace;
use records::enrolments::Enrolment;
use records::figures::{self, Narrowing, Number};
use records::interactions::Interaction;
use records::outcomes::Outcome;
use records::people::{GENDER, Person};
use records::programmes::{self, Entry};
use std::collections::{BTreeMap, BTreeSet};

/// Everything that was made up, for the plain loop.
#[derive(Default)]
struct Made {
    people: Vec<Person>,
    enrolments: Vec<Enrolment>,
    interactions: Vec<Interaction>,
    outcomes: Vec<Outcome>,
}

/// Numbers by chance, the same every time.
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % limit.max(1)
    }

    fn maybe<T: Clone>(&mut self, from: &[T]) -> Option<T> {
        if self.below(4) == 0 { None } else { from.get(self.below(from.len())).cloned() }
    }
}

fn ids(entry: &Entry, vocabulary: Vocabulary) -> Vec<Id> {
    entry.terms(vocabulary).map(|term| term.id).collect()
}

fn make(workspace: &Workspace, chance: &mut Chance) -> Made {
    let catalogue = workspace.catalogue();
    let register = catalogue.programme("lancashire").unwrap().programme.id;
    let entries = ["more-positive-together", "mpt-steps"].map(|key| catalogue.programme(key).unwrap());
    let genders: Vec<String> = GENDER.iter().map(|choice| choice.key.to_owned()).collect();
    let mut made = Made::default();
    for number in 0..20 + chance.below(30) {
        let person = Person {
            birth_date: Some(Date::constant(1960, 1, 1).checked_add((chance.below(15_000) as i64).days()).unwrap()),
            gender: chance.maybe(&genders),
            ..Person::new(workspace.id(), register, format!("P{number}"))
        };
        for entry in entries {
            if chance.below(3) == 0 {
                continue;
            }
            let partners: Vec<Id> = entry.partners.iter().map(|partner| partner.id).collect();
            let areas: Vec<Id> = entry.areas.iter().map(|area| area.id).collect();
            let start = Date::constant(2022, 1, 1).checked_add((chance.below(500) as i64).days()).unwrap();
            let end = (chance.below(2) == 0).then(|| start.checked_add((chance.below(200) as i64).days()).unwrap());
            made.enrolments.push(Enrolment {
                id: workspace.id(),
                person: person.id,
                programme: entry.programme.id,
                partner: chance.maybe(&partners),
                area: chance.maybe(&areas),
                start,
                reentry: None,
                end,
                destination: end.and_then(|_| chance.maybe(&ids(entry, Vocabulary::Destination))),
                employment: chance.maybe(&ids(entry, Vocabulary::Employment)),
                evidence: None,
                evidence_seen: None,
                route: chance.maybe(&ids(entry, Vocabulary::Route)),
            });
            for _ in 0..chance.below(6) {
                made.interactions.push(Interaction {
                    partner: chance.maybe(&partners),
                    service: chance.maybe(&ids(entry, Vocabulary::Service)),
                    channel: chance.maybe(&["phone".to_owned(), "video".to_owned()]),
                    minutes: chance.maybe(&[15, 30, 60]),
                    ..Interaction::new(
                        workspace.id(),
                        person.id,
                        entry.programme.id,
                        start.checked_add((chance.below(90) as i64).days()).unwrap(),
                    )
                });
            }
            for _ in 0..chance.below(4) {
                let outcomes = ids(entry, Vocabulary::Outcome);
                made.outcomes.push(Outcome {
                    id: workspace.id(),
                    person: person.id,
                    programme: entry.programme.id,
                    partner: chance.maybe(&partners),
                    date: start,
                    outcome: outcomes[chance.below(outcomes.len())],
                    evidence: None,
                    verification: "claimed".to_owned(),
                    source_key: None,
                });
            }
        }
        made.people.push(person);
    }
    made
}

fn save(workspace: &Workspace, made: &Made) {
    let written = workspace.write(&Actor::operator(), |tx| {
        tx.insert_all(made.people.iter().cloned())?;
        tx.insert_all(made.enrolments.iter().cloned())?;
        tx.insert_all(made.interactions.iter().cloned())?;
        tx.insert_all(made.outcomes.iter().cloned())?;
        Ok(())
    });
    written.unwrap();
}

/// What the plain loop says: people and records in each cell.
fn plainly(cells: impl Iterator<Item = (String, Id)>) -> BTreeMap<String, (i64, i64)> {
    let mut people: BTreeMap<String, BTreeSet<Id>> = BTreeMap::new();
    let mut records: BTreeMap<String, i64> = BTreeMap::new();
    for (cell, person) in cells {
        people.entry(cell.clone()).or_default().insert(person);
        *records.entry(cell).or_default() += 1;
    }
    records.into_iter().map(|(cell, count)| (cell.clone(), (people[&cell].len() as i64, count))).collect()
}

fn engine(workspace: &Workspace, kind: FactKind, by: Dimension) -> BTreeMap<String, (i64, i64)> {
    let figure = Figure { of: Of::kind(kind), by: vec![by], beside: Some(Count::Records), ..Figure::participants() };
    let scope = Actor::operator().scope();
    let table = figures::answer(workspace, &scope, "lancashire", &figure, &Narrowing::default()).unwrap();
    let whole = |number: Number| match number {
        Number::Whole(whole) => whole,
        Number::Mean(_) | Number::Pounds(_) => panic!("not a count"),
    };
    let rows = table.rows.iter().map(|row| (row.key[0].clone(), (whole(row.value), row.beside.map_or(0, whole))));
    rows.filter(|(_, counts)| *counts != (0, 0)).collect()
}

#[db_test]
fn engine_sql_and_a_plain_loop_agree(db: Db) {
    let workspace = Workspace::over(db, Clock::System).unwrap();
    for text in [
        include_str!("../../../programmes/lancashire.toml"),
        include_str!("../../../programmes/more-positive-together.toml"),
        include_str!("../../../programmes/mpt-steps.toml"),
    ] {
        let plan = programmes::plan(&workspace, "test.toml", text).unwrap();
        programmes::apply(&workspace, &Actor::operator(), &plan).unwrap();
    }
    let mut all = Made::default();
    for seed in 0..3 {
        let mut made = make(&workspace, &mut Chance(seed));
        for person in &mut made.people {
            person.reference = format!("{seed}-{}", person.reference);
        }
        save(&workspace, &made);
        all.people.append(&mut made.people);
        all.enrolments.append(&mut made.enrolments);
        all.interactions.append(&mut made.interactions);
        all.outcomes.append(&mut made.outcomes);

        let compared = figures::compare(&workspace, &Actor::operator().scope()).unwrap();
        for one in compared {
            assert_eq!(one.engine, one.sql, "seed {seed}: {one}");
        }
        let catalogue = workspace.catalogue();
        let key = |id: Id| {
            let mut terms = catalogue.entries().iter().flat_map(|entry| &entry.terms);
            terms.find(|term| term.id == id).unwrap().key.clone()
        };
        let gender = |id: Id| {
            let person = all.people.iter().find(|person| person.id == id).unwrap();
            person.gender.clone().unwrap_or_else(|| definition::NONE.to_owned())
        };
        let outcomes = plainly(all.outcomes.iter().map(|outcome| (key(outcome.outcome), outcome.person)));
        assert_eq!(engine(&workspace, FactKind::Outcome, Dimension::Outcome), outcomes);
        let services = all.interactions.iter();
        let services =
            plainly(services.map(|one| (one.service.map_or_else(|| definition::NONE.to_owned(), key), one.person)));
        assert_eq!(engine(&workspace, FactKind::Interaction, Dimension::Service), services);
        let participants = plainly(all.enrolments.iter().map(|enrolment| (gender(enrolment.person), enrolment.person)));
        assert_eq!(engine(&workspace, FactKind::Enrolment, Dimension::Gender), participants);
        let months = plainly(all.enrolments.iter().map(|one| (one.start.strftime("%Y-%m").to_string(), one.person)));
        assert_eq!(engine(&workspace, FactKind::Enrolment, Dimension::Time(base::Grain::Month)), months);
    }
}
