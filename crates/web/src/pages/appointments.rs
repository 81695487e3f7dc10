//! Whether somebody came to an appointment, said with one tap.

use super::place::Place;
use super::undo::{self, BACK};
use crate::routes::{Routes, Rule};
use crate::{App, Instead};
use axum::Form as Sent;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use base::{Act, Id};
use records::appointments;

pub(super) fn routes() -> Routes {
    Routes::new().post("/appointments/{appointment}", Rule::May(Act::Record), sent)
}

async fn sent(
    State(app): State<App>,
    Path(appointment): Path<String>,
    place: Place,
    Sent(pairs): Sent<Vec<(String, String)>>,
) -> Result<Response, Instead> {
    app.work(move || {
        let said = |name: &str| pairs.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str());
        let gone = || Instead::missing("There is no such appointment here", "Go back to the home page.");
        let id: Id = appointment.parse().map_err(|_| gone())?;
        let state = said("state").unwrap_or_default();
        let once = said("once").unwrap_or_default();
        match appointments::settle(place.app.workspace(), &place.actor(), once, id, state) {
            Ok(made) => Ok(Redirect::to(&undo::after(&undo::back(said(BACK), "/"), &made)).into_response()),
            Err(records::Error::NotFound { .. }) => Err(gone()),
            Err(other) => Err(other.into()),
        }
    })
    .await
}
