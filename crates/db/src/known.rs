//! Which partners know a person: kept in step with the records that say so, in the transaction that changes them.

use crate::{Reader, Result, Table, Value, sqlite};
use base::Id;

/// The tables whose records say that a partner has enrolled or supported a person.
const TABLES: [&str; 4] = ["enrolment", "interaction", "outcome", "assignment"];

/// How many wait to be entered at most, so that as many as can be are entered in order.
const MUCH: usize = 1 << 16;

/// Who is known to whom by records of one table that are on their way into the database.
pub(crate) struct Knowing {
    /// Where among a record's values person and partner stand, if its table says that one knows the other.
    places: Option<(usize, usize)>,
    pairs: Vec<(i64, i64)>,
}

impl Knowing {
    pub(crate) fn by(table: &Table) -> Self {
        let place = |name: &str| table.fields.iter().position(|field| field.name == name);
        let tells = TABLES.contains(&table.name);
        let places = place("person_id").zip(place("partner_id")).filter(|_| tells);
        Self { places, pairs: Vec::new() }
    }

    pub(crate) fn add(&mut self, values: &[Value]) {
        let Some((person, partner)) = self.places else { return };
        if let (Value::BigInt(Some(person)), Value::BigInt(Some(partner))) = (&values[person], &values[partner]) {
            self.pairs.push((*person, *partner));
        }
    }

    /// Whether so many wait that they are worth entering.
    pub(crate) fn is_much(&self) -> bool {
        self.pairs.len() >= MUCH
    }

    /// Enters them on SQLite, each once and in order. One by one: a statement that enters several keeps what they overwrite, in case
    /// one of them fails, and in a long transaction that takes longer than entering them.
    pub(crate) fn save(&mut self, connection: &rusqlite::Connection) -> Result<()> {
        self.pairs.sort_unstable();
        self.pairs.dedup();
        let sql = "INSERT INTO known_by (person_id, partner_id) VALUES ($1, $2) ON CONFLICT DO NOTHING";
        let mut statement = connection.prepare_cached(sql).map_err(|error| sqlite::fault(&error, sql))?;
        for (person, partner) in self.pairs.drain(..) {
            sqlite::bind_one(&mut statement, 1, &person.into())?;
            sqlite::bind_one(&mut statement, 2, &partner.into())?;
            statement.raw_execute().map_err(|error| sqlite::fault(&error, sql))?;
        }
        Ok(())
    }
}

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
