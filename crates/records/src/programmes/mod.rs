//! Programmes, with everything that their definitions put into the database: terms, partners, areas and targets.

mod applying;
mod catalogue;
mod partners;
mod targets;
mod terms;
mod versions;

pub use applying::{Applied, Plan, apply, plan};
pub use catalogue::{Catalogue, Entry};
pub use partners::{Area, Partner};
pub use targets::Target;
pub use terms::Term;
pub use versions::{Version, history};

use base::{Date, Field, Id, Kind};
use db::{Record, Row, Table, Value};

/// Something funded, with dates, partners, targets and a definition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Programme {
    /// Identity.
    pub id: Id,
    /// Stable key, as in its definition and in addresses.
    pub key: String,
    /// Name.
    pub name: String,
    /// The umbrella it stands under.
    pub parent: Option<Id>,
    /// The first day.
    pub start: Option<Date>,
    /// The last day, as now planned or as it was.
    pub end: Option<Date>,
    /// Whether its records were made up for demonstration; every page about it then says so.
    pub synthetic: bool,
}

impl Record for Programme {
    const TABLE: &'static Table = &Table {
        name: "programme",
        label: "Programme",
        fields: &[
            Field::new("key", "Key", Kind::Text).required(),
            Field::new("name", "Name", Kind::Text).required(),
            Field::new("parent_id", "Umbrella", Kind::Record("programme")),
            Field::new("start_date", "Start", Kind::Date),
            Field::new("end_date", "End", Kind::Date),
            Field::new("synthetic", "Synthetic", Kind::YesNo).required(),
        ],
    };

    fn id(&self) -> Id {
        self.id
    }

    fn subject(&self) -> Option<Id> {
        None
    }

    fn values(&self) -> Vec<Value> {
        vec![
            self.key.clone().into(),
            self.name.clone().into(),
            self.parent.into(),
            self.start.into(),
            self.end.into(),
            self.synthetic.into(),
        ]
    }

    fn read(row: &Row<'_>) -> db::Result<Self> {
        Ok(Self {
            id: row.get(0)?,
            key: row.get(1)?,
            name: row.get(2)?,
            parent: row.get(3)?,
            start: row.get(4)?,
            end: row.get(5)?,
            synthetic: row.get(6)?,
        })
    }
}
