//! One's passkeys: making them, naming them, removing them.

use super::super::place::{Page, Place};
use super::super::sign_in::{Faults, narrow, said};
use super::super::words::moment;
use super::{Pairs, current, refused, signed};
use crate::instead::{Problem, capital};
use crate::routes::{Routes, Rule};
use crate::ui::{self, Button, Column, Link, Question, TextInput, heading};
use crate::{Instead, form_token};
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::{Form, Json};
use base::Id;
use maud::{Markup, html};
use records::users::passkey::{self, Passkey};
use records::users::{Try, ceremony, signing};
use serde_json::json;

const KIND: &str = "passkey made";
const PAGE: &str = "/account/passkeys";

pub(super) fn routes() -> Routes {
    Routes::new()
        .get(PAGE, Rule::SignedIn, async |place: Place| place.work(|place| page(place, "", None)).await)
        .post(PAGE, Rule::SignedIn, sent)
        .post("/account/passkeys/begin", Rule::SignedIn, begin)
        .post("/account/passkeys/{passkey}/remove", Rule::SignedIn, remove)
}

fn user(place: &Place) -> Result<(Id, String, String), Instead> {
    let signed = signed(place)?;
    Ok((signed.user.id, signed.user.email.clone(), signed.user.name.clone()))
}

fn page(place: &Place, name: &str, fault: Option<&str>) -> Result<Markup, Instead> {
    let (user, ..) = user(place)?;
    let passkeys = place.app.workspace().read(|reader| passkey::of_user(reader, user))?;
    let errors: Vec<ui::Error> =
        fault.map(|text| ui::Error { text: text.to_owned(), control: Some("name".to_owned()) }).into_iter().collect();
    let main = html! {
        (ui::error_summary(&errors))
        (heading(&ui::Heading { title: "Passkeys", ..ui::Heading::default() }))
        p class="govuk-body" {
            "A passkey signs you in with your telephone\u{2019}s or computer\u{2019}s own lock: a fingerprint, your face or a PIN. It takes the place of "
            "both your password and your code, and nobody can trick it out of you."
        }
        @if passkeys.is_empty() { p class="govuk-body" { "You have no passkeys yet." } } @else { (list(place, &passkeys)) }
        h2 class="govuk-heading-m" { "Add a passkey" }
        noscript { p class="govuk-body" { "Making a passkey takes JavaScript, which is switched off in your browser." } }
        form method="post" action=(PAGE) data-passkey="/account/passkeys/begin" hidden[fault.is_none()] {
            (form_token::hidden(place.viewer.token()))
            input type="hidden" name="ceremony";
            input type="hidden" name="credential";
            (ui::text_input(
                &Question::new("name", "What to call it").hint("Such as \u{201c}My telephone\u{201d}").error(fault),
                &TextInput { value: name, width: Some(20), ..TextInput::default() },
            ))
            @if has_password(place) { (current(&[])) }
            (ui::button(&Button::submit("Add a passkey")))
            p class="govuk-error-message" role="alert" hidden {
                "No passkey was made. " @if has_password(place) { "Is your password right? " }
                "Try again; or the device may have one for here already."
            }
        }
    };
    let way = [Link::new("Your account", "/account")];
    let page = Page { title: "Passkeys", way: &way, faulty: fault.is_some(), ..Page::default() };
    Ok(place.page(&page, &main))
}

fn list(place: &Place, passkeys: &[Passkey]) -> Markup {
    let row = |passkey: &Passkey| {
        vec![
            html! { (passkey.name) },
            html! { (moment(passkey.made)) },
            html! { (passkey.used.map_or_else(|| "not yet".to_owned(), moment)) },
            html! {
                form method="post" action={ (PAGE) "/" (passkey.id) "/remove" } {
                    (form_token::hidden(place.viewer.token()))
                    button class="govuk-button govuk-button--secondary wm-in-row" type="submit" {
                        "Remove" span class="govuk-visually-hidden" { " " (passkey.name) }
                    }
                }
            },
        ]
    };
    ui::table(&ui::Table {
        caption: "Your passkeys",
        caption_hidden: true,
        columns: vec![Column::text("Name"), Column::text("Since"), Column::text("Last used"), Column::text("Remove")],
        rows: passkeys.iter().map(row).collect(),
        ..ui::Table::default()
    })
}

fn has_password(place: &Place) -> bool {
    place.viewer.signed().is_some_and(|signed| signed.user.password.is_some())
}

/// What the device is asked; once whoever asks has shown that the session is theirs.
async fn begin(place: Place, Form(pairs): Pairs) -> Result<Response, Instead> {
    place
        .work(move |place| {
            let session = &signed(place)?.session;
            let confirmed = signing::confirm(place.app.workspace(), session, said(&pairs, "password"))?;
            if !matches!(confirmed, Try::Right(())) {
                let (status, (_, why)) = refused(&confirmed);
                return Err(Instead::Refused(status, Problem::new(why, "Type the password that you have now.")));
            }
            let (user, email, name) = user(place)?;
            let known = place.app.workspace().read(|reader| passkey::of_user(reader, user))?;
            let known: Vec<String> = known.into_iter().map(|passkey| passkey.key).collect();
            let begun = place.app.passkeys().begin_making(user, &email, &name, &known);
            let (challenge, kept) = begun.map_err(|why| unusable(&why))?;
            let token = ceremony::begin(place.app.workspace(), KIND, &kept)?;
            Ok(Json(json!({ "ceremony": token, "publicKey": challenge })).into_response())
        })
        .await
}

/// What it made.
async fn sent(place: Place, Form(pairs): Pairs) -> Result<Response, Instead> {
    place
        .work(move |place| {
            let said = |name| said(&pairs, name);
            let (user, ..) = user(place)?;
            let again =
                |why: &str| Ok((StatusCode::BAD_REQUEST, page(place, said("name"), Some(why))?).into_response());
            if said("name").trim().is_empty() {
                return again("Enter what to call the passkey");
            }
            let workspace = place.app.workspace();
            let Some(kept) = ceremony::take(workspace, KIND, said("ceremony"))? else {
                return again("It took too long, or JavaScript is switched off: try again");
            };
            let made = match place.app.passkeys().end_making(user, &kept, said("credential")) {
                Ok(made) => made,
                Err(why) => {
                    eprintln!("{} no passkey was made: {why}", workspace.clock().now());
                    return again("The device made no passkey that can be used here: try again, or another device");
                }
            };
            match passkey::add(workspace, &place.actor(), user, said("name"), &made.key, &made.credential) {
                Ok(()) => Ok(Redirect::to(PAGE).into_response()),
                Err(records::Error::Refused(why)) => again(&capital(&why)),
                Err(records::Error::Invalid(_)) => again("Enter a name of at most 60 characters"),
                Err(fault) => Err(fault.into()),
            }
        })
        .await
}

/// Removes one, once whoever asks has shown that the session is theirs: who has a password is asked for it first.
async fn remove(Path(id): Path<String>, place: Place, Form(pairs): Pairs) -> Result<Response, Instead> {
    place
        .work(move |place| {
            let (user, ..) = user(place)?;
            let missing = || Instead::missing("You have no such passkey", "It may have been removed already.");
            let id = id.parse::<Id>().map_err(|_| missing())?;
            let known = place.app.workspace().read(|reader| passkey::of_user(reader, user))?;
            let known = known.iter().find(|known| known.id == id).ok_or_else(missing)?;
            if has_password(place) && !pairs.iter().any(|(name, _)| name == "password") {
                return Ok(asked(place, known, &[]).into_response());
            }
            let confirmed = signing::confirm(place.app.workspace(), &signed(place)?.session, said(&pairs, "password"))?;
            if confirmed != Try::Right(()) {
                let (status, wrong) = refused(&confirmed);
                return Ok((status, asked(place, known, &[wrong])).into_response());
            }
            let removed = passkey::remove(place.app.workspace(), &place.actor(), user, id)?;
            if removed { Ok(Redirect::to(PAGE).into_response()) } else { Err(missing()) }
        })
        .await
}

/// The password is asked for before a passkey goes.
fn asked(place: &Place, passkey: &Passkey, faults: Faults<'_>) -> Markup {
    let content = html! {
        (ui::paragraph(&format!("\u{201c}{}\u{201d} signs you in no more once it is removed.", passkey.name)))
        (place.form(&format!("{PAGE}/{}/remove", passkey.id), &html! {
            (current(faults))
            (ui::button(&Button::submit("Remove the passkey").warning()))
        }))
    };
    narrow(place, "Remove a passkey", faults, &content)
}

fn unusable(why: &str) -> Instead {
    eprintln!("passkeys: {why}");
    Instead::wrong("Passkeys cannot be used at this address", "Use an authenticator instead.")
}
