//! Versions: the text of every definition that was ever in force.

use crate::{Result, Workspace};
use base::{Field, Id, Kind, Timestamp};
use db::{Record, Row, Table, Value};

/// One version of one programme's definition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// Identity.
    pub id: Id,
    /// The programme.
    pub programme: Id,
    /// Counts up from 1; the highest is in force.
    pub number: i64,
    /// When it was applied.
    pub applied_at: Timestamp,
    /// The definition as it was given, in TOML.
    pub body: String,
}

impl Record for Version {
    const TABLE: &'static Table = &Table {
        name: "definition",
        label: "Definition",
        fields: &[
            Field::new("programme_id", "Programme", Kind::Record("programme")).required(),
            Field::new("version", "Version", Kind::Whole).required(),
            Field::new("applied_at", "Applied", Kind::Timestamp).required(),
            Field::new("body", "Definition", Kind::LongText).required(),
        ],
    };

    fn id(&self) -> Id {
        self.id
    }

    fn subject(&self) -> Option<Id> {
        None
    }

    fn values(&self) -> Vec<Value> {
        vec![self.programme.into(), self.number.into(), self.applied_at.into(), self.body.clone().into()]
    }

    fn read(row: &Row<'_>) -> db::Result<Self> {
        Ok(Self {
            id: row.get(0)?,
            programme: row.get(1)?,
            number: row.get(2)?,
            applied_at: row.get(3)?,
            body: row.get(4)?,
        })
    }
}

/// Every version of a programme's definition, newest first.
///
/// # Errors
/// When the database fails.
pub fn history(workspace: &Workspace, programme: Id) -> Result<Vec<Version>> {
    let rest = "WHERE programme_id = $1 ORDER BY version DESC";
    workspace.read(|reader| Ok(reader.list::<Version>(rest, &[programme.into()])?))
}
