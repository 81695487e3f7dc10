//! The audit log: how changes are written into it, and how a record's history is read from it.

use crate::payload::{one_of_block, parse};
use crate::{Error, Reader, Result, Row, Table, Value};
use base::{Actor, Id, Timestamp};

/// What was done to a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// It was added.
    Insert,
    /// Some of its fields were changed.
    Update,
    /// It was removed.
    Remove,
    /// Its special-category fields were looked at.
    View,
}

impl Action {
    /// The word for it in the log.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Insert => "insert",
            Self::Update => "update",
            Self::Remove => "remove",
            Self::View => "view",
        }
    }

    /// The action with this word.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        [Self::Insert, Self::Update, Self::Remove, Self::View].into_iter().find(|action| action.key() == key)
    }
}

/// One row of the audit log on its way in.
pub(crate) struct Entry<'t> {
    pub(crate) id: Id,
    pub(crate) at: Timestamp,
    pub(crate) actor: &'t Actor,
    pub(crate) action: Action,
    pub(crate) table: &'static str,
    pub(crate) record: Id,
    pub(crate) last_record: Id,
    pub(crate) records: i64,
    pub(crate) subject: Option<Id>,
    pub(crate) old: Option<String>,
    pub(crate) new: Option<String>,
    pub(crate) why: &'t str,
}

impl Reader<'_> {
    /// Writes a row of the audit log, and that it waits for its place.
    pub(crate) fn enter(&self, entry: &Entry<'_>) -> Result<()> {
        self.execute(
            "INSERT INTO audit (id, at, process, actor, actor_name, action, record_table, record, last_record, records, subject, \
             old_values, new_values, why) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
            &[
                entry.id.into(),
                entry.at.into(),
                self.process.into(),
                entry.actor.id().into(),
                entry.actor.name().into(),
                entry.action.key().into(),
                entry.table.into(),
                entry.record.into(),
                entry.last_record.into(),
                entry.records.into(),
                entry.subject.into(),
                Value::Json(entry.old.clone()),
                Value::Json(entry.new.clone()),
                entry.why.into(),
            ],
        )?;
        self.execute("INSERT INTO audit_waiting (id) VALUES ($1)", &[entry.id.into()])?;
        Ok(())
    }

    /// What was done to one record, the latest first: at most `limit` changes.
    ///
    /// # Errors
    /// When the database fails, or the log's own rows cannot be read.
    pub fn history(&self, table: &Table, id: Id, limit: u32) -> Result<Vec<Change>> {
        let mut changes = self.query(
            "SELECT id, at, actor, actor_name, action, old_values, new_values, why FROM audit
             WHERE record_table = $1 AND record = $2 AND records = 1 AND action <> 'view' ORDER BY id DESC LIMIT $3",
            &[table.name.into(), id.into(), limit.into()],
            |row| Change::read(row, Some),
        )?;
        // It was added at most once, alone or with many others.
        if changes.len() < limit as usize && !changes.iter().any(|change| change.action == Action::Insert) {
            let blocks = self.query(
                "SELECT id, at, actor, actor_name, action, old_values, new_values, why FROM audit
                 WHERE record_table = $1 AND records > 1 AND last_record >= $2 AND record <= $2 ORDER BY last_record",
                &[table.name.into(), id.into()],
                |row| Change::read(row, |json| one_of_block(&json, id)),
            )?;
            // Blocks of two imports at the same time may overlap: it is in one of them.
            changes.extend(blocks.into_iter().find(|change| change.after.is_some()));
        }
        Ok(changes)
    }
}

/// One thing that was done to one record.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// When.
    pub at: Timestamp,
    /// The user's record, if a user did it.
    pub actor: Option<Id>,
    /// What the one who did it was called then.
    pub actor_name: String,
    /// What was done.
    pub action: Action,
    /// The fields before, as a JSON object; a sensitive one is `{"sensitive": value}`. Empty for an insert.
    pub before: Option<serde_json::Value>,
    /// The fields after, in the same form. Empty for a removal.
    pub after: Option<serde_json::Value>,
    /// Why, if it was said; else empty.
    pub why: String,
}

impl Change {
    fn read(row: &Row<'_>, unpack: impl Fn(serde_json::Value) -> Option<serde_json::Value>) -> Result<Self> {
        let action: &str = row.get(4)?;
        let parse = |text: Option<&str>| Ok::<_, Error>(text.map(parse).transpose()?.and_then(&unpack));
        Ok(Self {
            at: row.get(1)?,
            actor: row.get(2)?,
            actor_name: row.get(3)?,
            action: Action::from_key(action).ok_or_else(|| Error::Chain(format!("unknown action {action}")))?,
            before: parse(row.get(5)?)?,
            after: parse(row.get(6)?)?,
            why: row.get(7)?,
        })
    }
}
