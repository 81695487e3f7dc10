//! How one series is told from another: by colour, and by pattern for those to whom the colours look alike.

use maud::{Markup, html};

/// How wide the narrowest drawing is, in pixels: a page of 320 less its margins and those of the figure.
pub(crate) const NARROWEST: f64 = 262.0;
/// The colour of text and axes.
pub(crate) const INK: &str = "#16252a";
/// The colour of lines that only guide the eye.
pub(crate) const RULE: &str = "#c9d5d6";
/// How high a line of text is, in pixels.
pub(crate) const LINE: usize = 19;

/// One colour to a series, each at least 3 to 1 against white (WCAG 2.2, 1.4.11).
const COLOURS: [&str; 6] = ["#0d6e78", "#c2571a", "#5b4a9c", "#5f7d1e", "#b0396f", "#5a6b72"];
/// Lines or dots in white over each colour but the first, within a tile of 8 by 8 pixels.
const MARKS: [&str; 6] =
    ["", "M-2 2L2 -2M0 8L8 0M6 10L10 6", "M2 2h2v2h-2zM6 6h2v2h-2z", "M0 4H8", "M4 0V8", "M0 4H8M4 0V8"];

/// The plain colour of the series at `index`.
pub(crate) fn colour(index: usize) -> &'static str {
    COLOURS[index % COLOURS.len()]
}

/// The class of the series at `index`, so that a style sheet can give it other colours.
pub(crate) fn class(index: usize) -> String {
    format!("wm-chart__series-{}", index % COLOURS.len() + 1)
}

/// What fills the shapes of the series at `index` in the chart `id`.
pub(crate) fn fill(index: usize, id: &str) -> String {
    let index = index % COLOURS.len();
    if index == 0 { COLOURS[0].to_owned() } else { format!("url(#{id}-pattern-{})", index + 1) }
}

/// The patterns that `count` series of the chart `id` need.
pub(crate) fn patterns(count: usize, id: &str) -> Markup {
    html! {
        @if count > 1 {
            defs {
                @for index in 1..count.min(COLOURS.len()) {
                    pattern id={ (id) "-pattern-" (index + 1) } width="8" height="8" patternUnits="userSpaceOnUse" {
                        rect class=(class(index)) width="8" height="8" fill=(COLOURS[index]) {}
                        path d=(MARKS[index]) stroke="#ffffff" stroke-width="1.25" fill="none" {}
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The relative luminance of `#rrggbb` (WCAG 2.2, definitions).
    fn luminance(colour: &str) -> f64 {
        let part = |start: usize| {
            let share = f64::from(u8::from_str_radix(&colour[start..start + 2], 16).unwrap()) / 255.0;
            if share <= 0.04045 { share / 12.92 } else { ((share + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5)
    }

    fn against_white(colour: &str) -> f64 {
        1.05 / (luminance(colour) + 0.05)
    }

    #[test]
    fn every_bar_is_seen_against_the_page_and_every_word_is_read() {
        assert!((against_white("#000000") - 21.0).abs() < 0.001);
        for colour in COLOURS {
            assert!(against_white(colour) >= 3.0, "{colour}");
        }
        assert!(against_white(INK) >= 4.5);
    }
}
