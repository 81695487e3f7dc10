//! What is wrong with a definition, where, and how to mend it.

use std::fmt;

/// One thing wrong in a definition's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The name of the file, as given to [`parse`](crate::parse).
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// The column, from 1, in characters.
    pub column: usize,
    /// The whole line, as it stands in the file.
    pub text: String,
    /// How many characters from the column on are meant, at least 1.
    pub length: usize,
    /// What is wrong.
    pub message: String,
    /// What to do about it; empty if the message says it all.
    pub mend: String,
    /// Another place concerned, such as the first of two that clash.
    pub also: Option<Place>,
}

/// A place in the same file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The line, from 1.
    pub line: usize,
    /// The column, from 1, in characters.
    pub column: usize,
    /// The whole line.
    pub text: String,
    /// What is there.
    pub message: String,
}

impl fmt::Display for Fault {
    /// Three or more lines: where and what, the offending text with a caret beneath, the mend.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}: {}", self.file, self.line, self.column, self.message)?;
        offending(f, self.line, self.column, &self.text, self.length)?;
        if let Some(also) = &self.also {
            write!(f, "\n  {} on line {}:", also.message, also.line)?;
            offending(f, also.line, also.column, &also.text, 1)?;
        }
        if !self.mend.is_empty() {
            write!(f, "\n  {}", self.mend)?;
        }
        Ok(())
    }
}

/// The line with a caret under the column. Tabs are shown as one space, so that the caret stands right.
fn offending(f: &mut fmt::Formatter<'_>, line: usize, column: usize, text: &str, length: usize) -> fmt::Result {
    let text: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let number = line.to_string();
    let margin = " ".repeat(number.len());
    let before = " ".repeat(column.saturating_sub(1));
    let room = text.chars().count().saturating_sub(column - 1).max(1);
    write!(f, "\n  {number} | {text}\n  {margin} | {before}{}", "^".repeat(length.clamp(1, room)))
}
