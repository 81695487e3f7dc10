//! Which partners know a person: kept in step with the records that say so, in the transaction that changes them.

use crate::{Reader, Result};
use base::Id;

/// The tables whose records say that a partner has enrolled or supported a person.
const TABLES: [&str; 4] = ["enrolment", "interaction", "outcome", "assignment"];

impl Reader<'_> {
    /// Enters whom partners know by the records that were added to a table, from the least id to the greatest.
    pub(crate) fn known_by(&self, table: &str, first: Id, last: Id) -> Result<()> {
        if TABLES.contains(&table) {
            let sql = format!(
                "INSERT INTO known_by (person_id, partner_id) SELECT DISTINCT person_id, partner_id FROM {table} \
                 WHERE id BETWEEN $1 AND $2 AND partner_id IS NOT NULL ON CONFLICT DO NOTHING"
            );
            self.execute(&sql, &[first.into(), last.into()])?;
        }
        Ok(())
    }

    /// Finds again who knows a person, after a record of a table was changed or removed.
    pub(crate) fn known_again(&self, table: &str, person: Option<Id>) -> Result<()> {
        let Some(person) = person.filter(|_| TABLES.contains(&table)) else { return Ok(()) };
        self.execute("DELETE FROM known_by WHERE person_id = $1", &[person.into()])?;
        let sql = format!("INSERT INTO known_by (person_id, partner_id) {}", all(" AND person_id = $1"));
        self.execute(&sql, &[person.into()])?;
        Ok(())
    }
}

/// Who is known by whom, as the records say.
pub(crate) fn all(narrowed: &str) -> String {
    TABLES
        .map(|table| format!("SELECT person_id, partner_id FROM {table} WHERE partner_id IS NOT NULL{narrowed}"))
        .join(" UNION ")
}
