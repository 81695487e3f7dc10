//! Partners and areas: who delivers a programme, and where.

use base::{Date, Field, Id, Kind};
use db::{Record, Row, Table, Value};

/// An organisation's part in one programme.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Partner {
    /// Identity.
    pub id: Id,
    /// The programme.
    pub programme: Id,
    /// The organisation.
    pub organisation: Id,
    /// Stable key within the programme.
    pub key: String,
    /// The day it joined.
    pub joined: Option<Date>,
    /// The day it left.
    pub left: Option<Date>,
    /// No longer in the definition, though its records stay.
    pub retired: bool,
}

impl Record for Partner {
    const TABLE: &'static Table = &Table {
        name: "partner",
        label: "Partner",
        fields: &[
            Field::new("programme_id", "Programme", Kind::Record("programme")).required(),
            Field::new("organisation_id", "Organisation", Kind::Record("organisation")).required(),
            Field::new("key", "Key", Kind::Text).required(),
            Field::new("joined", "Joined", Kind::Date),
            Field::new("left_on", "Left", Kind::Date),
            Field::new("retired", "Retired", Kind::YesNo).required(),
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
            self.programme.into(),
            self.organisation.into(),
            self.key.clone().into(),
            self.joined.into(),
            self.left.into(),
            self.retired.into(),
        ]
    }

    fn read(row: &Row<'_>) -> db::Result<Self> {
        Ok(Self {
            id: row.get(0)?,
            programme: row.get(1)?,
            organisation: row.get(2)?,
            key: row.get(3)?,
            joined: row.get(4)?,
            left: row.get(5)?,
            retired: row.get(6)?,
        })
    }
}

/// A community: geographic, or of interest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Area {
    /// Identity.
    pub id: Id,
    /// The programme that works in it.
    pub programme: Id,
    /// Stable key within the programme.
    pub key: String,
    /// What people see.
    pub label: String,
    /// What kind of area, such as "ward", "district" or "interest".
    pub kind: String,
    /// Its place in the definition's order, from 0.
    pub place: i64,
    /// No longer in the definition, though its records stay.
    pub retired: bool,
}

impl Record for Area {
    const TABLE: &'static Table = &Table {
        name: "area",
        label: "Area",
        fields: &[
            Field::new("programme_id", "Programme", Kind::Record("programme")).required(),
            Field::new("key", "Key", Kind::Text).required(),
            Field::new("label", "Label", Kind::Text).required(),
            Field::new("kind", "Kind", Kind::Text).required(),
            Field::new("place", "Place", Kind::Whole).required(),
            Field::new("retired", "Retired", Kind::YesNo).required(),
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
            self.programme.into(),
            self.key.clone().into(),
            self.label.clone().into(),
            self.kind.clone().into(),
            self.place.into(),
            self.retired.into(),
        ]
    }

    fn read(row: &Row<'_>) -> db::Result<Self> {
        Ok(Self {
            id: row.get(0)?,
            programme: row.get(1)?,
            key: row.get(2)?,
            label: row.get(3)?,
            kind: row.get(4)?,
            place: row.get(5)?,
            retired: row.get(6)?,
        })
    }
}
