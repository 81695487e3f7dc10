//! Running text, set apart and not.

use maud::{Markup, html};

/// A paragraph.
#[must_use]
pub fn paragraph(text: &str) -> Markup {
    html! { p class="govuk-body" { (text) } }
}

/// Text set apart from what stands around it.
#[must_use]
pub fn inset(content: &Markup) -> Markup {
    html! { div class="govuk-inset-text" { (content) } }
}

/// What somebody must know before they go on.
#[must_use]
pub fn warning(text: &str) -> Markup {
    html! {
        div class="govuk-warning-text" {
            span class="govuk-warning-text__icon" aria-hidden="true" { "!" }
            strong class="govuk-warning-text__text" {
                span class="govuk-visually-hidden" { "Warning" }
                " " (text)
            }
        }
    }
}
