//! From rows of the log to what the asker may read of them: whom they are about and name, of which programme and partner they are,
//! and how they are said.

use super::{Kept, Told, about, administers, kinds, of_a_partner, shown};
use crate::interactions::FurtherService;
use crate::people::Person;
use crate::reach::Sql;
use crate::{Result, Workspace};
use base::{Act, Id, Kind, Scope};
use db::{Action, Added, Change, Reader, Record, Table, each_of_block};
use std::collections::{HashMap, HashSet};

/// Of which people the asker may see what.
#[derive(Debug, Default)]
pub(super) struct Seen {
    /// That something was done to their records.
    pub(super) subjects: HashSet<Id>,
    /// What was done.
    pub(super) records: HashSet<Id>,
    pub(super) names: HashSet<Id>,
    pub(super) sensitive: HashSet<Id>,
    /// What stands in their special-category fields, if that was asked for.
    pub(super) special: Option<HashSet<Id>>,
}

pub(super) fn seen(reader: &Reader<'_>, scope: &Scope, people: &[Id], special: bool) -> Result<Seen> {
    let among = |act: Option<Act>| -> Result<HashSet<Id>> {
        let mut found = HashSet::new();
        for people in people.chunks(1000) {
            let mut sql = Sql::new("SELECT p.id FROM person p WHERE p.id IN ");
            sql.list(people);
            match act {
                Some(act) => {
                    sql.push(" AND ").sees_person(scope, act, "p.id");
                }
                None => {
                    sql.unrestricted(scope, "p.id");
                }
            }
            found.extend(reader.query(&sql.text, &sql.values, |row| row.get::<Id>(0))?);
        }
        Ok(found)
    };
    if people.is_empty() {
        return Ok(Seen::default());
    }
    Ok(Seen {
        subjects: among((!administers(scope)).then_some(Act::SeeAudit))?,
        records: among(Some(Act::SeeRecords))?,
        names: among(Some(Act::SeeNames))?,
        sensitive: among(Some(Act::SeeSensitive))?,
        special: special.then(|| among(Some(Act::SeeSpecial))).transpose()?,
    })
}

/// Puts rows into words, leaving out what the asker may not see.
pub(super) fn tell(
    reader: &Reader<'_>,
    workspace: &Workspace,
    scope: &Scope,
    kept: Vec<Kept>,
    special: bool,
) -> Result<Vec<Told>> {
    let kinds = kinds();
    let table_of = |kept: &Kept| kinds.iter().copied().find(|table| table.name == kept.table);
    let (mut people, mut others): (Vec<Id>, Vec<Id>) = (Vec::new(), Vec::new());
    for kept in &kept {
        people.extend(kept.subject);
        people.extend(block(kept).iter().filter_map(|added| added.subject));
        others.extend(named(table_of(kept), kept));
    }
    let now = now(reader, &others)?;
    let now = |id: Id| now.get(&id).copied().unwrap_or(id);
    people.extend(others.iter().copied().map(now));
    people.sort_unstable();
    people.dedup();
    let seen = seen(reader, scope, &people, special)?;
    let places = places(reader, &kinds, &kept)?;
    // Of two roles each reads what it may: what a record says in confidence is for whoever reads that of its own programme and partner.
    let reads = |table: Option<&Table>, record: Id, subject: Option<Id>, fields: Option<&serde_json::Value>| {
        let Some(subject) = subject else { return true };
        seen.sensitive.contains(&subject)
            && table.filter(|table| of_a_partner(table)).is_none_or(|table| {
                let place = fields.and_then(place_of).or_else(|| places.get(&(table.name, record)).copied());
                place.map_or(scope.is_everything(), |(programme, partner)| {
                    scope.reaches(Act::SeeSensitive, programme, partner)
                })
            })
    };
    let things = about::things(reader, &kinds, &kept)?;
    let names = names(reader, people.into_iter(), &seen)?;
    let mut words = shown::Words::new(reader, workspace, scope, &kinds, &kept, &things)?;
    words.know(others.into_iter().filter_map(|id| Some((id, names.get(&now(id))?.clone()))));
    let mut told = Vec::new();
    for kept in kept {
        let table = table_of(&kept);
        let kind = table.map_or_else(|| kept.table.replace('_', " "), |table| table.label.to_owned());
        let entry = |kept: &Kept, record: Id, records: usize, subject, sensitive: bool, changes| Told {
            id: kept.id,
            at: kept.change.at,
            actor: kept.change.actor,
            actor_name: kept.change.actor_name.clone(),
            action: kept.change.action,
            kind: kind.clone(),
            record,
            records,
            subject,
            name: subject.and_then(|subject| names.get(&subject).cloned()),
            about: things.get(&kept.id).filter(|_| subject.is_none()).and_then(|thing| thing.said(kept, &words)),
            changes,
            // What was said about a person is said in confidence; what a look was for, the program says.
            why: match kept.change.action {
                Action::View => kept.change.why.clone(),
                _ if sensitive => kept.change.why.clone(),
                _ => String::new(),
            },
        };
        if kept.records == 1 {
            // That two people have to do with one another is said to whoever sees both.
            let mut of = kept.subject.into_iter().chain(named(table, &kept).into_iter().map(now));
            let hidden = of.any(|person| !seen.subjects.contains(&person));
            if hidden || !of_reach(workspace, scope, &kept) {
                continue;
            }
            let fields = kept.change.before.as_ref().or(kept.change.after.as_ref());
            let sensitive = reads(table, kept.record, kept.subject, fields);
            let changes = words.changes(table, &kept.change, kept.subject, &seen, sensitive, scope);
            told.push(entry(&kept, kept.record, 1, kept.subject, sensitive, changes));
            continue;
        }
        let rows = block(&kept);
        let of_people = rows.iter().any(|added| added.subject.is_some());
        let visible = |added: &&Added| match added.subject {
            None => !of_people && one_in_reach(workspace, scope, &kept.table, added),
            Some(subject) => seen.subjects.contains(&subject) && one_in_reach(workspace, scope, &kept.table, added),
        };
        let count = rows.iter().filter(visible).count();
        if count > 0 {
            let sensitive = kept.subject.is_none_or(|subject| seen.sensitive.contains(&subject));
            told.push(entry(&kept, kept.record, count, kept.subject, sensitive, Vec::new()));
        }
    }
    Ok(told)
}

/// Of entries about several records, those about this person, each as an entry of its own.
pub(super) fn of_person(workspace: &Workspace, scope: &Scope, kept: Vec<Kept>, person: Id) -> Vec<Kept> {
    let mut of_person = Vec::new();
    for mut kept in kept {
        if kept.records <= 1 {
            of_person.push(kept);
            continue;
        }
        let theirs = block(&kept).into_iter().filter(|added| added.subject == Some(person));
        kept.change.after = None;
        for added in theirs.filter(|added| one_in_reach(workspace, scope, &kept.table, added)) {
            let change = Change { after: Some(added.fields), ..kept.change.clone() };
            let (id, table) = (kept.id, kept.table.clone());
            of_person.push(Kept { id, table, record: added.record, records: 1, subject: Some(person), change });
        }
    }
    of_person
}

/// Whom an entry about one record names besides the one it is about: relatives, and whom somebody was merged with or told apart from.
fn named(table: Option<&Table>, kept: &Kept) -> Vec<Id> {
    let people =
        table.map_or(&[][..], |table| table.fields).iter().filter(|field| field.kind == Kind::Record("person"));
    let sides = || [&kept.change.before, &kept.change.after].into_iter().flatten();
    let ids = people.flat_map(|field| sides().filter_map(|side| side[field.name].as_i64())).map(Id::from_number);
    ids.filter(|id| Some(*id) != kept.subject).collect()
}

/// Who those of these people are now who were merged with somebody.
fn now(reader: &Reader<'_>, people: &[Id]) -> Result<HashMap<Id, Id>> {
    let mut now = HashMap::new();
    for people in people.chunks(1000) {
        let mut sql = Sql::new("SELECT merged_id, person_id FROM merged WHERE undone_at IS NULL AND merged_id IN ");
        sql.list(people);
        now.extend(reader.query(&sql.text, &sql.values, |row| Ok((row.get::<Id>(0)?, row.get::<Id>(1)?)))?);
    }
    Ok(now)
}

/// The records of an entry about several.
pub(super) fn block(kept: &Kept) -> Vec<Added> {
    if kept.records <= 1 {
        return Vec::new();
    }
    kept.change.after.as_ref().map_or_else(Vec::new, each_of_block)
}

/// A programme, and a partner in it, if it is one's.
type Place = (Id, Option<Id>);

/// Of which programme and partner a record says that it is, if it says so.
fn place_of(fields: &serde_json::Value) -> Option<Place> {
    let number = |name: &str| fields[name].as_i64().map(Id::from_number);
    Some((number("programme_id")?, number("partner_id")))
}

/// Of which programme and partner the records are whose rows do not say it: those that were changed, and are there.
fn places(reader: &Reader<'_>, kinds: &[&'static Table], kept: &[Kept]) -> Result<HashMap<(&'static str, Id), Place>> {
    let mut places = HashMap::new();
    for table in kinds.iter().filter(|table| of_a_partner(table)) {
        let changed = kept.iter().filter(|kept| kept.table == table.name && kept.change.action == Action::Update);
        let changed: Vec<Id> = changed.map(|kept| kept.record).collect();
        for changed in changed.chunks(1000) {
            let mut sql = Sql::new("SELECT id, programme_id, partner_id FROM ");
            sql.push(table.name).push(" WHERE id IN ").list(changed);
            places.extend(reader.query(&sql.text, &sql.values, |row| {
                Ok(((table.name, row.get::<Id>(0)?), (row.get::<Id>(1)?, row.get::<Option<Id>>(2)?)))
            })?);
        }
    }
    Ok(places)
}

/// Whether a record that is gone was of a programme and partner in reach; one that is there was asked for in SQL.
fn of_reach(workspace: &Workspace, scope: &Scope, kept: &Kept) -> bool {
    let fields = kept.change.before.as_ref().filter(|_| kept.change.action == Action::Remove);
    administers(scope) || fields.is_none_or(|fields| in_reach(workspace, scope, &kept.table, fields))
}

fn one_in_reach(workspace: &Workspace, scope: &Scope, table: &str, added: &Added) -> bool {
    administers(scope) || in_reach(workspace, scope, table, &added.fields)
}

/// Whether a record with these fields is of a programme and partner in reach. A person is of no programme; whether they may be seen is known
/// already. A further service does not say of which partner it is: its row is for those who see the whole programme.
fn in_reach(workspace: &Workspace, scope: &Scope, table: &str, fields: &serde_json::Value) -> bool {
    if table == FurtherService::TABLE.name {
        let service = fields["service_id"].as_i64().map(Id::from_number);
        let catalogue = workspace.catalogue();
        let of = catalogue.entries().iter().find(|entry| entry.terms.iter().any(|term| Some(term.id) == service));
        return scope.is_everything() || of.is_some_and(|of| scope.reaches(Act::SeeAudit, of.programme.id, None));
    }
    place_of(fields).is_none_or(|(programme, partner)| scope.reaches(Act::SeeAudit, programme, partner))
}

/// Names and references of those people whose may be seen.
fn names(reader: &Reader<'_>, people: impl Iterator<Item = Id>, seen: &Seen) -> Result<HashMap<Id, String>> {
    let mut people: Vec<Id> = people.filter(|id| seen.names.contains(id)).collect();
    people.sort_unstable();
    people.dedup();
    if people.is_empty() {
        return Ok(HashMap::new());
    }
    let mut found = Vec::new();
    for people in people.chunks(1000) {
        let mut sql = Sql::new("WHERE id IN ");
        sql.list(people);
        found.extend(reader.list::<Person>(&sql.text, &sql.values)?);
    }
    let name = |person: Person| {
        let parts = [person.given_name, person.family_name];
        let name: Vec<String> = parts.into_iter().flatten().collect();
        (person.id, format!("{} ({})", name.join(" "), person.reference).trim().to_owned())
    };
    Ok(found.into_iter().map(name).collect())
}
