//! Dimensions: what a figure can be cut or filtered by.

use super::{FactKind, Vocabulary};
use base::Grain;
use serde::Serialize;

/// What a figure can be cut or filtered by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Dimension {
    /// The programme of the fact.
    Programme,
    /// The kind of fact.
    Kind,
    /// The service of the interaction counted, else of any interaction of the same person.
    Service,
    /// Whether the service of the interaction counted, else of any interaction of the same person, was had for the first time in the
    /// programme, or had been had on an earlier day.
    Turn,
    /// The outcome counted, else any outcome of the same person.
    Outcome,
    /// The destination counted, else that of the same person.
    Destination,
    /// The rung moved to, of the move counted, else any that the same person has stood on.
    Rung,
    /// The need counted, else any of the same person.
    Need,
    /// The barrier counted, else any of the same person.
    Barrier,
    /// The area of life of the goal counted, else of any goal of the same person.
    GoalArea,
    /// How far away the goal counted is, else any goal of the same person.
    Horizon,
    /// The fact's own term, whatever its kind.
    Term,
    /// Core or non-core: of the outcome counted, else of any outcome of the same person.
    Core,
    /// The partner credited with the fact.
    Partner,
    /// The area of the fact.
    Area,
    /// The worker of the fact; of a participant, an outcome or a leaving, whoever is assigned to the person.
    Worker,
    /// The fact's state: a verification, a channel.
    State,
    /// The direction of the referral counted: between partners, to an agency outside, or from one.
    Direction,
    /// The other end of the referral counted: a partner or an agency.
    OtherEnd,
    /// The fact's date.
    Time(Grain),
    /// Between which of the programme's marked events the fact's date lies.
    Phase,
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
    /// What was seen that shows that standing.
    StatusEvidence,
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
    pub const ALL: [Self; 38] = [
        Self::Programme,
        Self::Kind,
        Self::Service,
        Self::Turn,
        Self::Outcome,
        Self::Destination,
        Self::Rung,
        Self::Need,
        Self::Barrier,
        Self::GoalArea,
        Self::Horizon,
        Self::Term,
        Self::Core,
        Self::Partner,
        Self::Area,
        Self::Worker,
        Self::State,
        Self::Direction,
        Self::OtherEnd,
        Self::Time(Grain::Month),
        Self::Time(Grain::Quarter),
        Self::Time(Grain::FinancialYear),
        Self::Time(Grain::CalendarYear),
        Self::Phase,
        Self::Gender,
        Self::Age,
        Self::Ethnicity,
        Self::Disability,
        Self::Employment,
        Self::StatusEvidence,
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
            Self::Turn => "first-or-repeat",
            Self::Outcome => "outcome",
            Self::Destination => "destination",
            Self::Rung => "rung",
            Self::Need => "need",
            Self::Barrier => "barrier",
            Self::GoalArea => "goal-area",
            Self::Horizon => "horizon",
            Self::Term => "term",
            Self::Core => "core",
            Self::Partner => "partner",
            Self::Area => "area",
            Self::Worker => "worker",
            Self::State => "state",
            Self::Direction => "direction",
            Self::OtherEnd => "other-end",
            Self::Time(grain) => grain.key(),
            Self::Phase => "phase",
            Self::Gender => "gender",
            Self::Age => "age",
            Self::Ethnicity => "ethnicity",
            Self::Disability => "disability",
            Self::Employment => "employment",
            Self::StatusEvidence => "status-evidence",
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
            Self::Turn => "First or repeat",
            Self::Outcome => "Outcome",
            Self::Destination => "Destination",
            Self::Rung => "Rung",
            Self::Need => "Need",
            Self::Barrier => "Barrier",
            Self::GoalArea => "Area of life",
            Self::Horizon => "Horizon",
            Self::Term => "Term",
            Self::Core => "Core or non-core",
            Self::Partner => "Partner",
            Self::Area => "Area",
            Self::Worker => "Worker",
            Self::State => "State",
            Self::Direction => "Direction of referral",
            Self::OtherEnd => "Other end of referral",
            Self::Time(Grain::Month) => "Month",
            Self::Time(Grain::Quarter) => "Quarter",
            Self::Time(Grain::FinancialYear) => "Financial year",
            Self::Time(Grain::CalendarYear) => "Calendar year",
            Self::Phase => "Before and after marked events",
            Self::Gender => "Gender",
            Self::Age => "Age range",
            Self::Ethnicity => "Ethnic group",
            Self::Disability => "Disability",
            Self::Employment => "Employment status at the start",
            Self::StatusEvidence => "Evidence of employment status",
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

    /// Whether it belongs to the person or to the enrolment, rather than to the fact counted.
    #[must_use]
    pub fn is_of_person(self) -> bool {
        matches!(
            self,
            Self::Gender
                | Self::Age
                | Self::Ethnicity
                | Self::Disability
                | Self::Employment
                | Self::StatusEvidence
                | Self::Route
                | Self::EnrolmentPartner
                | Self::EnrolmentArea
                | Self::Respondent
                | Self::Theme
                | Self::Model
        )
    }

    /// The kind of fact whose term it is. Of facts of any other kind it means "of the same person".
    #[must_use]
    pub fn fact_kind(self) -> Option<FactKind> {
        match self {
            Self::Service | Self::Turn => Some(FactKind::Interaction),
            Self::Outcome | Self::Core => Some(FactKind::Outcome),
            Self::Destination => Some(FactKind::Leaving),
            Self::Rung => Some(FactKind::Rung),
            Self::Need => Some(FactKind::Need),
            Self::Barrier => Some(FactKind::Barrier),
            Self::GoalArea | Self::Horizon => Some(FactKind::Goal),
            Self::Direction | Self::OtherEnd => Some(FactKind::Referral),
            _ => None,
        }
    }

    /// Whether it is a cut of time.
    #[must_use]
    pub fn is_time(self) -> bool {
        matches!(self, Self::Time(_))
    }

    /// The vocabulary its values are from, where a programme defines them.
    #[must_use]
    pub fn vocabulary(self) -> Option<Vocabulary> {
        match self {
            Self::Service => Some(Vocabulary::Service),
            Self::Outcome => Some(Vocabulary::Outcome),
            Self::Destination => Some(Vocabulary::Destination),
            Self::Rung => Some(Vocabulary::Rung),
            Self::Need => Some(Vocabulary::Need),
            Self::Barrier => Some(Vocabulary::Barrier),
            Self::GoalArea => Some(Vocabulary::GoalArea),
            Self::Horizon => Some(Vocabulary::Horizon),
            Self::Employment => Some(Vocabulary::Employment),
            Self::StatusEvidence => Some(Vocabulary::StatusEvidence),
            Self::Route => Some(Vocabulary::Route),
            Self::Respondent => Some(Vocabulary::Respondent),
            Self::Theme => Some(Vocabulary::Theme),
            Self::Model => Some(Vocabulary::Model),
            _ => None,
        }
    }
}
