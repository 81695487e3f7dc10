//! Looking through the eyes of another role, to see what it would see; and which one of several roles is being used.

use super::{Session, View, session};
use crate::{Error, Result, Workspace};
use base::{Act, Actor, Field, Id, Kind, Role, Scope, Timestamp};
use db::{Record, Row, Table, Value};

/// That somebody looked, or looks, through the eyes of another role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Viewing {
    /// Identity.
    pub id: Id,
    /// Who looked.
    pub user: Id,
    /// As what.
    pub view: View,
    /// Since when.
    pub began: Timestamp,
    /// Until when; none while they do, or if they were signed out meanwhile.
    pub ended: Option<Timestamp>,
}

impl Record for Viewing {
    const TABLE: &'static Table = &Table {
        name: "view_as",
        label: "Viewing as another role",
        fields: &[
            Field::new("user_id", "User", Kind::Record("user_account")).required(),
            Field::new("role", "As", Kind::Text).required(),
            Field::new("organisation_id", "For", Kind::Record("organisation")).required(),
            Field::new("programme_id", "In", Kind::Record("programme")).required(),
            Field::new("began_at", "Since", Kind::Timestamp).required(),
            Field::new("ended_at", "Until", Kind::Timestamp),
        ],
    };

    fn id(&self) -> Id {
        self.id
    }

    fn subject(&self) -> Option<Id> {
        None
    }

    fn values(&self) -> Vec<Value> {
        vec![
            self.user.into(),
            self.view.role.key().into(),
            self.view.organisation.into(),
            self.view.programme.into(),
            self.began.into(),
            self.ended.into(),
        ]
    }

    fn read(row: &Row<'_>) -> db::Result<Self> {
        let role: &str = row.get(2)?;
        let role = Role::from_key(role).ok_or_else(|| db::Error::Value(format!("the role {role}")))?;
        let view = View { role, organisation: row.get(3)?, programme: row.get(4)? };
        Ok(Self { id: row.get(0)?, user: row.get(1)?, view, began: row.get(5)?, ended: row.get(6)? })
    }
}

/// Whether the asker may look as this role would: an administrator as any, a lead as any in their programme but an
/// administrator.
#[must_use]
pub fn may_view_as(scope: &Scope, role: Role, programme: Id) -> bool {
    let administers =
        scope.grants().iter().any(|grant| grant.role == Role::Administrator && grant.programmes.contains(&programme));
    !scope.is_viewing() && scope.may(Act::ViewAs, programme) && (role != Role::Administrator || administers)
}

/// Begins to look through the eyes of another role.
///
/// # Errors
/// [`Error::Refused`] if that is not the actor's to do; else when the database fails.
pub fn view_as(workspace: &Workspace, actor: &Actor, session: &Session, view: View) -> Result<()> {
    if !may_view_as(&actor.scope(), view.role, view.programme) {
        return Err(Error::Refused("your role does not let you look as this role in this programme".to_owned()));
    }
    let known = workspace.read(|reader| Ok(reader.find::<crate::organisations::Organisation>(view.organisation)?))?;
    if known.is_none() || workspace.catalogue().entry(view.programme).is_none() {
        return Err(Error::Refused("there is no such organisation or programme; choose from the lists".to_owned()));
    }
    let now = workspace.clock().now();
    workspace.write(actor, |tx| {
        end_viewings(tx, session.user, now)?;
        let id = tx.new_id();
        tx.insert(&Viewing { id, user: session.user, view, began: now, ended: None })?;
        Ok(())
    })?;
    session::change(workspace, session, |session| session.view = Some(view))
}

/// Looks with one's own eyes again.
///
/// # Errors
/// When the database fails.
pub fn view_as_oneself(workspace: &Workspace, actor: &Actor, session: &Session) -> Result<()> {
    let now = workspace.clock().now();
    workspace.write(actor, |tx| end_viewings(tx, session.user, now))?;
    session::change(workspace, session, |session| session.view = None)
}

fn end_viewings(tx: &mut db::Tx<'_>, user: Id, now: Timestamp) -> Result<()> {
    for before in tx.list::<Viewing>("WHERE user_id = $1 AND ended_at IS NULL", &[user.into()])? {
        let after = Viewing { ended: Some(now), ..before.clone() };
        tx.update(&before, &after)?;
    }
    Ok(())
}

/// Uses one of several roles alone, by its membership, or all of them. What is not one of the user's roles changes nothing.
///
/// # Errors
/// When the database fails.
pub fn use_role(workspace: &Workspace, session: &Session, had: &[Id], membership: Option<Id>) -> Result<()> {
    if membership.is_some_and(|id| !had.contains(&id)) {
        return Err(Error::Refused("this is not one of your roles any more; choose another".to_owned()));
    }
    session::change(workspace, session, |session| {
        session.membership = membership;
        session.view = None;
    })
}
