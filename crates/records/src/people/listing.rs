//! The list of people: searched, filtered, a page at a time, as somebody sees it.

use super::seen::{rows, seen, select};
use super::{Seen, finding};
use crate::reach::{Span, Sql};
use crate::{Result, Workspace};
use base::{Act, Id, Scope};
use db::Reader;

/// Whether support goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// It does, in an enrolment that the asker sees.
    Current,
    /// Every such enrolment has ended.
    Left,
}

/// How many are listed at most who were found by words.
const BEST: usize = 100;

/// Which people are wanted.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Search {
    /// Whatever is remembered of somebody: see [`finding`].
    pub words: String,
    /// In this programme or one under it.
    pub programme: Option<Id>,
    /// Enrolled or supported by this organisation.
    pub organisation: Option<Id>,
    /// Whose support goes on, or has ended.
    pub state: Option<State>,
}

/// A page of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// The people: by name, or by id for those who do not see everybody's name, since an order by name would tell of names.
    pub people: Vec<Seen>,
    /// The person after whom the next page starts, if there is one.
    pub next: Option<Id>,
}

/// A page of those people who are wanted, as the asker sees them: those after the person `after`.
///
/// # Errors
/// [`Error::Refused`](crate::Error::Refused) when the asker does not see the person `after`.
pub fn list(
    reader: &Reader<'_>,
    scope: &Scope,
    workspace: &Workspace,
    search: &Search,
    after: Option<Id>,
    limit: usize,
) -> Result<Listed> {
    if !search.words.trim().is_empty() {
        let most = BEST.min(limit);
        let people =
            finding::narrowed(reader, scope, &search.words, most, |sql| wanted(sql, scope, workspace, search))?;
        // The best fit comes first, and so there is no next page: whoever is further down is found by one word more.
        return Ok(Listed { people, next: None });
    }
    let mut sql = select(scope);
    let by_name = by_name(scope);
    wanted(&mut sql, scope, workspace, search);
    if let Some(after) = after {
        // Where somebody out of sight would stand in the list must not be found out by asking for what comes after them.
        let Some(last) = seen(reader, scope, after)? else {
            return Err(crate::Error::Refused(
                "this page of the list is not there any more; start from the first".to_owned(),
            ));
        };
        if by_name {
            let [family, given] = last.sorted();
            sql.push(" AND (COALESCE(p.family_name, ''), COALESCE(p.given_name, ''), p.id) > (");
            sql.value(family).push(", ").value(given).push(", ").value(after).push(")");
        } else {
            sql.push(" AND p.id > ").value(after);
        }
    }
    sql.push(if by_name {
        " ORDER BY COALESCE(p.family_name, ''), COALESCE(p.given_name, ''), p.id LIMIT "
    } else {
        " ORDER BY p.id LIMIT "
    });
    sql.value(i64::try_from(limit).unwrap_or(i64::MAX - 1) + 1);
    let mut people = rows(reader, &sql)?;
    let more = people.len() > limit;
    people.truncate(limit);
    let next = people.last().filter(|_| more).map(Seen::id);
    Ok(Listed { people, next })
}

/// How many people are wanted, counted up to `most`.
pub fn counted(reader: &Reader<'_>, scope: &Scope, workspace: &Workspace, search: &Search, most: i64) -> Result<i64> {
    if !search.words.trim().is_empty() {
        let found = list(reader, scope, workspace, search, None, BEST)?.people.len();
        return Ok(i64::try_from(found).unwrap_or(most).min(most));
    }
    let mut sql = Sql::new("SELECT COUNT(*) FROM (SELECT p.id FROM person p WHERE ");
    sql.sees_person(scope, Act::SeeRecords, "p.id");
    wanted(&mut sql, scope, workspace, search);
    sql.push(" LIMIT ").value(most).push(") counted");
    Ok(reader.one(&sql.text, &sql.values, |row| row.get(0))?)
}

/// Whether the asker sees the name of everybody whose records they see.
fn by_name(scope: &Scope) -> bool {
    Span::of(scope, Act::SeeNames, None) == Span::of(scope, Act::SeeRecords, None)
}

fn wanted(sql: &mut Sql, scope: &Scope, workspace: &Workspace, search: &Search) {
    let catalogue = workspace.catalogue();
    let family = search.programme.map(|programme| catalogue.family(programme));
    if let Some(family) = &family {
        sql.push(" AND ").is_within(&Span::of(scope, Act::SeeRecords, Some(family)), "p.id");
    }
    if let Some(organisation) = search.organisation {
        let entries = catalogue.entries().iter();
        let entries = entries.filter(|entry| family.as_ref().is_none_or(|family| family.contains(&entry.programme.id)));
        let parts = entries.flat_map(|entry| entry.partners.iter());
        let parts = parts.filter(|part| part.organisation == organisation);
        let seen = |part: &&crate::programmes::Partner| {
            crate::reach::covers(scope, Act::SeeRecords, part.programme, Some(part.id))
        };
        let parts: Vec<Id> = parts.filter(seen).map(|part| part.id).collect();
        sql.push(" AND ").is_with(&parts, "p.id");
    }
    if let Some(state) = search.state {
        let enrolled = |sql: &mut Sql, more: &str| {
            sql.push("EXISTS (SELECT 1 FROM enrolment e WHERE e.person_id = p.id AND ").sees_record(
                scope,
                Act::SeeRecords,
                "e.",
            );
            if let Some(family) = &family {
                sql.push(" AND e.programme_id IN ").list(family);
            }
            sql.push(more).push(")");
        };
        sql.push(" AND ");
        if state == State::Left {
            enrolled(sql, "");
            sql.push(" AND NOT ");
        }
        enrolled(sql, " AND e.end_date IS NULL");
    }
}
