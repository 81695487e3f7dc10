//! Where somebody stands, beside their timeline.

use super::super::{About, term};
use super::Read;
use crate::Instead;
use crate::pages::place::Place;
use crate::pages::words::day;
use crate::ui::{self, Link};
use base::{Id, Privacy};
use maud::{Markup, html};
use records::due::Progress;
use records::people::{Standing, label_of};
use records::programmes::Entry;
use records::{appointments, interactions};

/// How many outcomes are named.
const OUTCOMES: usize = 5;

pub(super) fn show(place: &Place, about: &About<'_>, read: &Read, records: bool) -> Result<Markup, Instead> {
    let standing = about.standing(place)?;
    let programme = about.programme(place);
    let entry = programme.and_then(|programme| place.catalogue.entry(programme));
    let reads = about.seen.reads(Privacy::Sensitive);
    let link = |page: &str| place.about(&about.path(page));
    let summary = link("summary");
    Ok(html! {
        @if let Some(entry) = entry { (rung(standing, entry)) }
        (meetings(place, about, read, records))
        @if reads {
            @if let Some(entry) = entry { (nearing(about, read, entry, &link("leave"))) }
            (goals(read, &link("plan")))
            (needs(place, read, &link("needs")))
        } @else {
            div class="wm-box" {
                h2 class="govuk-heading-s" { "Goals and needs" }
                p class="govuk-body-s" { (Privacy::Sensitive.withheld()) }
            }
        }
        (outcomes(place, read))
        @if reads { p class="govuk-body-s" { (ui::link(Link::new("A summary for them to keep", &summary))) } }
    })
}

/// The rung on the ladder, drawn small.
fn rung(standing: &Standing, entry: &Entry) -> Markup {
    let rungs: Vec<(Id, &str)> = entry
        .terms
        .iter()
        .filter(|term| term.vocabulary == "rung" && !term.retired)
        .map(|term| (term.id, term.label.as_str()))
        .collect();
    let here = standing.rungs.iter().find(|(programme, _)| *programme == entry.programme.id);
    let here = here.and_then(|(_, here)| rungs.iter().position(|(rung, _)| rung == here));
    let labels: Vec<&str> = rungs.iter().map(|(_, label)| *label).collect();
    html! {
        @if !rungs.is_empty() {
            div class="wm-box" {
                h2 class="govuk-heading-s" { "On the ladder" }
                (ui::rungs(&labels, here))
            }
        }
    }
}

/// That they seem to be nearing the end of their support, and why it seems so.
fn nearing(about: &About<'_>, read: &Read, entry: &Entry, leave: &str) -> Markup {
    let whole = &read.whole;
    let progress = Progress {
        moves: &whole.moves,
        goals: &whole.goals,
        needs: &whole.needs,
        barriers: &whole.barriers,
        assessments: &whole.assessments,
    };
    let supported = about.enrolments.iter().all(|one| one.programme != entry.programme.id || one.end.is_none());
    let signs = progress.nearing(entry).filter(|_| supported);
    html! {
        @if let Some(signs) = signs {
            div class="wm-box" {
                h2 class="govuk-heading-s" { "Nearing the end" }
                p class="govuk-body-s" { "Their progress says so:" }
                ul class="wm-lines" { @for sign in signs { li { (sign.label()) } } }
                p class="govuk-body-s" { (ui::link(Link::new("What is still open before they leave", leave))) }
            }
        }
    }
}

fn meetings(place: &Place, about: &About<'_>, read: &Read, records: bool) -> Markup {
    let today = place.app.workspace().clock().today();
    let planned = read.whole.appointments.iter().filter(|one| one.state == "planned" && one.date >= today);
    let next = planned.min_by_key(|one| (one.date, one.time.clone()));
    let add = place.about(&about.path("add/appointment"));
    html! {
        div class="wm-box" {
            h2 class="govuk-heading-s" { "Last and next" }
            p class="govuk-body-s" {
                @match &read.latest {
                    Some(last) => {
                        "Last spoken to: " (day(last.date))
                        @if let Some(how) = &last.channel { ", " (label_of(interactions::CHANNEL, how).to_lowercase()) }
                    }
                    None => "Nothing is logged yet.",
                }
            }
            p class="govuk-body-s" {
                @match next {
                    Some(next) => {
                        "Next appointment: " (day(next.date)) @if let Some(time) = &next.time { ", " (time) }
                    }
                    None => { "No appointment is " (label_of(appointments::STATE, "planned").to_lowercase()) "." }
                }
            }
            @if records { p class="govuk-body-s" { (ui::link(Link::new("Make an appointment", &add))) } }
        }
    }
}

fn goals(read: &Read, plan: &str) -> Markup {
    let open: Vec<_> = read.whole.goals.iter().filter(|goal| goal.status == "open").collect();
    html! {
        div class="wm-box" {
            h2 class="govuk-heading-s" { "Goals" }
            @if open.is_empty() { p class="govuk-body-s" { "No goal is open." } }
            ul class="wm-lines" {
                @for goal in &open { li { (goal.specific) " " span class="wm-quiet" { "by " (day(goal.due)) } } }
            }
            p class="govuk-body-s" { (ui::link(Link::new("The plan", plan))) }
        }
    }
}

fn needs(place: &Place, read: &Read, needs: &str) -> Markup {
    let label = |programme: Id, id: Id| term(&place.catalogue, programme, Some(id)).unwrap_or_default();
    let open: Vec<_> = read.whole.needs.iter().filter(|need| need.met.is_none()).collect();
    let stand: Vec<_> = read.whole.barriers.iter().filter(|barrier| barrier.removed.is_none()).collect();
    html! {
        div class="wm-box" {
            h2 class="govuk-heading-s" { "Open needs and barriers" }
            @if open.is_empty() && stand.is_empty() { p class="govuk-body-s" { "None." } }
            ul class="wm-lines" {
                @for need in &open {
                    li { (label(need.programme, need.need)) @if need.urgent { " " (ui::tag("Urgent", ui::Colour::Red)) } }
                }
                @for barrier in &stand { li { (label(barrier.programme, barrier.barrier)) " " span class="wm-quiet" { "barrier" } } }
            }
            p class="govuk-body-s" { (ui::link(Link::new("Needs and barriers", needs))) }
        }
    }
}

fn outcomes(place: &Place, read: &Read) -> Markup {
    let label = |programme: Id, id: Id| term(&place.catalogue, programme, Some(id)).unwrap_or_default();
    html! {
        div class="wm-box" {
            h2 class="govuk-heading-s" { "Outcomes so far " span class="wm-count" { (read.outcomes.len()) } }
            @if read.outcomes.is_empty() { p class="govuk-body-s" { "None yet." } }
            ul class="wm-lines" {
                @for one in read.outcomes.iter().take(OUTCOMES) {
                    li { (label(one.programme, one.outcome)) " " span class="wm-quiet" { (day(one.date)) } }
                }
            }
        }
    }
}
