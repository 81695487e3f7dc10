//! The ladder of involvement, drawn small: where somebody stands.

use maud::{Markup, html};

/// How wide a step is drawn, and how much higher each stands than the one before.
const WIDE: usize = 26;
const RISE: usize = 9;

/// The rungs from the lowest on, with the one (by its place) on which somebody stands.
#[must_use]
pub fn rungs(labels: &[&str], here: Option<usize>) -> Markup {
    let (width, height) = (labels.len() * (WIDE + 4), labels.len() * RISE + 6);
    html! {
        svg class="wm-rungs" width=(width) height=(height) viewBox={ "0 0 " (width) " " (height) } aria-hidden="true" focusable="false" {
            @for (place, _) in labels.iter().enumerate() {
                @let high = (place + 1) * RISE;
                @let reached = here.is_some_and(|here| place <= here);
                rect class=(if reached { "wm-rungs__reached" } else { "wm-rungs__above" }) x=(place * (WIDE + 4)) y=(height - high)
                    width=(WIDE) height=(high) rx="2" {}
            }
        }
        p class="govuk-body-s" {
            @match here.and_then(|here| Some((here, labels.get(here)?))) {
                Some((here, label)) => { strong { (label) } " (" (here + 1) " of " (labels.len()) ")" }
                None => "Not on the ladder yet.",
            }
        }
    }
}
