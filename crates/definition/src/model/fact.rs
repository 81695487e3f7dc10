//! Kinds of fact: what can be counted.

use super::Vocabulary;
use serde::Serialize;

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
    /// A move on the ladder; its state is the direction.
    Rung,
    /// A need found; its state is open or met.
    Need,
    /// A barrier found; its state is open or removed.
    Barrier,
    /// A referral, dated by the day it was made; its term is the help sought, its state its direction and status.
    Referral,
    /// Presence at a session.
    Attendance,
    /// A goal agreed; its term is the area of life, its state how it stands.
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
    /// A service given beside an interaction's own on the same occasion; its term is the service, its state the channel.
    FurtherService,
    /// A need met, dated by that day.
    NeedMet,
    /// A barrier removed, dated by that day.
    BarrierRemoved,
    /// A goal achieved, dated by that day.
    GoalAchieved,
    /// Help with life at home; its state is what was given, its quantity what it was worth.
    Support,
    /// How somebody stands in an area of life; its quantity is the score.
    Assessment,
    /// A worker assigned to somebody, dated by the first day; its state is the role.
    Assignment,
    /// What became of somebody four weeks or six months after leaving; its term is the destination, its state the stage and result.
    FollowUp,
    /// A role that somebody takes beside being supported, dated by the first day; its state is which.
    Capacity,
    /// A place in work experience or as a volunteer, dated by its first day; its term is the activity, its state what it ended in.
    Placement,
    /// A placement ended, dated by that day; its state is what it ended in.
    PlacementEnded,
}

impl FactKind {
    /// All of them.
    pub const ALL: [Self; 36] = [
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
        Self::FurtherService,
        Self::NeedMet,
        Self::BarrierRemoved,
        Self::GoalAchieved,
        Self::Support,
        Self::Assessment,
        Self::Assignment,
        Self::FollowUp,
        Self::Capacity,
        Self::Placement,
        Self::PlacementEnded,
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
            Self::FurtherService => "further-service",
            Self::NeedMet => "need-met",
            Self::BarrierRemoved => "barrier-removed",
            Self::GoalAchieved => "goal-achieved",
            Self::Support => "support",
            Self::Assessment => "assessment",
            Self::Assignment => "assignment",
            Self::FollowUp => "follow-up",
            Self::Capacity => "capacity",
            Self::Placement => "placement",
            Self::PlacementEnded => "placement-ended",
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
            Self::Event => "events",
            Self::Conversation => "conversations",
            Self::Connector => "community connectors",
            Self::Connection => "partnership connections",
            Self::Volunteer => "volunteers",
            Self::Training => "training received",
            Self::Story => "stories",
            Self::Asset => "community assets",
            Self::Grant => "grant applications",
            Self::FurtherService => "further services given",
            Self::NeedMet => "needs met",
            Self::BarrierRemoved => "barriers removed",
            Self::GoalAchieved => "goals achieved",
            Self::Support => "home-life support",
            Self::Assessment => "assessments",
            Self::Assignment => "assignments",
            Self::FollowUp => "follow-ups",
            Self::Capacity => "roles taken",
            Self::Placement => "placements",
            Self::PlacementEnded => "placements ended",
        }
    }

    /// Whether records supply such facts in this version of Waymark.
    #[must_use]
    pub fn is_collected(self) -> bool {
        matches!(
            self,
            Self::Enrolment
                | Self::Leaving
                | Self::Interaction
                | Self::FurtherService
                | Self::Outcome
                | Self::Partner
                | Self::Rung
                | Self::Need
                | Self::NeedMet
                | Self::Barrier
                | Self::BarrierRemoved
                | Self::Goal
                | Self::GoalAchieved
                | Self::Support
                | Self::Assessment
                | Self::Assignment
                | Self::FollowUp
                | Self::Capacity
                | Self::Referral
                | Self::Placement
                | Self::PlacementEnded
                | Self::Event
        )
    }

    /// The vocabulary its term comes from.
    #[must_use]
    pub fn vocabulary(self) -> Option<Vocabulary> {
        match self {
            Self::Leaving | Self::FollowUp => Some(Vocabulary::Destination),
            Self::Interaction | Self::FurtherService | Self::Event => Some(Vocabulary::Service),
            Self::Outcome => Some(Vocabulary::Outcome),
            Self::Rung => Some(Vocabulary::Rung),
            Self::Need | Self::NeedMet => Some(Vocabulary::Need),
            Self::Barrier | Self::BarrierRemoved => Some(Vocabulary::Barrier),
            Self::Attendance | Self::Activity | Self::Placement | Self::PlacementEnded => Some(Vocabulary::Activity),
            Self::Referral => Some(Vocabulary::Help),
            Self::Goal | Self::GoalAchieved | Self::Assessment => Some(Vocabulary::GoalArea),
            Self::Training => Some(Vocabulary::Training),
            Self::Interview => Some(Vocabulary::Respondent),
            _ => None,
        }
    }

    /// Whether such a fact is about a person (or respondent), so that people can be counted.
    #[must_use]
    pub fn has_subject(self) -> bool {
        !matches!(
            self,
            Self::Partner
                | Self::Activity
                | Self::Event
                | Self::Conversation
                | Self::Connection
                | Self::Asset
                | Self::Grant
        )
    }

    /// What its quantity is in, if it has one.
    #[must_use]
    pub fn quantity(self) -> Option<&'static str> {
        match self {
            Self::Interaction | Self::Attendance => Some("minutes"),
            Self::Score | Self::Assessment => Some("points"),
            Self::Support | Self::Grant => Some("pounds"),
            Self::Event => Some("people there"),
            _ => None,
        }
    }

    /// Whether its quantity is money, which is counted in pence and told in pounds.
    #[must_use]
    pub fn is_money(self) -> bool {
        self.quantity() == Some("pounds")
    }

    /// What its state says, as people call it.
    #[must_use]
    pub fn state(self) -> &'static str {
        match self {
            Self::Interaction | Self::FurtherService => "Channel",
            Self::Outcome => "Verification",
            Self::Rung => "Direction of the move",
            Self::Need | Self::Barrier | Self::Goal | Self::GoalAchieved | Self::Referral => "How it stands",
            Self::Support => "Kind of support",
            Self::Assignment | Self::Capacity => "Role",
            Self::FollowUp => "When, and whether they were reached",
            Self::Placement | Self::PlacementEnded => "What it ended in",
            Self::Event => "Counted or approximate",
            _ => "State",
        }
    }
}
