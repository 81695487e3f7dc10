//! Caseloads: how many people each worker has, and what waits with them.

use super::{in_scope, later};
use crate::reach::Sql;
use crate::{Result, Workspace};
use base::{Date, Id, Scope};
use db::Reader;
use std::collections::HashMap;

/// What one worker carries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Load {
    /// In which programme.
    pub programme: Id,
    /// The user.
    pub worker: Id,
    /// Their name.
    pub name: String,
    /// How many people they work with today.
    pub people: i64,
    /// How many of those they only stand in for.
    pub covering: i64,
    /// How many of those have gone quiet.
    pub quiet: i64,
    /// How many plans should have been looked at by now.
    pub reviews: i64,
    /// How many actions should be done by now: theirs and their people's.
    pub actions: i64,
    /// How many who left should have been asked by now.
    pub follow_ups: i64,
}

impl Load {
    /// Everything that is overdue.
    #[must_use]
    pub fn overdue(&self) -> i64 {
        self.reviews + self.actions + self.follow_ups
    }
}

/// What each worker carries in each of these programmes, heaviest first, as far as the scope reaches.
///
/// # Errors
/// When the database fails.
pub fn team(
    reader: &Reader<'_>,
    workspace: &Workspace,
    scope: &Scope,
    programmes: &[Id],
    quiet: i16,
) -> Result<Vec<Load>> {
    if programmes.is_empty() {
        return Ok(Vec::new());
    }
    let today = workspace.clock().today();
    let asking = Asking { reader, workspace, scope, programmes, today };
    let mut loads: HashMap<Key, Load> = HashMap::new();
    let mut sql = Sql::new("SELECT a.worker_id, u.name, a.covers_id, (SELECT MAX(i.date) FROM interaction i ");
    sql.push("WHERE i.person_id = a.person_id AND i.programme_id = a.programme_id), a.person_id, a.programme_id FROM assignment a ");
    sql.push(
        "JOIN user_account u ON u.id = a.worker_id JOIN person p ON p.id = a.person_id WHERE p.archived_on IS NULL",
    );
    asking.current(&mut sql);
    sql.push(" ORDER BY a.programme_id, a.worker_id, a.person_id");
    let silent_since = later(today, -quiet);
    let mut before = None;
    for (key, name, covers, last, person) in reader.query(&sql.text, &sql.values, |row| {
        let last = row.get::<Option<Date>>(3)?;
        let key = (row.get::<Id>(5)?, row.get::<Id>(0)?);
        Ok((key, row.get::<String>(1)?, row.get::<Option<Id>>(2)?, last, row.get::<Id>(4)?))
    })? {
        let load = loads.entry(key).or_insert(Load {
            programme: key.0,
            worker: key.1,
            name,
            people: 0,
            covering: 0,
            quiet: 0,
            reviews: 0,
            actions: 0,
            follow_ups: 0,
        });
        // Keyworker and mentor at once is one person all the same.
        if before == Some((key, person)) {
            continue;
        }
        before = Some((key, person));
        load.people += 1;
        load.covering += i64::from(covers.is_some());
        load.quiet += i64::from(last.is_none_or(|last| last <= silent_since));
    }
    let mut reviews =
        Sql::new("SELECT a.programme_id, a.worker_id, COUNT(DISTINCT l.id) FROM assignment a JOIN plan l ");
    reviews
        .push("ON l.person_id = a.person_id AND l.programme_id = a.programme_id JOIN person p ON p.id = a.person_id ");
    reviews.push("WHERE l.closed IS NULL AND l.next_review < ").value(today);
    asking.current(&mut reviews);
    asking.count(&reviews, &mut loads, |load, count| load.reviews = count)?;
    let mut actions =
        Sql::new("SELECT a.programme_id, a.worker_id, COUNT(DISTINCT t.id) FROM assignment a JOIN plan_action t ");
    actions
        .push("ON t.person_id = a.person_id AND t.programme_id = a.programme_id JOIN person p ON p.id = a.person_id ");
    actions.push("WHERE t.done IS NULL AND t.dropped IS NULL ");
    actions.push("AND (t.owner_user_id IS NULL OR t.owner_user_id = a.worker_id) AND t.due < ").value(today);
    asking.current(&mut actions);
    asking.count(&actions, &mut loads, |load, count| load.actions = count)?;
    let mut asked =
        Sql::new("SELECT a.programme_id, a.worker_id, COUNT(DISTINCT f.id) FROM assignment a JOIN follow_up f ");
    asked.push(
        "ON f.person_id = a.person_id AND f.programme_id = a.programme_id JOIN leaving l ON l.id = f.leaving_id ",
    );
    asked.push("JOIN person p ON p.id = a.person_id WHERE f.result IS NULL AND a.end_date >= l.date AND f.due < ");
    asked.value(today).push(" AND a.programme_id IN ").list(programmes);
    in_scope(&mut asked, workspace, scope, "a.");
    asking.count(&asked, &mut loads, |load, count| load.follow_ups = count)?;
    let mut loads: Vec<Load> = loads.into_values().collect();
    loads.sort_by(|a, b| b.people.cmp(&a.people).then_with(|| (&a.name, a.worker).cmp(&(&b.name, b.worker))));
    Ok(loads)
}

/// What is asked of some programmes today.
struct Asking<'a, 'r> {
    reader: &'a Reader<'r>,
    workspace: &'a Workspace,
    scope: &'a Scope,
    programmes: &'a [Id],
    today: Date,
}

/// A programme, and a worker in it.
type Key = (Id, Id);

impl Asking<'_, '_> {
    fn current(&self, sql: &mut Sql) {
        sql.push(" AND a.programme_id IN ").list(self.programmes);
        super::current(sql, self.today);
        in_scope(sql, self.workspace, self.scope, "a.");
    }

    fn count(&self, sql: &Sql, loads: &mut HashMap<Key, Load>, put: impl Fn(&mut Load, i64)) -> Result<()> {
        let sql_text = format!("{} GROUP BY a.programme_id, a.worker_id", sql.text);
        let counts = self
            .reader
            .query(&sql_text, &sql.values, |row| Ok(((row.get::<Id>(0)?, row.get::<Id>(1)?), row.get::<i64>(2)?)))?;
        for (key, count) in counts {
            if let Some(load) = loads.get_mut(&key) {
                put(load, count);
            }
        }
        Ok(())
    }
}
