//! The schema and its history: numbered files of SQL, applied once each, in order, never changed afterwards.

use crate::reader::Link;
use crate::{Db, Error, Result};
use sha2::{Digest, Sha256};

/// Every migration, in order. A new one is a new file and a new line here; an old one never changes.
pub(crate) const MIGRATIONS: &[Migration] = &[
    migration(1, "audit", include_str!("../migrations/0001_audit.sql")),
    migration(2, "records", include_str!("../migrations/0002_records.sql")),
    migration(3, "users", include_str!("../migrations/0003_users.sql")),
    migration(4, "support", include_str!("../migrations/0004_support.sql")),
    migration(5, "finding", include_str!("../migrations/0005_finding.sql")),
    migration(6, "lists", include_str!("../migrations/0006_lists.sql")),
    migration(7, "put away", include_str!("../migrations/0007_put_away.sql")),
    migration(8, "family", include_str!("../migrations/0008_family.sql")),
    migration(9, "capacity", include_str!("../migrations/0009_capacity.sql")),
    migration(10, "onward", include_str!("../migrations/0010_onward.sql")),
    migration(11, "known", include_str!("../migrations/0011_known.sql")),
    migration(12, "status evidence", include_str!("../migrations/0012_status_evidence.sql")),
    migration(13, "head counts", include_str!("../migrations/0013_head_counts.sql")),
    migration(14, "said", include_str!("../migrations/0014_said.sql")),
    migration(15, "any part of a name", include_str!("../migrations/0015_any_part_of_a_name.sql")),
];

/// One step of the schema's history.
pub(crate) struct Migration {
    pub(crate) number: i64,
    pub(crate) name: &'static str,
    pub(crate) text: &'static str,
}

const fn migration(number: i64, name: &'static str, text: &'static str) -> Migration {
    Migration { number, name, text }
}

/// The table that must be there before the first migration.
const HISTORY: &str =
    "CREATE TABLE IF NOT EXISTS migration (number BIGINT PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL)";

/// What a type token stands for in SQLite and in PostgreSQL. Both names are kept in SQLite where its rules of affinity
/// allow, so that a copy can tell the types of a table from its schema.
const TOKENS: &[(&str, &str, &str)] = &[
    ("{id}", "INTEGER PRIMARY KEY", "BIGINT PRIMARY KEY"),
    ("{timestamptz}", "TIMESTAMPTZ", "TIMESTAMPTZ"),
    ("{json}", "JSON TEXT", "JSON"),
    ("{bytes}", "BLOB", "BYTEA"),
    // A table that is one tree in the order of its primary key, without a second one in the order of arrival.
    ("{tree}", "WITHOUT ROWID", ""),
    ("{double}", "DOUBLE PRECISION", "DOUBLE PRECISION"),
];

/// Brings the schema up to date.
///
/// Each migration is one transaction that begins by entering itself in the history. Where two processes open a database
/// at once, the second waits there for the first, and then finds the migration done.
pub(crate) fn migrate(db: &Db, migrations: &[Migration]) -> Result<()> {
    prepare(db)?;
    let mut tries = 0;
    loop {
        match step(db, migrations) {
            Ok(true) => tries = 0,
            Ok(false) => return Ok(()),
            Err(Error::Busy(_) | Error::Clash(_) | Error::Unique(_)) if tries < 50 => {
                tries += 1;
                std::thread::sleep(std::time::Duration::from_millis(20));
            }
            Err(error) => return Err(error),
        }
    }
}

/// Applies the first migration that is missing, if one is.
fn step(db: &Db, migrations: &[Migration]) -> Result<bool> {
    let applied = check(db, migrations)?;
    let Some(next) = migrations.get(applied) else { return Ok(false) };
    db.unaudited(|reader| {
        reader.execute(
            "INSERT INTO migration (number, name, checksum) VALUES ($1, $2, $3)",
            &[next.number.into(), next.name.into(), checksum(next.text).into()],
        )?;
        let sql = translate(next.text, matches!(reader.link, Link::Sqlite(_)));
        for statement in statements(&sql) {
            reader.execute(statement, &[]).map_err(|error| {
                Error::Migration(format!("migration {:04}_{} failed: {error}", next.number, next.name))
            })?;
        }
        Ok(())
    })?;
    Ok(true)
}

/// How many of the migrations have been applied, after checking that those are the ones this program has.
///
/// # Errors
/// [`Error::Migration`] when an applied one has since been changed, or the database has one that this program has not.
pub(crate) fn check(db: &Db, migrations: &[Migration]) -> Result<usize> {
    let applied = db.read(|reader| -> Result<_> {
        reader.query("SELECT number, name, checksum FROM migration ORDER BY number", &[], |row| {
            Ok((row.get::<i64>(0)?, row.get::<String>(1)?, row.get::<String>(2)?))
        })
    })?;
    for (index, (number, name, sum)) in applied.iter().enumerate() {
        let Some(known) = migrations.get(index).filter(|known| known.number == *number) else {
            return Err(Error::Migration(format!(
                "the database has migration {number:04}_{name}, which this program does not know: it was used by a newer version; use that one"
            )));
        };
        if checksum(known.text) != *sum {
            return Err(Error::Migration(format!(
                "migration {number:04}_{name} is not the one that made this database: a migration must not be changed once applied; \
                 put it back as it was and add a new one"
            )));
        }
    }
    Ok(applied.len())
}

fn prepare(db: &Db) -> Result<()> {
    let mut tries = 0;
    loop {
        match db.unaudited(|reader| reader.execute(HISTORY, &[]).map(|_| ())) {
            Ok(()) => return Ok(()),
            // Two who make the same table at the same moment: PostgreSQL lets one of them fail.
            Err(error) if tries == 50 => return Err(error),
            Err(_) => {
                tries += 1;
                std::thread::sleep(std::time::Duration::from_millis(20));
            }
        }
    }
}

fn checksum(text: &str) -> String {
    crate::seal::hex(&Sha256::digest(text.as_bytes()))
}

/// The SQL with its type tokens replaced.
fn translate(text: &str, sqlite: bool) -> String {
    TOKENS
        .iter()
        .fold(text.to_owned(), |text, (token, ours, theirs)| text.replace(token, if sqlite { ours } else { theirs }))
}

/// The statements of a file: what stands between semicolons, quotes and comments aside.
fn statements(sql: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut start = 0;
    for (at, piece) in pieces(sql) {
        if piece == ";" {
            found.push(&sql[start..at]);
            start = at + 1;
        }
    }
    found.push(&sql[start..]);
    found.retain(|statement| pieces(statement).next().is_some());
    found
}

/// The bare words of SQL, quoted text and comments left out.
pub(crate) fn words(sql: &str) -> impl Iterator<Item = &str> {
    pieces(sql).map(|(_, piece)| piece).filter(|piece| piece.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_'))
}

/// Words, numbers and single marks with their places; white space, quoted text and comments left out.
fn pieces(sql: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            let rest = &sql[at..];
            let first = rest.chars().next()?;
            let skip = match first {
                '\'' | '"' => rest[1..].find(first).map_or(rest.len(), |end| end + 2),
                '-' if rest.starts_with("--") => rest.find('\n').unwrap_or(rest.len()),
                '/' if rest.starts_with("/*") => rest.find("*/").map_or(rest.len(), |end| end + 2),
                space if space.is_whitespace() => space.len_utf8(),
                letter if letter.is_ascii_alphanumeric() || letter == '_' => {
                    let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(rest.len());
                    let piece = (at, &rest[..end]);
                    at += end;
                    return Some(piece);
                }
                mark => {
                    let piece = (at, &rest[..mark.len_utf8()]);
                    at += mark.len_utf8();
                    return Some(piece);
                }
            };
            at += skip;
        }
    })
}
