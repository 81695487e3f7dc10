//! What is wrong with a file, and what is wrong with one cell of it.

use base::Invalid;
use serde::{Deserialize, Serialize};
use std::fmt;

/// Why a file cannot be read, or not further. Each says what to do about it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FileFault {
    /// The file is missing, locked, or the disk fails.
    #[error("the file cannot be read ({0}): check that it is there, and that no other program has it open")]
    Io(#[from] std::io::Error),
    /// There is nothing in it.
    #[error("the file is empty: choose the file that has the rows in it")]
    Empty,
    /// There are no rows, not even a heading, on this sheet.
    #[error("the sheet \u{201c}{0}\u{201d} is empty: choose the sheet that has the rows in it")]
    EmptySheet(String),
    /// It is some other kind of file.
    #[error("this is {what}: {mend}")]
    NotATable {
        /// What it is, with its article.
        what: &'static str,
        /// What to do.
        mend: &'static str,
    },
    /// It is encrypted.
    #[error("the file is protected by a password: open it, take the password off, save it and try again")]
    Password,
    /// It says what it is, but its inside is damaged.
    #[error(
        "the file is damaged or not complete ({0}): open it in Excel or LibreOffice, save it again as .xlsx, and try that"
    )]
    Damaged(String),
    /// It is larger than what is read.
    #[error("{what} is more than {limit}: {mend}")]
    TooLarge {
        /// What is too large, with its article.
        what: String,
        /// The limit, with its unit.
        limit: String,
        /// What to do.
        mend: &'static str,
    },
    /// A quotation mark in a CSV file has no partner, so that where its cell ends cannot be known.
    #[error(
        "the quotation mark in row {row} (line {line} of the file) is never closed: close it, or take it out, so that the rows \
         after it can be told apart"
    )]
    UnclosedQuote {
        /// The row in which it opens, counted from 1.
        row: u64,
        /// The line on which it opens, counted from 1.
        line: u64,
    },
    /// There is no such sheet.
    #[error("there is no sheet {0} in the file: it has {1}")]
    NoSuchSheet(usize, usize),
}

/// One thing wrong with one cell of a file: where it is, what stands there, and why it cannot stand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault {
    /// The row, as the spreadsheet numbers it.
    pub row: u64,
    /// The line of the file on which the row starts, when the file is text.
    pub line: Option<u64>,
    /// The column's heading, or empty when the fault is in no one column.
    pub column: String,
    /// What stands there, shortened if it is long.
    pub value: String,
    /// What is wrong and what to do, as a sentence without a full stop.
    pub reason: String,
}

impl Fault {
    /// The fault `invalid`, found in `row` under the heading `column`.
    #[must_use]
    pub fn new(row: &crate::Row<'_>, column: &str, invalid: Invalid) -> Self {
        Self {
            row: row.number(),
            line: row.line(),
            column: column.to_owned(),
            value: invalid.value,
            reason: invalid.reason,
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "row {}", self.row)?;
        if let Some(line) = self.line.filter(|line| *line != self.row) {
            write!(f, " (line {line})")?;
        }
        if !self.column.is_empty() {
            write!(f, ", {}", self.column)?;
        }
        if !self.value.is_empty() {
            write!(f, " \u{201c}{}\u{201d}", self.value)?;
        }
        write!(f, ": {}", self.reason)
    }
}
