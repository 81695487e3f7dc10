//! Where one is signed in, and signing out there.

use super::super::place::Place;
use super::super::sign_in::said;
use super::super::words::moment;
use super::{Pairs, device, signed};
use crate::Instead;
use crate::ui::{self, Button, Column};
use axum::Form;
use axum::response::{IntoResponse, Redirect, Response};
use base::Id;
use maud::{Markup, html};
use records::users::{Session, session};

/// Every browser one is signed in with; `here` is this one.
pub(super) fn listed(place: &Place, sessions: &[Session], here: Id) -> Markup {
    let row = |session: &Session| {
        let device = device::named(&session.device);
        vec![
            html! { (device) },
            html! { (moment(session.began)) },
            html! { (moment(session.seen)) },
            html! {
                @if session.id == here { "This one" } @else {
                    button type="submit" class="govuk-button govuk-button--secondary wm-in-row" name="end" value=(session.id) {
                        "Sign out" span class="govuk-visually-hidden" { " there: " (device) ", since " (moment(session.began)) }
                    }
                }
            },
        ]
    };
    let table = ui::table(&ui::Table {
        caption: "Where you are signed in",
        size: ui::Size::Medium,
        columns: ["Device", "Since", "Last seen", "Sign out"].map(Column::text).into(),
        rows: sessions.iter().map(row).collect(),
        cards: true,
        ..ui::Table::default()
    });
    place.form(
        "/account/sessions",
        &html! {
            (table)
            @if sessions.len() > 1 {
                (ui::button(&Button::submit("Sign out everywhere else").secondary().sends("end", "others")))
            }
        },
    )
}

pub(super) async fn ended(place: Place, Form(pairs): Pairs) -> Result<Response, Instead> {
    place
        .work(move |place| {
            let signed = signed(place)?;
            let (user, here) = (signed.user.id, signed.session.id);
            let workspace = place.app.workspace();
            let now = workspace.clock().now();
            let end = said(&pairs, "end");
            workspace.write(&place.actor(), |tx| match end.parse::<Id>() {
                Ok(id) => session::end(tx, user, id, now).map(drop),
                Err(_) if end == "others" => session::end_all(tx, user, Some(here), now),
                Err(_) => Ok(()),
            })?;
            Ok(Redirect::to("/account?done=ended").into_response())
        })
        .await
}
