//! What an evaluation uses: sources of evidence, instruments, code frames and groupings.

use base::Date;
use serde::Serialize;

/// A source of evidence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Evidence {
    /// Its key.
    pub key: String,
    /// Its name.
    pub label: String,
    /// What it is.
    pub description: Option<String>,
    /// Whether it comes from outside the programme.
    pub external: bool,
    /// The geography it is known by: "ward", "neighbourhood".
    pub geography: Option<String>,
    /// The year of the edition used.
    pub year: Option<i16>,
    /// What it measures, one entry to a question or index.
    pub measures: Vec<String>,
}

/// A questionnaire or scale. The wording of its items is never part of a definition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Instrument {
    /// Its key.
    pub key: String,
    /// Its name.
    pub label: String,
    /// What it measures.
    pub description: Option<String>,
    /// Which edition.
    pub version: Option<String>,
    /// How many items.
    pub items: Option<u16>,
    /// The lowest possible score.
    pub min: Option<i32>,
    /// The highest possible score.
    pub max: Option<i32>,
    /// How it is scored: the name of the method.
    pub scoring: Option<String>,
    /// Who fills it in: "self", "keyworker".
    pub scored_by: Option<String>,
    /// What its licence asks for.
    pub licence: Option<String>,
    /// When it is used: "start", "review", "leaving".
    pub occasions: Vec<String>,
    /// Outside averages to compare with.
    pub benchmarks: Vec<Benchmark>,
    /// What the documents do not say about it.
    pub silent: Option<String>,
}

/// An outside average of an instrument's score, in thousandths so that it compares exactly.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Benchmark {
    /// Its key.
    pub key: String,
    /// Whose average, and when.
    pub label: String,
    /// The average score, times 1,000.
    pub thousandths: i64,
    /// When it was measured.
    pub as_of: Option<Date>,
    /// Where it was published.
    pub source: String,
}

/// A code frame.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Frame {
    /// Its key.
    pub key: String,
    /// Its name.
    pub label: String,
    /// What its codes stand for in a realist analysis.
    pub role: FrameRole,
    /// Which edition.
    pub version: String,
    /// What it is used on.
    pub description: Option<String>,
    /// What the documents do not say about it, such as codes that stand only in pictures.
    pub silent: Option<String>,
    /// Its codes.
    pub codes: Vec<Code>,
}

/// One code of a frame.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Code {
    /// Its key, unique in the frame.
    pub key: String,
    /// What it is called.
    pub label: String,
    /// When a passage is coded with it.
    pub description: Option<String>,
}

/// What a frame's codes are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum FrameRole {
    /// Circumstances that fire mechanisms.
    Context,
    /// What happens in people.
    Mechanism,
    /// What it led to soon.
    ShortTermOutcome,
    /// What it led to in the end.
    LongTermOutcome,
    /// Outcomes in people's own words, outside the realist analysis.
    SelfIdentified,
}

impl FrameRole {
    /// All of them.
    pub const ALL: [Self; 5] =
        [Self::Context, Self::Mechanism, Self::ShortTermOutcome, Self::LongTermOutcome, Self::SelfIdentified];

    /// The word for it in definitions.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Context => "context",
            Self::Mechanism => "mechanism",
            Self::ShortTermOutcome => "short-term-outcome",
            Self::LongTermOutcome => "long-term-outcome",
            Self::SelfIdentified => "self-identified",
        }
    }
}

/// Another way to group the terms of a vocabulary.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Grouping {
    /// Its key.
    pub key: String,
    /// Its name.
    pub label: String,
    /// The vocabulary that it groups.
    pub of: super::Vocabulary,
    /// The groups.
    pub groups: Vec<Group>,
}

/// One group of a grouping.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Group {
    /// Its key.
    pub key: String,
    /// Its name.
    pub label: String,
    /// Keys of the terms in it.
    pub members: Vec<String>,
}
