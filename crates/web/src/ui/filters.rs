//! What is left out of a list or figure: plain form fields above it, and their names above what they left.

use super::{Button, Item, Question, button, select};
use maud::{Markup, html};

/// One choice of what is shown.
#[derive(Debug, Clone, Copy, Default)]
pub struct Filter<'a> {
    /// The name in the address.
    pub name: &'a str,
    /// What people see.
    pub label: &'a str,
    /// What may be chosen, the first usually "All".
    pub items: &'a [Item<'a>],
    /// The value chosen.
    pub selected: &'a str,
}

/// One filter that is in force, and the address without it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Named<'a> {
    /// "Partner: Bridge House".
    pub text: &'a str,
    /// The address of the same page without it.
    pub without: &'a str,
}

/// The filters of a page. They are sent by GET, so the address holds them.
#[derive(Debug, Clone, Copy, Default)]
pub struct Filters<'a> {
    /// The page's own address without its query.
    pub action: &'a str,
    /// The choices.
    pub filters: &'a [Filter<'a>],
    /// What else stands in the address and must stay there.
    pub hidden: &'a [(&'a str, &'a str)],
    /// What came of it, in words: "42 people".
    pub result: Option<&'a str>,
    /// The filters in force.
    pub named: &'a [Named<'a>],
    /// The address without any filter.
    pub clear: Option<&'a str>,
}

/// The filters of a page, and above the result the names of those in force.
#[must_use]
pub fn filters(filters: &Filters<'_>) -> Markup {
    html! {
        form class="wm-filters" method="get" action=(filters.action) aria-label="Filters" data-send-on-change {
            @for (name, value) in filters.hidden { input type="hidden" name=(name) value=(value); }
            div class="wm-filters__fields" {
                @for filter in filters.filters {
                    @let id = format!("filter-{}", filter.name);
                    (select(&Question::new(filter.name, filter.label).id(&id), filter.items, filter.selected))
                }
                p class="wm-filters__hint" { "The page follows what you choose." }
                div class="wm-filters__send" { (button(&Button::submit("Apply filters").secondary())) }
            }
        }
        @if filters.result.is_some() || !filters.named.is_empty() {
            (named(filters))
        }
    }
}

fn named(filters: &Filters<'_>) -> Markup {
    html! {
        div class="wm-named" role="status" {
            @if let Some(result) = filters.result { strong class="wm-named__result" { (result) } }
            @if !filters.named.is_empty() {
                ul class="wm-named__list" {
                    @for each in filters.named {
                        li {
                            a class="wm-named__one" href=(each.without) {
                                span class="govuk-visually-hidden" { "Remove filter " } (each.text) span aria-hidden="true" { " \u{d7}" }
                            }
                        }
                    }
                    @if let Some(clear) = filters.clear {
                        li { a class="govuk-link" href=(clear) { "Clear filters" } }
                    }
                }
            }
        }
    }
}
