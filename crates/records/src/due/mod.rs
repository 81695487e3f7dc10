//! What is due: a worker's day, and the same by worker for whoever answers for them.

mod nearing;
mod opened;
mod team;

pub use nearing::{Progress, Sign};
pub use opened::{Opened, last_opened, lately, open};
pub use team::{Load, team};

use crate::reach::Sql;
use crate::{Result, Workspace, people};
use base::{Act, Date, Id, Privacy, Scope};
use db::{Reader, Row};

/// After how many days without a word somebody has gone quiet, where a page does not say otherwise.
pub const QUIET: i16 = 28;
/// How many days ahead follow-ups and appointments are shown.
pub const AHEAD: i16 = 7;

/// Somebody in a list.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Known {
    /// The person.
    pub person: Id,
    /// Their name, or their reference where it is not known.
    pub name: String,
    /// Their reference.
    pub reference: String,
}

/// One of a worker's people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mine {
    /// Who.
    pub known: Known,
    /// In which programme.
    pub programme: Id,
    /// As what the worker works with them.
    pub role: String,
    /// Whether the worker only stands in for somebody.
    pub covering: bool,
    /// When anybody last had an interaction with them in this programme.
    pub last: Option<Date>,
    /// When their support there began, or began again.
    since: Option<Date>,
}

impl Mine {
    /// Whether nobody has spoken with them since this day: whoever came later than that is not quiet but new.
    fn is_quiet(&self, since: Date) -> bool {
        is_quiet(self.last, self.since, since)
    }
}

fn is_quiet(last: Option<Date>, began: Option<Date>, since: Date) -> bool {
    last.max(began).is_none_or(|day| day <= since)
}

/// Something to be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// About whom.
    pub known: Known,
    /// In which programme.
    pub programme: Id,
    /// What.
    pub what: Task,
    /// The record: an appointment, plan, action, follow-up or placement.
    pub record: Id,
    /// The day by which, or on which.
    pub date: Date,
    /// What it is about, where that is said: the action, the time and place of an appointment, the stage of a follow-up, with whom a placement is.
    pub text: String,
}

/// Kinds of things to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Task {
    /// To meet somebody.
    Appointment,
    /// To look at a plan again.
    Review,
    /// To do, or see to it that it is done.
    Action,
    /// To ask what became of somebody.
    FollowUp,
    /// To say what a placement ended in.
    Placement,
}

/// A worker's day.
#[derive(Debug, Clone)]
pub struct Day {
    /// Their people, by name.
    pub people: Vec<Mine>,
    /// Meetings from today on, for a [week](AHEAD), and those of the last days of which nobody said whether they were kept.
    pub appointments: Vec<Due>,
    /// What is to be done, longest overdue first: everything due up to today, and follow-ups a week ahead.
    pub due: Vec<Due>,
    /// Those of their people with whom nobody has spoken for so many days, longest first.
    pub quiet: Vec<Mine>,
    /// Those of their people who are nearing the end of their support, with the signs of it.
    pub nearing: Vec<(Mine, Vec<Sign>)>,
    /// Whose pages they opened lately.
    pub opened: Vec<Known>,
}

/// What a worker's home page shows.
///
/// # Errors
/// When the database fails.
pub fn day(reader: &Reader<'_>, workspace: &Workspace, scope: &Scope, user: Id, quiet: i16) -> Result<Day> {
    let today = workspace.clock().today();
    let people = mine(reader, workspace, scope, user)?;
    let silent_since = later(today, -quiet);
    let mut silent: Vec<Mine> = people.iter().filter(|mine| mine.is_quiet(silent_since)).cloned().collect();
    silent.sort_by(|a, b| (a.last, &a.known).cmp(&(b.last, &b.known)));
    let mut due = reviews(reader, scope, user, today)?;
    due.extend(actions(reader, scope, user, today)?);
    due.extend(placements(reader, scope, user, today)?);
    due.extend(follow_ups(reader, scope, user, later(today, AHEAD))?);
    // What is to be done was agreed in confidence.
    let hidden = |due: &&mut Due| due.what == Task::Action && !scope.reads(Privacy::Sensitive, due.programme);
    due.iter_mut().filter(hidden).for_each(|due| due.text.clear());
    let own = people.iter().filter(|mine| scope.reads(Privacy::Sensitive, mine.programme));
    let own: Vec<(Id, Id)> = own.map(|mine| (mine.known.person, mine.programme)).collect();
    let nearing = nearing::of_own(reader, &workspace.catalogue(), &own)?;
    let nearing = nearing.into_iter().filter_map(|(person, programme, signs)| {
        let mine = people.iter().find(|mine| mine.known.person == person && mine.programme == programme)?;
        Some((mine.clone(), signs))
    });
    due.sort_by(|a, b| (a.date, a.what, &a.known).cmp(&(b.date, b.what, &b.known)));
    Ok(Day {
        appointments: appointments(reader, scope, user, today)?,
        due,
        quiet: silent,
        nearing: nearing.collect(),
        opened: lately(reader, scope, user)?,
        people,
    })
}

/// The people whom a worker works with today, by name, each once to a programme.
///
/// # Errors
/// When the database fails.
pub fn mine(reader: &Reader<'_>, workspace: &Workspace, scope: &Scope, user: Id) -> Result<Vec<Mine>> {
    let today = workspace.clock().today();
    let mut sql = Sql::new("SELECT ");
    sql.push(NAMED)
        .push(", a.programme_id, a.role, a.covers_id, ")
        .push(LAST)
        .push(", ")
        .push(BEGAN)
        .push(" FROM assignment a JOIN person p ON p.id = a.person_id WHERE a.worker_id = ");
    sql.value(user).push(" AND p.archived_on IS NULL");
    current(&mut sql, today);
    in_scope(&mut sql, scope, "a.");
    let mut found = reader.query(&sql.text, &sql.values, |row| {
        Ok(Mine {
            known: known(row)?,
            programme: row.get(5)?,
            role: row.get(6)?,
            covering: row.get::<Option<Id>>(7)?.is_some(),
            last: row.get(8)?,
            since: row.get(9)?,
        })
    })?;
    // Whoever works with somebody and stands in for a colleague with them too works with them.
    let order = |mine: &Mine| (mine.known.name.clone(), mine.known.clone(), mine.programme, mine.covering);
    found.sort_by_cached_key(order);
    found.dedup_by(|a, b| a.known.person == b.known.person && a.programme == b.programme);
    Ok(found)
}

fn appointments(reader: &Reader<'_>, scope: &Scope, user: Id, today: Date) -> Result<Vec<Due>> {
    let mut sql = Sql::new("SELECT ");
    sql.push(NAMED).push(", t.programme_id, t.id, t.date, COALESCE(t.time, ''), t.place FROM appointment t ");
    sql.push("JOIN person p ON p.id = t.person_id WHERE t.state = 'planned' AND t.date >= ")
        .value(later(today, -AHEAD));
    sql.push(" AND t.date <= ").value(later(today, AHEAD)).push(" AND ");
    of_user(&mut sql, scope, user, "t.worker_id", "t.date", today);
    sql.push(" ORDER BY t.date, 9, t.id");
    listed(reader, &sql, Task::Appointment, |row| {
        let (time, place) = (row.get::<String>(8)?, row.get::<Option<String>>(9)?);
        Ok([Some(time).filter(|time| !time.is_empty()), place].into_iter().flatten().collect::<Vec<_>>().join(", "))
    })
}

fn reviews(reader: &Reader<'_>, scope: &Scope, user: Id, today: Date) -> Result<Vec<Due>> {
    let mut sql = Sql::new("SELECT DISTINCT ");
    sql.push(NAMED).push(", a.programme_id, t.id, t.next_review").push(&of_assigned("plan"));
    sql.push("t.closed IS NULL AND a.worker_id = ").value(user).push(" AND t.next_review <= ").value(today);
    current(&mut sql, today);
    in_scope(&mut sql, scope, "a.");
    listed(reader, &sql, Task::Review, |_| Ok(String::new()))
}

/// The worker's own actions, and those of their people, which they see to.
fn actions(reader: &Reader<'_>, scope: &Scope, user: Id, today: Date) -> Result<Vec<Due>> {
    const OPEN: &str = "t.done IS NULL AND t.dropped IS NULL AND (t.due <= ";
    let mut own = Sql::new("SELECT ");
    own.push(NAMED).push(", t.programme_id, t.id, t.due, t.what FROM plan_action t ");
    own.push("JOIN person p ON p.id = t.person_id WHERE ").push(OPEN);
    own.value(today).push(" OR t.remind <= ").value(today).push(") AND ");
    of_user(&mut own, scope, user, "t.owner_user_id", "t.due", today);
    let mut due = listed(reader, &own, Task::Action, |row| row.get(8))?;
    let mut theirs = Sql::new("SELECT DISTINCT ");
    theirs.push(NAMED).push(", t.programme_id, t.id, t.due, t.what").push(&of_assigned("plan_action"));
    theirs.push("t.owner <> 'user' AND a.worker_id = ").value(user);
    theirs.push(" AND ").push(OPEN).value(today).push(" OR t.remind <= ").value(today).push(")");
    current(&mut theirs, today);
    in_scope(&mut theirs, scope, "a.");
    due.extend(listed(reader, &theirs, Task::Action, |row| row.get(8))?);
    Ok(due)
}

/// Placements that are past the day until which they were agreed, and of which nobody has said what they ended in.
fn placements(reader: &Reader<'_>, scope: &Scope, user: Id, today: Date) -> Result<Vec<Due>> {
    let mut sql = Sql::new("SELECT DISTINCT ");
    sql.push(NAMED).push(", a.programme_id, t.id, t.until, t.host").push(&of_assigned("placement"));
    sql.push("t.end_date IS NULL AND a.worker_id = ").value(user).push(" AND t.until <= ").value(today);
    current(&mut sql, today);
    in_scope(&mut sql, scope, "a.");
    listed(reader, &sql, Task::Placement, |row| row.get(8))
}

/// Those who left while the worker worked with them, and who should be asked by then.
fn follow_ups(reader: &Reader<'_>, scope: &Scope, user: Id, until: Date) -> Result<Vec<Due>> {
    let mut sql = Sql::new("SELECT DISTINCT ");
    sql.push(NAMED).push(", a.programme_id, t.id, t.due, t.stage").push(&of_assigned("follow_up")).push(WHO_LEFT);
    sql.push(" AND a.worker_id = ").value(user).push(" AND t.due <= ").value(until);
    in_scope(&mut sql, scope, "a.");
    listed(reader, &sql, Task::FollowUp, |row| row.get(8))
}

/// Of an assignment `a`: when anybody last had an interaction with the person there, and when their support there began, or began again.
const LAST: &str =
    "(SELECT MAX(i.date) FROM interaction i WHERE i.person_id = a.person_id AND i.programme_id = a.programme_id)";
const BEGAN: &str = "(SELECT MAX(COALESCE(e.reentry_date, e.start_date)) FROM enrolment e \
     WHERE e.person_id = a.person_id AND e.programme_id = a.programme_id)";

/// That a follow-up `t` has no answer, and the person left while the worker of the assignment `a` worked with them.
const WHO_LEFT: &str = "t.result IS NULL AND EXISTS (SELECT 1 FROM leaving l WHERE l.id = t.leaving_id \
     AND (a.end_date IS NULL OR a.end_date >= l.date))";

/// From which records of a table, as `t`, something is told: those about the person `p` of an assignment `a`, in its programme.
fn of_assigned(table: &str) -> String {
    format!(
        " FROM assignment a JOIN {table} t ON t.person_id = a.person_id AND t.programme_id = a.programme_id \
         JOIN person p ON p.id = a.person_id WHERE "
    )
}

/// Adds that a record `t` is for the user to do, who is in its column `whose`: as their own, or because they stand in on the day in its column `on`
/// for the one whose it is. What is made for an invited worker is for them to see, though it is another partner's.
fn of_user(sql: &mut Sql, scope: &Scope, user: Id, whose: &str, on: &str, today: Date) {
    const WITH: &str = "a.person_id = t.person_id AND a.programme_id = t.programme_id AND a.worker_id = ";
    sql.push("((").push(whose).push(" = ").value(user).push(" AND (").sees_record(scope, Act::SeeNames, "t.");
    sql.push(" OR EXISTS (SELECT 1 FROM assignment a WHERE ").push(WITH).value(user);
    current(sql, today);
    sql.push("))) OR EXISTS (SELECT 1 FROM assignment a JOIN assignment away ON away.id = a.covers_id WHERE ")
        .push(WITH);
    sql.value(user).push(" AND away.worker_id = ").push(whose);
    sql.push(" AND a.start_date <= ").push(on).push(" AND a.end_date >= ").push(on);
    in_scope(sql, scope, "a.");
    sql.push("))").unrestricted(scope, "p.id");
}

/// What is said of a person in a list, in five columns.
const NAMED: &str = "p.id, p.known_as, p.given_name, p.family_name, p.reference";

pub(super) fn known(row: &Row<'_>) -> db::Result<Known> {
    Ok(Known { person: row.get(0)?, name: people::called(row, 1)?, reference: row.get(4)? })
}

/// Only what the scope reaches: records of its programmes and partners, about people it may see.
fn in_scope(sql: &mut Sql, scope: &Scope, prefix: &str) {
    // People stand here by name, so it takes what it takes to see names.
    sql.push(" AND ").sees_record(scope, Act::SeeNames, prefix);
    sql.unrestricted(scope, "p.id");
}

/// That the assignment `a` goes on.
fn current(sql: &mut Sql, today: Date) {
    sql.push(" AND a.start_date <= ").value(today);
    sql.push(" AND (a.end_date IS NULL OR a.end_date >= ").value(today).push(")");
}

fn listed(
    reader: &Reader<'_>,
    sql: &Sql,
    what: Task,
    text: impl Fn(&Row<'_>) -> db::Result<String>,
) -> Result<Vec<Due>> {
    Ok(reader.query(&sql.text, &sql.values, |row| {
        Ok(Due {
            known: known(row)?,
            programme: row.get(5)?,
            what,
            record: row.get(6)?,
            date: row.get::<Option<Date>>(7)?.unwrap_or(Date::MIN),
            text: text(row)?,
        })
    })?)
}

/// The day so many days later, or earlier.
pub(crate) fn later(day: Date, days: i16) -> Date {
    day.saturating_add(jiff::Span::new().days(days))
}
