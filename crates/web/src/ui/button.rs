//! Buttons, and links that look like them.

use maud::{Markup, html};

/// How a button stands among others. A page has one primary button.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Look {
    /// The one thing the page is for.
    #[default]
    Primary,
    /// Anything else.
    Secondary,
    /// What removes or cannot easily be taken back.
    Warning,
}

/// A button that sends its form, or a link in the shape of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Button<'a> {
    /// What it says: a verb and its object.
    pub text: &'a str,
    /// How it stands among others.
    pub look: Look,
    /// Where it leads; without it, it sends the form it stands in.
    pub href: Option<&'a str>,
    /// The name and value sent with the form; an empty value is sent all the same.
    pub sends: Option<(&'a str, &'a str)>,
    /// Whether it can be pressed; what cannot be done is better explained than greyed out.
    pub disabled: bool,
}

impl<'a> Button<'a> {
    /// A button that sends its form.
    #[must_use]
    pub fn submit(text: &'a str) -> Self {
        Self { text, ..Self::default() }
    }

    /// A link in the shape of a button.
    #[must_use]
    pub fn link(text: &'a str, href: &'a str) -> Self {
        Self { text, href: Some(href), ..Self::default() }
    }

    /// The same button as one among others.
    #[must_use]
    pub fn secondary(self) -> Self {
        Self { look: Look::Secondary, ..self }
    }

    /// The same button as one that is dangerous.
    #[must_use]
    pub fn warning(self) -> Self {
        Self { look: Look::Warning, ..self }
    }

    /// The same button, sending this name and value with its form.
    #[must_use]
    pub fn sends(self, name: &'a str, value: &'a str) -> Self {
        Self { sends: Some((name, value)), ..self }
    }
}

/// One button.
#[must_use]
pub fn button(button: &Button<'_>) -> Markup {
    let class = match button.look {
        Look::Primary => "govuk-button",
        Look::Secondary => "govuk-button govuk-button--secondary",
        Look::Warning => "govuk-button govuk-button--warning",
    };
    html! {
        @if let Some(href) = button.href {
            a href=(href) role="button" draggable="false" class=(class) { (button.text) }
        } @else {
            button type="submit" class=(class) name=[button.sends.map(|sent| sent.0)] value=[button.sends.map(|sent| sent.1).filter(|value| !value.is_empty())]
                disabled[button.disabled] aria-disabled=[button.disabled.then_some("true")] { (button.text) }
        }
    }
}

/// Several buttons side by side, the first the most likely.
#[must_use]
pub fn buttons(buttons: &[Button<'_>]) -> Markup {
    html! {
        div class="govuk-button-group" {
            @for each in buttons { (button(each)) }
        }
    }
}
