//! An invitation, or a way to a new password: fetching the link shows a form and changes nothing, since programs that look
//! through mail fetch links too; sending the form uses it up.

use super::super::place::Place;
use super::{At, Faults, Next, end_session, first, narrow, new_password, said, unfit};
use crate::Instead;
use crate::client::Client;
use crate::ui::{self, Button};
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use records::users::User;
use records::users::links::{self, Purpose};

pub(super) async fn show(purpose: Purpose, Path(token): At, place: Place) -> Result<Response, Instead> {
    place
        .work(move |place| match user(place, purpose, &token)? {
            Some(user) => Ok(page(place, purpose, &token, &user, &[]).into_response()),
            None => Ok(over(place, purpose)),
        })
        .await
}

fn user(place: &Place, purpose: Purpose, token: &str) -> Result<Option<User>, Instead> {
    let now = place.app.workspace().clock().now();
    let found = place.app.workspace().read(|reader| links::with_token(reader, purpose, token, now))?;
    Ok(found.map(|(_, user)| user))
}

fn page(place: &Place, purpose: Purpose, token: &str, user: &User, faults: Faults<'_>) -> Markup {
    let title = match purpose {
        Purpose::Invitation => "Set your password",
        Purpose::Reset => "Set a new password",
    };
    let content = html! {
        @if purpose == Purpose::Invitation {
            (ui::paragraph(&format!("Welcome, {}. You sign in as {}.", user.name, user.email)))
        } @else {
            (ui::paragraph(&format!("For {}. You are signed out everywhere else.", user.email)))
        }
        (place.form(&format!("/{}/{token}", purpose.key()), &html! {
            // So that a password manager knows whose password it keeps.
            input type="hidden" name="username" autocomplete="username" value=(user.email);
            (new_password(faults))
            (ui::button(&Button::submit("Save and sign in")))
        }))
    };
    narrow(place, title, faults, &content)
}

/// What is shown for a link that was used, has expired, or never was.
pub(super) fn over(place: &Place, purpose: Purpose) -> Response {
    let content = html! {
        (ui::paragraph("It works once, and not for ever: it was used already, is too old, or was replaced by a later one."))
        @match purpose {
            Purpose::Invitation => (ui::paragraph("If you have set your password, sign in. Else ask whoever invited you for a new invitation.")),
            Purpose::Reset => p class="govuk-body" { a class="govuk-link" href="/forgotten" { "Ask for another link" } },
        }
        p class="govuk-body" { a class="govuk-link" href="/sign-in" { "Sign in" } }
    };
    (StatusCode::NOT_FOUND, narrow(place, "This link no longer works", &[], &content)).into_response()
}

pub(super) async fn sent(
    purpose: Purpose,
    Path(token): At,
    place: Place,
    client: Client,
    pairs: Vec<(String, String)>,
) -> Result<Response, Instead> {
    place
        .work(move |place| {
            let Some(user) = user(place, purpose, &token)? else { return Ok(over(place, purpose)) };
            let password = said(&pairs, "new-password");
            let unfit = unfit(place, password, &user);
            if !unfit.is_empty() {
                let page = page(place, purpose, &token, &user, &unfit);
                return Ok((StatusCode::BAD_REQUEST, page).into_response());
            }
            let workspace = place.app.workspace();
            match links::use_up(workspace, purpose, &token, password, &client.device)? {
                Some(signed_in) => {
                    end_session(place)?;
                    Ok(first::entered(place, &signed_in, &Next::to("/")))
                }
                None => Ok(over(place, purpose)),
            }
        })
        .await
}
