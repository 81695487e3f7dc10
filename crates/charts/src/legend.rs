//! Which series is which, said above the drawing, a line to each so that it fits the narrowest page.

use crate::{Chart, Drawing, Kind, series, text};
use maud::html;

pub(crate) fn legend(chart: &Chart, id: &str) -> Drawing {
    if chart.series.len() < 2 {
        return Drawing { markup: html! {}, height: 0 };
    }
    let mut y = 0;
    let markup = html! {
        @for (index, name) in chart.series.iter().enumerate() {
            @let lines = text::lines(name);
            @if chart.kind == Kind::Line {
                line class=(series::class(index)) x1="0" x2="18" y1=(y + 10) y2=(y + 10) stroke=(series::colour(index)) stroke-width="3"
                    stroke-dasharray=[dashes(index)] {}
            } @else {
                rect x="0" y=(y + 3) width="14" height="14" fill=(series::fill(index, id)) class=(series::class(index)) {}
            }
            (text::draw(&lines, "24", y))
            @let _ = y += lines.len() * series::LINE + 3;
        }
    };
    Drawing { markup, height: y + 8 }
}

/// How the line of the series at `index` is broken: the first is whole.
pub(crate) fn dashes(index: usize) -> Option<&'static str> {
    match index % 4 {
        0 => None,
        1 => Some("7 4"),
        2 => Some("2 3"),
        _ => Some("10 3 2 3"),
    }
}
