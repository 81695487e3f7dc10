//! The table that an answer is shown as, in one shape everywhere.

use base::Date;
use serde::Serialize;

/// A counted figure. Serialised, it is the JSON that files, the command line and the web interface give alike.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Table {
    /// The figure's key; empty for a question asked once.
    pub figure: String,
    /// What stands over it.
    pub title: String,
    /// What is counted: "people", "records", "total" or "mean".
    pub count: &'static str,
    /// Of what, in words: "core outcomes".
    pub of: String,
    /// The dimensions it is cut by.
    pub by: Vec<&'static str>,
    /// The population that percentages refer to.
    pub base: Option<BaseValue>,
    /// The period it is about, if not all time.
    pub over: Option<String>,
    /// The cells, in the order of the dimensions; of a table by two, also the margins, whose key there is `*`.
    pub rows: Vec<Row>,
    /// Everything, each person once; none if nothing of the sort has been collected.
    pub total: Option<Number>,
    /// What must be said under it.
    pub notes: Vec<String>,
    /// The version of the definition that it was counted by.
    pub definition_version: i64,
    /// Whose people and work are counted, in a sentence, where it is not everybody's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub whose: Option<String>,
    /// Whether any number that went into the whole is only about right.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub approximate: bool,
    /// What the dimensions are called in this programme.
    #[serde(skip)]
    pub heads: Vec<String>,
    /// What stands over the column of the count: "Participants", "Core outcomes", "Minutes".
    #[serde(skip)]
    pub counted: String,
    /// What is counted beside it, if anything.
    #[serde(skip)]
    pub beside: Option<Beside>,
    /// What it is held against, if anything.
    #[serde(skip)]
    pub against: Option<Against>,
    /// Whether there was anything to count.
    #[serde(skip)]
    pub standing: Standing,
}

impl Table {
    /// What the whole is of the base, in percent to two decimal places.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "counts stay far below the 2^53 at which this would lose a unit")]
    pub fn share(&self) -> Option<f64> {
        let base = self.base.as_ref()?.value.filter(|base| *base > 0)?;
        Some((self.total?.value() * 10_000.0 / base as f64).round() / 100.0)
    }

    /// Why there is nothing to show, if there is nothing. Not collected, filtered out and none are three things.
    #[must_use]
    pub fn nothing(&self) -> Option<String> {
        let mut of = self.of.chars();
        let capital: String = of.next().into_iter().flat_map(char::to_uppercase).chain(of).collect();
        match self.standing {
            Standing::Counted => None,
            Standing::FilteredOut { since } => {
                let since = since.map(|since| since.strftime(" since %-d %B %Y").to_string()).unwrap_or_default();
                Some(format!(
                    "None with these filters. {capital} have been recorded{since}: choose fewer filters to see them."
                ))
            }
            Standing::NoDataYet => Some(format!("No data yet: no {} have been recorded.", self.of)),
            Standing::NotYetCollectable(what) => {
                Some(format!("No data yet: this version of Waymark does not record {} yet.", what.to_lowercase()))
            }
        }
    }
}

/// The second count of a figure that is counted in two ways at once.
#[derive(Debug, Clone, PartialEq)]
pub struct Beside {
    /// What is counted.
    pub count: &'static str,
    /// What stands over its column.
    pub counted: String,
    /// Everything.
    pub total: Number,
}

/// One row of a table.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Row {
    /// Where it stands on each dimension.
    pub key: Vec<String>,
    /// The same in words.
    pub label: Vec<String>,
    /// The count.
    pub value: Number,
    /// Percent of the base; none without a base, or of a base of nobody.
    pub percent: Option<f64>,
    /// Whether any number that went into it is only about right.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub approximate: bool,
    /// The second count, if the figure has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub beside: Option<Number>,
}

impl Row {
    /// Whether it is a margin of a table by two dimensions.
    #[must_use]
    pub fn is_margin(&self) -> bool {
        self.key.iter().any(|key| key == "*")
    }
}

/// A count, or a mean.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Number {
    /// A count or total.
    Whole(i64),
    /// A mean; none of nothing.
    Mean(Option<f64>),
    /// Money, in pounds to the penny: a total or a mean.
    Pounds(f64),
}

impl Number {
    /// Its value, nought for the mean of nothing.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "counts stay far below the 2^53 at which this would lose a unit")]
    pub fn value(self) -> f64 {
        match self {
            Self::Whole(count) => count as f64,
            Self::Mean(mean) => mean.unwrap_or_default(),
            Self::Pounds(pounds) => pounds,
        }
    }
}

/// The population that percentages refer to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BaseValue {
    /// Who they are, in words.
    pub label: String,
    /// How many; none where each group has a base of its own.
    pub value: Option<u64>,
}

/// A target, and how near the figure came.
#[derive(Debug, Clone, PartialEq)]
pub struct Against {
    /// The indicator's name.
    pub label: String,
    /// What to reach.
    pub target: i64,
    /// The named version of the targets that says so.
    pub version: String,
    /// Percent of the target reached; none of a target of nought.
    pub percent: Option<f64>,
}

/// Whether there was anything to count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Something was counted; a zero is a true zero.
    Counted,
    /// Such facts are collected, but none passes the filters.
    FilteredOut {
        /// The earliest of those there are.
        since: Option<Date>,
    },
    /// No such fact has been collected yet.
    NoDataYet,
    /// This version of the program cannot collect such facts yet.
    NotYetCollectable(&'static str),
}
