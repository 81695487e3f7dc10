//! People found by the reference of a record that was merged with theirs: it stands in partners' files and on old letters.

use super::LOOKED_AT;
use crate::Result;
use crate::people::keys;
use crate::reach::{Span, Sql};
use base::{Act, Id, Scope};
use db::Reader;
use matching::words;

/// Who has been merged with somebody whose reference begins or ends with `reference`, squeezed, and is seen by name.
pub(super) fn by_reference(reader: &Reader<'_>, scope: &Scope, reference: &str, most: usize) -> Result<Vec<Id>> {
    let (most, span) = (i64::try_from(most).unwrap_or(i64::MAX), Span::of(scope, Act::SeeNames, None));
    let mut sql = Sql::default();
    for (place, (from, to)) in keys::reference(reference).into_iter().enumerate() {
        sql.push(if place > 0 { " UNION ALL " } else { "" });
        sql.push("SELECT m.person_id, p.reference FROM (SELECT key, id FROM person_key WHERE key >= ").value(from);
        sql.push(" AND key <= ").value(to).push(" ORDER BY key, id LIMIT ").value(LOOKED_AT).push(") k ");
        sql.push("JOIN merged m ON m.merged_id = k.id AND m.undone_at IS NULL JOIN person p ON p.id = k.id WHERE ");
        sql.is_within(&span, "m.person_id").unrestricted(scope, "m.person_id");
    }
    if sql.text.is_empty() {
        return Ok(Vec::new());
    }
    sql.push(" LIMIT ").value(most);
    let known: Vec<(Id, String)> = reader.query(&sql.text, &sql.values, |row| Ok((row.get(0)?, row.get(1)?)))?;
    // A key holds the first signs of a long reference only.
    let fits = |known: &str| {
        let known = words::squeezed(known);
        known.starts_with(reference) || known.ends_with(reference)
    };
    Ok(known.into_iter().filter(|(_, known)| fits(known)).map(|(id, _)| id).collect())
}
