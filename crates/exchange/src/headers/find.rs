//! Finding the row of headings.

use super::mapping::{Kept, field_of};
use crate::value::is_blank;
use crate::{Cell, FileFault, Row, Rows};
use base::{Field, Invalid};

/// Rows at the top that are looked at: titles, dates and notes above the headings are rarely more.
const LOOK: usize = 20;

/// The row of headings of a sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// Its row number; what is to be read starts below it.
    pub row: u64,
    /// The headings from the left, trimmed; empty where a column has none. Empty columns at the right end are left out.
    pub names: Vec<String>,
}

impl Header {
    /// The first of the top rows in which the most headings are known; the first row of all when none knows any.
    pub(crate) fn find(rows: &mut Rows<'_>, fields: &[Field], kept: &Kept) -> Result<Option<Self>, FileFault> {
        let mut best: Option<(usize, Self)> = None;
        for _ in 0..LOOK {
            let Some(row) = rows.next_row()? else { break };
            let known = row.cells().filter(|cell| is_known(*cell, fields, kept)).count();
            if best.as_ref().is_none_or(|(most, _)| known > *most) {
                best = Some((known, Self::read(&row)));
            }
        }
        Ok(best.map(|(_, header)| header))
    }

    fn read(row: &Row<'_>) -> Self {
        let mut names: Vec<String> = row.cells().map(|cell| tidy(&cell.to_string())).collect();
        while names.last().is_some_and(String::is_empty) {
            names.pop();
        }
        Self { row: row.number(), names }
    }

    /// Checks that a row has nothing to the right of the last heading: that is how a separator in a text without
    /// quotation marks shows, and everything after it would be taken for something else.
    ///
    /// # Errors
    /// Names the first value that has no heading.
    pub fn check(&self, row: &Row<'_>) -> Result<(), Invalid> {
        if row.len() <= self.names.len() {
            return Ok(());
        }
        let stray = row.cells().skip(self.names.len()).map(|cell| cell.to_string()).find(|text| !is_blank(text));
        stray.map_or(Ok(()), |text| {
            let reason = "stands to the right of the last heading: put quotation marks around any text in this row that has the \
                          separator in it, or give the column a heading";
            Err(Invalid::new("", crate::value::shortened(&text), reason))
        })
    }
}

fn is_known(cell: Cell<'_>, fields: &[Field], kept: &Kept) -> bool {
    match cell {
        Cell::Text(text) if text.len() < 200 => kept.knows(text) || field_of(text, fields).is_some(),
        _ => false,
    }
}

/// A heading on one line, without the spaces around it.
fn tidy(heading: &str) -> String {
    let mut tidy = String::new();
    let letters = heading.chars().filter(|letter| !matches!(letter, '\u{feff}' | '\u{200b}'));
    for word in letters.collect::<String>().split(|letter: char| letter.is_whitespace() || letter.is_control()) {
        if !word.is_empty() {
            if !tidy.is_empty() {
                tidy.push(' ');
            }
            tidy.push_str(word);
        }
    }
    tidy.chars().take(200).collect()
}
