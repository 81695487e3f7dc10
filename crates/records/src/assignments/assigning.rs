//! Assigning, handing over, standing in.

use super::Assignment;
use crate::keeping::{Place, belongs, checked, permitted};
use crate::programmes::Entry;
use crate::submissions::{self, About, Made};
use crate::{Error, Result, Workspace};
use base::{Act, Actor, Date, Id, Invalid, Role, Scope, Whose};
use db::{Reader, Tx};
use jiff::ToSpan as _;

/// Somebody who can be assigned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Worker {
    /// The user.
    pub user: Id,
    /// Their name.
    pub name: String,
    /// The part in the programme that their organisation plays.
    pub partner: Id,
}

/// Assigns a worker to a person. A worker of another partner may be invited in: the assignment is then that partner's, and from
/// then on it sees the person's records in this programme.
///
/// # Errors
/// As [`keeping::add`](crate::keeping::add); [`Error::Refused`] where the person has somebody in this role already (hand over instead).
pub fn assign(workspace: &Workspace, actor: &Actor, token: &str, assignment: &Assignment) -> Result<Made> {
    submissions::once(workspace, actor, token, "Worker assigned", |tx| {
        let made = put(tx, workspace, assignment)?;
        Ok(About { person: Some(made.person), record: made.id })
    })
}

/// Hands a person over: the old assignment ends the day before `on`, with the note; the new worker's begins.
///
/// # Errors
/// As [`assign`].
pub fn hand_over(
    workspace: &Workspace,
    actor: &Actor,
    token: &str,
    assignment: Id,
    to: Id,
    on: Date,
    note: &str,
) -> Result<Made> {
    submissions::once(workspace, actor, token, "Handed over", |tx| {
        let before = in_hand(tx, workspace, assignment)?;
        if before.worker == to {
            return Err(Error::Invalid(vec![Invalid::new("worker_id", "", "they have this worker already")]));
        }
        let note = Some(note.trim().to_owned()).filter(|note| !note.is_empty());
        let last = on.yesterday().unwrap_or(on).max(before.start);
        let after = Assignment { end: Some(last), handover: note.clone(), ..before.clone() };
        tx.update(&before, &after)?;
        let new =
            Assignment { handover: note, ..Assignment::new(before.person, before.programme, to, &before.role, on) };
        let made = put(tx, workspace, &new)?;
        Ok(About { person: Some(made.person), record: made.id })
    })
}

/// Has somebody stand in for an absent worker; the assignment itself goes on.
///
/// # Errors
/// As [`assign`].
pub fn cover(
    workspace: &Workspace,
    actor: &Actor,
    token: &str,
    assignment: Id,
    by: Id,
    (from, until): (Date, Date),
    note: &str,
) -> Result<Made> {
    submissions::once(workspace, actor, token, "Cover arranged", |tx| {
        let covered = in_hand(tx, workspace, assignment)?;
        let new = Assignment {
            end: Some(until),
            covers: Some(covered.id),
            handover: Some(note.trim().to_owned()).filter(|note| !note.is_empty()),
            ..Assignment::new(covered.person, covered.programme, by, &covered.role, from)
        };
        let made = put(tx, workspace, &new)?;
        Ok(About { person: Some(made.person), record: made.id })
    })
}

/// Who can be assigned in a programme: its workers and managers, by name. Of one partner's, where one is named.
///
/// # Errors
/// When the database fails.
pub fn workers(
    reader: &Reader<'_>,
    workspace: &Workspace,
    scope: &Scope,
    programme: Id,
    partner: Option<Id>,
) -> Result<Vec<Worker>> {
    let catalogue = workspace.catalogue();
    let Some(entry) = catalogue.entry(programme).filter(|_| scope.may(Act::SeeRecords, programme)) else {
        return Ok(Vec::new());
    };
    let mut workers = Vec::new();
    each_worker(reader, workspace, entry, |worker| {
        if partner.is_none_or(|partner| worker.partner == partner) {
            workers.push(worker);
        }
    })?;
    workers.sort_by(|a, b| (&a.name, a.user, a.partner).cmp(&(&b.name, b.user, b.partner)));
    workers.dedup();
    Ok(workers)
}

fn each_worker(reader: &Reader<'_>, workspace: &Workspace, entry: &Entry, mut each: impl FnMut(Worker)) -> Result<()> {
    let catalogue = workspace.catalogue();
    let mut reached = vec![entry.programme.id];
    while let Some(parent) = reached.last().and_then(|at| catalogue.entry(*at)).and_then(|at| at.programme.parent) {
        reached.push(parent);
    }
    let today = workspace.clock().today();
    let sql = "SELECT u.id, u.name, m.organisation_id, m.programme_id, m.role FROM membership m \
               JOIN user_account u ON u.id = m.user_id \
               WHERE NOT u.disabled AND m.start_date <= $1 AND (m.end_date IS NULL OR m.end_date >= $1)";
    let rows = reader.query(sql, &[today.into()], |row| {
        let role = Role::from_key(row.get(4)?);
        Ok((row.get::<Id>(0)?, row.get::<String>(1)?, row.get::<Id>(2)?, row.get::<Option<Id>>(3)?, role))
    })?;
    for (user, name, organisation, programme, role) in rows {
        let works = matches!(role, Some(Role::Worker | Role::Manager));
        if !works || !programme.is_some_and(|programme| reached.contains(&programme)) {
            continue;
        }
        if let Some(partner) = entry.partners.iter().find(|partner| partner.organisation == organisation) {
            each(Worker { user, name, partner: partner.id });
        }
    }
    Ok(())
}

/// The assignment, made in this transaction.
pub(crate) fn put(tx: &mut Tx<'_>, workspace: &Workspace, told: &Assignment) -> Result<Assignment> {
    let place = Place { person: told.person, programme: told.programme, partner: None };
    permitted(tx, workspace, tx.actor(), place)?;
    let catalogue = workspace.catalogue();
    let entry =
        catalogue.entry(told.programme).ok_or_else(|| Error::not_found("programme", told.programme.to_string()))?;
    let mut partner = None;
    let ours = tx.actor().scope().whose(Act::Record, told.programme);
    each_worker(tx, workspace, entry, |worker| {
        let better = partner.is_none()
            || matches!(&ours, Whose::Partners { partners, .. } if partners.contains(&worker.partner));
        if worker.user == told.worker && better {
            partner = Some(worker.partner);
        }
    })?;
    if partner.is_none() {
        let reason = format!("is not somebody who works in {}", entry.programme.name);
        return Err(Error::Invalid(vec![Invalid::new("worker_id", "", reason)]));
    }
    let made = Assignment { id: tx.new_id(), partner, user: tx.actor().id(), ..told.clone() };
    checked(entry, &made, None, workspace.clock().today())?;
    belongs(tx, &made)?;
    if made.covers.is_none() {
        let sql = "WHERE person_id = $1 AND programme_id = $2 AND role = $3 AND covers_id IS NULL";
        let values = [made.person.into(), made.programme.into(), made.role.as_str().into()];
        let others = tx.list::<Assignment>(sql, &values)?;
        let meets = |other: &Assignment| {
            other.end.is_none_or(|end| end >= made.start) && made.end.is_none_or(|end| other.start <= end)
        };
        if made.role != "other" && others.iter().any(meets) {
            let role = crate::people::label_of(super::ROLE, &made.role).to_lowercase();
            return Err(Error::Refused(format!("they have a {role} already: hand over instead")));
        }
    }
    tx.insert(&made)?;
    Ok(made)
}

/// An assignment that the actor may change and that goes on.
fn in_hand(tx: &Tx<'_>, workspace: &Workspace, assignment: Id) -> Result<Assignment> {
    let hidden = || Error::not_found("assignment", assignment.to_string());
    let found: Assignment = tx.find(assignment)?.ok_or_else(hidden)?;
    let place = Place { person: found.person, programme: found.programme, partner: None };
    permitted(tx, workspace, tx.actor(), place)?;
    let today = workspace.clock().today();
    if found.end.is_some_and(|end| end < today - 1.day()) {
        return Err(Error::Refused("this assignment has ended: assign somebody anew".to_owned()));
    }
    Ok(found)
}
