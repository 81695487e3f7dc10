//! Figures and questions, counted.

use crate::Instead;
use crate::pages::{self, Place};
use axum::extract::Path;
use axum::response::Response;
use records::figures::answer;

/// A figure that the programme's definition declares.
pub(super) async fn declared(Path((key, figure)): Path<(String, String)>, place: Place) -> Result<Response, Instead> {
    place
        .work(move |place| {
            let entry = place.programme(&key)?;
            let asked = pages::declared(entry, &figure, &place.query)?;
            pages::json(&answer(place.app.workspace(), &place.scope(), &key, &asked.figure, &asked.narrowing)?)
        })
        .await
}

/// Any question.
pub(super) async fn own(Path(key): Path<String>, place: Place) -> Result<Response, Instead> {
    place
        .work(move |place| {
            let entry = place.programme(&key)?;
            let asked = pages::own(entry, &place.query)?;
            pages::json(&answer(place.app.workspace(), &place.scope(), &key, &asked.figure, &asked.narrowing)?)
        })
        .await
}
