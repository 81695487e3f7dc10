//! Something finished.

use maud::{Markup, html};

/// Something finished, as the heading of its page: what, and in short what came of it.
#[must_use]
pub fn panel(title: &str, body: &Markup) -> Markup {
    html! {
        div class="govuk-panel govuk-panel--confirmation" {
            h1 class="govuk-panel__title" { (title) }
            div class="govuk-panel__body" { (body) }
        }
    }
}
