//! The rows of an Excel workbook (.xlsx, .xlsm), streamed.

use super::cell::{Held, SerialDates};
use super::contain::contained;
use super::package::Limits;
use super::rows::Buffer;
use super::source::Input;
use crate::FileFault;
use calamine::{DataRef, Reader, SheetType, Xlsx, XlsxCellReader, XlsxError};
use jiff::civil::{Date, DateTime};

/// An open workbook.
pub(super) struct Workbook {
    xlsx: Xlsx<Input>,
    limits: Limits,
}

impl Workbook {
    /// Opens a workbook whose size has been checked.
    pub fn open(input: Input, limits: Limits) -> Result<Self, FileFault> {
        let xlsx = contained(|| Xlsx::new(input).map_err(fault))?;
        Ok(Self { xlsx, limits })
    }

    /// The names of its worksheets, in the order of their tabs. Chart sheets have no rows.
    pub fn sheets(&self) -> Vec<String> {
        let sheets = self.xlsx.sheets_metadata().iter();
        sheets.filter(|sheet| sheet.typ == SheetType::WorkSheet).map(|sheet| sheet.name.clone()).collect()
    }

    pub fn dates(&self) -> SerialDates {
        if self.xlsx.has_1904_epoch() { SerialDates::From1904 } else { SerialDates::From1900 }
    }

    pub fn rows(&mut self, sheet: &str) -> Result<XlsxRows<'_>, FileFault> {
        let (limits, dates) = (self.limits, self.dates());
        let xlsx = &mut self.xlsx;
        let cells = contained(|| xlsx.worksheet_cells_reader(sheet).map_err(fault))?;
        Ok(XlsxRows { cells, limits, dates, row: 0, next: None, ended: false })
    }
}

/// The rows of one sheet.
pub(super) struct XlsxRows<'s> {
    cells: XlsxCellReader<'s, Input>,
    limits: Limits,
    dates: SerialDates,
    row: u64,
    /// The first cell of the next row, which is how the end of the last is known.
    next: Option<Found<'s>>,
    /// The reader must not be asked again after its last cell.
    ended: bool,
}

struct Found<'s> {
    row: u64,
    column: usize,
    value: DataRef<'s>,
    has_formula: bool,
}

impl<'s> XlsxRows<'s> {
    /// Reads one row that has cells; false after the last.
    pub fn fill(&mut self, buffer: &mut Buffer) -> Result<bool, FileFault> {
        contained(|| self.read_row(buffer))
    }

    fn read_row(&mut self, buffer: &mut Buffer) -> Result<bool, FileFault> {
        let first = match self.next.take() {
            Some(found) => Some(found),
            None => self.read_cell()?,
        };
        let Some(first) = first else { return Ok(false) };
        self.row = first.row;
        buffer.number = first.row;
        let mut found = Some(first);
        while let Some(cell) = found {
            if cell.row != self.row {
                self.next = Some(cell);
                break;
            }
            self.keep(&cell, buffer)?;
            found = self.read_cell()?;
        }
        Ok(true)
    }

    fn read_cell(&mut self) -> Result<Option<Found<'s>>, FileFault> {
        if self.ended {
            return Ok(None);
        }
        // This one of the reader's ways to the next cell does not resize a table by a number from the file.
        let record = self.cells.next_cell_with_formula_metadata().map_err(|wrong| match wrong {
            XlsxError::CellError(shown) => FileFault::Damaged(format!("a cell after row {} shows {shown}", self.row)),
            other => fault(other),
        })?;
        self.ended = record.is_none();
        Ok(record.map(|record| Found {
            row: u64::from(record.pos.0) + 1,
            column: record.pos.1 as usize,
            value: record.value,
            has_formula: record.formula.is_some(),
        }))
    }

    fn keep(&self, cell: &Found<'_>, buffer: &mut Buffer) -> Result<(), FileFault> {
        let held = match &cell.value {
            // The formula was written by a program that does not calculate; to take the cell as empty would lose it
            // silently.
            DataRef::Empty if cell.has_formula => Held::Error(buffer.keep(UNCALCULATED)),
            DataRef::Empty => return Ok(()),
            DataRef::Int(number) => Held::Number(*number as f64),
            DataRef::Float(number) => Held::Number(*number),
            DataRef::String(text) => Held::Text(buffer.keep(text)),
            DataRef::SharedString(text) => Held::Text(buffer.keep(text)),
            DataRef::Bool(yes) => Held::Bool(*yes),
            DataRef::DateTime(at) => self.dates.held(at.as_f64(), at.is_duration()),
            DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => iso(text, buffer),
            DataRef::Error(error) => Held::Error(buffer.keep(&error.to_string())),
        };
        self.limits.hold(cell.row, cell.column, buffer)?;
        buffer.put(cell.column, held);
        Ok(())
    }
}

/// What stands in place of the value of a formula that was never worked out.
const UNCALCULATED: &str = "a formula without its result";

/// A date or a date with a time as XML has it; text when it is neither.
pub(super) fn iso(text: &str, buffer: &mut Buffer) -> Held {
    let text = text.trim();
    let without_zone = text.strip_suffix('Z').unwrap_or(text);
    if let Ok(at) = without_zone.parse::<DateTime>() {
        return Held::Date(at);
    }
    text.parse::<Date>().map_or_else(|_| Held::Text(buffer.keep(text)), |date| Held::Date(date.at(0, 0, 0, 0)))
}

fn fault(fault: XlsxError) -> FileFault {
    match fault {
        XlsxError::Password => FileFault::Password,
        other => FileFault::Damaged(other.to_string()),
    }
}
