//! Saying whether somebody came.

use super::Appointment;
use crate::keeping::{self, Saved, version};
use crate::submissions::Made;
use crate::{Error, Result, Workspace};
use base::{Actor, Id};

/// Says that a planned meeting was kept, missed or cancelled: a key of [`STATE`](super::STATE).
///
/// # Errors
/// [`Error::NotFound`] where the actor does not see it, [`Error::Refused`] where somebody has said already what became of it,
/// and as [`keeping::change`].
pub fn settle(workspace: &Workspace, actor: &Actor, token: &str, appointment: Id, state: &str) -> Result<Made> {
    let scope = actor.scope();
    let found = workspace.read(|reader| keeping::find::<Appointment>(reader, &scope, appointment))?;
    let before = found.ok_or_else(|| Error::not_found("appointment", appointment.to_string()))?;
    let already = || Error::Refused("somebody has said already what became of this appointment".to_owned());
    // The same form sent twice has said so itself.
    if before.state != "planned" && !workspace.read(|reader| crate::submissions::is_sent(reader, token))? {
        return Err(already());
    }
    let after = Appointment { state: state.to_owned(), ..before.clone() };
    match keeping::change(workspace, actor, token, &version(&before), &after)? {
        Saved::Done(made) => Ok(made),
        Saved::Conflict { .. } => Err(already()),
    }
}
