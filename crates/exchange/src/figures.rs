//! Counted figures as tables to be written out.

use crate::{Table as File, TableColumn, TableValue};
use records::figures::{Number, Table};

/// One figure: a column to each dimension, then the count, its percentage and the second count; the whole in the last row.
#[must_use]
pub fn figure(table: &Table) -> File {
    let mut columns: Vec<TableColumn> =
        table.by.iter().zip(&table.heads).map(|(name, label)| column(name, label, false)).collect();
    if columns.is_empty() {
        columns.push(column("what", "What", false));
    }
    let heads = columns.len();
    columns.push(column("value", &table.counted, true));
    if table.base.is_some() {
        columns.push(column("percent", "Percent", true));
    }
    if let Some(beside) = &table.beside {
        columns.push(column("beside", &beside.counted, true));
    }
    if table.approximate {
        columns.push(column("approximate", "Approximate", false));
    }
    let line = |labels: &[String], number: Number, percent: Option<f64>, beside: Option<Number>, about: bool| {
        let mut cells: Vec<TableValue> = labels.iter().cloned().map(TableValue::Text).collect();
        cells.push(value(number));
        if table.base.is_some() {
            cells.push(percent.map_or(TableValue::Empty, TableValue::Number));
        }
        if table.beside.is_some() {
            cells.push(beside.map_or(TableValue::Empty, value));
        }
        if table.approximate {
            cells.push(TableValue::Text(if about { "yes" } else { "no" }.to_owned()));
        }
        cells
    };
    let mut rows: Vec<Vec<TableValue>> =
        table.rows.iter().map(|row| line(&row.label, row.value, row.percent, row.beside, row.approximate)).collect();
    if let Some(total) = table.total {
        let label = if table.by.is_empty() { table.title.clone() } else { "All".to_owned() };
        let beside = table.beside.as_ref().map(|beside| beside.total);
        rows.push(line(&vec![label; heads], total, table.share(), beside, table.approximate));
    }
    File { title: table.title.clone(), columns, rows, notes: notes(table) }
}

/// Several figures in one table, a row to each cell.
#[must_use]
pub fn report(title: &str, tables: &[Table]) -> File {
    let columns = [
        ("figure", "Figure", false),
        ("count", "Counted", false),
        ("of", "Of", false),
        ("first", "First", false),
        ("second", "Second", false),
        ("value", "Value", true),
        ("percent", "Percent", true),
        ("beside", "Second count", true),
    ];
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
        line(&all, table.total, table.share(), table.beside.as_ref().map(|beside| beside.total));
    }
    let notes = tables.iter().flat_map(|table| notes(table).into_iter().map(|note| format!("{}: {note}", table.title)));
    File {
        title: title.to_owned(),
        columns: columns.map(|(name, label, numeric)| column(name, label, numeric)).into(),
        rows,
        notes: notes.collect(),
    }
}

fn column(name: &str, label: &str, numeric: bool) -> TableColumn {
    TableColumn { name: name.to_owned(), label: label.to_owned(), numeric }
}

fn value(number: Number) -> TableValue {
    match number {
        Number::Whole(whole) => TableValue::Whole(whole),
        Number::Pounds(pounds) => TableValue::Number(pounds),
        Number::Mean(mean) => mean.map_or(TableValue::Empty, TableValue::Number),
    }
}

/// What must be known of a figure that has left its page.
#[must_use]
pub fn notes(table: &Table) -> Vec<String> {
    let base = table.base.as_ref().map(|base| match base.value {
        Some(value) => format!("Percentages are of {value} {}", base.label),
        None => format!("Percentages are of {}", base.label),
    });
    let over = table.over.as_ref().map(|over| format!("Period: {over}"));
    let version = format!("Counted by version {} of the programme's definition", table.definition_version);
    table.notes.iter().cloned().chain(table.whose.clone()).chain(base).chain(over).chain([version]).collect()
}
