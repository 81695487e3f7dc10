//! Another authenticator in place of the one there was, or a first one for whoever is not asked for it; and new recovery codes.

use super::super::place::Place;
use super::super::sign_in::{Faults, drawn, kept, narrow, said, with_cookie};
use super::{Pairs, current, refused, signed};
use crate::Instead;
use crate::ui::{self, Button, Link};
use axum::Form;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use records::users::{Try, recovery, signing, totp};

const PATH: &str = "/account/second-factor";

pub(super) async fn show(place: Place) -> Result<Markup, Instead> {
    place.work(|place| page(place, &totp::new_key()?, &[])).await
}

fn page(place: &Place, key: &[u8], faults: Faults<'_>) -> Result<Markup, Instead> {
    let user = &signed(place)?.user;
    let form = |content: &Markup| {
        place.form(
            PATH,
            &html! {
                @if user.password.is_some() { (current(faults)) }
                (content)
            },
        )
    };
    let content = html! {
        @if user.totp.is_some() {
            (ui::paragraph("The authenticator you have works until this one is set up. You are then signed out everywhere else, and get new recovery codes."))
        }
        (drawn(place, user, key, faults, &form)?)
    };
    Ok(narrow(place, "Set up an authenticator", faults, &content))
}

pub(super) async fn sent(place: Place, Form(pairs): Pairs) -> Result<Response, Instead> {
    place
        .work(move |place| {
            let signed = signed(place)?;
            let key = totp::read(said(&pairs, "key")).filter(|key| key.len() == 20);
            let Some(key) = key else { return Ok(page(place, &totp::new_key()?, &[])?.into_response()) };
            let workspace = place.app.workspace();
            let known = signing::confirm(workspace, &signed.session, said(&pairs, "password"))?;
            if known != Try::Right(()) {
                let (status, wrong) = refused(&known);
                return Ok((status, page(place, &key, &[wrong])?).into_response());
            }
            match signing::set_up(workspace, &signed.session, &key, said(&pairs, "code"))? {
                Try::Right(done) => Ok(with_cookie(place, &done.token, shown(&place.unsigned(), &done.codes))),
                Try::Wrong | Try::Wait => {
                    let wrong = [("code", "Code is not right. Type the one that the app shows now".to_owned())];
                    Ok((StatusCode::BAD_REQUEST, page(place, &key, &wrong)?).into_response())
                }
            }
        })
        .await
}

fn shown(place: &Place, codes: &[String]) -> Markup {
    let content = html! {
        (kept(codes))
        p class="govuk-body" { (ui::link(Link::new("I have kept them: back to your account", "/account"))) }
    };
    narrow(place, "Keep your recovery codes", &[], &content)
}

/// The page that makes new recovery codes.
pub(super) fn codes(place: &Place, faults: Faults<'_>) -> Markup {
    let has = place.viewer.signed().is_some_and(|signed| signed.user.password.is_some());
    let content = html! {
        (ui::paragraph("You get ten new codes, and those you have stop working."))
        (place.form("/account/recovery-codes", &html! {
            @if has { (current(faults)) }
            (ui::button(&Button::submit("Make new recovery codes")))
        }))
    };
    narrow(place, "New recovery codes", faults, &content)
}

pub(super) async fn renewed(place: Place, Form(pairs): Pairs) -> Result<Response, Instead> {
    place
        .work(move |place| {
            let signed = signed(place)?;
            let workspace = place.app.workspace();
            let known = signing::confirm(workspace, &signed.session, said(&pairs, "password"))?;
            if known != Try::Right(()) {
                let (status, wrong) = refused(&known);
                return Ok((status, codes(place, &[wrong])).into_response());
            }
            let new = recovery::new_codes()?;
            workspace.write(&place.actor(), |tx| recovery::replace(tx, signed.user.id, &new))?;
            Ok(shown(place, &new).into_response())
        })
        .await
}
