//! One figure, large, with everything it can be asked; and questions of one's own.

use super::asking::{self, Asked};
use super::files::{self, Format};
use super::narrow::{Narrow, Select};
use super::place::{PROGRAMME, Page, Place};
use super::show::{self, Show};
use super::{QUESTION, words};
use crate::ui::{Button, Error, Heading, Link, Section, button, error_summary, heading, tiles};
use crate::{Instead, Query};
use axum::response::{IntoResponse, Response};
use definition::{Base, Count, Definition, Dimension, FactKind, Figure, Of};
use maud::{Markup, html};
use records::figures::{Narrowing, Table, answer};
use records::programmes::Entry;

/// What a declared figure can be narrowed by.
const DIMENSIONS: [Dimension; 6] =
    [Dimension::Programme, Dimension::Partner, Dimension::Area, Dimension::Service, Dimension::Gender, Dimension::Age];
/// What a question of one's own can be narrowed by.
const MORE: [Dimension; 13] = [
    Dimension::Programme,
    Dimension::Partner,
    Dimension::Area,
    Dimension::Service,
    Dimension::Outcome,
    Dimension::Destination,
    Dimension::Gender,
    Dimension::Age,
    Dimension::Ethnicity,
    Dimension::Disability,
    Dimension::Employment,
    Dimension::StatusEvidence,
    Dimension::Route,
];

pub(crate) fn show(
    place: &Place,
    entry: &Entry,
    name: &str,
    asked: Result<Asked, Instead>,
    format: Format,
) -> Result<Response, Instead> {
    let asked = match asked {
        // A question that cannot be asked so is shown again with what is wrong, to be mended where it stands.
        Err(Instead::Wrong(problems)) if format == Format::Page && name == QUESTION => {
            let status = Instead::Wrong(problems.clone()).status();
            let errors: Vec<Error> = problems
                .into_iter()
                .map(|problem| Error { text: format!("{}. {}", problem.message, problem.mend), control: None })
                .collect();
            return Ok((status, again(place, entry, &errors)?).into_response());
        }
        other => other?,
    };
    let app = &place.app;
    let key = &entry.programme.key;
    let table = answer(app.workspace(), &place.scope(), key, &asked.figure, &asked.narrowing)?;
    match format {
        Format::Page => Ok(page(place, entry, name, &asked, &table)?.into_response()),
        Format::Json => files::json(&table),
        Format::Csv | Format::Excel => {
            files::file(&exchange::figures::figure(&table), &format!("{key}-{name}"), format)
        }
    }
}

fn page(place: &Place, entry: &Entry, name: &str, asked: &Asked, table: &Table) -> Result<Markup, Instead> {
    let definition = &entry.definition;
    let figure = &asked.figure;
    let query = asking::address(&place.query, &asked.narrowing, None);
    let shown = Show { definition, figure, table, name, query: &query, alone: true, traced: true };
    let about = if table.approximate { "about " } else { "" };
    let result = table
        .total
        .map(|total| format!("{about}{}", words::said(total, figure.count, figure, &table.counted, definition)));
    let own = name == QUESTION;
    let filters = Narrow {
        place,
        entry,
        narrowing: &asked.narrowing,
        dimensions: if own { &MORE } else { &DIMENSIONS },
        shape: shape(definition, figure, own),
        declared: definition.figure(name).is_some_and(|declared| declared.cumulative),
        result,
    };
    let title = if own { "Your own question" } else { &*figure.title };
    let parts = figure.parts();
    let parts = parts.iter().map(|(name, value)| (*name, value.as_str())).filter(|(name, _)| *name != "title");
    let programme = [(PROGRAMME, entry.programme.key.as_str())];
    let further = programme.into_iter().chain(parts).collect::<Query>().at("/reports/question");
    let main = html! {
        (heading(&Heading { title, caption: Some(&entry.programme.name), ..Heading::default() }))
        (show::whose(std::iter::once(table)))
        (filters.shown()?)
        @if figure.by.is_empty() && table.nothing().is_none() { (tiles(&[shown.big().tile()])) }
        div class="wm-figures" { (shown.shown()) }
        @if !own { (button(&Button::link("Ask your own question from here", &further).secondary())) }
        (super::approval::form(place, entry, name)?)
    };
    Ok(framed(place, entry, title, false, &main))
}

/// The form of a question that could not be asked.
fn again(place: &Place, entry: &Entry, errors: &[Error]) -> Result<Markup, Instead> {
    let figure = Figure::participants();
    let nothing = Narrowing::default();
    let mut selects = Narrow {
        place,
        entry,
        narrowing: &nothing,
        dimensions: &MORE,
        shape: shape(&entry.definition, &figure, true),
        declared: false,
        result: None,
    };
    for select in &mut selects.shape {
        if let Some(value) = place.query.get(select.name)
            && select.items.iter().any(|(known, _)| known == value)
        {
            value.clone_into(&mut select.selected);
        }
    }
    let title = "Your own question";
    let main = html! {
        (error_summary(errors))
        (heading(&Heading { title, caption: Some(&entry.programme.name), ..Heading::default() }))
        (selects.shown()?)
    };
    Ok(framed(place, entry, title, true, &main))
}

fn framed(place: &Place, entry: &Entry, title: &str, faulty: bool, main: &Markup) -> Markup {
    let reports = place.about("/reports");
    let way = [Link::new("Reports", &reports)];
    let page =
        Page { title, section: Some(Section::Reports), way: &way, entry: Some(entry), faulty, ..Page::default() };
    place.page(&page, main)
}

/// What gives a question its shape: what is counted, of which facts, cut how, in per cent of what.
fn shape(definition: &Definition, figure: &Figure, own: bool) -> Vec<Select> {
    let mut selects = Vec::new();
    let pair = |key: &str, label: &str| (key.to_owned(), label.to_owned());
    if own {
        let kinds = FactKind::ALL.into_iter().filter(|kind| kind.is_collected()).flat_map(|kind| {
            let core = [Some(true), Some(false)].into_iter().filter(move |_| kind == FactKind::Outcome);
            [None].into_iter().chain(core).map(move |core| Of { core, ..Of::kind(kind) })
        });
        let mut items: Vec<(String, String)> = kinds
            .map(|of| {
                let asked = Figure { of: of.clone(), count: Count::Records, ..Figure::participants() };
                (of.to_string(), asked.describe(definition))
            })
            .collect();
        let selected = figure.of.to_string();
        if !items.iter().any(|(known, _)| *known == selected) {
            let asked = Figure { of: figure.of.clone(), count: Count::Records, ..Figure::participants() };
            items.push((selected.clone(), asked.describe(definition)));
        }
        selects.push(Select { name: "of", label: "Of".to_owned(), items, selected });
    }
    let mut counts = Vec::new();
    if figure.of.kind.has_subject() || own {
        counts.push(pair("people", "People, each once"));
    }
    counts.push(pair("records", "Records"));
    if figure.of.kind.quantity().is_some() || own {
        counts.extend([pair("total", "Total quantity, such as minutes"), pair("mean", "Mean quantity")]);
    }
    let count =
        Select { name: "count", label: "Count".to_owned(), items: counts, selected: figure.count.key().to_owned() };
    selects.insert(0, count);
    for (place, name, label) in [(0, "by", "By"), (1, "by2", "And by")] {
        let mut items = vec![pair("", if place == 0 { "Nothing: one number" } else { "Nothing more" })];
        let dimensions = Dimension::ALL.into_iter().filter(|dimension| dimension.is_collected());
        items.extend(dimensions.map(|dimension| (dimension.key().to_owned(), figure.name_of(dimension, definition))));
        let selected = figure.by.get(place).map_or_else(String::new, |by| by.key().to_owned());
        selects.push(Select { name, label: label.to_owned(), items, selected });
    }
    if own {
        let items = vec![
            pair("", "No percentages"),
            pair("participants", "Of everybody enrolled"),
            pair("counted", "Of all that are counted"),
            pair("group", "Of everybody in the same group"),
        ];
        let selected = figure.base.map(Base::key).unwrap_or_default().to_owned();
        selects.push(Select { name: "base", label: "Percentages".to_owned(), items, selected });
    }
    selects
}
