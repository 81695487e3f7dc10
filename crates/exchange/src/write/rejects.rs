//! Rejected rows, written so that they can be mended and imported again.

use super::WriteFault;
use super::csv_out::{BYTE_ORDER_MARK, safe, writer};
use crate::words::same;
use crate::{Header, Row};
use std::io::Write;

/// The heading of the column of reasons. An import leaves a column with this heading out.
pub const REASONS: &str = "Waymark says";

/// Rows that an import refused, as CSV: the columns of the original file in their order, and one more with the reasons.
///
/// The file is UTF-8 with a byte order mark, and safe from formulas as [`crate::Table::csv`] is. Dates from a workbook
/// are in ISO order. Mended, it can be imported as it is: the column of reasons is ignored.
pub struct Rejects<W: Write> {
    csv: csv::Writer<W>,
    width: usize,
    /// The column of reasons of a file that was rejected before.
    earlier: Option<usize>,
    rows: u64,
}

impl<W: Write> Rejects<W> {
    /// Begins a file of rejected rows under the headings of the original.
    ///
    /// # Errors
    /// When `out` cannot be written to.
    pub fn new(mut out: W, header: &Header) -> Result<Self, WriteFault> {
        out.write_all(BYTE_ORDER_MARK)?;
        let mut csv = writer(out);
        let earlier = header.names.iter().position(|name| same(name, REASONS));
        for (_, name) in header.names.iter().enumerate().filter(|(place, _)| Some(*place) != earlier) {
            csv.write_field(safe(name).as_bytes())?;
        }
        csv.write_field(REASONS)?;
        csv.write_record(None::<&[u8]>)?;
        Ok(Self { csv, width: header.names.len(), earlier, rows: 0 })
    }

    /// Adds a row and why it was rejected: a sentence for each fault, such as "Date of birth: September has 30 days".
    ///
    /// # Errors
    /// When the file cannot be written to.
    pub fn add<'a>(&mut self, row: &Row<'_>, reasons: impl IntoIterator<Item = &'a str>) -> Result<(), WriteFault> {
        for place in (0..self.width).filter(|place| Some(*place) != self.earlier) {
            self.csv.write_field(safe(&row.cell(place).to_string()).as_bytes())?;
        }
        let reasons: Vec<&str> = reasons.into_iter().collect();
        self.csv.write_field(safe(&reasons.join("; ")).as_bytes())?;
        // What stood to the right of the last heading still does, beyond the reasons.
        for cell in row.cells().skip(self.width) {
            self.csv.write_field(safe(&cell.to_string()).as_bytes())?;
        }
        self.csv.write_record(None::<&[u8]>)?;
        self.rows += 1;
        Ok(())
    }

    /// How many rows have been added.
    #[must_use]
    pub fn rows(&self) -> u64 {
        self.rows
    }

    /// Writes what is still held back, and gives back what was written to.
    ///
    /// # Errors
    /// When the file cannot be written to.
    pub fn finish(self) -> Result<W, WriteFault> {
        self.csv.into_inner().map_err(|fault| WriteFault::Io(fault.into_error()))
    }
}
