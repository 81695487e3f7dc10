//! Figures: declared questions. Reports put them in order.

use super::target::as_text;
use base::{Grain, Period};
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

/// Kinds of fact. Those that no record supplies yet can be asked for, and answer "no data yet".
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum FactKind {
    /// A person in a programme, dated by the first real support: a participant.
    Enrolment,
    /// Somebody's leaving; its term is the destination.
    Leaving,
    /// One-to-one support; its term is the service, its quantity minutes, its state the channel.
    Interaction,
    /// An improvement achieved; its term is the outcome, its state the verification.
    Outcome,
    /// A partner of the programme, dated by its joining (or the programme's start). It has no subject: counted in records only.
    Partner,
    /// A move on the ladder.
    Rung,
    /// A need found.
    Need,
    /// A barrier found or removed.
    Barrier,
    /// A referral.
    Referral,
    /// Presence at a session.
    Attendance,
    /// A goal agreed.
    Goal,
    /// A score of an instrument.
    Score,
    /// An interview or exercise of a study: a respondent.
    Interview,
    /// A code found in what somebody said.
    Code,
    /// A community-led activity developed.
    Activity,
    /// Somebody's part in developing a community-led activity.
    Development,
    /// A community event with listening conversations.
    Event,
    /// A conversation.
    Conversation,
    /// A community connector engaged.
    Connector,
    /// A link made between organisations.
    Connection,
    /// A volunteer supported.
    Volunteer,
    /// Training received.
    Training,
    /// A story told.
    Story,
    /// A place, group, skill or service on the community map.
    Asset,
    /// A small grant applied for.
    Grant,
}

impl FactKind {
    /// All of them.
    pub const ALL: [Self; 25] = [
        Self::Enrolment,
        Self::Leaving,
        Self::Interaction,
        Self::Outcome,
        Self::Partner,
        Self::Rung,
        Self::Need,
        Self::Barrier,
        Self::Referral,
        Self::Attendance,
        Self::Goal,
        Self::Score,
        Self::Interview,
        Self::Code,
        Self::Activity,
        Self::Development,
        Self::Event,
        Self::Conversation,
        Self::Connector,
        Self::Connection,
        Self::Volunteer,
        Self::Training,
        Self::Story,
        Self::Asset,
        Self::Grant,
    ];

    /// The word for it everywhere, also in the `fact` view's kind.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Enrolment => "enrolment",
            Self::Leaving => "leaving",
            Self::Interaction => "interaction",
            Self::Outcome => "outcome",
            Self::Partner => "partner",
            Self::Rung => "rung",
            Self::Need => "need",
            Self::Barrier => "barrier",
            Self::Referral => "referral",
            Self::Attendance => "attendance",
            Self::Goal => "goal",
            Self::Score => "score",
            Self::Interview => "interview",
            Self::Code => "code",
            Self::Activity => "activity",
            Self::Development => "development",
            Self::Event => "event",
            Self::Conversation => "conversation",
            Self::Connector => "connector",
            Self::Connection => "connection",
            Self::Volunteer => "volunteer",
            Self::Training => "training",
            Self::Story => "story",
            Self::Asset => "asset",
            Self::Grant => "grant",
        }
    }

    /// What many of them are called.
    #[must_use]
    pub fn plural(self) -> &'static str {
        match self {
            Self::Enrolment => "participants",
            Self::Leaving => "leavings",
            Self::Interaction => "interactions",
            Self::Outcome => "outcomes",
            Self::Partner => "partners",
            Self::Rung => "moves on the ladder",
            Self::Need => "needs",
            Self::Barrier => "barriers",
            Self::Referral => "referrals",
            Self::Attendance => "attendances",
            Self::Goal => "goals",
            Self::Score => "scores",
            Self::Interview => "interviews",
            Self::Code => "codes",
            Self::Activity => "community-led activities",
            Self::Development => "parts in developing activities",
            Self::Event => "community events",
            Self::Conversation => "conversations",
            Self::Connector => "community connectors",
            Self::Connection => "partnership connections",
            Self::Volunteer => "volunteers",
            Self::Training => "training received",
            Self::Story => "stories",
            Self::Asset => "community assets",
            Self::Grant => "grant applications",
        }
    }

    /// Whether records supply such facts in this version of Waymark.
    #[must_use]
    pub fn is_collected(self) -> bool {
        matches!(self, Self::Enrolment | Self::Leaving | Self::Interaction | Self::Outcome | Self::Partner)
    }

    /// The vocabulary its term comes from.
    #[must_use]
    pub fn vocabulary(self) -> Option<super::Vocabulary> {
        use super::Vocabulary;
        match self {
            Self::Leaving => Some(Vocabulary::Destination),
            Self::Interaction => Some(Vocabulary::Service),
            Self::Outcome => Some(Vocabulary::Outcome),
            Self::Rung => Some(Vocabulary::Rung),
            Self::Need => Some(Vocabulary::Need),
            Self::Barrier => Some(Vocabulary::Barrier),
            Self::Attendance | Self::Activity => Some(Vocabulary::Activity),
            Self::Goal => Some(Vocabulary::GoalArea),
            Self::Training => Some(Vocabulary::Training),
            Self::Interview => Some(Vocabulary::Respondent),
            _ => None,
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

/// What a figure can be cut or filtered by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Dimension {
    /// The programme of the fact.
    Programme,
    /// The kind of fact.
    Kind,
    /// The service of the interaction counted, else of any interaction of the same person.
    Service,
    /// The outcome counted, else any outcome of the same person.
    Outcome,
    /// The destination counted, else that of the same person.
    Destination,
    /// The fact's own term, whatever its kind.
    Term,
    /// Core or non-core: of the outcome counted, else of any outcome of the same person.
    Core,
    /// The partner credited with the fact.
    Partner,
    /// The area of the fact.
    Area,
    /// The worker of the fact.
    Worker,
    /// The fact's state: a verification, a channel.
    State,
    /// The fact's date.
    Time(Grain),
    /// The person's gender.
    Gender,
    /// The person's age, in the programme's bands, at the start of the enrolment.
    Age,
    /// The person's ethnic group.
    Ethnicity,
    /// Whether the person is disabled.
    Disability,
    /// Standing in the labour market at the start.
    Employment,
    /// How the person came to the programme.
    Route,
    /// The partner the person is enrolled with.
    EnrolmentPartner,
    /// The area the person is enrolled in.
    EnrolmentArea,
    /// The sub-area of the partner. Not yet answered.
    SubArea,
    /// Of a place or of an interest. Not yet answered.
    AreaKind,
    /// The type of respondent in a study. Not yet answered.
    Respondent,
    /// The theme of the respondent's project. Not yet answered.
    Theme,
    /// The co-production model of the respondent's project. Not yet answered.
    Model,
}

impl Serialize for Dimension {
    /// As its key.
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.key())
    }
}

impl Dimension {
    /// All of them.
    pub const ALL: [Self; 28] = [
        Self::Programme,
        Self::Kind,
        Self::Service,
        Self::Outcome,
        Self::Destination,
        Self::Term,
        Self::Core,
        Self::Partner,
        Self::Area,
        Self::Worker,
        Self::State,
        Self::Time(Grain::Month),
        Self::Time(Grain::Quarter),
        Self::Time(Grain::FinancialYear),
        Self::Time(Grain::CalendarYear),
        Self::Gender,
        Self::Age,
        Self::Ethnicity,
        Self::Disability,
        Self::Employment,
        Self::Route,
        Self::EnrolmentPartner,
        Self::EnrolmentArea,
        Self::SubArea,
        Self::AreaKind,
        Self::Respondent,
        Self::Theme,
        Self::Model,
    ];

    /// The word for it everywhere: in definitions, addresses and on the command line.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Programme => "programme",
            Self::Kind => "kind",
            Self::Service => "service",
            Self::Outcome => "outcome",
            Self::Destination => "destination",
            Self::Term => "term",
            Self::Core => "core",
            Self::Partner => "partner",
            Self::Area => "area",
            Self::Worker => "worker",
            Self::State => "state",
            Self::Time(grain) => grain.key(),
            Self::Gender => "gender",
            Self::Age => "age",
            Self::Ethnicity => "ethnicity",
            Self::Disability => "disability",
            Self::Employment => "employment",
            Self::Route => "route",
            Self::EnrolmentPartner => "enrolment-partner",
            Self::EnrolmentArea => "enrolment-area",
            Self::SubArea => "sub-area",
            Self::AreaKind => "area-kind",
            Self::Respondent => "respondent",
            Self::Theme => "theme",
            Self::Model => "model",
        }
    }

    /// The dimension with this [`key`](Self::key).
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|dimension| dimension.key() == key)
    }

    /// What people call it.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Programme => "Programme",
            Self::Kind => "Kind of record",
            Self::Service => "Service",
            Self::Outcome => "Outcome",
            Self::Destination => "Destination",
            Self::Term => "Term",
            Self::Core => "Core or non-core",
            Self::Partner => "Partner",
            Self::Area => "Area",
            Self::Worker => "Worker",
            Self::State => "State",
            Self::Time(Grain::Month) => "Month",
            Self::Time(Grain::Quarter) => "Quarter",
            Self::Time(Grain::FinancialYear) => "Financial year",
            Self::Time(Grain::CalendarYear) => "Calendar year",
            Self::Gender => "Gender",
            Self::Age => "Age range",
            Self::Ethnicity => "Ethnic group",
            Self::Disability => "Disability",
            Self::Employment => "Employment status at the start",
            Self::Route => "Route of referral",
            Self::EnrolmentPartner => "Partner of enrolment",
            Self::EnrolmentArea => "Area of enrolment",
            Self::SubArea => "Sub-area",
            Self::AreaKind => "Kind of area",
            Self::Respondent => "Type of respondent",
            Self::Theme => "Theme",
            Self::Model => "Co-production model",
        }
    }

    /// Whether this version of Waymark can answer by it.
    #[must_use]
    pub fn is_collected(self) -> bool {
        !matches!(self, Self::SubArea | Self::AreaKind | Self::Respondent | Self::Theme | Self::Model)
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
