//! The language in which a programme is defined: one readable TOML file says what a programme is.
//!
//! [`parse`] turns the text of a file into a [`Definition`] or into every [`Fault`] in it, each with its place and its
//! mend; [`compare`] says what applying a changed definition would change. The [`Figure`] declared here is the one
//! question that definitions, the command line and web addresses all ask.
//!
//! Nothing here reads a file, a clock or a database.

mod change;
mod compare;
mod fault;
mod model;
mod nearest;
mod question;
mod read;

pub use change::{Action, Change};
pub use compare::compare;
pub use fault::{Fault, Place};
pub use model::{
    AgeBand, Amount, Area, AreaKind, Base, Benchmark, Cell, Chart, Code, Column, Count, Definition, Dimension,
    Evidence, FURTHER_QUESTIONS, FactKind, Figure, Filter, Frame, FrameRole, Funder, FunderKind, Group, Grouping,
    Indicator, Instrument, LogicEntry, LogicLink, LogicModel, MarkedEvent, Of, OutcomeRule, Partner, Phrase,
    PlannedEnd, Post, Programme, ProgrammeKind, Published, Relation, Report, Role, Section, Share, Strand, SubArea,
    Target, TargetSet, Term, Vocabulary, Word,
};
pub use question::{BEFORE, NONE, PartFault};
pub use read::parse;
