//! One horizontal bar to a row, divided by series, with the total at its end.

use crate::bars::{Scale, percent};
use crate::{Chart, Drawing, Row, series, text, value};
use maud::html;

const BAR: usize = 22;
const GAP: usize = 15;

pub(crate) fn draw(chart: &Chart, id: &str, top: usize) -> Drawing {
    let totals: Vec<f64> = chart.rows.iter().map(total).collect();
    let widest = totals.iter().map(|total| text::width(&value(*total))).fold(text::width("no data yet"), f64::max);
    let scale = Scale::beside(totals.iter().copied().fold(0.0, f64::max), widest);
    let mut y = top;
    let markup = html! {
        @for (row, total) in chart.rows.iter().zip(totals) {
            @let label = text::lines(&row.label);
            (text::draw(&label, "0", y))
            @let _ = y += label.len() * series::LINE + 3;
            @let mut before = 0.0;
            @for index in 0..row.values.len() {
                @let part = row.at(index).unwrap_or(0.0).max(0.0);
                @let (from, to) = (scale.length(before), scale.length(before + part));
                @if to > from {
                    rect class=(series::class(index)) x=(percent(from)) y=(y) width=(percent(to - from)) height=(BAR)
                        fill=(series::fill(index, id)) stroke="#ffffff" stroke-width="1" {}
                }
                @let _ = before += part;
            }
            @let nothing = (0..row.values.len()).all(|index| row.at(index).is_none());
            text class="wm-chart__value" x=(percent(scale.length(total))) dx="7" y=(y + 16) font-weight="600" {
                @if nothing { "no data yet" } @else { (value(total)) }
            }
            @let _ = y += BAR + GAP;
        }
    };
    Drawing { markup, height: y.saturating_sub(GAP) + 4 }
}

/// The sum of a row's parts; parts below nothing have no length and add none.
fn total(row: &Row) -> f64 {
    let sum: f64 = (0..row.values.len()).filter_map(|index| row.at(index)).map(|part| part.max(0.0)).sum();
    if sum.is_finite() { sum } else { f64::MAX }
}
