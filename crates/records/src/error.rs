//! What can go wrong with records, as people are told it.

use base::Invalid;

/// Why something asked of the records did not happen.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// What was given breaks a rule; nothing was saved.
    #[error("{}", listed(.0))]
    Invalid(Vec<Invalid>),
    /// There is no such record, or it may not be seen.
    #[error("there is no {what} \u{201c}{name}\u{201d}{mend}")]
    NotFound {
        /// The kind of thing that was looked for.
        what: &'static str,
        /// The key or id under which it was looked for.
        name: String,
        /// What to do instead, beginning with a separator; empty when there is nothing to say.
        mend: String,
    },
    /// The thing cannot be done as things stand; the text says why and what to do.
    #[error("{0}")]
    Refused(String),
    /// A definition has faults.
    #[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
    Definition(Vec<definition::Fault>),
    /// The counting engine cannot answer the question as put.
    #[error(transparent)]
    Counting(#[from] counting::Fault),
    /// The database failed.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl Error {
    /// There is no `what` called `name`.
    pub fn not_found(what: &'static str, name: impl Into<String>) -> Self {
        Self::NotFound { what, name: name.into(), mend: String::new() }
    }
}

/// The result of asking something of the records.
pub type Result<T> = std::result::Result<T, Error>;

fn listed(wrong: &[Invalid]) -> String {
    wrong.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
}
