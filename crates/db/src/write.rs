//! Changing the database, and telling the audit log.

use crate::audit::Entry;
use crate::binary::CopyRows;
use crate::keys::Keyed;
use crate::known::Knowing;
use crate::payload::{Block, object};
use crate::reader::Link;
use crate::touched::Touched;
use crate::{Action, Error, Reader, Record, Result, Table, Value, sqlite};
use base::{Actor, Clock, Id, Ids};
use std::fmt::Write as _;
use std::ops::Deref;

/// How many blocks of records are sent to PostgreSQL together.
const BLOCKS: usize = 10;

/// A transaction in which one actor changes records. It also [reads](Reader), and sees its own changes.
///
/// Every change leaves a row in the audit log, in the same transaction: who, when, which record of which table about whom,
/// the fields as they were and as they became, and why if [that was said](Self::because). The values of sensitive fields are
/// kept there too, since a history without them would be none, but marked: `{"ethnicity": {"sensitive": "…"}}`, so that
/// whoever shows the log can hide them without knowing what the field was.
///
/// A change that fails spoils the transaction: it is rolled back even if the closure ignores the error and returns `Ok`.
/// (PostgreSQL would have it so; SQLite would not, and the two must not differ.)
pub struct Tx<'c> {
    reader: Reader<'c>,
    actor: &'c Actor,
    clock: &'c Clock,
    ids: &'c Ids,
    why: String,
    written: Vec<Id>,
    pub(crate) touched: Touched,
    pub(crate) spoilt: Option<Error>,
}

impl<'c> Deref for Tx<'c> {
    type Target = Reader<'c>;

    fn deref(&self) -> &Reader<'c> {
        &self.reader
    }
}

impl<'c> Tx<'c> {
    pub(crate) fn new(reader: Reader<'c>, actor: &'c Actor, clock: &'c Clock, ids: &'c Ids) -> Self {
        Self {
            reader,
            actor,
            clock,
            ids,
            why: String::new(),
            written: Vec::new(),
            touched: Touched::nothing(),
            spoilt: None,
        }
    }

    /// A new id. Made inside the transaction, so that another is made if this one turns out to be taken.
    #[must_use]
    pub fn new_id(&self) -> Id {
        self.ids.next()
    }

    /// Who acts.
    #[must_use]
    pub fn actor(&self) -> &Actor {
        self.actor
    }

    /// The rows of the audit log that tell of the single records changed so far, in order: what it takes to
    /// [reverse](Self::reverse) them later. Records added [many at once](Self::insert_all) are not among them.
    #[must_use]
    pub fn written(&self) -> &[Id] {
        &self.written
    }

    /// Says why the changes that follow are made, for the audit log.
    pub fn because(&mut self, why: impl Into<String>) -> &mut Self {
        self.why = why.into();
        self
    }

    /// Adds a record.
    ///
    /// # Errors
    /// [`Error::Clash`] if its id is taken, [`Error::Unique`] or [`Error::Constraint`] if the schema refuses it.
    pub fn insert<R: Record>(&mut self, record: &R) -> Result<()> {
        let outcome = self.try_insert(record);
        self.keep(outcome)
    }

    fn try_insert<R: Record>(&mut self, record: &R) -> Result<()> {
        let table = R::TABLE;
        let mut values = vec![record.id().into()];
        values.extend(record.values());
        check(table, values.len() - 1)?;
        let sql = insert_into(table);
        self.reader.execute(&sql, &values)?;
        self.reader.known_by(table.name, record.id(), record.id())?;
        let new = object(table.fields.iter().zip(&values[1..]).filter(|(_, value)| !value.is_null()))?;
        self.reader.key(None, Some(record))?;
        self.audit(record, Action::Insert, None, Some(new))
    }

    /// Adds many records: much faster than one by one, and with one audit row for each thousand of them. Returns how many.
    ///
    /// # Errors
    /// As [`insert`](Self::insert).
    pub fn insert_all<R: Record>(&mut self, records: impl IntoIterator<Item = R>) -> Result<u64> {
        let outcome = self.try_insert_all(records.into_iter().fuse());
        self.keep(outcome)
    }

    fn try_insert_all<R: Record>(&mut self, mut records: impl Iterator<Item = R>) -> Result<u64> {
        let mut added = 0;
        let mut block = Block::new(R::TABLE);
        let (mut entries, mut keyed, mut knowing) = (Vec::new(), Keyed::default(), Knowing::by(R::TABLE));
        loop {
            let (actor, why) = (self.actor, &self.why);
            let mut enter = |block: &Block| {
                added += block.count;
                entries.push(block.entry(self.ids.next(), self.clock.now(), actor, why)?);
                Ok::<_, Error>(())
            };
            match &self.reader.link {
                Link::Sqlite(connection) => {
                    self.reader.note(insert_sqlite(
                        connection,
                        &mut records,
                        &mut block,
                        &mut self.touched,
                        &mut keyed,
                        &mut knowing,
                    ))?;
                    if block.count > 0 {
                        enter(&block)?;
                    }
                    if block.count == 0 || knowing.is_much() {
                        self.reader.note(knowing.save(connection))?;
                    }
                }
                Link::Postgres(connection) => {
                    // Several blocks in one message: each costs the server some work, however small it is.
                    let mut rows = CopyRows::new();
                    for _ in 0..BLOCKS {
                        encode(&mut records, &mut rows, &mut block, &mut self.touched, &mut keyed)?;
                        if block.count == 0 {
                            break;
                        }
                        enter(&block)?;
                    }
                    if !entries.is_empty() {
                        let mut connection = connection.borrow_mut();
                        let stream = connection.copy_stream(R::TABLE.name, &R::TABLE.columns(""));
                        self.reader.note(stream.and_then(|stream| stream.finish(&rows)))?;
                    }
                }
            }
            if entries.is_empty() {
                return Ok(added);
            }
            keyed.save::<R>(&self.reader)?;
            for entry in entries.drain(..) {
                self.reader.enter(&entry)?;
                if let Link::Postgres(_) = self.reader.link {
                    self.reader.known_by(entry.table, entry.record, entry.last_record)?;
                }
            }
        }
    }

    /// Changes a record from what it was to what it is now; only the fields that differ are written.
    ///
    /// # Errors
    /// [`Error::Gone`] if it does not exist any more; else as [`insert`](Self::insert).
    pub fn update<R: Record>(&mut self, before: &R, after: &R) -> Result<()> {
        let outcome = self.try_update(before, after);
        self.keep(outcome)
    }

    fn try_update<R: Record>(&mut self, before: &R, after: &R) -> Result<()> {
        let table = R::TABLE;
        if before.id() != after.id() {
            return Err(Error::Value(format!("another id in place of {}: a record keeps its id", before.id())));
        }
        let (old, new) = (before.values(), after.values());
        check(table, old.len())?;
        check(table, new.len())?;
        let changed = || (0..new.len()).filter(|index| old[*index] != new[*index]);
        let mut sql = format!("UPDATE {} SET ", table.name);
        let mut values = Vec::new();
        for index in changed() {
            values.push(new[index].clone());
            let comma = if values.len() > 1 { ", " } else { "" };
            let _ = write!(sql, "{comma}{} = ${}", table.fields[index].name, values.len());
        }
        if values.is_empty() {
            return Ok(());
        }
        values.push(after.id().into());
        let _ = write!(sql, " WHERE id = ${}", values.len());
        self.one(table, after.id(), &sql, &values)?;
        self.reader.key(Some(before), Some(after))?;
        let old = object(changed().map(|index| (&table.fields[index], &old[index])))?;
        let new = object(changed().map(|index| (&table.fields[index], &new[index])))?;
        self.reader.known_again(table.name, after.subject())?;
        if before.subject() != after.subject() {
            self.reader.known_again(table.name, before.subject())?;
            self.touched.add(table.name, before.subject());
        }
        self.audit(after, Action::Update, Some(old), Some(new))
    }

    /// Removes a record. What it held stays in the audit log.
    ///
    /// # Errors
    /// [`Error::Gone`] if it does not exist any more, [`Error::Constraint`] if others depend on it.
    pub fn remove<R: Record>(&mut self, record: &R) -> Result<()> {
        let outcome = self.try_remove(record);
        self.keep(outcome)
    }

    fn try_remove<R: Record>(&mut self, record: &R) -> Result<()> {
        let table = R::TABLE;
        let values = record.values();
        check(table, values.len())?;
        let sql = format!("DELETE FROM {} WHERE id = $1", table.name);
        self.one(table, record.id(), &sql, &[record.id().into()])?;
        self.reader.known_again(table.name, record.subject())?;
        self.reader.key(Some(record), None)?;
        let old = object(table.fields.iter().zip(&values).filter(|(_, value)| !value.is_null()))?;
        self.audit(record, Action::Remove, Some(old), None)
    }

    /// Runs a statement that must find its one record.
    pub(crate) fn one(&self, table: &Table, id: Id, sql: &str, values: &[Value]) -> Result<()> {
        if self.reader.execute(sql, values)? == 1 { Ok(()) } else { Err(Error::Gone { table: table.name, id }) }
    }

    /// Notes in the audit log that the actor has looked at these special-category fields of a record about `subject`.
    ///
    /// # Errors
    /// When the database fails.
    pub fn viewed(&mut self, table: &'static Table, record: Id, subject: Option<Id>, fields: &[&str]) -> Result<()> {
        let outcome = self.reader.enter(&Entry {
            id: self.ids.next(),
            at: self.clock.now(),
            actor: self.actor,
            action: Action::View,
            table: table.name,
            record,
            last_record: record,
            records: 1,
            subject,
            old: None,
            new: Some(serde_json::json!({ "viewed": fields }).to_string()),
            why: &self.why,
        });
        self.keep(outcome)
    }

    fn audit<R: Record>(&mut self, record: &R, action: Action, old: Option<String>, new: Option<String>) -> Result<()> {
        if !R::AUDITED {
            return Ok(());
        }
        self.tell(R::TABLE, record.id(), record.subject(), action, old, new)
    }

    /// Enters one change of one record in the log.
    pub(crate) fn tell(
        &mut self,
        table: &'static Table,
        record: Id,
        subject: Option<Id>,
        action: Action,
        old: Option<String>,
        new: Option<String>,
    ) -> Result<()> {
        self.touched.add(table.name, subject);
        let id = self.ids.next();
        self.written.push(id);
        self.reader.enter(&Entry {
            id,
            at: self.clock.now(),
            actor: self.actor,
            action,
            table: table.name,
            record,
            last_record: record,
            records: 1,
            subject,
            old,
            new,
            why: &self.why,
        })
    }

    /// Remembers the first failure, which spoils the transaction.
    pub(crate) fn keep<T>(&mut self, outcome: Result<T>) -> Result<T> {
        if let Err(error) = &outcome {
            self.spoilt.get_or_insert_with(|| error.clone());
        }
        outcome
    }
}

/// A record that does not fit its own description is a fault of the program, told before it can put values in wrong columns.
fn check(table: &Table, values: usize) -> Result<()> {
    if table.fields.len() == values {
        return Ok(());
    }
    Err(Error::Value(format!("{values} values for the {} fields of {}", table.fields.len(), table.name)))
}

pub(crate) fn insert_into(table: &Table) -> String {
    let mut sql = format!("INSERT INTO {} ({}) VALUES ($1", table.name, table.columns(""));
    for number in 2..=table.fields.len() + 1 {
        let _ = write!(sql, ", ${number}");
    }
    sql.push(')');
    sql
}

/// Inserts the next block of records, each by the same prepared statement.
fn insert_sqlite<R: Record>(
    connection: &rusqlite::Connection,
    records: &mut impl Iterator<Item = R>,
    block: &mut Block,
    touched: &mut Touched,
    keyed: &mut Keyed,
    knowing: &mut Knowing,
) -> Result<()> {
    let table = R::TABLE;
    let sql = insert_into(table);
    let mut statement = connection.prepare_cached(&sql).map_err(|error| sqlite::fault(&error, &sql))?;
    block.clear();
    for record in records.take(Block::SIZE) {
        let values = record.values();
        check(table, values.len())?;
        sqlite::bind_one(&mut statement, 1, &record.id().into())?;
        for (index, value) in values.iter().enumerate() {
            sqlite::bind_one(&mut statement, index + 2, value)?;
        }
        statement.raw_execute().map_err(|error| sqlite::fault(&error, &sql))?;
        block.add(record.id(), record.subject(), &values)?;
        touched.add(table.name, record.subject());
        keyed.add(&record);
        knowing.add(&values);
    }
    Ok(())
}

/// Puts the next block of records into PostgreSQL's binary copy format.
fn encode<R: Record>(
    records: &mut impl Iterator<Item = R>,
    rows: &mut CopyRows,
    block: &mut Block,
    touched: &mut Touched,
    keyed: &mut Keyed,
) -> Result<()> {
    let table = R::TABLE;
    block.clear();
    for record in records.take(Block::SIZE) {
        let values = record.values();
        check(table, values.len())?;
        rows.row(values.len() + 1);
        rows.value(&record.id().into())?;
        for value in &values {
            rows.value(value)?;
        }
        block.add(record.id(), record.subject(), &values)?;
        touched.add(table.name, record.subject());
        keyed.add(&record);
    }
    Ok(())
}
