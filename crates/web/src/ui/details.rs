//! What is folded away until somebody wants it.

use maud::{Markup, html};

/// Content folded under a line of words. With a `key`, an address can name it, and whether it stands open is
/// remembered on this device until the window closes.
#[must_use]
pub fn details(summary: &str, content: &Markup, open: bool, key: Option<&str>) -> Markup {
    html! {
        details class="govuk-details" id=[key] open[open] data-remember=[key] {
            summary class="govuk-details__summary" {
                span class="govuk-details__summary-text" { (summary) }
            }
            div class="govuk-details__text" { (content) }
        }
    }
}
