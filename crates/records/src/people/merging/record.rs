//! That two people are one, or are two: what somebody decided.

use base::{Date, Field, Id, Kind, Privacy, Timestamp};
use db::{Record, Row, Table, Value};

/// That a person's records went to another, who is the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merge {
    /// Identity.
    pub id: Id,
    /// Who stays.
    pub person: Id,
    /// Who was found to be the same, and has no records any more.
    pub merged: Id,
    /// When.
    pub at: Timestamp,
    /// Who decided it; none if a program did.
    pub user: Option<Id>,
    /// Why, if it was said.
    pub why: Option<String>,
    /// The rows of the audit log that tell what was done, in order, with commas between.
    pub changes: String,
    /// When it was undone.
    pub undone: Option<Timestamp>,
}

impl Merge {
    /// The rows of the audit log that tell what was done, in order.
    pub(super) fn rows(&self) -> Vec<Id> {
        self.changes.split(',').filter_map(|row| row.parse().ok()).collect()
    }
}

impl Record for Merge {
    const TABLE: &'static Table = &Table {
        name: "merged",
        label: "Merge",
        fields: &[
            Field::new("person_id", "Person", Kind::Record("person")).required(),
            Field::new("merged_id", "Merged", Kind::Record("person")).required(),
            Field::new("at", "When", Kind::Timestamp).required(),
            Field::new("user_id", "Decided by", Kind::Record("user_account")),
            Field::new("why", "Why", Kind::LongText).private(Privacy::Sensitive),
            Field::new("changes", "Changes", Kind::LongText).required().private(Privacy::Sensitive),
            Field::new("undone_at", "Undone", Kind::Timestamp),
        ],
    };

    fn id(&self) -> Id {
        self.id
    }

    fn subject(&self) -> Option<Id> {
        Some(self.person)
    }

    fn values(&self) -> Vec<Value> {
        vec![
            self.person.into(),
            self.merged.into(),
            self.at.into(),
            self.user.into(),
            self.why.clone().into(),
            self.changes.clone().into(),
            self.undone.into(),
        ]
    }

    fn read(row: &Row<'_>) -> db::Result<Self> {
        Ok(Self {
            id: row.get(0)?,
            person: row.get(1)?,
            merged: row.get(2)?,
            at: row.get(3)?,
            user: row.get(4)?,
            why: row.get(5)?,
            changes: row.get(6)?,
            undone: row.get(7)?,
        })
    }
}

/// That somebody has looked at two people, and they are two.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Distinct {
    /// Identity.
    pub id: Id,
    /// The one with the smaller id.
    pub person: Id,
    /// The other.
    pub other: Id,
    /// The day on which it was said.
    pub date: Date,
    /// Who said so; none if a program did.
    pub user: Option<Id>,
}

impl Record for Distinct {
    const TABLE: &'static Table = &Table {
        name: "distinct_pair",
        label: "Not the same person",
        fields: &[
            Field::new("person_id", "Person", Kind::Record("person")).required(),
            Field::new("other_id", "Not the same as", Kind::Record("person")).required(),
            Field::new("date", "Date", Kind::Date).required(),
            Field::new("user_id", "Decided by", Kind::Record("user_account")),
        ],
    };

    fn id(&self) -> Id {
        self.id
    }

    fn subject(&self) -> Option<Id> {
        Some(self.person)
    }

    fn values(&self) -> Vec<Value> {
        vec![self.person.into(), self.other.into(), self.date.into(), self.user.into()]
    }

    fn read(row: &Row<'_>) -> db::Result<Self> {
        Ok(Self { id: row.get(0)?, person: row.get(1)?, other: row.get(2)?, date: row.get(3)?, user: row.get(4)? })
    }
}
