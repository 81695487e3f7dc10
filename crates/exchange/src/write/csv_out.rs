//! Tables as CSV that no spreadsheet mistakes for formulas.

use super::{Table, TableValue, WriteFault};
use std::borrow::Cow;
use std::io::Write;

/// By this mark at its start Excel knows that a CSV file is UTF-8.
pub(super) const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

impl Table {
    /// Writes the headings and rows as CSV in UTF-8, lines ending in CRLF (RFC 4180), with a byte order mark if the
    /// file is for Excel.
    ///
    /// A text that a spreadsheet would take for a formula, because it begins with `=`, `+`, `-`, `@`, a tab or a
    /// carriage return, is written with an apostrophe before it. Numbers are not: neither those of number columns nor
    /// text that is only a number. Reading takes such an apostrophe off again.
    ///
    /// # Errors
    /// When `out` cannot be written to.
    pub fn csv(&self, mut out: impl Write, byte_order_mark: bool) -> Result<(), WriteFault> {
        if byte_order_mark {
            out.write_all(BYTE_ORDER_MARK)?;
        }
        let mut csv = writer(out);
        csv.write_record(self.columns.iter().map(|column| safe(&column.label).into_owned()))?;
        for row in &self.rows {
            for value in row {
                match value {
                    TableValue::Text(text) => csv.write_field(safe(text).as_bytes())?,
                    other => csv.write_field(other.to_string())?,
                }
            }
            csv.write_record(None::<&[u8]>)?;
        }
        csv.flush()?;
        Ok(())
    }
}

pub(super) fn writer<W: Write>(out: W) -> csv::Writer<W> {
    csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).flexible(true).from_writer(out)
}

/// The text with an apostrophe before it if a spreadsheet would take it for a formula.
pub(super) fn safe(text: &str) -> Cow<'_, str> {
    if crate::value::is_formula_like(text) && !is_number(text) {
        Cow::Owned(format!("'{text}"))
    } else {
        Cow::Borrowed(text)
    }
}

/// A signed number, which a spreadsheet shows as it is.
fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    digits.starts_with(|first: char| first.is_ascii_digit())
        && digits.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b','))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_disarmed_and_numbers_are_not() {
        for (text, written) in [
            ("=HYPERLINK(\"http://x\")", "'=HYPERLINK(\"http://x\")"),
            ("@SUM(1)", "'@SUM(1)"),
            ("+44 7700 900123", "'+44 7700 900123"),
            ("-2+3+cmd|' /C calc'!A0", "'-2+3+cmd|' /C calc'!A0"),
            ("\t=1", "'\t=1"),
            ("\r=1", "'\r=1"),
            ("-5", "-5"),
            ("-1,234.50", "-1,234.50"),
            ("- none", "'- none"),
            ("Ada = Bo", "Ada = Bo"),
            ("", ""),
        ] {
            assert_eq!(safe(text), written);
        }
    }
}
