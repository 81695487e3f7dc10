//! The programmes of the workspace, each with its big numbers against what was promised.

use crate::pages::place::{PROGRAMME, Place};
use crate::pages::words::number;
use crate::ui::{self, Button, Column, Empty, Link, empty, link};
use crate::{Instead, Query};
use base::Act;
use definition::Figure;
use maud::{Markup, html};
use records::figures::{self, Narrowing, Standing, Table, approval};
use records::programmes::Entry;

/// How many of an overview's big numbers stand here.
const NUMBERS: usize = 4;

/// A programme and its big numbers.
struct Told<'a> {
    entry: &'a Entry,
    /// Whether every figure may be seen.
    full: bool,
    numbers: Vec<Table>,
}

/// The programmes that the one who looks may see, under headings of this level.
pub(super) fn show(place: &Place, level: u8) -> Result<Markup, Instead> {
    let mut told = Vec::new();
    for entry in place.programmes() {
        told.push(Told { entry, full: place.sees_figures(entry), numbers: numbers(place, entry)? });
    }
    Ok(html! {
        @if told.is_empty() {
            (nothing())
        } @else {
            @let (umbrellas, others): (Vec<&Told<'_>>, Vec<&Told<'_>>) =
                told.iter().filter(|told| told.entry.programme.parent.is_none()).partition(|top| is_umbrella(&told, top));
            @for top in &umbrellas { div class="wm-figures" { (family(&told, top, level)) } }
            div class="wm-figures" { @for top in &others { (family(&told, top, level)) } }
            @if place.scope().may_somewhere(Act::Import) {
                p class="govuk-body" {
                    "Bring in your own records on the " (link(Link::new("import page", "/import"))) "."
                }
            }
        }
    })
}

fn numbers(place: &Place, entry: &Entry) -> Result<Vec<Table>, Instead> {
    let headline = entry.definition.report("overview").map_or(&[][..], |report| &report.headline);
    let app = &place.app;
    let approved = match place.sees_figures(entry) {
        true => None,
        false => Some(app.workspace().read(|reader| approval::approved(reader, entry.programme.id))?),
    };
    let seen = |key: &&String| approved.as_ref().is_none_or(|approved| approved.contains(key));
    let figures: Vec<Figure> =
        headline.iter().filter(seen).filter_map(|key| entry.definition.figure(key)).take(NUMBERS).cloned().collect();
    Ok(figures::answers(app.workspace(), &place.scope(), &entry.programme.key, &figures, &Narrowing::default())?)
}

fn is_umbrella(all: &[Told<'_>], told: &Told<'_>) -> bool {
    all.iter().any(|one| one.entry.programme.parent == Some(told.entry.programme.id))
}

/// A programme, and beneath it those that stand under it.
fn family(all: &[Told<'_>], told: &Told<'_>, level: u8) -> Markup {
    let programme = &told.entry.programme;
    let about: Query = [(PROGRAMME, programme.key.as_str())].into_iter().collect();
    let overview = about.at(if told.full { "/reports/overview" } else { "/reports" });
    let definition = about.at("/programme");
    let below: Vec<&Told<'_>> = all.iter().filter(|one| one.entry.programme.parent == Some(programme.id)).collect();
    let title = html! { (link(Link::new(&programme.name, &overview))) };
    html! {
        div class="wm-figure" {
            @match level {
                2 => h2 class="govuk-heading-m" { (title) },
                3 => h3 class="govuk-heading-s" { (title) },
                _ => h4 class="govuk-heading-s" { (title) },
            }
            @if !below.is_empty() {
                p class="govuk-body-s" { "An umbrella over " (below.len()) " programmes: people of all of them, each counted once." }
            }
            @if !told.numbers.is_empty() || told.full { (table(told, &about)) }
            @if let Some(whose) = told.numbers.iter().find_map(|table| table.whose.as_ref()) { p class="govuk-body-s" { (whose) } }
            p class="govuk-body-s" { (link(Link::new(if told.full { "Overview" } else { "Approved figures" }, &overview))) " \u{b7} " (link(Link::new("Definition", &definition))) }
            @if !below.is_empty() { div class="wm-figures" { @for one in below { (family(all, one, level + 1)) } } }
        }
    }
}

fn table(told: &Told<'_>, about: &Query) -> Markup {
    let rows: Vec<Vec<Markup>> = told.numbers.iter().map(|table| row(table, about, told.full)).collect();
    let caption = format!("{}: what was achieved", told.entry.programme.name);
    ui::table(&ui::Table {
        caption: &caption,
        caption_hidden: true,
        columns: vec![Column::text("What"), Column::number("So far")],
        rows,
        ..ui::Table::default()
    })
}

fn row(table: &Table, about: &Query, full: bool) -> Vec<Markup> {
    let value = match (table.standing, table.total) {
        (Standing::Counted | Standing::FilteredOut { .. }, Some(total)) => number(total),
        _ => "no data yet".to_owned(),
    };
    let counted = if full { "/counted" } else { "" };
    let counted = about.at(&format!("/reports/{}{counted}", table.figure));
    let target = table.against.as_ref().map(|against| against.target);
    let reached = target
        .zip(table.total)
        .and_then(|(target, total)| Some((target, charts::whole_percent(total.value() as i64, target)?)));
    vec![
        html! {
            (table.title)
            @if let Some((target, reached)) = reached {
                br;
                span class="wm-tile__target" { (reached) " of the target of " (charts::number(target)) }
            }
        },
        html! { a class="govuk-link" href=(counted) { (value) } },
    ]
}

fn nothing() -> Markup {
    html! {
        (empty(&Empty {
            title: "No programmes yet",
            text: "A programme is one readable file that says what it is: its dates, partners, services, outcomes, targets and reports. \
                   Once it is applied, its overview, its figures and its definition are here, and its people can be brought in from spreadsheets.",
            action: Some(Button::link("Import", "/import").secondary()),
        }))
        h2 class="govuk-heading-m" { "The first steps" }
        ol class="govuk-list govuk-list--number" {
            li { "Write the definition, beginning from one of the files in " code { "programmes/" } ", and check it: " code { "waymark check our-programme.toml" } }
            li { "Apply it: " code { "waymark apply our-programme.toml" } }
            li { "Bring in people, then interactions and outcomes: " code { "waymark import our-programme people people.xlsx" } }
        }
        p class="govuk-body" { "To look around first, stop the server and start " code { "waymark demo" } ": six programmes with made-up people." }
    }
}
