//! Leaving: when, why and where to, and what became of people four weeks and six months later.
//!
//! The windows are those of the European Social Fund: an immediate result is one within 28 days of leaving, of which the last
//! counts; a longer-term result is the situation six months after. Somebody who comes back and leaves again is followed up
//! from the last leaving, which replaces the one before.

mod correcting;
mod follow_up;
mod record;

pub use correcting::correct;
pub use follow_up::{FollowUp, RESULT, STAGE, STATE};
pub use record::{Leaving, REASON};

use crate::assignments::Assignment;
use crate::enrolments::Enrolment;
use crate::keeping::{self, Place, Saved, Supported as _, permitted, stamped};
use crate::people::archiving;
use crate::plans::Plan;
use crate::submissions::{self, About, Made};
use crate::{Error, Result, Workspace, assignments};
use base::{Actor, Date, Id, Invalid};
use db::{Reader, Tx, Value};
use jiff::ToSpan as _;

/// How many days after leaving an immediate result may come, and how long after six months one may ask how things stood.
const WINDOW: i64 = 28;

/// The windows in which somebody who left on a day is followed up: stage, first day, day on which to ask, last day.
#[must_use]
pub fn windows(left: Date) -> [(&'static str, Date, Date, Date); 2] {
    let (weeks, months) = (left.saturating_add(WINDOW.days()), left.saturating_add(6.months()));
    [("four-weeks", left, weeks, weeks), ("six-months", months, months, months.saturating_add(WINDOW.days()))]
}

/// Records that somebody leaves: the enrolment ends with the destination, those who work with them cease to, their plans are
/// closed, and they will be followed up.
///
/// # Errors
/// As [`keeping::add`]; [`Error::Refused`] where they have left already.
pub fn leave(
    workspace: &Workspace,
    actor: &Actor,
    token: &str,
    leaving: &Leaving,
    destination: Option<Id>,
) -> Result<Made> {
    submissions::once(workspace, actor, token, Leaving::RECORDED, |tx| {
        let leaving = stamped(tx, workspace, leaving)?;
        answered(tx, workspace, leaving.person, leaving.programme)?;
        let enrolment = enrolled(tx, leaving.person, leaving.programme)?;
        if let Some(left) = enrolment.end {
            return Err(Error::Refused(format!("they left on {left} already: record first that they came back")));
        }
        let after = Enrolment { end: Some(leaving.date), destination, ..enrolment.clone() };
        end_enrolment(tx, workspace, &enrolment, &after)?;
        tx.insert(&leaving)?;
        if leaving.is_followed_up() {
            for (stage, opens, due, closes) in windows(leaving.date) {
                let follow_up = FollowUp {
                    id: tx.new_id(),
                    person: leaving.person,
                    programme: leaving.programme,
                    partner: leaving.partner,
                    leaving: leaving.id,
                    stage: stage.to_owned(),
                    opens,
                    due,
                    closes,
                    result: None,
                    as_of: None,
                    destination: None,
                    qualification: None,
                    note: None,
                    user: None,
                };
                tx.insert(&follow_up)?;
            }
        }
        cease(tx, leaving.person, leaving.programme, leaving.date)?;
        Ok(About { person: Some(leaving.person), record: leaving.id })
    })
}

/// Records that somebody who left has come back: support goes on from that day, and follow-ups of the earlier leaving that have
/// not been answered are no longer asked for.
///
/// # Errors
/// As [`keeping::add`]; [`Error::Refused`] where they have not left.
pub fn come_back(
    workspace: &Workspace,
    actor: &Actor,
    token: &str,
    person: Id,
    programme: Id,
    on: Date,
) -> Result<Made> {
    submissions::once(workspace, actor, token, "Came back", |tx| {
        permitted(tx, workspace, actor, Place { person, programme, partner: None })?;
        answered(tx, workspace, person, programme)?;
        let enrolment = enrolled(tx, person, programme)?;
        let left = enrolment.end.ok_or_else(|| Error::Refused("they have not left".to_owned()))?;
        if on <= left {
            let reason = format!("is not after they left, {left}");
            return Err(Error::Invalid(vec![Invalid::new("reentry_date", on.to_string(), reason)]));
        }
        let after = Enrolment { reentry: Some(on), end: None, destination: None, ..enrolment.clone() };
        end_enrolment(tx, workspace, &enrolment, &after)?;
        archiving::supported_again(tx, person)?;
        ask_no_more(tx, person, programme)?;
        Ok(About { person: Some(person), record: enrolment.id })
    })
}

/// Changes an enrolment as a file tells it. Where the file says that somebody left or came back, what goes on only while they are supported
/// ends or is asked for no more, as if it had been said on the page; a file gives no reason, so that nobody is followed up from it.
///
/// # Errors
/// When the database fails.
pub fn told_by_file(tx: &mut Tx<'_>, before: &Enrolment, after: &Enrolment) -> Result<()> {
    tx.update(before, after)?;
    match (before.end, after.end) {
        (None, Some(left)) => cease(tx, after.person, after.programme, left),
        (Some(_), None) => ask_no_more(tx, after.person, after.programme),
        _ => Ok(()),
    }
}

/// Writes down what became of somebody. Of several answers within the window, the one of the latest day counts.
///
/// # Errors
/// As [`keeping::change`]; [`Error::Invalid`] where an answer of a later day is there already.
pub fn answer(
    workspace: &Workspace,
    actor: &Actor,
    token: &str,
    from: &str,
    after: &FollowUp,
) -> Result<Saved<FollowUp>> {
    let before = workspace.read(|reader| Ok(reader.find::<FollowUp>(after.id)?))?;
    if let Some(before) = before
        && let (Some(known), Some(told)) = (before.as_of, after.as_of)
        && told < known
    {
        let reason = format!("there is an answer of a later day already, {known}, and the last one counts");
        return Err(Error::Invalid(vec![Invalid::new("as_of", told.to_string(), reason)]));
    }
    keeping::change(workspace, actor, token, from, &FollowUp { user: actor.id(), ..after.clone() })
}

/// Refuses whoever does not answer for the person.
fn answered(tx: &Tx<'_>, workspace: &Workspace, person: Id, programme: Id) -> Result<()> {
    if assignments::answers_for(tx, workspace, &tx.actor().scope(), person, programme)? {
        return Ok(());
    }
    let why = "only the partner that enrolled them, or one that works with them, says that they leave or come back";
    Err(Error::Refused(why.to_owned()))
}

fn enrolled(reader: &Reader<'_>, person: Id, programme: Id) -> Result<Enrolment> {
    let sql = "WHERE person_id = $1 AND programme_id = $2";
    let found = reader.list::<Enrolment>(sql, &[person.into(), programme.into()])?.pop();
    found.ok_or_else(|| Error::not_found("person", person.to_string()))
}

fn end_enrolment(tx: &mut Tx<'_>, workspace: &Workspace, before: &Enrolment, after: &Enrolment) -> Result<()> {
    let catalogue = workspace.catalogue();
    let mut wrong = Enrolment::check(after, None, workspace.clock().today());
    if let Some(entry) = catalogue.entry(after.programme) {
        wrong.extend(keeping::described(entry, after, Some(before)));
    }
    if !wrong.is_empty() {
        return Err(Error::Invalid(wrong));
    }
    Ok(tx.update(before, after)?)
}

/// Removes the follow-ups of an earlier leaving that have not been answered.
fn ask_no_more(tx: &mut Tx<'_>, person: Id, programme: Id) -> Result<()> {
    let sql = "WHERE person_id = $1 AND programme_id = $2 AND result IS NULL";
    for unanswered in tx.list::<FollowUp>(sql, &[person.into(), programme.into()])? {
        tx.remove(&unanswered)?;
    }
    Ok(())
}

/// Ends what only goes on while somebody is supported.
fn cease(tx: &mut Tx<'_>, person: Id, programme: Id, left: Date) -> Result<()> {
    let (person, programme): (Value, Value) = (person.into(), programme.into());
    let sql = "WHERE person_id = $1 AND programme_id = $2 AND (end_date IS NULL OR end_date > $3)";
    for before in tx.list::<Assignment>(sql, &[person.clone(), programme.clone(), left.into()])? {
        tx.update(&before, &Assignment { end: Some(left.max(before.start)), ..before.clone() })?;
    }
    let sql = "WHERE person_id = $1 AND programme_id = $2 AND closed IS NULL";
    for before in tx.list::<Plan>(sql, &[person, programme])? {
        tx.update(&before, &Plan { closed: Some(left.max(before.started)), ..before.clone() })?;
    }
    Ok(())
}
