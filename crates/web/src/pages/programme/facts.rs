//! What the programme is: who leads and pays, when, for whom, what came before and after.

use super::super::place::{PROGRAMME, Place};
use super::super::words::day;
use super::{Part, maybe, table};
use crate::instead::capital;
use crate::ui::{Line, Link, link, summary_list};
use definition::{Definition, FunderKind, Relation};
use maud::{Markup, html};

pub(super) fn parts(definition: &Definition, place: &Place) -> Vec<Part> {
    let mut parts = vec![Part::new("facts", "In short", facts(definition, place))];
    let dated = !definition.planned_ends.is_empty() || !definition.marked_events.is_empty();
    if definition.programme.start.is_some() || dated {
        parts.push(Part::new("dates", "Dates", dates(definition)));
    }
    if !definition.funders.is_empty() {
        parts.push(Part::new("funders", "Who pays", funders(definition)));
    }
    if !definition.strands.is_empty() {
        let rows = definition.strands.iter().map(|strand| {
            vec![html! { (strand.label) }, maybe(strand.description.as_deref()), html! { (strand.members.join("; ")) }]
        });
        parts.push(Part::new(
            "strands",
            "Strands",
            table("Strands", &["Strand", "What it is for", "In it"], rows.collect()),
        ));
    }
    let before = definition.predecessors.iter().map(|one| ("Before", one));
    let relations: Vec<(&str, &Relation)> =
        before.chain(definition.successors.iter().map(|one| ("After", one))).collect();
    if !relations.is_empty() {
        let rows = relations.iter().map(|(when, one)| {
            let about = [&one.funder, &one.area, &one.partner, &one.note];
            let about: Vec<&str> = about.into_iter().filter_map(Option::as_deref).collect();
            vec![html! { (one.label) }, html! { (when) }, html! { (about.join("; ")) }]
        });
        let rows = table("Programmes before and after", &["Programme", "When", "About it"], rows.collect());
        parts.push(Part::new("relations", "Before and after", rows));
    }
    parts
}

fn facts(definition: &Definition, place: &Place) -> Markup {
    let programme = &definition.programme;
    let mut lines = Vec::new();
    let mut text = |key: &'static str, value: &str| {
        if !value.is_empty() {
            lines.push(Line::text(key, value));
        }
    };
    text("Led by", programme.lead.as_deref().unwrap_or_default());
    let (least, most) = programme.assessment_scale;
    text("Assessments", &format!("From {least} to {most}"));
    text("Further questions", &programme.questions.as_ref().map(|asked| asked.join(", ")).unwrap_or_default());
    text("Youngest age", &programme.min_age.map(|age| age.to_string()).unwrap_or_default());
    let many = |key: &'static str, items: &[String]| {
        let value = html! { ul class="govuk-list" { @for item in items { li { (item) } } } };
        (!items.is_empty()).then_some(Line { key, value, actions: Vec::new() })
    };
    lines.extend(many("Who may take part", &programme.eligibility));
    let roles: Vec<String> = definition
        .roles
        .iter()
        .map(|role| {
            [Some(&role.label), role.organisation.as_ref(), role.description.as_ref()]
                .into_iter()
                .flatten()
                .cloned()
                .collect::<Vec<_>>()
                .join(": ")
        })
        .collect();
    lines.extend(many("Leading parts", &roles));
    if let Some(umbrella) = &programme.umbrella
        && let Ok(above) = place.programme(umbrella)
    {
        let address = place.query.with(PROGRAMME, umbrella).at("/programme");
        lines.push(Line {
            key: "Under the umbrella of",
            value: html! { (link(Link::new(&above.programme.name, &address))) },
            actions: Vec::new(),
        });
    }
    let beneath = place.programme(&programme.key).map(|entry| entry.programme.id).ok();
    let beneath: Vec<(String, String)> = beneath
        .into_iter()
        .flat_map(|id| place.catalogue.children(id))
        .map(|entry| (entry.programme.name.clone(), place.query.with(PROGRAMME, &entry.programme.key).at("/programme")))
        .collect();
    if !beneath.is_empty() {
        let value = html! { ul class="govuk-list" { @for (name, address) in &beneath { li { (link(Link::new(name, address))) } } } };
        lines.push(Line { key: "Programmes under it", value, actions: Vec::new() });
    }
    lines.extend(many("Where this comes from", &programme.sources));
    lines.extend(many("Worth knowing", &programme.notes));
    html! {
        @if lines.is_empty() { p class="govuk-body" { "Nothing more is defined." } } @else { (summary_list(&lines)) }
    }
}

fn dates(definition: &Definition) -> Markup {
    let programme = &definition.programme;
    let mut rows: Vec<Vec<Markup>> = Vec::new();
    if let Some(start) = programme.start {
        rows.push(vec![html! { "Start" }, html! { (day(start)) }, html! {}]);
    }
    let last = definition.planned_ends.len().saturating_sub(1);
    for (place, end) in definition.planned_ends.iter().enumerate() {
        let what = match (place, last) {
            (0, 0) => "Planned end",
            (0, _) => "Planned end, at first",
            (place, last) if place == last => "Planned end, extended; in force",
            _ => "Planned end, extended",
        };
        let known = end.known.map(|known| format!("Known since {}.", day(known)));
        let about: Vec<&str> =
            [end.reason.as_deref(), end.note.as_deref(), known.as_deref()].into_iter().flatten().collect();
        rows.push(vec![html! { (what) }, html! { (day(end.date)) }, html! { (about.join(" ")) }]);
    }
    for event in &definition.marked_events {
        let about = event.description.as_deref().unwrap_or_default();
        rows.push(vec![html! { (capital(&event.label)) }, html! { (day(event.date)) }, html! { (about) }]);
    }
    if let Some(ended) = programme.ended {
        rows.push(vec![html! { "Ended" }, html! { (day(ended)) }, html! {}]);
    }
    table("Dates", &["What", "Date", "Why"], rows)
}

fn funders(definition: &Definition) -> Markup {
    let rows = definition.funders.iter().map(|funder| {
        let kind = match funder.kind {
            FunderKind::Grant => "Grant",
            FunderKind::Match => "Match funding",
        };
        let amount = funder.amount.map(|amount| {
            let every = if amount.every_year { " a year" } else { "" };
            format!("\u{a3}{}{every}", charts::number(amount.pence / 100))
        });
        let about: Vec<&str> = [funder.fund.as_deref(), funder.note.as_deref()].into_iter().flatten().collect();
        vec![
            html! { (funder.label) },
            html! { (kind) },
            maybe(amount.as_deref()),
            html! { (capital(&about.join(". "))) },
        ]
    });
    table("Who pays", &["Funder", "Kind", "Amount", "About it"], rows.collect())
}
