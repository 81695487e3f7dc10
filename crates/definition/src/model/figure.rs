//! Figures: declared questions. Reports put them in order.

use super::target::as_text;
use super::{Definition, Dimension, FactKind, Grouping, Vocabulary};
use base::Period;
use serde::Serialize;

/// A declared question: what is counted, of which facts, cut how, compared with what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Figure {
    /// Its key; empty for a question asked once, without a name.
    pub key: String,
    /// What stands over it.
    pub title: String,
    /// What is counted.
    pub count: Count,
    /// What is counted beside it, in a second column: people and records of the same facts.
    pub beside: Option<Count>,
    /// Of which facts.
    pub of: Of,
    /// Only people who also have at least one such fact, under the same filters and period; all of them must hold.
    pub having: Vec<Of>,
    /// Cut by these, none to two.
    pub by: Vec<Dimension>,
    /// The grouping whose groups stand in place of the terms, along the dimension of the vocabulary that it groups.
    pub grouping: Option<String>,
    /// Only facts (or people) for which all of these hold.
    pub filters: Vec<Filter>,
    /// Only facts of this period.
    #[serde(serialize_with = "as_text")]
    pub over: Option<Period>,
    /// With a dimension of time: everything up to the end of each period, rather than in it.
    pub cumulative: bool,
    /// What percentages are of; none means that no percentage is shown.
    pub base: Option<Base>,
    /// Whether percentages come first and numbers second.
    pub percent: bool,
    /// The indicator whose target it is held against.
    pub against: Option<String>,
    /// How it would best be drawn.
    pub chart: Option<Chart>,
    /// What must be said under it.
    pub notes: Vec<String>,
}

impl Figure {
    /// The vocabulary whose terms stand along a dimension of this figure, if it has one.
    #[must_use]
    pub fn vocabulary(&self, dimension: Dimension) -> Option<Vocabulary> {
        if dimension == Dimension::Term { self.of.kind.vocabulary() } else { dimension.vocabulary() }
    }

    /// The grouping in force along a dimension of this figure.
    #[must_use]
    pub fn grouping<'d>(&self, dimension: Dimension, definition: &'d Definition) -> Option<&'d Grouping> {
        let grouping = definition.grouping(self.grouping.as_ref()?)?;
        (self.vocabulary(dimension) == Some(grouping.of)).then_some(grouping)
    }

    /// Why there cannot be any data for it yet: the first thing it asks for that is not yet collected by this version.
    /// None means that it can be counted.
    #[must_use]
    pub fn awaits(&self) -> Option<&'static str> {
        let kinds = std::iter::once(&self.of).chain(&self.having).map(|of| of.kind);
        let dimensions = self.by.iter().copied().chain(self.filters.iter().map(|filter| filter.dimension));
        kinds
            .filter(|kind| !kind.is_collected())
            .map(FactKind::plural)
            .chain(dimensions.filter(|dimension| !dimension.is_collected()).map(Dimension::label))
            .next()
    }
}

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Count {
    /// Different people.
    People,
    /// Facts.
    Records,
    /// The sum of the facts' quantities.
    Total,
    /// The mean of the facts' quantities.
    Mean,
}

impl Count {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::People, Self::Records, Self::Total, Self::Mean];

    /// The word for it everywhere.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::People => "people",
            Self::Records => "records",
            Self::Total => "total",
            Self::Mean => "mean",
        }
    }
}

/// Which facts are counted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Of {
    /// Their kind.
    pub kind: FactKind,
    /// Core outcomes only, or non-core only; for outcomes alone.
    pub core: Option<bool>,
    /// Of these terms only; empty means of any. A term stands for its sub-types too.
    pub terms: Vec<String>,
    /// Codes of this frame only; for codes alone.
    pub frame: Option<String>,
}

impl Of {
    /// All facts of a kind.
    #[must_use]
    pub fn kind(kind: FactKind) -> Self {
        Self { kind, core: None, terms: Vec::new(), frame: None }
    }
}

/// Only facts (or people) with one of these values.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Filter {
    /// Of what.
    pub dimension: Dimension,
    /// Keys of the values let through; never empty. For time, periods of the dimension's grain.
    pub values: Vec<String>,
}

/// What a percentage is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Base {
    /// Everybody enrolled, under the figure's filters on the person; in a review, everybody asked.
    Participants,
    /// The figure's own total: everybody (or everything) it counts.
    Counted,
    /// Everybody enrolled (or asked) in the same group of the last dimension.
    Group,
}

impl Base {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Participants, Self::Counted, Self::Group];

    /// The word for it everywhere.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Participants => "participants",
            Self::Counted => "counted",
            Self::Group => "group",
        }
    }
}

/// How a figure would best be drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Chart {
    /// One big number.
    Number,
    /// Bars lying down, longest labels.
    Bars,
    /// Columns standing up, for few or ordered values.
    Columns,
    /// Bars in groups of the second dimension.
    Grouped,
    /// Bars stacked by the second dimension.
    Stacked,
    /// A line over time.
    Line,
    /// No drawing.
    Table,
}

impl Chart {
    /// All of them.
    pub const ALL: [Self; 7] =
        [Self::Number, Self::Bars, Self::Columns, Self::Grouped, Self::Stacked, Self::Line, Self::Table];

    /// The word for it everywhere.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Number => "number",
            Self::Bars => "bars",
            Self::Columns => "columns",
            Self::Grouped => "grouped",
            Self::Stacked => "stacked",
            Self::Line => "line",
            Self::Table => "table",
        }
    }
}

/// Figures in order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Its key.
    pub key: String,
    /// What stands over it.
    pub title: String,
    /// Whom it is for and what it is to show.
    pub description: Option<String>,
    /// Keys of the figures shown as big numbers, first.
    pub headline: Vec<String>,
    /// The rest, under headings.
    pub sections: Vec<Section>,
}

/// Part of a report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Section {
    /// What stands over it.
    pub heading: String,
    /// What is said before the figures.
    pub text: Option<String>,
    /// Keys of the figures.
    pub figures: Vec<String>,
}
