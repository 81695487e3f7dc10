//! Everything about one person but what was said: what their page shows, in a fixed number of questions.

use super::{Characteristics, Consent, Person, characteristics};
use crate::appointments::Appointment;
use crate::assessments::Assessment;
use crate::assignments::Assignment;
use crate::barriers::{Barrier, BarrierNote};
use crate::capacities::Capacity;
use crate::enrolments::Enrolment;
use crate::keeping::{Place, Saved, Sight, permitted, settled, version};
use crate::ladder::Move;
use crate::leaving::{FollowUp, Leaving};
use crate::needs::Need;
use crate::placements::Placement;
use crate::plans::{Action, Goal, Plan, Review};
use crate::referrals::Referral;
use crate::submissions::About;
use crate::support::Support;
use crate::{Error, Result, Workspace, enrolments};
use base::{Actor, Id, Scope};
use db::Reader;

/// One person with their records, each kind newest first, as far as the scope reaches. Interactions and outcomes, of which there
/// may be many, are asked for on their own. Fields that are withheld by their [privacy](base::Privacy) are empty, and records that are
/// nothing without them left out.
#[derive(Debug, Clone)]
pub struct Page {
    /// What of these records may be seen; what is withheld is not in them.
    pub sight: Sight,
    /// The person.
    pub person: Person,
    /// The answers to the further harmonised questions, if any was asked.
    pub characteristics: Option<Characteristics>,
    /// Their time in each programme.
    pub enrolments: Vec<Enrolment>,
    /// What they agreed to and refused.
    pub consents: Vec<Consent>,
    /// Who works and worked with them.
    pub assignments: Vec<Assignment>,
    /// Their moves on the ladder.
    pub moves: Vec<Move>,
    /// What they take part as.
    pub capacities: Vec<Capacity>,
    /// Their needs.
    pub needs: Vec<Need>,
    /// Their barriers.
    pub barriers: Vec<Barrier>,
    /// What tutor and keyworker wrote about those.
    pub barrier_notes: Vec<BarrierNote>,
    /// Help with life at home.
    pub support: Vec<Support>,
    /// How they stand in areas of life.
    pub assessments: Vec<Assessment>,
    /// Their plans.
    pub plans: Vec<Plan>,
    /// The goals of those.
    pub goals: Vec<Goal>,
    /// Who does what.
    pub actions: Vec<Action>,
    /// The looks back.
    pub reviews: Vec<Review>,
    /// Meetings arranged.
    pub appointments: Vec<Appointment>,
    /// Referrals from and to elsewhere.
    pub referrals: Vec<Referral>,
    /// Places in work experience and as volunteers.
    pub placements: Vec<Placement>,
    /// Their leavings.
    pub leavings: Vec<Leaving>,
    /// What became of them.
    pub follow_ups: Vec<FollowUp>,
}

/// The person with this id with all their records, if the scope reaches them.
///
/// # Errors
/// When the database fails.
pub fn page(reader: &Reader<'_>, scope: &Scope, person: Id) -> Result<Option<Page>> {
    let Some(seen) = super::seen(reader, scope, person)? else { return Ok(None) };
    let sight = Sight::of_seen(reader, scope, person)?;
    let mut enrolments = enrolments::of_person(reader, scope, person)?;
    enrolments.reverse();
    Ok(Some(Page {
        person: seen.told()?,
        characteristics: characteristics::of_seen(reader, &seen)?,
        enrolments,
        consents: sight.list(reader)?,
        assignments: sight.list_answered_for(reader)?,
        moves: sight.list(reader)?,
        capacities: sight.list(reader)?,
        needs: sight.list(reader)?,
        barriers: sight.list(reader)?,
        barrier_notes: sight.list(reader)?,
        support: sight.list(reader)?,
        assessments: sight.list(reader)?,
        plans: sight.list(reader)?,
        goals: sight.list(reader)?,
        actions: sight.list(reader)?,
        reviews: sight.list(reader)?,
        appointments: sight.list(reader)?,
        referrals: sight.list(reader)?,
        placements: sight.list(reader)?,
        leavings: sight.list(reader)?,
        follow_ups: sight.list(reader)?,
        sight,
    }))
}

/// Changes a person's details, if they still are what the form was made from.
///
/// # Errors
/// [`Error::Refused`] or [`Error::NotFound`] where the actor may not record about this person in this programme,
/// [`Error::Invalid`] where a rule is broken.
pub fn change(
    workspace: &Workspace,
    actor: &Actor,
    token: &str,
    programme: Id,
    from: &str,
    after: &Person,
) -> Result<Saved<Person>> {
    amend(workspace, actor, token, programme, after.id, |before| version(before) == from, |_| Ok(after.clone()))
}

/// Changes some of a person's details, if those still are what the form was made from, which `same` tells.
///
/// # Errors
/// As [`change`].
pub fn amend(
    workspace: &Workspace,
    actor: &Actor,
    token: &str,
    programme: Id,
    person: Id,
    same: impl Fn(&Person) -> bool,
    after: impl Fn(&Person) -> Result<Person>,
) -> Result<Saved<Person>> {
    settled(workspace, actor, token, "Details changed", |tx| {
        permitted(tx, workspace, actor, Place { person, programme, partner: None })?;
        let before: Person = tx.find(person)?.ok_or_else(|| Error::not_found("person", person.to_string()))?;
        if !same(&before) {
            return Ok(Err(before));
        }
        let after = after(&before)?;
        let wrong = after.check(Some(&before), workspace.clock().today());
        if !wrong.is_empty() {
            return Err(Error::Invalid(wrong));
        }
        let after = Person { register: before.register, ..after };
        if after.reference != before.reference {
            super::register::free(tx, &after)?;
        }
        tx.update(&before, &after)?;
        Ok(Ok(About { person: Some(after.id), record: after.id }))
    })
}
