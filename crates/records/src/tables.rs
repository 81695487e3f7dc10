//! Every kind of record about a person, for what works on all of them alike: undoing.

use crate::appointments::Appointment;
use crate::assessments::Assessment;
use crate::assignments::Assignment;
use crate::barriers::{Barrier, BarrierNote};
use crate::enrolments::Enrolment;
use crate::interactions::{FurtherService, Interaction};
use crate::ladder::Move;
use crate::leaving::{FollowUp, Leaving};
use crate::needs::Need;
use crate::outcomes::Outcome;
use crate::people::{Characteristics, Consent, Person};
use crate::plans::{Action, Goal, Plan, Review};
use crate::support::Support;
use db::{Record, Table};

/// The tables whose changes can be undone.
pub(crate) fn tables() -> &'static [&'static Table] {
    &[
        Person::TABLE,
        Characteristics::TABLE,
        Consent::TABLE,
        Enrolment::TABLE,
        Interaction::TABLE,
        FurtherService::TABLE,
        Outcome::TABLE,
        Move::TABLE,
        Need::TABLE,
        Barrier::TABLE,
        BarrierNote::TABLE,
        Support::TABLE,
        Assessment::TABLE,
        Plan::TABLE,
        Goal::TABLE,
        Action::TABLE,
        Review::TABLE,
        Assignment::TABLE,
        Leaving::TABLE,
        FollowUp::TABLE,
        Appointment::TABLE,
    ]
}
