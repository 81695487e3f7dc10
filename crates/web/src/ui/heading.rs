//! The heading of a page.

use super::{Button, button};
use maud::{Markup, html};

/// What a page is about, what it belongs to, a sentence about it, and the one thing it is for.
#[derive(Debug, Clone, Copy, Default)]
pub struct Heading<'a> {
    /// The name of the thing: "Cumulative overview", "Joan Adeyemi: plan".
    pub title: &'a str,
    /// What it belongs to, above it in smaller letters.
    pub caption: Option<&'a str>,
    /// A sentence beneath.
    pub lead: Option<&'a str>,
    /// The page's one primary button, if it is not at the end of a form.
    pub action: Option<Button<'a>>,
}

/// The heading of a page.
#[must_use]
pub fn heading(heading: &Heading<'_>) -> Markup {
    html! {
        div class="wm-heading" {
            div class="wm-heading__text" {
                h1 class="govuk-heading-l" {
                    @if let Some(caption) = heading.caption { span class="govuk-caption-l" { (caption) } }
                    (heading.title)
                }
                @if let Some(lead) = heading.lead { p class="govuk-body-l" { (lead) } }
            }
            @if let Some(action) = &heading.action { (button(action)) }
        }
    }
}
