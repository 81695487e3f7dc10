//! Drafts: what a user has typed into a form and not yet sent, so that nothing is lost.

use crate::{Error, Result, Workspace};
use base::{Actor, Field, Id, Kind, Privacy, Timestamp};
use db::{Reader, Record, Row, Table, Tx, Value};
use std::time::Duration;

/// What a user has typed into a form and not yet sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// Identity.
    pub id: Id,
    /// Whose it is.
    pub user: Id,
    /// Which form, by the path of its page.
    pub form: String,
    /// About whom, if about somebody.
    pub person: Option<Id>,
    /// What was typed, as the browser would send it.
    pub body: String,
    /// When it was last saved.
    pub saved: Timestamp,
}

impl Record for Draft {
    const TABLE: &'static Table = &Table {
        name: "draft",
        label: "Draft",
        fields: &[
            Field::new("user_id", "User", Kind::Record("user_account")).required(),
            Field::new("form", "Form", Kind::Text).required(),
            Field::new("person_id", "Person", Kind::Record("person")),
            Field::new("body", "Body", Kind::LongText).required().private(Privacy::Secret),
            Field::new("saved_at", "Saved", Kind::Timestamp).required(),
        ],
    };

    // Unfinished typing is no record of anybody; what comes of it is.
    const AUDITED: bool = false;

    fn id(&self) -> Id {
        self.id
    }

    fn subject(&self) -> Option<Id> {
        None
    }

    fn values(&self) -> Vec<Value> {
        vec![
            self.user.into(),
            self.form.clone().into(),
            self.person.into(),
            self.body.clone().into(),
            self.saved.into(),
        ]
    }

    fn read(row: &Row<'_>) -> db::Result<Self> {
        Ok(Self {
            id: row.get(0)?,
            user: row.get(1)?,
            form: row.get(2)?,
            person: row.get(3)?,
            body: row.get(4)?,
            saved: row.get(5)?,
        })
    }
}

/// For how long a draft is kept.
pub const KEPT: Duration = Duration::from_secs(14 * 24 * 60 * 60);
/// The longest draft, in bytes.
const LONGEST: usize = 100_000;

/// Keeps what a user has typed into a form (about a person), in place of what was kept before. An empty body drops it.
///
/// # Errors
/// [`Error::Refused`] when it is too long; when the database fails.
pub fn keep(workspace: &Workspace, actor: &Actor, form: &str, person: Option<Id>, body: &str) -> Result<()> {
    let Some(user) = actor.id() else { return Ok(()) };
    if body.len() > LONGEST || form.len() > 200 {
        return Err(Error::Refused("this is too long to be kept while you type: save it".to_owned()));
    }
    let now = workspace.clock().now();
    workspace.write(actor, |tx| {
        forget_old(tx, user, now)?;
        let before = of_form(tx, user, form, person)?;
        match before {
            Some(before) if body.is_empty() => tx.remove(&before)?,
            Some(before) => tx.update(&before, &Draft { body: body.to_owned(), saved: now, ..before.clone() })?,
            None if body.is_empty() => {}
            None => {
                let (id, form, body) = (tx.new_id(), form.to_owned(), body.to_owned());
                tx.insert(&Draft { id, user, form, person, body, saved: now })?;
            }
        }
        Ok(())
    })
}

/// What the user had typed into the form (about the person), if it is still kept.
///
/// # Errors
/// When the database fails.
pub fn find(
    reader: &Reader<'_>,
    workspace: &Workspace,
    user: Id,
    form: &str,
    person: Option<Id>,
) -> Result<Option<Draft>> {
    let since = workspace.clock().now() - KEPT;
    Ok(of_form(reader, user, form, person)?.filter(|draft| draft.saved >= since))
}

/// All that a user has typed and not sent, the latest first.
///
/// # Errors
/// When the database fails.
pub fn of_user(reader: &Reader<'_>, workspace: &Workspace, user: Id) -> Result<Vec<Draft>> {
    let since = workspace.clock().now() - KEPT;
    let sql = "WHERE user_id = $1 AND saved_at >= $2 ORDER BY saved_at DESC, id DESC";
    Ok(reader.list::<Draft>(sql, &[user.into(), since.into()])?)
}

fn of_form(reader: &Reader<'_>, user: Id, form: &str, person: Option<Id>) -> Result<Option<Draft>> {
    let drafts = reader.list::<Draft>("WHERE user_id = $1 AND form = $2", &[user.into(), form.into()])?;
    Ok(drafts.into_iter().find(|draft| draft.person == person))
}

fn forget_old(tx: &mut Tx<'_>, user: Id, now: Timestamp) -> Result<()> {
    let sql = "WHERE user_id = $1 AND saved_at < $2";
    for old in tx.list::<Draft>(sql, &[user.into(), (now - KEPT).into()])? {
        tx.remove(&old)?;
    }
    Ok(())
}
