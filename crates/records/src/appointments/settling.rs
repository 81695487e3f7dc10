//! Saying whether somebody came.

use super::Appointment;
use crate::keeping::{self, Place, Saved, Supported as _, checked, permitted, settled};
use crate::submissions::{About, Made};
use crate::{Error, Result, Workspace};
use base::{Actor, Id};

/// Says that a planned meeting was kept, missed or cancelled: a key of [`STATE`](super::STATE). Whoever was to meet them says so, for whichever
/// partner the meeting was arranged, and whoever may change it.
///
/// # Errors
/// [`Error::NotFound`] where the actor does not see it, [`Error::Refused`] where somebody has said already what became of it,
/// and as [`keeping::change`].
pub fn settle(workspace: &Workspace, actor: &Actor, token: &str, appointment: Id, state: &str) -> Result<Made> {
    let scope = actor.scope();
    let hidden = || Error::not_found("appointment", appointment.to_string());
    workspace.read(|reader| keeping::find::<Appointment>(reader, &scope, appointment))?.ok_or_else(hidden)?;
    let saved = settled(workspace, actor, token, "Appointment changed", |tx| {
        let before: Appointment = tx.find(appointment)?.ok_or_else(hidden)?;
        let partner = before.partner.filter(|_| actor.id() != Some(before.worker));
        permitted(tx, workspace, actor, Place { partner, ..before.place() })?;
        if before.state != "planned" {
            return Ok(Err(before));
        }
        let after = Appointment { state: state.to_owned(), ..before.clone() };
        if let Some(entry) = workspace.catalogue().entry(after.programme) {
            checked(tx, entry, &after, Some(&before), workspace.clock().today())?;
        }
        tx.update(&before, &after)?;
        Ok(Ok(About { person: Some(after.person), record: after.id }))
    })?;
    match saved {
        Saved::Done(made) => Ok(made),
        Saved::Conflict { .. } => {
            Err(Error::Refused("somebody has said already what became of this appointment".to_owned()))
        }
    }
}
