//! Facts: everything countable, from the view `fact` into the counting engine.

mod dossier;
mod streaming;

pub(crate) use dossier::refreshed;
pub use dossier::{HeldFact, dossiers};

use crate::Result;
use crate::programmes::Catalogue;
use base::Id;
use counting::{Engine, Loader, Schema, Value};
use db::{Reader, Row};

/// What the view `fact` offers, in this order.
const FACTS: &str =
    "SELECT record, subject, programme, kind, term, partner, area, worker, date, state, quantity FROM fact";
const PEOPLE: &str = "SELECT id, birth_date, gender, ethnicity, disability FROM person";
/// The people with restricted records.
const RESTRICTIONS: &str = "SELECT person_id FROM restriction";
const ENROLMENTS: &str = "SELECT person_id, programme_id, start_date, employment_id, route_id, partner_id, area_id, evidence_id FROM enrolment";

/// The attribute of people with restricted records, whose value is the person; others have none.
pub(crate) const RESTRICTED: &str = "restricted";

/// How many bytes of what it counted the engine may remember: some dozens of pages of figures.
const REMEMBERED: usize = 16 << 20;

/// The attributes that figures can be cut by, besides what a fact says itself.
pub(crate) fn schema() -> Schema {
    Schema::new(
        &["gender", "ethnicity", "disability", RESTRICTED],
        &["employment", "route", "enrolment-partner", "enrolment-area", "status-evidence"],
    )
}

/// The engine with every fact of the workspace in it.
pub(crate) fn load(reader: &Reader<'_>, catalogue: &Catalogue) -> Result<Engine> {
    Ok(streaming::streamed(reader, &Identities::new(catalogue), Loader::new(schema()))?.remembering(REMEMBERED))
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

fn enrolment_attributes(row: &Row<'_>, identities: &Identities) -> db::Result<[Value<'static>; 5]> {
    let mut attributes = [Value::Missing; 5];
    for (place, attribute) in attributes.iter_mut().enumerate() {
        if let Some(id) = identities.of(row.get(place + 3)?) {
            *attribute = Value::Id(id);
        }
    }
    Ok(attributes)
}
