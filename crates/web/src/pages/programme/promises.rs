//! What was promised: indicators, targets in their versions, and what was published.

use super::super::place::Place;
use super::super::words::day;
use super::{Part, maybe, table};
use crate::ui::{self, Column, Link, Size, link};
use definition::{Definition, Target, TargetSet};
use maud::{Markup, html};

pub(super) fn parts(definition: &Definition, place: &Place) -> Vec<Part> {
    let mut parts = Vec::new();
    if !definition.indicators.is_empty() {
        parts.push(Part::new("indicators", "Indicators", indicators(definition, place)));
    }
    if !definition.target_sets.is_empty() {
        parts.push(Part::new("targets", "Targets", targets(definition)));
    }
    if !definition.published.is_empty() {
        parts.push(Part::new("published", "What was published", published(definition)));
    }
    parts
}

fn indicators(definition: &Definition, place: &Place) -> Markup {
    let rows = definition.indicators.iter().map(|one| {
        let address = one.figure.as_ref().and_then(|figure| super::counted(place, figure));
        let name = html! {
            @if let Some(address) = &address { (link(Link::new(&one.label, address))) } @else { (one.label) }
        };
        let about: Vec<&str> = [one.description.as_deref(), one.formula.as_deref()].into_iter().flatten().collect();
        let collected = one.collected_from.map_or_else(|| "Not yet".to_owned(), |from| format!("Since {}", day(from)));
        vec![name, html! { (one.unit) }, html! { (about.join(" ")) }, html! { (collected) }]
    });
    table("Indicators", &["Indicator", "A number of", "What counts", "Collected"], rows.collect())
}

fn targets(definition: &Definition) -> Markup {
    html! {
        @for set in &definition.target_sets {
            @let in_force = definition.targets_in_force.as_deref() == Some(set.key.as_str());
            (one_set(set, in_force, definition))
        }
    }
}

fn one_set(set: &TargetSet, in_force: bool, definition: &Definition) -> Markup {
    let caption = format!("{}{}", set.label, if in_force { ", in force" } else { "" });
    let rows = set.targets.iter().map(|target| {
        let label = definition.indicator(&target.indicator).map_or(target.indicator.as_str(), |one| &one.label);
        vec![html! { (label) }, html! { (whole(target, definition)) }, html! { (charts::number(target.value)) }]
    });
    let from = set.from.map(|from| format!("From {}.", day(from)));
    let about: Vec<&str> = [from.as_deref(), set.note.as_deref()].into_iter().flatten().collect();
    html! {
        (ui::table(&ui::Table {
            caption: &caption,
            size: Size::Small,
            tight: true,
            columns: vec![Column::text("Indicator"), Column::text("For"), Column::number("Target")],
            rows: rows.collect(),
            ..ui::Table::default()
        }))
        @if !about.is_empty() { p class="govuk-body" { (about.join(" ")) } }
    }
}

fn whole(target: &Target, definition: &Definition) -> String {
    let partner =
        target.partner.as_ref().map(|key| definition.partner(key).map_or(key.clone(), |one| one.label.clone()));
    match (partner, target.period) {
        (None, None) => "The whole programme".to_owned(),
        (Some(partner), None) => partner,
        (None, Some(period)) => period.label(),
        (Some(partner), Some(period)) => format!("{partner}, {}", period.label()),
    }
}

fn published(definition: &Definition) -> Markup {
    let rows = definition.published.iter().map(|one| {
        let exact = match (one.at_least, one.approximate) {
            (true, _) => "at least ",
            (false, true) => "about ",
            (false, false) => "",
        };
        let as_of = one.as_of.map(|date| format!("As of {}", day(date)));
        vec![
            html! { (one.statement) },
            html! { (exact) (charts::number(one.value)) " " (one.unit) },
            maybe(as_of.as_deref()),
            html! { (one.source) },
        ]
    });
    table("What was published", &["What", "Number", "When", "Where"], rows.collect())
}
