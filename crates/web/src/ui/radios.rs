//! One of a few.

use super::question::{Item, Question, item_id};
use maud::{Markup, html};

/// One of a few, and how they stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Radios<'a> {
    /// The answers.
    pub items: &'a [Item<'a>],
    /// The value that is chosen.
    pub selected: &'a str,
    /// Side by side where there is room: for two short ones.
    pub inline: bool,
    /// Smaller, for choices that only change what is shown.
    pub small: bool,
}

/// One of a few.
#[must_use]
pub fn radios(question: &Question<'_>, radios: &Radios<'_>) -> Markup {
    let class = match (radios.inline, radios.small) {
        (false, false) => "govuk-radios",
        (true, false) => "govuk-radios govuk-radios--inline",
        (false, true) => "govuk-radios govuk-radios--small",
        (true, true) => "govuk-radios govuk-radios--inline govuk-radios--small",
    };
    let controls = html! {
        div class=(class) {
            @for (index, item) in radios.items.iter().enumerate() {
                @let id = item_id(question.key(), index);
                div class="govuk-radios__item" {
                    input class="govuk-radios__input" id=(id) name=(question.name) type="radio" value=(item.value)
                        checked[item.value == radios.selected] aria-describedby=[item.hint.map(|_| format!("{id}-item-hint"))];
                    label class="govuk-label govuk-radios__label" for=(id) { (item.label) }
                    @if let Some(hint) = item.hint {
                        div id={ (id) "-item-hint" } class="govuk-hint govuk-radios__hint" { (hint) }
                    }
                }
            }
        }
    };
    question.around_several(None, &controls)
}
