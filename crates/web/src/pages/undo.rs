//! What was saved just now, with *Undo*, on whatever page one is afterwards.

use super::people::nobody;
use super::place::{PROGRAMME, Page, Place};
use super::sign_in::is_ours;
use super::words::moment;
use crate::routes::{Routes, Rule};
use crate::ui::{self, Button, Column, Empty, Heading, Section};
use crate::{App, Instead, Query};
use axum::Form as Sent;
use axum::extract::{Path, State};
use axum::http::Uri;
use axum::response::{IntoResponse, Redirect, Response};
use base::{Act, Id};
use maud::{Markup, html};
use records::people;
use records::submissions::{self, Made, Submission};

/// In an address, the submission that was saved just now.
const SAVED: &str = "saved";
/// In an address, that something was undone just now.
const UNDONE: &str = "undone";
/// How many of the things one did are listed.
const MOST: u32 = 50;
/// In a form, where it was sent from.
pub(super) const BACK: &str = "back";

pub(super) fn routes() -> Routes {
    Routes::new().get("/undo", Rule::May(Act::SeeRecords), async |place: Place| place.work(lately).await).post(
        "/undo/{submission}",
        Rule::May(Act::SeeRecords),
        undone,
    )
}

/// The address of a page that says what was saved.
pub(super) fn after(to: &str, made: &Made) -> String {
    with(to, SAVED, &made.submission.to_string())
}

/// An address of this server with one thing more in its query, and nothing said of what was done before.
pub(super) fn with(to: &str, name: &str, value: &str) -> String {
    let Ok(uri) = to.parse::<Uri>() else { return "/".to_owned() };
    let query = Query::read(&uri).unwrap_or_default().without(SAVED).without(UNDONE);
    query.with(name, value).at(uri.path())
}

/// Where a form was sent from, if that is a page here; else `otherwise`.
pub(super) fn back(to: Option<&str>, otherwise: &str) -> String {
    to.filter(|to| is_ours(to)).unwrap_or(otherwise).to_owned()
}

/// The address of the page that one is on, without what it says of the last form.
pub(super) fn here(place: &Place) -> String {
    place.query.without(SAVED).without(UNDONE).at(&place.path)
}

/// What was done just now, if the address says so.
pub(super) fn said(place: &Place) -> Option<(String, Option<Markup>)> {
    if place.query.get(UNDONE).is_some() {
        return Some(("That is undone.".to_owned(), None));
    }
    let saved: Id = place.query.get(SAVED)?.parse().ok()?;
    let (workspace, user) = (place.app.workspace(), place.actor().id()?);
    // What was saved is saved, whether or not this can be said: without an answer, nothing is.
    let lately = workspace.read(|reader| submissions::undoable(reader, workspace, user, MOST)).ok()?;
    let done = lately.into_iter().find(|done| done.id == saved)?;
    let content = html! {
        input type="hidden" name=(BACK) value=(here(place));
        (ui::button(&Button::submit("Undo").secondary()))
    };
    Some((told(place, &done), Some(place.form(&format!("/undo/{saved}"), &content))))
}

/// What one has done in the last day, each with *Undo*: for whoever notices later that it was the wrong person.
fn lately(place: &Place) -> Result<Markup, Instead> {
    let (workspace, scope) = (place.app.workspace(), place.scope());
    let Some(user) = place.actor().id() else { return Err(nobody()) };
    let (done, seen) = workspace.read(|reader| {
        let done = submissions::undoable(reader, workspace, user, MOST)?;
        let people: Vec<Id> = done.iter().filter_map(|one| one.person).collect();
        let seen = people::several(reader, &scope, &people)?;
        Ok((done, seen))
    })?;
    let whom = |one: &Submission| one.person.and_then(|id| seen.iter().find(|person| person.id() == id));
    let rows = done.iter().map(|one| {
        let content = html! {
            input type="hidden" name=(BACK) value="/undo";
            button type="submit" class="wm-small" {
                "Undo" span class="govuk-visually-hidden" { ": " (one.what) @if let Some(person) = whom(one) { ", " (person.name()) } ", " (moment(one.at)) }
            }
        };
        vec![
            html! { (one.what) },
            html! { @if let Some(person) = whom(one) { a class="govuk-link" href={ "/people/" (person.id()) } { (person.name()) } } },
            html! { (moment(one.at)) },
            place.form(&format!("/undo/{}", one.id), &content),
        ]
    });
    let main = html! {
        (ui::heading(&Heading {
            title: "What you recorded lately",
            lead: Some("Of the last day, the latest first. What others have built on since cannot be undone any more: change it instead."),
            ..Heading::default()
        }))
        @if done.is_empty() {
            (ui::empty(&Empty {
                title: "Nothing in the last day",
                text: "What you record stands here for a day, so that it can be undone.",
                action: None,
            }))
        } @else {
            (ui::table(&ui::Table {
                caption: "What you recorded",
                columns: ["What", "About", "When", "Undo"].map(Column::text).into(),
                rows: rows.collect(),
                cards: true,
                ..ui::Table::default()
            }))
        }
    };
    Ok(place.page(&Page { title: "What you recorded lately", section: Some(Section::Home), ..Page::default() }, &main))
}

/// What was done, and with whom, unless one is on their page.
fn told(place: &Place, done: &Submission) -> String {
    let elsewhere = done.person.filter(|person| !place.path.starts_with(&format!("/people/{person}")));
    let name = elsewhere.and_then(|person| {
        let found = place.app.workspace().read(|reader| people::seen(reader, &place.scope(), person)).ok()??;
        Some(found.name())
    });
    name.map_or_else(|| format!("{}.", done.what), |name| format!("{}: {name}.", done.what))
}

/// Undoes what a form did, and leads back to where one was.
async fn undone(
    State(app): State<App>,
    Path(submission): Path<String>,
    place: Place,
    Sent(pairs): Sent<Vec<(String, String)>>,
) -> Result<Response, Instead> {
    app.work(move || {
        let id: Id = submission.parse().map_err(|_| nobody())?;
        let undone = submissions::undo(place.app.workspace(), &place.actor(), id)?;
        let start = undone.person.map_or_else(|| "/".to_owned(), |person| place.about(&format!("/people/{person}")));
        // Whoever was registered just now, and is not any more, has no page to go back to.
        let scope = place.scope();
        let seen = |person: Id| place.app.workspace().read(|reader| people::seen(reader, &scope, person));
        if let Some(person) = undone.person
            && seen(person)?.is_none()
        {
            return Ok(Redirect::to(&with(&place.about("/people"), UNDONE, "1")).into_response());
        }
        let sent = pairs.iter().find(|(name, _)| name == BACK).map(|(_, to)| to.as_str());
        Ok(Redirect::to(&with(&back(sent, &start), UNDONE, "1")).into_response())
    })
    .await
}

/// The address at which something is logged: with this person, if one is with one, and back to here.
pub(super) fn log(place: &Place) -> String {
    let person = place.path.strip_prefix("/people/").and_then(|rest| rest.split('/').next());
    let person = person.and_then(|id| id.parse::<Id>().ok()).map(|id| id.to_string()).unwrap_or_default();
    let programme = place.query.get(PROGRAMME).unwrap_or_default();
    // From a form one comes back to whom it is about.
    let from = match place.path.split('/').nth(3) {
        Some("add" | "record") => place.about(&format!("/people/{person}")),
        _ if place.path == "/log" => String::new(),
        _ => here(place),
    };
    let query: Query =
        [("person", person.as_str()), (PROGRAMME, programme), (BACK, from.as_str())].into_iter().collect();
    query.at("/log")
}
