//! Horizontal bars: a row's label, then a bar to each series, each with its number at its end.

use crate::series::{LINE, NARROWEST};
use crate::{Chart, Drawing, Row, series, text};
use maud::{Markup, html};

const BAR: usize = 18;
/// Between the bars of one row.
const BETWEEN: usize = 3;
/// Between rows.
const GAP: usize = 15;
/// All of the width, in per cent, but for half a target's mark.
const ALL: f64 = 99.0;

pub(crate) fn draw(chart: &Chart, id: &str, top: usize) -> Drawing {
    let scale = Scale::of(chart);
    let mut drawing = Drawing::from(top);
    for row in &chart.rows {
        let label = text::lines(&row.label);
        drawing.add(label.len() * LINE + BETWEEN, |y| text::draw(&label, "0", y));
        for index in 0..row.values.len().max(1) {
            drawing.add(scale.number_above() + BAR + BETWEEN, |y| bar(row, index, id, y, &scale));
        }
        drawing.height += GAP - BETWEEN;
    }
    drawing.height = drawing.height.saturating_sub(GAP) + 4;
    drawing
}

/// How long a bar is for its value.
pub(crate) struct Scale {
    largest: f64,
    /// The share of the width, in per cent, that the longest bar takes; the rest is for its number.
    room: f64,
}

impl Scale {
    fn of(chart: &Chart) -> Self {
        let rows = chart.rows.iter();
        let texts = rows.flat_map(|row| (0..row.values.len().max(1)).map(|index| text::width(&row.written(index))));
        Self::beside(chart.largest().unwrap_or(0.0), texts.fold(0.0, f64::max))
    }

    /// The scale on which the bar of `largest` leaves room for a text so many pixels wide; all of the width if that would leave
    /// too little of the bar, and the text must stand above it.
    pub(crate) fn beside(largest: f64, text: f64) -> Self {
        const LEAST: f64 = 40.0;
        let room = (100.0 - (text + 8.0) / NARROWEST * 100.0).min(85.0);
        Self { largest, room: if room < LEAST { ALL } else { room } }
    }

    /// The height that a number above its bar takes, none if it stands beside it.
    fn number_above(&self) -> usize {
        if self.room < ALL { 0 } else { LINE }
    }

    /// The length in per cent of the chart's width.
    pub(crate) fn length(&self, value: f64) -> f64 {
        if self.largest > 0.0 { (value / self.largest).clamp(0.0, 1.0) * self.room } else { 0.0 }
    }
}

fn bar(row: &Row, index: usize, id: &str, y: usize, scale: &Scale) -> Markup {
    let written = row.written(index);
    let Some(value) = row.at(index) else {
        return html! { text class="wm-chart__none" x="0" y=(y + 14) { (written) } };
    };
    let length = scale.length(value);
    let target = row.target.filter(|_| index == 0).map(|target| scale.length(target as f64));
    let above = scale.number_above();
    // A number beside its bar stands clear of the target's mark too, whichever reaches further.
    let (x, gap) = if above > 0 { (0.0, 0) } else { (target.map_or(length, |target| target.max(length)), 7) };
    let top = y + above;
    html! {
        rect class="wm-chart__track" x="0" y=(top) width=(percent(scale.room)) height=(BAR) fill="#edf2f2" {}
        rect class=(series::class(index)) x="0" y=(top) width=(percent(length)) height=(BAR) fill=(series::fill(index, id)) {}
        @if let Some(target) = target {
            line class="wm-chart__target" x1=(percent(target)) x2=(percent(target)) y1=(top.saturating_sub(3)) y2=(top + BAR + 3)
                stroke=(series::INK) stroke-width="3" {}
        }
        text class="wm-chart__value" x=(percent(x)) dx=(gap) y=(y + 14) font-weight="600" { (written) }
    }
}

/// A length for an attribute: two places are finer than a screen.
pub(crate) fn percent(length: f64) -> String {
    format!("{length:.2}%")
}
