//! Signing in and out.

mod demonstration;

use super::Place;
use crate::routes::{Routes, Rule};
use crate::viewer::no_cookie;
use crate::{App, Instead};
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Redirect, Response};
use records::users::session;

pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/sign-in", Rule::Anyone, async |place: Place| place.work(demonstration::show).await)
        .post("/sign-in/as", Rule::Anyone, demonstration::sign_in_as)
        .post("/sign-out", Rule::SignedIn, sign_out)
}

/// Ends the session.
async fn sign_out(State(app): State<App>, place: Place) -> Result<Response, Instead> {
    place.work(|place| end_session(place)).await?;
    Ok(([(header::SET_COOKIE, no_cookie(&app))], Redirect::to("/sign-in")).into_response())
}

/// Ends the session of whoever asks, if there is one.
fn end_session(place: &Place) -> Result<(), Instead> {
    let Some(signed) = place.viewer.signed() else { return Ok(()) };
    let now = place.app.workspace().clock().now();
    Ok(session::change(place.app.workspace(), &signed.session, |session| session.ended = Some(now))?)
}
