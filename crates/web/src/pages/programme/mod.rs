//! The programme's definition, readable: what it is, who takes part, its vocabularies, targets, logic model and figures.

mod course;
mod evaluation;
mod facts;
pub(super) mod ladder;
mod parties;
mod promises;
mod vocabularies;

use super::place::{Page, Place};
use super::words::moment;
use crate::Instead;
use crate::ui::{self, Column, Heading, Link, Section, heading, link};
use base::Act;
use definition::{Definition, Vocabulary};
use maud::{Markup, html};
use records::programmes::{self, Entry, Version};

/// One part of the definition: its heading, and what it says. A part that says nothing is left out.
struct Part {
    key: &'static str,
    title: String,
    content: Markup,
}

impl Part {
    fn new(key: &'static str, title: impl Into<String>, content: Markup) -> Self {
        Self { key, title: title.into(), content }
    }
}

pub(crate) fn show(place: &Place) -> Result<Markup, Instead> {
    let entry = place.entry()?;
    let versions = programmes::history(place.app.workspace(), entry.programme.id)?;
    let definition = &entry.definition;
    let mut parts = facts::parts(definition, place);
    parts.extend(parties::parts(definition));
    parts.extend(vocabularies::parts(definition));
    parts.extend(promises::parts(definition, place));
    parts.extend(evaluation::parts(definition));
    parts.extend(course::parts(definition));
    parts.push(figures(definition, place));
    parts.extend(silent(definition));
    parts.push(Part::new("versions", "Versions of this definition", history(&versions)));
    let page = Page { title: "Programme", section: Some(Section::Programme), entry: Some(entry), ..Page::default() };
    Ok(place.page(&page, &main(place, entry, &parts)))
}

fn main(place: &Place, entry: &Entry, parts: &[Part]) -> Markup {
    let programme = &entry.definition.programme;
    let overview = place.about(if place.sees_figures(entry) { "/reports/overview" } else { "/reports" });
    let has_ladder = place.sees_figures(entry) && entry.terms(Vocabulary::Rung).next().is_some();
    let ladder = has_ladder.then(|| place.about("/programme/ladder"));
    let import = place.scope().may(Act::Import, entry.programme.id).then(|| place.about("/import"));
    html! {
        (heading(&Heading { title: &programme.name, caption: Some("Programme"), lead: programme.purpose.as_deref(), action: None }))
        @for paragraph in programme.summary.split("\n\n") { (ui::paragraph(paragraph)) }
        p class="govuk-body" {
            (link(Link::new("See what it has achieved", &overview)))
            @if let Some(ladder) = &ladder { " \u{b7} " (link(Link::new("The ladder and who stands where", ladder))) }
            @if let Some(import) = &import { " \u{b7} " (link(Link::new("Import records", import))) }
        }
        nav aria-label="On this page" {
            h2 class="govuk-heading-s" { "On this page" }
            ul class="govuk-list" {
                @for part in parts { li { a class="govuk-link" href={ "#" (part.key) } { (part.title) } } }
            }
        }
        @for part in parts {
            section aria-labelledby=(part.key) {
                h2 class="govuk-heading-m" id=(part.key) { (part.title) }
                (part.content)
            }
        }
    }
}

/// Where a figure is counted, for those who see every figure: others find theirs among the reports.
fn counted(place: &Place, figure: &str) -> Option<String> {
    let entry = place.entry().ok()?;
    place.sees_figures(entry).then(|| place.about(&format!("/reports/{figure}")))
}

fn figures(definition: &Definition, place: &Place) -> Part {
    let rows = definition.figures.iter().map(|figure| {
        let name = match counted(place, &figure.key) {
            Some(address) => html! { (link(Link::new(&figure.title, &address))) },
            None => html! { (figure.title) },
        };
        vec![name, html! { (figure.describe(definition)) }]
    });
    let content = table("Figures that reports are made of", &["Figure", "What it counts"], rows.collect());
    Part::new("figures", "Figures", content)
}

/// What the documents behind the definition do not say.
fn silent(definition: &Definition) -> Option<Part> {
    let of_terms = definition.terms.iter().filter_map(|term| Some((term.label.clone(), term.silent.clone()?)));
    let of_indicators = definition.indicators.iter().filter_map(|one| Some((one.label.clone(), one.silent.clone()?)));
    let of_frames = definition.frames.iter().filter_map(|one| Some((one.label.clone(), one.silent.clone()?)));
    let of_instruments = definition.instruments.iter().filter_map(|one| Some((one.label.clone(), one.silent.clone()?)));
    let said =
        definition.silent.iter().map(|(what, said)| (crate::instead::capital(&what.replace('-', " ")), said.clone()));
    let all = said.chain(of_terms).chain(of_indicators).chain(of_frames).chain(of_instruments);
    let rows: Vec<Vec<Markup>> = all.map(|(what, said)| vec![html! { (what) }, html! { (said) }]).collect();
    let content = html! {
        p class="govuk-body" { "What stands here instead was chosen for this definition, and can be replaced when somebody knows better." }
        (table("What the documents leave out", &["About", "What is not said, and what stands here instead"], rows.clone()))
    };
    (!rows.is_empty()).then(|| Part::new("silent", "What the documents do not say", content))
}

fn history(versions: &[Version]) -> Markup {
    let read = |version: &Version| definition::parse("version", &version.body).ok();
    html! {
        @for (place, version) in versions.iter().enumerate() {
            @let before = versions.get(place + 1).and_then(read);
            @let changes = before.zip(read(version)).map(|(before, after)| definition::compare(&before, &after));
            h3 class="govuk-heading-s" { "Version " (version.number) @if place == 0 { ", in force" } }
            p class="govuk-body" { "Applied on " (moment(version.applied_at)) "." @if changes.is_none() { " The first." } }
            @if let Some(changes) = changes {
                @if changes.is_empty() { p class="govuk-body" { "Only its layout and comments changed." } }
                ul class="govuk-list govuk-list--bullet" { @for change in &changes { li { (change.to_string()) } } }
            }
        }
    }
}

/// A table of words.
fn table(caption: &str, heads: &[&str], rows: Vec<Vec<Markup>>) -> Markup {
    ui::table(&ui::Table {
        caption,
        caption_hidden: true,
        columns: heads.iter().map(|head| Column::text(head)).collect(),
        rows,
        cards: heads.len() > 2,
        ..ui::Table::default()
    })
}

/// A cell that may have nothing in it.
fn maybe(text: Option<&str>) -> Markup {
    html! { (text.unwrap_or_default()) }
}
