//! Merging: two people were found to be one. All records go to the one who stays, nothing is lost, and it can be undone, also later.
//!
//! The row of the other person stays without any record: so they are counted nowhere and seen by nobody, while their reference in
//! partners' files and their old address lead to the one who stays.

mod record;
mod undoing;
mod workers;

pub use record::{Distinct, Merge};
pub use undoing::{Undone, unmerge};

use super::{Characteristics, Person};
use crate::assignments::{self, Assignment};
use crate::enrolments::Enrolment;
use crate::submissions::{self, About, Made};
use crate::tables::{SORTS, Sort, names_a_person};
use crate::{Error, Result, Workspace, ladder};
use base::{Act, Actor, Id, Kind, Scope};
use db::{Reader, Record, Tx, Value, made_of};

/// What is not handed over record by record, but put together or left where it is.
const OF_THEIR_OWN: [&str; 4] = ["person", "characteristics", "enrolment", "distinct_pair"];
/// Fields of a person that are not chosen: the one who stays keeps theirs.
pub const KEPT: [&str; 3] = ["register_id", "reference", "archived_on"];

/// Makes `gone` one with `kept`. `chosen` names the fields in which what `gone` has is right; in all others what `kept` has stays, and what
/// only one of them has is kept anyway. What must not be done (no calls, no voicemail) holds if either said so, and alerts stand together.
///
/// # Errors
/// [`Error::NotFound`] where the actor sees one of them not at all, [`Error::Refused`] where they may not merge them, or these cannot
/// be merged as things stand.
pub fn merge(
    workspace: &Workspace,
    actor: &Actor,
    token: &str,
    (kept, gone): (Id, Id),
    chosen: &[String],
    why: Option<&str>,
) -> Result<Made> {
    submissions::once(workspace, actor, token, "Merged", |tx| {
        let (before, other) = both(tx, &actor.scope(), kept, gone)?;
        if !super::duplicates::restricted(tx, kept, gone)?.is_empty() {
            return Err(Error::Refused("one of them is restricted to named users: lift that first".to_owned()));
        }
        tx.because("found to be the same person");
        characteristics(tx, kept, gone)?;
        enrolments(tx, workspace, kept, gone)?;
        let theirs = |sort: &&Sort| names_a_person(sort.table) && !OF_THEIR_OWN.contains(&sort.table.name);
        for sort in SORTS.iter().filter(theirs) {
            let sql = format!("SELECT id FROM {} WHERE person_id = $1 ORDER BY id", sort.table.name);
            for id in tx.query(&sql, &[gone.into()], |row| row.get::<Id>(0))? {
                (sort.hand)(tx, id, kept)?;
            }
        }
        workers::once(tx, kept)?;
        ladder::settled(tx, kept)?;
        let after = joined(&before, &other, chosen)?;
        tx.update(&before, &after)?;
        let changes: Vec<String> = tx.written().iter().map(ToString::to_string).collect();
        let done = Merge {
            id: tx.new_id(),
            person: kept,
            merged: gone,
            at: workspace.clock().now(),
            user: actor.id(),
            why: why.map(|why| why.trim().to_owned()).filter(|why| !why.is_empty()),
            changes: changes.join(","),
            undone: None,
        };
        tx.insert(&done)?;
        Ok(About { person: Some(kept), record: done.id })
    })
}

/// Remembers that two people are two: they are not shown as perhaps one again.
///
/// # Errors
/// As [`merge`].
pub fn keep_apart(workspace: &Workspace, actor: &Actor, token: &str, one: Id, other: Id) -> Result<Made> {
    let (one, other) = (one.min(other), one.max(other));
    submissions::once(workspace, actor, token, "Noted that these are two people", |tx| {
        both(tx, &actor.scope(), one, other)?;
        let sql = "WHERE person_id = $1 AND other_id = $2";
        if let Some(known) = tx.list::<Distinct>(sql, &[one.into(), other.into()])?.pop() {
            return Ok(About { person: Some(one), record: known.id });
        }
        let date = workspace.clock().today();
        let distinct = Distinct { id: tx.new_id(), person: one, other, date, user: actor.id() };
        tx.insert(&distinct)?;
        Ok(About { person: Some(one), record: distinct.id })
    })
}

/// The merges of a person's records that hold and are the asker's to undo, the latest first.
///
/// # Errors
/// When the database fails.
pub fn of_person(reader: &Reader<'_>, scope: &Scope, person: Id) -> Result<Vec<Merge>> {
    if !super::may(reader, scope, Act::Merge, person)? {
        return Ok(Vec::new());
    }
    let sql = "WHERE person_id = $1 AND undone_at IS NULL ORDER BY at DESC, id DESC";
    let mut own = Vec::new();
    for merge in reader.list::<Merge>(sql, &[person.into()])? {
        if undoing::is_own(reader, scope, &merge)? {
            own.push(merge);
        }
    }
    Ok(own)
}

/// Who somebody is now: the person whose records theirs were merged with, else they themselves. It says nothing of whether that one may be seen.
///
/// # Errors
/// When the database fails.
pub fn now(reader: &Reader<'_>, person: Id) -> Result<Id> {
    let sql = "SELECT person_id FROM merged WHERE merged_id = $1 AND undone_at IS NULL ORDER BY id DESC LIMIT 1";
    Ok(reader.optional(sql, &[person.into()], |row| row.get(0))?.unwrap_or(person))
}

/// Whether a partner out of the asker's reach enrolled one of two people. What partners know of both comes together when they are merged,
/// so none of them decides that about another's.
///
/// # Errors
/// When the database fails.
pub(super) fn is_of_others(reader: &Reader<'_>, scope: &Scope, one: Id, other: Id) -> Result<bool> {
    let sql = "SELECT programme_id, partner_id FROM enrolment WHERE person_id IN ($1, $2)";
    let enrolled = reader.query(sql, &[one.into(), other.into()], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(!enrolled.into_iter().all(|(programme, partner)| scope.reaches(Act::Merge, programme, partner)))
}

/// The two people, if the actor may merge them.
fn both(reader: &Reader<'_>, scope: &Scope, one: Id, other: Id) -> Result<(Person, Person)> {
    let person = |id: Id| -> Result<Person> {
        let seen = super::find(reader, scope, id)?.ok_or_else(|| Error::not_found("person", id.to_string()))?;
        if !super::may(reader, scope, Act::Merge, id)? {
            let why = "only a partner\u{2019}s manager or the programme\u{2019}s lead merges people; ask one of them";
            return Err(Error::Refused(why.to_owned()));
        }
        Ok(seen)
    };
    let (one, other) = (person(one)?, person(other)?);
    if one.id == other.id {
        return Err(Error::Refused("this is one person already".to_owned()));
    }
    if is_of_others(reader, scope, one.id, other.id)? {
        let why = "another partner enrolled one of them: ask the programme\u{2019}s lead to merge them";
        return Err(Error::Refused(why.to_owned()));
    }
    if one.register != other.register {
        return Err(Error::Refused("they are in registers that have nothing to do with each other".to_owned()));
    }
    Ok((one, other))
}

/// One person out of two.
fn joined(kept: &Person, gone: &Person, chosen: &[String]) -> Result<Person> {
    let mut values = kept.values();
    let said = |chosen: &[String], name: &str| chosen.iter().any(|field| field == name);
    for ((field, value), other) in Person::TABLE.fields.iter().zip(&mut values).zip(gone.values()) {
        // How exactly a date is known belongs to the date: "to the day" is said by nothing.
        if field.name == "birth_precision" {
            if gone.birth_date.is_some() && (said(chosen, "birth_date") || kept.birth_date.is_none()) {
                *value = other;
            }
            continue;
        }
        if KEPT.contains(&field.name) || other.is_null() || *value == other {
            continue;
        }
        let take = match field.kind {
            Kind::YesNo => other == Value::Bool(Some(true)),
            _ => value.is_null() || said(chosen, field.name),
        };
        match (field.name, &*value, &other) {
            ("alert", Value::Text(Some(mine)), Value::Text(Some(theirs))) => {
                *value = Value::Text(Some(format!("{mine}\n{theirs}")));
            }
            _ if take => *value = other,
            _ => {}
        }
    }
    Ok(made_of(kept.id, &values)?)
}

/// What only the other was asked is known of the one who stays.
fn characteristics(tx: &mut Tx<'_>, kept: Id, gone: Id) -> Result<()> {
    let of = |tx: &Tx<'_>, person: Id| -> Result<Option<Characteristics>> {
        Ok(tx.list::<Characteristics>("WHERE person_id = $1", &[person.into()])?.pop())
    };
    let Some(other) = of(tx, gone)? else { return Ok(()) };
    let Some(own) = of(tx, kept)? else {
        return Ok(tx.update(&other, &Characteristics { person: kept, ..other.clone() })?);
    };
    let mut values = own.values();
    for (value, other) in values.iter_mut().zip(other.values()) {
        if value.is_null() {
            *value = other;
        }
    }
    tx.remove(&other)?;
    Ok(tx.update(&own, &made_of(own.id, &values)?)?)
}

/// One enrolment to a programme: the first start stays, the last leaving counts. A partner that is not the one of that enrolment any more goes
/// on seeing whom it enrolled.
fn enrolments(tx: &mut Tx<'_>, workspace: &Workspace, kept: Id, gone: Id) -> Result<()> {
    let of = |tx: &Tx<'_>, person: Id| -> Result<Vec<Enrolment>> {
        Ok(tx.list::<Enrolment>("WHERE person_id = $1 ORDER BY id", &[person.into()])?)
    };
    let own = of(tx, kept)?;
    for other in of(tx, gone)? {
        let Some(known) = own.iter().find(|own| own.programme == other.programme) else {
            tx.update(&other, &Enrolment { person: kept, ..other.clone() })?;
            continue;
        };
        let after = known.followed_by(&Enrolment { person: kept, ..other.clone() });
        tx.remove(&other)?;
        tx.update(known, &after)?;
        let lost = [known.partner, other.partner].into_iter().flatten().find(|partner| Some(*partner) != after.partner);
        if let Some(partner) = lost {
            stays_in_sight(tx, workspace, (kept, gone), &after, partner)?;
        }
    }
    Ok(())
}

/// Makes sure that a partner still sees somebody whom it enrolled: by its own records of them, else by assigning one of its workers.
fn stays_in_sight(
    tx: &mut Tx<'_>,
    workspace: &Workspace,
    (kept, gone): (Id, Id),
    enrolment: &Enrolment,
    partner: Id,
) -> Result<()> {
    for table in ["interaction", "outcome", "assignment"] {
        let sql = format!(
            "SELECT 1 FROM {table} WHERE person_id IN ($1, $2) AND programme_id = $3 AND partner_id = $4 LIMIT 1"
        );
        let values = [kept.into(), gone.into(), enrolment.programme.into(), partner.into()];
        if tx.optional(&sql, &values, |_| Ok(()))?.is_some() {
            return Ok(());
        }
    }
    let scope = tx.actor().scope();
    let workers = assignments::workers(tx, workspace, &scope, enrolment.programme, Some(partner))?;
    let Some(worker) = workers.first().map(|worker| worker.user) else { return Ok(()) };
    let today = workspace.clock().today();
    let id = tx.new_id();
    let assignment = Assignment {
        id,
        partner: Some(partner),
        handover: Some("Enrolled here under another reference, and found to be somebody supported already.".to_owned()),
        user: tx.actor().id(),
        ..Assignment::new(kept, enrolment.programme, worker, "other", today)
    };
    Ok(tx.insert(&assignment)?)
}
