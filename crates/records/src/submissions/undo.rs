//! Undoing: everything that a form did, taken back in the opposite order, as long as nobody has built on it.

use super::Submission;

use crate::enrolments::Enrolment;
use crate::head_counts::{self, HeadCount};
use crate::people::mistakes;
use crate::tables::SORTS;
use crate::{Error, Result, Workspace, tables};
use base::{Act, Actor, Id, Scope};
use db::{Action, Record as _};
use std::time::Duration;

/// For how long what was done can be undone.
pub const UNDO: Duration = Duration::from_secs(24 * 60 * 60);

/// What does not hang on an enrolment: itself, and what is of the person in whatever programme.
const ENROLLED: [&str; 3] = ["enrolment", "person", "characteristics"];

/// Undoes what a form did, once however often it is asked. Returns what it was.
///
/// # Errors
/// [`Error::Refused`] when it was somebody else's, too long ago, or a record has been changed or built on since.
pub fn undo(workspace: &Workspace, actor: &Actor, submission: Id) -> Result<Submission> {
    workspace.write(actor, |tx| {
        let known: Submission =
            tx.find(submission)?.ok_or_else(|| Error::not_found("form sent", submission.to_string()))?;
        if known.user != actor.id() {
            return Err(refused("only whoever did it can undo it"));
        }
        if known.undone.is_some() {
            return Ok(known);
        }
        let now = workspace.clock().now();
        if now.duration_since(known.at).unsigned_abs() > UNDO {
            return Err(refused("it was done too long ago to be undone; change the record instead"));
        }
        let rows: Vec<Id> = known.changes.split(',').filter_map(|row| row.parse().ok()).collect();
        if let Some(count) = tx.find::<HeadCount>(known.record)?
            && !head_counts::may(&actor.scope(), Act::Record, &count)
        {
            return Err(Error::not_found("form sent", submission.to_string()));
        }
        let brought_back = mistakes::is_own(tx, &actor.scope(), &rows)?;
        for row in rows.iter().filter(|_| !brought_back) {
            let subject = tx.logged(*row)?.and_then(|change| change.subject);
            if let Some(person) = subject {
                // Whoever was merged with somebody is seen where that one is.
                let person = crate::people::merging::now(tx, person)?;
                let scope = actor.scope();
                let acts = [Act::Record, Act::Merge];
                let mut may = acts
                    .into_iter()
                    .try_fold(false, |may, act| Ok::<_, Error>(may || crate::people::may(tx, &scope, act, person)?))?;
                // Whoever declines a referral does so without seeing the person.
                may = may || crate::referrals::is_addressed_to(tx, &scope, known.record)?;
                if !may {
                    return Err(Error::not_found("form sent", submission.to_string()));
                }
            }
        }
        tx.because(format!("undone: {}", known.what));
        for row in rows.iter().rev() {
            let Some(change) = tx.logged(*row)? else { return Err(refused("the log does not tell of it any more")) };
            let newest = tx.newest_change(&change.table, change.record)?;
            let ours = |newest: &Id| rows.contains(newest) || tx.written().contains(newest);
            if !newest.as_ref().is_some_and(ours) {
                return Err(refused("somebody has changed the record since"));
            }
            if change.action == Action::Insert {
                depended_on(tx, &actor.scope(), &change.table, change.record)?;
            }
            let sort = SORTS.iter().find(|sort| sort.table.name == change.table);
            let sort = sort.ok_or_else(|| refused("such a record cannot be undone"))?;
            (sort.reverse)(tx, &change)?;
        }
        let after = Submission { undone: Some(now), ..known.clone() };
        tx.update(&known, &after)?;
        Ok(known)
    })
}

/// Refuses when another record refers to this one; of an enrolment, when there is one of the person in the programme: so those refer to it.
fn depended_on(reader: &db::Reader<'_>, scope: &Scope, table: &str, record: Id) -> Result<()> {
    if table == Enrolment::TABLE.name
        && let Some(enrolment) = reader.find::<Enrolment>(record)?
    {
        let hanging = mistakes::besides(reader, scope, enrolment.programme, enrolment.person, &ENROLLED)?;
        if !hanging.is_empty() {
            return Err(refused(&format!("something hangs on it: {}", hanging.join(", "))));
        }
    }
    for other in tables() {
        for field in other.fields {
            if field.kind == base::Kind::Record(dependable(table)) && !dependable(table).is_empty() {
                let sql = format!("SELECT id FROM {} WHERE {} = $1 LIMIT 1", other.name, field.name);
                if reader.optional(&sql, &[record.into()], |row| row.get::<Id>(0))?.is_some() {
                    let label = other.label.to_lowercase();
                    return Err(refused(&format!("a later record, a {label}, belongs to it")));
                }
            }
        }
    }
    Ok(())
}

/// The table's name as descriptions of fields know it.
fn dependable(table: &str) -> &'static str {
    tables().iter().find(|known| known.name == table).map_or("", |known| known.name)
}

fn refused(why: &str) -> Error {
    Error::Refused(format!("this cannot be undone: {why}"))
}
