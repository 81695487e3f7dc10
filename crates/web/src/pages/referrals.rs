//! Referrals at either end: what reached one's partner and waits for an answer, what was sent and what became of it.

use super::people::{partner, term};
use super::place::{Page, Place};
use super::undo::{self, BACK};
use super::words::day;
use crate::instead::capital;
use crate::routes::{Routes, Rule};
use crate::ui::{self, Button, Colour, Column, Empty, Error, Heading, Item, Line, Link, Question};
use crate::{App, Instead};
use axum::Form as Sent;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use base::{Act, Date, Id, Invalid, Privacy};
use maud::{Markup, html};
use records::assignments;
use records::keeping::{self, Saved};
use records::people::{self, label_of};
use records::referrals::{self, Arrived, Ours, Referral, STATUS, TOLD, WAY};
use records::submissions::Made;
use records::users::session;

/// From how many days of waiting on a referral is long unanswered.
const LONG: i32 = 7;

pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/referrals", Rule::May(Act::SeeNames), async |place: Place| place.work(list).await)
        .get("/referrals/{referral}", Rule::May(Act::Record), async |path: Path<String>, place: Place| {
            place.work(move |place| one(place, &path)).await
        })
        .post("/referrals/{referral}", Rule::May(Act::Record), sent)
}

/// Who is at the other end, as one of our side sees it.
pub(super) fn end(place: &Place, one: &Referral) -> String {
    let to = one.to.and_then(|id| partner(&place.catalogue, one.programme, id));
    let agency = one.agency.and_then(|id| place.catalogue.organisation(id)).map(|agency| agency.name.clone());
    to.or(agency).unwrap_or_else(|| "Not known".to_owned())
}

/// How it stands, as a tag.
pub(super) fn status(one: &Referral) -> Markup {
    let colour = match one.status.as_str() {
        "made" => Colour::Yellow,
        "accepted" | "under-way" => Colour::Plain,
        "ended" => Colour::Green,
        "declined" | "absent" => Colour::Red,
        _ => Colour::Grey,
    };
    ui::tag(label_of(STATUS, &one.status), colour)
}

/// A button that does one thing with a referral, and leads back.
pub(super) fn does(place: &Place, referral: Id, act: &str, back: &str, button: &Markup) -> Result<Markup, Instead> {
    let content = html! {
        input type="hidden" name="once" value=(session::new_token()?);
        input type="hidden" name="act" value=(act);
        input type="hidden" name=(BACK) value=(back);
        (button)
    };
    Ok(place.form(&format!("/referrals/{referral}"), &content))
}

/// What the home page begins with: who was referred to us and waits.
pub(super) fn to_answer(place: &Place) -> Result<Markup, Instead> {
    let (workspace, scope) = (place.app.workspace(), place.scope());
    let today = workspace.clock().today();
    let waiting = workspace.read(|reader| referrals::waiting(reader, &scope))?;
    Ok(html! {
        @if !waiting.is_empty() {
            section class="wm-box wm-box--waiting" {
                h2 class="govuk-heading-s" { "Referred to us: waiting for an answer " span class="wm-count" { (waiting.len()) } }
                ul class="wm-lines" { @for one in &waiting { li { (arrived(place, one, today)) } } }
                p class="govuk-body-s" { (ui::link(Link::new("All referrals", "/referrals"))) }
            }
        }
    })
}

/// What became of those whom the viewer referred.
pub(super) fn answered(place: &Place) -> Result<Markup, Instead> {
    let (workspace, scope) = (place.app.workspace(), place.scope());
    let Some(user) = place.actor().id() else { return Ok(html! {}) };
    let today = workspace.clock().today();
    let news = workspace.read(|reader| referrals::answered_lately(reader, &scope, user, today))?;
    Ok(html! {
        @if !news.is_empty() {
            section class="wm-box" {
                h2 class="govuk-heading-s" { "Your referrals " span class="wm-count" { (news.len()) } }
                ul class="wm-lines" { @for one in &news { li { (told(place, one, today)) } } }
                p class="govuk-body-s" { (ui::link(Link::new("All referrals", "/referrals"))) }
            }
        }
    })
}

fn arrived(place: &Place, one: &Arrived, today: Date) -> Markup {
    let (referral, days) = (&one.referral, waited(&one.referral, today));
    let by = referral.partner.and_then(|id| partner(&place.catalogue, referral.programme, id)).unwrap_or_default();
    html! {
        @if days >= LONG { (ui::tag(&format!("{days} days"), Colour::Red)) " " }
        a class="govuk-link" href={ "/referrals/" (referral.id) } { (one.name) }
        " " span class="wm-quiet" { "by " (by) ", " (day(referral.date)) @if let Some(help) = help(place, referral) { ": " (help) } }
    }
}

fn told(place: &Place, one: &Ours, today: Date) -> Markup {
    let (referral, days) = (&one.referral, waited(&one.referral, today));
    html! {
        (status(referral)) " "
        a class="govuk-link" href={ "/people/" (referral.person) "/referrals" } { (one.name) }
        " " span class="wm-quiet" {
            "to " (end(place, referral)) ", " (day(referral.date)) @if days > 0 { ", " (since(days)) }
        }
    }
}

/// So many days in words.
fn since(days: i32) -> String {
    match days {
        0 => "since today".to_owned(),
        1 => "since yesterday".to_owned(),
        days => format!("for {days} days"),
    }
}

/// How many days it has waited.
fn waited(one: &Referral, today: Date) -> i32 {
    if one.is_waiting() { one.date.until(today).map_or(0, |span| span.get_days()) } else { 0 }
}

fn help(place: &Place, one: &Referral) -> Option<String> {
    term(&place.catalogue, one.programme, one.help)
}

/// Everything received and sent.
fn list(place: &Place) -> Result<Markup, Instead> {
    let (workspace, scope) = (place.app.workspace(), place.scope());
    let (received, ours) = workspace.read(|reader| {
        Ok::<_, records::Error>((referrals::received(reader, &scope)?, referrals::ours(reader, &scope)?))
    })?;
    let today = workspace.clock().today();
    let by =
        |one: &Referral| one.partner.and_then(|id| partner(&place.catalogue, one.programme, id)).unwrap_or_default();
    let stands = |one: &Referral| {
        html! {
            (status(one)) " "
            span class="wm-quiet" {
                @match one.ended.or(one.answered) {
                    Some(date) => (day(date)),
                    None => { @if one.is_waiting() { (since(waited(one, today))) } },
                }
            }
        }
    };
    let here = received.iter().map(|one| {
        let referral = &one.referral;
        vec![
            html! { a class="govuk-link" href={ "/referrals/" (referral.id) } { (one.name) } },
            html! { (by(referral)) },
            html! { (help(place, referral).unwrap_or_default()) },
            html! { (day(referral.date)) },
            stands(referral),
        ]
    });
    let there = ours.iter().map(|one| {
        let referral = &one.referral;
        vec![
            html! { a class="govuk-link" href={ "/people/" (referral.person) "/referrals" } { (one.name) } },
            html! { (end(place, referral)) br; span class="wm-quiet" { (label_of(WAY, &referral.way)) ", " (by(referral)) } },
            html! { (help(place, referral).unwrap_or_default()) },
            html! { (day(referral.date)) },
            stands(referral),
        ]
    });
    let (here, there): (Vec<_>, Vec<_>) = (here.collect(), there.collect());
    let records = scope.may_somewhere(Act::Record);
    let main = html! {
        (ui::heading(&Heading { title: "Referrals", lead: Some("Who was referred to you, whom you referred, and what became of it."), ..Heading::default() }))
        @if here.is_empty() && there.is_empty() {
            (ui::empty(&Empty {
                title: "No referrals yet",
                text: "A person is referred from their own page, under Referrals. What another partner refers to you arrives here and on your home page.",
                action: records.then(|| Button::link("Find a person", "/people")),
            }))
        }
        @if records && !(here.is_empty() && there.is_empty()) {
            (table("Referred to us", &["Who", "By", "For what", "Made", "How it stands"], here))
        }
        @if !there.is_empty() {
            (table(if records { "Referred by us, and sent to us by agencies" } else { "In the programmes you lead" }, &["Who", "Other end", "For what", "Made", "How it stands"], there))
        }
    };
    Ok(place.page(&Page { title: "Referrals", ..Page::default() }, &main))
}

fn table(caption: &str, columns: &[&str], rows: Vec<Vec<Markup>>) -> Markup {
    html! {
        @if rows.is_empty() {
            h2 class="govuk-heading-m" { (caption) }
            p class="govuk-body" { "None yet." }
        } @else {
            (ui::table(&ui::Table {
                caption,
                size: ui::Size::Medium,
                columns: columns.iter().map(|label| Column::text(label)).collect(),
                rows,
                cards: true,
                ..ui::Table::default()
            }))
        }
    }
}

fn gone() -> Instead {
    Instead::missing("There is no such referral here", "Go back to your referrals. It may have been taken back.")
}

/// What was typed into the forms of one referral, and what is wrong with it.
#[derive(Default)]
struct Filled {
    act: String,
    worker: String,
    text: String,
    status: String,
    wrong: Vec<Invalid>,
}

fn one(place: &Place, id: &str) -> Result<Markup, Instead> {
    let found = found(place, id)?;
    let mine = place.actor().id().map(|id| id.to_string()).unwrap_or_default();
    let referral = &found.referral;
    let filled = Filled {
        worker: mine,
        status: referral.status.clone(),
        text: referral.outcome.clone().unwrap_or_default(),
        ..Filled::default()
    };
    shown(place, &found, &filled)
}

fn found(place: &Place, id: &str) -> Result<Arrived, Instead> {
    let id: Id = id.parse().map_err(|_| gone())?;
    let scope = place.scope();
    place.app.workspace().read(|reader| referrals::addressed(reader, &scope, id))?.ok_or_else(gone)
}

/// One referral that reached the viewer's partner, with what can be answered.
fn shown(place: &Place, found: &Arrived, filled: &Filled) -> Result<Markup, Instead> {
    let referral = &found.referral;
    let title = format!("{}: referral", found.name);
    let errors = filled.wrong.iter().map(|wrong| Error {
        text: capital(&wrong.reason),
        control: (!wrong.field.is_empty()).then(|| wrong.field.to_owned()),
    });
    let errors: Vec<Error> = errors.collect();
    let main = html! {
        (ui::heading(&Heading { title: &title, ..Heading::default() }))
        (ui::error_summary(&errors))
        (facts(place, found))
        @if referral.is_waiting() { (answer(place, found, filled)?) }
        @else if TOLD.contains(&referral.status.as_str()) { (goes_on(place, found, filled)?) }
    };
    let way = [Link::new("Referrals", "/referrals")];
    let page = Page {
        title: &title,
        way: &way,
        entry: place.catalogue.entry(referral.programme),
        faulty: !errors.is_empty(),
        ..Page::default()
    };
    Ok(place.page(&page, &main))
}

fn facts(place: &Place, found: &Arrived) -> Markup {
    let referral = &found.referral;
    let by = referral.partner.and_then(|id| partner(&place.catalogue, referral.programme, id)).unwrap_or_default();
    let mut lines = vec![
        Line { key: "How it stands", value: status(referral), actions: Vec::new() },
        Line::text("Referred by", &by),
        Line::text("Made on", &day(referral.date)),
        Line::text("For what", &help(place, referral).unwrap_or_default()),
    ];
    if let Some(reach) = &found.reach {
        let ways =
            [reach.phone.as_deref(), reach.email.as_deref()].into_iter().flatten().collect::<Vec<_>>().join(", ");
        let not = if reach.not.is_empty() { String::new() } else { format!(" ({})", reach.not.join(", ")) };
        let ways = if ways.is_empty() { format!("ask {by}") } else { ways };
        lines.push(Line::text("How to reach them", &format!("{ways}{not}")));
        lines.push(Line::text("What you are told", referral.message.as_deref().unwrap_or("Nothing more")));
        let agreed =
            if referral.agreed { "They agreed to it" } else { "Without their agreement, since somebody is at risk" };
        lines.push(Line::text("Passed on", agreed));
    }
    if let Some(reason) = &referral.reason {
        lines.push(Line::text("Why it was declined", reason));
    }
    ui::summary_list(&lines)
}

/// Accepting with a worker, or declining with a reason.
fn answer(place: &Place, found: &Arrived, filled: &Filled) -> Result<Markup, Instead> {
    let (workspace, scope, referral) = (place.app.workspace(), place.scope(), &found.referral);
    let workers =
        workspace.read(|reader| assignments::workers(reader, workspace, &scope, referral.programme, referral.to))?;
    let ids: Vec<String> = workers.iter().map(|worker| worker.user.to_string()).collect();
    let items: Vec<Item<'_>> = workers.iter().zip(&ids).map(|(worker, id)| Item::new(id, &worker.name)).collect();
    let wrong = |field: &str| filled.wrong.iter().find(|wrong| wrong.field == field).map(|wrong| wrong.reason.as_str());
    let who = Question::new("worker_id", "Who works with them").error(wrong("worker_id"));
    let accept = html! {
        (ui::select(&who, &items, &filled.worker))
        (ui::button(&Button::submit("Accept")))
    };
    let why = Question::new("reason", "Why you decline")
        .hint("Whoever referred them reads it, and looks for another way.")
        .error(wrong("reason"));
    let decline = html! {
        (ui::textarea(&why, if filled.act == "decline" { &filled.text } else { "" }, 3))
        (ui::button(&Button::submit("Decline").secondary()))
    };
    Ok(html! {
        div class="wm-narrow" {
            h2 class="govuk-heading-m" { "Accept" }
            p class="govuk-body" {
                "From today on this colleague works with " (found.name) ", and your organisation sees their records in this programme."
            }
            (does(place, referral.id, "accept", "", &accept)?)
            h2 class="govuk-heading-m" { "Or decline" }
            (does(place, referral.id, "decline", "/referrals", &decline)?)
        }
    })
}

/// How it goes on, once it was accepted.
fn goes_on(place: &Place, found: &Arrived, filled: &Filled) -> Result<Markup, Instead> {
    let (scope, referral) = (place.scope(), &found.referral);
    let seen = place.app.workspace().read(|reader| people::may(reader, &scope, Act::SeeRecords, referral.person))?;
    if !scope.reads(Privacy::Sensitive, referral.programme) {
        return Ok(html! {});
    }
    let items: Vec<Item<'_>> = TOLD.iter().map(|key| Item::new(key, label_of(STATUS, key))).collect();
    let wrong = |field: &str| filled.wrong.iter().find(|wrong| wrong.field == field).map(|wrong| wrong.reason.as_str());
    let theirs = referral.outcome.as_deref().filter(|theirs| *theirs != filled.text);
    let form = html! {
        input type="hidden" name="version" value=(keeping::version(referral));
        @if let Some(theirs) = theirs { (ui::inset(&html! { "What stands there now: " (theirs) })) }
        (ui::radios(
            &Question::new("status", "How it goes on").error(wrong("status")),
            &ui::Radios { items: &items, selected: &filled.status, inline: false, small: false },
        ))
        (ui::textarea(
            &Question::new("outcome", "What came of it (optional)").hint("Whoever referred them reads it.").error(wrong("outcome")),
            &filled.text,
            4,
        ))
        (ui::button(&Button::submit("Save")))
    };
    Ok(html! {
        @if seen {
            p class="govuk-body" {
                a class="govuk-link" href={ "/people/" (referral.person) } { "To the page of " (found.name) }
            }
        }
        div class="wm-narrow" { (does(place, referral.id, "tell", "/referrals", &form)?) }
    })
}

async fn sent(
    State(app): State<App>,
    Path(referral): Path<String>,
    place: Place,
    Sent(pairs): Sent<Vec<(String, String)>>,
) -> Result<Response, Instead> {
    app.work(move || {
        let said = |name: &str| pairs.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value.as_str());
        let id: Id = referral.parse().map_err(|_| gone())?;
        let act = said("act");
        let (to, wrong) = match done(&place, id, act, &said) {
            Ok(made) => {
                let person = if act == "accept" { made.person.map(|id| format!("/people/{id}")) } else { None };
                (Some((person.unwrap_or_else(|| undo::back(Some(said(BACK)), "/referrals")), made)), Vec::new())
            }
            Err(records::Error::Invalid(wrong)) => (None, wrong),
            Err(records::Error::Refused(why)) => (None, vec![Invalid::new("", "", why)]),
            Err(records::Error::NotFound { .. }) => return Err(gone()),
            Err(other) => return Err(other.into()),
        };
        if let Some((to, made)) = to {
            return Ok(Redirect::to(&undo::after(&to, &made)).into_response());
        }
        if act == "take-back" {
            let why = wrong.first().map(|wrong| capital(&wrong.reason)).unwrap_or_default();
            return Err(Instead::wrong(why, "Go back to the person\u{2019}s referrals."));
        }
        let found = found(&place, &referral)?;
        let text = said(if act == "decline" { "reason" } else { "outcome" }).to_owned();
        let filled = Filled {
            act: act.to_owned(),
            worker: said("worker_id").to_owned(),
            status: said("status").to_owned(),
            text,
            wrong,
        };
        Ok((StatusCode::BAD_REQUEST, shown(&place, &found, &filled)?).into_response())
    })
    .await
}

fn done<'p>(place: &Place, id: Id, act: &str, said: &impl Fn(&str) -> &'p str) -> Result<Made, records::Error> {
    let (workspace, actor, once) = (place.app.workspace(), place.actor(), said("once"));
    match act {
        "accept" => {
            let worker = said("worker_id").parse::<Id>();
            let worker = worker.map_err(|_| {
                records::Error::Invalid(vec![Invalid::new("worker_id", "", "choose who works with them")])
            })?;
            referrals::accept(workspace, &actor, once, id, worker)
        }
        "decline" => referrals::decline(workspace, &actor, once, id, said("reason")),
        "tell" => match referrals::tell(workspace, &actor, once, said("version"), id, said("status"), said("outcome"))?
        {
            Saved::Done(made) => Ok(made),
            Saved::Conflict { by, .. } => {
                let who = if by.is_empty() { "somebody else" } else { &by };
                let why = format!(
                    "{who} has changed this meanwhile. Nothing was saved yet: look at both, and save what is right"
                );
                Err(records::Error::Refused(why))
            }
        },
        "take-back" => referrals::take_back(workspace, &actor, once, id),
        _ => Err(records::Error::not_found("referral", id.to_string())),
    }
}
