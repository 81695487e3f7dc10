//! People whom several partners support.

use crate::Result;
use crate::reach::{Span, Sql};
use base::{Act, Id, Scope};
use db::Reader;

/// How many records of other partners there are about a person whom the asker sees, in the programmes that the asker works in: only
/// their number is told.
pub fn of_others(reader: &Reader<'_>, scope: &Scope, person: Id) -> Result<i64> {
    let Span::These { partial, .. } = Span::of(scope, Act::SeeRecords, None) else { return Ok(0) };
    if partial.is_empty() {
        return Ok(0);
    }
    let mut sql = Sql::new("SELECT ");
    for (place, table) in ["enrolment", "interaction", "outcome"].into_iter().enumerate() {
        sql.push(if place == 0 { "(" } else { " + (" }).push("SELECT COUNT(*) FROM ").push(table);
        sql.push(" WHERE person_id = ").value(person).push(" AND programme_id IN ").list(&partial);
        sql.push(" AND NOT ").sees_record(scope, Act::SeeRecords, "").push(")");
    }
    Ok(reader.one(&sql.text, &sql.values, |row| row.get(0))?)
}
