//! Submissions: a form that is sent twice is saved once, and what it did can be undone for a while.

mod record;
mod undo;

pub use record::Submission;
pub use undo::{UNDO, undo};

use crate::{Error, Result, Workspace};
use base::{Actor, Id};
use db::{Reader, Tx};
use sha2::{Digest, Sha256};

/// The longest that a form's token can be, in characters.
const LONGEST: usize = 100;

/// What parts a form's token from the digest of what the form says.
const SAYS: char = ':';

/// A form's token together with a digest of what the form says. So what is sent again with other words in it, from a second window or after
/// going back, is not taken for what was saved.
#[must_use]
pub fn saying(token: &str, said: &str) -> String {
    let digest: String = Sha256::digest(said).iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    format!("{token}{SAYS}{digest}")
}

/// A form's token, and the digest of what the form says, if it came along.
fn parted(token: &str) -> (&str, Option<&str>) {
    token.split_once(SAYS).map_or((token, None), |(token, said)| (token, Some(said)))
}

/// What a form has done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Made {
    /// The submission, by which it can be [undone](undo).
    pub submission: Id,
    /// About whom, if it is about somebody.
    pub person: Option<Id>,
    /// The record that was made or changed; the first, if there are several.
    pub record: Id,
    /// Whether it had been done already, by the same form sent before.
    pub again: bool,
}

/// What a submission is about.
pub(crate) struct About {
    pub person: Option<Id>,
    pub record: Id,
}

/// Does `act` once for this token, however often it is asked, and remembers which rows of the audit log it wrote. `what` says
/// what was done, for whoever may want it undone. A token that comes again [saying] something else is refused.
pub(crate) fn once(
    workspace: &Workspace,
    actor: &Actor,
    token: &str,
    what: &str,
    mut act: impl FnMut(&mut Tx<'_>) -> Result<About>,
) -> Result<Made> {
    let (token, said) = parted(token);
    if token.is_empty() || token.chars().count() > LONGEST {
        return Err(Error::Refused("the form has no token of its own: open it again".to_owned()));
    }
    let mut attempt = || {
        workspace.write(actor, |tx| {
            if let Some(known) = with_token(tx, token)? {
                return again(&known, actor, said);
            }
            let about = act(tx)?;
            let changes: Vec<String> = tx.written().iter().map(ToString::to_string).collect();
            let submission = Submission {
                id: tx.new_id(),
                token: token.to_owned(),
                user: actor.id(),
                at: workspace.clock().now(),
                what: what.to_owned(),
                person: about.person,
                record: about.record,
                changes: changes.join(","),
                undone: None,
                said: said.map(str::to_owned),
            };
            tx.insert(&submission)?;
            Ok(Made { submission: submission.id, person: about.person, record: about.record, again: false })
        })
    };
    match attempt() {
        // The same form came in twice at the same moment: by now the other one is in.
        Err(Error::Db(db::Error::Unique(_))) => attempt(),
        other => other,
    }
}

fn with_token(reader: &Reader<'_>, token: &str) -> Result<Option<Submission>> {
    Ok(reader.list::<Submission>("WHERE token = $1", &[token.into()])?.pop())
}

/// Whether the form with this token has been saved.
///
/// # Errors
/// When the database fails.
pub fn is_sent(reader: &Reader<'_>, token: &str) -> Result<bool> {
    Ok(as_sent(reader, token)?.is_some())
}

/// Whether the form with this token was saved [saying] the same; none if it has not been saved.
///
/// # Errors
/// When the database fails.
pub fn as_sent(reader: &Reader<'_>, token: &str) -> Result<Option<bool>> {
    let (token, said) = parted(token);
    let known = if token.is_empty() { None } else { with_token(reader, token)? };
    Ok(known.map(|known| known.says(said)))
}

fn again(known: &Submission, actor: &Actor, said: Option<&str>) -> Result<Made> {
    if known.user != actor.id() {
        return Err(Error::Refused("this form was sent by somebody else: open it again".to_owned()));
    }
    if known.undone.is_some() {
        return Err(Error::Refused("this was sent before, and undone: open the form again".to_owned()));
    }
    if !known.says(said) {
        let why = "this form has been saved already, and says something else now: that is not saved yet. Save it, if it is to be recorded as well";
        return Err(Error::Refused(why.to_owned()));
    }
    Ok(Made { submission: known.id, person: known.person, record: known.record, again: true })
}

/// What a user has done lately that can still be undone, the latest first.
///
/// # Errors
/// When the database fails.
pub fn undoable(reader: &Reader<'_>, workspace: &Workspace, user: Id, limit: u32) -> Result<Vec<Submission>> {
    let since = workspace.clock().now() - UNDO;
    let sql = "WHERE user_id = $1 AND at > $2 AND undone_at IS NULL ORDER BY at DESC, id DESC LIMIT $3";
    Ok(reader.list::<Submission>(sql, &[user.into(), since.into(), limit.into()])?)
}
