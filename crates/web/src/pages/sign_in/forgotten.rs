//! Whoever has forgotten their password asks for a link; the answer is the same for everybody.

use super::super::place::Place;
use super::{Faults, Pairs, fault, narrow, said};
use crate::client::Client;
use crate::ui::{self, Button, Holds, Question, TextInput};
use crate::{App, Instead};
use axum::Form;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use base::Actor;
use maud::{Markup, html};
use records::users::links::Purpose;
use records::users::{self, lockout};

pub(super) fn show(place: &Place) -> Markup {
    page(place, "", &[])
}

fn page(place: &Place, email: &str, faults: Faults<'_>) -> Markup {
    let content = html! {
        @if place.app.settings().mail.is_none() {
            (ui::paragraph("Messages cannot be sent from here. Ask your administrator, or whoever invited you, for a link to a new password."))
        } @else {
            (ui::paragraph("You are sent a link that lets you set a new one."))
            (place.form("/forgotten", &html! {
                (ui::text_input(
                    &Question::new("email", "E-mail address").error(fault(faults, "email")),
                    &TextInput { value: email, holds: Holds::Email, autocomplete: Some("username"), ..TextInput::default() },
                ))
                (ui::button(&Button::submit("Send me a link")))
            }))
        }
        p class="govuk-body" { a class="govuk-link" href="/sign-in" { "Back to signing in" } }
    };
    narrow(place, "Set a new password", faults, &content)
}

pub(super) async fn sent(place: Place, client: Client, Form(pairs): Pairs) -> Result<Response, Instead> {
    let email = said(&pairs, "email").trim().to_lowercase();
    if !email.contains('@') {
        let wrong = [("email", "Enter an e-mail address, like name@example.org".to_owned())];
        return Ok((StatusCode::BAD_REQUEST, page(&place, &email, &wrong)).into_response());
    }
    // What follows takes longer for an address that is known, so nobody waits for it.
    let app = place.app.clone();
    drop(tokio::task::spawn_blocking(move || send(&app, &email, &client)));
    let content = html! {
        (ui::paragraph("If there is an account with that address, a link is on its way to it. It works for one hour."))
        (ui::paragraph("Look among unwanted mail too. If nothing comes, ask your administrator."))
        p class="govuk-body" { a class="govuk-link" href="/sign-in" { "Back to signing in" } }
    };
    Ok(narrow(&place, "Look at your messages", &[], &content).into_response())
}

fn send(app: &App, email: &str, client: &Client) {
    let workspace = app.workspace();
    let now = workspace.clock().now();
    let mut counted = vec![lockout::messages(email)];
    counted.extend(client.address.as_deref().map(lockout::address));
    let actor = Actor::program("sign-in");
    let found = workspace.write(&actor, |tx| {
        let may = lockout::begin(tx, &counted, now)?.is_some();
        Ok(if may { users::by_email(tx, email)?.filter(|user| !user.disabled) } else { None })
    });
    let given = match found {
        Ok(Some(user)) if app.settings().mail.is_some() => app.post().give(&actor, &user, Purpose::Reset),
        Ok(_) => return,
        Err(fault) => Err(fault),
    };
    let fault = match given {
        Ok(crate::Given::Sent) => return,
        Ok(crate::Given::ByHand { why, .. }) => why.map(|why| why.to_string()).unwrap_or_default(),
        Err(fault) => fault.to_string(),
    };
    eprintln!("{now} a link to a new password was not sent: {fault}");
}
