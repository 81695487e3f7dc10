//! What came of it: outcomes, leaving, and what became of the person afterwards.

use super::subject::{Subject, on};
use super::{About, partner, workers};
use crate::Instead;
use crate::pages::place::Place;
use crate::pages::words::day;
use crate::ui::{self, Button, Colour, Line};
use axum::response::{IntoResponse, Response};
use base::Date;
use maud::{Markup, html};
use records::leaving::{FollowUp, REASON, RESULT, STAGE};
use records::outcomes::{self, VERIFICATION};
use records::people::label_of;
use records::placements::RESULT as RESULTS;

pub(super) fn show(place: &Place, about: &About<'_>) -> Result<Response, Instead> {
    let subject = Subject::of(place, about)?;
    let (scope, id) = (place.scope(), about.seen.id());
    let achieved = place.app.workspace().read(|reader| outcomes::of_person(reader, &scope, id))?;
    let core = |programme, outcome| {
        let entry = place.catalogue.entry(programme)?;
        entry.terms.iter().find(|term| term.id == outcome)?.core
    };
    let rows = achieved.iter().map(|one| {
        let label = subject.term(one.programme, one.outcome);
        let by = one.partner.and_then(|id| partner(&place.catalogue, one.programme, id)).unwrap_or_default();
        vec![
            html! { (label) @if core(one.programme, one.outcome) == Some(true) { " " (ui::tag("Core", Colour::Plain)) } },
            html! { (day(one.date)) },
            html! {
                (one.evidence.as_deref().unwrap_or_default()) " "
                @let colour = if one.verification == "verified" { Colour::Green } else { Colour::Grey };
                (ui::tag(label_of(VERIFICATION, &one.verification), colour))
            },
            html! { (by) },
            subject.change("outcome", one, &label),
        ]
    });
    let main = html! {
        (subject.add("outcome", "Add an outcome", ""))
        (subject.table("Outcomes", &["Outcome", "When", "Evidence", "Credited to", "Change"], rows.collect(), "No outcome is recorded yet."))
        (placed(&subject))
        (left(&subject)?)
        (follow_ups(&subject))
    };
    Ok(about.page(place, "outcomes", "outcomes", &main)?.into_response())
}

/// Places in work experience and as volunteers, and what they ended in.
fn placed(subject: &Subject<'_>) -> Markup {
    let today = subject.place.app.workspace().clock().today();
    let rows = subject.whole.placements.iter().map(|one| {
        let what = format!("the placement with {}", one.host);
        vec![
            html! {
                (one.host)
                @if let Some(activity) = one.activity { br; span class="wm-quiet" { (subject.term(one.programme, activity)) } }
            },
            html! { (day(one.start)) },
            html! { @match one.end { Some(end) => (day(end)), None => { "agreed until " (day(one.until)) } } },
            html! {
                @match one.result.as_deref() {
                    Some("neither") => {
                        (ui::tag("Neither", Colour::Red)) " " (one.reason.as_deref().unwrap_or_default())
                    }
                    Some(result) => (ui::tag(label_of(RESULTS, result), Colour::Green)),
                    None if one.is_overdue(today) => (ui::tag("To be said", Colour::Red)),
                    None => (ui::tag("Goes on", Colour::Plain)),
                }
            },
            subject.change("placement", one, &what),
        ]
    });
    let columns = ["With whom", "From", "Until", "Ended in", "Change"];
    let none =
        "No placement is recorded yet: work experience, or a place as a volunteer. It ends in a job or a reference.";
    html! {
        (subject.add("placement", "Add a placement", ""))
        (subject.table("Placements", &columns, rows.collect(), none))
    }
}

/// Whether they have left, and what can be done about it.
fn left(subject: &Subject<'_>) -> Result<Markup, Instead> {
    let (place, about) = (subject.place, subject.about);
    let answers = workers::answers_for(place, about)?;
    let programme = about.programme(place);
    let ended = about.enrolments.iter().find(|one| Some(one.programme) == programme && one.end.is_some());
    let told = subject.whole.leavings.iter().find(|told| Some(told.programme) == programme);
    let told = told.filter(|told| ended.is_some_and(|ended| ended.end == Some(told.date)));
    let Some(ended) = ended else {
        return Ok(html! {
            h2 class="govuk-heading-m" { "Leaving" }
            p class="govuk-body" { "They take part." }
            @if answers { (ui::button(&Button::link("Record that they leave", &subject.at("leave", &[])).secondary())) }
        });
    };
    let going = ended.destination.map_or_else(|| "Not known".to_owned(), |id| subject.term(ended.programme, id));
    let mut lines =
        vec![Line::text("Left on", &ended.end.map(day).unwrap_or_default()), Line::text("Where to", &going)];
    let mend = subject.change("enrolment", ended, "the day they left, and where to");
    if let Some(told) = told {
        lines.push(Line::text("Why", label_of(REASON, &told.reason)));
        let withheld = subject.whole.sight.withholds(told);
        let say =
            |text: Option<&String>| text.cloned().unwrap_or_else(|| withheld.unwrap_or("Nothing noted").to_owned());
        lines.push(Line::text("Plan at leaving", &say(told.plan.as_ref())));
        lines.push(Line::text("Note", &say(told.note.as_ref())));
    }
    Ok(html! {
        h2 class="govuk-heading-m" { "Leaving" }
        (ui::summary_list(&lines))
        ul class="govuk-list" {
            li { (mend) " the day, and where to" }
            @if let Some(told) = told { li { (subject.change("leaving", told, "what is said of the leaving")) " why, the plan and the note" } }
        }
        @if answers { (ui::button(&Button::link("They came back", &subject.at("return", &[])).secondary())) }
    })
}

/// What became of them; what is still to be asked, and when.
fn follow_ups(subject: &Subject<'_>) -> Markup {
    let today = subject.place.app.workspace().clock().today();
    let rows = subject.whole.follow_ups.iter().map(|one| {
        let stage = label_of(STAGE, &one.stage).to_owned();
        let way = subject.at(&format!("record/follow-up/{}", one.id), &[]);
        vec![
            html! { (stage) " " (state(one, today)) },
            html! { (day(one.due)) },
            html! {
                @if let Some(id) = one.destination { (subject.term(one.programme, id)) }
                @if one.qualification == Some(true) { ", gained a qualification" }
            },
            on(one.as_of, ""),
            html! {
                @if subject.records {
                    a class="govuk-link" href=(way) {
                        @if one.result.is_none() { "Write down the answer" } @else { "Change" }
                        span class="govuk-visually-hidden" { ": " (stage) }
                    }
                }
            },
        ]
    });
    let rows: Vec<Vec<Markup>> = rows.collect();
    html! {
        @if !rows.is_empty() {
            (subject.table("What became of them", &["After", "To be asked on", "Situation", "As of", "Answer"], rows, ""))
            p class="govuk-body-s" {
                "Four weeks: what came about within 28 days of leaving counts, the last of it. Six months: how things stood six months after "
                "leaving, asked within four weeks. Whoever could not be reached is counted apart."
            }
        }
    }
}

fn state(one: &FollowUp, today: Date) -> Markup {
    match one.result.as_deref() {
        Some("reached") => ui::tag(label_of(RESULT, "reached"), Colour::Green),
        Some(other) => ui::tag(label_of(RESULT, other), Colour::Grey),
        None if one.due < today => ui::tag("Overdue", Colour::Red),
        None if one.due == today => ui::tag("Due today", Colour::Yellow),
        None => ui::tag("Later", Colour::Grey),
    }
}
