//! Facts: everything countable, from the view `fact` into the counting engine.

mod dossier;
mod streaming;

pub(crate) use dossier::refreshed;
pub use dossier::{HeldFact, dossiers};

use crate::Result;
use crate::programmes::Catalogue;
use base::Id;
use counting::{Engine, Enrolment, Loader, Person, Schema, Value};
use db::{Reader, Row};
use std::collections::HashSet;

/// What the view `fact` offers, in this order.
const FACTS: &str =
    "SELECT record, subject, programme, kind, term, partner, area, worker, date, state, quantity FROM fact";
const PEOPLE: &str = "SELECT id, birth_date, gender, ethnicity, disability FROM person";
/// The people with restricted records.
const RESTRICTIONS: &str = "SELECT person_id FROM restriction";
const ENROLMENTS: &str =
    "SELECT person_id, programme_id, start_date, employment_id, route_id, partner_id, area_id FROM enrolment";

/// The attribute of people with restricted records, whose value is the person; others have none.
pub(crate) const RESTRICTED: &str = "restricted";

/// How many bytes of what it counted the engine may remember: some dozens of pages of figures.
const REMEMBERED: usize = 16 << 20;

/// The attributes that figures can be cut by, besides what a fact says itself.
pub(crate) fn schema() -> Schema {
    Schema::new(
        &["gender", "ethnicity", "disability", RESTRICTED],
        &["employment", "route", "enrolment-partner", "enrolment-area"],
    )
}

/// The engine with every fact of the workspace in it.
pub(crate) fn load(reader: &Reader<'_>, catalogue: &Catalogue) -> Result<Engine> {
    let mut loader = Loader::new(schema());
    let identities = Identities::new(catalogue);
    let restricted: HashSet<Id> = reader.query(RESTRICTIONS, &[], |row| row.get(0))?.into_iter().collect();
    reader.each(PEOPLE, &[], |row| {
        let attributes = person_attributes(row, &restricted)?;
        loader.person(row.get(0)?, &Person { born: row.get(1)?, attributes: &attributes });
        Ok(())
    })?;
    reader.each(ENROLMENTS, &[], |row| {
        let attributes = enrolment_attributes(row, &identities)?;
        let enrolment = Enrolment { programme: row.get(1)?, start: row.get(2)?, attributes: &attributes };
        loader.enrolment(row.get(0)?, &enrolment);
        Ok(())
    })?;
    Ok(streaming::streamed(reader, &identities, loader)?.remembering(REMEMBERED))
}

/// Under which id each term, partner and area is counted: [`Catalogue::counted_as`], held close for streaming. Only those
/// counted under another id are in it, in order: they are few, and searching them is quicker than hashing.
struct Identities(Vec<(Id, Id)>);

impl Identities {
    fn new(catalogue: &Catalogue) -> Self {
        let mut identities = Vec::new();
        for entry in catalogue.entries() {
            let terms = entry.terms.iter().map(|term| term.id);
            let partners = entry.partners.iter().map(|partner| partner.id);
            let areas = entry.areas.iter().map(|area| area.id);
            identities.extend(terms.chain(partners).chain(areas).map(|id| (id, catalogue.counted_as(id))));
        }
        identities.retain(|(id, counted)| id != counted);
        identities.sort_unstable();
        Self(identities)
    }

    fn of(&self, id: Option<Id>) -> Option<Id> {
        let id = id?;
        let place = self.0.binary_search_by_key(&id, |(known, _)| *known);
        Some(place.map_or(id, |place| self.0[place].1))
    }
}

fn person_attributes<'r>(row: &'r Row<'_>, restricted: &HashSet<Id>) -> db::Result<[Value<'r>; 4]> {
    let id: Id = row.get(0)?;
    let restricted = if restricted.contains(&id) { Value::Id(id) } else { Value::Missing };
    Ok([text(row, 2)?, text(row, 3)?, text(row, 4)?, restricted])
}

fn enrolment_attributes(row: &Row<'_>, identities: &Identities) -> db::Result<[Value<'static>; 4]> {
    let mut attributes = [Value::Missing; 4];
    for (place, attribute) in attributes.iter_mut().enumerate() {
        if let Some(id) = identities.of(row.get(place + 3)?) {
            *attribute = Value::Id(id);
        }
    }
    Ok(attributes)
}

fn text<'r>(row: &'r Row<'_>, column: usize) -> db::Result<Value<'r>> {
    Ok(row.get::<Option<&str>>(column)?.map_or(Value::Missing, Value::Text))
}
