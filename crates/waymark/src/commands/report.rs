//! `waymark report`: figures by name, or any question of one's own.

use crate::args::{Format, Place, Report};
use crate::said::{Done, Failure, print, print_bytes};
use base::Actor;
use definition::{Definition, Figure};
use exchange::{Table as File, TableValue};
use records::figures::{self, Narrowing, Table};
use std::fmt::Write;
use std::io::IsTerminal;
use std::process::ExitCode;

pub fn report(place: &Place, asked: &Report) -> Done {
    let workspace = place.existing()?;
    let catalogue = workspace.catalogue();
    let definition = &catalogue.programme(&asked.programme)?.definition;
    let (title, figures) = figures_of(definition, asked)?;
    let narrowing = narrowing(definition, asked)?;
    let tables = figures::answers(&workspace, &Actor::operator().scope(), &asked.programme, &figures, &narrowing)?;
    match asked.format {
        Format::Text => {
            for table in &tables {
                print(&text(table))?;
            }
        }
        Format::Json => {
            let json = match tables.as_slice() {
                [only] => serde_json::to_string_pretty(only)?,
                all => serde_json::to_string_pretty(all)?,
            };
            print(&format!("{json}\n"))?;
        }
        Format::Csv => {
            let mut bytes = Vec::new();
            file(&title, &tables).csv(&mut bytes, false)?;
            print_bytes(&bytes)?;
        }
        Format::Xlsx => {
            if std::io::stdout().is_terminal() {
                return Err("an Excel file is not for the screen: send it to a file, as in > report.xlsx".into());
            }
            print_bytes(&file(&title, &tables).xlsx()?)?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// The figures asked for, and what they are called together: those of a report, one by its name, or one made of the parts
/// given on the command line. Parts given beside a name change that figure.
fn figures_of(definition: &Definition, asked: &Report) -> Result<(String, Vec<Figure>), Failure> {
    let parts = parts(asked);
    let parts: Vec<(&str, &str)> = parts.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let own = asked.figure.is_none() && parts.iter().any(|(name, _)| matches!(*name, "by" | "count" | "of"));
    let named = asked.figure.as_deref().unwrap_or("overview");
    let figures: Vec<Figure> = match (own, definition.report(named), definition.figure(named)) {
        (true, _, _) => vec![Figure::participants()],
        (false, Some(report), _) => {
            let keys = report.headline.iter().chain(report.sections.iter().flat_map(|section| &section.figures));
            keys.filter_map(|key| definition.figure(key)).cloned().collect()
        }
        (false, None, Some(figure)) => vec![figure.clone()],
        (false, None, None) => {
            let known: Vec<&str> = definition.figures.iter().map(|figure| figure.key.as_str()).collect();
            return Err(format!(
                "there is no figure or report \u{201c}{named}\u{201d}; there are: {}",
                known.join(", ")
            )
            .into());
        }
    };
    let mut asked_for = Vec::with_capacity(figures.len());
    for figure in figures {
        let mut figure = figure.with(parts.iter().copied()).map_err(faults)?;
        if parts.iter().any(|(name, _)| *name != "cumulative") {
            // It is another question now: its title no longer says what it is, and its percentages may be of nothing.
            figure.title.clear();
            if asked.count.is_some() {
                (figure.base, figure.percent, figure.beside) = (None, false, None);
            }
        }
        let wrong = figure.check(definition);
        if !wrong.is_empty() {
            return Err(faults(wrong));
        }
        figure.title = figure.heading(definition);
        asked_for.push(figure);
    }
    let title = match asked_for.as_slice() {
        [only] => only.title.clone(),
        _ => format!("{}: {named}", definition.programme.name),
    };
    Ok((title, asked_for))
}

fn parts(asked: &Report) -> Vec<(&'static str, String)> {
    let mut parts = Vec::new();
    let mut add = |name: &'static str, value: &Option<String>| parts.extend(value.clone().map(|value| (name, value)));
    add("count", &asked.count);
    add("of", &asked.of);
    add("by", &Some(asked.by.join(",")).filter(|by| !by.is_empty()));
    add("cumulative", &(asked.cumulative && asked.over.is_none()).then(|| "1".to_owned()));
    parts
}

/// What every figure asked for is narrowed to: the same as the filters of a page.
fn narrowing(definition: &Definition, asked: &Report) -> Result<Narrowing, Failure> {
    let over = asked.over.iter().map(|over| ("over", over.as_str()));
    let filters = asked.filters.iter().map(|filter| ("where", filter.as_str()));
    let said = Figure::participants().with(over.chain(filters)).map_err(faults)?;
    let wrong = said.check(definition);
    if !wrong.is_empty() {
        return Err(faults(wrong));
    }
    Ok(Narrowing { filters: said.filters, over: said.over, cumulative: asked.cumulative })
}

fn faults(faults: Vec<definition::PartFault>) -> Failure {
    let told: Vec<String> = faults.into_iter().map(|fault| fault.to_string()).collect();
    Failure::Said(told.join("\n"))
}

fn file(title: &str, tables: &[Table]) -> File {
    match tables {
        [only] => exchange::figures::figure(only),
        all => exchange::figures::report(title, all),
    }
}

/// A figure in aligned columns, with what must be said of it beneath.
fn text(table: &Table) -> String {
    let file = exchange::figures::figure(table);
    let mut lines: Vec<Vec<String>> = vec![file.columns.iter().map(|column| column.label.clone()).collect()];
    lines.extend(file.rows.iter().map(|row| row.iter().map(shown).collect()));
    let widths: Vec<usize> = (0..file.columns.len())
        .map(|place| {
            lines.iter().filter_map(|line| line.get(place)).map(|cell| cell.chars().count()).max().unwrap_or(0)
        })
        .collect();
    let mut text = format!("{}\n", file.title);
    if table.total.is_some() {
        for line in &lines {
            let mut written = String::new();
            for ((cell, width), column) in line.iter().zip(&widths).zip(&file.columns) {
                let _ = if column.numeric {
                    write!(written, "  {cell:>width$}")
                } else {
                    write!(written, "  {cell:<width$}")
                };
            }
            let _ = writeln!(text, "{}", written.trim_end());
        }
    }
    if let Some(against) = &table.against {
        let percent = against.percent.map(|percent| format!(", {percent:.0} %")).unwrap_or_default();
        let _ = writeln!(text, "  Target ({}): {}{percent}", against.version, against.target);
    }
    for note in &file.notes {
        let _ = writeln!(text, "  {note}");
    }
    text.push('\n');
    text
}

fn shown(value: &TableValue) -> String {
    match value {
        TableValue::Number(number) => format!("{number:.2}"),
        other => other.to_string(),
    }
}
