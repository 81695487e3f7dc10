//! Horizontal bars: a row's label, then a bar to each series, each with its number at its end.

use crate::{Chart, Drawing, Row, series, text};
use maud::{Markup, html};

/// How wide the narrowest drawing is, in pixels: what the longest number must leave room for.
const NARROWEST: f64 = 288.0;
const BAR: usize = 18;
const GAP: usize = 15;

pub(crate) fn draw(chart: &Chart, id: &str, top: usize) -> Drawing {
    let scale = Scale::of(chart);
    let mut y = top;
    let markup = html! {
        @for row in &chart.rows {
            @let label = text::lines(&row.label);
            (text::draw(&label, "0", y))
            @let _ = y += label.len() * series::LINE + 3;
            @for index in 0..row.values.len().max(1) {
                (bar(row, index, id, y, &scale))
                @let _ = y += BAR + 3;
            }
            @let _ = y += GAP - 3;
        }
    };
    Drawing { markup, height: y.saturating_sub(GAP) + 4 }
}

/// How long a bar is for its value.
pub(crate) struct Scale {
    largest: f64,
    /// The share of the width, in per cent, that the longest bar takes.
    room: f64,
}

impl Scale {
    fn of(chart: &Chart) -> Self {
        let rows = chart.rows.iter();
        let texts = rows.flat_map(|row| (0..row.values.len().max(1)).map(|index| text::width(&row.written(index))));
        Self::beside(chart.largest().unwrap_or(0.0), texts.fold(0.0, f64::max))
    }

    /// The scale on which `largest` leaves room beside its bar for a text so many pixels wide.
    pub(crate) fn beside(largest: f64, text: f64) -> Self {
        Self { largest, room: (100.0 - (text + 8.0) / NARROWEST * 100.0).clamp(30.0, 85.0) }
    }

    /// The length in per cent of the chart's width.
    pub(crate) fn length(&self, value: f64) -> f64 {
        if self.largest > 0.0 { (value / self.largest).clamp(0.0, 1.0) * self.room } else { 0.0 }
    }
}

fn bar(row: &Row, index: usize, id: &str, y: usize, scale: &Scale) -> Markup {
    let value = row.at(index);
    let length = value.map_or(0.0, |value| scale.length(value));
    let class = if value.is_some() { "wm-chart__value" } else { "wm-chart__none" };
    let target = row.target.filter(|_| index == 0).map(|target| scale.length(target as f64));
    // The number stands clear of both the bar and the target's mark, whichever reaches further.
    let end = target.map_or(length, |target| target.max(length));
    html! {
        rect class="wm-chart__track" x="0" y=(y) width={ (percent(scale.room)) } height=(BAR) fill="#edf2f2" {}
        rect class=(series::class(index)) x="0" y=(y) width=(percent(length)) height=(BAR) fill=(series::fill(index, id)) {}
        @if let Some(target) = target {
            line class="wm-chart__target" x1=(percent(target)) x2=(percent(target)) y1=(y.saturating_sub(3)) y2=(y + BAR + 3)
                stroke=(series::INK) stroke-width="3" {}
        }
        text class=(class) x=(percent(end)) dx=(if value.is_some() { 7 } else { 0 }) y=(y + 14) font-weight=[value.map(|_| "600")] {
            (row.written(index))
        }
    }
}

/// A length for an attribute: two places are finer than a screen.
pub(crate) fn percent(length: f64) -> String {
    format!("{length:.2}%")
}
