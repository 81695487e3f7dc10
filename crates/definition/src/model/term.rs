//! Vocabularies: the lists from which records choose.

use serde::Serialize;

/// The vocabularies that a programme may define.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Vocabulary {
    /// Steps of the ladder of involvement, lowest first.
    Rung,
    /// Services offered one to one or in groups; a sub-type names its parent.
    Service,
    /// Activities and opportunities to take part in.
    Activity,
    /// Circumstances and needs.
    Need,
    /// What stands in the way, and can be removed.
    Barrier,
    /// Areas that goals belong to.
    GoalArea,
    /// How far away a goal is.
    Horizon,
    /// Improvements people achieve.
    Outcome,
    /// Where people go when they leave.
    Destination,
    /// Standing in the labour market at the start, exactly one to a person.
    Employment,
    /// What may be seen that shows that standing.
    StatusEvidence,
    /// How people find the programme.
    Route,
    /// How support is given: in person, by phone, by video.
    Channel,
    /// Training undertaken by workers.
    Training,
    /// Themes of projects.
    Theme,
    /// Models of co-production, least shared first.
    Model,
    /// Types of respondent in an evaluation.
    Respondent,
    /// What may be done with a story.
    Consent,
    /// Kinds of help that people are referred for, specialist help among them.
    Help,
}

impl Vocabulary {
    /// All of them.
    pub const ALL: [Self; 19] = [
        Self::Rung,
        Self::Service,
        Self::Activity,
        Self::Need,
        Self::Barrier,
        Self::GoalArea,
        Self::Horizon,
        Self::Outcome,
        Self::Destination,
        Self::Employment,
        Self::StatusEvidence,
        Self::Route,
        Self::Channel,
        Self::Training,
        Self::Theme,
        Self::Model,
        Self::Respondent,
        Self::Consent,
        Self::Help,
    ];

    /// The word for it in definitions, where it names the table: `[[service]]`.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Rung => "rung",
            Self::Service => "service",
            Self::Activity => "activity",
            Self::Need => "need",
            Self::Barrier => "barrier",
            Self::GoalArea => "goal-area",
            Self::Horizon => "horizon",
            Self::Outcome => "outcome",
            Self::Destination => "destination",
            Self::Employment => "employment",
            Self::StatusEvidence => "status-evidence",
            Self::Route => "route",
            Self::Channel => "channel",
            Self::Training => "training",
            Self::Theme => "theme",
            Self::Model => "model",
            Self::Respondent => "respondent",
            Self::Consent => "consent",
            Self::Help => "help",
        }
    }

    /// The vocabulary with this [`key`](Self::key).
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|vocabulary| vocabulary.key() == key)
    }
}

/// One entry of a vocabulary. Its place in the list is its place among its like.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Term {
    /// The vocabulary it belongs to.
    pub vocabulary: Vocabulary,
    /// Its key, unique in the vocabulary.
    pub key: String,
    /// What people call it.
    pub label: String,
    /// What counts as it, so that two people would choose alike.
    pub description: Option<String>,
    /// The key of the term it is a sort of, in the same vocabulary.
    pub parent: Option<String>,
    /// What the documents do not say about it.
    pub silent: Option<String>,
    /// Whether it is kept only for records made earlier.
    pub retired: bool,
    /// Whether it is learning, before which urgent needs are to be met; of services and goal areas.
    pub learning: bool,
    /// The rules of an outcome; present for outcomes, and only for them.
    pub outcome: Option<OutcomeRule>,
}

/// What makes an outcome count.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OutcomeRule {
    /// Core (counted against the programme's outcome target) or not.
    pub core: bool,
    /// Whether a person can have it once only.
    pub once: bool,
    /// The evidence expected.
    pub evidence: Option<String>,
    /// The heading it stands under, such as "Employment" or "Wellbeing".
    pub category: Option<String>,
}

/// A band of ages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AgeBand {
    /// Its key: `under-16`, `16-24`, `65-plus`.
    pub key: String,
    /// What people call it: "Under 16", "16 to 24", "65 and over".
    pub label: String,
    /// The youngest age in it, in whole years; it reaches to the next band.
    pub from: u8,
}
