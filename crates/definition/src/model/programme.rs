//! The facts of the programme itself: names, money, dates, what came before and after.

use base::Date;
use serde::Serialize;

/// The programme in a few words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Programme {
    /// Its key, unique in a workspace.
    pub key: String,
    /// What it is.
    pub kind: ProgrammeKind,
    /// Its name.
    pub name: String,
    /// A short name for narrow places; the name itself if none was given.
    pub short_name: String,
    /// What it did, in a paragraph.
    pub summary: String,
    /// What it is for, in a sentence.
    pub purpose: Option<String>,
    /// The key of the programme it belongs under, which has a definition of its own.
    pub umbrella: Option<String>,
    /// The organisation that leads or manages it.
    pub lead: Option<String>,
    /// The first day.
    pub start: Option<Date>,
    /// The day it really ended.
    pub ended: Option<Date>,
    /// The youngest age, in whole years, at which somebody may take part.
    pub min_age: Option<u8>,
    /// Who may take part, rule by rule.
    pub eligibility: Vec<String>,
    /// The [further questions](FURTHER_QUESTIONS) that it asks, in order; none where it says nothing of it, which means all.
    pub questions: Option<Vec<String>>,
    /// The least and the most that an assessment can come to.
    pub assessment_scale: (i64, i64),
    /// Where what is said here comes from.
    pub sources: Vec<String>,
    /// Other things worth knowing, such as awards and conflicts between documents.
    pub notes: Vec<String>,
}

/// The harmonised questions that a programme may ask besides those that everybody is asked, by the words for them in definitions.
pub const FURTHER_QUESTIONS: [&str; 8] =
    ["sex", "gender-identity", "religion", "orientation", "condition", "limits", "household", "qualification"];

impl Programme {
    /// Whether it asks this further question, by its word in definitions or its name in the record.
    #[must_use]
    pub fn asks(&self, question: &str) -> bool {
        let same = |known: &String| known.replace('-', "_") == question.replace('-', "_");
        self.questions.as_ref().is_none_or(|questions| questions.iter().any(same))
    }
}

/// What kind of thing is defined.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ProgrammeKind {
    /// Something funded, that works with people.
    Programme,
    /// Several programmes reported together; it enrols nobody itself.
    Umbrella,
    /// An evaluation of a fund or programme; its people are respondents.
    Review,
}

impl ProgrammeKind {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Programme, Self::Umbrella, Self::Review];

    /// The word for it in definitions.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Programme => "programme",
            Self::Umbrella => "umbrella",
            Self::Review => "review",
        }
    }
}

/// A part of the programme with a name and members of its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Strand {
    /// Its key.
    pub key: String,
    /// Its name.
    pub label: String,
    /// What it is for.
    pub description: Option<String>,
    /// The services and activities in it, by name.
    pub members: Vec<String>,
}

/// A leading part that somebody holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Role {
    /// Its key.
    pub key: String,
    /// What it is called.
    pub label: String,
    /// What the holder does.
    pub description: Option<String>,
    /// The organisation whose role it is.
    pub organisation: Option<String>,
}

/// Who pays.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Funder {
    /// Its key.
    pub key: String,
    /// Its name.
    pub label: String,
    /// The name of the fund.
    pub fund: Option<String>,
    /// A grant, or money that partners bring themselves.
    pub kind: FunderKind,
    /// How much.
    pub amount: Option<Amount>,
    /// What is to be known about it.
    pub note: Option<String>,
}

/// Where the money comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum FunderKind {
    /// Given by a funder.
    Grant,
    /// Brought by the partners.
    Match,
}

impl FunderKind {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Grant, Self::Match];

    /// The word for it in definitions.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Grant => "grant",
            Self::Match => "match",
        }
    }
}

/// A sum of money.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Amount {
    /// In pence; never negative. Definitions write whole pounds.
    pub pence: i64,
    /// Whether it comes every year, rather than once for the whole programme.
    pub every_year: bool,
}

/// A date on which the programme was to end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PlannedEnd {
    /// The last day, as it stands in the plan.
    pub date: Date,
    /// The day on which this became known; none if the documents do not say.
    pub known: Option<Date>,
    /// Why it was set or moved.
    pub reason: Option<String>,
    /// What the documents say that cannot be taken as it stands, such as an impossible date.
    pub note: Option<String>,
}

/// A day from which things went otherwise, such as that of a lockdown: what is counted can be told before and after it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MarkedEvent {
    /// Its key.
    pub key: String,
    /// What it is called within a sentence: "the first lockdown".
    pub label: String,
    /// Its first day.
    pub date: Date,
    /// What changed.
    pub description: Option<String>,
}

/// A programme before or after this one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Relation {
    /// Its key; a programme of the workspace may have the same.
    pub key: String,
    /// Its name.
    pub label: String,
    /// Who pays for it.
    pub funder: Option<String>,
    /// Where it works.
    pub area: Option<String>,
    /// With whom.
    pub partner: Option<String>,
    /// What is to be known about it.
    pub note: Option<String>,
}

/// A number that the programme's own publications state.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Published {
    /// Its key.
    pub key: String,
    /// What it counts, in words.
    pub statement: String,
    /// The number.
    pub value: i64,
    /// What it is a number of: "people", "outcomes", "partners".
    pub unit: String,
    /// Whether the publication says "over", "more than" or "at least".
    pub at_least: bool,
    /// Whether the publication says "about".
    pub approximate: bool,
    /// The day for which it was true.
    pub as_of: Option<Date>,
    /// Where it was published.
    pub source: String,
    /// The figure whose single number should be this.
    pub figure: Option<String>,
    /// The partner whose number it is, if not the whole programme's.
    pub partner: Option<String>,
}
