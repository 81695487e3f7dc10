//! Delimiter-separated values: CSV and its relations with semicolons or tabs, split one row at a time.
//!
//! Written here rather than taken from a library because three things matter that libraries do not tell: the row as a person
//! counts it (blank lines included), the place of a quotation mark that is never closed, and a limit on what one row may cost.

use super::package::Limits;
use super::rows::Buffer;
use crate::FileFault;
use memchr::{memchr, memchr_iter, memchr3};
use std::io::Read;

const CHUNK: usize = 64 * 1024;

/// Splits text in UTF-8 into rows and cells. Lines end in LF, CRLF or CR; a cell in quotation marks may hold anything,
/// with quotation marks doubled.
pub(super) struct Splitter<'s> {
    input: Box<dyn Read + Send + 's>,
    separator: u8,
    limits: Limits,
    chunk: Box<[u8]>,
    /// What of the chunk is still to be read.
    start: usize,
    end: usize,
    row: u64,
    line: u64,
    /// The last line ended in CR, so that an LF right after it belongs to it.
    after_cr: bool,
}

/// Where in a cell the splitter stands.
#[derive(Clone, Copy, PartialEq)]
enum At {
    Start,
    Plain,
    Quoted,
    /// After a quotation mark within quotation marks: its end, or the first half of a doubled one.
    Quote,
}

impl<'s> Splitter<'s> {
    pub fn new(input: Box<dyn Read + Send + 's>, separator: u8, limits: Limits) -> Self {
        Self {
            input,
            separator,
            limits,
            chunk: vec![0; CHUNK].into_boxed_slice(),
            start: 0,
            end: 0,
            row: 0,
            line: 1,
            after_cr: false,
        }
    }

    /// Reads one row, be it blank; false after the last.
    pub fn fill(&mut self, buffer: &mut Buffer) -> Result<bool, FileFault> {
        let mut at = At::Start;
        let mut cell = 0;
        let mut opened = self.line;
        let mut anything = false;
        loop {
            if self.start == self.end && !self.refill()? {
                if !anything {
                    return Ok(false);
                }
                if at == At::Quoted {
                    return Err(FileFault::UnclosedQuote { row: self.row, line: opened });
                }
                buffer.end_text(cell);
                return Ok(true);
            }
            if std::mem::take(&mut self.after_cr) && self.chunk[self.start] == b'\n' {
                self.start += 1;
                continue;
            }
            if !anything {
                anything = true;
                self.row += 1;
                buffer.number = self.row;
                buffer.line = Some(self.line);
            }
            let rest = &self.chunk[self.start..self.end];
            match at {
                At::Start if rest[0] == b'"' => {
                    self.start += 1;
                    opened = self.line;
                    at = At::Quoted;
                }
                At::Start | At::Plain => {
                    let Some(found) = memchr3(self.separator, b'\n', b'\r', rest) else {
                        at = At::Plain;
                        buffer.text.extend_from_slice(rest);
                        self.start = self.end;
                        self.bounded(buffer, at, opened)?;
                        continue;
                    };
                    buffer.text.extend_from_slice(&rest[..found]);
                    let ended = self.end_cell(buffer, cell, found)?;
                    if ended {
                        return Ok(true);
                    }
                    cell = buffer.text.len();
                    at = At::Start;
                }
                At::Quoted => {
                    let found = memchr(b'"', rest);
                    let inside = &rest[..found.unwrap_or(rest.len())];
                    buffer.text.extend_from_slice(inside);
                    self.line += line_ends(inside);
                    self.start += inside.len() + usize::from(found.is_some());
                    if found.is_some() {
                        at = At::Quote;
                    }
                    self.bounded(buffer, at, opened)?;
                }
                At::Quote => match rest[0] {
                    b'"' => {
                        buffer.text.push(b'"');
                        self.start += 1;
                        at = At::Quoted;
                    }
                    byte if byte == self.separator || byte == b'\n' || byte == b'\r' => {
                        if self.end_cell(buffer, cell, 0)? {
                            return Ok(true);
                        }
                        cell = buffer.text.len();
                        at = At::Start;
                    }
                    // Text after the closing quotation mark is taken as it stands, as spreadsheets do.
                    _ => at = At::Plain,
                },
            }
        }
    }

    /// Ends the cell at the separator or line end `ahead` bytes on, and says whether the row ends too.
    fn end_cell(&mut self, buffer: &mut Buffer, cell: usize, ahead: usize) -> Result<bool, FileFault> {
        let byte = self.chunk[self.start + ahead];
        self.start += ahead + 1;
        buffer.end_text(cell);
        if byte == self.separator {
            if buffer.cells.len() >= self.limits.columns {
                return Err(self.limits.too_many_columns(self.row));
            }
            return self.bounded(buffer, At::Start, self.line).map(|()| false);
        }
        self.after_cr = byte == b'\r';
        self.line += 1;
        Ok(true)
    }

    /// Refuses a row that has grown beyond the limit; within quotation marks the likelier fault is that one is not
    /// closed.
    fn bounded(&self, buffer: &Buffer, at: At, opened: u64) -> Result<(), FileFault> {
        if buffer.text.len() <= self.limits.row_bytes {
            Ok(())
        } else if at == At::Quoted {
            Err(FileFault::UnclosedQuote { row: self.row, line: opened })
        } else {
            Err(self.limits.row_too_long(self.row))
        }
    }

    fn refill(&mut self) -> Result<bool, FileFault> {
        self.start = 0;
        self.end = loop {
            match self.input.read(&mut self.chunk) {
                Err(fault) if fault.kind() == std::io::ErrorKind::Interrupted => {}
                read => break read?,
            }
        };
        Ok(self.end > 0)
    }
}

/// How many lines end within `text`; a pair of CR and LF split over two chunks counts twice, which no one will miss.
fn line_ends(text: &[u8]) -> u64 {
    let feeds = memchr_iter(b'\n', text).count();
    if feeds > 0 { feeds as u64 } else { memchr_iter(b'\r', text).count() as u64 }
}
