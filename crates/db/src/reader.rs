//! Asking the database.

use crate::database::Inner;
use crate::row::Source;
use crate::{Error, Record, Result, Row, Value, postgresql, sqlite};
use base::Id;
use std::cell::{Cell, RefCell};
use std::sync::atomic::{AtomicU64, Ordering};

/// What can be asked of the database, within one snapshot: everything asked of one reader sees the same moment.
///
/// SQL is one text for both databases, with `$1`, `$2` … for the values, in any order and as often as needed. Only
/// questions (`SELECT`, `WITH`, `VALUES`) are taken.
pub struct Reader<'c> {
    pub(crate) link: Link<'c>,
    /// Set while rows are being streamed: PostgreSQL cannot answer another question meanwhile, so neither database does.
    streaming: Cell<bool>,
    /// How many times the whole transaction is worth trying, after what has failed in it.
    pub(crate) tries: Cell<u32>,
    /// This process, as its audit rows name it.
    pub(crate) process: Id,
    /// How many questions have been asked of the database.
    asked: &'c AtomicU64,
}

/// The connection behind a reader.
pub(crate) enum Link<'c> {
    Sqlite(&'c rusqlite::Connection),
    Postgres(RefCell<&'c mut postgresql::Connection>),
}

impl<'c> Reader<'c> {
    pub(crate) fn new(link: Link<'c>, inner: &'c Inner) -> Self {
        let (process, asked) = (inner.process, &inner.asked);
        Self { link, streaming: Cell::new(false), tries: Cell::new(1), process, asked }
    }

    /// Calls `row` with each row of the answer, one after the other, and never holds more of them than one: for answers of
    /// any size.
    ///
    /// # Errors
    /// When the database refuses the question, when `row` fails, and when `row` asks something else of the same reader.
    pub fn each(&self, sql: &str, values: &[Value], mut row: impl FnMut(&Row<'_>) -> Result<()>) -> Result<()> {
        question(sql)?;
        self.asked.fetch_add(1, Ordering::Relaxed);
        if self.streaming.replace(true) {
            return Err(Error::Nested(Error::excerpt(sql)));
        }
        let outcome = match &self.link {
            Link::Sqlite(connection) => sqlite::each(connection, sql, values, &mut row),
            Link::Postgres(connection) => connection.borrow_mut().each(sql, values, &mut row),
        };
        self.streaming.set(false);
        self.note(outcome)
    }

    /// The rows of the answer, each made into something by `row`.
    ///
    /// # Errors
    /// As [`each`](Self::each).
    pub fn query<T>(&self, sql: &str, values: &[Value], mut row: impl FnMut(&Row<'_>) -> Result<T>) -> Result<Vec<T>> {
        question(sql)?;
        self.asked.fetch_add(1, Ordering::Relaxed);
        if self.streaming.get() {
            return Err(Error::Nested(Error::excerpt(sql)));
        }
        let mut made = Vec::new();
        let outcome = match &self.link {
            Link::Sqlite(connection) => sqlite::each(connection, sql, values, |found| {
                made.push(row(found)?);
                Ok(())
            }),
            Link::Postgres(connection) => {
                // The answer is fetched whole before its rows are looked at, so that `row` may ask something in turn.
                let fetched = connection.borrow_mut().query(sql, values);
                fetched.and_then(|rows| {
                    made.reserve(rows.len());
                    rows.iter().try_for_each(|found| {
                        made.push(row(&Row(Source::Postgres(found)))?);
                        Ok(())
                    })
                })
            }
        };
        self.note(outcome)?;
        Ok(made)
    }

    /// The first row of the answer, if it has any.
    ///
    /// # Errors
    /// As [`each`](Self::each).
    pub fn optional<T>(
        &self,
        sql: &str,
        values: &[Value],
        row: impl FnMut(&Row<'_>) -> Result<T>,
    ) -> Result<Option<T>> {
        Ok(self.query(sql, values, row)?.into_iter().next())
    }

    /// The one row that the answer always has, as of `SELECT count(*) …`.
    ///
    /// # Errors
    /// As [`each`](Self::each), and when there is no row.
    pub fn one<T>(&self, sql: &str, values: &[Value], row: impl FnMut(&Row<'_>) -> Result<T>) -> Result<T> {
        self.optional(sql, values, row)?
            .ok_or_else(|| Error::Statement { message: "no row came".to_owned(), sql: Error::excerpt(sql) })
    }

    /// The record with this id, if it exists.
    ///
    /// # Errors
    /// When the database fails.
    pub fn find<R: Record>(&self, id: Id) -> Result<Option<R>> {
        self.optional(&select::<R>("WHERE id = $1"), &[id.into()], |row| R::read(row))
    }

    /// The records of a table that `rest` asks for, as in `"WHERE programme = $1 ORDER BY id"`.
    ///
    /// # Errors
    /// When the database refuses the question.
    pub fn list<R: Record>(&self, rest: &str, values: &[Value]) -> Result<Vec<R>> {
        self.query(&select::<R>(rest), values, |row| R::read(row))
    }

    /// Runs a statement that writes, and says how many rows it touched. Only this crate may: what it does is not audited.
    pub(crate) fn execute(&self, sql: &str, values: &[Value]) -> Result<u64> {
        if self.streaming.get() {
            return Err(Error::Nested(Error::excerpt(sql)));
        }
        let outcome = match &self.link {
            Link::Sqlite(connection) => sqlite::execute(connection, sql, values),
            Link::Postgres(connection) => connection.borrow_mut().execute(sql, values),
        };
        self.note(outcome)
    }

    /// Remembers whether what failed may succeed in another try, whatever becomes of the error on its way up.
    pub(crate) fn note<T>(&self, outcome: Result<T>) -> Result<T> {
        if let Err(error) = &outcome {
            self.tries.set(self.tries.get().max(error.tries()));
        }
        outcome
    }
}

fn select<R: Record>(rest: &str) -> String {
    format!("SELECT {} FROM {} {rest}", R::TABLE.columns(""), R::TABLE.name)
}

/// Refuses what is not a question. A write must go through a record, so that it is audited; and a transaction is
/// begun and ended by [`Db`](crate::Db) alone.
fn question(sql: &str) -> Result<()> {
    let first = sql.split_whitespace().next().unwrap_or_default();
    if ["SELECT", "WITH", "VALUES"].iter().any(|word| first.eq_ignore_ascii_case(word)) {
        return Ok(());
    }
    Err(Error::NotAQuestion(Error::excerpt(sql)))
}

/// The first word in `sql` that writes, outside quotes and comments.
pub(crate) fn writing_word(sql: &str) -> Option<&str> {
    const WORDS: [&str; 6] = ["INSERT", "UPDATE", "DELETE", "MERGE", "INTO", "TRUNCATE"];
    crate::migrate::words(sql).find(|word| WORDS.iter().any(|writing| word.eq_ignore_ascii_case(writing)))
}
