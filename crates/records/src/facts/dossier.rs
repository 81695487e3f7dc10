//! Dossiers: all that counts of a few people, read anew from the database.

use super::{ENROLMENTS, FACTS, Identities, PEOPLE, enrolment_attributes};
use crate::Result;
use crate::people;
use crate::programmes::Catalogue;
use base::{Date, Id, Scope};
use counting::{Dossier, Engine, Enrolment, Fact, Person, Value};
use db::{Reader, Row};
use std::collections::HashMap;

/// What the database holds on one person, owned, so that a [`Dossier`] can borrow from it.
struct Held {
    id: Option<Id>,
    born: Option<Date>,
    attributes: [Option<String>; 3],
    enrolments: Vec<(Id, Option<Date>, [Value<'static>; 4])>,
    facts: Vec<HeldFact>,
}

/// A fact with the record it comes from.
#[derive(Debug, Clone)]
pub struct HeldFact {
    /// The record.
    pub record: Id,
    /// The person it is about.
    pub subject: Option<Id>,
    /// Its kind, as the view names it.
    pub kind: String,
    /// How it stands.
    pub state: Option<String>,
    /// The programme.
    pub programme: Id,
    /// Its term, as counted.
    pub term: Option<Id>,
    /// The partner, as counted: an organisation.
    pub partner: Option<Id>,
    /// The area, as counted.
    pub area: Option<Id>,
    /// Who did it.
    pub worker: Option<Id>,
    /// When.
    pub date: Option<Date>,
    /// How much.
    pub quantity: Option<i64>,
}

impl HeldFact {
    /// The fact as the counting engine sees it.
    #[must_use]
    pub fn fact(&self) -> Fact<'_> {
        Fact {
            programme: self.programme,
            kind: &self.kind,
            term: self.term,
            partner: self.partner,
            area: self.area,
            worker: self.worker,
            date: self.date,
            state: self.state.as_deref(),
            quantity: self.quantity,
        }
    }
}

/// The engine with what the database now holds on these people; none stands for nobody in particular.
pub(crate) fn refreshed(
    reader: &Reader<'_>,
    catalogue: &Catalogue,
    engine: &Engine,
    subjects: &[Option<Id>],
) -> Result<Engine> {
    let held = hold(reader, catalogue, subjects)?;
    Ok(with(&held, |dossiers| engine.replace(dossiers)))
}

/// Gives `use_them` the dossiers of these people (none stands for nobody in particular), with the records that their
/// facts come from, in the same order.
pub fn dossiers<T>(
    reader: &Reader<'_>,
    _scope: &Scope,
    catalogue: &Catalogue,
    subjects: &[Option<Id>],
    use_them: impl FnOnce(&[Dossier<'_>], &[&[HeldFact]]) -> T,
) -> Result<T> {
    let held = hold(reader, catalogue, subjects)?;
    let records: Vec<&[HeldFact]> = held.iter().map(|held| held.facts.as_slice()).collect();
    Ok(with(&held, |dossiers| use_them(dossiers, &records)))
}

/// What the database holds on these people, in their order, in as few questions as can be.
fn hold(reader: &Reader<'_>, catalogue: &Catalogue, subjects: &[Option<Id>]) -> Result<Vec<Held>> {
    let identities = Identities::new(catalogue);
    let blank = |id| Held { id, born: None, attributes: [None, None, None], enrolments: Vec::new(), facts: Vec::new() };
    let mut held: Vec<Held> = subjects.iter().map(|subject| blank(*subject)).collect();
    let places: HashMap<Id, usize> =
        subjects.iter().enumerate().filter_map(|(place, id)| Some(((*id)?, place))).collect();
    let ids: Vec<Id> = subjects.iter().copied().flatten().collect();
    for (these, ids) in people::listed(&ids) {
        reader.each(&format!("{PEOPLE} WHERE id IN ({these})"), &ids, |row| {
            if let Some(held) = places.get(&row.get(0)?).and_then(|place| held.get_mut(*place)) {
                held.born = row.get(1)?;
                held.attributes = [row.get(2)?, row.get(3)?, row.get(4)?];
            }
            Ok(())
        })?;
        reader.each(&format!("{ENROLMENTS} WHERE person_id IN ({these})"), &ids, |row| {
            if let Some(held) = places.get(&row.get(0)?).and_then(|place| held.get_mut(*place)) {
                held.enrolments.push((row.get(1)?, row.get(2)?, enrolment_attributes(row, &identities)?));
            }
            Ok(())
        })?;
        reader.each(&format!("{FACTS} WHERE subject IN ({these})"), &ids, |row| {
            let fact = fact(row, &identities)?;
            let place = fact.subject.and_then(|subject| places.get(&subject));
            if let Some(held) = place.and_then(|place| held.get_mut(*place)) {
                held.facts.push(fact);
            }
            Ok(())
        })?;
    }
    if let Some(nobody) = held.iter_mut().find(|held| held.id.is_none()) {
        nobody.facts = reader.query(&format!("{FACTS} WHERE subject IS NULL"), &[], |row| fact(row, &identities))?;
    }
    for held in &mut held {
        held.facts.sort_by_key(|fact| (fact.date, fact.record));
    }
    Ok(held)
}

fn fact(row: &Row<'_>, identities: &Identities) -> db::Result<HeldFact> {
    Ok(HeldFact {
        record: row.get(0)?,
        subject: row.get(1)?,
        programme: row.get(2)?,
        kind: row.get(3)?,
        term: identities.of(row.get(4)?),
        partner: identities.of(row.get(5)?),
        area: identities.of(row.get(6)?),
        worker: row.get(7)?,
        date: row.get(8)?,
        state: row.get(9)?,
        quantity: row.get(10)?,
    })
}

fn with<T>(held: &[Held], use_them: impl FnOnce(&[Dossier<'_>]) -> T) -> T {
    let attributes: Vec<[Value<'_>; 3]> = held
        .iter()
        .map(|held| held.attributes.each_ref().map(|value| value.as_deref().map_or(Value::Missing, Value::Text)))
        .collect();
    let dossiers: Vec<Dossier<'_>> = held
        .iter()
        .zip(&attributes)
        .map(|(held, attributes)| Dossier {
            id: held.id,
            person: Person { born: held.born, attributes },
            enrolments: held
                .enrolments
                .iter()
                .map(|(programme, start, attributes)| Enrolment { programme: *programme, start: *start, attributes })
                .collect(),
            facts: held.facts.iter().map(HeldFact::fact).collect(),
        })
        .collect();
    use_them(&dossiers)
}
