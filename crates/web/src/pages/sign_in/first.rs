//! The sign-in page: e-mail address and password.

use super::super::place::Place;
use super::{Faults, Next, code, demonstration, fault, held, narrow, passkey, said, set_up, sign_on, with_cookie};
use crate::Instead;
use crate::client::Client;
use crate::form_token;
use crate::routes::leading_to;
use crate::ui::{self, Button, Holds, Notice, Question, TextInput};
use axum::Form;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use records::users::signing::{self, From};
use records::users::{Owed, SignedIn, Try};

/// The page as one comes to it.
pub(super) async fn show(place: Place) -> Result<Response, Instead> {
    let next = Next::to(place.query.get("to").unwrap_or("/"));
    // Whoever is signed in is led on; but in a demonstration one is soon somebody else.
    if place.viewer.signed().is_some() && !demonstration::is_one(&place.app) {
        return Ok(Redirect::to(&next.to).into_response());
    }
    place.work(move |place| Ok(begun(place, &next, &html! {})?.into_response())).await
}

/// Where signing in begins; `before` stands above it.
pub(super) fn begun(place: &Place, next: &Next, before: &Markup) -> Result<Markup, Instead> {
    if demonstration::is_one(&place.app) {
        return demonstration::show(place, next, before);
    }
    Ok(page(place, next, "", &[], before))
}

/// The page with this on it.
pub(super) fn page(place: &Place, next: &Next, email: &str, faults: Faults<'_>, before: &Markup) -> Markup {
    let content = html! {
        (before)
        @if faults.is_empty() && place.query.get("done") == Some("out") {
            (ui::notification(&Notice { text: "You are signed out.", ..Notice::default() }))
        }
        @if next.fields.is_empty() && next.to != "/" { (ui::paragraph("Sign in, and you go on to the page you asked for.")) }
        form method="post" action="/sign-in" novalidate {
            // Whoever has yet to give a second factor, and begins again, is known by a session already.
            (form_token::hidden(place.viewer.token()))
            (next.hidden())
            (ui::text_input(
                &Question::new("email", "E-mail address").error(fault(faults, "email")),
                &TextInput { value: email, holds: Holds::Email, autocomplete: Some("username"), ..TextInput::default() },
            ))
            (ui::text_input(
                &Question::new("password", "Password").error(fault(faults, "password")),
                &TextInput { holds: Holds::Password, autocomplete: Some("current-password"), ..TextInput::default() },
            ))
            (ui::button(&Button::submit("Sign in")))
        }
        p class="govuk-body" { a class="govuk-link" href="/forgotten" { "I have forgotten my password" } }
        (passkey::offered(place))
        (sign_on::offered(place))
    };
    narrow(place, "Sign in", faults, &content)
}

/// Tries what was given.
pub(super) async fn sent(
    place: Place,
    client: Client,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, Instead> {
    place.work(move |place| tried(place, &client, &pairs)).await
}

fn tried(place: &Place, client: &Client, pairs: &[(String, String)]) -> Result<Response, Instead> {
    let next = Next::of(pairs);
    let (email, password) = (said(pairs, "email").trim(), said(pairs, "password"));
    let again = |status: StatusCode, faults: Faults<'_>| {
        Ok((status, page(place, &next, email, faults, &html! {})).into_response())
    };
    let mut missing = Vec::new();
    if email.is_empty() {
        missing.push(("email", "Enter your e-mail address".to_owned()));
    }
    if password.is_empty() {
        missing.push(("password", "Enter your password".to_owned()));
    }
    if !missing.is_empty() {
        return again(StatusCode::BAD_REQUEST, &missing);
    }
    let from = From {
        device: &client.device,
        address: client.address.as_deref(),
        session: place.viewer.known().map(|known| known.session.id),
    };
    match signing::by_password(place.app.workspace(), email, password, from)? {
        Try::Right(signed_in) => Ok(entered(place, &signed_in, &next)),
        Try::Wrong => {
            again(StatusCode::BAD_REQUEST, &[("email", "E-mail address or password is not right".to_owned())])
        }
        Try::Wait => again(StatusCode::TOO_MANY_REQUESTS, &[("email", TOO_MANY.to_owned())]),
    }
}

/// Said in the same words of accounts that there are and that there are not.
pub(super) const TOO_MANY: &str = "There were too many tries. Wait 15 minutes and try again, or set a new password";

/// On to what is still owed, or to where one wanted to go.
pub(super) fn entered(place: &Place, signed_in: &SignedIn, next: &Next) -> Response {
    let token = &signed_in.token;
    match signed_in.owed {
        None => held::arrived(place, token, next),
        Some(owed) if next.fields.is_empty() => {
            let step = if owed == Owed::Code { "/sign-in/code" } else { "/sign-in/set-up" };
            with_cookie(place, token, Redirect::to(&leading_to(step, &next.to)))
        }
        // What was written goes along, so it is no address to be led to.
        Some(Owed::Code) => with_cookie(place, token, code::page(&place.unsigned(), token, next, &[])),
        Some(Owed::SetUp) => match set_up::fresh(&place.unsigned(), token, next) {
            Ok(page) => with_cookie(place, token, page),
            Err(instead) => instead.into_response(),
        },
    }
}
