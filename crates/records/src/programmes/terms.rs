//! Terms: the entries of the vocabularies that a programme defines.

use base::{Field, Id, Kind};
use db::{Record, Row, Table, Value};

/// One entry of a vocabulary: a service, an outcome, a destination, a rung …
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// Identity.
    pub id: Id,
    /// The programme that defines it.
    pub programme: Id,
    /// Which vocabulary, such as "service" or "outcome".
    pub vocabulary: String,
    /// Stable key within the vocabulary.
    pub key: String,
    /// What people see.
    pub label: String,
    /// Its place in the vocabulary's order, from 0.
    pub place: i64,
    /// For an outcome, whether it is a core one.
    pub core: Option<bool>,
    /// For an outcome, whether one person can achieve it more than once.
    pub repeatable: Option<bool>,
    /// No longer offered, though records that use it keep it.
    pub retired: bool,
}

impl Record for Term {
    const TABLE: &'static Table = &Table {
        name: "term",
        label: "Term",
        fields: &[
            Field::new("programme_id", "Programme", Kind::Record("programme")).required(),
            Field::new("vocabulary", "Vocabulary", Kind::Text).required(),
            Field::new("key", "Key", Kind::Text).required(),
            Field::new("label", "Label", Kind::Text).required(),
            Field::new("place", "Place", Kind::Whole).required(),
            Field::new("core", "Core", Kind::YesNo),
            Field::new("repeatable", "Repeatable", Kind::YesNo),
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
            self.vocabulary.clone().into(),
            self.key.clone().into(),
            self.label.clone().into(),
            self.place.into(),
            self.core.into(),
            self.repeatable.into(),
            self.retired.into(),
        ]
    }

    fn read(row: &Row<'_>) -> db::Result<Self> {
        Ok(Self {
            id: row.get(0)?,
            programme: row.get(1)?,
            vocabulary: row.get(2)?,
            key: row.get(3)?,
            label: row.get(4)?,
            place: row.get(5)?,
            core: row.get(6)?,
            repeatable: row.get(7)?,
            retired: row.get(8)?,
        })
    }
}
