//! What is known of one thing, line by line.

use super::Link;
use maud::{Markup, html};

/// One line: what it is, what it is now, and what can be done about it.
#[derive(Debug, Clone)]
pub struct Line<'a> {
    /// What is known.
    pub key: &'a str,
    /// What it is.
    pub value: Markup,
    /// What can be done: *Change*. The key is said after it to those who hear it alone.
    pub action: Option<Link<'a>>,
}

impl<'a> Line<'a> {
    /// A line of plain text; nothing known is said in words.
    #[must_use]
    pub fn text(key: &'a str, value: &str) -> Self {
        let value = html! { @if value.is_empty() { "Not known" } @else { (value) } };
        Self { key, value, action: None }
    }

    /// The same line with something to do.
    #[must_use]
    pub fn action(self, action: Link<'a>) -> Self {
        Self { action: Some(action), ..self }
    }
}

/// What is known of one thing, line by line.
#[must_use]
pub fn summary_list(lines: &[Line<'_>]) -> Markup {
    let actions = lines.iter().any(|line| line.action.is_some());
    html! {
        dl class="govuk-summary-list" {
            @for line in lines {
                @let bare = actions && line.action.is_none();
                div class=(if bare { "govuk-summary-list__row govuk-summary-list__row--no-actions" } else { "govuk-summary-list__row" }) {
                    dt class="govuk-summary-list__key" { (line.key) }
                    dd class="govuk-summary-list__value" { (line.value) }
                    @if let Some(action) = line.action {
                        dd class="govuk-summary-list__actions" {
                            a class="govuk-link" href=(action.href) {
                                (action.text) span class="govuk-visually-hidden" { " " (line.key.to_lowercase()) }
                            }
                        }
                    }
                }
            }
        }
    }
}
