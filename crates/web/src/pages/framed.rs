//! Pages, or JSON, for what is shown [instead](crate::Instead) of what was asked for.

use super::place::{PROGRAMME, Page, Place};
use crate::instead::Problem;
use crate::ui::{Heading, Link, heading, link, paragraph};
use crate::viewer::Viewer;
use crate::{App, Instead, Query};
use axum::Json;
use axum::extract::{Request, State};
use axum::http::{StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use serde_json::json;

/// Fills answers that say only why there is none.
pub(crate) async fn framed(State(app): State<App>, request: Request, next: Next) -> Response {
    let uri = request.uri().clone();
    let mut response = next.run(request).await;
    let viewer = response.extensions_mut().remove::<Viewer>().unwrap_or_default();
    let instead = match response.extensions_mut().remove::<Instead>() {
        Some(instead) => instead,
        // What the server itself refuses, it says in plain words of its own.
        None if is_bare(&response) => refused(response.status()),
        None => return response,
    };
    let path = uri.path();
    let is_file = path.starts_with("/api/") || [".json", ".csv", ".xlsx"].iter().any(|ending| path.ends_with(ending));
    let instead = if is_file && instead == Instead::Choose { which(&app) } else { instead };
    let (told, status) = (told(&app, &instead), instead.status());
    if path.starts_with("/api/") || path.ends_with(".json") {
        return (status, Json(as_json(&told))).into_response();
    }
    (status, page(&app, viewer, &uri, &instead, &told)).into_response()
}

/// A program cannot be asked to choose.
fn which(app: &App) -> Instead {
    let catalogue = app.workspace().catalogue();
    let keys: Vec<&str> = catalogue.entries().iter().map(|entry| entry.programme.key.as_str()).collect();
    Instead::wrong(
        "The address does not say which programme is meant",
        format!("Add programme=\u{2026}; there are: {}.", keys.join(", ")),
    )
}

/// Whether an answer says that something went wrong, and no page has said more.
fn is_bare(response: &Response) -> bool {
    let status = response.status();
    let kind = response.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let told = ["text/html", "application/json"].iter().any(|known| kind.starts_with(known));
    (status.is_client_error() || status.is_server_error()) && !told
}

fn refused(status: StatusCode) -> Instead {
    let (message, mend) = match status {
        StatusCode::METHOD_NOT_ALLOWED => {
            ("This address cannot be used in that way", "Go back, and follow the link again.")
        }
        StatusCode::PAYLOAD_TOO_LARGE => ("What was sent is too large", "Send less at once."),
        StatusCode::FORBIDDEN => {
            ("This was sent from another site, so it was not done", "Open the page here, and send its form again.")
        }
        _ => ("What was sent cannot be understood", "Go back, and try again."),
    };
    Instead::Refused(status, Problem::new(message, mend))
}

/// What is said about it. Of what broke, a reference only: the reason is in the log, under that reference.
fn told(app: &App, instead: &Instead) -> Vec<Problem> {
    match instead {
        Instead::Missing { message, mend } => vec![Problem::new(message, mend)],
        Instead::Wrong(problems) => problems.clone(),
        Instead::Refused(_, problem) => vec![problem.clone()],
        Instead::Choose => Vec::new(),
        Instead::Broken(why) => {
            let reference = app.workspace().id();
            eprintln!("{} {reference} {why}", app.workspace().clock().now());
            vec![Problem::new(
                format!("Something went wrong on our side. Its reference is {reference}"),
                "Nothing was changed, and nothing saved was lost. Try again; if it happens again, tell whoever runs Waymark, with the reference.",
            )]
        }
    }
}

fn as_json(told: &[Problem]) -> serde_json::Value {
    let errors: Vec<_> = told.iter().map(|one| json!({ "message": one.message, "mend": one.mend })).collect();
    json!({ "errors": errors })
}

fn page(app: &App, viewer: Viewer, uri: &Uri, instead: &Instead, told: &[Problem]) -> Markup {
    let query = Query::read(uri).unwrap_or_default();
    let place = Place::new(app, viewer, uri.path(), &query);
    if matches!(instead, Instead::Refused(..)) && place.viewer.signed().is_none() {
        // Nobody knows yet who asks: nothing of the workspace is shown.
        let title = "This cannot be done";
        return crate::ui::Frame::new(title, "")
            .page(&html! { (heading(&Heading { title, ..Heading::default() })) (said(told)) });
    }
    let entry = place.query.get(PROGRAMME).and_then(|key| place.programme(key).ok());
    let title = match instead {
        Instead::Missing { .. } => "Page not found",
        Instead::Choose => "Choose a programme",
        Instead::Broken(_) => "Sorry, there is a problem",
        Instead::Wrong(_) | Instead::Refused(..) => "This cannot be shown as asked",
    };
    let plain = place.about(&place.path);
    place.page(
        &Page { title, entry, faulty: matches!(instead, Instead::Wrong(_)), ..Page::default() },
        &html! {
            (heading(&Heading { title, ..Heading::default() }))
            (said(told))
            @match instead {
                Instead::Choose => {
                    ul class="govuk-list govuk-list--spaced" {
                        @for entry in place.programmes() {
                            @let here = place.query.with(PROGRAMME, &entry.programme.key).at(&place.path);
                            li { (link(Link::new(&entry.programme.name, &here))) }
                        }
                    }
                }
                Instead::Wrong(_) => p class="govuk-body" { "Nothing was changed. " (link(Link::new("Show the page without filters", &plain))) }
                _ => p class="govuk-body" { (link(Link::new("Go to the home page", "/"))) }
            }
        },
    )
}

fn said(told: &[Problem]) -> Markup {
    html! {
        @for problem in told {
            (paragraph(&format!("{}.", problem.message.trim_end_matches('.'))))
            @if !problem.mend.is_empty() { (paragraph(&problem.mend)) }
        }
    }
}
