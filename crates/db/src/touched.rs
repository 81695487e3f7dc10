//! What a transaction has changed, for those who keep something in step with the database.

use base::Id;

/// From this many people on, it is cheaper to look at everything again than at each of them.
const MANY: usize = 10_000;

/// What a transaction has changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Touched {
    /// The people whose facts may have changed.
    pub subjects: Subjects,
    /// The tables that were written to.
    pub tables: Vec<&'static str>,
}

/// The people whose facts may have changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subjects {
    /// These and no others; each once, in no particular order that matters.
    These(Vec<Id>),
    /// So many that they are not listed.
    Many,
}

impl Subjects {
    /// Adds one person.
    pub(crate) fn add(&mut self, subject: Id) {
        let Self::These(these) = self else { return };
        if these.last() != Some(&subject) {
            these.push(subject);
        }
        if these.len() > MANY {
            *self = Self::Many;
        }
    }

    /// Leaves each person in it once.
    pub(crate) fn tidy(&mut self) {
        if let Self::These(these) = self {
            these.sort_unstable();
            these.dedup();
        }
    }
}

impl Touched {
    pub(crate) fn nothing() -> Self {
        Self { subjects: Subjects::These(Vec::new()), tables: Vec::new() }
    }

    /// Notes a record of `table` about `subject`.
    pub(crate) fn add(&mut self, table: &'static str, subject: Option<Id>) {
        if self.tables.last() != Some(&table) && !self.tables.contains(&table) {
            self.tables.push(table);
        }
        if let Some(subject) = subject {
            self.subjects.add(subject);
        }
    }
}
