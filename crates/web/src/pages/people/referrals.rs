//! How they came, and where they were sent on to: referrals, with what became of each.

use super::subject::{Subject, on, text};
use super::{About, partner, workers};
use crate::Instead;
use crate::pages::place::Place;
use crate::pages::referrals::{end, status};
use crate::pages::words::day;
use crate::ui::{self, Button};
use axum::response::Response;
use base::Act;
use maud::{Markup, html};
use records::people::label_of;
use records::referrals::{Referral, WAY};

pub(super) fn show(place: &Place, about: &About<'_>) -> Result<Response, Instead> {
    let subject = Subject::of(place, about)?;
    let answers = workers::answers_for(place, about)?;
    let rows = subject.whole.referrals.iter().map(|one| row(&subject, one, answers));
    let rows = rows.collect::<Result<Vec<_>, _>>()?;
    let columns = ["Other end", "For what", "Made", "How it stands", "What was said", "Change"];
    let main = html! {
        (came(&subject))
        @if subject.records {
            div class="govuk-button-group" {
                @if answers && others(&subject) {
                    (ui::button(&Button::link("Refer to another partner", &subject.at("refer/between", &[])).secondary()))
                }
                (ui::button(&Button::link("Refer to an agency outside", &subject.at("refer/out", &[])).secondary()))
                (ui::button(&Button::link("An agency sent them", &subject.at("refer/in", &[])).secondary()))
            }
        }
        (subject.table("Referrals", &columns, rows, "No referral is recorded yet."))
    };
    subject.page("referrals", "referrals", &main)
}

/// Whether the programme has another partner to refer to.
fn others(subject: &Subject<'_>) -> bool {
    subject.entry().is_some_and(|entry| entry.partners.iter().filter(|partner| !partner.retired).count() > 1)
}

/// By which way they came to each programme.
fn came(subject: &Subject<'_>) -> Markup {
    let entry = |programme| subject.place.catalogue.entry(programme);
    html! {
        @for one in &subject.about.enrolments {
            @if let Some(entry) = entry(one.programme) {
                p class="govuk-body" {
                    "To " (entry.programme.name) " they came: "
                    strong { @match one.route { Some(route) => (subject.term(one.programme, route)), None => "not recorded" } }
                    " on " (day(one.start)) ". " (subject.change("enrolment", one, "how they came"))
                }
            }
        }
    }
}

fn row(subject: &Subject<'_>, one: &Referral, answers: bool) -> Result<Vec<Markup>, Instead> {
    let place = subject.place;
    let by = one.partner.and_then(|id| partner(&place.catalogue, one.programme, id)).unwrap_or_default();
    let what = format!("the referral of {}", day(one.date));
    let kind = if one.is_between() { "referral-between" } else { "referral" };
    Ok(vec![
        html! {
            (end(place, one)) br;
            span class="wm-quiet" { (label_of(WAY, &one.way)) @if !by.is_empty() { ", " @if one.way == "in" { "to " } @else { "by " } (by) } }
        },
        html! { @if let Some(help) = one.help { (subject.term(one.programme, help)) } },
        html! { (day(one.date)) @if !one.agreed { br; span class="wm-quiet" { "without their agreement" } } },
        html! { (status(one)) " " span class="wm-quiet" { (on(one.ended.or(one.answered), "")) } },
        html! {
            (text(one.message.as_ref()))
            @if let Some(reason) = &one.reason { p class="govuk-body-s" { "Declined: " (reason) } }
            @if let Some(outcome) = &one.outcome { p class="govuk-body-s" { "What came of it: " (outcome) } }
        },
        html! {
            div {
                (subject.change(kind, one, &what))
                @if answers && one.is_between() && one.is_waiting() && (subject.writes(one) || enrolled(subject, one)) {
                    (take_back(subject, one)?)
                }
            }
        },
    ])
}

/// Whether the person is enrolled by a partner of the viewer's, which takes back what its guests have asked of others.
fn enrolled(subject: &Subject<'_>, one: &Referral) -> bool {
    let held = subject.about.enrolments.iter().find(|held| held.programme == one.programme);
    held.is_some_and(|held| subject.place.scope().reaches(Act::Record, held.programme, held.partner))
}

fn take_back(subject: &Subject<'_>, one: &Referral) -> Result<Markup, Instead> {
    let back = subject.at("referrals", &[]);
    let button = html! { button class="wm-small" type="submit" { "Take back" span class="govuk-visually-hidden" { " the referral of " (day(one.date)) } } };
    crate::pages::referrals::does(subject.place, one.id, "take-back", &back, &button)
}
