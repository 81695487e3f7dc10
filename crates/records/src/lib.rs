//! The concepts: each kind of record as a type, its rules, and the SQL that reads and writes it.
//!
//! A page or a command does one thing by calling one function here. Reads of personal data take a [`base::Scope`];
//! writes happen inside [`Workspace::write`], where each is audited. Everything countable reaches the counting engine
//! through [`facts`], and every number comes back through [`figures`].

pub mod enrolments;
mod error;
pub mod facts;
pub mod figures;
pub mod imports;
pub mod interactions;
pub mod organisations;
pub mod outcomes;
pub mod people;
pub mod programmes;
mod reach;
pub mod users;
mod workspace;

pub use error::{Error, Result};
pub use workspace::Workspace;
