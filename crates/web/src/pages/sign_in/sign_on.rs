//! Signing in through an organisation's own sign-on.

use super::super::place::Place;
use maud::{Markup, html};

/// The way to it on the sign-in page.
pub(super) fn offered(_place: &Place) -> Markup {
    html! {}
}
