//! Where one is, and the way back.

use super::Link;
use maud::{Markup, html};

/// The way from home to the page one is on, which itself is not part of it.
#[must_use]
pub fn breadcrumbs(way: &[Link<'_>]) -> Markup {
    html! {
        nav class="govuk-breadcrumbs" aria-label="Breadcrumb" {
            ol class="govuk-breadcrumbs__list" {
                @for place in way {
                    li class="govuk-breadcrumbs__list-item" {
                        a class="govuk-breadcrumbs__link" href=(place.href) { (place.text) }
                    }
                }
            }
        }
    }
}

/// One step back, in a task of several pages.
#[must_use]
pub fn back_link(href: &str) -> Markup {
    html! { a href=(href) class="govuk-back-link" { "Back" } }
}
