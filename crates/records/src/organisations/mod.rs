//! Organisations: lead bodies, partners, community anchors, funders, outside agencies.

use crate::Result;
use base::{Field, Id, Kind};
use db::{Reader, Record, Row, Table, Value};

/// An organisation, whatever part it plays in whichever programme.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Organisation {
    /// Identity.
    pub id: Id,
    /// Stable key, in lower case with hyphens; the same organisation has the same key in every definition.
    pub key: String,
    /// Name.
    pub name: String,
    /// Sector, such as "housing association" or "local authority".
    pub sector: Option<String>,
    /// Anything worth knowing about it.
    pub about: Option<String>,
}

impl Record for Organisation {
    const TABLE: &'static Table = &Table {
        name: "organisation",
        label: "Organisation",
        fields: &[
            Field::new("key", "Key", Kind::Text).required(),
            Field::new("name", "Name", Kind::Text).required(),
            Field::new("sector", "Sector", Kind::Text),
            Field::new("about", "About", Kind::LongText),
        ],
    };

    fn id(&self) -> Id {
        self.id
    }

    fn subject(&self) -> Option<Id> {
        None
    }

    fn values(&self) -> Vec<Value> {
        vec![self.key.clone().into(), self.name.clone().into(), self.sector.clone().into(), self.about.clone().into()]
    }

    fn read(row: &Row<'_>) -> db::Result<Self> {
        Ok(Self { id: row.get(0)?, key: row.get(1)?, name: row.get(2)?, sector: row.get(3)?, about: row.get(4)? })
    }
}

/// Every organisation of the workspace.
pub fn all(reader: &Reader<'_>) -> Result<Vec<Organisation>> {
    Ok(reader.list::<Organisation>("ORDER BY name, id", &[])?)
}
