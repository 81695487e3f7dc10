//! The list of people: searched, filtered, a page at a time, as somebody sees it.

use super::Seen;
use super::seen::{rows, seen, select};
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

/// Which people are wanted.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Search {
    /// Words that stand in the name or reference, in any order; or a person's id.
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
    let mut sql = select(scope);
    let by_name = names(scope) == Names::All;
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
    let mut sql = Sql::new("SELECT COUNT(*) FROM (SELECT p.id FROM person p WHERE ");
    sql.sees_person(scope, Act::SeeRecords, "p.id");
    wanted(&mut sql, scope, workspace, search);
    sql.push(" LIMIT ").value(most).push(") counted");
    Ok(reader.one(&sql.text, &sql.values, |row| row.get(0))?)
}

/// Whose names the asker sees, of all whose records they see.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Names {
    All,
    Some,
    None,
}

fn names(scope: &Scope) -> Names {
    let names = Span::of(scope, Act::SeeNames, None);
    if names == Span::of(scope, Act::SeeRecords, None) {
        Names::All
    } else if names.is_nothing() {
        Names::None
    } else {
        Names::Some
    }
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
    words(sql, scope, &search.words);
}

/// That each word stands in the name or the reference, where the asker sees these; or that they are a person's id.
fn words(sql: &mut Sql, scope: &Scope, words: &str) {
    let id = words.split_whitespace().last().and_then(|word| word.parse::<Id>().ok());
    let plain = words.to_lowercase();
    let mut plain = plain.split_whitespace().peekable();
    if plain.peek().is_none() {
        return;
    }
    sql.push(" AND (");
    match id {
        Some(id) => sql.push("p.id = ").value(id),
        None => sql.push("1 = 0"),
    };
    let names = names(scope);
    if names != Names::None {
        sql.push(" OR (");
        match names {
            Names::Some => sql.is_within(&Span::of(scope, Act::SeeNames, None), "p.id"),
            Names::All | Names::None => sql.push("1 = 1"),
        };
        for word in plain {
            let escaped = word.replace('!', "!!").replace('%', "!%").replace('_', "!_");
            sql.push(" AND LOWER(COALESCE(p.given_name, '') || ' ' || COALESCE(p.family_name, '') || ' ' || p.reference) LIKE ");
            sql.value(format!("%{escaped}%")).push(" ESCAPE '!'");
        }
        sql.push(")");
    }
    sql.push(")");
}
