//! Tables of numbers as charts that everyone can read, and the one way in which numbers are written.
//!
//! A [`Chart`] is drawn as SVG that says its title and description to those who cannot see it. Lengths along the page are percentages
//! of the chart's width and text has a fixed size, so that a chart is as readable on a telephone 320 pixels wide as on a wall. Every
//! number stands beside its bar in words of its own, and every series after the first has a pattern: colour says nothing alone.
//! Nothing is styled inline; the colours are presentation attributes, which a style sheet may replace through the classes.

mod axis;
mod bars;
mod flow;
mod legend;
mod numbers;
mod series;
mod stacked;
mod text;
mod time;

pub use flow::Flow;
pub use numbers::{decimal, number, percent, value, whole_percent};

use maud::{Markup, html};

/// What shape a chart takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Kind {
    /// One horizontal bar to a row and series, its label above it: right for almost everything.
    #[default]
    Bars,
    /// One horizontal bar to a row, divided by series: for parts of a whole.
    Stacked,
    /// Upright columns from left to right: for amounts in successive periods.
    Columns,
    /// A line from left to right: for a running total or a level over time.
    Line,
}

/// One row of the table behind a chart.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Row {
    /// What the row counts, as people read it.
    pub label: String,
    /// One value for each series, in their order; none where nothing has been collected, which is not zero. A value that is no
    /// number (infinite, or not a number) counts as none.
    pub values: Vec<Option<f64>>,
    /// What the first value is a share of, if the percentage is to be shown.
    pub base: Option<i64>,
    /// What the first value should reach, if something has been promised.
    pub target: Option<i64>,
}

impl Row {
    /// A row with one value.
    #[must_use]
    pub fn new(label: impl Into<String>, value: impl Into<Option<f64>>) -> Self {
        Self { label: label.into(), values: vec![value.into()], base: None, target: None }
    }

    /// The same row with a value for the next series.
    #[must_use]
    pub fn and(mut self, value: impl Into<Option<f64>>) -> Self {
        self.values.push(value.into());
        self
    }

    /// The same row, its first value shown also as a percentage of `base`.
    #[must_use]
    pub fn of(mut self, base: i64) -> Self {
        self.base = Some(base);
        self
    }

    /// The same row, its first value shown against what it should reach.
    #[must_use]
    pub fn target(mut self, target: i64) -> Self {
        self.target = Some(target);
        self
    }

    /// The value of the series at `index`, if there is one and it is a number.
    fn at(&self, index: usize) -> Option<f64> {
        self.values.get(index).copied().flatten().filter(|value| value.is_finite())
    }

    /// How the value of the series at `index` is written beside its bar.
    fn written(&self, index: usize) -> String {
        let Some(amount) = self.at(index) else { return "no data yet".to_owned() };
        let text = value(amount);
        if index > 0 || amount.fract() != 0.0 {
            return text;
        }
        let whole = amount as i64;
        let share = self.base.and_then(|base| percent(whole, base));
        let reached = self.target.and_then(|target| Some((number(target), whole_percent(whole, target)?)));
        match (reached, share) {
            (Some((target, reached)), _) => format!("{text} of {target} ({reached})"),
            (None, Some(share)) => format!("{text} ({share})"),
            (None, None) => text,
        }
    }
}

/// A table drawn.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Chart {
    /// Names the chart within its page; letters, digits and hyphens.
    pub id: String,
    /// What it is about, as its heading says.
    pub title: String,
    /// What can be seen in it, in a sentence, for those who cannot see it. If empty, one is made from the rows.
    pub description: String,
    /// What shape it takes.
    pub kind: Kind,
    /// The series' names, in order. One name or none needs no legend.
    pub series: Vec<String>,
    /// The rows, from top to bottom or left to right.
    pub rows: Vec<Row>,
}

impl Chart {
    /// A chart of horizontal bars with these rows.
    #[must_use]
    pub fn new(id: impl Into<String>, title: impl Into<String>, rows: Vec<Row>) -> Self {
        Self { id: id.into(), title: title.into(), rows, ..Self::default() }
    }

    /// The same chart in another shape.
    #[must_use]
    pub fn kind(mut self, kind: Kind) -> Self {
        self.kind = kind;
        self
    }

    /// The same chart with named series.
    #[must_use]
    pub fn series(mut self, names: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.series = names.into_iter().map(Into::into).collect();
        self
    }

    /// The same chart with a description of its own.
    #[must_use]
    pub fn description(mut self, description: impl Into<String>) -> Self {
        self.description = description.into();
        self
    }

    /// Whether there is anything to draw: a chart of nothing but gaps is better said in words.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.largest().is_none()
    }

    /// The chart as an SVG element, as wide as what it stands in.
    #[must_use]
    pub fn svg(&self) -> Markup {
        let id = self.safe_id();
        let legend = legend::legend(self, &id);
        let drawing = match self.kind {
            Kind::Bars => bars::draw(self, &id, legend.height),
            Kind::Stacked => stacked::draw(self, &id, legend.height),
            Kind::Columns => time::columns(self, &id, legend.height),
            Kind::Line => time::line(self, legend.height),
        };
        let description = if self.description.is_empty() { self.said() } else { self.description.clone() };
        html! {
            svg class="wm-chart" xmlns="http://www.w3.org/2000/svg" role="img" width="100%" height=(drawing.height)
                aria-labelledby={ (id) "-title " (id) "-desc" } font-size="15" fill=(series::INK) {
                title id={ (id) "-title" } { (self.title) }
                desc id={ (id) "-desc" } { (description) }
                (series::patterns(self.width_in_series(), &id))
                (legend.markup)
                (drawing.markup)
            }
        }
    }

    /// How many series there are.
    fn width_in_series(&self) -> usize {
        let longest = self.rows.iter().map(|row| row.values.len()).max().unwrap_or(0);
        longest.max(self.series.len()).max(1)
    }

    /// The greatest value or target, if there is any value; never less than zero.
    fn largest(&self) -> Option<f64> {
        let values = self.rows.iter().flat_map(|row| (0..row.values.len()).filter_map(|index| row.at(index)));
        let largest = values.fold(None, |most: Option<f64>, value| Some(most.map_or(value, |most| most.max(value))))?;
        let targets = self.rows.iter().filter_map(|row| row.target).map(|target| target as f64);
        Some(targets.fold(largest.max(0.0), f64::max))
    }

    /// The chart's id without anything that would end a reference to it.
    fn safe_id(&self) -> String {
        let id: String = self.id.chars().map(|c| if c.is_ascii_alphanumeric() || c == '-' { c } else { '-' }).collect();
        if id.starts_with(|c: char| c.is_ascii_alphabetic()) { id } else { format!("chart-{id}") }
    }

    /// What is in the chart, said in words: the whole of it when it is short, else its extent.
    fn said(&self) -> String {
        const WHOLE: usize = 12;
        let said = |row: &Row| {
            let values: Vec<String> = (0..row.values.len()).map(|index| row.written(index)).collect();
            format!("{}: {}", row.label, values.join(", "))
        };
        match self.rows.as_slice() {
            [] => "There is nothing in it yet.".to_owned(),
            [first, .., last] if self.rows.len() > WHOLE => {
                format!("{} rows, from {} to {}.", self.rows.len(), said(first), said(last))
            }
            rows => format!("{}.", rows.iter().map(said).collect::<Vec<_>>().join("; ")),
        }
    }
}

/// Part of a chart, and how far down it reaches, in pixels.
struct Drawing {
    markup: Markup,
    height: usize,
}

impl Drawing {
    /// Nothing yet, to be drawn from `top` down.
    fn from(top: usize) -> Self {
        Self { markup: html! {}, height: top }
    }

    /// Puts a piece under what is drawn already: `piece` is told where it begins, and takes so many pixels.
    fn add(&mut self, height: usize, piece: impl FnOnce(usize) -> Markup) {
        self.markup.0.push_str(&piece(self.height).0);
        self.height += height;
    }
}
