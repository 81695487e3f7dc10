//! People whom several partners support.

use crate::Result;
use crate::keeping::Sight;
use crate::reach::{Span, Sql};
use base::{Act, Scope};
use db::Reader;

/// The kinds of record that stand on a person's page, by their tables.
const TOLD: [&str; 20] = [
    "enrolment",
    "interaction",
    "outcome",
    "ladder_move",
    "need",
    "barrier",
    "barrier_note",
    "home_support",
    "capacity",
    "assessment",
    "plan",
    "goal",
    "plan_action",
    "plan_review",
    "assignment",
    "appointment",
    "leaving",
    "follow_up",
    "referral",
    "placement",
];

/// How many records of other partners there are about a person whom the asker sees, in the programmes that the asker works in: only
/// their number is told.
///
/// # Errors
/// When the database fails.
pub fn of_others(reader: &Reader<'_>, scope: &Scope, sight: &Sight) -> Result<i64> {
    let Span::These { partial, .. } = Span::of(scope, Act::SeeRecords, None) else { return Ok(0) };
    if partial.is_empty() {
        return Ok(0);
    }
    let hidden = sight.hides(&partial);
    // Gathered first, so that what may be seen is worked out once and not once to a table.
    let mut sql = Sql { text: "WITH theirs AS MATERIALIZED (".to_owned(), values: hidden.values };
    for (place, table) in TOLD.into_iter().enumerate() {
        sql.push(if place == 0 { "" } else { " UNION ALL " });
        sql.push("SELECT person_id, programme_id, partner_id FROM ").push(table).push(" WHERE person_id = ");
        sql.value(sight.person());
    }
    sql.push(") SELECT COUNT(*) FROM theirs ").push(&hidden.text);
    Ok(reader.one(&sql.text, &sql.values, |row| row.get(0))?)
}
