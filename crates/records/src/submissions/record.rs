//! The record of a form that was sent.

use base::{Field, Id, Kind, Timestamp};
use db::{Record, Row, Table, Value};

/// A form that was sent and saved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Submission {
    /// Identity.
    pub id: Id,
    /// What the form carried: its own, which a draft of it keeps.
    pub token: String,
    /// Who sent it; none if a program did.
    pub user: Option<Id>,
    /// When.
    pub at: Timestamp,
    /// What it did, as one says it: "Need recorded".
    pub what: String,
    /// About whom.
    pub person: Option<Id>,
    /// The first record that it made or changed.
    pub record: Id,
    /// The rows of the audit log that it wrote, in order, with commas between.
    pub changes: String,
    /// When it was undone.
    pub undone: Option<Timestamp>,
    /// A digest of what the form said, if one came along.
    pub said: Option<String>,
}

impl Submission {
    /// Whether it said the same as this digest, as far as both are known.
    pub(super) fn says(&self, said: Option<&str>) -> bool {
        self.said.as_deref().zip(said).is_none_or(|(known, said)| known == said)
    }
}

impl Record for Submission {
    const TABLE: &'static Table = &Table {
        name: "submission",
        label: "Submission",
        fields: &[
            Field::new("token", "Token", Kind::Text).required(),
            Field::new("user_id", "User", Kind::Record("user_account")),
            Field::new("at", "When", Kind::Timestamp).required(),
            Field::new("what", "What", Kind::Text).required(),
            Field::new("person_id", "Person", Kind::Record("person")),
            Field::new("record", "Record", Kind::Record("person")).required(),
            Field::new("changes", "Changes", Kind::Text).required(),
            Field::new("undone_at", "Undone", Kind::Timestamp),
            Field::new("said", "Said", Kind::Text),
        ],
    };

    // What it did is in the audit log; this only says which rows belong together.
    const AUDITED: bool = false;

    fn id(&self) -> Id {
        self.id
    }

    fn subject(&self) -> Option<Id> {
        None
    }

    fn values(&self) -> Vec<Value> {
        vec![
            self.token.clone().into(),
            self.user.into(),
            self.at.into(),
            self.what.clone().into(),
            self.person.into(),
            self.record.into(),
            self.changes.clone().into(),
            self.undone.into(),
            self.said.clone().into(),
        ]
    }

    fn read(row: &Row<'_>) -> db::Result<Self> {
        Ok(Self {
            id: row.get(0)?,
            token: row.get(1)?,
            user: row.get(2)?,
            at: row.get(3)?,
            what: row.get(4)?,
            person: row.get(5)?,
            record: row.get(6)?,
            changes: row.get(7)?,
            undone: row.get(8)?,
            said: row.get(9)?,
        })
    }
}
