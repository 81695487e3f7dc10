//! Every component once, to be looked at and checked.

use super::*;
use maud::{Markup, html};

/// A page with every component, in its frame.
#[must_use]
pub fn gallery() -> Markup {
    Frame::new("Gallery", "East Lancashire").page(&html! {})
}
