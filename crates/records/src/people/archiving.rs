//! Putting a record away, instead of deleting it: whoever is no longer supported no longer stands in lists, and is found again when wanted.

use super::Person;
use crate::keeping::{Place, permitted};
use crate::submissions::{self, About, Made};
use crate::{Error, Result, Workspace, assignments};
use base::{Actor, Date, Id, Invalid};
use db::{Record as _, Tx};

/// Puts a person's record away and says why, in the audit log. Nothing is deleted: what was recorded counts as before, the search finds
/// them, and the list shows them when asked for.
///
/// # Errors
/// [`Error::Refused`] where the actor does not answer for the person in this programme, where somebody still supports them, and where
/// it is put away already; [`Error::Invalid`] without a reason; [`Error::NotFound`] where they are out of sight.
pub fn archive(
    workspace: &Workspace,
    actor: &Actor,
    token: &str,
    programme: Id,
    person: Id,
    reason: &str,
) -> Result<Made> {
    submissions::once(workspace, actor, token, "Record put away", |tx| {
        let before = answered_for(tx, workspace, programme, person)?;
        if before.archived.is_some() {
            return Err(Error::Refused("their record is put away already".to_owned()));
        }
        let reason = reason.trim();
        if reason.is_empty() {
            return Err(Error::Invalid(vec![Invalid::new("reason", "", "say why, for whoever looks for them later")]));
        }
        let open = "SELECT id FROM enrolment WHERE person_id = $1 AND end_date IS NULL LIMIT 1";
        if tx.optional(open, &[person.into()], |row| row.get::<Id>(0))?.is_some() {
            let why = "they are still supported: record first that they leave; if they have left you, ask the programme\u{2019}s lead";
            return Err(Error::Refused(why.to_owned()));
        }
        tx.because(reason);
        set(tx, &before, Some(workspace.clock().today()))?;
        Ok(About { person: Some(person), record: person })
    })
}

/// Takes a person's record out again.
///
/// # Errors
/// As [`archive`]; [`Error::Refused`] where it is not put away.
pub fn take_out(workspace: &Workspace, actor: &Actor, token: &str, programme: Id, person: Id) -> Result<Made> {
    submissions::once(workspace, actor, token, "Record taken out again", |tx| {
        let before = answered_for(tx, workspace, programme, person)?;
        if before.archived.is_none() {
            return Err(Error::Refused("their record is not put away".to_owned()));
        }
        set(tx, &before, None)?;
        Ok(About { person: Some(person), record: person })
    })
}

/// Takes out the record of somebody whose support begins again.
pub(crate) fn supported_again(tx: &mut Tx<'_>, person: Id) -> Result<()> {
    match tx.find::<Person>(person)? {
        Some(before) if before.archived.is_some() => set(tx, &before, None),
        _ => Ok(()),
    }
}

fn set(tx: &mut Tx<'_>, before: &Person, on: Option<Date>) -> Result<()> {
    Ok(tx.update(before, &Person { archived: on, ..before.clone() })?)
}

fn answered_for(tx: &Tx<'_>, workspace: &Workspace, programme: Id, person: Id) -> Result<Person> {
    permitted(tx, workspace, tx.actor(), Place { person, programme, partner: None })?;
    if !assignments::answers_for(tx, workspace, &tx.actor().scope(), person, programme)? {
        let why = "only the partner that enrolled them, or one that works with them, puts their record away or takes it out again";
        return Err(Error::Refused(why.to_owned()));
    }
    tx.find(person)?.ok_or_else(|| Error::not_found(Person::TABLE.label, person.to_string()))
}
