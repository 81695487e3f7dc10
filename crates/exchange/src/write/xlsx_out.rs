//! Tables as Excel workbooks.

use super::{Table, TableValue, WriteFault};
use rust_xlsxwriter::{ExcelDateTime, Format, FormatAlign, Workbook, Worksheet};

/// Columns are as wide as their longest text, but not wider than this many characters.
const WIDEST: usize = 60;

impl Table {
    /// The table as an Excel workbook: a sheet with the headings, which stay in sight, and the rows; and a sheet with
    /// the title and the notes. Text is written as text, so that nothing becomes a formula.
    ///
    /// # Errors
    /// When there are more rows or longer texts than a workbook holds.
    pub fn xlsx(&self) -> Result<Vec<u8>, WriteFault> {
        let mut book = Workbook::new();
        let heading = heading_format();
        let date = Format::new().set_num_format("dd/mm/yyyy");
        let sheet = book.add_worksheet();
        sheet.set_name(sheet_name(&self.title))?;
        for (column, place) in self.columns.iter().zip(0_u16..) {
            let format = if column.numeric { heading.clone().set_align(FormatAlign::Right) } else { heading.clone() };
            sheet.write_string_with_format(0, place, &column.label, &format)?;
            sheet.set_column_width(place, self.width(usize::from(place)))?;
        }
        sheet.set_freeze_panes(1, 0)?;
        for (row, number) in self.rows.iter().zip(1_u32..) {
            for (value, place) in row.iter().zip(0_u16..) {
                put(sheet, number, place, value, &date)?;
            }
        }
        self.write_notes(book.add_worksheet(), &heading)?;
        Ok(book.save_to_buffer()?)
    }

    fn write_notes(&self, sheet: &mut Worksheet, heading: &Format) -> Result<(), WriteFault> {
        sheet.set_name("Notes")?;
        sheet.set_column_width(0, 100)?;
        sheet.write_string_with_format(0, 0, &self.title, heading)?;
        let wrapped = Format::new().set_text_wrap().set_align(FormatAlign::Top);
        for (note, row) in self.notes.iter().zip(2_u32..) {
            sheet.write_string_with_format(row, 0, note, &wrapped)?;
        }
        Ok(())
    }

    /// The width of a column in characters, from its heading and first rows.
    fn width(&self, place: usize) -> f64 {
        let heading = self.columns.get(place).map_or(0, |column| column.label.chars().count());
        let values = self.rows.iter().take(200).filter_map(|row| row.get(place));
        let longest = values.map(|value| value.to_string().chars().count()).max().unwrap_or(0);
        (heading.max(longest).clamp(8, WIDEST) + 2) as f64
    }
}

fn put(sheet: &mut Worksheet, row: u32, column: u16, value: &TableValue, date: &Format) -> Result<(), WriteFault> {
    match value {
        TableValue::Empty => {}
        TableValue::Text(text) => {
            sheet.write_string(row, column, text)?;
        }
        TableValue::Whole(number) => {
            sheet.write_number(row, column, *number as f64)?;
        }
        TableValue::Number(number) if !number.is_finite() => {}
        TableValue::Number(number) => {
            sheet.write_number(row, column, *number)?;
        }
        TableValue::Date(day) => {
            let year = u16::try_from(day.year()).unwrap_or_default();
            match ExcelDateTime::from_ymd(year, day.month().unsigned_abs(), day.day().unsigned_abs()) {
                Ok(at) => sheet.write_datetime_with_format(row, column, &at, date)?,
                // Excel has no days before 1900.
                Err(_) => sheet.write_string(row, column, day.to_string())?,
            };
        }
    }
    Ok(())
}

pub(super) fn heading_format() -> Format {
    Format::new().set_bold().set_text_wrap().set_align(FormatAlign::Top)
}

/// A title as the name of a sheet: at most 31 characters, without those that Excel does not allow.
pub(super) fn sheet_name(title: &str) -> String {
    let allowed = |letter: &char| !matches!(letter, '[' | ']' | ':' | '*' | '?' | '/' | '\\') && !letter.is_control();
    let name: String = title.chars().filter(allowed).collect();
    // Excel counts in UTF-16 units, and keeps some names for itself.
    let mut short = String::new();
    for letter in name.trim().trim_matches('\'').chars() {
        if short.encode_utf16().count() + letter.len_utf16() > 31 {
            break;
        }
        short.push(letter);
    }
    let short = short.trim().trim_matches('\'');
    if short.is_empty() || ["history", "notes", "help"].iter().any(|kept| short.eq_ignore_ascii_case(kept)) {
        return "Table".to_owned();
    }
    short.to_owned()
}
