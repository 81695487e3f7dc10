//! Users as lists.

use super::{Membership, User};
use crate::Result;
use base::Date;
use db::Reader;

/// Everybody who can sign in on a day and has a role then: an entry for each of their roles, in the order in which they were
/// given.
///
/// # Errors
/// When the database fails.
pub fn in_force(reader: &Reader<'_>, day: Date) -> Result<Vec<(User, Membership)>> {
    let users = reader.list::<User>("WHERE disabled = $1 ORDER BY id", &[false.into()])?;
    let sql = "WHERE start_date <= $1 AND (end_date IS NULL OR end_date >= $1) ORDER BY id";
    let memberships = reader.list::<Membership>(sql, &[day.into()])?;
    let of = |membership: Membership| {
        let place = users.binary_search_by_key(&membership.user, |user| user.id).ok()?;
        Some((users.get(place)?.clone(), membership))
    };
    Ok(memberships.into_iter().filter_map(of).collect())
}
