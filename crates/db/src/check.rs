//! Is the database sound? What `waymark doctor` asks.

use crate::database::Store;
use crate::migrate::{self, MIGRATIONS};
use crate::{Db, Error, Result, known};

/// One thing that was checked, and what was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What was checked, in a few words.
    pub about: &'static str,
    /// What there is to say of it, or what is wrong.
    pub outcome: Result<String>,
}

impl Db {
    /// Checks the schema and its history, the file or the tables, every reference between records, and the
    /// [audit log](Self::verify_chain). It reads everything once, and changes nothing.
    #[must_use]
    pub fn check(&self) -> Vec<Finding> {
        vec![
            Finding { about: "schema", outcome: self.check_schema() },
            Finding { about: "storage", outcome: self.check_storage() },
            Finding { about: "references between records", outcome: self.check_references() },
            Finding { about: "who is known by which partner", outcome: self.check_known() },
            Finding {
                about: "audit log",
                outcome: self.verify_chain().map(|chain| {
                    format!("{} rows sealed, {} waiting; the last seal is {}", chain.rows, chain.waiting, chain.head)
                }),
            },
        ]
    }

    fn check_schema(&self) -> Result<String> {
        let applied = migrate::check(self, MIGRATIONS)?;
        let tables = self.read(|reader| reader.tables().map(|tables| tables.len()))?;
        if applied < MIGRATIONS.len() {
            return Err(Error::Migration(format!(
                "only {applied} of {} migrations have been applied",
                MIGRATIONS.len()
            )));
        }
        Ok(format!("{applied} migrations applied, {tables} tables"))
    }

    fn check_storage(&self) -> Result<String> {
        match &self.inner.store {
            Store::Sqlite(sqlite) => {
                let found = sqlite.pragma("PRAGMA integrity_check(20)", |row| row.get::<_, String>(0))?;
                if found == ["ok"] { Ok("the file is whole".to_owned()) } else { Err(Error::Damaged(found.join("; "))) }
            }
            Store::Postgres(postgres) => Ok(format!("{} answers", postgres.name)),
        }
    }

    fn check_known(&self) -> Result<String> {
        let (kept, found) = ("SELECT person_id, partner_id FROM known_by", known::all(""));
        let count = |sql: String| self.read(|reader| reader.one(&sql, &[], |row| row.get::<i64>(0)));
        let odd = |one: &str, other: &str| {
            count(format!("SELECT COUNT(*) FROM ({one} EXCEPT SELECT * FROM ({other}) o) odd"))
        };
        let (extra, missing) = (odd(kept, &found)?, odd(&format!("SELECT * FROM ({found}) f"), kept)?);
        if extra + missing > 0 {
            return Err(Error::Damaged(format!(
                "{extra} are kept that no record tells of, and {missing} that records tell of are not: somebody may see too much or too little"
            )));
        }
        Ok(format!("{} kept, as the records tell", count("SELECT COUNT(*) FROM known_by".to_owned())?))
    }

    fn check_references(&self) -> Result<String> {
        let broken = match &self.inner.store {
            Store::Sqlite(sqlite) => sqlite.pragma("PRAGMA foreign_key_check", |row| {
                let (table, id, parent): (String, Option<i64>, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
                Ok(format!("{table} {} refers to a {parent} that does not exist", id.unwrap_or_default()))
            })?,
            // A foreign key of PostgreSQL's holds unless it was declared without looking at the rows.
            Store::Postgres(_) => self.read(|reader| {
                reader.query(
                    "SELECT CAST(k.conname AS TEXT) FROM pg_constraint k JOIN pg_namespace n ON n.oid = k.connamespace
                     WHERE NOT k.convalidated AND n.nspname = current_schema()",
                    &[],
                    |row| Ok(format!("{} was never checked", row.get::<&str>(0)?)),
                )
            })?,
        };
        match broken.first() {
            None => Ok("every one leads to a record".to_owned()),
            Some(first) => Err(Error::Damaged(format!("{first} ({} such faults in all)", broken.len()))),
        }
    }
}
