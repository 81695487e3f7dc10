//! The audit log, for people: who changed what, when and why, and who looked at what; with filters, and as a file.

use super::super::Place;
use super::super::files::{Format, file};
use super::super::history;
use super::super::words::moment;
use super::{Choices, items, page, texts};
use crate::Instead;
use crate::ui::{self, Button, DateParts, Empty, Heading, Link, Pages, Question, TextInput};
use axum::response::Response;
use base::{Date, Id};
use maud::{Markup, html};
use records::audit::{self, Action, Wanted};
use records::users::listing;

/// How many rows of the log stand on a page, and in a file.
const PAGE: u32 = 50;
const FILE: u32 = 10_000;

/// What the address asks for, and what in it cannot be understood.
struct Asked<'a> {
    wanted: Wanted<'a>,
    wrong: Vec<(&'static str, String)>,
}

fn asked(place: &Place, limit: u32) -> Result<Asked<'_>, Instead> {
    let query = &place.query;
    let mut wrong = Vec::new();
    let mut date = |name: &'static str| {
        let parts = date_parts(place, name);
        let date: Option<Date> = parts.text().parse().ok();
        if date.is_none() && !parts.text().is_empty() {
            wrong.push((name, "Write the date as 27 3 2024, or leave it empty".to_owned()));
        }
        date
    };
    let (from, to) = (date("from"), date("to"));
    let mut person: Option<Id> = query.get("person").and_then(|id| id.parse().ok());
    if let Some(reference) = query.get("reference") {
        person = audit::person(place.app.workspace(), &place.scope(), reference)?;
        if person.is_none() {
            wrong.push((
                "reference",
                format!("There is nobody in your reach with the reference \u{201c}{reference}\u{201d}"),
            ));
        }
    }
    let wanted = Wanted {
        person,
        user: query.get("user").and_then(|id| id.parse().ok()),
        from,
        to,
        action: query.get("action").and_then(Action::from_key),
        kind: query.get("kind"),
        before: query.get("before").and_then(|id| id.parse().ok()),
        limit,
        ..Wanted::default()
    };
    Ok(Asked { wanted, wrong })
}

fn date_parts(place: &Place, name: &str) -> DateParts {
    let part = |part: &str| place.query.get(&format!("{name}-{part}")).unwrap_or_default().to_owned();
    DateParts { day: part("day"), month: part("month"), year: part("year") }
}

pub(super) fn show(place: &Place) -> Result<Markup, Instead> {
    let asked = asked(place, PAGE)?;
    let workspace = place.app.workspace();
    let found = if asked.wrong.is_empty() {
        audit::read(workspace, &place.scope(), &asked.wanted)?
    } else {
        audit::Page::default()
    };
    let next = found.next.map(|next| place.query.with("before", &next.to_string()).at("/admin/audit"));
    let start = asked.wanted.before.map(|_| place.query.without("before").at("/admin/audit"));
    let errors: Vec<ui::Error> = asked
        .wrong
        .iter()
        .map(|(at, text)| {
            let control = if *at == "reference" { "reference".to_owned() } else { format!("{at}-day") };
            ui::Error { text: text.clone(), control: Some(control) }
        })
        .collect();
    let main = html! {
        (ui::error_summary(&errors))
        (ui::heading(&Heading {
            title: "Audit log",
            lead: Some("Who changed what, when and why; and who looked at special-category details. Nothing in it can be changed or removed."),
            ..Heading::default()
        }))
        (filters(place, &asked)?)
        @if found.told.is_empty() {
            @let text = if found.next.is_some() {
                "Nothing in this part of the log is for you to see. Go on to older entries."
            } else {
                "Nothing in your reach fits these filters."
            };
            (ui::empty(&Empty { title: "No entries here", text, action: Some(Button::link("Show the whole log", "/admin/audit").secondary()) }))
        } @else {
            (history::table_of(&found.told, "Audit log, newest first", true))
        }
        (ui::pagination(&Pages {
            previous: start.as_deref(), previous_label: Some("newest"),
            next: next.as_deref(), next_label: Some("older"),
        }))
        @if !found.told.is_empty() {
            @let kept = place.query.without("before");
            p class="govuk-body" {
                "Take away what is shown: "
                (ui::links(&[Link::new("CSV", &kept.at("/admin/audit.csv")), Link::new("Excel", &kept.at("/admin/audit.xlsx"))]))
            }
        }
    };
    Ok(page(place, "Audit log", !errors.is_empty(), &[], &main))
}

fn filters(place: &Place, asked: &Asked<'_>) -> Result<Markup, Instead> {
    let query = &place.query;
    let fault = |name: &str| asked.wrong.iter().find(|(at, _)| *at == name).map(|(_, text)| text.as_str());
    let users = listing::listed(place.app.workspace(), &place.scope(), &listing::Wanted::default())?;
    let first = || std::iter::once((String::new(), "All".to_owned()));
    let users: Choices = first().chain(users.into_iter().map(|user| (user.id.to_string(), user.name))).collect();
    let actions = [Action::Insert, Action::Update, Action::Remove, Action::View];
    let actions: Choices =
        first().chain(actions.map(|action| (action.key().to_owned(), history::action(action).to_owned()))).collect();
    let kinds = audit::kinds().into_iter().map(|table| (table.name.to_owned(), crate::instead::capital(table.label)));
    let kinds: Choices = first().chain(kinds).collect();
    let reference = query.get("reference").unwrap_or_default();
    Ok(html! {
        form class="wm-filters" method="get" action="/admin/audit" aria-label="Filters" {
            @if let Some(person) = query.get("person").filter(|_| reference.is_empty()) { input type="hidden" name="person" value=(person); }
            div class="wm-filters__fields" {
                (ui::select(&Question::new("user", "By or to this user"), &items(&users), query.get("user").unwrap_or_default()))
                (ui::select(&Question::new("action", "What was done"), &items(&actions), query.get("action").unwrap_or_default()))
                (ui::select(&Question::new("kind", "Kind of record"), &items(&kinds), query.get("kind").unwrap_or_default()))
                (ui::text_input(
                    &Question::new("reference", "Person\u{2019}s reference").error(fault("reference")),
                    &TextInput { value: reference, width: Some(10), ..TextInput::default() },
                ))
                (ui::date_input(&Question::new("from", "From").error(fault("from")), &date_parts(place, "from")))
                (ui::date_input(&Question::new("to", "Until").error(fault("to")), &date_parts(place, "to")))
                div { (ui::button(&Button::submit("Apply filters").secondary())) }
            }
        }
        @if !query.without("before").is_empty() {
            p class="govuk-body" { (ui::link(Link::new("Clear filters", "/admin/audit"))) }
        }
    })
}

pub(super) fn csv(place: &Place) -> Result<Response, Instead> {
    file(&table(place)?, "audit-log", Format::Csv)
}

pub(super) fn excel(place: &Place) -> Result<Response, Instead> {
    file(&table(place)?, "audit-log", Format::Excel)
}

fn table(place: &Place) -> Result<exchange::Table, Instead> {
    let asked = asked(place, FILE)?;
    if let Some((_, why)) = asked.wrong.first() {
        return Err(Instead::wrong(why.clone(), "Open the audit log, and mend the filter."));
    }
    let found = audit::read(place.app.workspace(), &place.scope(), &asked.wanted)?;
    let mut rows = Vec::new();
    for told in &found.told {
        let changes: Vec<String> = told.changes.iter().map(|changed| history::line(told.action, changed)).collect();
        rows.push(vec![
            moment(told.at),
            told.at.to_string(),
            told.actor_name.clone(),
            history::what(told),
            history::whom(told),
            changes.join("; "),
            told.why.clone(),
        ]);
    }
    Ok(texts("Audit log", &["When", "Moment", "Who", "What", "About", "Before and after", "Why"], rows))
}
