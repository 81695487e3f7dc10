//! Any of a few.

use super::question::{Item, Question, item_id};
use maud::{Markup, html};

/// Any of a few; `chosen` are the values that are ticked.
#[must_use]
pub fn checkboxes(question: &Question<'_>, items: &[Item<'_>], chosen: &[&str]) -> Markup {
    let controls = html! {
        div class="govuk-checkboxes" {
            @for (index, item) in items.iter().enumerate() {
                @let id = item_id(question.key(), index);
                div class="govuk-checkboxes__item" {
                    input class="govuk-checkboxes__input" id=(id) name=(question.name) type="checkbox" value=(item.value)
                        checked[chosen.contains(&item.value)] aria-describedby=[item.hint.map(|_| format!("{id}-item-hint"))];
                    label class="govuk-label govuk-checkboxes__label" for=(id) { (item.label) }
                    @if let Some(hint) = item.hint {
                        div id={ (id) "-item-hint" } class="govuk-hint govuk-checkboxes__hint" { (hint) }
                    }
                }
            }
        }
    };
    question.around_several(None, &controls)
}
