//! Columns and lines from left to right, over an axis of round numbers.

use crate::bars::percent;
use crate::series::NARROWEST;
use crate::{Chart, Drawing, axis, legend, series, text, value};
use maud::{Markup, html};

/// How high the plot is between its axis and its highest guide line.
const HEIGHT: f64 = 190.0;
/// Room above the plot for the number of its highest column.
const ABOVE: usize = 24;

pub(crate) fn columns(chart: &Chart, id: &str, top: usize) -> Drawing {
    let plot = Plot::of(chart, top);
    let count = chart.width_in_series();
    let step = 100.0 / chart.rows.len().max(1) as f64;
    let wide = step * 0.72 / count as f64;
    let numbered = plot.numbers_fit(chart, count);
    let markup = html! {
        (plot.guides(!numbered))
        @for (place, row) in chart.rows.iter().enumerate() {
            @for index in 0..row.values.len() {
                @let left = step * (place as f64 + 0.14) + wide * index as f64;
                @if let Some(amount) = row.at(index) {
                    @let y = plot.y(amount);
                    rect class=(series::class(index)) x=(percent(left)) y=(px(y)) width=(percent(wide)) height=(px(plot.bottom() - y))
                        fill=(series::fill(index, id)) {}
                    @if numbered {
                        text class="wm-chart__value" x=(percent(left + wide / 2.0)) y=(px(y - 6.0)) text-anchor="middle" font-weight="600" {
                            (value(amount))
                        }
                    }
                }
            }
        }
        (plot.axis())
        (plot.labels(chart))
    };
    Drawing { markup, height: plot.height() }
}

pub(crate) fn line(chart: &Chart, top: usize) -> Drawing {
    const MARKERS: usize = 24;
    let plot = Plot::of(chart, top);
    let count = chart.width_in_series();
    let step = 100.0 / chart.rows.len().max(1) as f64;
    let x = |place: usize| step * (place as f64 + 0.5);
    let markup = html! {
        (plot.guides(true))
        @for index in 0..count {
            @let points: Vec<(usize, Option<f64>)> = chart.rows.iter().map(|row| row.at(index)).enumerate().collect();
            g class=(series::class(index)) stroke=(series::colour(index)) stroke-width="3" stroke-linecap="round" {
                @for pair in points.windows(2) {
                    @if let [(from, Some(before)), (to, Some(after))] = pair {
                        line x1=(percent(x(*from))) y1=(px(plot.y(*before))) x2=(percent(x(*to))) y2=(px(plot.y(*after)))
                            stroke-dasharray=[legend::dashes(index)] {}
                    }
                }
                @for (place, amount) in &points {
                    @if let Some(amount) = amount {
                        @if points.len() <= MARKERS {
                            circle cx=(percent(x(*place))) cy=(px(plot.y(*amount))) r="4" fill="#ffffff" stroke-width="2.5" {}
                        }
                    }
                }
            }
            @if let Some((place, Some(amount))) = points.iter().rev().find(|(_, amount)| amount.is_some()) {
                text class="wm-chart__value" x=(percent(x(*place))) y=(px(plot.y(*amount) - 10.0)) text-anchor="end" font-weight="600" {
                    (value(*amount))
                }
            }
        }
        (plot.axis())
        (plot.labels(chart))
    };
    Drawing { markup, height: plot.height() }
}

/// The upright scale, and where it stands.
struct Plot {
    top: f64,
    ticks: Vec<f64>,
}

impl Plot {
    fn of(chart: &Chart, top: usize) -> Self {
        Self { top: (top + ABOVE) as f64, ticks: axis::ticks(chart.largest().unwrap_or(0.0)) }
    }

    fn bottom(&self) -> f64 {
        self.top + HEIGHT
    }

    fn height(&self) -> usize {
        self.bottom() as usize + 28
    }

    fn y(&self, amount: f64) -> f64 {
        let highest = self.ticks.last().copied().unwrap_or(1.0);
        self.bottom() - (amount / highest).clamp(0.0, 1.0) * HEIGHT
    }

    /// Lines across at the round numbers; with their numbers unless the columns carry their own.
    fn guides(&self, numbered: bool) -> Markup {
        html! {
            @for tick in self.ticks.iter().skip(1) {
                line class="wm-chart__guide" x1="0" x2="100%" y1=(px(self.y(*tick))) y2=(px(self.y(*tick))) stroke=(series::RULE) {}
                @if numbered {
                    text class="wm-chart__tick" x="0" y=(px(self.y(*tick) - 4.0)) font-size="13" { (value(*tick)) }
                }
            }
        }
    }

    fn axis(&self) -> Markup {
        html! {
            line class="wm-chart__axis" x1="0" x2="100%" y1=(px(self.bottom())) y2=(px(self.bottom())) stroke=(series::INK) stroke-width="2" {}
        }
    }

    /// Whether a number fits above every column on the narrowest page.
    fn numbers_fit(&self, chart: &Chart, count: usize) -> bool {
        let widest = chart.rows.iter().flat_map(|row| (0..row.values.len()).filter_map(|index| row.at(index)));
        let widest = widest.map(|amount| text::width(&value(amount))).fold(0.0, f64::max);
        widest * count as f64 * chart.rows.len() as f64 <= NARROWEST
    }

    /// The periods' names beneath: as many as fit the narrowest page, evenly spread from the first.
    fn labels(&self, chart: &Chart) -> Markup {
        let count = chart.rows.len();
        let widest = chart.rows.iter().map(|row| text::width(&row.label) * 0.8 + 8.0).fold(1.0, f64::max);
        let fitting = ((NARROWEST / widest) as usize).clamp(1, count.max(1));
        let every = count.div_ceil(fitting);
        let step = 100.0 / count.max(1) as f64;
        html! {
            @for (place, row) in chart.rows.iter().enumerate().step_by(every.max(1)) {
                @let middle = step * (place as f64 + 0.5);
                // A name near an edge would hang over it if it were centred.
                @let half = widest / NARROWEST * 50.0;
                @let (x, anchor) = if middle < half { (0.0, "start") } else if middle > 100.0 - half { (100.0, "end") } else { (middle, "middle") };
                text class="wm-chart__tick" x=(percent(x)) y=(px(self.bottom() + 20.0)) text-anchor=(anchor) font-size="13" { (cut(&row.label)) }
            }
        }
    }
}

/// A period's name, cut where even one would not fit the page.
fn cut(label: &str) -> String {
    const FITS: usize = 30;
    if label.chars().count() <= FITS {
        return label.to_owned();
    }
    label.chars().take(FITS - 1).chain(['\u{2026}']).collect()
}

fn px(length: f64) -> String {
    format!("{length:.1}")
}
