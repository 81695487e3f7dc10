//! What is wrong with what was sent, at the head of the page.

use maud::{Markup, html};

/// One thing that is wrong, and the control where it can be mended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error {
    /// What is wrong and what to do.
    pub text: String,
    /// The id of the control, if the fault is in one.
    pub control: Option<String>,
}

/// Everything that is wrong, each with a link to where it can be mended; nothing if nothing is.
#[must_use]
pub fn error_summary(errors: &[Error]) -> Markup {
    html! {
        @if !errors.is_empty() {
            div class="govuk-error-summary" {
                div role="alert" {
                    h2 class="govuk-error-summary__title" { "There is a problem" }
                    div class="govuk-error-summary__body" {
                        ul class="govuk-list govuk-error-summary__list" {
                            @for error in errors {
                                li {
                                    @if let Some(control) = &error.control { a href={ "#" (control) } { (error.text) } }
                                    @else { (error.text) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
