//! One of a list too long for radios.

use super::{Item, Question};
use maud::{Markup, html};

/// One of a list; `selected` is the value that stands in it.
#[must_use]
pub fn select(question: &Question<'_>, items: &[Item<'_>], selected: &str) -> Markup {
    question.around(&html! {
        select class=(question.class("govuk-select")) id=(question.key()) name=(question.name) aria-describedby=[question.described_by()] {
            @for item in items {
                option value=(item.value) selected[item.value == selected] { (item.label) }
            }
        }
    })
}
