//! A ladder with how many stand on each rung, and how many moved from which to which.

use crate::numbers::number;
use crate::series;
use maud::{Markup, html};

/// How high a rung is drawn, with its label, in pixels.
const HIGH: usize = 64;
/// How far into its rung, from above, the middle of a bar lies.
const MIDDLE: usize = 40;
/// The room for arrows, in pixels: enough for a telephone 320 pixels wide beside bars of three fifths of the page.
const ROOM: usize = 118;

/// A ladder with how many stand on each rung, and how many moved. It is drawn from the highest rung down.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Flow {
    /// What the picture's parts are told by; letters, digits and dashes.
    pub id: String,
    /// What it is, to those who cannot see it.
    pub title: String,
    /// The rungs from the lowest on, each with how many stand on it.
    pub rungs: Vec<(String, i64)>,
    /// How many moved: from which rung (its place) to which.
    pub moves: Vec<(usize, usize, i64)>,
}

impl Flow {
    /// The picture as SVG.
    #[must_use]
    pub fn svg(&self) -> Markup {
        let height = self.rungs.len() * HIGH;
        let most = self.rungs.iter().map(|(_, standing)| *standing).max().unwrap_or_default().max(1);
        let id = &self.id;
        html! {
            svg class="wm-chart" xmlns="http://www.w3.org/2000/svg" role="img" width="100%" height=(height)
                aria-labelledby={ (id) "-title " (id) "-desc" } font-size="15" fill=(series::INK) {
                title id={ (id) "-title" } { (self.title) }
                desc id={ (id) "-desc" } { (self.said()) }
                @for (place, (label, standing)) in self.rungs.iter().enumerate() {
                    @let top = self.top(place);
                    text x="0" y=(top + 22) { (label) }
                    rect x="0" y=(top + MIDDLE - 9) width=(format!("{:.2}%", *standing as f64 / most as f64 * 46.0)) height="18" rx="2" fill="#0d6e78" {}
                    text x=(format!("{:.2}%", *standing as f64 / most as f64 * 46.0 + 1.5)) y=(top + MIDDLE + 5) font-weight="700" { (number(*standing)) }
                }
                svg x="60%" y="0" width=(ROOM) height=(height) overflow="visible" { (self.arrows()) }
            }
        }
    }

    /// The same in words.
    #[must_use]
    pub fn said(&self) -> String {
        let standing = self.rungs.iter().rev().map(|(label, standing)| format!("{label}: {}", number(*standing)));
        let label = |place: usize| self.rungs.get(place).map_or("", |(label, _)| label);
        let moved = self.moves.iter().filter(|(_, _, count)| *count > 0);
        let moved =
            moved.map(|(from, to, count)| format!("{} from {} to {}", number(*count), label(*from), label(*to)));
        let (standing, moved): (Vec<String>, Vec<String>) = (standing.collect(), moved.collect());
        let moved = if moved.is_empty() { "nobody".to_owned() } else { moved.join(", ") };
        format!("Standing on each rung: {}. Moved: {moved}.", standing.join(", "))
    }

    fn top(&self, place: usize) -> usize {
        (self.rungs.len() - 1 - place.min(self.rungs.len() - 1)) * HIGH
    }

    /// An arrow for each kind of move: up unbroken, down broken, so that colour says nothing alone; the thicker, the more.
    fn arrows(&self) -> Markup {
        let most = self.moves.iter().map(|(_, _, count)| *count).max().unwrap_or_default().max(1);
        let known = |place: usize| place < self.rungs.len();
        let moves =
            self.moves.iter().filter(|(from, to, count)| known(*from) && known(*to) && from != to && *count > 0);
        html! {
            @for (from, to, count) in moves {
                @let up = to > from;
                @let (start, end) = (self.top(*from) + MIDDLE, self.top(*to) + MIDDLE);
                @let (start, end) = if up { (start - 5, end + 7) } else { (start + 5, end - 7) };
                @let out = from.abs_diff(*to) * 24 + if up { 6 } else { 30 };
                @let wide = 1.5 + *count as f64 / most as f64 * 3.5;
                @let colour = if up { "#0b4a52" } else { "#b3261e" };
                path d={ "M 0 " (start) " C " (out) " " (start) " " (out) " " (end) " 4 " (end) } fill="none" stroke=(colour)
                    stroke-width=(format!("{wide:.1}")) stroke-dasharray=[(!up).then_some("5 3")] {}
                path d={ "M 0 " (end) " l 9 -5 l 0 10 z" } fill=(colour) {}
                // How many stands within an arrow up and outside one down, so that two beside one another do not meet.
                @let (x, anchor) = if up { ((out * 3 / 4).saturating_sub(4), "end") } else { (out * 3 / 4 + 4, "start") };
                text x=(x) y=(usize::midpoint(start, end) + 4) text-anchor=(anchor) font-size="13" fill=(colour)
                    stroke="#fff" stroke-width="3" paint-order="stroke" { (number(*count)) }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn flow() -> Flow {
        let rungs = [("Reached", 4), ("Taking part", 12), ("Leading", 1)];
        Flow {
            id: "ladder".to_owned(),
            title: "The ladder".to_owned(),
            rungs: rungs.map(|(label, standing)| (label.to_owned(), standing)).to_vec(),
            moves: vec![(0, 1, 13), (1, 2, 1), (2, 0, 1), (0, 9, 5)],
        }
    }

    #[test]
    fn whoever_cannot_see_it_is_told_the_same() {
        let said = flow().svg().into_string();
        assert!(
            said.contains("role=\"img\"") && said.contains("aria-labelledby=\"ladder-title ladder-desc\""),
            "{said}"
        );
        assert!(said.contains(
            "Standing on each rung: Leading: 1, Taking part: 12, Reached: 4. Moved: 13 from Reached to Taking part"
        ));
        assert!(said.contains("1 from Leading to Reached"), "{said}");
    }

    #[test]
    fn an_arrow_down_is_broken_and_one_to_nowhere_is_not_drawn() {
        let said = flow().svg().into_string();
        assert_eq!(said.matches("stroke-dasharray").count(), 1);
        assert_eq!(said.matches(" C ").count(), 3, "{said}");
        assert_eq!(Flow::default().svg().into_string().matches("<path").count(), 0);
    }
}
