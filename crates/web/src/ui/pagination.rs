//! The way from one part of a long list to the next.

use maud::{Markup, PreEscaped, html};

/// Where the parts before and after this one are, and what they hold ("after Adeyemi").
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Pages<'a> {
    /// The address of the part before.
    pub previous: Option<&'a str>,
    /// The address of the part after.
    pub next: Option<&'a str>,
    /// What the part before holds.
    pub previous_label: Option<&'a str>,
    /// What the part after holds.
    pub next_label: Option<&'a str>,
}

/// The way to the parts before and after; nothing if there are none.
#[must_use]
pub fn pagination(pages: &Pages<'_>) -> Markup {
    html! {
        @if pages.previous.is_some() || pages.next.is_some() {
            nav class="govuk-pagination govuk-pagination--block" aria-label="Pagination" {
                @if let Some(href) = pages.previous { (step("prev", "Previous", href, pages.previous_label)) }
                @if let Some(href) = pages.next { (step("next", "Next", href, pages.next_label)) }
            }
        }
    }
}

fn step(rel: &str, title: &str, href: &str, label: Option<&str>) -> Markup {
    let plain = if label.is_none() { " govuk-pagination__link-title--decorated" } else { "" };
    html! {
        div class={ "govuk-pagination__" (rel) } {
            a class="govuk-link govuk-pagination__link" href=(href) rel=(rel) {
                (arrow(rel))
                span class={ "govuk-pagination__link-title" (plain) } {
                    (title) span class="govuk-visually-hidden" { " page" }
                }
                @if let Some(label) = label {
                    span class="govuk-visually-hidden" { ":" }
                    span class="govuk-pagination__link-label" { (label) }
                }
            }
        }
    }
}

fn arrow(rel: &str) -> Markup {
    let path = if rel == "prev" {
        "m6.5938-0.0078125-6.7266 6.7266 6.7441 6.4062 1.377-1.449-4.1856-3.9768h12.896v-2h-12.984l4.2931-4.293-1.414-1.414z"
    } else {
        "m8.107-0.0078125-1.4136 1.414 4.2926 4.293h-12.986v2h12.896l-4.1855 3.9766 1.377 1.4492 6.7441-6.4062-6.7246-6.7266z"
    };
    html! {
        svg class={ "govuk-pagination__icon govuk-pagination__icon--" (rel) } xmlns="http://www.w3.org/2000/svg" height="13" width="15"
            aria-hidden="true" focusable="false" viewBox="0 0 15 13" {
            (PreEscaped(format!("<path d=\"{path}\"></path>")))
        }
    }
}
