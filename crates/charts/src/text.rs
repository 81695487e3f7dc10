//! Labels cut into lines.

use crate::series::LINE;
use maud::{Markup, html};

/// How many characters of a label surely fit across the narrowest drawing, whatever the reader's font.
const CHARACTERS: usize = 31;
/// A label longer than this many lines is cut; the table beneath has all of it.
const LINES: usize = 3;

/// How wide a number beside its bar is at most, in pixels: bold, in the widest font that readers have by default.
pub(crate) fn width(text: &str) -> f64 {
    text.chars().count() as f64 * 9.8
}

/// The lines of a label: broken between words, or inside a word too long for a line, and ended by "…" where it is cut.
pub(crate) fn lines(label: &str) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in label.split_whitespace() {
        let mut rest: Vec<char> = word.chars().collect();
        while !rest.is_empty() {
            let used = lines.last().map_or(0, |line| line.chars().count());
            let gap = usize::from(used > 0);
            if used + gap + rest.len() <= CHARACTERS {
                extend(&mut lines, gap, rest.drain(..));
            } else if used > 0 {
                lines.push(String::new());
            } else {
                extend(&mut lines, 0, rest.drain(..CHARACTERS - 1).chain(['-']));
                lines.push(String::new());
            }
        }
    }
    if lines.len() > LINES {
        lines.truncate(LINES);
        if let Some(last) = lines.last_mut() {
            let kept: String = last.chars().take(CHARACTERS - 1).collect();
            *last = format!("{kept}\u{2026}");
        }
    }
    lines
}

fn extend(lines: &mut [String], gap: usize, characters: impl Iterator<Item = char>) {
    if let Some(line) = lines.last_mut() {
        if gap > 0 {
            line.push(' ');
        }
        line.extend(characters);
    }
}

/// A label's lines, the first with its base line 15 pixels below `y`.
pub(crate) fn draw(lines: &[String], x: &str, y: usize) -> Markup {
    html! {
        @for (index, line) in lines.iter().enumerate() {
            text class="wm-chart__label" x=(x) y=(y + 15 + index * LINE) { (line) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_label_is_broken_between_words() {
        assert_eq!(
            lines("Better able to manage money and household bills without help"),
            ["Better able to manage money and", "household bills without help"]
        );
    }

    #[test]
    fn no_line_is_longer_than_a_telephone_is_wide() {
        let endless = "x".repeat(400);
        for label in [endless.as_str(), &"many words ".repeat(40), "", "short", "ab \u{1f9d1}\u{200d}\u{1f33e} cd"] {
            let lines = lines(label);
            assert!((1..=LINES).contains(&lines.len()));
            assert!(lines.iter().all(|line| line.chars().count() <= CHARACTERS), "{lines:?}");
        }
        assert!(lines(&endless).last().unwrap().ends_with('\u{2026}'));
    }
}
