//! Keys by which records are found: derived from the record, kept in a table of their own, in step with it.

use crate::binary::CopyRows;
use crate::reader::Link;
use crate::{Reader, Record, Result, Tx, Value, sqlite};
use base::Id;
use std::fmt::Write as _;

/// How many records are read at a time when all keys are made anew.
const STEP: i64 = 5000;

/// The keys of records that are on their way into the database.
#[derive(Debug, Default)]
pub(crate) struct Keyed(Vec<(i64, Id)>);

impl Keyed {
    pub(crate) fn add<R: Record>(&mut self, record: &R) {
        if R::FOUND_BY.is_some() {
            let id = record.id();
            self.0.extend(record.keys().into_iter().map(|key| (key, id)));
        }
    }

    /// Writes them, in order: so the table is filled as much from one end to the other as can be.
    pub(crate) fn save<R: Record>(&mut self, reader: &Reader<'_>) -> Result<()> {
        let Some(table) = R::FOUND_BY.filter(|_| !self.0.is_empty()) else { return Ok(()) };
        self.0.sort_unstable();
        match &reader.link {
            Link::Sqlite(connection) => {
                let sql = format!("INSERT INTO {table} (key, id) VALUES ($1, $2)");
                let mut statement = connection.prepare_cached(&sql).map_err(|error| sqlite::fault(&error, &sql))?;
                for (key, id) in self.0.drain(..) {
                    sqlite::bind_one(&mut statement, 1, &key.into())?;
                    sqlite::bind_one(&mut statement, 2, &id.into())?;
                    statement.raw_execute().map_err(|error| sqlite::fault(&error, &sql))?;
                }
                Ok(())
            }
            Link::Postgres(connection) => {
                let mut rows = CopyRows::new();
                for (key, id) in self.0.drain(..) {
                    rows.row(2);
                    rows.value(&key.into())?;
                    rows.value(&id.into())?;
                }
                let mut connection = connection.borrow_mut();
                let stream = connection.copy_stream(table, "key, id");
                stream.and_then(|stream| stream.finish(&rows)).map(drop)
            }
        }
    }
}

impl Reader<'_> {
    /// Puts the keys of a record as it is now in place of those that it had.
    pub(crate) fn key<R: Record>(&self, before: Option<&R>, after: Option<&R>) -> Result<()> {
        let (Some(table), Some(id)) = (R::FOUND_BY, after.or(before).map(Record::id)) else { return Ok(()) };
        let keys = |record: Option<&R>| record.map(Record::keys).unwrap_or_default();
        let (old, new) = (keys(before), keys(after));
        let gone: Vec<i64> = old.iter().copied().filter(|key| !new.contains(key)).collect();
        let come: Vec<i64> = new.iter().copied().filter(|key| !old.contains(key)).collect();
        if !gone.is_empty() {
            let mut values: Vec<Value> = vec![id.into()];
            let mut sql = format!("DELETE FROM {table} WHERE id = $1 AND key IN (");
            for (place, key) in gone.into_iter().enumerate() {
                values.push(key.into());
                let _ = write!(sql, "{}${}", if place > 0 { ", " } else { "" }, values.len());
            }
            sql.push(')');
            self.execute(&sql, &values)?;
        }
        if !come.is_empty() {
            let mut values: Vec<Value> = vec![id.into()];
            let mut sql = format!("INSERT INTO {table} (id, key) VALUES ");
            for (place, key) in come.into_iter().enumerate() {
                values.push(key.into());
                let _ = write!(sql, "{}($1, ${})", if place > 0 { ", " } else { "" }, values.len());
            }
            self.execute(&sql, &values)?;
        }
        Ok(())
    }

    /// How many keys records of this kind should have and do have, and whether those are the same.
    ///
    /// # Errors
    /// When the database fails.
    pub fn keys_hold<R: Record>(&self) -> Result<(u64, u64, bool)> {
        let Some(table) = R::FOUND_BY else { return Ok((0, 0, true)) };
        // Sums in whatever order: each pair is mixed first, so that two wrong ones do not make a right one.
        let mixed = |key: i64, id: Id| {
            let mixed = (key as u64 ^ (id.number() as u64).rotate_left(29)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
            (mixed ^ mixed >> 32).wrapping_mul(0xBF58_476D_1CE4_E5B9)
        };
        let (mut due, mut sum) = (0, 0_u64);
        let sql = format!("SELECT {} FROM {}", R::TABLE.columns(""), R::TABLE.name);
        self.each(&sql, &[], |row| {
            let record = R::read(row)?;
            for key in record.keys() {
                due += 1;
                sum = sum.wrapping_add(mixed(key, record.id()));
            }
            Ok(())
        })?;
        let mut there = 0;
        self.each(&format!("SELECT key, id FROM {table}"), &[], |row| {
            there += 1;
            sum = sum.wrapping_sub(mixed(row.get(0)?, row.get(1)?));
            Ok(())
        })?;
        Ok((due, there, sum == 0 && due == there))
    }
}

impl Tx<'_> {
    /// Makes the keys of all records of this kind anew. Returns how many there are.
    ///
    /// # Errors
    /// When the database fails.
    pub fn key_all<R: Record>(&mut self) -> Result<u64> {
        let outcome = self.try_key_all::<R>();
        self.keep(outcome)
    }

    fn try_key_all<R: Record>(&mut self) -> Result<u64> {
        let Some(table) = R::FOUND_BY else { return Ok(0) };
        self.execute(&format!("DELETE FROM {table}"), &[])?;
        let (mut count, mut last) = (0, i64::MIN);
        loop {
            let records = self.list::<R>("WHERE id > $1 ORDER BY id LIMIT $2", &[last.into(), STEP.into()])?;
            let Some(end) = records.last() else { return Ok(count) };
            last = end.id().number();
            let mut keyed = Keyed::default();
            records.iter().for_each(|record| keyed.add(record));
            count += keyed.0.len() as u64;
            keyed.save::<R>(self)?;
        }
    }
}
