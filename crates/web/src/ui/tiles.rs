//! A row of big numbers with what was promised.

use charts::{number, whole_percent};
use maud::{Markup, html};

/// One big number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tile<'a> {
    /// What it counts: "participants".
    pub label: &'a str,
    /// How many; none where nothing has been collected, which is not zero.
    pub value: Option<i64>,
    /// What it should reach.
    pub target: Option<i64>,
    /// A few words more: "achieved by 577 people".
    pub detail: Option<&'a str>,
    /// How it was counted.
    pub counted: Option<&'a str>,
}

/// A row of big numbers.
#[must_use]
pub fn tiles(tiles: &[Tile<'_>]) -> Markup {
    html! {
        ul class="wm-tiles" {
            @for tile in tiles { li class="wm-tile" { (one(tile)) } }
        }
    }
}

fn one(tile: &Tile<'_>) -> Markup {
    let reached =
        tile.value.zip(tile.target).and_then(|(value, target)| Some((value, target, whole_percent(value, target)?)));
    html! {
        p class="wm-tile__number" {
            @if let Some(value) = tile.value { (number(value)) } @else { span class="wm-tile__none" { "No data yet" } }
            " " span class="wm-tile__label" { (tile.label) }
        }
        @if let Some((value, target, share)) = reached {
            (bar(value, target))
            p class="wm-tile__target" { strong { (share) } " of the target of " (number(target)) }
        }
        @if let Some(detail) = tile.detail { p class="wm-tile__detail" { (detail) } }
        @if let Some(counted) = tile.counted {
            p class="wm-tile__counted" {
                a class="govuk-link" href=(counted) { "How this was counted" span class="govuk-visually-hidden" { ": " (tile.label) } }
            }
        }
    }
}

/// How much of the target is reached, drawn; the words beneath say the same.
fn bar(value: i64, target: i64) -> Markup {
    // The longer of the two spans the bar, so that what goes past the target is seen to.
    let whole = value.max(target).max(1) as f64;
    let share = |amount: i64| format!("{:.2}%", (amount.max(0) as f64 / whole * 100.0).clamp(0.0, 100.0));
    html! {
        svg class="wm-bar" width="100%" height="16" aria-hidden="true" focusable="false" {
            rect class="wm-bar__track" x="0" y="3" width="100%" height="10" rx="5" {}
            rect class="wm-bar__done" x="0" y="3" width=(share(value)) height="10" rx="5" {}
            @if value > target { line class="wm-bar__target" x1=(share(target)) x2=(share(target)) y1="0" y2="16" {} }
        }
    }
}
