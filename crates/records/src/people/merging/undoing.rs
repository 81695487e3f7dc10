//! Undoing a merge, also long after: each record goes back to whom it was of.

use super::Merge;
use crate::enrolments::Enrolment;
use crate::submissions::{self, About, Made};
use crate::tables::SORTS;
use crate::{Error, Result, Workspace, ladder};
use base::{Act, Actor, Id, Scope};
use db::{Action, Reader, Record as _};

/// What came of undoing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Undone {
    /// The submission.
    pub made: Made,
    /// The person who is there again.
    pub person: Id,
    /// Whether details have been changed since, and stay as they are now.
    pub changed_since: bool,
}

/// Undoes a merge. Records that were made since stay with the person they were made for; details that were changed since stay as they are.
///
/// # Errors
/// [`Error::NotFound`] where the actor does not see the person, [`Error::Refused`] where it is not theirs to undo, it is undone already, or the
/// person was merged with yet another since.
pub fn unmerge(workspace: &Workspace, actor: &Actor, token: &str, merge: Id) -> Result<Undone> {
    let (mut changed_since, mut person) = (false, merge);
    let made = submissions::once(workspace, actor, token, "Merge undone", |tx| {
        changed_since = false;
        let hidden = || Error::not_found("merge", merge.to_string());
        let known: Merge = tx.find(merge)?.ok_or_else(hidden)?;
        person = known.merged;
        if !super::super::may(tx, &actor.scope(), Act::Merge, known.person)? {
            return Err(hidden());
        }
        if !is_own(tx, &actor.scope(), &known)? {
            let why = "another partner enrolled one of them: ask the programme\u{2019}s lead to undo the merge";
            return Err(Error::Refused(why.to_owned()));
        }
        if known.undone.is_some() {
            return Err(Error::Refused("this merge has been undone already".to_owned()));
        }
        if super::now(tx, known.person)? != known.person {
            return Err(Error::Refused("they were merged with somebody else since: undo that first".to_owned()));
        }
        tx.because("not the same person after all");
        let rows = known.rows();
        for row in rows.iter().rev() {
            let Some(change) = tx.logged(*row)? else {
                return Err(Error::Refused("the log does not tell of it any more".to_owned()));
            };
            let Some(sort) = SORTS.iter().find(|sort| sort.table.name == change.table) else { continue };
            let there = exists(tx, sort.table.name, change.record)?;
            let apply = match change.action {
                Action::Insert => there,
                Action::Remove => !there,
                // That a record went to somebody can be taken back whatever was written into it since.
                Action::Update if change.changes("person_id") => there,
                Action::Update => {
                    let newest = tx.newest_change(&change.table, change.record)?;
                    let untouched =
                        newest.is_some_and(|newest| rows.contains(&newest) || tx.written().contains(&newest));
                    changed_since |= there && !untouched;
                    there && untouched
                }
                Action::View => false,
            };
            if apply {
                (sort.reverse)(tx, &change)?;
            }
        }
        ladder::settled(tx, known.person)?;
        ladder::settled(tx, known.merged)?;
        let after = Merge { undone: Some(workspace.clock().now()), ..known.clone() };
        tx.update(&known, &after)?;
        Ok(About { person: Some(known.person), record: known.id })
    })?;
    if made.again {
        person = workspace.read(|reader| Ok(reader.find::<Merge>(merge)?))?.map_or(person, |known| known.merged);
    }
    Ok(Undone { made, person, changed_since })
}

/// Whether a merge is the asker's to undo: whoever made it, or may merge the two as they were, and as they are.
pub(super) fn is_own(reader: &Reader<'_>, scope: &Scope, merge: &Merge) -> Result<bool> {
    if merge.user.is_some() && merge.user == scope.user() {
        return Ok(true);
    }
    if super::is_of_others(reader, scope, merge.person, merge.merged)? {
        return Ok(false);
    }
    for row in merge.rows() {
        let Some(change) = reader.logged(row)?.filter(|change| change.table == Enrolment::TABLE.name) else { continue };
        let programme = match change.action {
            Action::Remove => change.referred("programme_id"),
            Action::Update if change.changes("partner_id") => {
                reader.find::<Enrolment>(change.record)?.map(|enrolment| enrolment.programme)
            }
            _ => continue,
        };
        let partner = change.referred("partner_id");
        if !programme.is_some_and(|programme| scope.reaches(Act::Merge, programme, partner)) {
            return Ok(false);
        }
    }
    Ok(true)
}

fn exists(reader: &Reader<'_>, table: &str, id: Id) -> Result<bool> {
    let sql = format!("SELECT 1 FROM {table} WHERE id = $1");
    Ok(reader.optional(&sql, &[id.into()], |_| Ok(()))?.is_some())
}
