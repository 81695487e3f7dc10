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

impl Default for Subjects {
    /// Nobody.
    fn default() -> Self {
        Self::These(Vec::new())
    }
}

impl Subjects {
    /// Whether nobody is among them.
    #[must_use]
    pub fn is_nobody(&self) -> bool {
        matches!(self, Self::These(these) if these.is_empty())
    }

    /// Adds others. Who is among both may be in it twice until it is made [tidy](Self::tidy).
    pub fn join(&mut self, others: &Self) {
        match others {
            Self::These(these) => these.iter().for_each(|subject| self.add(*subject)),
            Self::Many => *self = Self::Many,
        }
    }

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
    pub fn tidy(&mut self) {
        if let Self::These(these) = self {
            these.sort_unstable();
            these.dedup();
        }
    }
}

impl Touched {
    pub(crate) fn nothing() -> Self {
        Self { subjects: Subjects::default(), tables: Vec::new() }
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
