//! A line of text.

use super::{Item, Question};
use maud::{Markup, html};

/// What a line of text holds, so that a telephone shows the right keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Holds {
    /// Any text.
    #[default]
    Text,
    /// A whole number.
    Number,
    /// An amount with a point.
    Decimal,
    /// An e-mail address.
    Email,
    /// A telephone number.
    Telephone,
    /// A password.
    Password,
    /// Words to search for.
    Search,
}

impl Holds {
    fn kind(self) -> &'static str {
        match self {
            Self::Text | Self::Number | Self::Decimal => "text",
            Self::Email => "email",
            Self::Telephone => "tel",
            Self::Password => "password",
            Self::Search => "search",
        }
    }

    fn keys(self) -> Option<&'static str> {
        match self {
            Self::Number => Some("numeric"),
            Self::Decimal => Some("decimal"),
            Self::Text | Self::Email | Self::Telephone | Self::Password | Self::Search => None,
        }
    }
}

/// What stands in a line of text, and what kind of line it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct TextInput<'a> {
    /// What stands in it.
    pub value: &'a str,
    /// What it holds.
    pub holds: Holds,
    /// How many characters wide it is: 2, 3, 4, 5, 10, 20 or 30; else as wide as its column.
    pub width: Option<u8>,
    /// What stands before it, like "£".
    pub prefix: Option<&'a str>,
    /// What stands after it, like "minutes".
    pub suffix: Option<&'a str>,
    /// What a browser may fill in, in the words of HTML's autocomplete attribute.
    pub autocomplete: Option<&'a str>,
    /// What is suggested while one types; anything else can be typed too.
    pub suggestions: &'a [Item<'a>],
}

/// A line of text.
#[must_use]
pub fn text_input(question: &Question<'_>, input: &TextInput<'_>) -> Markup {
    let mut class = question.class("govuk-input");
    if let Some(width) = input.width {
        class.push_str(&format!(" govuk-input--width-{width}"));
    }
    let control = html! {
        input class=(class) id=(question.key()) name=(question.name) type=(input.holds.kind())
            value=[(!input.value.is_empty()).then_some(input.value)] inputmode=[input.holds.keys()]
            aria-describedby=[question.described_by()] autocomplete=[input.autocomplete]
            list=[(!input.suggestions.is_empty()).then(|| format!("{}-suggestions", question.key()))]
            spellcheck=[(input.holds != Holds::Text && input.holds != Holds::Search).then_some("false")];
        @if !input.suggestions.is_empty() {
            datalist id={ (question.key()) "-suggestions" } { @for item in input.suggestions { option value=(item.value) {} } }
        }
    };
    if input.prefix.is_none() && input.suffix.is_none() {
        return question.around(&control);
    }
    question.around(&html! {
        div class="govuk-input__wrapper" {
            @if let Some(prefix) = input.prefix { div class="govuk-input__prefix" aria-hidden="true" { (prefix) } }
            (control)
            @if let Some(suffix) = input.suffix { div class="govuk-input__suffix" aria-hidden="true" { (suffix) } }
        }
    })
}
