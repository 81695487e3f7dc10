//! Behind a number: the people it counts, and the very records that count.

use super::key::Lookup;
use super::question::{asked, by};
use super::whose::Counted;
use crate::people::{self, Seen};
use crate::programmes::Entry;
use crate::{Error, Result, Workspace, facts};
use base::{Act, Date, Id, Privacy, Scope};
use counting::{Answer, Dossier, Key};
use definition::{Dimension, FactKind, Figure};
use std::collections::HashMap;

/// A page of the records behind a number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Behind {
    /// The cell in words, one for each dimension; empty for the total.
    pub cell: Vec<String>,
    /// The records, person by person.
    pub records: Vec<Listed>,
    /// The person after whom the next page starts, if there is one.
    pub next: Option<Id>,
}

/// One record that counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// The record.
    pub record: Id,
    /// Whom it is about; none of records about nobody in particular.
    pub person: Option<Seen>,
    /// What kind of record it is.
    pub kind: String,
    /// When.
    pub date: Option<Date>,
    /// What it says: the service, the outcome, the destination.
    pub what: String,
    /// The partner it is credited to.
    pub partner: String,
}

/// The special-category fields that the list of people behind a cell would tell of each of them, by what it is filtered or cut by.
#[must_use]
pub fn tells(figure: &Figure, cell: &[String]) -> Vec<&'static str> {
    let filtered = figure.filters.iter().map(|filter| filter.dimension);
    let chosen = by(figure).into_iter().zip(cell).filter(|(_, key)| *key != "*").map(|(by, _)| by);
    let mut fields: Vec<&'static str> = filtered
        .chain(chosen)
        .filter_map(|dimension| match dimension {
            Dimension::Ethnicity => Some("ethnicity"),
            Dimension::Disability => Some("disability"),
            _ => None,
        })
        .collect();
    fields.sort_unstable();
    fields.dedup();
    fields
}

/// Whether the list of people behind a cell would tell of each what is for those who work with them: needs, barriers, goals, help
/// that was sought.
#[must_use]
pub fn confides(figure: &Figure, cell: &[String]) -> bool {
    let kinds = std::iter::once(&figure.of).chain(&figure.having).map(|of| of.kind);
    let filtered = figure.filters.iter().map(|filter| filter.dimension);
    let chosen = by(figure).into_iter().zip(cell).filter(|(_, key)| *key != "*").map(|(by, _)| by);
    kinds.into_iter().any(|kind| {
        matches!(
            kind,
            FactKind::Need
                | FactKind::NeedMet
                | FactKind::Barrier
                | FactKind::BarrierRemoved
                | FactKind::Goal
                | FactKind::GoalAchieved
                | FactKind::Assessment
                | FactKind::Referral
        )
    }) || filtered
        .chain(chosen)
        .any(|dimension| matches!(dimension, Dimension::Need | Dimension::Barrier | Dimension::GoalArea))
}

/// The records behind one cell of a figure, already narrowed (or behind its total, where `cell` is empty or `*`): those of
/// the first `limit` people after `after`, of those whose records the asker may see. Of somebody whom another partner enrolled, the
/// enrolment is listed without saying when and by whom.
///
/// # Errors
/// When there is no such programme or cell; [`Error::Refused`] when the asker sees no single records, or the list would tell
/// special-category details that they may not see.
pub fn behind(
    workspace: &Workspace,
    scope: &Scope,
    programme: &str,
    figure: &Figure,
    cell: &[String],
    after: Option<Id>,
    limit: usize,
) -> Result<Behind> {
    let catalogue = workspace.catalogue();
    let entry = catalogue.programme(programme)?;
    let lookup = Lookup::new(&catalogue, entry, Counted::by(scope, entry, Act::SeeRecords)?)
        .knowing_workers(workspace, std::slice::from_ref(figure))?;
    if !tells(figure, cell).is_empty() && !scope.reads_of_all(Privacy::Special, entry.programme.id) {
        let why = "the list would say who has which special-category details";
        return Err(Error::Refused(format!("{why}. {}", Privacy::Special.withheld())));
    }
    if confides(figure, cell) && !scope.reads_of_all(Privacy::Sensitive, entry.programme.id) {
        let why = "the list would say what is confidential";
        return Err(Error::Refused(format!("{why}. {}", Privacy::Sensitive.withheld())));
    }
    if figure.awaits().is_some() {
        return Ok(Behind { cell: Vec::new(), records: Vec::new(), next: None });
    }
    let engine = workspace.engine()?;
    let question = asked(figure, &lookup)?.main;
    let answers = workspace.remembered().answers(&engine, std::slice::from_ref(&question))?;
    let answer = answers.first().ok_or_else(|| Error::not_found("figure", &figure.key))?;
    let keys = cell_keys(figure, cell, entry, &lookup, answer)?;
    let question = question.behind(&keys);
    let people = engine.people(&question, after, limit.saturating_add(1))?;
    let next = if people.len() > limit { people.get(limit.saturating_sub(1)).copied() } else { None };
    let mut subjects: Vec<Option<Id>> = people.into_iter().take(limit).map(Some).collect();
    if after.is_none() {
        subjects.push(None);
    }
    let label = |by: &definition::Dimension, key: &Key| lookup.head(*by, figure, key).label;
    let words = figure
        .by
        .iter()
        .zip(&keys)
        .map(|(by, key)| key.as_ref().map_or_else(|| "All".to_owned(), |key| label(by, key)));
    let words = words.collect();
    let records = workspace.read(|reader| {
        let traced = facts::dossiers(reader, scope, &catalogue, &subjects, |dossiers: &[Dossier<'_>], held| {
            let traced = engine.trace(&question, dossiers)?;
            Ok::<_, Error>(
                traced
                    .iter()
                    .filter_map(|found| Some(held.get(found.dossier)?.get(found.fact)?.clone()))
                    .collect::<Vec<_>>(),
            )
        })??;
        let mut listed = Vec::with_capacity(traced.len());
        let ids: Vec<Id> = subjects.iter().copied().flatten().collect();
        let people = people::several(reader, scope, &ids)?;
        let people: HashMap<Id, Seen> = people.into_iter().map(|person| (person.id(), person)).collect();
        for fact in traced {
            let person = fact.subject.and_then(|subject| people.get(&subject).cloned());
            // Somebody whose record has just been restricted: the engine may know it a moment later than the database.
            if fact.subject.is_some() && person.is_none() {
                continue;
            }
            let partner = fact.partner.filter(|_| fact.seen).and_then(|partner| lookup.partner(partner));
            let partner = partner.map(|head| head.label).unwrap_or_default();
            let kind = FactKind::ALL.into_iter().find(|kind| kind.key() == fact.kind);
            let vocabulary = kind.and_then(FactKind::vocabulary);
            let what = fact.term.zip(vocabulary).and_then(|(term, vocabulary)| lookup.term(vocabulary, term));
            listed.push(Listed {
                record: fact.record,
                person,
                kind: fact.kind.clone(),
                date: fact.date.filter(|_| fact.seen),
                what: what.map(|head| head.label).unwrap_or_default(),
                partner: if fact.seen { partner } else { "Another partner".to_owned() },
            });
        }
        Ok(listed)
    })?;
    Ok(Behind { cell: words, records, next })
}

/// The engine's keys of a cell as written: those that the figure itself shows under these words.
fn cell_keys(
    figure: &Figure,
    cell: &[String],
    entry: &Entry,
    lookup: &Lookup<'_>,
    answer: &Answer,
) -> Result<Vec<Option<Key>>> {
    let dimensions = by(figure);
    let mut keys = vec![None; dimensions.len()];
    for (place, (dimension, written)) in dimensions.iter().zip(cell).enumerate() {
        if written == "*" {
            continue;
        }
        let shown = answer.axes.get(place).into_iter().flatten();
        let mut shown = shown.filter(|key| lookup.head(*dimension, figure, key).key == *written);
        keys[place] = match shown.next() {
            Some(key) => Some(key.clone()),
            // A row that counts nobody: nothing will be found behind it.
            None if figure.grouping(*dimension, &entry.definition).is_some() => Some(Key::text(written)),
            None => lookup.key(*dimension, figure.of.kind, written)?.into_iter().next(),
        };
    }
    Ok(keys)
}
