//! The question that an address asks: which figure, in which shape, narrowed to what.

use super::place::PROGRAMME;
use crate::{Instead, Query};
use base::{Grain, Period};
use definition::{Chart, Definition, Dimension, Figure, PartFault};
use records::figures::Narrowing;
use records::programmes::Entry;

/// Names in an address that are about the page and not the question.
const OF_THE_PAGE: [&str; 3] = [PROGRAMME, "cell", "after"];

/// A question, and what the one who looks has narrowed it to.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    pub figure: Figure,
    pub narrowing: Narrowing,
}

/// Whether this part of an address narrows a question, rather than giving it its shape. A plain `programme` chooses the programme.
fn narrows(name: &str) -> bool {
    let shapes = [PROGRAMME, "core", "term"].contains(&name);
    ["where", "over", "cumulative"].contains(&name) || Dimension::from_key(name).is_some() && !shapes
}

/// What the address narrows every figure of a report to.
pub(crate) fn narrowing(query: &Query, definition: &Definition) -> Result<Narrowing, Instead> {
    let (_, narrowing) = read(Figure::participants(), query)?;
    let asked = Figure { filters: narrowing.filters.clone(), ..Figure::participants() };
    let faults = asked.check(definition);
    if faults.is_empty() { Ok(narrowing) } else { Err(faults.into()) }
}

/// A declared figure in the shape that the address gives it. What no longer fits the new shape is left out.
pub(crate) fn declared(entry: &Entry, key: &str, query: &Query) -> Result<Asked, Instead> {
    let definition = &entry.definition;
    let figure = definition.figure(key).ok_or_else(|| {
        let known = definition.reports.iter().map(|report| report.key.as_str());
        let known: Vec<&str> = known.chain(definition.figures.iter().map(|figure| figure.key.as_str())).collect();
        let message =
            format!("\u{201c}{}\u{201d} has no figure or report called \u{201c}{key}\u{201d}", entry.programme.name);
        Instead::missing(message, format!("There are: {}.", known.join(", ")))
    })?;
    let (mut shaped, narrowing) = read(figure.clone(), query)?;
    if shaped.by != figure.by {
        shaped.chart = None;
    }
    if shaped.count != figure.count && query.get("beside").is_none() {
        shaped.beside = figure.beside.map(|_| figure.count).filter(|beside| *beside != shaped.count);
    }
    for fault in shaped.check(definition).iter().filter(|fault| query.get(&fault.part).is_none()) {
        match fault.part.as_str() {
            "base" | "percent" => (shaped.base, shaped.percent) = (None, false),
            "against" => shaped.against = None,
            "grouping" => shaped.grouping = None,
            "beside" => shaped.beside = None,
            _ => {}
        }
    }
    checked(shaped, narrowing, definition)
}

/// A question of one's own.
pub(crate) fn own(entry: &Entry, query: &Query) -> Result<Asked, Instead> {
    let (mut figure, narrowing) = read(Figure::participants(), query)?;
    if figure.title.is_empty() {
        let plain = Figure { base: None, ..figure.clone() };
        figure.title = plain.describe(&entry.definition);
    }
    checked(figure, narrowing, &entry.definition)
}

fn checked(figure: Figure, narrowing: Narrowing, definition: &Definition) -> Result<Asked, Instead> {
    let mut whole = figure.clone();
    whole.filters.extend(narrowing.filters.iter().cloned());
    let faults: Vec<PartFault> = whole.check(definition);
    if faults.is_empty() { Ok(Asked { figure, narrowing }) } else { Err(faults.into()) }
}

fn read(figure: Figure, query: &Query) -> Result<(Figure, Narrowing), Instead> {
    let asked = whole(query);
    let mut shaped = figure.with(asked.pairs().filter(|(name, _)| !narrows(name)))?;
    let narrowed = Figure::from_parts(asked.pairs().filter(|(name, _)| narrows(name)))?;
    if asked.get("cumulative").is_some() {
        shaped.cumulative = narrowed.cumulative && shaped.by.iter().any(|dimension| dimension.is_time());
    }
    let narrowing = Narrowing { filters: narrowed.filters, over: narrowed.over, cumulative: narrowed.cumulative };
    Ok((shaped, narrowing))
}

/// What an address asks, without what is about the page. The two boxes of a form for two cuts become one part.
fn whole(query: &Query) -> Query {
    let by: Vec<&str> =
        query.pairs().filter(|(name, _)| ["by", "by2"].contains(name)).map(|(_, value)| value).collect();
    query.keeping(|name, _| !OF_THE_PAGE.contains(&name) && name != "by2").with("by", &by.join(","))
}

/// The parts of an address that give a question its shape, with the programme it is asked of.
pub(crate) fn shape(query: &Query) -> Query {
    let programme = query.keeping(|name, _| name == PROGRAMME);
    let shape = whole(query);
    programme.pairs().chain(shape.pairs().filter(|(name, _)| !narrows(name))).collect()
}

/// The address that asks the same in the plainest way, but for the filter at `left_out`.
pub(crate) fn address(query: &Query, narrowing: &Narrowing, left_out: Option<usize>) -> Query {
    let mut address = shape(query);
    let filters = narrowing.filters.iter().enumerate().filter(|(place, _)| Some(*place) != left_out);
    for (_, filter) in filters {
        address.push("where", &filter.to_string());
    }
    if let Some(over) = narrowing.over {
        address.push("over", &written(over));
    }
    // A figure that is declared as cumulative may be asked not to be.
    if let Some(cumulative) = query.get("cumulative") {
        address.push("cumulative", cumulative);
    }
    address
}

/// A period as people would write it in an address.
pub(crate) fn written(over: Period) -> String {
    let named = Grain::ALL.into_iter().map(|grain| (grain, grain.number(over.start)));
    named
        .filter(|(grain, number)| grain.period(*number) == Some(over))
        .map(|(grain, number)| grain.written(number))
        .next()
        .unwrap_or_else(|| over.to_string())
}

/// The shape in which a figure is best drawn.
pub(crate) fn chart(figure: &Figure) -> Chart {
    if let Some(chart) = figure.chart {
        return chart;
    }
    match figure.by.as_slice() {
        [] => Chart::Number,
        [only] if only.is_time() && figure.cumulative => Chart::Line,
        [only] if only.is_time() => Chart::Columns,
        [_] => Chart::Bars,
        [first, second, ..] if first.is_time() || second.is_time() => Chart::Line,
        _ => Chart::Grouped,
    }
}
