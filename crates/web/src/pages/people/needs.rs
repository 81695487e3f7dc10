//! Needs, barriers with what tutor and keyworker tell each other of them, and help with life at home.

use super::About;
use super::subject::{Subject, on, text};
use crate::Instead;
use crate::pages::place::Place;
use crate::pages::words::day;
use crate::ui::{self, Link};
use axum::response::Response;
use maud::html;
use records::people::{self, label_of};
use records::{barriers, support};

/// Needs, barriers, and help with life at home.
pub(super) fn show(place: &Place, about: &About<'_>) -> Result<Response, Instead> {
    let subject = Subject::of(place, about)?;
    let whole = &subject.whole;
    // Before anything is shown: needs and barriers such as mental health or debt tell as much of somebody as special-category details.
    if subject.reads() {
        let seen = [("needs", !whole.needs.is_empty()), ("barriers", !whole.barriers.is_empty())];
        let seen = seen.into_iter().filter(|(_, any)| *any).map(|(what, _)| what).collect();
        people::viewed(place.app.workspace(), &place.actor(), &[(about.seen.id(), seen)], "needs page")?;
    }
    let needs = whole.needs.iter().map(|need| {
        let label = subject.term(need.programme, need.need);
        vec![
            html! { (label) @if need.urgent { " " (ui::tag("Urgent", ui::Colour::Red)) } },
            html! { (day(need.found)) },
            on(need.met, "Open"),
            text(need.note.as_ref()),
            subject.change("need", need, &label),
        ]
    });
    let stands = whole.barriers.iter().map(|barrier| {
        let label = subject.term(barrier.programme, barrier.barrier);
        let notes = whole.barrier_notes.iter().filter(|note| note.barrier == barrier.id);
        let log = subject.place.about(&subject.about.path("add/barrier-note"));
        let log = format!("{log}{}barrier_id={}", if log.contains('?') { '&' } else { '?' }, barrier.id);
        vec![
            html! { (label) },
            html! { (day(barrier.found)) },
            on(barrier.removed, "Stands"),
            html! {
                (text(barrier.note.as_ref()))
                @for note in notes {
                    p class="govuk-body-s" { (day(note.date)) ", " (label_of(barriers::LINE, &note.kind)) ": " (note.text) }
                }
                @if subject.records { p class="govuk-body-s" { (ui::link(Link::new("Add a line", &log))) } }
            },
            subject.change("barrier", barrier, &label),
        ]
    });
    let given = whole.support.iter().map(|given| {
        let label = label_of(support::KIND, &given.kind).to_owned();
        vec![
            html! { (label) @if let Some(what) = &given.what { ": " (what) } },
            html! { (day(given.date)) },
            html! { @if let Some(value) = given.value { "\u{a3}" (charts::number(value / 100)) "." (format!("{:02}", value % 100)) } },
            text(given.note.as_ref()),
            subject.change("support", given, &label),
        ]
    });
    let main = html! {
        (subject.add("need", "Add a need", ""))
        (subject.table("Needs", &["Need", "Found", "Met", "Note", "Change"], needs.collect(), "No need is recorded yet. Basic needs come before learning."))
        (subject.add("barrier", "Add a barrier", ""))
        (subject.table("Barriers", &["Barrier", "Found", "Removed", "Notes", "Change"], stands.collect(), "No barrier is recorded yet."))
        (subject.add("support", "Add home-life support", ""))
        (subject.table("Home-life support", &["What", "When", "Worth", "Note", "Change"], given.collect(), "Nothing has been given yet: a food parcel, advice, things, money."))
    };
    subject.page("needs", "needs", &main)
}
