//! The concepts: each kind of record as a type, its rules, and the SQL that reads and writes it.
//!
//! A page or a command does one thing by calling one function here. Reads of personal data take a [`base::Scope`];
//! writes happen inside [`Workspace::write`], where each is audited. Everything countable reaches the counting engine
//! through [`facts`], and every number comes back through [`figures`].

pub mod appointments;
pub mod assessments;
pub mod assignments;
pub mod audit;
pub mod barriers;
pub mod capacities;
pub mod drafts;
pub mod due;
pub mod enrolments;
mod error;
pub mod facts;
pub mod figures;
pub mod head_counts;
pub mod imports;
pub mod interactions;
pub mod keeping;
pub mod ladder;
pub mod leaving;
pub mod needs;
pub mod organisations;
pub mod outcomes;
pub mod people;
pub mod placements;
pub mod plans;
pub mod programmes;
mod reach;
pub mod referrals;
pub mod submissions;
pub mod support;
mod tables;
pub mod users;
mod workspace;

pub use error::{Error, Result};
pub(crate) use tables::tables;
pub use workspace::Workspace;
