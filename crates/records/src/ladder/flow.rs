//! The ladder of a whole programme: how many stand on each rung, and how many moved.

use crate::Result;
use crate::reach::Sql;
use base::{Act, Id, Scope};
use db::Reader;

/// How often people came to a rung from another, and how many of them stand there still.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Passage {
    /// The rung.
    pub to: Id,
    /// The rung before; none where people joined the ladder here.
    pub from: Option<Id>,
    /// How many moves.
    pub moves: i64,
    /// How many people stand on the rung since such a move: it was their last.
    pub standing: i64,
}

/// How people came to each rung of a programme's ladder, as far as the scope's figures reach: those of a partner are of the moves
/// that it recorded.
///
/// # Errors
/// When the database fails.
pub fn flow(reader: &Reader<'_>, scope: &Scope, programme: Id) -> Result<Vec<Passage>> {
    let mut sql = Sql::new("SELECT rung_id, from_id, COUNT(*), COUNT(CASE WHEN turn = 1 THEN 1 END) FROM (");
    sql.push("SELECT m.rung_id, m.from_id, ROW_NUMBER() OVER (PARTITION BY m.person_id ORDER BY m.date DESC, m.id DESC) AS turn ");
    sql.push("FROM ladder_move m WHERE m.programme_id = ").value(programme);
    sql.push(" AND ").sees_record(scope, Act::SeeFigures, "m.").unrestricted(scope, "m.person_id");
    sql.push(") told GROUP BY rung_id, from_id");
    Ok(reader.query(&sql.text, &sql.values, |row| {
        Ok(Passage { to: row.get(0)?, from: row.get(1)?, moves: row.get(2)?, standing: row.get(3)? })
    })?)
}
