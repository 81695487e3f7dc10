//! Mending what was written down wrongly of an enrolment, also of a leaving: what follows from the day of leaving follows along.

use super::{FollowUp, Leaving, windows};
use crate::assignments::Assignment;
use crate::enrolments::Enrolment;
use crate::keeping::{Saved, changed, settled};
use crate::plans::Plan;
use crate::submissions::About;
use crate::{Error, Result, Workspace};
use base::{Actor, Date, Invalid};
use db::{Tx, Value};

/// Changes an enrolment, if it still is what the form was made from. With another day of leaving, the leaving itself, the windows in which
/// they are asked what became of them, their assignments and their plans are of that day too. With none, they have not left.
///
/// # Errors
/// As [`keeping::change`](crate::keeping::change); [`Error::Invalid`] where an answer was given after the leaving that is to be none.
pub fn correct(
    workspace: &Workspace,
    actor: &Actor,
    token: &str,
    from: &str,
    after: &Enrolment,
) -> Result<Saved<Enrolment>> {
    settled(workspace, actor, token, "Enrolment changed", |tx| {
        let before: Option<Enrolment> = tx.find(after.id)?;
        if before.as_ref().is_some_and(|before| before.end.is_none()) && after.end.is_some() {
            let why = "they have not left: record that they leave, so that they are asked what became of them";
            return Err(Error::Invalid(vec![Invalid::new("end_date", "", why)]));
        }
        let saved = changed(tx, workspace, from, after, None)?;
        if let (Ok(after), Some(Enrolment { end: Some(left), .. })) = (&saved, before)
            && after.end != Some(left)
        {
            follow(tx, after, left)?;
        }
        Ok(saved.map(|after| About { person: Some(after.person), record: after.id }))
    })
}

/// Makes what followed from somebody's leaving on a day follow from the day on which they really left, if they did.
fn follow(tx: &mut Tx<'_>, enrolment: &Enrolment, was: Date) -> Result<()> {
    let of: [Value; 3] = [enrolment.person.into(), enrolment.programme.into(), was.into()];
    let here = "WHERE person_id = $1 AND programme_id = $2";
    for leaving in tx.list::<Leaving>(&format!("{here} AND date = $3"), &of)? {
        for follow_up in tx.list::<FollowUp>("WHERE leaving_id = $1", &[leaving.id.into()])? {
            ask_again(tx, &follow_up, enrolment.end)?;
        }
        match enrolment.end {
            Some(date) => tx.update(&leaving, &Leaving { date, ..leaving.clone() })?,
            None => tx.remove(&leaving)?,
        }
    }
    for before in tx.list::<Assignment>(&format!("{here} AND end_date = $3"), &of)? {
        let end = enrolment.end.map(|end| end.max(before.start));
        tx.update(&before, &Assignment { end, ..before.clone() })?;
    }
    for before in tx.list::<Plan>(&format!("{here} AND closed = $3"), &of)? {
        let closed = enrolment.end.map(|end| end.max(before.started));
        tx.update(&before, &Plan { closed, ..before.clone() })?;
    }
    Ok(())
}

/// Moves the window of a follow-up to where it is after a leaving on another day; after none, nobody is asked.
fn ask_again(tx: &mut Tx<'_>, before: &FollowUp, left: Option<Date>) -> Result<()> {
    let fault = |reason: String| Err(Error::Invalid(vec![Invalid::new("end_date", "", reason)]));
    let Some(left) = left else {
        return match before.result {
            None => Ok(tx.remove(before)?),
            Some(_) => {
                fault("they were asked since what became of them: record instead that they came back".to_owned())
            }
        };
    };
    let window = windows(left).into_iter().find(|(stage, ..)| *stage == before.stage);
    let Some((_, opens, due, closes)) = window else { return Ok(()) };
    if let Some(told) = before.as_of.filter(|told| !(opens..=closes).contains(told)) {
        return fault(format!("what they told of {told} would not count any more: change that answer first"));
    }
    Ok(tx.update(before, &FollowUp { opens, due, closes, ..before.clone() })?)
}
