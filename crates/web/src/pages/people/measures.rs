//! Measures: where somebody stands on the ladder and in areas of life, and how far they have come.

use super::subject::{Subject, on, text};
use super::{About, partner};
use crate::Instead;
use crate::pages::place::Place;
use crate::pages::words::day;
use crate::ui;
use axum::response::Response;
use maud::{Markup, html};
use records::assessments::travelled;
use records::capacities::ROLE;
use records::ladder::Direction;
use records::people::label_of;

pub(super) fn show(place: &Place, about: &About<'_>) -> Result<Response, Instead> {
    let subject = Subject::of(place, about)?;
    let whole = &subject.whole;
    let names = subject.names(whole.moves.iter().filter_map(|step| step.user))?;
    let moves = whole.moves.iter().map(|step| {
        let entry = place.catalogue.entry(step.programme);
        let way = match entry.and_then(|entry| step.direction(entry)) {
            Some(Direction::Up) => "Up",
            Some(Direction::Skipped) => "Up, skipping a rung",
            Some(Direction::Down) => "Down",
            Some(Direction::Joined) | None => "Joined",
        };
        vec![
            html! { (subject.term(step.programme, step.rung)) },
            html! { (day(step.date)) },
            html! { (way) },
            html! { (who(step.user.and_then(|user| names.get(&user)), step.partner.and_then(|id| partner(&place.catalogue, step.programme, id)))) },
            text(step.note.as_ref()),
        ]
    });
    let roles = whole.capacities.iter().map(|one| {
        let role = label_of(ROLE, &one.role);
        let until = on(one.end, "Goes on");
        vec![
            html! { (role) },
            html! { (day(one.start)) },
            until,
            text(one.note.as_ref()),
            subject.change("capacity", one, role),
        ]
    });
    let come = travelled(&whole.assessments);
    let distance = come.iter().map(|come| {
        vec![
            html! { (subject.term(come.programme, come.area)) },
            html! { (come.first.1) " on " (day(come.first.0)) },
            html! { (come.last.1) " on " (day(come.last.0)) },
            html! { @match come.distance() { Some(way) => (format!("{way:+}")), None => "Asked once" } },
        ]
    });
    let main = html! {
        (subject.add("move", "Record a move on the ladder", ""))
        (ladder(&subject))
        (subject.table("Moves on the ladder", &["Rung", "When", "Way", "Recorded by", "Note"], moves.collect(), "No move is recorded yet."))
        (subject.add("capacity", "Add a role they take", ""))
        (subject.table("Roles they take", &["As what", "Since", "Until", "Note", "Change"], roles.collect(), "They take part as a participant."))
        (subject.add("assessment", "Add an assessment", ""))
        (subject.table("Distance travelled", &["Area of life", "First", "Latest", "Change"], distance.collect(), "Nothing has been assessed yet."))
    };
    subject.page("measures", "measures", &main)
}

/// Who recorded something, and for which partner, as far as that may be said.
fn who(name: Option<&String>, partner: Option<String>) -> String {
    name.cloned().into_iter().chain(partner).collect::<Vec<_>>().join(", ")
}

/// The rungs of the programme, with the one they stand on.
fn ladder(subject: &Subject<'_>) -> Markup {
    let Some(entry) = subject.about.programme(subject.place).and_then(|id| subject.place.catalogue.entry(id)) else {
        return html! {};
    };
    let here = subject.whole.moves.iter().find(|step| step.programme == entry.programme.id).map(|step| step.rung);
    let rungs = entry.terms.iter().filter(|term| term.vocabulary == "rung" && !term.retired);
    html! {
        @if here.is_some() {
            ol class="wm-ladder" {
                @for rung in rungs {
                    li aria-current=[(Some(rung.id) == here).then_some("step")] {
                        (rung.label) @if Some(rung.id) == here { " " (ui::tag("Here now", ui::Colour::Green)) }
                    }
                }
            }
        }
    }
}
