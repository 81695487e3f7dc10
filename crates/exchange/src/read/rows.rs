//! The rows of one sheet, whatever the file's format.

use super::cell::{Held, Row};
use super::dsv::Splitter;
use super::ods::OdsRows;
use super::xlsx::XlsxRows;
use crate::FileFault;

/// The rows of one sheet from its top, without those whose cells are all empty. It lends each row until the next is
/// asked for.
pub struct Rows<'s> {
    from: From<'s>,
    buffer: Buffer,
    /// Rows up to this number are passed over.
    after: u64,
    finished: bool,
}

pub(super) enum From<'s> {
    Text(Box<Splitter<'s>>),
    Xlsx(Box<XlsxRows<'s>>),
    Ods(Box<OdsRows<'s>>),
}

impl<'s> Rows<'s> {
    pub(super) fn new(from: From<'s>, after: u64) -> Self {
        Self { from, buffer: Buffer::default(), after, finished: false }
    }

    /// The next row, or none after the last.
    ///
    /// # Errors
    /// When the file cannot be read further. There is no next row after that.
    pub fn next_row(&mut self) -> Result<Option<Row<'_>>, FileFault> {
        while !self.finished {
            self.buffer.clear();
            let read = match &mut self.from {
                From::Text(splitter) => splitter.fill(&mut self.buffer),
                From::Xlsx(rows) => rows.fill(&mut self.buffer),
                From::Ods(rows) => rows.fill(&mut self.buffer),
            };
            // After a fault there is no telling where the next row starts.
            self.finished = !matches!(read, Ok(true));
            if read? && self.buffer.number > self.after && !self.buffer.is_blank() {
                return self.buffer.row().map(Some);
            }
        }
        Ok(None)
    }
}

/// One row as it is being read.
#[derive(Debug, Default)]
pub(super) struct Buffer {
    pub number: u64,
    pub line: Option<u64>,
    pub text: Vec<u8>,
    pub cells: Vec<Held>,
}

impl Buffer {
    pub fn clear(&mut self) {
        self.text.clear();
        self.cells.clear();
    }

    /// The text added since `start` becomes the next cell.
    pub fn end_text(&mut self, start: usize) {
        let held =
            if start == self.text.len() { Held::Empty } else { Held::Text(start as u32..self.text.len() as u32) };
        self.cells.push(held);
    }

    /// Puts a cell at `column`, with empty ones before it where the row has none yet. A second cell in one place is
    /// ignored: only a damaged file has one.
    pub fn put(&mut self, column: usize, held: Held) {
        if column >= self.cells.len() {
            self.cells.resize(column, Held::Empty);
            self.cells.push(held);
        }
    }

    /// The text as a part of the row's text.
    pub fn keep(&mut self, text: &str) -> std::ops::Range<u32> {
        let start = self.text.len() as u32;
        self.text.extend_from_slice(text.as_bytes());
        start..self.text.len() as u32
    }

    fn is_blank(&self) -> bool {
        self.cells.iter().all(|held| match held {
            Held::Empty => true,
            Held::Text(range) => {
                let text = self.text.get(range.start as usize..range.end as usize).unwrap_or_default();
                // Most cells start with a letter or digit, which settles it.
                !text.first().is_some_and(u8::is_ascii_graphic)
                    && str::from_utf8(text).is_ok_and(crate::value::is_blank)
            }
            Held::Number(_) | Held::Date(_) | Held::Time(_) | Held::Bool(_) | Held::Error(_) => false,
        })
    }

    fn row(&self) -> Result<Row<'_>, FileFault> {
        let text =
            str::from_utf8(&self.text).map_err(|_| FileFault::Damaged(format!("row {} is not text", self.number)))?;
        Ok(Row { number: self.number, line: self.line, text, cells: &self.cells })
    }
}
