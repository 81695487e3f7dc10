//! Signing in: password, second factor, and the links that let somebody in once.

mod code;
mod demonstration;
mod first;
mod forgotten;
mod held;
mod link;
mod next;
mod passkey;
mod set_up;
mod sign_on;
mod welcome;

pub(super) use demonstration::is_one as is_demonstration;
pub(crate) use held::{again, late};
pub(super) use next::is_ours;
pub(super) use set_up::{drawn, kept};

use super::place::{Page, Place};
use crate::client::Client;
use crate::router::LARGEST;
use crate::routes::{Routes, Rule};
use crate::ui::{self, Error, Holds, Question, TextInput};
use crate::{Instead, viewer};
use axum::Form;
use axum::extract::{DefaultBodyLimit, Path};
use axum::http::{Method, header};
use axum::response::{AppendHeaders, IntoResponse, Redirect, Response};
use axum::routing::post;
use maud::{Markup, html};
use next::Next;
use records::users::links::Purpose;
use records::users::{User, password, session};

pub(super) fn routes() -> Routes {
    // What was written before a session ran out is sent along until one has signed in again.
    let room = || DefaultBodyLimit::max(2 * LARGEST);
    let anyone = Rule::Anyone;
    Routes::new()
        .get("/sign-in", anyone, first::show)
        .add(Method::POST, "/sign-in", anyone, post(first::sent).layer(room()))
        .get("/sign-in/code", anyone, code::show)
        .add(Method::POST, "/sign-in/code", anyone, post(code::sent).layer(room()))
        .get("/sign-in/set-up", anyone, set_up::show)
        .add(Method::POST, "/sign-in/set-up", anyone, post(set_up::sent).layer(room()))
        .post("/sign-in/as", anyone, demonstration::sign_in_as)
        .post("/sign-out", anyone, out)
        .get("/forgotten", anyone, async |place: Place| forgotten::show(&place))
        .post("/forgotten", anyone, forgotten::sent)
        .get("/invitation/{token}", anyone, async |at: At, place: Place| {
            link::show(Purpose::Invitation, at, place).await
        })
        .post("/invitation/{token}", anyone, async |at: At, place: Place, client: Client, Form(pairs): Pairs| {
            link::sent(Purpose::Invitation, at, place, client, pairs).await
        })
        .get("/reset/{token}", anyone, async |at: At, place: Place| link::show(Purpose::Reset, at, place).await)
        .post("/reset/{token}", anyone, async |at: At, place: Place, client: Client, Form(pairs): Pairs| {
            link::sent(Purpose::Reset, at, place, client, pairs).await
        })
        .get("/welcome/{token}", anyone, welcome::show)
        .post("/welcome/{token}", anyone, welcome::sent)
        .merge(passkey::routes())
        .merge(sign_on::routes())
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

/// The token in a link's address.
type At = Path<String>;
/// What a form sent.
type Pairs = Form<Vec<(String, String)>>;

/// What is wrong with a form, by the ids of its controls.
pub(super) type Faults<'a> = &'a [(&'static str, String)];

/// What is wrong with one control.
pub(super) fn fault<'a>(faults: Faults<'a>, control: &str) -> Option<&'a str> {
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

/// The question for a new password.
pub(super) fn new_password(faults: Faults<'_>) -> Markup {
    let question = Question::new("new-password", "New password")
        .hint("8 characters or more. Three or four words that do not belong together make a good one.")
        .error(fault(faults, "new-password"));
    let input = TextInput { holds: Holds::Password, autocomplete: Some("new-password"), ..TextInput::default() };
    ui::text_input(&question, &input)
}

/// What is wrong with a new password of this user, as an error of its question.
pub(super) fn unfit(place: &Place, password: &str, user: &User) -> Vec<(&'static str, String)> {
    let refusal = match password {
        "" => Some("Enter a new password".to_owned()),
        password => password::refusal(password, &[&user.name, &user.email, place.app.name()]),
    };
    refusal.into_iter().map(|why| ("new-password", why)).collect()
}

/// The answer of a step that gave a session: the browser has its token from now on.
pub(super) fn with_cookie(place: &Place, token: &str, answer: impl IntoResponse) -> Response {
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
