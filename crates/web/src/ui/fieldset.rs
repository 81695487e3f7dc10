//! Questions that belong together.

use super::Size;
use maud::{Markup, html};

/// Questions that belong together, under what they have in common.
#[must_use]
pub fn fieldset(legend: &str, size: Size, questions: &Markup) -> Markup {
    html! {
        fieldset class="govuk-fieldset" {
            legend class=(size.class("govuk-fieldset__legend")) { (legend) }
            (questions)
        }
    }
}
