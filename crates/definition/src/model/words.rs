//! The fixed words, and what a programme calls them.

use serde::Serialize;

/// A fixed word of Waymark that a programme may replace on the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Word {
    /// A human being known to the system.
    Person,
    /// Somebody enrolled in the programme.
    Participant,
    /// Whoever works with them one to one.
    Worker,
    /// An organisation's part in the programme.
    Partner,
    /// A community.
    Area,
    /// A group of partners.
    SubArea,
    /// A step of the ladder.
    Rung,
    /// Something offered to people.
    Service,
    /// One-to-one support given.
    Interaction,
    /// An improvement somebody achieved.
    Outcome,
    /// One line of a diary.
    Entry,
}

impl Word {
    /// All of them.
    pub const ALL: [Self; 11] = [
        Self::Person,
        Self::Participant,
        Self::Worker,
        Self::Partner,
        Self::Area,
        Self::SubArea,
        Self::Rung,
        Self::Service,
        Self::Interaction,
        Self::Outcome,
        Self::Entry,
    ];

    /// The word for it in definitions.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Participant => "participant",
            Self::Worker => "worker",
            Self::Partner => "partner",
            Self::Area => "area",
            Self::SubArea => "sub-area",
            Self::Rung => "rung",
            Self::Service => "service",
            Self::Interaction => "interaction",
            Self::Outcome => "outcome",
            Self::Entry => "entry",
        }
    }

    /// What it is called where a programme says nothing else.
    #[must_use]
    pub fn usual(self) -> Phrase {
        match self {
            Self::Person => Phrase::new("person", "people"),
            Self::SubArea => Phrase::new("sub-area", "sub-areas"),
            Self::Entry => Phrase::new("entry", "entries"),
            other => Phrase::regular(other.key()),
        }
    }
}

/// A word for one and for many, in lower case as inside a sentence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Phrase {
    /// One: "learner".
    pub one: String,
    /// Many: "learners".
    pub many: String,
}

impl Phrase {
    /// Both forms given.
    #[must_use]
    pub fn new(one: &str, many: &str) -> Self {
        Self { one: one.to_owned(), many: many.to_owned() }
    }

    /// The plural made with an s.
    #[must_use]
    pub fn regular(one: &str) -> Self {
        Self { one: one.to_owned(), many: format!("{one}s") }
    }
}
