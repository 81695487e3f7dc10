//! The text of a definition, and where in it something stands.

use crate::fault::{Fault, Place};
use std::ops::Range;

/// A file's text with its name.
pub(crate) struct Source<'t> {
    file: &'t str,
    text: &'t str,
}

/// What to say about a place.
pub(crate) struct Saying {
    message: String,
    mend: String,
}

impl Saying {
    pub(crate) fn new(message: impl Into<String>, mend: impl Into<String>) -> Self {
        Self { message: message.into(), mend: mend.into() }
    }
}

impl<'t> Source<'t> {
    pub(crate) fn new(file: &'t str, text: &'t str) -> Self {
        Self { file, text }
    }

    /// The text of a range, as far as it lies in the file.
    pub(crate) fn slice(&self, range: &Range<usize>) -> &'t str {
        self.text.get(range.clone()).unwrap_or_default()
    }

    /// The line on which a byte stands.
    pub(crate) fn line_of(&self, byte: usize) -> &'t str {
        self.locate(byte).2
    }

    /// A fault at a range of bytes.
    pub(crate) fn fault(&self, range: &Range<usize>, saying: Saying) -> Fault {
        let (line, column, text) = self.locate(range.start);
        let length = self.slice(range).lines().next().map_or(1, |part| part.chars().count().max(1));
        Fault {
            file: self.file.to_owned(),
            line,
            column,
            text: text.to_owned(),
            length,
            message: saying.message,
            mend: saying.mend,
            also: None,
        }
    }

    /// A second place for a fault.
    pub(crate) fn place(&self, range: &Range<usize>, message: &str) -> Place {
        let (line, column, text) = self.locate(range.start);
        Place { line, column, text: text.to_owned(), message: message.to_owned() }
    }

    /// Line and column, both from 1, and the whole line. A byte past the end, or the line break of the last line, is shown
    /// at the end of the last line that there is.
    fn locate(&self, byte: usize) -> (usize, usize, &'t str) {
        let mut byte = byte.min(self.text.len());
        while !self.text.is_char_boundary(byte) {
            byte -= 1;
        }
        let before = &self.text[..byte];
        let start = before.rfind('\n').map_or(0, |at| at + 1);
        let end = self.text[start..].find('\n').map_or(self.text.len(), |at| start + at);
        let line = before.bytes().filter(|b| *b == b'\n').count() + 1;
        (line, self.text[start..byte].chars().count() + 1, self.text[start..end].trim_end_matches('\r'))
    }
}
