//! Signing in with a passkey.

use super::super::place::Place;
use maud::{Markup, html};

/// The way to it on the sign-in page.
pub(super) fn offered(_place: &Place) -> Markup {
    html! {}
}
