//! The seal on the audit log: a gap-free order of its rows, chained by hash, and how other processes follow it.
//!
//! Chaining inside each transaction would make all writers queue, and rows do not commit in the order of their ids. So each
//! transaction leaves its rows in `audit_waiting`, and about once a second one process gives those that are committed their
//! places, in blocks. A row that commits late is still waiting when it appears; none is left out.

use crate::{Db, Error, Reader, Result, Row, Subjects, Value};
use base::{Id, Timestamp};
use sha2::{Digest, Sha256};
use std::sync::atomic::Ordering;
use std::time::Duration;

/// How many rows one block has at most.
const BLOCK: i64 = 1000;
/// How long the right to seal is lent, renewed with each block: long enough to hash a block of large rows, and short enough
/// that another process takes over soon after one has died.
const LEASE: Duration = Duration::from_secs(30);
/// What the first block has for the hash of the one before it.
pub(crate) const NOTHING: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// The columns of an audit row `a` in the order in which they are hashed.
pub(crate) const COLUMNS: &str = "a.id, a.at, a.process, a.actor, a.actor_name, a.action, a.record_table, a.record, a.last_record, \
                                  a.records, a.subject, a.old_values, a.new_values, a.why";

impl Db {
    /// Gives every audit row that waits its place, and returns how many that were. This happens by itself about once a second;
    /// if another process is at it, nothing happens.
    ///
    /// # Errors
    /// When the database fails.
    pub fn seal(&self) -> Result<u64> {
        let mut sealed = 0;
        loop {
            match self.seal_block() {
                Ok(rows) => {
                    sealed += rows;
                    // What has come meanwhile takes its place in the next round.
                    if i64::try_from(rows) != Ok(BLOCK) {
                        return Ok(sealed);
                    }
                }
                // Another process has the right to seal, or was quicker, or a row arrived in between.
                Err(Error::Busy(_) | Error::Clash(_) | Error::Unique(_)) => return Ok(sealed),
                Err(error) => return Err(error),
            }
        }
    }

    /// The moments that decide who may seal: now, until when the right is lent from now on, and when that of another process is taken to be
    /// longer than any that is lent, and so given by a clock that went wrong.
    fn lent(&self) -> [Timestamp; 3] {
        let now = self.clock().now();
        let until = now.checked_add(LEASE).unwrap_or(now);
        [now, until, until.checked_add(LEASE).unwrap_or(until)]
    }

    fn seal_block(&self) -> Result<u64> {
        // The rows never change once they are committed, so they are hashed while others write.
        let [now, until, too_long] = self.lent();
        let (last, previous, hash, newest, count) = self.read(|reader| -> Result<_> {
            let others = reader.optional(
                "SELECT until FROM lease WHERE name = 'seal' AND holder <> $1 AND until >= $2 AND until <= $3",
                &[self.inner.process.into(), now.into(), too_long.into()],
                |_| Ok(()),
            )?;
            if others.is_some() {
                return Err(elsewhere());
            }
            let head = reader.optional(
                "SELECT last_sequence, hash FROM seal ORDER BY last_sequence DESC LIMIT 1",
                &[],
                |row| Ok((row.get::<i64>(0)?, row.get::<String>(1)?)),
            )?;
            let (last, previous) = head.unwrap_or_else(|| (0, NOTHING.to_owned()));
            let mut hash = Hash::after(&previous);
            let (mut newest, mut count) = (0_i64, 0_i64);
            let sql =
                format!("SELECT {COLUMNS} FROM audit_waiting w JOIN audit a ON a.id = w.id ORDER BY w.id LIMIT $1");
            reader.each(&sql, &[BLOCK.into()], |row| {
                count += 1;
                newest = row.get(0)?;
                hash.row(last + count, row, 0)
            })?;
            Ok((last, previous, hash.finish(), newest, count))
        })?;
        if count == 0 {
            return Ok(0);
        }
        // The right to seal is taken, or renewed, together with the block: one commit, which the saves of this moment share.
        let placed = self.unaudited(|reader| {
            let taken = reader.execute(
                "UPDATE lease SET holder = $1, until = $2 WHERE name = 'seal' AND (holder = $1 OR until < $3 OR until > $4)",
                &[self.inner.process.into(), until.into(), now.into(), too_long.into()],
            )?;
            if taken != 1 {
                return Err(elsewhere());
            }
            let placed = reader.execute(
                "INSERT INTO audit_place (sequence, audit)
                 SELECT $1 + row_number() OVER (ORDER BY id), id FROM audit_waiting WHERE id <= $2",
                &[last.into(), newest.into()],
            )?;
            if i64::try_from(placed) != Ok(count) {
                return Err(Error::Busy("a row of the audit log arrived late; it takes its place in the next round".to_owned()));
            }
            reader.execute(
                "DELETE FROM audit_waiting WHERE id IN (SELECT audit FROM audit_place WHERE sequence > $1 AND sequence <= $2)",
                &[last.into(), (last + count).into()],
            )?;
            reader.execute(
                "INSERT INTO seal (last_sequence, first_sequence, at, previous, hash) VALUES ($1, $2, $3, $4, $5)",
                &[
                    (last + count).into(),
                    (last + 1).into(),
                    self.clock().now().into(),
                    Value::from(previous),
                    Value::from(hash),
                ],
            )?;
            Ok(placed)
        })?;
        self.inner.sealing.store(true, Ordering::Relaxed);
        Ok(placed)
    }
}

fn elsewhere() -> Error {
    Error::Busy("another process seals the audit log".to_owned())
}

/// The hash of a block: of the one before it, and of each of its rows with its place. Every part goes in with its length, so
/// that no two blocks look the same.
pub(crate) struct Hash(Sha256);

impl Hash {
    pub(crate) fn after(previous: &str) -> Self {
        let mut hash = Self(Sha256::new());
        hash.part(Some(previous.as_bytes()));
        hash
    }

    /// Adds the row that has this place, whose [`COLUMNS`] begin at column `from`.
    pub(crate) fn row(&mut self, sequence: i64, row: &Row<'_>, from: usize) -> Result<()> {
        self.part(Some(&sequence.to_be_bytes()));
        for column in [0, 2, 3, 7, 8, 9, 10] {
            self.part(row.get::<Option<i64>>(from + column)?.map(i64::to_be_bytes).as_ref().map(<[u8; 8]>::as_slice));
        }
        let at: Timestamp = row.get(from + 1)?;
        self.part(Some(&at.as_microsecond().to_be_bytes()));
        for column in [4, 5, 6, 11, 12, 13] {
            self.part(row.get::<Option<&str>>(from + column)?.map(str::as_bytes));
        }
        Ok(())
    }

    fn part(&mut self, part: Option<&[u8]>) {
        let length = part.map_or(u64::MAX, |part| part.len() as u64);
        self.0.update(length.to_be_bytes());
        self.0.update(part.unwrap_or_default());
    }

    pub(crate) fn finish(self) -> String {
        hex(&self.0.finalize())
    }
}

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
            "SELECT p.sequence, a.record_table, a.record, a.records,
                    CASE WHEN a.action <> 'view' THEN a.subject END, a.process,
                    CASE WHEN a.records > 1 AND a.subject IS NULL THEN a.new_values END
             FROM audit_place p JOIN audit a ON a.id = p.audit WHERE p.sequence > $1 ORDER BY p.sequence LIMIT 1000",
            &[sequence.into()],
            |row| {
                let mut subjects = Subjects::These(Vec::new());
                if let Some(subject) = row.get(4)? {
                    subjects.add(subject);
                }
                if let Some(block) = row.get::<Option<&str>>(6)? {
                    let block = crate::payload::parse(block)?;
                    crate::payload::subjects(&block).for_each(|subject| subjects.add(subject));
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
