//! What is wrong with a value somebody gave.

use std::fmt;

/// One thing wrong with one field of a record: what was given, and why it cannot stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invalid {
    /// The field's name, or empty when the fault is in no one field.
    pub field: &'static str,
    /// What was given, as given.
    pub value: String,
    /// What is wrong and what to do, as a sentence without a full stop.
    pub reason: String,
}

impl Invalid {
    /// A fault in `field`, which was given as `value`.
    pub fn new(field: &'static str, value: impl Into<String>, reason: impl Into<String>) -> Self {
        Self { field, value: value.into(), reason: reason.into() }
    }
}

impl fmt::Display for Invalid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.field.is_empty(), self.value.is_empty()) {
            (true, _) => f.write_str(&self.reason),
            (false, true) => write!(f, "{}: {}", self.field, self.reason),
            (false, false) => write!(f, "{} \u{201c}{}\u{201d}: {}", self.field, self.value, self.reason),
        }
    }
}

impl std::error::Error for Invalid {}
