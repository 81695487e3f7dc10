//! The pairs of people who may be one, for whoever sees both.

use super::model::Likeness;
use super::review::Like;
use super::{identity, surroundings};
use crate::people::merging::is_of_others;
use crate::people::{Person, Seen, Shown, several};
use crate::reach::Sql;
use crate::{Error, Result, Workspace};
use base::{Act, Field, Id, Scope};
use db::{Reader, Record as _};
use matching::{Comparison, words};

/// A page of the pairs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pairs {
    /// The pairs.
    pub pairs: Vec<Listed>,
    /// The pair after which the next page starts, if there is one.
    pub next: Option<Id>,
}

/// A pair of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Its own identity, until the register is compared again.
    pub id: Id,
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
    /// Those of them whose record is restricted to named users: they cannot be merged before that is lifted.
    pub restricted: Vec<Id>,
    /// Whether a partner out of the asker's reach enrolled one of them: then the lead decides.
    pub of_others: bool,
}

/// Relatives last, the most probable first.
const ORDER: &str = "CASE WHEN l.kind IN ('likely', 'possible') THEN 0 ELSE 1 END, -l.bits, l.id";

/// A page of the pairs that nobody has decided about, relatives last, the most probable first: those after the pair `after`, of people
/// whom the asker may merge.
///
/// # Errors
/// [`Error::Refused`] when the pair `after` is not there any more, because the register was compared again.
pub fn list(
    reader: &Reader<'_>,
    workspace: &Workspace,
    scope: &Scope,
    programme: Id,
    after: Option<Id>,
    limit: usize,
) -> Result<Pairs> {
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
    if let Some(after) = after {
        if reader.find::<Like>(after)?.is_none() {
            let why = "the register was compared again, and this page of the pairs is not there any more; start from the first";
            return Err(Error::Refused(why.to_owned()));
        }
        sql.push(" AND (").push(ORDER).push(") > (SELECT ").push(ORDER).push(" FROM likeness l WHERE l.id = ");
        sql.value(after).push(")");
    }
    sql.push(" ORDER BY ").push(ORDER).push(" LIMIT ").value(i64::try_from(limit).unwrap_or(i64::MAX - 1) + 1);
    let mut pairs = reader.query(&sql.text, &sql.values, Like::read)?;
    let more = pairs.len() > limit;
    pairs.truncate(limit);
    let next = pairs.last().filter(|_| more).map(|pair| pair.id);
    let ids: Vec<Id> = pairs.iter().flat_map(|pair| [pair.one, pair.other]).collect();
    let seen = several(reader, scope, &ids)?;
    let of = |id: Id| seen.iter().find(|seen| seen.id() == id).cloned();
    let listed = pairs.into_iter().filter_map(|pair| {
        Some(Listed { id: pair.id, one: of(pair.one)?, other: of(pair.other)?, kind: pair.kind, bits: pair.bits })
    });
    Ok(Pairs { pairs: listed.collect(), next })
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
    let restricted = restricted(reader, one, other)?;
    let of_others = is_of_others(reader, scope, one, other)?;
    Ok(Some(Compared { one: first, other: second, comparison, restricted, of_others }))
}

/// Whether two values of a field say the same, however they are written: telephone numbers by their digits, postcodes and e-mail addresses
/// whatever their case and spaces.
#[must_use]
pub fn is_same(field: &Field, one: &Shown, other: &Shown) -> bool {
    let (Shown::Value(a), Shown::Value(b)) = (one, other) else { return one == other };
    let digits = words::phone(a);
    a.trim() == b.trim()
        || match field.name {
            "phone" => digits != 0 && digits == words::phone(b),
            "postcode" => words::squeezed(a) == words::squeezed(b),
            "email" => a.trim().to_lowercase() == b.trim().to_lowercase(),
            _ => false,
        }
}

/// Which of two people are restricted to named users.
pub(in crate::people) fn restricted(reader: &Reader<'_>, one: Id, other: Id) -> Result<Vec<Id>> {
    let sql = "SELECT person_id FROM restriction WHERE person_id IN ($1, $2) ORDER BY person_id";
    Ok(reader.query(sql, &[one.into(), other.into()], |row| row.get(0))?)
}
