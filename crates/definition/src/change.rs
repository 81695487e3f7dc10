//! What applying a changed definition would change.

use std::fmt;

/// One difference between two definitions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// What it happens to, in words: "service \u{201c}Communication skills\u{201d}".
    pub what: String,
    /// What sort of part: the table's name, such as "service", "partner", "programme".
    pub part: String,
    /// The part's key; empty for what there is only one of.
    pub key: String,
    /// What happens.
    pub action: Action,
}

/// What happens to a part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// It is new.
    Added,
    /// One of its fields changes; an absent value is empty.
    Changed {
        /// The field's name, as in the file.
        field: String,
        /// What it was.
        before: String,
        /// What it becomes.
        after: String,
    },
    /// It is no longer in the definition, or marked as retired: kept for old records, not offered for new ones.
    Retired,
    /// It was retired and is in use again.
    Revived,
    /// It stands in another place in its list.
    Moved,
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = &self.what;
        match &self.action {
            Action::Added => write!(f, "{what} is added"),
            Action::Changed { field, before, after } if before.is_empty() => {
                write!(f, "{what}: {field} is set to \u{201c}{after}\u{201d}")
            }
            Action::Changed { field, before, after } if after.is_empty() => {
                write!(f, "{what}: {field} is taken away (it was \u{201c}{before}\u{201d})")
            }
            Action::Changed { field, before, after } => {
                write!(f, "{what}: {field} changes from \u{201c}{before}\u{201d} to \u{201c}{after}\u{201d}")
            }
            Action::Retired => write!(f, "{what} is retired: kept for the records that use it, not offered any more"),
            Action::Revived => write!(f, "{what} is in use again"),
            Action::Moved => write!(f, "{what} moves to another place in its list"),
        }
    }
}
