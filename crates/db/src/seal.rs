//! The seal on the audit log: a gap-free order of its rows, chained by hash.

use crate::{Reader, Result, Subjects};
use base::Id;

/// One sealed row of the audit log, as other processes follow them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sealed {
    /// Its place: 1, 2, 3 … without gap.
    pub sequence: i64,
    /// The table that was written to.
    pub table: String,
    /// The record, or the first of several that were added together.
    pub record: Id,
    /// The people whose facts may have changed.
    pub subjects: Subjects,
    /// Whether this very process wrote it, and so knows already.
    pub ours: bool,
}

impl Reader<'_> {
    /// The sealed rows of the audit log after place `sequence`, in order, at most a thousand at a time; 0 is before the first.
    ///
    /// # Errors
    /// When the database fails.
    pub fn sealed_after(&self, sequence: i64) -> Result<Vec<Sealed>> {
        self.query(
            "SELECT p.sequence, a.record_table, a.record, a.records, a.subject, a.process,
                    CASE WHEN a.records > 1 AND a.subject IS NULL THEN a.new_values END
             FROM audit_place p JOIN audit a ON a.id = p.audit WHERE p.sequence > $1 ORDER BY p.sequence LIMIT 1000",
            &[sequence.into()],
            |row| {
                let mut subjects = Subjects::These(Vec::new());
                if let Some(subject) = row.get(4)? {
                    subjects.add(subject);
                }
                if let Some(block) = row.get::<Option<&str>>(6)? {
                    let block = crate::audit::parse(block)?;
                    for one in block["rows"].as_array().into_iter().flatten() {
                        if let Some(subject) = one[1].as_i64() {
                            subjects.add(Id::from_number(subject));
                        }
                    }
                    subjects.tidy();
                }
                Ok(Sealed {
                    sequence: row.get(0)?,
                    table: row.get(1)?,
                    record: row.get(2)?,
                    subjects,
                    ours: row.get::<Id>(5)? == self.process,
                })
            },
        )
    }
}

/// Bytes as hexadecimal text.
pub(crate) fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]).map(|digit| char::from(DIGITS[usize::from(digit)])).collect()
}
