//! The same by worker, for whoever answers for workers: who carries how many people, and what waits with them.

use super::{WORKER, day};
use crate::pages::place::{PROGRAMME, Page, Place};
use crate::ui::{self, Column, Heading, Link, Section};
use crate::{Instead, Query};
use base::{Act, Id};
use maud::{Markup, html};
use records::due::{self, Load};
use records::programmes::Entry;

/// Whether the one who looks answers for other workers in the programme.
fn answers(place: &Place, entry: &Entry) -> bool {
    let (scope, programme) = (place.scope(), entry.programme.id);
    scope.may(Act::ManageUsers, programme) && scope.may(Act::SeeNames, programme)
}

/// The workers of every programme in which one answers for them, if there are any.
pub(super) fn all(place: &Place) -> Result<Option<Markup>, Instead> {
    let (entries, loads) = loads(place)?;
    let of =
        |entry: &Entry| -> Vec<&Load> { loads.iter().filter(|load| load.programme == entry.programme.id).collect() };
    let teams = entries.iter().map(|entry| (entry, of(entry))).filter(|(_, loads)| !loads.is_empty());
    let mut teams = teams.peekable();
    Ok(teams.peek().is_some().then(|| html! { @for (entry, loads) in teams { (table(entry, &loads)) } }))
}

/// The programmes in which one answers for workers, and what each of those carries.
fn loads(place: &Place) -> Result<(Vec<&Entry>, Vec<Load>), Instead> {
    let (workspace, scope) = (place.app.workspace(), place.scope());
    let entries: Vec<&Entry> = place.programmes().into_iter().filter(|entry| answers(place, entry)).collect();
    let programmes: Vec<Id> = entries.iter().map(|entry| entry.programme.id).collect();
    let loads = workspace.read(|reader| due::team(reader, workspace, &scope, &programmes, due::QUIET))?;
    Ok((entries, loads))
}

fn table(entry: &Entry, loads: &[&Load]) -> Markup {
    let people: i64 = loads.iter().map(|load| load.people).sum();
    let most = loads.iter().map(|load| load.people).max().unwrap_or_default();
    let workers = i64::try_from(loads.len()).unwrap_or(i64::MAX);
    let mean = people as f64 / workers.max(1) as f64;
    let number = |count: i64| html! { (charts::number(count)) };
    let rows = loads
        .iter()
        .map(|load| {
            let worker = load.worker.to_string();
            let query: Query =
                [(WORKER, worker.as_str()), (PROGRAMME, entry.programme.key.as_str())].into_iter().collect();
            vec![
                html! { a class="govuk-link" href=(query.at("/")) { (load.name) } },
                html! { (charts::number(load.people)) @if load.covering > 0 { span class="wm-quiet" { " (" (load.covering) " standing in)" } } (bar(load.people, most)) },
                number(load.quiet),
                number(load.reviews),
                number(load.actions),
                number(load.follow_ups),
            ]
        })
        .collect();
    let title = format!("Workers in {}", entry.programme.name);
    html! {
        section class="wm-box wm-box--wide" {
            (ui::table(&ui::Table {
                caption: &title,
                size: ui::Size::Small,
                columns: vec![
                    Column::text("Worker"),
                    Column::number("People"),
                    Column::number("Gone quiet"),
                    Column::number("Reviews overdue"),
                    Column::number("Actions overdue"),
                    Column::number("Follow-ups overdue"),
                ],
                rows,
                cards: true,
                ..ui::Table::default()
            }))
            p class="wm-quiet" {
                @if workers > 1 { "On average " (charts::decimal(mean, 1)) " people to a worker. " }
                "Gone quiet: nobody has spoken with them for " (due::QUIET) " days, nor did they come since. Somebody with two workers is with both."
            }
        }
    }
}

/// How much one carries beside the others; the number says the same.
fn bar(people: i64, most: i64) -> Markup {
    let share = format!("{:.1}%", people as f64 / most.max(1) as f64 * 100.0);
    html! {
        svg class="wm-bar wm-bar--load" width="100%" height="6" aria-hidden="true" focusable="false" {
            rect class="wm-bar__done" x="0" y="0" width=(share) height="6" rx="3" {}
        }
    }
}

/// One worker's day, as somebody sees it who answers for them.
pub(super) fn worker(place: &Place, worker: &str) -> Result<Markup, Instead> {
    let nobody = || Instead::missing("There is no such worker here", "Go back to the home page.");
    let id: Id = worker.parse().map_err(|_| nobody())?;
    // Only those are known here who carry somebody whom one answers for.
    let (_, loads) = loads(place)?;
    let name = loads.into_iter().find(|load| load.worker == id).map(|load| load.name);
    let name = name.ok_or_else(nobody)?;
    let main = html! {
        (ui::heading(&Heading { title: &name, caption: Some("A worker\u{2019}s day"), ..Heading::default() }))
        (day::of_worker(place, id)?)
        p class="govuk-body" { (ui::link(Link::new("Back to all workers", "/"))) }
    };
    Ok(place.page(&Page { title: &name, section: Some(Section::Home), ..Page::default() }, &main))
}
