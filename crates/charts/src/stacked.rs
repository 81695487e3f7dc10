//! One horizontal bar to a row, divided by series, with the total at its end.

use crate::bars::{Scale, percent};
use crate::{Chart, Drawing, Row, series, text, value};
use maud::{Markup, html};

const BAR: usize = 22;
const GAP: usize = 15;

pub(crate) fn draw(chart: &Chart, id: &str, top: usize) -> Drawing {
    let widest = chart.rows.iter().map(|row| text::width(&written(row))).fold(0.0, f64::max);
    let scale = Scale::beside(chart.rows.iter().map(total).fold(0.0, f64::max), widest);
    let mut drawing = Drawing::from(top);
    for row in &chart.rows {
        let label = text::lines(&row.label);
        drawing.add(label.len() * series::LINE + 3, |y| text::draw(&label, "0", y));
        drawing.add(BAR + GAP, |y| bar(row, id, y, &scale));
    }
    drawing.height = drawing.height.saturating_sub(GAP) + 4;
    drawing
}

fn bar(row: &Row, id: &str, y: usize, scale: &Scale) -> Markup {
    let ends: Vec<f64> = (0..=row.values.len()).map(|count| scale.length(sum(row, count))).collect();
    html! {
        @for (index, part) in ends.windows(2).enumerate() {
            @if let [from, to] = part && to > from {
                rect class=(series::class(index)) x=(percent(*from)) y=(y) width=(percent(to - from)) height=(BAR)
                    fill=(series::fill(index, id)) stroke="#ffffff" stroke-width="1" {}
            }
        }
        text class="wm-chart__value" x=(percent(scale.length(total(row)))) dx="7" y=(y + 16) font-weight="600" { (written(row)) }
    }
}

/// How the row's total is written: parts that nobody has collected add nothing, and if none is, there is no total.
fn written(row: &Row) -> String {
    let nothing = (0..row.values.len()).all(|index| row.at(index).is_none());
    if nothing { "no data yet".to_owned() } else { value(total(row)) }
}

fn total(row: &Row) -> f64 {
    sum(row, row.values.len())
}

/// The sum of a row's first parts; those below nothing have no length and add none.
fn sum(row: &Row, count: usize) -> f64 {
    let sum: f64 = (0..count).filter_map(|index| row.at(index)).map(|part| part.max(0.0)).sum();
    if sum.is_finite() { sum } else { f64::MAX }
}
