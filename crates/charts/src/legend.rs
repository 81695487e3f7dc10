//! Which series is which, said above the drawing, a line to each so that it fits the narrowest page.

use crate::{Chart, Drawing, Kind, series, text};
use maud::{Markup, html};

pub(crate) fn legend(chart: &Chart, id: &str) -> Drawing {
    let mut drawing = Drawing::from(0);
    if chart.series.len() < 2 {
        return drawing;
    }
    for (index, name) in chart.series.iter().enumerate() {
        let lines = text::lines(name);
        drawing.add(lines.len() * series::LINE + 3, |y| {
            html! { (sample(chart.kind, index, id, y)) (text::draw(&lines, "24", y)) }
        });
    }
    drawing.height += 8;
    drawing
}

fn sample(kind: Kind, index: usize, id: &str, y: usize) -> Markup {
    html! {
        @if kind == Kind::Line {
            line class=(series::class(index)) x1="0" x2="18" y1=(y + 10) y2=(y + 10) stroke=(series::colour(index)) stroke-width="3"
                stroke-dasharray=[dashes(index)] {}
        } @else {
            rect class=(series::class(index)) x="0" y=(y + 3) width="14" height="14" fill=(series::fill(index, id)) {}
        }
    }
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
