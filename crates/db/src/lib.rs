//! The only crate that knows SQLite and PostgreSQL: reading and writing, the audit log, the schema's history, copy and
//! backup, and test databases.
//!
//! A write names its actor and is audited:
//!
//! ```no_run
//! # fn audited<R: db::Record>(db: &db::Db, somebody: &base::Actor, record: &R) -> Result<(), db::Error> {
//! db.write(somebody, |tx| tx.because("they moved house").insert(record))
//! # }
//! ```
//!
//! There is no other way to write:
//!
//! ```compile_fail
//! # fn unaudited(db: &db::Db, somebody: &base::Actor) -> Result<(), db::Error> {
//! db.write(somebody, |tx| tx.execute("DELETE FROM person", &[]))
//! # }
//! ```
//!
//! Nor does reading give a way round it:
//!
//! ```compile_fail
//! # fn unaudited<R: db::Record>(db: &db::Db, record: &R) -> Result<(), db::Error> {
//! db.read(|reader| reader.insert(record))
//! # }
//! ```

extern crate self as db;

mod audit;
mod backup;
mod binary;
mod chain;
mod check;
mod copy;
mod database;
mod error;
mod keeper;
mod keys;
mod known;
mod migrate;
mod payload;
mod pool;
mod postgresql;
mod reader;
mod record;
mod reverse;
mod row;
mod schema;
mod seal;
mod sqlite;
#[cfg(feature = "testing")]
pub mod testing;
mod touched;
mod value;
mod write;

pub use audit::{Action, Change};
pub use chain::Chain;
pub use check::Finding;
pub use copy::{Copied, copy};
pub use database::Db;
#[cfg(feature = "testing")]
pub use db_macros::db_test;
pub use error::{Error, Result};
pub use payload::{Added, each_of_block};
pub use reader::Reader;
pub use record::{Record, Table};
pub use reverse::Logged;
pub use row::{Cell, Row, made_of};
pub use seal::Sealed;
pub use touched::{Subjects, Touched};
pub use value::Value;
pub use write::Tx;
