//! One's own account.

use super::place::Place;
use crate::routes::{Routes, Rule};
use axum::http::StatusCode;
use maud::{Markup, html};

pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/account", Rule::SignedIn, show)
        // That the request came is the sign of life.
        .post("/account/stay", Rule::SignedIn, async || StatusCode::NO_CONTENT)
}

async fn show(place: Place) -> Markup {
    super::sign_in::narrow(&place, "Your account", &[], &html! {})
}
