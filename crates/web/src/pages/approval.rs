//! Figures for funders: the lead says which they see, and they see these and nothing else.

use super::asking::{self, Asked};
use super::files::{self, Format};
use super::place::{PROGRAMME, Page, Place};
use super::show::Show;
use crate::Instead;
use crate::instead::Problem;
use crate::ui::{self, Button, Heading, Link, Section, heading, tiles};
use axum::Form;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use base::Act;
use maud::{Markup, html};
use records::figures::{answer, approval};
use records::programmes::Entry;
use serde::Deserialize;

/// What the lead's form sends.
#[derive(Debug, Deserialize)]
pub(super) struct Sent {
    programme: String,
    #[serde(default)]
    seen: String,
}

/// The button with which a lead lets funders see a figure, or no longer; nothing for others.
pub(super) fn form(place: &Place, entry: &Entry, name: &str) -> Result<Markup, Instead> {
    if !place.scope().may(Act::Approve, entry.programme.id) || entry.definition.figure(name).is_none() {
        return Ok(html! {});
    }
    let approved = place.app.workspace().read(|reader| approval::approved(reader, entry.programme.id))?;
    let seen = approved.iter().any(|key| key == name);
    let (said, does, value) = match seen {
        true => ("Funders see this figure.", "Withdraw it from funders", "0"),
        false => ("Funders do not see this figure.", "Let funders see this figure", "1"),
    };
    let content = html! {
        input type="hidden" name=(PROGRAMME) value=(entry.programme.key);
        p class="govuk-body" {
            (said) " To them it counts everybody in the programme, and nothing leads from it to anybody\u{2019}s records."
        }
        (ui::button(&Button::submit(does).secondary().sends("seen", value)))
    };
    Ok(place.form(&format!("/reports/{name}/approval"), &content))
}

/// The lead has pressed it.
pub(super) async fn sent(Path(name): Path<String>, place: Place, Form(sent): Form<Sent>) -> Result<Response, Instead> {
    place
        .work(move |place| {
            let entry = place.programme(&sent.programme)?;
            let key = &entry.programme.key;
            approval::set(place.app.workspace(), &place.actor(), key, std::slice::from_ref(&name), sent.seen == "1")?;
            let query: crate::Query = [(PROGRAMME, key.as_str())].into_iter().collect();
            Ok(Redirect::to(&query.at(&format!("/reports/{name}"))).into_response())
        })
        .await
}

/// A figure as a funder sees it.
pub(super) fn show(place: &Place, entry: &Entry, name: &str, format: Format) -> Result<Response, Instead> {
    let workspace = place.app.workspace();
    let key = &entry.programme.key;
    let approved = workspace.read(|reader| approval::approved(reader, entry.programme.id))?;
    if !approved.iter().any(|approved| approved == name) || entry.definition.figure(name).is_none() {
        return Err(Instead::missing(
            format!("There is no figure called \u{201c}{name}\u{201d} among those approved for funders"),
            "The reports page lists those there are. Ask the programme\u{2019}s lead for others.",
        ));
    }
    let more = place.query.pairs().any(|(part, _)| ![PROGRAMME, "over"].contains(&part));
    if more {
        let problem = Problem::new(
            "This figure was approved as it stands: only its period can be chosen",
            "Take the filter out of the address, or ask the programme\u{2019}s lead for another cut.",
        );
        return Err(Instead::Refused(StatusCode::FORBIDDEN, problem));
    }
    let asked = asking::declared(entry, name, &place.query)?;
    let table = answer(workspace, &place.scope(), key, &asked.figure, &asked.narrowing)?;
    match format {
        Format::Page => Ok(page(place, entry, name, &asked, &table).into_response()),
        Format::Json => files::json(&table),
        Format::Csv | Format::Excel => {
            files::file(&exchange::figures::figure(&table), &format!("{key}-{name}"), format)
        }
    }
}

fn page(place: &Place, entry: &Entry, name: &str, asked: &Asked, table: &records::figures::Table) -> Markup {
    let figure = &asked.figure;
    let query = asking::address(&place.query, &asked.narrowing, None);
    let shown = Show { definition: &entry.definition, figure, table, name, query: &query, alone: true, traced: false };
    let reports = place.about("/reports");
    let page = Page {
        title: &figure.title,
        section: Some(Section::Reports),
        way: &[Link::new("Reports", &reports)],
        entry: Some(entry),
        ..Page::default()
    };
    let periods = super::narrow::over(place, entry, asked.narrowing.over);
    let main = html! {
        (heading(&Heading { title: &figure.title, caption: Some(&entry.programme.name), ..Heading::default() }))
        (periods)
        @if figure.by.is_empty() && table.nothing().is_none() { (tiles(&[shown.big().tile()])) }
        div class="wm-figures" { (shown.shown()) }
        p class="govuk-body-s" { "Approved by the programme\u{2019}s lead. It counts everybody in the programme." }
    };
    place.page(&page, &main)
}
