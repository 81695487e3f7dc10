//! The first administrator, by the address that the program printed when it started over a workspace without users.

use super::super::place::Place;
use super::link::over;
use super::{At, Faults, Next, Pairs, fault, first, narrow, new_password, said, unfit};
use crate::Instead;
use crate::client::Client;
use crate::ui::{self, Button, Holds, Item, Question, TextInput};
use axum::Form;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use base::Actor;
use maud::{Markup, html};
use records::organisations;
use records::users::links::Purpose;
use records::users::{self, User, signing};

pub(super) async fn show(Path(token): At, place: Place) -> Result<Response, Instead> {
    place
        .work(move |place| match is_welcome(place, &token)? {
            true => Ok(page(place, &token, &[], &[])?.into_response()),
            false => Ok(over(place, Purpose::Invitation)),
        })
        .await
}

/// Whether the token is the one that was printed, and nobody has come in by it yet.
fn is_welcome(place: &Place, token: &str) -> Result<bool, Instead> {
    Ok(place.app.welcomes(token) && !place.app.workspace().read(users::any)?)
}

fn page(place: &Place, token: &str, pairs: &[(String, String)], faults: Faults<'_>) -> Result<Markup, Instead> {
    let known = place.app.workspace().read(organisations::all)?;
    let ids: Vec<(String, &str)> = known.iter().map(|known| (known.id.to_string(), known.name.as_str())).collect();
    let items: Vec<Item<'_>> = std::iter::once(Item::new("", "Another, named below"))
        .chain(ids.iter().map(|(id, name)| Item::new(id, name)))
        .collect();
    let line = |name, label, holds, autocomplete| {
        let question = Question::new(name, label).error(fault(faults, name));
        let input =
            TextInput { value: said(pairs, name), holds, autocomplete: Some(autocomplete), ..TextInput::default() };
        ui::text_input(&question, &input)
    };
    let content = html! {
        (ui::paragraph("Nobody can sign in here yet. You are the first, and so the administrator: you run the system, invite others and say what they may see. Administrators see figures, and nobody by name."))
        (place.form(&format!("/welcome/{token}"), &html! {
            (line("name", "Your name", Holds::Text, "name"))
            (line("email", "Your e-mail address", Holds::Email, "username"))
            @if !known.is_empty() {
                (ui::select(&Question::new("organisation", "Your organisation").error(fault(faults, "organisation")), &items, said(pairs, "organisation")))
            }
            (line("new-organisation", if known.is_empty() { "Your organisation" } else { "Another organisation" }, Holds::Text, "organization"))
            (new_password(faults))
            (ui::button(&Button::submit("Save and go on")))
        }))
    };
    Ok(narrow(place, "Welcome to Waymark", faults, &content))
}

pub(super) async fn sent(
    Path(token): At,
    place: Place,
    client: Client,
    Form(pairs): Pairs,
) -> Result<Response, Instead> {
    place.work(move |place| taken(place, &token, &client, &pairs)).await
}

fn taken(place: &Place, token: &str, client: &Client, pairs: &[(String, String)]) -> Result<Response, Instead> {
    if !is_welcome(place, token)? {
        return Ok(over(place, Purpose::Invitation));
    }
    let workspace = place.app.workspace();
    let user = User::new(workspace.id(), said(pairs, "email"), said(pairs, "name"));
    let mut faults: Vec<(&'static str, String)> = user
        .check()
        .iter()
        .map(|wrong| match wrong.field {
            "email" => ("email", "Enter an e-mail address, like name@example.org".to_owned()),
            _ => ("name", "Enter your name".to_owned()),
        })
        .collect();
    faults.sort_by_key(|(at, _)| *at != "name");
    let known = workspace.read(organisations::all)?;
    let chosen = known.iter().find(|known| known.id.to_string() == said(pairs, "organisation"));
    let named = said(pairs, "new-organisation").trim();
    if chosen.is_none() && named.is_empty() {
        faults.push(("new-organisation", "Enter the name of your organisation".to_owned()));
    }
    let password = said(pairs, "new-password");
    faults.extend(unfit(place, password, &user));
    if !faults.is_empty() {
        return Ok((StatusCode::BAD_REQUEST, page(place, token, pairs, &faults)?).into_response());
    }
    let organisation = match chosen {
        Some(chosen) => chosen.id,
        None => organisations::add(workspace, &Actor::program("first run"), named, "", "")?.id,
    };
    match signing::first_administrator(workspace, &user, organisation, password, &client.device)? {
        Some(signed_in) => Ok(first::entered(place, &signed_in, &Next::to("/"))),
        None => Ok(over(place, Purpose::Invitation)),
    }
}
