//! Dossiers: all that counts of a few people, read anew from the database.

use super::{ENROLMENTS, FACTS, Identities, PEOPLE, RESTRICTIONS, enrolment_attributes};
use crate::Result;
use crate::programmes::Catalogue;
use crate::reach::Sql;
use base::{Act, Actor, Date, Id, Scope};
use counting::{Dossier, Engine, Enrolment, Fact, Person, Value};
use db::{Reader, Row};
use std::collections::HashMap;

/// What the database holds on one person, owned, so that a [`Dossier`] can borrow from it.
struct Held {
    id: Option<Id>,
    born: Option<Date>,
    attributes: [Option<String>; 3],
    restricted: bool,
    enrolments: Vec<(Id, Option<Date>, [Value<'static>; 5])>,
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
    /// Whether the asker may see the record itself. Of people in reach, the enrolment counts even where another partner enrolled them,
    /// which is then not told.
    pub seen: bool,
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
    // The engine counts for everybody: whose facts an answer is of is part of the question.
    let held = hold(reader, &Actor::program("counting").scope(), catalogue, subjects)?;
    Ok(with(&held, |dossiers| engine.replace(dossiers)))
}

/// Gives `use_them` the dossiers of these people (none stands for nobody in particular), with the records that their
/// facts come from, in the same order. Nothing is in the dossiers of people out of the asker's sight, and in those of people they
/// share with another partner nothing of that partner's but the enrolment.
pub fn dossiers<T>(
    reader: &Reader<'_>,
    scope: &Scope,
    catalogue: &Catalogue,
    subjects: &[Option<Id>],
    use_them: impl FnOnce(&[Dossier<'_>], &[&[HeldFact]]) -> T,
) -> Result<T> {
    let held = hold(reader, scope, catalogue, subjects)?;
    let records: Vec<&[HeldFact]> = held.iter().map(|held| held.facts.as_slice()).collect();
    Ok(with(&held, |dossiers| use_them(dossiers, &records)))
}

/// What the database holds on these people, in their order, in as few questions as can be.
fn hold(reader: &Reader<'_>, scope: &Scope, catalogue: &Catalogue, subjects: &[Option<Id>]) -> Result<Vec<Held>> {
    const AT_ONCE: usize = 500;
    let identities = Identities::new(catalogue);
    let blank = |id| Held {
        id,
        born: None,
        attributes: [None, None, None],
        restricted: false,
        enrolments: Vec::new(),
        facts: Vec::new(),
    };
    let mut held: Vec<Held> = subjects.iter().map(|subject| blank(*subject)).collect();
    let places: HashMap<Id, usize> =
        subjects.iter().enumerate().filter_map(|(place, id)| Some(((*id)?, place))).collect();
    let asked: Vec<Id> = subjects.iter().copied().flatten().collect();
    for ids in asked.chunks(AT_ONCE) {
        let mut seen = Vec::with_capacity(ids.len());
        let mut sql = Sql::new(PEOPLE);
        sql.push(" WHERE id IN ").list(&filled(ids)).push(" AND ").sees_person(scope, Act::SeeRecords, "person.id");
        reader.each(&sql.text, &sql.values, |row| {
            let id: Id = row.get(0)?;
            if let Some(held) = places.get(&id).and_then(|place| held.get_mut(*place)) {
                held.born = row.get(1)?;
                held.attributes = [row.get(2)?, row.get(3)?, row.get(4)?];
            }
            seen.push(id);
            Ok(())
        })?;
        let of = |text: &str, column: &str| {
            let mut sql = Sql::new(text);
            sql.push(" WHERE ").push(column).push(" IN ").list(&filled(&seen));
            sql
        };
        let sql = of(RESTRICTIONS, "person_id");
        reader.each(&sql.text, &sql.values, |row| {
            if let Some(held) = places.get(&row.get(0)?).and_then(|place| held.get_mut(*place)) {
                held.restricted = true;
            }
            Ok(())
        })?;
        let sql = of(ENROLMENTS, "person_id");
        reader.each(&sql.text, &sql.values, |row| {
            if let Some(held) = places.get(&row.get(0)?).and_then(|place| held.get_mut(*place)) {
                held.enrolments.push((row.get(1)?, row.get(2)?, enrolment_attributes(row, &identities)?));
            }
            Ok(())
        })?;
        let sql = of(FACTS, "subject");
        reader.each(&sql.text, &sql.values, |row| {
            let fact = fact(row, scope, &identities)?;
            let place = fact.subject.and_then(|subject| places.get(&subject));
            if let Some(held) = place.and_then(|place| held.get_mut(*place))
                && (fact.seen || fact.kind == "enrolment")
            {
                held.facts.push(fact);
            }
            Ok(())
        })?;
    }
    if let Some(nobody) = held.iter_mut().find(|held| held.id.is_none()) {
        nobody.facts =
            reader.query(&format!("{FACTS} WHERE subject IS NULL"), &[], |row| fact(row, scope, &identities))?;
    }
    for held in &mut held {
        held.facts.sort_by_key(|fact| (fact.date, fact.record));
    }
    Ok(held)
}

/// The same ids, the last of them again until there are one, two, four, eight …: so that there are few different questions, however
/// many people they are about, and the database has them ready.
fn filled(ids: &[Id]) -> Vec<Id> {
    let mut filled = ids.to_vec();
    filled.extend(ids.last().into_iter().cycle().take(ids.len().next_power_of_two() - ids.len()));
    filled
}

fn fact(row: &Row<'_>, scope: &Scope, identities: &Identities) -> db::Result<HeldFact> {
    let (subject, programme, partner) = (row.get::<Option<Id>>(1)?, row.get(2)?, row.get(5)?);
    Ok(HeldFact {
        record: row.get(0)?,
        subject,
        programme,
        kind: row.get(3)?,
        term: identities.of(row.get(4)?),
        partner: identities.of(partner),
        area: identities.of(row.get(6)?),
        worker: row.get(7)?,
        date: row.get(8)?,
        state: row.get(9)?,
        quantity: row.get(10)?,
        seen: subject.is_none() || scope.reaches(Act::SeeRecords, programme, partner),
    })
}

fn with<T>(held: &[Held], use_them: impl FnOnce(&[Dossier<'_>]) -> T) -> T {
    let attributes: Vec<[Value<'_>; 4]> = held
        .iter()
        .map(|held| {
            let [gender, ethnicity, disability] =
                held.attributes.each_ref().map(|value| value.as_deref().map_or(Value::Missing, Value::Text));
            let restricted = held.id.filter(|_| held.restricted).map_or(Value::Missing, Value::Id);
            [gender, ethnicity, disability, restricted]
        })
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
