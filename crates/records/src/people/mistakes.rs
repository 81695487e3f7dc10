//! Registered by mistake: the wrong person, a test, twice in a morning. Once it is too late for *Undo*, whoever answers for the register takes
//! the registration away, if nothing hangs on it.

use super::{Characteristics, Consent, Person, duplicates, may};
use crate::assignments::Assignment;
use crate::enrolments::{self, Enrolment};
use crate::reach::Sql;
use crate::submissions::{self, About, Made};
use crate::tables::tables;
use crate::{Error, Result, Workspace};
use base::{Act, Actor, Id, Invalid, Kind, Scope};
use db::{Logged, Reader, Record as _, Tx, Value};

/// What registering itself writes, and goes with it.
const REGISTERED: [&str; 5] = ["person", "enrolment", "consent", "assignment", "characteristics"];

/// Takes a registration away that was made by mistake: the enrolment and what was written in registering; and the person, if they are in no
/// other programme. It counts no more, the reference is free again, and the audit log keeps what it was, and why it went.
///
/// # Errors
/// [`Error::NotFound`] where the person is out of sight; [`Error::Refused`] where the actor is neither the programme's lead nor a manager of
/// the partner that registered them, or where something hangs on it, which is said; [`Error::Invalid`] without a reason.
pub fn put_away(
    workspace: &Workspace,
    actor: &Actor,
    token: &str,
    programme: Id,
    person: Id,
    reason: &str,
) -> Result<Made> {
    submissions::once(workspace, actor, token, "Registration taken away", |tx| {
        let enrolment = allowed(tx, &actor.scope(), programme, person)?;
        let hanging = hanging(tx, &actor.scope(), programme, person)?;
        if !hanging.is_empty() {
            return Err(Error::Refused(format!(
                "something hangs on it: {}. Put the record away instead",
                hanging.join(", ")
            )));
        }
        let reason = reason.trim();
        if reason.is_empty() {
            return Err(Error::Invalid(vec![Invalid::new("reason", "", "say why, for whoever asks later")]));
        }
        tx.because(format!("registered by mistake: {reason}"));
        let here: [Value; 2] = [person.into(), programme.into()];
        // Who stands in for somebody goes before whom they stand in for.
        let order =
            "WHERE person_id = $1 AND programme_id = $2 ORDER BY CASE WHEN covers_id IS NULL THEN 1 ELSE 0 END, id";
        for assignment in tx.list::<Assignment>(order, &here)? {
            tx.remove(&assignment)?;
        }
        for consent in tx.list::<Consent>("WHERE person_id = $1 AND programme_id = $2 ORDER BY id", &here)? {
            tx.remove(&consent)?;
        }
        tx.remove(&enrolment)?;
        if elsewhere(tx, programme, person)? {
            return Ok(About { person: Some(person), record: enrolment.id });
        }
        for answers in tx.list::<Characteristics>("WHERE person_id = $1", &[person.into()])? {
            tx.remove(&answers)?;
        }
        duplicates::forget(tx, person)?;
        let known: Person = tx.find(person)?.ok_or_else(|| Error::not_found("person", person.to_string()))?;
        tx.remove(&known)?;
        Ok(About { person: None, record: enrolment.id })
    })
}

/// Refuses whoever may not take this registration away.
///
/// # Errors
/// As [`put_away`] where it is not the actor's to take.
pub fn permitted(reader: &Reader<'_>, scope: &Scope, programme: Id, person: Id) -> Result<()> {
    allowed(reader, scope, programme, person).map(drop)
}

fn allowed(reader: &Reader<'_>, scope: &Scope, programme: Id, person: Id) -> Result<Enrolment> {
    let hidden = || Error::not_found("person", person.to_string());
    if !may(reader, scope, Act::SeeRecords, person)? {
        return Err(hidden());
    }
    let enrolment = enrolments::held(reader, person, programme)?.ok_or_else(hidden)?;
    if !may(reader, scope, Act::Merge, person)? || !scope.reaches(Act::Merge, programme, enrolment.partner) {
        let why = "only a manager of the partner that registered them, or the programme\u{2019}s lead, takes a registration away";
        return Err(Error::Refused(why.to_owned()));
    }
    Ok(enrolment)
}

/// What hangs on a registration, each kind with how many there are: "interaction (3)". Of what links them to somebody out of sight no more
/// is said than that there is something.
///
/// # Errors
/// When the database fails.
pub fn hanging(reader: &Reader<'_>, scope: &Scope, programme: Id, person: Id) -> Result<Vec<String>> {
    besides(reader, scope, programme, person, &REGISTERED)
}

/// As [`hanging`], besides what is in the tables `own`.
pub(crate) fn besides(
    reader: &Reader<'_>,
    scope: &Scope,
    programme: Id,
    person: Id,
    own: &[&str],
) -> Result<Vec<String>> {
    let last = !elsewhere(reader, programme, person)?;
    let (mut found, mut unseen) = (Vec::new(), false);
    for table in tables().iter().filter(|table| !own.contains(&table.name)) {
        let here = table.fields.iter().any(|field| field.name == "programme_id");
        let people = table.fields.iter().filter(|field| field.kind == Kind::Record("person"));
        let people: Vec<String> = people.map(|field| format!("{} = $1", field.name)).collect();
        // What belongs to no programme hangs on the person.
        if people.is_empty() || !here && !last {
            continue;
        }
        let mut sql = format!("SELECT COUNT(*) FROM {} WHERE ({})", table.name, people.join(" OR "));
        let mut values: Vec<Value> = vec![person.into()];
        if here {
            sql.push_str(" AND programme_id = $2");
            values.push(programme.into());
        }
        let mut count: i64 = reader.one(&sql, &values, |row| row.get(0))?;
        if count > 0 && table.fields.iter().any(|field| field.name == "other_id") {
            let mut sql = Sql::new(&sql);
            sql.values = values;
            for side in ["person_id", "other_id"] {
                sql.push(" AND ").sees_person(scope, Act::SeeRecords, &format!("{}.{side}", table.name));
            }
            let seen: i64 = reader.one(&sql.text, &sql.values, |row| row.get(0))?;
            unseen |= seen < count;
            count = seen;
        }
        if count > 0 {
            found.push(format!("{} ({count})", table.label.to_lowercase()));
        }
    }
    let restricted = "SELECT id FROM restriction WHERE person_id = $1";
    if last && reader.optional(restricted, &[person.into()], |row| row.get::<Id>(0))?.is_some() {
        found.push("a restriction".to_owned());
    }
    if unseen {
        found.push("something else that you do not see".to_owned());
    }
    Ok(found)
}

/// Whether they are in another programme too.
fn elsewhere(reader: &Reader<'_>, programme: Id, person: Id) -> Result<bool> {
    let sql = "SELECT id FROM enrolment WHERE person_id = $1 AND programme_id <> $2 LIMIT 1";
    Ok(reader.optional(sql, &[person.into(), programme.into()], |row| row.get::<Id>(0))?.is_some())
}

/// Whether what these rows of the audit log tell is a registration taken away that was the asker's to take: nobody can be asked about whether
/// the asker sees a person who is not there.
pub(crate) fn is_own(tx: &Tx<'_>, scope: &Scope, rows: &[Id]) -> Result<bool> {
    let mut own = false;
    for row in rows {
        let Some(change) = tx.logged(*row)? else { return Ok(false) };
        if tx.find::<Person>(change.subject.unwrap_or(change.record))?.is_some() {
            return Ok(false);
        }
        own = own || is_enrolment_of(&change, scope);
    }
    Ok(own)
}

fn is_enrolment_of(change: &Logged, scope: &Scope) -> bool {
    if change.table != Enrolment::TABLE.name || change.action != db::Action::Remove {
        return false;
    }
    let partner = change.referred("partner_id");
    change.referred("programme_id").is_some_and(|programme| scope.reaches(Act::Merge, programme, partner))
}
