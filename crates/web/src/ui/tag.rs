//! A word for the state of something.

use maud::{Markup, html};

/// The colour of a tag; its word says the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Colour {
    /// The colour of the house.
    #[default]
    Plain,
    /// Over, or not in force.
    Grey,
    /// Done, or well.
    Green,
    /// Waiting.
    Yellow,
    /// Late, or wrong.
    Red,
    /// Of another kind.
    Purple,
}

/// A word for the state of something.
#[must_use]
pub fn tag(text: &str, colour: Colour) -> Markup {
    let class = match colour {
        Colour::Plain => "govuk-tag",
        Colour::Grey => "govuk-tag govuk-tag--grey",
        Colour::Green => "govuk-tag govuk-tag--green",
        Colour::Yellow => "govuk-tag govuk-tag--yellow",
        Colour::Red => "govuk-tag govuk-tag--red",
        Colour::Purple => "govuk-tag govuk-tag--purple",
    };
    html! { strong class=(class) { (text) } }
}
