//! How far a long piece of work is.

use charts::{number, whole_percent};
use maud::{Markup, html};

/// How far a long piece of work is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Progress<'a> {
    /// Names it within its page; letters, digits and hyphens.
    pub id: &'a str,
    /// What is being done: "Reading outcomes.csv".
    pub label: &'a str,
    /// How much is done.
    pub done: i64,
    /// How much there is to do, if it is known.
    pub of: Option<i64>,
    /// What is counted: "rows".
    pub unit: &'a str,
    /// This page's address, if the work is still going on: the script asks it again every second, and there is a link for those without.
    pub again: Option<&'a str>,
}

/// How far a long piece of work is, said in words and drawn.
#[must_use]
pub fn progress(progress: &Progress<'_>) -> Markup {
    let share = progress.of.and_then(|of| whole_percent(progress.done.min(of), of));
    html! {
        div class="wm-progress" id=(progress.id) data-refresh=[progress.again] {
            label class="wm-progress__label" for={ (progress.id) "-bar" } { (progress.label) }
            @if let Some(of) = progress.of.filter(|of| *of > 0) {
                progress class="wm-progress__bar" id={ (progress.id) "-bar" } max=(of) value=(progress.done.clamp(0, of)) {}
            } @else {
                progress class="wm-progress__bar" id={ (progress.id) "-bar" } {}
            }
            p class="wm-progress__text" {
                (number(progress.done))
                @if let Some(of) = progress.of { " of " (number(of)) }
                " " (progress.unit)
                @if let Some(share) = share { " (" (share) ")" }
            }
            @if let Some(again) = progress.again {
                p class="govuk-body wm-without-script" { a class="govuk-link" href=(again) { "See how far it is now" } }
            }
        }
    }
}
