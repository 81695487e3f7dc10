//! The list of people: searched, filtered, a page at a time, as somebody sees it.

use super::seen::{columns, rows, seen};
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
    /// Their record is put away: such people are listed when asked for, or looked for by words, and not otherwise.
    PutAway,
}

/// How many are listed at most who were found by words: those who fit best.
pub const BEST: usize = 100;
/// Up to so many people are put in order when they are asked for. Where there are more, everybody is gone through in the order of names,
/// and a page is full before long.
const FEW: i64 = 4000;

/// That the record of `p` is put away, for when the row of `p` is read anyway.
const AWAY_HERE: &str = "p.archived_on IS NOT NULL";
/// The same, asked of those only to whom the rest applies.
const AWAY: &str = "EXISTS (SELECT 1 FROM person away WHERE away.id = p.id AND away.archived_on IS NOT NULL)";

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
            finding::narrowed(reader, scope, &search.words, most, |sql| wanted(sql, scope, workspace, search, AWAY))?;
        // The best fit comes first, and so there is no next page: whoever is further down is found by one word more.
        return Ok(Listed { people, next: None });
    }
    let by_name = by_name(scope);
    let own = partners(scope, workspace, search);
    let first = few(reader, scope, search, own.as_deref())?;
    let mut sql = columns(scope);
    if let Some(few) = &first {
        sql.push("p.id IN (");
        few.ask(&mut sql, scope, search);
        sql.push(") AND ");
    }
    match first {
        Some(Few::Known(_)) if search.organisation.is_none() => sql.follows(scope),
        _ => sql.sees_person(scope, Act::SeeRecords, "p.id"),
    };
    // Few are all read, and put in order; of many, those in the order of names whom the rest leaves.
    wanted(&mut sql, scope, workspace, search, if first.is_some() { AWAY_HERE } else { AWAY });
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
    let mut sql = Sql::new("SELECT COUNT(*) FROM (SELECT p.id FROM ");
    let of_partners = partners(scope, workspace, search);
    // Everybody is gone through as they lie, neighbours together; by name, which also tells who there are, it would be one here and one there.
    match &of_partners {
        Some(partners) => {
            sql.push("(SELECT k.person_id AS id FROM known_by k WHERE k.partner_id IN ").list(partners);
            if partners.len() > 1 {
                // Each person once, at the first of the partners who know them.
                sql.push(" AND NOT EXISTS (SELECT 1 FROM known_by other WHERE other.person_id = k.person_id");
                sql.push(" AND +other.partner_id IN ").list(partners).push(" AND other.partner_id < k.partner_id)");
            }
            sql.push(") p WHERE ");
        }
        None => {
            sql.push("person p WHERE ");
        }
    }
    match of_partners {
        Some(_) if search.organisation.is_none() => sql.follows(scope),
        _ => sql.sees_person(scope, Act::SeeRecords, "p.id"),
    };
    wanted(&mut sql, scope, workspace, search, if of_partners.is_some() { AWAY } else { AWAY_HERE });
    if let Some(few) = few(reader, scope, search, None)? {
        sql.push(" AND p.id IN (");
        few.ask(&mut sql, scope, search);
        sql.push(")");
    }
    sql.push(" LIMIT ").value(most).push(") counted");
    Ok(reader.one(&sql.text, &sql.values, |row| row.get(0))?)
}

impl Sql {
    /// Adds what is left of [`sees_person`](Sql::sees_person) of those who are known to the partners of whoever asks.
    fn follows(&mut self, scope: &Scope) -> &mut Self {
        self.push("1 = 1").unrestricted(scope, "p.id")
    }
}

/// The partners one of whom knows whoever is wanted; none where people of no partner in particular are.
fn partners(scope: &Scope, workspace: &Workspace, search: &Search) -> Option<Vec<Id>> {
    if let Some(organisation) = search.organisation {
        return Some(parts(scope, workspace, search, organisation));
    }
    match Span::of(scope, Act::SeeRecords, None) {
        Span::These { whole, partners, .. } if whole.is_empty() => Some(partners),
        _ => None,
    }
}

/// People of whom there are [few](FEW), among whom are all who are wanted: where a list begins, rather than look for them among
/// everybody.
enum Few {
    /// Those whose record is put away.
    PutAway,
    /// Those whom one of these partners knows.
    Known(Vec<Id>),
    /// Those with an enrolment in the state that is asked for.
    Enrolled,
}

impl Few {
    /// Adds the question for their ids.
    fn ask(&self, sql: &mut Sql, scope: &Scope, search: &Search) {
        match self {
            Self::PutAway => {
                sql.push("SELECT id FROM person WHERE archived_on IS NOT NULL");
            }
            Self::Known(partners) => {
                sql.push("SELECT person_id FROM known_by WHERE partner_id IN ").list(partners);
            }
            Self::Enrolled => {
                sql.push("SELECT e.person_id FROM enrolment e WHERE e.end_date IS ");
                sql.push(if search.state == Some(State::Left) { "NOT NULL" } else { "NULL" });
                if let Span::These { whole, partial, partners } = Span::of(scope, Act::SeeRecords, None) {
                    sql.push(" AND e.programme_id IN ").list(&[whole.as_slice(), &partial].concat());
                    if whole.is_empty() {
                        sql.push(" AND e.partner_id IN ").list(&partners);
                    }
                }
            }
        }
    }
}

/// The few with whom to begin, if there are: those of the partners, if some are given, or those in the state that is asked for.
fn few(reader: &Reader<'_>, scope: &Scope, search: &Search, partners: Option<&[Id]>) -> Result<Option<Few>> {
    let of_state = match search.state {
        Some(State::PutAway) => Some(Few::PutAway),
        Some(State::Current | State::Left) => Some(Few::Enrolled),
        None => None,
    };
    let known = partners.map(|partners| Few::Known(partners.to_vec()));
    let (first, second) = if search.state == Some(State::PutAway) { (of_state, known) } else { (known, of_state) };
    for way in [first, second].into_iter().flatten() {
        let mut sql = Sql::new("SELECT COUNT(*) FROM (");
        way.ask(&mut sql, scope, search);
        sql.push(" LIMIT ").value(FEW + 1).push(") counted");
        if reader.one(&sql.text, &sql.values, |row| row.get::<i64>(0))? <= FEW {
            return Ok(Some(way));
        }
    }
    Ok(None)
}

/// Whether the asker sees the name of everybody whose records they see.
fn by_name(scope: &Scope) -> bool {
    Span::of(scope, Act::SeeNames, None) == Span::of(scope, Act::SeeRecords, None)
}

/// Adds what is asked for. `put_away` is the condition that the record of `p` is put away.
fn wanted(sql: &mut Sql, scope: &Scope, workspace: &Workspace, search: &Search, put_away: &str) {
    let catalogue = workspace.catalogue();
    let family = search.programme.map(|programme| catalogue.family(programme));
    if let Some(family) = &family {
        sql.push(" AND ").is_within(&Span::of(scope, Act::SeeRecords, Some(family)), "p.id");
    }
    if let Some(organisation) = search.organisation {
        let parts = parts(scope, workspace, search, organisation);
        sql.push(" AND ").is_with(&parts, "p.id");
    }
    match search.state {
        Some(State::PutAway) => {
            sql.push(" AND ").push(put_away);
        }
        _ if search.words.trim().is_empty() => {
            sql.push(" AND NOT (").push(put_away).push(")");
        }
        _ => {}
    }
    if let Some(state @ (State::Current | State::Left)) = search.state {
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

/// The parts that an organisation plays in the programmes that are asked for, as far as the asker sees its people there.
fn parts(scope: &Scope, workspace: &Workspace, search: &Search, organisation: Id) -> Vec<Id> {
    let catalogue = workspace.catalogue();
    let family = search.programme.map(|programme| catalogue.family(programme));
    let entries = catalogue.entries().iter();
    let entries = entries.filter(|entry| family.as_ref().is_none_or(|family| family.contains(&entry.programme.id)));
    let parts = entries.flat_map(|entry| entry.partners.iter()).filter(|part| part.organisation == organisation);
    let seen = parts.filter(|part| scope.reaches(Act::SeeRecords, part.programme, Some(part.id)));
    seen.map(|part| part.id).collect()
}
