//! The audit log, for people.

use super::super::Place;
use super::page;
use crate::Instead;
use axum::response::Response;
use maud::{Markup, html};

pub(super) fn show(place: &Place) -> Result<Markup, Instead> {
    Ok(page(place, "Audit log", false, &[], &html! {}))
}
pub(super) fn csv(place: &Place) -> Result<Response, Instead> {
    let _ = place;
    Err(Instead::missing("x", "x"))
}
pub(super) fn excel(place: &Place) -> Result<Response, Instead> {
    csv(place)
}
