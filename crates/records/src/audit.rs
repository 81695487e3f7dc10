//! The audit log as people read it: who changed what, when and why, and who looked at what; only as far as the reader may see
//! whom it is about.

mod about;
mod shown;
mod telling;

use crate::interactions::FurtherService;
use crate::organisations::Organisation;
use crate::reach::Sql;
use crate::tables::{names_a_person, of_nobody, tables};
use crate::users::listing::reached;
use crate::{Result, Workspace, figures, imports, people, programmes, users};
use base::{Act, Date, Id, Role, Scope, Timestamp, Whose};
use db::{Change, Record, Table};
use telling::{of_person, seen, tell};

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
    /// By this user, or done to their account: their roles, links, codes and keys.
    pub user: Option<Id>,
    /// From this day on, in UTC.
    pub from: Option<Date>,
    /// Until this day, which is included.
    pub to: Option<Date>,
    /// Of this kind of action.
    pub action: Option<Action>,
    /// Of this kind of record, by its table.
    pub kind: Option<&'a str>,
    /// Without the looks, only what was changed.
    pub changes: bool,
    /// With what stood in special-category fields, for those who may see that of the person. Whoever asks for it [notes the
    /// look](people::viewed).
    pub special: bool,
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
    /// What it is about, if it is about no person: "User Kay Keyworker", an organisation’s name.
    pub about: Option<String>,
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
            && !seen(reader, scope, &[person], false)?.subjects.contains(&person)
        {
            return Ok(Page::default());
        }
        let sql = question(workspace, scope, wanted);
        let kept: Vec<Kept> = reader.query(&sql.text, &sql.values, |row| {
            let (id, table, record) = (row.get(0)?, row.get(1)?, row.get(2)?);
            Ok(Kept { id, table, record, records: row.get(3)?, subject: row.get(4)?, change: change(row, 5)? })
        })?;
        let next = kept.last().map(|last| last.id).filter(|_| kept.len() >= wanted.limit as usize);
        let kept = match wanted.person {
            Some(person) => of_person(workspace, scope, kept, person),
            None => kept,
        };
        Ok(Page { told: tell(reader, workspace, scope, kept, wanted.special)?, next })
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
            if !scope.may_somewhere(Act::SeeHistory) {
                return Ok(Vec::new());
            }
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
        tell(reader, workspace, scope, kept.collect(), false)
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
        about_person(&mut sql, person);
    }
    if let Some(user) = wanted.user {
        by_or_to(&mut sql, user);
    }
    if wanted.changes {
        sql.push(" AND a.action <> 'view'");
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

/// Adds the condition that a row is about this person, or about several records of which one is theirs. What may be is looked up by keys
/// first, so that one person's history takes no walk through everybody's.
fn about_person(sql: &mut Sql, person: Id) {
    sql.push(" AND a.id IN (SELECT b.id FROM audit b WHERE b.subject = ").value(person);
    sql.push(
        " UNION ALL SELECT b.id FROM audit b WHERE b.records > 1 AND b.record_table = 'person' AND b.last_record >= ",
    );
    sql.value(person).push(" AND b.record <= ").value(person);
    for table in tables().iter().filter(|table| names_a_person(table)) {
        sql.push(" UNION ALL SELECT b.id FROM ").push(table.name).push(" r JOIN audit b ON b.records > 1");
        sql.push(" AND b.record_table = '").push(table.name).push("' AND b.last_record >= r.id AND b.record <= r.id");
        sql.push(" WHERE r.person_id = ").value(person);
    }
    sql.push(")");
}

/// Adds the condition that this user did it, or that it was done to their account.
fn by_or_to(sql: &mut Sql, user: Id) {
    sql.push(" AND (a.actor = ").value(user);
    sql.push(" OR a.record_table = 'user_account' AND a.record = ").value(user);
    for table in about::OF_A_USER {
        sql.push(" OR a.record_table = '").push(table).push("' AND (a.record IN (SELECT r.id FROM ").push(table);
        sql.push(" r WHERE r.user_id = ").value(user).push(")");
        // What is gone, and what was added together, is known by what the log keeps of it.
        let number = format!("%{}%", user.number());
        sql.push(" OR a.action = 'remove' AND CAST(a.old_values AS TEXT) LIKE ").value(number.clone());
        sql.push(" OR a.records > 1 AND CAST(a.new_values AS TEXT) LIKE ").value(number).push(")");
    }
    sql.push(")");
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
    // That and why a record was restricted is for whom it is open to.
    sql.push(" OR (a.record_table IN ('restriction', 'restriction_user') AND a.subject IN ").list(scope.named_for());
    sql.push(" AND ").sees_person(scope, Act::SeeAudit, "a.subject").push(")");
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

/// The person with a reference, if the asker may see who it is.
///
/// # Errors
/// When the database fails.
pub fn person(workspace: &Workspace, scope: &Scope, reference: &str) -> Result<Option<Id>> {
    let mut sql = Sql::new("SELECT p.id FROM person p WHERE p.reference = ");
    sql.value(reference.trim().to_owned()).push(" AND ").sees_person(scope, Act::SeeNames, "p.id");
    workspace.read(|reader| Ok(reader.optional(&sql.text, &sql.values, |row| row.get::<Id>(0))?))
}
