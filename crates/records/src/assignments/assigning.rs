//! Assigning, handing over, standing in.

use super::Assignment;
use crate::appointments::Appointment;
use crate::keeping::{Place, Supported as _, belongs, checked, permitted};
use crate::plans::Action;
use crate::programmes::Entry;
use crate::reach::Sql;
use crate::submissions::{self, About, Made};
use crate::{Error, Result, Workspace, enrolments};
use base::{Act, Actor, Date, Id, Invalid, Role, Scope, Whose};
use db::{Reader, Tx};
use jiff::ToSpan as _;
use std::collections::HashMap;

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

/// Hands a person over: the old assignment ends the day before `on`, with the note; the new worker's begins, and what waits for the old worker
/// waits for the new one. On the day on which the old one began, both hold.
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
        if on < before.start {
            let reason = format!("is before {}, when the assignment began", before.start);
            return Err(Error::Invalid(vec![Invalid::new("from", on.to_string(), reason)]));
        }
        let note = noted(note);
        let last = on.yesterday().unwrap_or(on).max(before.start);
        let after = before.ended(last, note.clone());
        tx.update(&before, &after)?;
        let new = Assignment {
            handover: note,
            partner: before.partner,
            ..Assignment::new(before.person, before.programme, to, &before.role, on)
        };
        let made = put(tx, workspace, &new)?;
        if made.partner == before.partner {
            pass_on(tx, &before, &made, workspace.clock().today())?;
        }
        Ok(About { person: Some(made.person), record: made.id })
    })
}

/// Gives the meetings that are planned from then on, and what the one before was still to do, to the worker who takes over: of what is to
/// be done before they do, the one before sees to it.
fn pass_on(tx: &mut Tx<'_>, before: &Assignment, to: &Assignment, today: Date) -> Result<()> {
    const OF: &str = "WHERE person_id = $1 AND programme_id = $2";
    let [person, programme, worker] = [before.person, before.programme, before.worker].map(db::Value::from);
    let planned = format!("{OF} AND worker_id = $3 AND state = 'planned' AND date >= $4");
    let values = [person, programme, worker, to.start.into()];
    for meeting in tx.list::<Appointment>(&planned, &values)? {
        tx.update(&meeting, &Appointment { worker: to.worker, ..meeting.clone() })?;
    }
    let open = format!("{OF} AND owner_user_id = $3 AND done IS NULL AND dropped IS NULL");
    for action in tx.list::<Action>(&open, &values[..3])? {
        if to.start <= today || action.due.is_none_or(|due| due >= to.start) {
            tx.update(&action, &Action { owner_user: Some(to.worker), ..action.clone() })?;
        }
    }
    Ok(())
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
            handover: noted(note),
            partner: covered.partner,
            ..Assignment::new(covered.person, covered.programme, by, &covered.role, from)
        };
        let made = put(tx, workspace, &new)?;
        Ok(About { person: Some(made.person), record: made.id })
    })
}

/// Who can be assigned in a programme by the one who asks: workers and managers by name, of the partners that the scope reaches;
/// of one partner's, where one is named. Who works for another partner is that partner's to tell: see [`worker_with`].
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
        let ours = scope.reaches(Act::SeeRecords, programme, Some(worker.partner));
        if ours && partner.is_none_or(|partner| worker.partner == partner) {
            workers.push(worker);
        }
    })?;
    workers.sort_by(|a, b| (&a.name, a.user, a.partner).cmp(&(&b.name, b.user, b.partner)));
    workers.dedup();
    Ok(workers)
}

/// The worker or manager of a programme who signs in with this e-mail address, whichever partner they work for: how somebody of
/// another partner is invited in.
///
/// # Errors
/// When the database fails.
pub fn worker_with(reader: &Reader<'_>, workspace: &Workspace, programme: Id, email: &str) -> Result<Option<Worker>> {
    let catalogue = workspace.catalogue();
    let Some(entry) = catalogue.entry(programme) else { return Ok(None) };
    let sql = "SELECT id FROM user_account WHERE LOWER(email) = $1";
    let email = email.trim().to_lowercase();
    let Some(user) = reader.optional(sql, &[email.into()], |row| row.get::<Id>(0))? else { return Ok(None) };
    let mut found = None;
    each_worker(reader, workspace, entry, |worker| {
        found = found.take().or(Some(worker).filter(|one| one.user == user));
    })?;
    Ok(found)
}

/// What these users are called.
///
/// # Errors
/// When the database fails.
pub fn names(reader: &Reader<'_>, users: impl IntoIterator<Item = Id>) -> Result<HashMap<Id, String>> {
    let mut users: Vec<Id> = users.into_iter().collect();
    users.sort_unstable();
    users.dedup();
    let mut sql = Sql::new("SELECT id, name FROM user_account WHERE id IN ");
    sql.list(&users);
    Ok(reader.query(&sql.text, &sql.values, |row| Ok((row.get(0)?, row.get(1)?)))?.into_iter().collect())
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

/// Whether the asker answers for a person in a programme, and so may say who works with them and that they leave: they are of the
/// partner that enrolled the person or of one whose worker is assigned to them. Whoever has only lent a hand does not: else any
/// partner could assign itself, and read what the others wrote.
///
/// # Errors
/// When the database fails.
pub fn answers_for(
    reader: &Reader<'_>,
    workspace: &Workspace,
    scope: &Scope,
    person: Id,
    programme: Id,
) -> Result<bool> {
    let partners = match scope.whose(Act::Record, programme) {
        Whose::Everybody => return Ok(true),
        Whose::Nobody => return Ok(false),
        Whose::Partners { partners, .. } => partners,
    };
    answer_for(reader, workspace, &partners, person, programme)
}

/// Whether one of these partners answers for a person in a programme.
pub(crate) fn answer_for(
    reader: &Reader<'_>,
    workspace: &Workspace,
    partners: &[Id],
    person: Id,
    programme: Id,
) -> Result<bool> {
    let mut sql = Sql::new("SELECT person_id FROM enrolment WHERE person_id = ");
    sql.value(person).push(" AND programme_id = ").value(programme).push(" AND partner_id IN ").list(partners);
    sql.push(" UNION ALL SELECT person_id FROM assignment WHERE person_id = ").value(person);
    sql.push(" AND programme_id = ").value(programme).push(" AND partner_id IN ").list(partners);
    sql.push(" AND (end_date IS NULL OR end_date >= ").value(workspace.clock().today()).push(")");
    Ok(!reader.query(&sql.text, &sql.values, |row| row.get::<Id>(0))?.is_empty())
}

/// Refuses an assignment that the actor may not make, of somebody who does not work there, or beside another in the same role.
pub(super) fn fits(tx: &Tx<'_>, workspace: &Workspace, told: &Assignment, before: Option<&Assignment>) -> Result<()> {
    let scope = tx.actor().scope();
    if !answers_for(tx, workspace, &scope, told.person, told.programme)? {
        let why = "only the partner that enrolled them, or one that works with them already, says who works with them: ask it to \
                   invite you";
        return Err(Error::Refused(why.to_owned()));
    }
    if before.is_none_or(|before| before.worker != told.worker) {
        let partner = partner_of(tx, workspace, told)?;
        if partner != told.partner {
            let reason = "does not work for the partner of this assignment: assign them anew";
            return Err(Error::Invalid(vec![Invalid::new("worker_id", "", reason)]));
        }
    }
    // On the day of a handover both may have them.
    let meets = |other: &Assignment| {
        other.id != told.id
            && other.end.is_none_or(|end| end > told.start)
            && told.end.is_none_or(|end| other.start < end)
    };
    if told.covers.is_none() && told.role != "other" {
        let sql = "WHERE person_id = $1 AND programme_id = $2 AND role = $3 AND covers_id IS NULL";
        let values = [told.person.into(), told.programme.into(), told.role.as_str().into()];
        if tx.list::<Assignment>(sql, &values)?.iter().any(meets) {
            let role = crate::people::label_of(super::ROLE, &told.role).to_lowercase();
            return Err(Error::Refused(format!("they have a {role} already: hand over instead")));
        }
    }
    Ok(())
}

/// For which partner the worker of an assignment works: of several, the one that it names, else the actor's own.
fn partner_of(tx: &Tx<'_>, workspace: &Workspace, told: &Assignment) -> Result<Option<Id>> {
    let catalogue = workspace.catalogue();
    let entry =
        catalogue.entry(told.programme).ok_or_else(|| Error::not_found("programme", told.programme.to_string()))?;
    let mut partners = Vec::new();
    each_worker(tx, workspace, entry, |worker| {
        if worker.user == told.worker {
            partners.push(worker.partner);
        }
    })?;
    partners.sort_unstable();
    let named = partners.iter().find(|partner| Some(**partner) == told.partner);
    let ours = match tx.actor().scope().whose(Act::Record, told.programme) {
        Whose::Partners { partners: ours, .. } => partners.iter().find(|partner| ours.contains(partner)),
        Whose::Everybody | Whose::Nobody => None,
    };
    let partner = named.or(ours).or(partners.first()).copied();
    if partner.is_none() {
        let reason = format!("is not somebody who works in {}", entry.programme.name);
        return Err(Error::Invalid(vec![Invalid::new("worker_id", "", reason)]));
    }
    Ok(partner)
}

/// The assignment, made in this transaction.
pub(crate) fn put(tx: &mut Tx<'_>, workspace: &Workspace, told: &Assignment) -> Result<Assignment> {
    let place = Place { person: told.person, programme: told.programme, partner: None };
    permitted(tx, workspace, tx.actor(), place)?;
    let partner = partner_of(tx, workspace, told)?;
    let made = Assignment { id: tx.new_id(), partner, user: tx.actor().id(), ..told.clone() };
    let catalogue = workspace.catalogue();
    let entry =
        catalogue.entry(told.programme).ok_or_else(|| Error::not_found("programme", told.programme.to_string()))?;
    checked(tx, entry, &made, None, workspace.clock().today())?;
    belongs(tx, &made)?;
    fits(tx, workspace, &made, None)?;
    tx.insert(&made)?;
    Ok(made)
}

/// An assignment of the actor's own partner that goes on.
fn in_hand(tx: &Tx<'_>, workspace: &Workspace, assignment: Id) -> Result<Assignment> {
    let found = going_on(tx, workspace, assignment)?;
    permitted(tx, workspace, tx.actor(), found.place())?;
    Ok(found)
}

fn going_on(tx: &Tx<'_>, workspace: &Workspace, assignment: Id) -> Result<Assignment> {
    let hidden = || Error::not_found("assignment", assignment.to_string());
    let found: Assignment = tx.find(assignment)?.ok_or_else(hidden)?;
    // Whether they are in sight at all comes before what is said of the assignment.
    permitted(tx, workspace, tx.actor(), Place { partner: None, ..found.place() })?;
    let today = workspace.clock().today();
    if found.end.is_some_and(|end| end < today - 1.day()) {
        return Err(Error::Refused("this assignment has ended: assign somebody anew".to_owned()));
    }
    Ok(found)
}

/// Ends an assignment with `on` as its last day, without anybody taking over. The partner that enrolled the person may so take back
/// an invitation.
///
/// # Errors
/// As [`assign`].
pub fn release(
    workspace: &Workspace,
    actor: &Actor,
    token: &str,
    assignment: Id,
    on: Date,
    note: &str,
) -> Result<Made> {
    submissions::once(workspace, actor, token, "Assignment ended", |tx| {
        let before = going_on(tx, workspace, assignment)?;
        let held = enrolments::held(tx, before.person, before.programme)?.and_then(|held| held.partner);
        let enrolled_here = actor.scope().reaches(Act::Record, before.programme, held);
        if !enrolled_here {
            permitted(tx, workspace, tx.actor(), before.place())?;
        }
        let after = before.ended(on, noted(note));
        let today = workspace.clock().today();
        let catalogue = workspace.catalogue();
        if let Some(entry) = catalogue.entry(after.programme) {
            checked(tx, entry, &after, Some(&before), today)?;
        }
        tx.update(&before, &after)?;
        Ok(About { person: Some(after.person), record: after.id })
    })
}

fn noted(note: &str) -> Option<String> {
    Some(note.trim().to_owned()).filter(|note| !note.is_empty())
}
