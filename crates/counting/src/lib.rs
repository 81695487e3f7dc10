//! The counting engine: facts in columns, figures out.
//!
//! Every number that Waymark shows comes from here, so the same question has the same answer on every page, in every
//! file and on the command line. The engine knows nothing of any programme: kinds of fact, terms, states and the
//! attributes of people and enrolments are whatever it is given.
//!
//! * [`Loader`] takes people, enrolments and facts in any order and makes an [`Engine`], an immutable snapshot that is
//!   cheap to clone. [`Engine::replace`] makes the next snapshot when somebody's records
//!   change. [`Engine::remembering`] makes the same question quick after a change.
//! * A [`Question`] says what to count (people, records, a quantity), of which [`Facts`], by which [`Dimension`]s. An
//!   [`Answer`] has the cells, the margins and the total, each of them counted and none of them summed.
//! * Behind every number are records: [`Question::behind`] is the question of one cell, [`Engine::people`] lists the
//!   people it counts, and [`Engine::trace`] says which of somebody's facts count, and where.
//!
//! The rules that hold in every figure:
//!
//! * A person is counted once in each cell, once in each margin and once in the total, however many facts, partners or
//!   programmes they have.
//! * A fact without a subject (a head-count, a diary entry about nobody in particular) counts as a record and in
//!   quantities, never as a person; every attribute of it is missing.
//! * Missing is a value: it has its own row, apart from whatever codes stand for *not stated* or *prefer not to say*.
//! * Somebody who comes back to the same programme is the same participant with the first start.

mod answer;
mod bits;
mod blocks;
mod cells;
mod column;
mod day;
mod dictionary;
mod engine;
mod fault;
mod input;
mod lanes;
mod loader;
mod memory;
mod pass;
mod plan;
mod question;
mod shard;
mod tally;

pub use answer::{Answer, Data, Tally, Traced};
pub use engine::{Engine, Size};
pub use fault::Fault;
pub use input::{Dossier, Enrolment, Fact, Person, Schema, Value};
pub use loader::Loader;
pub use question::{AgeAt, Before, Count, Dimension, Facts, Filter, Group, Key, Question};
