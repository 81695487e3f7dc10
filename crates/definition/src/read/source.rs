//! The text of a definition, and where in it something stands.

use crate::fault::{Fault, Place};
use std::ops::Range;

/// A file's text with its name.
pub(crate) struct Source<'t> {
    file: &'t str,
    text: &'t str,
    /// The byte at which each line begins.
    starts: Vec<usize>,
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
        let starts = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        Self { file, text, starts }
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
        let line = self.starts.partition_point(|start| *start <= byte).max(1);
        let start = self.starts[line - 1];
        let end = self.starts.get(line).map_or(self.text.len(), |next| next - 1);
        (line, self.text[start..byte].chars().count() + 1, self.text[start..end].trim_end_matches('\r'))
    }
}
