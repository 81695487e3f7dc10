//! The same numbers as files: CSV, Excel, JSON.

use super::words::counted;
use crate::Instead;
use axum::http::header::{self, HeaderValue};
use axum::response::{IntoResponse, Response};
use definition::{Definition, Figure};
use exchange::{Table as File, TableColumn, TableValue};
use records::figures::{Number, Table};
use serde::Serialize;

/// What an answer is written as. An address says it by its ending.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    Page,
    Csv,
    Excel,
    Json,
}

impl Format {
    /// The name in an address, and the format that its ending asks for.
    pub fn of(name: &str) -> (&str, Self) {
        let endings = [(".csv", Self::Csv), (".xlsx", Self::Excel), (".json", Self::Json)];
        let found = endings.into_iter().find_map(|(ending, format)| Some((name.strip_suffix(ending)?, format)));
        found.unwrap_or((name, Self::Page))
    }
}

/// A file to be saved under `name`.
pub(crate) fn file(table: &File, name: &str, format: Format) -> Result<Response, Instead> {
    let failed = |fault: exchange::WriteFault| Instead::Broken(fault.to_string());
    let (content, kind, ending) = if format == Format::Excel {
        let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
        (table.xlsx().map_err(failed)?, kind, "xlsx")
    } else {
        let mut content = Vec::new();
        table.csv(&mut content, true).map_err(failed)?;
        (content, "text/csv; charset=utf-8", "csv")
    };
    // Keys have no characters that could end the quotation; whatever else comes is left out.
    let name: String = name.chars().filter(|letter| letter.is_ascii_alphanumeric() || "-_".contains(*letter)).collect();
    let saved = HeaderValue::from_str(&format!("attachment; filename=\"{name}.{ending}\""));
    let saved = saved.map_err(|fault| Instead::Broken(fault.to_string()))?;
    Ok(([(header::CONTENT_TYPE, HeaderValue::from_static(kind)), (header::CONTENT_DISPOSITION, saved)], content)
        .into_response())
}

/// JSON to be looked at or fetched.
pub(crate) fn json(content: &impl Serialize) -> Result<Response, Instead> {
    let text = serde_json::to_vec(content).map_err(|fault| Instead::Broken(fault.to_string()))?;
    Ok(([(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))], text).into_response())
}

/// One figure as a file: a column to each dimension, then the count, its percentage and the second count; the whole last.
pub(crate) fn one(figure: &Figure, table: &Table, definition: &Definition) -> File {
    let mut columns: Vec<TableColumn> =
        figure.by.iter().map(|by| column(by.key(), by.name(definition), false)).collect();
    if columns.is_empty() {
        columns.push(column("what", "What".to_owned(), false));
    }
    let heads = columns.len();
    columns.push(column("value", counted(figure.count, figure, table, definition), true));
    if figure.base.is_some() {
        columns.push(column("percent", "Percent".to_owned(), true));
    }
    if let Some(beside) = figure.beside {
        columns.push(column("beside", counted(beside, figure, table, definition), true));
    }
    let line = |labels: Vec<String>, number: Number, percent: Option<f64>, beside: Option<Number>| {
        let mut cells: Vec<TableValue> = labels.into_iter().map(TableValue::Text).collect();
        cells.push(value(number));
        if figure.base.is_some() {
            cells.push(percent.map_or(TableValue::Empty, TableValue::Number));
        }
        if figure.beside.is_some() {
            cells.push(beside.map_or(TableValue::Empty, value));
        }
        cells
    };
    let mut rows: Vec<Vec<TableValue>> =
        table.rows.iter().map(|row| line(row.label.clone(), row.value, row.percent, row.beside)).collect();
    if let Some(total) = table.total {
        let label = if figure.by.is_empty() { table.title.clone() } else { "All".to_owned() };
        let beside = table.beside.as_ref().map(|beside| beside.total);
        rows.push(line(vec![label; heads], total, share(table, total), beside));
    }
    File { title: table.title.clone(), columns, rows, notes: notes(table) }
}

/// Several figures as one file, a line to each cell.
pub(crate) fn several(title: &str, tables: &[&Table]) -> File {
    let columns = [
        ("figure", false),
        ("count", false),
        ("of", false),
        ("first", false),
        ("second", false),
        ("value", true),
        ("percent", true),
        ("beside", true),
    ];
    let labels = ["Figure", "Counted", "Of", "First", "Second", "Value", "Percent", "Second count"];
    let columns =
        columns.iter().zip(labels).map(|((name, numeric), label)| column(name, label.to_owned(), *numeric)).collect();
    let mut rows = Vec::new();
    for table in tables {
        let mut line = |labels: &[String], number: Option<Number>, percent: Option<f64>, beside: Option<Number>| {
            let label =
                |place: usize| labels.get(place).map_or(TableValue::Empty, |label| TableValue::Text(label.clone()));
            rows.push(vec![
                TableValue::Text(table.title.clone()),
                TableValue::Text(table.count.to_owned()),
                TableValue::Text(table.of.clone()),
                label(0),
                label(1),
                number.map_or(TableValue::Empty, value),
                percent.map_or(TableValue::Empty, TableValue::Number),
                beside.map_or(TableValue::Empty, value),
            ]);
        };
        for row in &table.rows {
            line(&row.label, Some(row.value), row.percent, row.beside);
        }
        let all = vec!["All".to_owned(); table.by.len()];
        line(
            &all,
            table.total,
            table.total.and_then(|total| share(table, total)),
            table.beside.as_ref().map(|beside| beside.total),
        );
    }
    let notes = tables.iter().flat_map(|table| notes(table).into_iter().map(|note| format!("{}: {note}", table.title)));
    File { title: title.to_owned(), columns, rows, notes: notes.collect() }
}

/// What the whole is of its base, in per cent to two places.
fn share(table: &Table, total: Number) -> Option<f64> {
    #[expect(clippy::cast_precision_loss, reason = "counts stay far below the 2^53 at which this would lose a unit")]
    let base = table.base.as_ref()?.value.filter(|base| *base > 0)? as f64;
    Some((total.value() * 10_000.0 / base).round() / 100.0)
}

fn column(name: &str, label: String, numeric: bool) -> TableColumn {
    TableColumn { name: name.to_owned(), label, numeric }
}

fn value(number: Number) -> TableValue {
    match number {
        Number::Whole(whole) => TableValue::Whole(whole),
        Number::Mean(mean) => mean.map_or(TableValue::Empty, TableValue::Number),
    }
}

/// What must be known of a figure that has left its page.
fn notes(table: &Table) -> Vec<String> {
    let base = table.base.as_ref().map(|base| match base.value {
        Some(value) => format!("Percentages are of {value} {}", base.label),
        None => format!("Percentages are of {}", base.label),
    });
    let over = table.over.as_ref().map(|over| format!("Period: {over}"));
    let version = format!("Counted by version {} of the programme's definition", table.definition_version);
    let nothing = super::words::nothing(table);
    table.notes.iter().cloned().chain(nothing).chain(base).chain(over).chain([version]).collect()
}
