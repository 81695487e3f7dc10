//! What is folded away until somebody wants it.

use maud::{Markup, html};

/// Content folded under a line of words. With a `key`, whether it stands open is remembered on this device.
#[must_use]
pub fn details(summary: &str, content: &Markup, open: bool, key: Option<&str>) -> Markup {
    html! {
        details class="govuk-details" open[open] data-remember=[key] {
            summary class="govuk-details__summary" {
                span class="govuk-details__summary-text" { (summary) }
            }
            div class="govuk-details__text" { (content) }
        }
    }
}
