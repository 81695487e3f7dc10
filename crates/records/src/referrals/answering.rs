//! Answering a referral from another partner, and telling what came of it. Whoever answers need not see the person yet: a referral that was
//! sent to them is all they know, and only by accepting it do they come to work with the person, and so to see them.

use super::Referral;
use crate::assignments::{self, Assignment};
use crate::enrolments;
use crate::keeping::{Place, Saved, Supported as _, checked, permitted, settled, version};
use crate::reach::Sql;
use crate::submissions::{self, About, Made};
use crate::{Error, Result, Workspace};
use base::{Act, Actor, Id, Invalid, Scope};
use db::{Reader, Tx};

/// What the partner that accepted it can say of it afterwards: keys of [`STATUS`](super::STATUS).
pub const TOLD: [&str; 4] = ["accepted", "under-way", "ended", "absent"];

/// Accepts a referral: this worker of the partner to which it was sent works with the person from today on.
///
/// # Errors
/// [`Error::NotFound`] where it was not sent to the actor's partner, [`Error::Refused`] where it has been answered, the person has left, or
/// the worker does not work for that partner.
pub fn accept(workspace: &Workspace, actor: &Actor, token: &str, referral: Id, worker: Id) -> Result<Made> {
    submissions::once(workspace, actor, token, "Referral accepted", |tx| {
        let before = waiting(tx, actor, referral)?;
        let today = workspace.clock().today();
        let held = enrolments::held(tx, before.person, before.programme)?;
        if held.is_none_or(|held| held.end.is_some()) {
            return Err(Error::Refused("they have left the programme meanwhile: decline it, and say so".to_owned()));
        }
        if let Some(by) = before.partner
            && !assignments::answer_for(tx, workspace, &[by], before.person, before.programme)?
        {
            let why = "the partner that referred them does not work with them any more: decline it, and ask the programme\u{2019}s lead";
            return Err(Error::Refused(why.to_owned()));
        }
        let scope = actor.scope();
        let ours = assignments::workers(tx, workspace, &scope, before.programme, before.to)?;
        if !ours.iter().any(|known| known.user == worker) {
            let reason = "is not somebody who works for you in this programme";
            return Err(Error::Invalid(vec![Invalid::new("worker_id", "", reason)]));
        }
        // Not as keyworker, which they may have: which of two it is to be, those who then both see them say.
        let assignment = Assignment {
            id: tx.new_id(),
            partner: before.to,
            user: actor.id(),
            ..Assignment::new(before.person, before.programme, worker, "other", today)
        };
        let catalogue = workspace.catalogue();
        if let Some(entry) = catalogue.entry(before.programme) {
            checked(tx, entry, &assignment, None, today)?;
        }
        tx.insert(&assignment)?;
        let after = Referral { status: "accepted".to_owned(), answered: Some(today), ..before.clone() };
        tx.update(&before, &after)?;
        Ok(About { person: Some(before.person), record: before.id })
    })
}

/// Declines a referral, and says why.
///
/// # Errors
/// As [`accept`]; [`Error::Invalid`] without a reason.
pub fn decline(workspace: &Workspace, actor: &Actor, token: &str, referral: Id, reason: &str) -> Result<Made> {
    submissions::once(workspace, actor, token, "Referral declined", |tx| {
        let before = waiting(tx, actor, referral)?;
        let status = "declined".to_owned();
        let after = Referral { status, reason: Some(reason.trim().to_owned()), ..before.clone() };
        written(tx, workspace, &before, after)
    })
}

/// Says how a referral that was accepted goes on: a key of [`TOLD`], and what came of it; if it still is what the form was made from, `from`
/// being the [`version`] of that.
///
/// # Errors
/// As [`accept`]; [`Error::Refused`] where it was not accepted.
pub fn tell(
    workspace: &Workspace,
    actor: &Actor,
    token: &str,
    from: &str,
    referral: Id,
    status: &str,
    outcome: &str,
) -> Result<Saved<Referral>> {
    settled(workspace, actor, token, "Referral changed", |tx| {
        let before = addressed(tx, actor, referral)?;
        if version(&before) != from {
            return Ok(Err(before));
        }
        if !TOLD.contains(&before.status.as_str()) {
            return Err(Error::Refused("this referral was not accepted".to_owned()));
        }
        if !TOLD.contains(&status) {
            return Err(Error::Invalid(vec![Invalid::new("status", status, "choose one of these")]));
        }
        let outcome = Some(outcome.trim().to_owned()).filter(|text| !text.is_empty());
        let ended = before.ended.filter(|_| status == before.status);
        written(tx, workspace, &before, Referral { status: status.to_owned(), outcome, ended, ..before.clone() })
            .map(Ok)
    })
}

/// Takes back a referral that nobody has answered yet: whoever made it, or the partner that enrolled the person.
///
/// # Errors
/// As [`keeping::change`](crate::keeping::change); [`Error::Refused`] where it has been answered.
pub fn take_back(workspace: &Workspace, actor: &Actor, token: &str, referral: Id) -> Result<Made> {
    submissions::once(workspace, actor, token, "Referral taken back", |tx| {
        let before: Referral = tx.find(referral)?.ok_or_else(|| hidden(referral))?;
        let held = enrolments::held(tx, before.person, before.programme)?;
        let enrolled = held.is_some_and(|held| actor.scope().reaches(Act::Record, held.programme, held.partner));
        let partner = before.partner.filter(|_| !enrolled);
        permitted(tx, workspace, actor, Place { partner, ..before.place() })?;
        if !before.is_waiting() {
            return Err(answered());
        }
        written(tx, workspace, &before, Referral { status: "withdrawn".to_owned(), ..before.clone() })
    })
}

/// Whether this record is a referral that was sent to a partner for which the asker records.
pub(crate) fn is_addressed_to(reader: &Reader<'_>, scope: &Scope, record: Id) -> Result<bool> {
    let mut sql = Sql::new("SELECT q.id FROM referral q WHERE q.way = 'between' AND q.id = ");
    sql.value(record).push(" AND ").is_addressed(scope, Act::Record, "q.").unrestricted(scope, "q.person_id");
    Ok(reader.optional(&sql.text, &sql.values, |row| row.get::<Id>(0))?.is_some())
}

fn hidden(referral: Id) -> Error {
    Error::not_found("referral", referral.to_string())
}

fn answered() -> Error {
    Error::Refused("somebody has answered this referral already".to_owned())
}

/// The referral, if it was sent to a partner for which the actor records.
fn addressed(tx: &Tx<'_>, actor: &Actor, referral: Id) -> Result<Referral> {
    if !is_addressed_to(tx, &actor.scope(), referral)? {
        return Err(hidden(referral));
    }
    tx.find(referral)?.ok_or_else(|| hidden(referral))
}

fn waiting(tx: &Tx<'_>, actor: &Actor, referral: Id) -> Result<Referral> {
    let found = addressed(tx, actor, referral)?;
    if found.is_waiting() { Ok(found) } else { Err(answered()) }
}

fn written(tx: &mut Tx<'_>, workspace: &Workspace, before: &Referral, after: Referral) -> Result<About> {
    let today = workspace.clock().today();
    let after = after.dated(today);
    let mut wrong = after.check(today);
    wrong.extend(crate::keeping::texts(&after));
    if !wrong.is_empty() {
        return Err(Error::Invalid(wrong));
    }
    tx.update(before, &after)?;
    // Of somebody whom the actor does not see, the form that answered says nothing.
    let seen = tx.actor().scope().reaches(Act::SeeRecords, before.programme, before.partner)
        || crate::people::may(tx, &tx.actor().scope(), Act::SeeRecords, before.person)?;
    Ok(About { person: seen.then_some(before.person), record: before.id })
}
