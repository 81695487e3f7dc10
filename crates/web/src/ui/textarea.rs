//! Text of any length.

use super::Question;
use maud::{Markup, html};

/// Text of any length, so many lines high at first.
#[must_use]
pub fn textarea(question: &Question<'_>, value: &str, rows: u8) -> Markup {
    question.around(&html! {
        textarea class=(question.class("govuk-textarea")) id=(question.key()) name=(question.name) rows=(rows)
            aria-describedby=[question.described_by()] {
            // A line break straight after the tag would be swallowed, and with it one that somebody wrote.
            @if value.starts_with('\n') { "\n" }
            (value)
        }
    })
}
