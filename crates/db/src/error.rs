//! What can go wrong between the program and its database.

use base::Id;

/// Why the database did not do what was asked.
///
/// Messages name tables, columns and constraints but never the values in them: an error may end up in a log, and
/// personal data must not.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The database's address is not one that this program knows.
    #[error(
        "\u{201c}{0}\u{201d} is not the address of a database: write sqlite:FILE or postgres://USER:PASSWORD@HOST/DATABASE?schema=NAME"
    )]
    Address(String),
    /// The database could not be opened or reached.
    #[error("cannot open {what}: {why}")]
    Open {
        /// The file or server, without password.
        what: String,
        /// What went wrong and what to do.
        why: String,
    },
    /// A record with this id is there already. A closure that makes its ids inside is run again before this is told.
    #[error("a record of {0} with this id exists already")]
    Clash(String),
    /// A value that must be unique is there already; names the columns (SQLite) or the constraint (PostgreSQL).
    #[error("this exists already: {0}")]
    Unique(String),
    /// A foreign key, check or not-null rule of the schema refuses the record.
    #[error("the database refuses the record: {0}")]
    Constraint(String),
    /// Others kept getting in the way, each of the times it was tried.
    #[error("the database is too busy: {0}")]
    Busy(String),
    /// The statement failed.
    #[error("the database says: {message} (in: {sql})")]
    Statement {
        /// The database's own words.
        message: String,
        /// The statement's beginning.
        sql: String,
    },
    /// Only questions can be asked as SQL; writing is done with records, so that it is audited.
    #[error("only a SELECT can be asked: {0}")]
    NotAQuestion(String),
    /// A question was asked while the rows of another were being streamed, or a write begun within a write.
    #[error("this cannot be done in the midst of another question or write: {0}")]
    Nested(String),
    /// A column does not hold what was asked for.
    #[error("column {index} does not hold {wanted} but {found}")]
    Column {
        /// Its position, from 0.
        index: usize,
        /// The Rust type asked for.
        wanted: &'static str,
        /// What the database has there.
        found: String,
    },
    /// A value that the databases cannot hold, such as text with a zero character or a date outside the years 1 to 9999.
    #[error("the database cannot hold {0}")]
    Value(String),
    /// The record to be changed or removed is not there any more.
    #[error("{table} {id} does not exist any more")]
    Gone {
        /// The table.
        table: &'static str,
        /// The record.
        id: Id,
    },
    /// The database's schema is not what this program expects.
    #[error("{0}")]
    Migration(String),
    /// The audit log's chain is broken; says where.
    #[error("the audit log has been tampered with or damaged: {0}")]
    Chain(String),
    /// The target of a copy or restore has records in it already.
    #[error("the target must be empty, but {0} has rows")]
    NotEmpty(String),
    /// What arrived is not what was sent.
    #[error("the copy differs from the original in {0}")]
    Differs(String),
    /// The database file is damaged.
    #[error("the database is damaged: {0}")]
    Damaged(String),
    /// A file could not be read or written.
    #[error("{file}: {why}")]
    File {
        /// The file.
        file: String,
        /// What went wrong.
        why: String,
    },
}

impl Error {
    /// How many times the whole transaction is worth trying when it fails like this.
    pub(crate) fn tries(&self) -> u32 {
        match self {
            // Others are in the way, and will be gone.
            Self::Busy(_) => 12,
            // An id that was made in the transaction will be another one; one that was given to it will not.
            Self::Clash(_) => 3,
            _ => 1,
        }
    }

    /// A statement's beginning, for a message.
    pub(crate) fn excerpt(sql: &str) -> String {
        let mut words = sql.split_whitespace();
        let mut text = String::new();
        for word in words.by_ref() {
            if text.len() + word.len() > 160 {
                text.push('\u{2026}');
                break;
            }
            if !text.is_empty() {
                text.push(' ');
            }
            text.push_str(word);
        }
        text
    }
}

/// What the functions of this crate return.
pub type Result<T, E = Error> = std::result::Result<T, E>;
