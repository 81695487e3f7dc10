//! What is done with a plan: goals and actions added, agreement written down, looks back.

use super::{Action, Goal, Plan, Review};
use crate::keeping::{self, Saved, Supported as _, stamped, stamped_despite};
use crate::submissions::{self, About, Made};
use crate::{Error, Result, Workspace};
use base::{Actor, Date, Id};
use db::Tx;

/// Adds a goal to a plan. `despite` says why learning comes before an urgent need, where it does.
///
/// # Errors
/// As [`keeping::add`]; [`Error::Invalid`] with the field `despite` where the goal's area is learning while an urgent need is open.
pub fn add_goal(workspace: &Workspace, actor: &Actor, token: &str, goal: &Goal, despite: Option<&str>) -> Result<Made> {
    submissions::once(workspace, actor, token, Goal::RECORDED, |tx| {
        open(tx, goal.plan)?;
        let goal = stamped_despite(tx, workspace, goal, despite)?;
        tx.insert(&goal)?;
        Ok(About { person: Some(goal.person), record: goal.id })
    })
}

/// Adds an action to a plan.
///
/// # Errors
/// As [`keeping::add`]; [`Error::Refused`] where the plan is closed.
pub fn add_action(workspace: &Workspace, actor: &Actor, token: &str, action: &Action) -> Result<Made> {
    submissions::once(workspace, actor, token, Action::RECORDED, |tx| {
        open(tx, action.plan)?;
        let action = stamped(tx, workspace, action)?;
        tx.insert(&action)?;
        Ok(About { person: Some(action.person), record: action.id })
    })
}

/// Records a review, and when the plan is to be looked at again.
///
/// # Errors
/// As [`keeping::add`]; [`Error::Refused`] where the plan is closed.
pub fn add_review(workspace: &Workspace, actor: &Actor, token: &str, review: &Review) -> Result<Made> {
    submissions::once(workspace, actor, token, Review::RECORDED, |tx| {
        let plan = open(tx, review.plan)?;
        let review = stamped(tx, workspace, review)?;
        tx.insert(&review)?;
        tx.update(&plan, &Plan { next_review: review.next_review, ..plan.clone() })?;
        Ok(About { person: Some(review.person), record: review.id })
    })
}

/// How the participant takes the plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Agreement {
    /// They agree, under this name.
    Agreed {
        /// The name they gave, as a signature.
        name: String,
        /// When.
        on: Date,
    },
    /// They do not agree with this.
    Disagreed(String),
}

/// Writes down that the participant agrees, or with what they do not.
///
/// # Errors
/// As [`keeping::change`].
pub fn agree(
    workspace: &Workspace,
    actor: &Actor,
    token: &str,
    from: &str,
    plan: &Plan,
    agreement: &Agreement,
) -> Result<Saved<Plan>> {
    let mut after = plan.clone();
    match agreement {
        Agreement::Agreed { name, on } => {
            (after.agreed_by, after.agreed_on, after.disagreement) = (Some(name.clone()), Some(*on), None);
        }
        Agreement::Disagreed(with) => {
            (after.agreed_by, after.agreed_on, after.disagreement) = (None, None, Some(with.clone()));
        }
    }
    keeping::change(workspace, actor, token, from, &after)
}

/// What a participant agreed to is not what the plan says any more, when a goal is added or worded anew: they are asked again. That they had
/// agreed, and when, stays in the plan's history.
pub(super) fn agree_anew(tx: &mut Tx<'_>, plan: Id) -> Result<()> {
    let Some(before) = tx.find::<Plan>(plan)?.filter(|plan| plan.agreed_on.is_some()) else { return Ok(()) };
    Ok(tx.update(&before, &Plan { agreed_by: None, agreed_on: None, ..before.clone() })?)
}

/// Marks an action as done on a day, or (none) as still to be done: the tap on the home page.
///
/// # Errors
/// As [`keeping::change`].
pub fn tick(workspace: &Workspace, actor: &Actor, token: &str, action: Id, done: Option<Date>) -> Result<Made> {
    submissions::once(workspace, actor, token, "Action ticked", |tx| {
        let before: Action = tx.find(action)?.ok_or_else(|| Error::not_found("action", action.to_string()))?;
        let after = Action { done, dropped: None, ..before.clone() };
        match keeping::changed(tx, workspace, &keeping::version(&before), &after, None)? {
            Ok(after) => Ok(About { person: Some(after.person), record: after.id }),
            Err(_) => Err(Error::Refused("somebody else has changed it meanwhile".to_owned())),
        }
    })
}

/// The plan, which must still be worked on.
fn open(tx: &Tx<'_>, plan: Id) -> Result<Plan> {
    let scope = tx.actor().scope();
    let plan = keeping::find::<Plan>(tx, &scope, plan)?.ok_or_else(|| Error::not_found("plan", plan.to_string()))?;
    if plan.closed.is_some() {
        return Err(Error::Refused("this plan is closed: begin a new one".to_owned()));
    }
    Ok(plan)
}
