//! Signing in: password, second factor, and the links that let somebody in once.

mod code;
mod demonstration;
mod held;
mod next;
mod passkey;
mod password;
mod set_up;
mod sign_on;

pub(crate) use held::{again, late};
pub(super) use set_up::{codes, drawn};

use super::place::{Page, Place};
use crate::router::LARGEST;
use crate::routes::{Routes, Rule};
use crate::ui::{self, Error};
use crate::{Instead, viewer};
use axum::extract::DefaultBodyLimit;
use axum::http::{Method, header};
use axum::response::{AppendHeaders, IntoResponse, Redirect, Response};
use axum::routing::post;
use maud::{Markup, html};
use next::Next;
use records::users::session;

pub(super) fn routes() -> Routes {
    // What was written before a session ran out is sent along until one has signed in again.
    let room = || DefaultBodyLimit::max(2 * LARGEST);
    let kept = Rule::Anyone;
    Routes::new()
        .get("/sign-in", kept, password::show)
        .add(Method::POST, "/sign-in", kept, post(password::sent).layer(room()))
        .get("/sign-in/code", kept, code::show)
        .add(Method::POST, "/sign-in/code", kept, post(code::sent).layer(room()))
        .get("/sign-in/set-up", kept, set_up::show)
        .add(Method::POST, "/sign-in/set-up", kept, post(set_up::sent).layer(room()))
        .post("/sign-in/as", kept, demonstration::sign_in_as)
        .post("/sign-out", kept, out)
}

/// Ends the session of whoever asks, wherever it had got to.
fn end_session(place: &Place) -> Result<(), Instead> {
    if let Some(known) = place.viewer.known() {
        let now = place.app.workspace().clock().now();
        let (user, id) = (known.user.id, known.session.id);
        place.app.workspace().write(&base::Actor::program("sign-in"), |tx| session::end(tx, user, id, now))?;
    }
    Ok(())
}

async fn out(place: Place) -> Result<Response, Instead> {
    place
        .work(|place| {
            end_session(place)?;
            let cookie = AppendHeaders([(header::SET_COOKIE, viewer::no_cookie(&place.app))]);
            Ok((cookie, Redirect::to("/sign-in?done=out")).into_response())
        })
        .await
}

/// What is wrong with a form, by the ids of its controls.
type Faults<'a> = &'a [(&'static str, String)];

/// What is wrong with one control.
fn fault<'a>(faults: Faults<'a>, control: &str) -> Option<&'a str> {
    faults.iter().find(|(at, _)| *at == control).map(|(_, text)| text.as_str())
}

/// A page of one narrow column, with what is wrong above it.
pub(super) fn narrow(place: &Place, title: &str, faults: Faults<'_>, content: &Markup) -> Markup {
    let errors: Vec<Error> =
        faults.iter().map(|(at, text)| Error { text: text.clone(), control: Some((*at).to_owned()) }).collect();
    let main = html! {
        div class="wm-narrow" {
            (ui::error_summary(&errors))
            (ui::heading(&ui::Heading { title, ..ui::Heading::default() }))
            (content)
        }
    };
    place.page(&Page { title, faulty: !faults.is_empty(), ..Page::default() }, &main)
}

/// The value of `name` among what a form sent.
pub(super) fn said<'a>(pairs: &'a [(String, String)], name: &str) -> &'a str {
    pairs.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value.as_str())
}

/// The answer of a step that gave a session: the browser has its token from now on.
fn with_cookie(place: &Place, token: &str, answer: impl IntoResponse) -> Response {
    (AppendHeaders([(header::SET_COOKIE, viewer::cookie(&place.app, token))]), answer).into_response()
}

/// The same place as the owner of a session that has just begun sees it, before they are anywhere: only their forms are theirs already.
struct Begun<'a> {
    place: &'a Place,
    token: &'a str,
}

impl Begun<'_> {
    fn form(&self, action: &str, next: &Next, content: &Markup) -> Markup {
        html! {
            form method="post" action=(action) {
                (crate::form_token::hidden(&viewer::form_token(self.token)))
                (next.hidden())
                (content)
            }
        }
    }
}
