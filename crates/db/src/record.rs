//! What the database needs to know of a kind of record.

use crate::{Result, Row, Value};
use base::{Field, Id};

/// A kind of record: its table and the description of its fields.
#[derive(Debug, Clone, Copy)]
pub struct Table {
    /// The table's name.
    pub name: &'static str,
    /// What people call one such record, in lower case: "enrolment".
    pub label: &'static str,
    /// Its fields; each is also a column. The column `id` comes before them and is not listed.
    pub fields: &'static [Field],
}

impl Table {
    /// The columns in the order in which [`Record::read`] expects them: `id, name, …`, each after `prefix` (such as `"p."`).
    #[must_use]
    pub fn columns(&self, prefix: &str) -> String {
        let mut columns = format!("{prefix}id");
        for field in self.fields {
            columns.push_str(", ");
            columns.push_str(prefix);
            columns.push_str(field.name);
        }
        columns
    }
}

/// A typed record: one row of one table.
pub trait Record: Sized {
    /// Its table and fields.
    const TABLE: &'static Table;

    /// Whether the audit log tells of it. Not of housekeeping, which is no record of anybody: sessions' last sign of life, tries to
    /// sign in, halves of exchanges.
    const AUDITED: bool = true;

    /// The table of the keys by which such records are found, if they have any. Its columns are `key` and `id`, the record's. Keys are
    /// written together with the record, whichever way that is written, and by nobody else.
    const FOUND_BY: Option<&'static str> = None;

    /// Its keys, each once.
    fn keys(&self) -> Vec<i64> {
        Vec::new()
    }

    /// Its identity.
    fn id(&self) -> Id;

    /// The person whose facts change when this record does, if it is about one.
    fn subject(&self) -> Option<Id>;

    /// The values of its fields, in the order of [`Table::fields`], each always of the same variant.
    fn values(&self) -> Vec<Value>;

    /// The record of a row that begins with the [columns](Table::columns) of its table.
    ///
    /// # Errors
    /// When a column does not hold what the record needs.
    fn read(row: &Row<'_>) -> Result<Self>;
}
