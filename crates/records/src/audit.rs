//! The audit log as people read it: who changed what, when and why, and who looked at what; only as far as the reader may see
//! whom it is about.

mod shown;

use crate::interactions::FurtherService;
use crate::organisations::Organisation;
use crate::people::Person;
use crate::reach::Sql;
use crate::tables::{names_a_person, of_nobody, tables};
use crate::users::listing::reached;
use crate::{Result, Workspace, figures, imports, people, programmes, users};
use base::{Act, Date, Id, Kind, Role, Scope, Timestamp, Whose};
use db::{Added, Change, Reader, Record, Table, each_of_block};
use std::collections::{HashMap, HashSet};

pub use db::Action;
pub use shown::{Changed, Shown};

/// The kinds of record that the log tells of: those about people first.
#[must_use]
pub fn kinds() -> Vec<&'static Table> {
    let mut kinds = tables().to_vec();
    kinds.extend([
        imports::Import::TABLE,
        users::User::TABLE,
        users::Membership::TABLE,
        users::links::SignInLink::TABLE,
        users::recovery::RecoveryCode::TABLE,
        users::Viewing::TABLE,
        users::passkey::Passkey::TABLE,
        people::restriction::Restriction::TABLE,
        people::restriction::NamedUser::TABLE,
        figures::approval::Approval::TABLE,
        Organisation::TABLE,
        programmes::Programme::TABLE,
        programmes::Version::TABLE,
        programmes::Partner::TABLE,
        programmes::Area::TABLE,
        programmes::Term::TABLE,
        programmes::Target::TABLE,
    ]);
    kinds
}

/// Whether records of a kind are of a programme, and of a partner in it.
fn of_a_partner(table: &Table) -> bool {
    ["programme_id", "partner_id"].iter().all(|name| table.fields.iter().any(|field| field.name == *name))
}

/// Kinds of record that belong to a programme as a whole.
const OF_A_PROGRAMME: [&str; 6] = ["definition", "partner", "area", "term", "target", "import"];

/// Which part of the log is wanted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wanted<'a> {
    /// About this person.
    pub person: Option<Id>,
    /// By this user.
    pub user: Option<Id>,
    /// From this day on, in UTC.
    pub from: Option<Date>,
    /// Until this day, which is included.
    pub to: Option<Date>,
    /// Of this kind of action.
    pub action: Option<Action>,
    /// Of this kind of record, by its table.
    pub kind: Option<&'a str>,
    /// Only what is older than this entry.
    pub before: Option<Id>,
    /// So many rows of the log are looked at.
    pub limit: u32,
}

/// One thing that was done.
#[derive(Debug, Clone, PartialEq)]
pub struct Told {
    /// The row of the log.
    pub id: Id,
    /// When.
    pub at: Timestamp,
    /// The user, if a user did it.
    pub actor: Option<Id>,
    /// What the one who did it was called then.
    pub actor_name: String,
    /// What was done.
    pub action: Action,
    /// What kind of record it was done to, as people call it.
    pub kind: String,
    /// The record; of several, the first.
    pub record: Id,
    /// How many records, as far as they may be seen.
    pub records: usize,
    /// The person it is about.
    pub subject: Option<Id>,
    /// Their name and reference, for those who may see these.
    pub name: Option<String>,
    /// The fields, before and after; of what was only looked at, which were.
    pub changes: Vec<Changed>,
    /// Why, if it was said.
    pub why: String,
}

/// Part of the log, newest first, and the cursor at which it goes on.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Page {
    /// What was done.
    pub told: Vec<Told>,
    /// The last row that was looked at, if there may be more.
    pub next: Option<Id>,
}

/// A row of the log as it is kept.
struct Kept {
    id: Id,
    table: String,
    record: Id,
    records: i64,
    subject: Option<Id>,
    change: Change,
}

/// Reads the log, as far as the asker may see it.
///
/// # Errors
/// When the database fails.
pub fn read(workspace: &Workspace, scope: &Scope, wanted: &Wanted<'_>) -> Result<Page> {
    workspace.read(|reader| {
        if let Some(person) = wanted.person
            && !seen(reader, scope, &[person])?.subjects.contains(&person)
        {
            return Ok(Page::default());
        }
        let sql = question(workspace, scope, wanted);
        let kept: Vec<Kept> = reader.query(&sql.text, &sql.values, |row| {
            let (id, table, record) = (row.get(0)?, row.get(1)?, row.get(2)?);
            Ok(Kept { id, table, record, records: row.get(3)?, subject: row.get(4)?, change: change(row, 5)? })
        })?;
        let next = kept.last().map(|last| last.id).filter(|_| kept.len() >= wanted.limit as usize);
        let told = tell(reader, workspace, scope, kept, wanted.person)?;
        Ok(Page { told, next })
    })
}

/// The history of one record, newest first: at most `limit` changes. About a person it is for those who may see histories of
/// theirs; about anything else, for those who may see the audit log.
///
/// # Errors
/// When the database fails.
pub fn history(
    workspace: &Workspace,
    scope: &Scope,
    table: &'static Table,
    record: Id,
    subject: Option<Id>,
    limit: u32,
) -> Result<Vec<Told>> {
    workspace.read(|reader| {
        if let Some(subject) = subject {
            let mut sql = Sql::new("SELECT p.id FROM person p WHERE p.id = ");
            sql.value(subject).push(" AND ").sees_person(scope, Act::SeeHistory, "p.id");
            if reader.optional(&sql.text, &sql.values, |row| row.get::<Id>(0))?.is_none() {
                return Ok(Vec::new());
            }
        } else if !scope.may_somewhere(Act::SeeAudit) {
            return Ok(Vec::new());
        }
        let changes = reader.history(table, record, limit)?;
        let kept = changes.into_iter().map(|change| Kept {
            id: record,
            table: table.name.to_owned(),
            record,
            records: 1,
            subject,
            change,
        });
        tell(reader, workspace, scope, kept.collect(), subject)
    })
}

fn change(row: &db::Row<'_>, from: usize) -> db::Result<Change> {
    let action: &str = row.get(from + 3)?;
    let parse = |text: Option<&str>| text.and_then(|text| serde_json::from_str(text).ok());
    Ok(Change {
        at: row.get(from)?,
        actor: row.get(from + 1)?,
        actor_name: row.get(from + 2)?,
        action: Action::from_key(action).ok_or_else(|| db::Error::Value(format!("the action {action}")))?,
        before: parse(row.get(from + 4)?),
        after: parse(row.get(from + 5)?),
        why: row.get(from + 6)?,
    })
}

fn question(workspace: &Workspace, scope: &Scope, wanted: &Wanted<'_>) -> Sql {
    let mut sql = Sql::new(
        "SELECT a.id, a.record_table, a.record, a.records, a.subject, a.at, a.actor, a.actor_name, a.action,
                a.old_values, a.new_values, a.why FROM audit a WHERE ",
    );
    within(&mut sql, workspace, scope);
    if let Some(person) = wanted.person {
        sql.push(" AND (a.subject = ").value(person);
        sql.push(" OR a.records > 1 AND a.subject IS NULL AND (a.record_table = 'person' AND a.record <= ")
            .value(person);
        sql.push(" AND a.last_record >= ").value(person).push(")");
        for table in tables().iter().filter(|table| names_a_person(table)) {
            sql.push(" OR a.records > 1 AND a.subject IS NULL AND a.record_table = '").push(table.name);
            sql.push("' AND EXISTS (SELECT 1 FROM ").push(table.name).push(" r WHERE r.person_id = ").value(person);
            sql.push(" AND r.id >= a.record AND r.id <= a.last_record)");
        }
        sql.push(")");
    }
    if let Some(user) = wanted.user {
        sql.push(" AND a.actor = ").value(user);
    }
    let midnight = |day: Date| day.in_tz("UTC").map(|zoned| zoned.timestamp()).ok();
    if let Some(from) = wanted.from.and_then(midnight) {
        sql.push(" AND a.at >= ").value(from);
    }
    if let Some(until) = wanted.to.and_then(|day| midnight(day.tomorrow().ok()?)) {
        sql.push(" AND a.at < ").value(until);
    }
    if let Some(action) = wanted.action {
        sql.push(" AND a.action = ").value(action.key());
    }
    if let Some(kind) = wanted.kind {
        sql.push(" AND a.record_table = ").value(kind);
    }
    if let Some(before) = wanted.before {
        sql.push(" AND a.id < ").value(before);
    }
    sql.push(" ORDER BY a.id DESC LIMIT ").value(wanted.limit);
    sql
}

/// Whether the asker administers everything, and so sees that things were done, whoever they concern.
fn administers(scope: &Scope) -> bool {
    !scope.is_viewing() && scope.grants().iter().any(|grant| grant.everywhere && grant.role == Role::Administrator)
}

/// Adds the condition that the asker may see the row `a`; rows about many people are looked through afterwards.
fn within(sql: &mut Sql, workspace: &Workspace, scope: &Scope) {
    if scope.is_everything() {
        sql.push("1 = 1");
        return;
    }
    if administers(scope) {
        sql.push("(a.subject IS NULL OR (1 = 1").unrestricted(scope, "a.subject").push("))");
        return;
    }
    let about_people = |sql: &mut Sql| {
        sql.push("a.record_table IN ('");
        let names: Vec<&str> = tables().iter().map(|table| table.name).collect();
        sql.push(&names.join("', '")).push("')");
    };
    sql.push("((a.subject IS NOT NULL AND ");
    about_people(sql);
    sql.push(" AND ").sees_person(scope, Act::SeeAudit, "a.subject");
    // Of somebody in two programmes, one sees what happened in one's own.
    sql.push(" AND (a.records > 1 OR a.action = 'remove'");
    for table in tables() {
        sql.push(" OR (a.record_table = '").push(table.name).push("'");
        if of_a_partner(table) {
            sql.push(" AND EXISTS (SELECT 1 FROM ").push(table.name).push(" r WHERE r.id = a.record AND ");
            sql.sees_record(scope, Act::SeeAudit, "r.").push(")");
        } else if table.name == FurtherService::TABLE.name {
            sql.push(" AND EXISTS (SELECT 1 FROM interaction_service s JOIN interaction r ON r.id = s.interaction_id");
            sql.push(" WHERE s.id = a.record AND ").sees_record(scope, Act::SeeAudit, "r.").push(")");
        }
        sql.push(")");
    }
    sql.push("))");
    for table in of_nobody() {
        sql.push(" OR (a.records = 1 AND a.record_table = '")
            .push(table.name)
            .push("' AND (a.action = 'remove' OR EXISTS");
        sql.push(" (SELECT 1 FROM ").push(table.name).push(" r WHERE r.id = a.record AND ");
        sql.sees_record(scope, Act::SeeAudit, "r.").push(")))");
    }
    sql.push(" OR (a.subject IS NULL AND a.records > 1 AND ");
    about_people(sql);
    sql.push(")");
    sql.push(" OR (a.record_table = 'membership' AND a.record IN (SELECT m.id FROM membership m WHERE ");
    reached(sql, scope, workspace);
    sql.push(")) OR (a.record_table = 'user_account' AND a.record IN (SELECT m.user_id FROM membership m WHERE ");
    reached(sql, scope, workspace);
    sql.push("))");
    let whole: Vec<Id> = workspace
        .catalogue()
        .entries()
        .iter()
        .map(|entry| entry.programme.id)
        .filter(|programme| scope.whose(Act::SeeAudit, *programme) == Whose::Everybody)
        .collect();
    sql.push(" OR (a.record_table = 'programme' AND a.record IN ").list(&whole).push(")");
    for table in OF_A_PROGRAMME.into_iter().chain(["view_as"]) {
        sql.push(" OR (a.record_table = '").push(table).push("' AND a.record IN (SELECT r.id FROM ").push(table);
        sql.push(" r WHERE r.programme_id IN ").list(&whole).push("))");
    }
    sql.push(")");
}

/// Of which people the asker may see what.
#[derive(Debug, Default)]
struct Seen {
    /// That something was done to their records.
    subjects: HashSet<Id>,
    /// What was done.
    records: HashSet<Id>,
    names: HashSet<Id>,
    sensitive: HashSet<Id>,
}

fn seen(reader: &Reader<'_>, scope: &Scope, people: &[Id]) -> Result<Seen> {
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
    })
}

/// Puts rows into words, leaving out what the asker may not see.
fn tell(
    reader: &Reader<'_>,
    workspace: &Workspace,
    scope: &Scope,
    kept: Vec<Kept>,
    person: Option<Id>,
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
    people.extend(others.into_iter().map(now));
    people.sort_unstable();
    people.dedup();
    let seen = seen(reader, scope, &people)?;
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
    let words = shown::Words::new(reader, workspace, kept.iter().map(|kept| &kept.change))?;
    let names = names(reader, kept.iter().filter_map(|kept| kept.subject).chain(person), &seen)?;
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
            name: subject.and_then(|subject| names.iter().find(|(id, _)| *id == subject)).map(|(_, name)| name.clone()),
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
        if let Some(person) = person {
            for added in rows.iter().filter(|added| added.subject == Some(person)).filter(visible) {
                let single = Change { after: Some(added.fields.clone()), ..kept.change.clone() };
                let sensitive = reads(table, added.record, Some(person), Some(&added.fields));
                let changes = words.changes(table, &single, Some(person), &seen, sensitive, scope);
                told.push(entry(&kept, added.record, 1, Some(person), sensitive, changes));
            }
            continue;
        }
        let count = rows.iter().filter(visible).count();
        if count > 0 {
            let sensitive = kept.subject.is_none_or(|subject| seen.sensitive.contains(&subject));
            told.push(entry(&kept, kept.record, count, kept.subject, sensitive, Vec::new()));
        }
    }
    Ok(told)
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
fn block(kept: &Kept) -> Vec<Added> {
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
fn names(reader: &Reader<'_>, people: impl Iterator<Item = Id>, seen: &Seen) -> Result<Vec<(Id, String)>> {
    let mut people: Vec<Id> = people.filter(|id| seen.names.contains(id)).collect();
    people.sort_unstable();
    people.dedup();
    if people.is_empty() {
        return Ok(Vec::new());
    }
    let mut sql = Sql::new("WHERE id IN ");
    sql.list(&people);
    let found = reader.list::<Person>(&sql.text, &sql.values)?;
    let name = |person: Person| {
        let parts = [person.given_name, person.family_name];
        let name: Vec<String> = parts.into_iter().flatten().collect();
        (person.id, format!("{} ({})", name.join(" "), person.reference).trim().to_owned())
    };
    Ok(found.into_iter().map(name).collect())
}

/// The person with a reference, if the asker may see who it is.
///
/// # Errors
/// When the database fails.
pub fn person(workspace: &Workspace, scope: &Scope, reference: &str) -> Result<Option<Id>> {
    let mut sql = Sql::new("SELECT p.id FROM person p WHERE p.reference = ");
    sql.value(reference.trim().to_owned()).push(" AND ").sees_person(scope, Act::SeeNames, "p.id");
    workspace.read(|reader| Ok(reader.optional(&sql.text, &sql.values, |row| row.get::<Id>(0))?))
}
