//! Questions that cannot be answered.

/// Why a question has no answer. All of these are faults of the question, and the message says the mend.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// The engine was built without an attribute of this name.
    #[error("nothing is known by the name \u{201c}{0}\u{201d}")]
    UnknownAttribute(String),
    /// A table has at most two dimensions.
    #[error("a table has at most two dimensions, and this one asks for {0}")]
    TooManyDimensions(usize),
    /// A cumulative table by two lengths of period has no meaning.
    #[error("a cumulative table can be by one length of period only")]
    TwoPeriods,
    /// One dimension within another of several values per person.
    #[error("what else a person has can be asked of one dimension of a fact, not of another such question")]
    Nested,
    /// The table would be too large to count.
    #[error(
        "the table would have {cells} cells and {limit} is the most: ask for fewer values of {widest}, or for one dimension less"
    )]
    TooLarge {
        /// How many cells were asked for.
        cells: u64,
        /// The most there can be.
        limit: u64,
        /// The dimension with most values.
        widest: String,
    },
}
