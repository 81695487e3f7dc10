//! Caseloads: how many people each worker has, and what waits with them.

use super::{BEGAN, LAST, WHO_LEFT, in_scope, is_quiet, later, of_assigned};
use crate::reach::Sql;
use crate::{Result, Workspace};
use base::{Date, Id, Scope};
use db::{Reader, Row};
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
    fn new((programme, worker): Key, name: String) -> Self {
        let (people, covering, quiet, reviews, actions, follow_ups) = (0, 0, 0, 0, 0, 0);
        Self { programme, worker, name, people, covering, quiet, reviews, actions, follow_ups }
    }

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
    let asking = Asking { reader, scope, programmes, today };
    let mut loads: HashMap<Key, Load> = HashMap::new();
    let mut sql = Sql::new("SELECT a.programme_id, a.worker_id, u.name, a.covers_id, a.person_id, ");
    sql.push(LAST).push(", ").push(BEGAN).push(" FROM assignment a JOIN user_account u ON u.id = a.worker_id ");
    sql.push("JOIN person p ON p.id = a.person_id WHERE p.archived_on IS NULL");
    asking.current(&mut sql);
    // Whoever works with somebody and stands in for a colleague with them too works with them.
    sql.push(" ORDER BY a.programme_id, a.worker_id, a.person_id, a.covers_id IS NOT NULL");
    let silent_since = later(today, -quiet);
    let mut before = None;
    for (key, name, covers, person, last, began) in reader.query(&sql.text, &sql.values, |row| {
        let covers = row.get::<Option<Id>>(3)?;
        Ok((worker(row)?, row.get(2)?, covers, row.get::<Id>(4)?, row.get(5)?, row.get(6)?))
    })? {
        let load = loads.entry(key).or_insert_with(|| Load::new(key, name));
        // Keyworker and mentor at once is one person all the same.
        if before == Some((key, person)) {
            continue;
        }
        before = Some((key, person));
        load.people += 1;
        load.covering += i64::from(covers.is_some());
        load.quiet += i64::from(is_quiet(last, began, silent_since));
    }
    let mut reviews = Sql::new("t.closed IS NULL AND t.next_review < ");
    reviews.value(today);
    asking.current(&mut reviews);
    asking.count("plan", reviews, &mut loads, |load, count| load.reviews = count)?;
    let mut actions = Sql::new("t.done IS NULL AND t.dropped IS NULL ");
    actions.push("AND (t.owner_user_id IS NULL OR t.owner_user_id = a.worker_id) AND t.due < ").value(today);
    asking.current(&mut actions);
    asking.count("plan_action", actions, &mut loads, |load, count| load.actions = count)?;
    let mut asked = Sql::new(WHO_LEFT);
    asked.push(" AND t.due < ").value(today).push(" AND a.programme_id IN ").list(programmes);
    in_scope(&mut asked, scope, "a.");
    asking.count("follow_up", asked, &mut loads, |load, count| load.follow_ups = count)?;
    let mut loads: Vec<Load> = loads.into_values().collect();
    loads.sort_by(|a, b| b.people.cmp(&a.people).then_with(|| (&a.name, a.worker).cmp(&(&b.name, b.worker))));
    Ok(loads)
}

/// What is asked of some programmes today.
struct Asking<'a, 'r> {
    reader: &'a Reader<'r>,
    scope: &'a Scope,
    programmes: &'a [Id],
    today: Date,
}

/// A programme, and a worker in it.
type Key = (Id, Id);

fn worker(row: &Row<'_>) -> db::Result<Key> {
    Ok((row.get(0)?, row.get(1)?))
}

impl Asking<'_, '_> {
    fn current(&self, sql: &mut Sql) {
        sql.push(" AND a.programme_id IN ").list(self.programmes);
        super::current(sql, self.today);
        in_scope(sql, self.scope, "a.");
    }

    /// Counts records of a table by worker: with those too who have nobody any more, since what waits with them waits all the same.
    fn count(
        &self,
        table: &str,
        condition: Sql,
        loads: &mut HashMap<Key, Load>,
        put: impl Fn(&mut Load, i64),
    ) -> Result<()> {
        let (from, condition, values) = (of_assigned(table), condition.text, condition.values);
        let sql = format!(
            "SELECT c.programme_id, c.worker_id, u.name, c.things FROM \
             (SELECT a.programme_id, a.worker_id, COUNT(DISTINCT t.id) AS things{from}{condition} GROUP BY a.programme_id, a.worker_id) c \
             JOIN user_account u ON u.id = c.worker_id"
        );
        for (key, name, things) in
            self.reader.query(&sql, &values, |row| Ok((worker(row)?, row.get(2)?, row.get(3)?)))?
        {
            put(loads.entry(key).or_insert_with(|| Load::new(key, name)), things);
        }
        Ok(())
    }
}
