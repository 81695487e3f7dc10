//! The second factor: a code of the authenticator, or a recovery code.

use super::super::place::Place;
use super::{Begun, Faults, Next, fault, first::TOO_MANY, held, narrow, said};
use crate::Instead;
use crate::routes::leading_to;
use crate::ui::{self, Button, Question, TextInput};
use axum::Form;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use records::users::signing;
use records::users::{Owed, Try};

pub(super) async fn show(place: Place, headers: HeaderMap) -> Response {
    let next = Next::to(place.query.get("to").unwrap_or("/"));
    let token = crate::viewer::token(&headers).unwrap_or_default();
    match place.viewer.known().map(|known| known.owes) {
        Some(Some(Owed::Code)) => page(&place, &token, &next, &[]).into_response(),
        Some(Some(Owed::SetUp)) => Redirect::to(&leading_to("/sign-in/set-up", &next.to)).into_response(),
        Some(None) => Redirect::to(&next.to).into_response(),
        None => Redirect::to(&leading_to("/sign-in", &next.to)).into_response(),
    }
}

/// The page for the session with this token.
pub(super) fn page(place: &Place, token: &str, next: &Next, faults: Faults<'_>) -> Markup {
    let begun = Begun { place, token };
    let question = Question::new("code", "Code")
        .hint("Six digits from your authenticator app, or one of your recovery codes")
        .error(fault(faults, "code"));
    let input = TextInput { width: Some(20), autocomplete: Some("one-time-code"), ..TextInput::default() };
    let content = html! {
        (begun.form("/sign-in/code", next, &html! {
            (ui::text_input(&question, &input))
            (ui::button(&Button::submit("Go on")))
        }))
        (ui::details("I do not have my telephone", &html! {
            p class="govuk-body" { "Type one of the recovery codes that you were shown when you set up your authenticator. Each works once." }
            p class="govuk-body" { "Without them, ask the administrator who invited you: they can let you set up a new authenticator." }
        }, false, None))
        (begun.way_out())
    };
    narrow(begun.place, "Enter your code", faults, &content)
}

pub(super) async fn sent(
    place: Place,
    headers: HeaderMap,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, Instead> {
    place
        .work(move |place| {
            let next = Next::of(&pairs);
            let token = crate::viewer::token(&headers).unwrap_or_default();
            let Some(known) = place.viewer.known().filter(|known| known.owes == Some(Owed::Code)) else {
                return Ok(Redirect::to(&leading_to("/sign-in", &next.to)).into_response());
            };
            let again = |status: StatusCode, why: &str| {
                Ok((status, page(place, &token, &next, &[("code", why.to_owned())])).into_response())
            };
            let code = said(&pairs, "code").trim();
            if code.is_empty() {
                return again(StatusCode::BAD_REQUEST, "Enter a code");
            }
            match signing::by_code(place.app.workspace(), &known.session, code)? {
                Try::Right(token) => Ok(held::arrived(place, &token, &next)),
                Try::Wrong => again(
                    StatusCode::BAD_REQUEST,
                    "Code is not right, or was used before. Wait until your app shows the next one",
                ),
                Try::Wait => again(StatusCode::TOO_MANY_REQUESTS, TOO_MANY),
            }
        })
        .await
}
