//! Nothing that was written is lost when a session runs out: it is kept in the sign-in form, and shown again to be sent.

use super::super::place::Place;
use super::{Begun, Next, first, narrow, with_cookie};
use crate::form_token;
use crate::instead::capital;
use crate::ui::{self, Button, Line};
use crate::viewer::Viewer;
use crate::{App, Query};
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use records::users::{Session, session};

/// The sign-in page in answer to a form whose session, known by its `token`, has run out: what was written goes along.
pub(crate) async fn again(
    app: App,
    viewer: Viewer,
    uri: &Uri,
    pairs: Vec<(String, String)>,
    token: String,
) -> Response {
    let place = at(&app, viewer, uri);
    let done = place.work(move |place| {
        let session: Option<Session> = place.app.workspace().read(|reader| session::with_token(reader, &token))?;
        let Some(session) = session else { return Ok(None) };
        let next = Next::to(&place.path).carrying(pairs, Some(session.user));
        let said = "You were signed out because nothing was done here for a while. What you have written is kept: sign in, and you can send it.";
        let before = html! { @if !next.fields.is_empty() { (ui::inset(&html! { (said) })) } };
        Ok(Some((StatusCode::UNAUTHORIZED, first::begun(place, &next, &before)?).into_response()))
    });
    match done.await {
        Ok(Some(page)) => page,
        Ok(None) => form_token::forged().into_response(),
        Err(instead) => instead.into_response(),
    }
}

/// The answer to a form that was made here for an earlier session of whoever sent it: shown again, to be sent if they mean it.
pub(crate) fn late(app: &App, viewer: Viewer, uri: &Uri, pairs: Vec<(String, String)>) -> Response {
    let place = at(app, viewer, uri);
    let next = Next::to(&place.path).carrying(pairs, None);
    let token = place.viewer.token().to_owned();
    (StatusCode::FORBIDDEN, shown(&place, &token, &next)).into_response()
}

/// Whoever has signed in goes where they wanted to, or is shown what they had written.
pub(super) fn arrived(place: &Place, token: &str, next: &Next) -> Response {
    let found = place.app.workspace().read(|reader| session::with_token(reader, token));
    let theirs = found.is_ok_and(|session| session.is_some_and(|session| next.is_for(session.user)));
    if !theirs {
        return with_cookie(place, token, Redirect::to(&next.to));
    }
    with_cookie(place, token, shown(&place.unsigned(), &crate::viewer::form_token(token), next))
}

fn at(app: &App, viewer: Viewer, uri: &Uri) -> Place {
    let to = uri.path_and_query().map_or("/", |path| path.as_str());
    Place::new(app, viewer, to, &Query::default())
}

/// What had been written, as a page.
fn shown(place: &Place, form_token: &str, next: &Next) -> Markup {
    let content = html! {
        (ui::paragraph("You are signed in. What you had written has not been saved yet: send it now, or leave this page to let it go."))
        (offered(form_token, next))
        p class="govuk-body" { a class="govuk-link" href="/" { "Leave it, and go to the home page" } }
    };
    narrow(place, TITLE, &[], &content)
}

const TITLE: &str = "Send what you had written";

/// The button that sends what had been written to where it was going, and what that is.
pub(super) fn offered(form_token: &str, next: &Next) -> Markup {
    let filled = next.fields.iter().filter(|(name, value)| !value.trim().is_empty() && !is_the_forms_own(name));
    let filled: Vec<(String, &String)> = filled.map(|(name, value)| (called(name), value)).collect();
    let lines = filled.iter().map(|(name, value)| {
        let value = html! { span class="wm-written" { (value) } };
        Line { key: name, value, actions: Vec::new() }
    });
    html! {
        form method="post" action=(next.to) {
            (form_token::hidden(form_token))
            @for (name, value) in &next.fields { input type="hidden" name=(name) value=(value); }
            (ui::button(&Button::submit(TITLE)))
        }
        h2 class="govuk-heading-m" { "What you had written" }
        (ui::summary_list(&lines.collect::<Vec<_>>()))
    }
}

/// Whether a field is of the form's own working and nothing that anybody wrote.
fn is_the_forms_own(name: &str) -> bool {
    name.starts_with("draft-") || ["once", "version", "back", "in", "for", "with", "asked", "another"].contains(&name)
}

/// A field's name in words: "birth_date-day" is "Birth date day".
fn called(name: &str) -> String {
    capital(name.replace(['_', '-'], " ").trim_end_matches(" id"))
}

impl Begun<'_> {
    /// The address bar shows no step of signing in while what was written goes along; leaving it leads home.
    pub(super) fn way_out(&self) -> Markup {
        html! { p class="govuk-body" { a class="govuk-link" href="/sign-in" { "Begin again" } } }
    }
}
