//! Services given on the same occasion, beside an interaction's own.

use base::{Field, Id, Kind};
use db::{Record, Row, Table, Value};

/// A service given on the same occasion, beside the interaction's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FurtherService {
    /// Identity.
    pub id: Id,
    /// The interaction.
    pub interaction: Id,
    /// Who was supported.
    pub person: Id,
    /// Which service, a term of the vocabulary "service".
    pub service: Id,
}

impl Record for FurtherService {
    const TABLE: &'static Table = &Table {
        name: "interaction_service",
        label: "Further service",
        fields: &[
            Field::new("interaction_id", "Interaction", Kind::Record("interaction")).required(),
            Field::new("person_id", "Person", Kind::Record("person")).required(),
            Field::new("service_id", "Service", Kind::Term("service")).required(),
        ],
    };

    fn id(&self) -> Id {
        self.id
    }

    fn subject(&self) -> Option<Id> {
        Some(self.person)
    }

    fn values(&self) -> Vec<Value> {
        vec![self.interaction.into(), self.person.into(), self.service.into()]
    }

    fn read(row: &Row<'_>) -> db::Result<Self> {
        Ok(Self { id: row.get(0)?, interaction: row.get(1)?, person: row.get(2)?, service: row.get(3)? })
    }
}
