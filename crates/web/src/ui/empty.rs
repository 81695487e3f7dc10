//! A place where nothing is yet.

use super::{Button, button};
use maud::{Markup, html};

/// What will be here, and the first step towards it.
#[derive(Debug, Clone, Copy, Default)]
pub struct Empty<'a> {
    /// What is not here yet: "No outcomes yet".
    pub title: &'a str,
    /// What will be here and when.
    pub text: &'a str,
    /// The first step.
    pub action: Option<Button<'a>>,
}

/// A place where nothing is yet.
#[must_use]
pub fn empty(empty: &Empty<'_>) -> Markup {
    html! {
        div class="wm-empty" {
            p class="wm-empty__title" { (empty.title) }
            @if !empty.text.is_empty() { p class="govuk-body" { (empty.text) } }
            @if let Some(action) = &empty.action { (button(action)) }
        }
    }
}
