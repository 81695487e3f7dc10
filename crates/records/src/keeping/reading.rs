//! Reading records about a person, as far as the scope reaches.

use super::Supported;
use crate::reach::Sql;
use crate::{Result, Workspace};
use base::{Act, Id, Scope, Whose};
use db::Reader;

/// What somebody may see of one person's records, worked out once for all kinds of them.
#[derive(Debug)]
pub struct Sight {
    person: Id,
    seen: Sql,
}

impl Sight {
    /// What the scope lets see of this person's records: those of the programmes and partners that it reaches, and in a
    /// programme in which one of the asker's partners has been [assigned](crate::assignments) to the person, those of every
    /// partner, so that a tutor knows what the keyworker knows.
    ///
    /// # Errors
    /// When the database fails.
    pub fn of(reader: &Reader<'_>, workspace: &Workspace, scope: &Scope, person: Id) -> Result<Self> {
        let mut seen = Sql::new("WHERE person_id = ");
        seen.value(person).push(" AND ");
        if scope.is_everything() {
            seen.push("1 = 1");
        } else if scope.any_restricted() && !may_see(reader, workspace, scope, Act::SeeRecords, person)? {
            seen.push("1 = 0");
        } else {
            let shared = shared(reader, scope, person)?;
            seen.push("(").may_see_record(scope, workspace, "");
            seen.push(" OR programme_id IN ").list(&shared).push(")");
        }
        Ok(Self { person, seen })
    }

    /// The person.
    #[must_use]
    pub fn person(&self) -> Id {
        self.person
    }

    /// The records of one kind, newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub fn list<R: Supported>(&self, reader: &Reader<'_>) -> Result<Vec<R>> {
        let sql = format!("{} ORDER BY {}", self.seen.text, R::NEWEST_FIRST);
        Ok(reader.list::<R>(&sql, &self.seen.values)?)
    }
}

/// The records of one kind about a person, newest first, as far as they are in [sight](Sight).
///
/// # Errors
/// When the database fails.
pub fn of_person<R: Supported>(
    reader: &Reader<'_>,
    workspace: &Workspace,
    scope: &Scope,
    person: Id,
) -> Result<Vec<R>> {
    Sight::of(reader, workspace, scope, person)?.list(reader)
}

/// The record with this id, if the scope reaches it.
///
/// # Errors
/// When the database fails.
pub fn find<R: Supported>(reader: &Reader<'_>, workspace: &Workspace, scope: &Scope, id: Id) -> Result<Option<R>> {
    let Some(record) = reader.find::<R>(id)? else { return Ok(None) };
    let mut sql = Sight::of(reader, workspace, scope, record.place().person)?.seen;
    sql.push(" AND id = ").value(id);
    Ok(reader.list::<R>(&sql.text, &sql.values)?.pop())
}

/// Whether anything of this person may be done or seen at all.
pub(crate) fn may_see(reader: &Reader<'_>, workspace: &Workspace, scope: &Scope, act: Act, person: Id) -> Result<bool> {
    let mut sql = Sql::new("SELECT id FROM person WHERE id = ");
    sql.value(person).push(" AND ").may_see_person(scope, workspace, act, "person.id");
    Ok(reader.optional(&sql.text, &sql.values, |row| row.get::<Id>(0))?.is_some())
}

/// The programmes in which a partner of the asker's works with the person beside others: there they read what the others wrote,
/// so that a tutor knows what the keyworker knows.
fn shared(reader: &Reader<'_>, scope: &Scope, person: Id) -> Result<Vec<Id>> {
    let sql =
        "SELECT DISTINCT programme_id, partner_id FROM assignment WHERE person_id = $1 AND partner_id IS NOT NULL";
    let assigned = reader.query(sql, &[person.into()], |row| Ok((row.get::<Id>(0)?, row.get::<Id>(1)?)))?;
    let ours = |(programme, partner): &(Id, Id)| match scope.whose(Act::SeeRecords, *programme) {
        Whose::Partners { partners, .. } => partners.contains(partner),
        Whose::Everybody | Whose::Nobody => false,
    };
    Ok(assigned.into_iter().filter(ours).map(|(programme, _)| programme).collect())
}
