//! `[[figure]]` and `[[report]]`.

use super::table::Table;
use crate::model::{Definition, Figure, Report, Section};
use crate::question::PartFault;
use std::ops::Range;

/// `[[figure]]` and `[[report]]`, read last because figures name what the rest declares.
pub(super) fn figures_and_reports(root: &Table<'_>, definition: &mut Definition) {
    let read: Vec<Read> = root.tables("figure", figure);
    for one in &read {
        if root.reader().is_broken() {
            break;
        }
        for fault in one.figure.check(definition) {
            one.report(root, &fault);
        }
    }
    definition.figures = read.into_iter().map(|one| one.figure).collect();
    definition.reports = reports(root, &definition.figures);
    if !definition.reports.iter().any(|report| report.key == "overview") {
        let place = root.place("report");
        root.reader().missing(
            &place,
            "there is no report with the key \u{201c}overview\u{201d}",
            "Add [[report]] with key = \"overview\": it is the first page of every programme.",
        );
    }
}

/// A figure with the places of its parts.
struct Read {
    figure: Figure,
    places: Vec<(&'static str, String, Range<usize>)>,
    span: Range<usize>,
}

impl Read {
    /// Reports what is wrong with a part at the part's place.
    fn report(&self, root: &Table<'_>, fault: &PartFault) {
        let of_part = || self.places.iter().filter(|(part, _, _)| *part == fault.part);
        let exact =
            of_part().find(|(_, text, _)| text.split(['=', ',', ':', ' ']).any(|word| word.trim() == fault.value));
        let place = exact.or_else(|| of_part().next()).map_or_else(|| self.span.clone(), |(_, _, place)| place.clone());
        root.wrong(&place, fault.message.clone(), fault.mend.clone());
    }
}

fn figure(table: &Table<'_>) -> Read {
    let mut figure = Figure::participants();
    let mut places = Vec::new();
    figure.key = table.key("figure");
    figure.title = table.required("title");
    figure.notes = table.texts("notes");
    for (name, text, place) in parts(table) {
        match Figure::from_parts([(name, text.as_str())]) {
            Ok(read) => take(&mut figure, name, read),
            Err(faults) => {
                for fault in faults {
                    table.wrong(&place, fault.message, fault.mend);
                }
            }
        }
        places.push((name, text, place));
    }
    figure.grouping = table.text("grouping");
    places.extend(figure.grouping.clone().map(|text| ("grouping", text, table.place("grouping"))));
    figure.against = table.text("against");
    places.extend(figure.against.clone().map(|text| ("against", text, table.place("against"))));
    Read { figure, places, span: table.span().clone() }
}

/// The parts of a question, as texts with their places; lists come one by one.
fn parts(table: &Table<'_>) -> Vec<(&'static str, String, Range<usize>)> {
    let mut parts = Vec::new();
    // The kind of fact comes first, since what follows is about it.
    for name in ["of", "count", "beside", "frame", "over", "base", "chart"] {
        parts.extend(table.text(name).map(|text| (name, text, table.place(name))));
    }
    for name in ["core", "cumulative", "percent"] {
        let value = table.flag(name);
        if table.has(name) {
            parts.push((name, value.to_string(), table.place(name)));
        }
    }
    for name in ["by", "term", "having", "where"] {
        parts.extend(table.placed_texts(name).into_iter().map(|(text, place)| (name, text, place)));
    }
    parts
}

/// Puts one part that was read alone into the figure; lists grow.
fn take(figure: &mut Figure, part: &str, read: Figure) {
    match part {
        "of" => figure.of = read.of,
        "count" => figure.count = read.count,
        "beside" => figure.beside = read.beside,
        "frame" => figure.of.frame = read.of.frame,
        "over" => figure.over = read.over,
        "base" => figure.base = read.base,
        "chart" => figure.chart = read.chart,
        "core" => figure.of.core = read.of.core,
        "cumulative" => figure.cumulative = read.cumulative,
        "percent" => figure.percent = read.percent,
        "by" => figure.by.extend(read.by),
        "term" => figure.of.terms.extend(read.of.terms),
        "having" => figure.having.extend(read.having),
        _ => figure.filters.extend(read.filters),
    }
}

fn reports(root: &Table<'_>, figures: &[Figure]) -> Vec<Report> {
    root.tables("report", |table| {
        for (key, place) in table.placed_texts("headline") {
            if figures.iter().any(|figure| figure.key == key && !figure.by.is_empty()) {
                table.wrong(
                    &place,
                    format!("\u{201c}{key}\u{201d} is a table, and a headline is one number"),
                    "Move it into a section, or name a figure without \u{201c}by\u{201d}.",
                );
            }
        }
        Report {
            key: table.key("report"),
            title: table.required("title"),
            description: table.text("description"),
            headline: table.refers("headline", "figure"),
            sections: table.tables("section", |section| Section {
                heading: section.required("heading"),
                text: section.text("text"),
                figures: section.refers("figures", "figure"),
            }),
        }
    })
}
