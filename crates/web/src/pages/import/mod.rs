//! Import: a file is sent, checked, shown as what it would bring, and then saved or discarded.

mod columns;
mod done;
mod form;
mod preview;
mod start;
mod upload;
mod working;

use super::files::Format;
use super::place::{PROGRAMME, Page, Place};
use crate::jobs::{Job, State};
use crate::routes::{Routes, Rule};
use crate::ui::{Link, Section};
use crate::{Instead, Query};
use axum::extract::{DefaultBodyLimit, Path};
use axum::http::Method;
use axum::http::header::{self, HeaderValue};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::post;
use base::Act;
use exchange::import::Kind;
use exchange::template;
use maud::Markup;
use records::programmes::Entry;
use std::sync::Arc;

pub(super) fn routes() -> Routes {
    let rule = Rule::May(Act::Import);
    // A file that is too large is read to its end and thrown away, so that the browser gets the answer that says so.
    let upload = post(upload::send).layer(DefaultBodyLimit::max(upload::READ));
    Routes::new()
        .get("/import", rule, async |place: Place| place.work(start::show).await)
        .add(Method::POST, "/import", rule, upload)
        .get("/import/templates/{name}", rule, templates)
        .get("/import/{token}", rule, show)
        .post("/import/{token}", rule, form::sent)
        .get("/import/{token}/rejected.csv", rule, rejected)
}

/// An import, as it stands.
async fn show(Path(token): Path<String>, place: Place) -> Result<Markup, Instead> {
    place
        .work(move |place| {
            let job = find(place, &token)?;
            let about = about(place, &job);
            let entry = about.programme(&job.programme)?;
            let told = match &*job.state() {
                State::Working { saving, of } => working::told(place, &job, *saving, *of),
                State::Checked { summary, refused } => preview::told(place, &job, entry, summary, *refused),
                State::Headings(file) => preview::headings(place, &job, entry, file),
                State::Saved(summary) => done::saved(&about, &job, entry, summary),
                State::Unreadable(why) => done::unreadable(&about, &job, why),
                State::Failed(reference) => done::failed(&about, &job, reference),
            };
            Ok(about.framed(entry, &told))
        })
        .await
}

/// What a page of an import says.
struct Told {
    title: String,
    faulty: bool,
    main: Markup,
}

/// The import with this token.
fn find(place: &Place, token: &str) -> Result<Arc<Job>, Instead> {
    let found = place.app.jobs().find(token).filter(|job| job.actor.id() == place.actor().id());
    found.ok_or_else(|| {
        Instead::missing(
            "There is no import at this address",
            "An import that is not saved is kept for an hour after it was last looked at, and until Waymark is stopped. \
             If it was not saved, nothing of it was: upload the file again from the import page.",
        )
    })
}

/// The import page of the programme that an import is for, which is where its pages stand.
fn about(place: &Place, job: &Job) -> Place {
    let query: Query = [(PROGRAMME, job.programme.as_str())].into_iter().collect();
    Place { path: "/import".to_owned(), query, ..place.clone() }
}

impl Place {
    fn framed(&self, entry: &Entry, told: &Told) -> Markup {
        let (programme, import) = (self.about("/programme"), self.about("/import"));
        let way = [Link::new("Programme", &programme), Link::new("Import", &import)];
        let page = Page {
            title: &told.title,
            section: Some(Section::Programme),
            way: &way,
            entry: Some(entry),
            faulty: told.faulty,
            ..Page::default()
        };
        self.page(&page, &told.main)
    }
}

/// An empty file to fill in.
async fn templates(Path(name): Path<String>, place: Place) -> Result<Response, Instead> {
    place
        .work(move |_| {
            let (name, format) = Format::of(&name);
            let failed = |fault: exchange::WriteFault| Instead::Broken(fault.to_string());
            let excel = HeaderValue::from_static("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
            let (content, holds, ending) = match (Kind::from_key(name), format) {
                (Some(kind), Format::Csv) => (template::csv(&kind.fields()).map_err(failed)?, CSV, "csv"),
                (Some(kind), Format::Excel) => {
                    (template::xlsx(kind.label(), &kind.fields()).map_err(failed)?, excel, "xlsx")
                }
                _ => {
                    return Err(Instead::missing(
                        "There is no such template",
                        "There are templates for people, interactions and outcomes.",
                    ));
                }
            };
            download(content, holds, &format!("{name}.{ending}"))
        })
        .await
}

/// The rejected rows with their reasons.
async fn rejected(Path(token): Path<String>, place: Place) -> Result<Response, Instead> {
    place
        .work(move |place| {
            let job = find(place, &token)?;
            let (State::Checked { summary, .. } | State::Saved(summary)) = &*job.state() else {
                return Err(no_rejects());
            };
            if summary.rejected == 0 {
                return Err(no_rejects());
            }
            let content = std::fs::read(job.rejects()).map_err(|fault| Instead::Broken(fault.to_string()))?;
            let stem = job.name.rsplit_once('.').map_or(job.name.as_str(), |(stem, _)| stem);
            download(content, CSV, &format!("{stem}-rejected.csv"))
        })
        .await
}

fn no_rejects() -> Instead {
    Instead::missing("There are no rejected rows to download", "Go back to the import: it says how it stands.")
}

const CSV: HeaderValue = HeaderValue::from_static("text/csv; charset=utf-8");

/// A file to be saved, under as much of `name` as a header can carry.
fn download(content: Vec<u8>, holds: HeaderValue, name: &str) -> Result<Response, Instead> {
    let name: String = name
        .chars()
        .map(|letter| if letter.is_ascii_alphanumeric() || "-_. ".contains(letter) { letter } else { '_' })
        .collect();
    let saved = HeaderValue::from_str(&format!("attachment; filename=\"{name}\""));
    let saved = saved.map_err(|fault| Instead::Broken(fault.to_string()))?;
    Ok(([(header::CONTENT_TYPE, holds), (header::CONTENT_DISPOSITION, saved)], content).into_response())
}

/// To the page of an import, to be fetched anew: what was sent is not sent again when the page is loaded again.
fn to(job: &Job) -> Response {
    Redirect::to(&address(job)).into_response()
}

fn address(job: &Job) -> String {
    format!("/import/{}", job.token)
}

/// So many of what a file holds: "1 person", "3 people".
fn things(kind: Kind, count: u64) -> String {
    let (one, many) = match kind {
        Kind::People => ("person", "people"),
        Kind::Interactions => ("interaction", "interactions"),
        Kind::Outcomes => ("outcome", "outcomes"),
    };
    counted(count, one, many)
}

/// So many: "1 row", "1,200 rows".
fn counted(count: u64, one: &str, many: &str) -> String {
    format!("{} {}", number(count), if count == 1 { one } else { many })
}

fn number(count: u64) -> String {
    charts::number(i64::try_from(count).unwrap_or(i64::MAX))
}
