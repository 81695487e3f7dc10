//! Words that lead somewhere.

use maud::{Markup, html};

/// Words and the address they lead to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Link<'a> {
    /// What it says.
    pub text: &'a str,
    /// Where it leads.
    pub href: &'a str,
}

impl<'a> Link<'a> {
    /// A link that says `text` and leads to `href`.
    #[must_use]
    pub fn new(text: &'a str, href: &'a str) -> Self {
        Self { text, href }
    }
}

/// One link in running text.
#[must_use]
pub fn link(link: Link<'_>) -> Markup {
    html! { a class="govuk-link" href=(link.href) { (link.text) } }
}

/// Several links side by side.
#[must_use]
pub fn links(links: &[Link<'_>]) -> Markup {
    html! {
        @if !links.is_empty() {
            ul class="wm-links" {
                @for each in links { li { (link(*each)) } }
            }
        }
    }
}
