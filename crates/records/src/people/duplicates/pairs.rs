//! The pairs of people who may be one, for whoever sees both.

use super::model::Likeness;
use super::review::Like;
use super::{identity, surroundings};
use crate::people::{Person, Seen, several};
use crate::reach::Sql;
use crate::{Result, Workspace};
use base::{Act, Id, Scope};
use db::{Reader, Record as _};
use matching::Comparison;

/// A pair of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// The one who was registered first.
    pub one: Seen,
    /// The other.
    pub other: Seen,
    /// The class: "likely", "possible", or how they may be related.
    pub kind: String,
    /// How probable it was, in hundredths of a bit.
    pub bits: i64,
}

/// Two people beside each other.
#[derive(Debug, Clone, PartialEq)]
pub struct Compared {
    /// The one.
    pub one: Seen,
    /// The other.
    pub other: Seen,
    /// How probable it is that they are one, and why.
    pub comparison: Comparison,
}

/// The pairs that nobody has decided about, relatives last, the most probable first, at most `most`: of those whom the asker may merge.
///
/// # Errors
/// When the database fails.
pub fn list(
    reader: &Reader<'_>,
    workspace: &Workspace,
    scope: &Scope,
    programme: Id,
    most: usize,
) -> Result<Vec<Listed>> {
    let register = workspace.catalogue().register(programme);
    let mut sql = Sql::new("SELECT ");
    sql.push(&Like::TABLE.columns("l.")).push(" FROM likeness l WHERE l.register_id = ").value(register);
    sql.push(" AND ").sees_person(scope, Act::Merge, "l.one_id");
    sql.push(" AND ").sees_person(scope, Act::Merge, "l.other_id");
    sql.push(
        " AND NOT EXISTS (SELECT 1 FROM distinct_pair d WHERE d.person_id = l.one_id AND d.other_id = l.other_id)",
    );
    sql.push(
        " AND NOT EXISTS (SELECT 1 FROM merged m WHERE m.merged_id IN (l.one_id, l.other_id) AND m.undone_at IS NULL)",
    );
    sql.push(" ORDER BY CASE WHEN l.kind IN ('likely', 'possible') THEN 0 ELSE 1 END, l.bits DESC, l.id LIMIT ");
    sql.value(i64::try_from(most).unwrap_or(i64::MAX));
    let pairs = reader.query(&sql.text, &sql.values, Like::read)?;
    let ids: Vec<Id> = pairs.iter().flat_map(|pair| [pair.one, pair.other]).collect();
    let seen = several(reader, scope, &ids)?;
    let of = |id: Id| seen.iter().find(|seen| seen.id() == id).cloned();
    let listed = pairs.into_iter().filter_map(|pair| {
        Some(Listed { one: of(pair.one)?, other: of(pair.other)?, kind: pair.kind, bits: pair.bits })
    });
    Ok(listed.collect())
}

/// Two people compared, if the asker may merge both.
///
/// # Errors
/// When the database fails.
pub fn compare(reader: &Reader<'_>, scope: &Scope, one: Id, other: Id) -> Result<Option<Compared>> {
    let mut seen = several(reader, scope, &[one, other])?;
    let may = |id: Id| crate::people::may(reader, scope, Act::Merge, id);
    if one == other || seen.len() != 2 || !may(one)? || !may(other)? {
        return Ok(None);
    }
    seen.sort_by_key(|seen| seen.id() != one);
    let person = |id: Id| reader.find::<Person>(id);
    let (Some(a), Some(b)) = (person(one)?, person(other)?) else { return Ok(None) };
    let likeness = Likeness::of(reader, a.register)?;
    let among = surroundings(reader, &likeness, &a)?;
    let comparison = likeness.model.compare(&identity(&a), &identity(&b), &among);
    let (Some(second), Some(first)) = (seen.pop(), seen.pop()) else { return Ok(None) };
    Ok(Some(Compared { one: first, other: second, comparison }))
}
