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
    /// What can be done: *Change*, *Remove*. The key is said after each to those who hear it alone.
    pub actions: Vec<Link<'a>>,
}

impl<'a> Line<'a> {
    /// A line of plain text; nothing known is said in words.
    #[must_use]
    pub fn text(key: &'a str, value: &str) -> Self {
        let value = html! { @if value.is_empty() { "Not known" } @else { (value) } };
        Self { key, value, actions: Vec::new() }
    }

    /// The same line with something to do.
    #[must_use]
    pub fn action(mut self, action: Link<'a>) -> Self {
        self.actions.push(action);
        self
    }
}

/// What is known of one thing, line by line.
#[must_use]
pub fn summary_list(lines: &[Line<'_>]) -> Markup {
    let acts = lines.iter().any(|line| !line.actions.is_empty());
    html! {
        dl class="govuk-summary-list" {
            @for line in lines {
                @let bare = acts && line.actions.is_empty();
                div class=(if bare { "govuk-summary-list__row govuk-summary-list__row--no-actions" } else { "govuk-summary-list__row" }) {
                    dt class="govuk-summary-list__key" { (line.key) }
                    dd class="govuk-summary-list__value" { (line.value) }
                    @if !line.actions.is_empty() { dd class="govuk-summary-list__actions" { (actions(line)) } }
                }
            }
        }
    }
}

fn actions(line: &Line<'_>) -> Markup {
    let one = |action: &Link<'_>| {
        html! {
            a class="govuk-link" href=(action.href) {
                (action.text) span class="govuk-visually-hidden" { " " (line.key.to_lowercase()) }
            }
        }
    };
    html! {
        @if let [action] = line.actions.as_slice() {
            (one(action))
        } @else {
            ul class="govuk-summary-list__actions-list" {
                @for action in &line.actions { li class="govuk-summary-list__actions-list-item" { (one(action)) } }
            }
        }
    }
}
