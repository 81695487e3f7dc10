//! Signing in with a passkey. Nobody says who they are first: the device knows, so that nothing can be learned of who has one.

use super::super::place::Place;
use super::{Next, first, narrow, said};
use crate::client::Client;
use crate::routes::{Routes, Rule};
use crate::ui::{self, Button};
use crate::{Instead, form_token};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::{Form, Json};
use maud::{Markup, html};
use records::users::signing::From;
use records::users::{SignedIn, ceremony, passkey};
use serde_json::json;

const KIND: &str = "passkey";

pub(super) fn routes() -> Routes {
    Routes::new().post("/sign-in/passkey", Rule::Anyone, sent).post("/sign-in/passkey/begin", Rule::Anyone, begin)
}

/// The way to it on the sign-in page. A script shows it where the browser can do it.
pub(super) fn offered(place: &Place) -> Markup {
    let to = Next::to(place.query.get("to").unwrap_or("/"));
    html! {
        form method="post" action="/sign-in/passkey" data-passkey="/sign-in/passkey/begin" hidden {
            (form_token::hidden(place.viewer.token()))
            (to.hidden())
            input type="hidden" name="ceremony";
            input type="hidden" name="credential";
            (ui::button(&Button::submit("Sign in with a passkey").secondary()))
            p class="govuk-error-message" role="alert" hidden { "The passkey was not used. Try again, or sign in with your password." }
        }
    }
}

/// What the device is asked.
async fn begin(place: Place) -> Result<Response, Instead> {
    place
        .work(|place| {
            let (challenge, kept) = place.app.passkeys().begin().map_err(|why| unusable(&why))?;
            let token = ceremony::begin(place.app.workspace(), KIND, &kept)?;
            Ok(Json(json!({ "ceremony": token, "publicKey": challenge })).into_response())
        })
        .await
}

/// What it answers.
async fn sent(place: Place, client: Client, Form(pairs): Form<Vec<(String, String)>>) -> Result<Response, Instead> {
    place
        .work(move |place| match tried(place, &client, &pairs)? {
            Ok(signed_in) => Ok(first::entered(place, &signed_in, &Next::of(&pairs))),
            Err(why) => {
                eprintln!("{} a passkey was refused: {why}", place.app.workspace().clock().now());
                Ok((StatusCode::BAD_REQUEST, refused(place)).into_response())
            }
        })
        .await
}

/// The session that begins; or why not, for the log alone.
fn tried(place: &Place, client: &Client, pairs: &[(String, String)]) -> Result<Result<SignedIn, String>, Instead> {
    let workspace = place.app.workspace();
    let Some(kept) = ceremony::take(workspace, KIND, said(pairs, "ceremony"))? else {
        return Ok(Err("it came too late, or for the second time".to_owned()));
    };
    let passkeys = place.app.passkeys();
    let (credential, key, user) = match passkeys.named(said(pairs, "credential")) {
        Ok(named) => named,
        Err(why) => return Ok(Err(why)),
    };
    let found = workspace.read(|reader| passkey::with_key(reader, &key))?.filter(|passkey| passkey.user == user);
    let Some(passkey) = found else { return Ok(Err("there is no such passkey".to_owned())) };
    let state = match passkeys.end(&kept, &credential, &passkey.credential) {
        Ok(state) => state,
        Err(why) => return Ok(Err(why)),
    };
    let session = place.viewer.known().map(|known| known.session.id);
    let from = From { device: &client.device, address: client.address.as_deref(), session };
    let signed_in = passkey::sign_in(workspace, &passkey, &state, from)?;
    Ok(signed_in.ok_or_else(|| "its owner may not sign in".to_owned()))
}

fn unusable(why: &str) -> Instead {
    eprintln!("passkeys: {why}");
    Instead::wrong("Passkeys cannot be used at this address", "Sign in with your password.")
}

fn refused(place: &Place) -> Markup {
    let content = html! {
        p class="govuk-body" { "The passkey could not be used. It may have been removed here, or it took longer than ten minutes." }
        p class="govuk-body" { a class="govuk-link" href="/sign-in" { "Sign in another way" } }
    };
    narrow(place, "You are not signed in", &[], &content)
}
