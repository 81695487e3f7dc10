//! Whose pages a user has opened lately.

use super::Known;
use crate::reach::Sql;
use crate::{Result, Workspace};
use base::{Act, Actor, Field, Id, Kind, Scope, Timestamp};
use db::{Reader, Record, Row, Table, Value};

/// A person's page that a user has opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opened {
    /// Identity.
    pub id: Id,
    /// Who opened it.
    pub user: Id,
    /// Whose page.
    pub person: Id,
    /// When, the last time.
    pub at: Timestamp,
}

impl Record for Opened {
    const TABLE: &'static Table = &Table {
        name: "opened",
        label: "Opened lately",
        fields: &[
            Field::new("user_id", "User", Kind::Record("user_account")).required(),
            Field::new("person_id", "Person", Kind::Record("person")).required(),
            Field::new("at", "When", Kind::Timestamp).required(),
        ],
    };

    // A convenience for the user, not a record of the person.
    const AUDITED: bool = false;

    fn id(&self) -> Id {
        self.id
    }

    fn subject(&self) -> Option<Id> {
        None
    }

    fn values(&self) -> Vec<Value> {
        vec![self.user.into(), self.person.into(), self.at.into()]
    }

    fn read(row: &Row<'_>) -> db::Result<Self> {
        Ok(Self { id: row.get(0)?, user: row.get(1)?, person: row.get(2)?, at: row.get(3)? })
    }
}

/// How many are remembered.
const KEPT: usize = 12;

/// Notes that a user has opened a person's page.
///
/// # Errors
/// When the database fails.
pub fn open(workspace: &Workspace, actor: &Actor, person: Id) -> Result<()> {
    let Some(user) = actor.id() else { return Ok(()) };
    let at = workspace.clock().now();
    workspace.write(actor, |tx| {
        let known = tx.list::<Opened>("WHERE user_id = $1 ORDER BY at DESC, id DESC", &[user.into()])?;
        match known.iter().find(|opened| opened.person == person) {
            Some(before) => tx.update(before, &Opened { at, ..before.clone() })?,
            None => tx.insert(&Opened { id: tx.new_id(), user, person, at })?,
        }
        for old in known.iter().filter(|opened| opened.person != person).skip(KEPT - 1) {
            tx.remove(old)?;
        }
        Ok(())
    })
}

/// Whose page a user opened last.
///
/// # Errors
/// When the database fails.
pub fn last_opened(reader: &Reader<'_>, user: Id) -> Result<Option<Id>> {
    let sql = "SELECT person_id FROM opened WHERE user_id = $1 ORDER BY at DESC, id DESC LIMIT 1";
    Ok(reader.optional(sql, &[user.into()], |row| row.get(0))?)
}

/// Whose pages a user has opened lately, the latest first, as far as the scope still reaches them.
///
/// # Errors
/// When the database fails.
pub fn lately(reader: &Reader<'_>, scope: &Scope, user: Id) -> Result<Vec<Known>> {
    let mut sql = Sql::new("SELECT ");
    sql.push(super::NAMED).push(" FROM opened o JOIN person p ON p.id = o.person_id WHERE o.user_id = ").value(user);
    sql.push(" AND ").sees_person(scope, Act::SeeNames, "p.id");
    sql.push(" ORDER BY o.at DESC, o.id DESC");
    Ok(reader.query(&sql.text, &sql.values, super::known)?)
}
