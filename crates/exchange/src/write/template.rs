//! Empty files to fill in, made from field descriptions.

use super::WriteFault;
use super::csv_out::{BYTE_ORDER_MARK, writer};
use super::xlsx_out::{heading_format, sheet_name};
use base::{Choice, Field, Kind};
use rust_xlsxwriter::{DataValidation, Format, FormatAlign, Note, Workbook, Worksheet};

/// Excel's limit for a list to choose from that is written into the cell's rule.
const LIST: usize = 250;
/// Rows of a template that are prepared for typing.
const ROWS: u32 = 10_000;

/// The headings alone, as CSV for Excel. The help would be taken for a row of data; [`help`] has it.
///
/// # Errors
/// None in practice: it writes to memory.
pub fn csv(fields: &[Field]) -> Result<Vec<u8>, WriteFault> {
    let mut csv = writer(BYTE_ORDER_MARK.to_vec());
    csv.write_record(fields.iter().map(|field| field.label))?;
    csv.into_inner().map_err(|fault| WriteFault::Io(fault.into_error()))
}

/// What goes into the column of `field`, in a line: "Date of birth (required): a date, as in 3/9/2021".
#[must_use]
pub fn help(field: &Field) -> String {
    let required = if field.required { " (required)" } else { "" };
    let label = field.label;
    let (holds, help) = (holds(field), field.help.trim());
    if help.is_empty() { format!("{label}{required}: {holds}") } else { format!("{label}{required}: {holds}. {help}") }
}

/// A workbook with the headings on a sheet named `title`, each with its help as a note; columns ready for dates, text
/// and choices; and a sheet with the help of all columns.
///
/// # Errors
/// When a heading is too long for a workbook.
pub fn xlsx(title: &str, fields: &[Field]) -> Result<Vec<u8>, WriteFault> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name(sheet_name(title))?;
    sheet.set_freeze_panes(1, 0)?;
    for (field, place) in fields.iter().zip(0_u16..) {
        sheet.write_string_with_format(0, place, field.label, &heading_format())?;
        sheet.insert_note(0, place, &Note::new(help(field)).add_author_prefix(false))?;
        prepare(sheet, place, field)?;
    }
    write_help(book.add_worksheet(), fields)?;
    Ok(book.save_to_buffer()?)
}

/// Formats a column for what it holds, and offers short lists of choices.
fn prepare(sheet: &mut Worksheet, place: u16, field: &Field) -> Result<(), WriteFault> {
    let width = field.label.chars().count().clamp(12, 40) + 2;
    sheet.set_column_width(place, width as f64)?;
    let number_format = match field.kind {
        Kind::Date => Some("dd/mm/yyyy"),
        Kind::Timestamp => Some("dd/mm/yyyy hh:mm"),
        Kind::Money => Some("#,##0.00"),
        // As text, reference numbers and telephone numbers keep the zeros before them.
        Kind::Text | Kind::Record(_) | Kind::Choice(_) | Kind::Term(_) => Some("@"),
        Kind::LongText | Kind::Whole | Kind::YesNo => None,
    };
    if let Some(number_format) = number_format {
        sheet.set_column_format(place, &Format::new().set_num_format(number_format))?;
    }
    let labels: Vec<&str> = match field.kind {
        Kind::Choice(choices) => choices.iter().map(|choice| choice.label).collect(),
        Kind::YesNo => vec!["Yes", "No"],
        _ => return Ok(()),
    };
    // A comma would end an entry of the list.
    let fits = labels.iter().map(|label| label.chars().count() + 1).sum::<usize>() < LIST;
    if fits && !labels.iter().any(|label| label.contains(',')) {
        sheet.add_data_validation(1, place, ROWS, place, &DataValidation::new().allow_list_strings(&labels)?)?;
    }
    Ok(())
}

fn write_help(sheet: &mut Worksheet, fields: &[Field]) -> Result<(), WriteFault> {
    sheet.set_name("Help")?;
    let heading = heading_format();
    for (text, width, place) in [("Column", 25, 0), ("Required", 10, 1), ("What to write", 60, 2), ("Help", 60, 3)] {
        sheet.write_string_with_format(0, place, text, &heading)?;
        sheet.set_column_width(place, width)?;
    }
    sheet.set_freeze_panes(1, 0)?;
    let wrapped = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    for (field, row) in fields.iter().zip(1_u32..) {
        let required = if field.required { "yes" } else { "" };
        for (text, place) in [(field.label, 0), (required, 1), (&*holds(field), 2), (field.help, 3)] {
            sheet.write_string_with_format(row, place, text, &wrapped)?;
        }
    }
    Ok(())
}

/// What a column holds, for the one who fills it in.
fn holds(field: &Field) -> String {
    match field.kind {
        Kind::Text => "text".to_owned(),
        Kind::LongText => "text, with line breaks if needed".to_owned(),
        Kind::Date => "a date, as in 3/9/2021".to_owned(),
        Kind::Timestamp => "a date and time, as in 3/9/2021 14:30".to_owned(),
        Kind::Whole => "a whole number".to_owned(),
        Kind::Money => "an amount in pounds, as in 1234.50".to_owned(),
        Kind::YesNo => "Yes or No".to_owned(),
        Kind::Choice(choices) => format!("one of {}", labels(choices)),
        Kind::Term(vocabulary) => format!("the key or name of one of the programme's terms ({vocabulary})"),
        Kind::Record(table) => format!("the reference of a record ({table})"),
    }
}

fn labels(choices: &[Choice]) -> String {
    choices.iter().map(|choice| choice.label).collect::<Vec<_>>().join(", ")
}
