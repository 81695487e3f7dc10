//! Reading records about a person, as far as the scope reaches.

use super::asked::empty;
use super::{Place, Supported};
use crate::Result;
use crate::reach::{Span, Sql};
use base::{Act, Date, Field, Id, Privacy, Scope, Whose};
use db::{Reader, Record, Value, made_of};

/// What somebody may see of one person's records, worked out once for all kinds of them.
#[derive(Debug, Clone)]
pub struct Sight {
    person: Id,
    scope: Scope,
    /// The programmes in which one of the asker's partners works with the person beside others.
    shared: Vec<Id>,
    seen: Sql,
    /// Whether nothing of the person is, since their record is restricted to others.
    hidden: bool,
}

impl Sight {
    /// What the scope lets see of this person's records: those of the programmes and partners that it reaches, and in a
    /// programme in which one of the asker's partners has been [assigned](crate::assignments) to the person, those of every
    /// partner, so that a tutor knows what the keyworker knows.
    ///
    /// # Errors
    /// When the database fails.
    pub fn of(reader: &Reader<'_>, scope: &Scope, person: Id) -> Result<Self> {
        if scope.any_restricted() && !crate::people::may(reader, scope, Act::SeeRecords, person)? {
            let (shared, seen) = (Vec::new(), Sql::new("WHERE 1 = 0"));
            return Ok(Self { person, scope: scope.clone(), shared, seen, hidden: true });
        }
        Self::of_seen(reader, scope, person)
    }

    /// The same of somebody whom the asker is known to see.
    pub(crate) fn of_seen(reader: &Reader<'_>, scope: &Scope, person: Id) -> Result<Self> {
        let mut seen = Sql::new("WHERE person_id = ");
        seen.value(person).push(" AND ");
        let mut known = Vec::new();
        if scope.is_everything() {
            seen.push("1 = 1");
        } else {
            known = shared(reader, scope, person)?;
            seen.push("(").sees_record(scope, Act::SeeRecords, "");
            if !known.is_empty() {
                seen.push(" OR programme_id IN ").list(&known);
            }
            seen.push(")");
        }
        Ok(Self { person, scope: scope.clone(), shared: known, seen, hidden: false })
    }

    /// The person.
    #[must_use]
    pub fn person(&self) -> Id {
        self.person
    }

    /// The records of one kind, newest first. Fields that are withheld are empty, and a record that is nothing without them is left
    /// out.
    ///
    /// # Errors
    /// When the database fails.
    pub fn list<R: Supported>(&self, reader: &Reader<'_>) -> Result<Vec<R>> {
        let records: Vec<R> = self.sorted(reader, R::NEWEST_FIRST)?;
        records.into_iter().filter_map(|record| self.told(record).transpose()).collect()
    }

    /// As [`list`](Self::list), with the records of every partner in the programmes in which one of the asker's enrolled the person: who
    /// enrolled them answers for who works with them.
    ///
    /// # Errors
    /// When the database fails.
    pub fn list_answered_for<R: Supported>(&self, reader: &Reader<'_>) -> Result<Vec<R>> {
        let Span::These { partners, .. } = Span::of(&self.scope, Act::Record, None) else { return self.list(reader) };
        if self.hidden || partners.is_empty() {
            return self.list(reader);
        }
        let mut sql = Sql { text: self.seen.text.clone(), values: self.seen.values.clone() };
        sql.push(" OR (person_id = ")
            .value(self.person)
            .push(" AND programme_id IN (SELECT e.programme_id FROM enrolment e");
        sql.push(" WHERE e.person_id = ").value(self.person).push(" AND e.partner_id IN ").list(&partners).push("))");
        sql.push(" ORDER BY ").push(R::NEWEST_FIRST);
        let records = reader.list::<R>(&sql.text, &sql.values)?;
        records.into_iter().filter_map(|record| self.told(record).transpose()).collect()
    }

    /// The record without what is withheld of it.
    fn told<R: Supported>(&self, record: R) -> Result<Option<R>> {
        let place = record.place();
        let hidden = |field: &&Field| !self.reads(field.privacy, place);
        if !R::TABLE.fields.iter().any(|field| hidden(&field)) {
            return Ok(Some(record));
        }
        if R::TABLE.fields.iter().filter(hidden).any(|field| field.required) {
            return Ok(None);
        }
        let values = R::TABLE.fields.iter().zip(record.values());
        let values: Vec<Value> =
            values.map(|(field, value)| if hidden(&field) { empty(field) } else { value }).collect();
        Ok(Some(made_of(record.id(), &values)?))
    }

    /// Whether fields as private as this are shown of a record of this place.
    #[must_use]
    pub fn reads(&self, privacy: Privacy, place: Place) -> bool {
        let Some(act) = privacy.act() else { return privacy != Privacy::Secret };
        let shared = self.shared.contains(&place.programme) && self.scope.may(act, place.programme);
        shared || self.scope.reaches(act, place.programme, place.partner)
    }

    /// Why something of this record is withheld from the asker, if something is: then it is not in the record as it was read.
    #[must_use]
    pub fn withholds<R: Supported>(&self, record: &R) -> Option<&'static str> {
        let place = record.place();
        let hidden = R::TABLE.fields.iter().find(|field| !self.reads(field.privacy, place))?;
        Some(hidden.privacy.withheld())
    }

    fn sorted<R: Record>(&self, reader: &Reader<'_>, order: &'static str) -> Result<Vec<R>> {
        let sql = format!("{} ORDER BY {order}", self.seen.text);
        Ok(reader.list::<R>(&sql, &self.seen.values)?)
    }
}

impl Sight {
    /// So many records of one kind that are dated by a field `date`, newest first: those of these partners, if some are named, from
    /// before a certain one, if one is.
    ///
    /// # Errors
    /// When the database fails.
    pub fn before<R: Supported>(
        &self,
        reader: &Reader<'_>,
        partners: Option<&[Id]>,
        before: Option<(Date, Id)>,
        limit: usize,
    ) -> Result<Vec<R>> {
        let mut sql = Sql { text: self.seen.text.clone(), values: self.seen.values.clone() };
        if let Some(partners) = partners {
            sql.push(" AND COALESCE(partner_id, 0) IN ").list(partners);
        }
        if let Some((date, id)) = before {
            sql.push(" AND (date, id) < (").value(date).push(", ").value(id).push(")");
        }
        sql.push(" ORDER BY date DESC, id DESC LIMIT ").value(i64::try_from(limit).unwrap_or(i64::MAX));
        let records = reader.list::<R>(&sql.text, &sql.values)?;
        records.into_iter().filter_map(|record| self.told(record).transpose()).collect()
    }

    /// How many records of one kind there are, by the partner that recorded them.
    ///
    /// # Errors
    /// When the database fails.
    pub fn by_partner<R: Supported>(&self, reader: &Reader<'_>) -> Result<Vec<(Option<Id>, i64)>> {
        let sql = self.asks("partner_id, COUNT(*)", R::TABLE.name, " GROUP BY partner_id");
        Ok(reader.query(&sql.text, &sql.values, |row| Ok((row.get(0)?, row.get(1)?)))?)
    }

    /// What is asked of one table: its columns, and what comes after the condition that its rows are in sight.
    pub(crate) fn asks(&self, columns: &str, table: &str, more: &str) -> Sql {
        let text = format!("SELECT {columns} FROM {table} {}{more}", self.seen.text);
        Sql { text, values: self.seen.values.clone() }
    }

    /// The condition that a row of a table with `person_id`, `programme_id` and `partner_id` is about the person and out of sight,
    /// in one of these programmes.
    pub(crate) fn hides(&self, programmes: &[Id]) -> Sql {
        let mut sql = Sql { text: String::new(), values: self.seen.values.clone() };
        sql.push("WHERE person_id = ").value(self.person).push(" AND programme_id IN ").list(programmes);
        sql.push(" AND NOT (").push(self.seen.text.trim_start_matches("WHERE ")).push(")");
        sql
    }
}

/// The records of one kind about a person, newest first, as far as they are in [sight](Sight).
///
/// # Errors
/// When the database fails.
pub fn of_person<R: Supported>(reader: &Reader<'_>, scope: &Scope, person: Id) -> Result<Vec<R>> {
    Sight::of(reader, scope, person)?.list(reader)
}

/// The record with this id, if the scope reaches it.
///
/// # Errors
/// When the database fails.
pub fn find<R: Supported>(reader: &Reader<'_>, scope: &Scope, id: Id) -> Result<Option<R>> {
    let Some(record) = reader.find::<R>(id)? else { return Ok(None) };
    let mut sight = Sight::of(reader, scope, record.place().person)?;
    sight.seen.push(" AND id = ").value(id);
    Ok(sight.list(reader)?.pop())
}

/// Whether the asker may change records of this partner in a programme, of people about whom they record: it is their own, or none.
#[must_use]
pub fn writes(scope: &Scope, programme: Id, partner: Option<Id>) -> bool {
    partner.is_none_or(|partner| scope.reaches(Act::Record, programme, Some(partner)))
}

/// The programmes in which a partner of the asker's works with the person beside others: there they read what the others wrote,
/// so that a tutor knows what the keyworker knows; until the last day of the assignment.
fn shared(reader: &Reader<'_>, scope: &Scope, person: Id) -> Result<Vec<Id>> {
    let mut sql = Sql::new("SELECT DISTINCT programme_id, partner_id FROM assignment WHERE partner_id IS NOT NULL");
    sql.push(" AND person_id = ").value(person).push(" AND (end_date IS NULL");
    if let Some(today) = scope.today() {
        sql.push(" OR end_date >= ").value(today);
    }
    sql.push(")");
    let assigned = reader.query(&sql.text, &sql.values, |row| Ok((row.get::<Id>(0)?, row.get::<Id>(1)?)))?;
    let of_act = |act: Act, programme: Id, partner: Id| match scope.whose(act, programme) {
        Whose::Partners { partners, .. } => partners.contains(&partner),
        Whose::Everybody | Whose::Nobody => false,
    };
    // Whoever sees everybody's records by another role reads in confidence only what their own partner shares in.
    let ours = |(programme, partner): &(Id, Id)| {
        [Act::SeeRecords, Act::SeeSensitive].into_iter().any(|act| of_act(act, *programme, *partner))
    };
    Ok(assigned.into_iter().filter(ours).map(|(programme, _)| programme).collect())
}
