//! What every form control has in common: a label, a hint, what is wrong with the answer, and how these are tied to it.

use maud::{Markup, html};

/// How large a label or caption stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Size {
    /// As running text.
    #[default]
    Plain,
    /// Bold, as running text.
    Small,
    /// A heading within a page.
    Medium,
    /// The heading of a page.
    Large,
}

impl Size {
    pub(super) fn class(self, base: &str) -> String {
        match self {
            Self::Plain => base.to_owned(),
            Self::Small => format!("{base} {base}--s"),
            Self::Medium => format!("{base} {base}--m"),
            Self::Large => format!("{base} {base}--l"),
        }
    }
}

/// One question of a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Question<'a> {
    /// The name under which the answer is sent.
    pub name: &'a str,
    /// The control's id, when the page has two of the same name; else the name.
    pub id: Option<&'a str>,
    /// What is asked.
    pub label: &'a str,
    /// Help beneath the label.
    pub hint: Option<&'a str>,
    /// What is wrong with the answer given.
    pub error: Option<&'a str>,
    /// How large the label stands.
    pub size: Size,
    /// Whether the question is the whole page, so that its label is the page's heading.
    pub heading: bool,
}

impl<'a> Question<'a> {
    /// A question with no hint and nothing wrong.
    #[must_use]
    pub fn new(name: &'a str, label: &'a str) -> Self {
        Self { name, label, ..Self::default() }
    }

    /// The same question with a hint; an empty one is none.
    #[must_use]
    pub fn hint(self, hint: &'a str) -> Self {
        Self { hint: (!hint.is_empty()).then_some(hint), ..self }
    }

    /// The same question with what is wrong with its answer.
    #[must_use]
    pub fn error(self, error: Option<&'a str>) -> Self {
        Self { error, ..self }
    }

    /// The same question with another id than its name.
    #[must_use]
    pub fn id(self, id: &'a str) -> Self {
        Self { id: Some(id), ..self }
    }

    /// The same question with a label of this size.
    #[must_use]
    pub fn size(self, size: Size) -> Self {
        Self { size, ..self }
    }

    /// The same question as the heading of its page.
    #[must_use]
    pub fn heading(self) -> Self {
        Self { heading: true, size: Size::Large, ..self }
    }

    pub(super) fn key(&self) -> &'a str {
        self.id.unwrap_or(self.name)
    }

    /// The ids of what describes the control.
    pub(super) fn described_by(&self) -> Option<String> {
        let key = self.key();
        match (self.hint, self.error) {
            (None, None) => None,
            (Some(_), None) => Some(format!("{key}-hint")),
            (None, Some(_)) => Some(format!("{key}-error")),
            (Some(_), Some(_)) => Some(format!("{key}-hint {key}-error")),
        }
    }

    /// The class of a control, with the mark of an error if there is one.
    pub(super) fn class(&self, base: &str) -> String {
        if self.error.is_some() { format!("{base} {base}--error") } else { base.to_owned() }
    }

    fn hint_and_error(&self) -> Markup {
        html! {
            @if let Some(hint) = self.hint {
                div id={ (self.key()) "-hint" } class="govuk-hint" { (hint) }
            }
            @if let Some(error) = self.error {
                p id={ (self.key()) "-error" } class="govuk-error-message" {
                    span class="govuk-visually-hidden" { "Error:" } " " (error)
                }
            }
        }
    }

    /// The question around its one control.
    pub(super) fn around(&self, control: &Markup) -> Markup {
        let label = html! { label class=(self.size.class("govuk-label")) for=(self.key()) { (self.label) } };
        html! {
            div class=(self.class("govuk-form-group")) {
                @if self.heading { h1 class="govuk-label-wrapper" { (label) } } @else { (label) }
                (self.hint_and_error())
                (control)
            }
        }
    }

    /// The question around controls that only together answer it.
    pub(super) fn around_several(&self, role: Option<&str>, controls: &Markup) -> Markup {
        html! {
            div class=(self.class("govuk-form-group")) {
                fieldset class="govuk-fieldset" role=[role] aria-describedby=[self.described_by()] {
                    legend class=(self.size.class("govuk-fieldset__legend")) {
                        @if self.heading { h1 class="govuk-fieldset__heading" { (self.label) } } @else { (self.label) }
                    }
                    (self.hint_and_error())
                    (controls)
                }
            }
        }
    }
}

/// One of the answers among which a question lets choose.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Item<'a> {
    /// What is sent.
    pub value: &'a str,
    /// What is shown.
    pub label: &'a str,
    /// Help beneath it, where the control has room.
    pub hint: Option<&'a str>,
}

impl<'a> Item<'a> {
    /// An answer without help.
    #[must_use]
    pub fn new(value: &'a str, label: &'a str) -> Self {
        Self { value, label, hint: None }
    }

    /// The same answer with help.
    #[must_use]
    pub fn hint(self, hint: &'a str) -> Self {
        Self { hint: Some(hint), ..self }
    }
}

/// The id of the item at `index` of the control `key`: the first has the control's own, so that an error can lead to it.
pub(super) fn item_id(key: &str, index: usize) -> String {
    if index == 0 { key.to_owned() } else { format!("{key}-{}", index + 1) }
}
