//! Taking back what was done: a change is read from the audit log and done the other way round, as a change of its own.

use crate::payload::{object, parse};
use crate::write::insert_into;
use crate::{Action, Error, Reader, Record, Result, Table, Tx, Value};
use base::{Field, Id, Kind, Privacy, Timestamp};
use serde_json::Value as Json;
use std::fmt::Write as _;

/// One row of the audit log that tells of one record.
#[derive(Debug, Clone, PartialEq)]
pub struct Logged {
    /// The row.
    pub id: Id,
    /// When.
    pub at: Timestamp,
    /// The user who did it; none if a program did.
    pub actor: Option<Id>,
    /// What was done.
    pub action: Action,
    /// To a record of which table.
    pub table: String,
    /// To which record.
    pub record: Id,
    /// About whom.
    pub subject: Option<Id>,
    before: Option<Json>,
    after: Option<Json>,
}

impl Logged {
    /// Whether it changed this field.
    #[must_use]
    pub fn changes(&self, field: &str) -> bool {
        [&self.before, &self.after].into_iter().flatten().any(|side| side.get(field).is_some())
    }

    /// The record to which it referred in this field before.
    #[must_use]
    pub fn referred(&self, field: &str) -> Option<Id> {
        self.before.as_ref()?.get(field)?.as_i64().map(Id::from_number)
    }
}

impl Reader<'_> {
    /// One row of the audit log; none if it tells of many records at once.
    ///
    /// # Errors
    /// When the database fails, or the row cannot be read.
    pub fn logged(&self, id: Id) -> Result<Option<Logged>> {
        let sql = "SELECT at, actor, action, record_table, record, subject, old_values, new_values FROM audit \
                   WHERE id = $1 AND records = 1";
        self.optional(sql, &[id.into()], |row| {
            let action: &str = row.get(2)?;
            let json = |text: Option<&str>| text.map(parse).transpose();
            Ok(Logged {
                id,
                at: row.get(0)?,
                actor: row.get(1)?,
                action: Action::from_key(action).ok_or_else(|| Error::Chain(format!("unknown action {action}")))?,
                table: row.get(3)?,
                record: row.get(4)?,
                subject: row.get(5)?,
                before: json(row.get(6)?)?,
                after: json(row.get(7)?)?,
            })
        })
    }

    /// The newest row of the audit log about a record, if it is known by one of its own.
    ///
    /// # Errors
    /// When the database fails.
    pub fn newest_change(&self, table: &str, record: Id) -> Result<Option<Id>> {
        let sql = "SELECT id FROM audit WHERE record_table = $1 AND record = $2 AND records = 1 AND action <> 'view' \
                   ORDER BY id DESC LIMIT 1";
        self.optional(sql, &[table.into(), record.into()], |row| row.get(0))
    }
}

impl Tx<'_> {
    /// Does a logged change the other way round: removes what was added, puts back what was changed or removed. The log tells of
    /// it like of any change. `R` is the kind of record that the change is of.
    ///
    /// # Errors
    /// [`Error::Gone`] if the record does not exist any more, [`Error::Constraint`] if others depend on it, and when the log
    /// does not hold the values, as of secrets.
    pub fn reverse<R: Record>(&mut self, change: &Logged) -> Result<()> {
        let outcome = self.reverse_keyed::<R>(change);
        self.keep(outcome)
    }

    fn reverse_keyed<R: Record>(&mut self, change: &Logged) -> Result<()> {
        if R::FOUND_BY.is_none() {
            return self.try_reverse(R::TABLE, change);
        }
        let before = self.find::<R>(change.record)?;
        self.try_reverse(R::TABLE, change)?;
        let after = self.find::<R>(change.record)?;
        Reader::key(self, before.as_ref(), after.as_ref())
    }

    fn try_reverse(&mut self, table: &'static Table, change: &Logged) -> Result<()> {
        if table.name != change.table {
            return Err(Error::Value(format!("a change of {} as one of {}", change.table, table.name)));
        }
        let (old, new) = match change.action {
            Action::Insert => {
                let sql = format!("DELETE FROM {} WHERE id = $1", table.name);
                self.one(table, change.record, &sql, &[change.record.into()])?;
                (given(table, change.after.as_ref())?, Vec::new())
            }
            Action::Update => {
                let before = given(table, change.before.as_ref())?;
                let mut sql = format!("UPDATE {} SET ", table.name);
                for (place, (field, _)) in before.iter().enumerate() {
                    let _ = write!(sql, "{}{} = ${}", if place > 0 { ", " } else { "" }, field.name, place + 1);
                }
                let mut values: Vec<Value> = before.iter().map(|(_, value)| value.clone()).collect();
                values.push(change.record.into());
                let _ = write!(sql, " WHERE id = ${}", values.len());
                self.one(table, change.record, &sql, &values)?;
                (given(table, change.after.as_ref())?, before)
            }
            Action::Remove => {
                let before = given(table, change.before.as_ref())?;
                let mut values = vec![change.record.into()];
                for field in table.fields {
                    let known = before.iter().find(|(known, _)| known.name == field.name);
                    values.push(known.map_or_else(|| value(field, &Json::Null), |(_, value)| Ok(value.clone()))?);
                }
                let sql = insert_into(table);
                self.one(table, change.record, &sql, &values)?;
                (Vec::new(), before)
            }
            Action::View => return Ok(()),
        };
        let json = |fields: &[(&Field, Value)]| {
            if fields.is_empty() {
                return Ok(None);
            }
            object(fields.iter().map(|(field, value)| (*field, value))).map(Some)
        };
        let action = match change.action {
            Action::Insert => Action::Remove,
            Action::Remove => Action::Insert,
            other => other,
        };
        // A record that goes back to whom it was of before concerns both.
        let person = old.iter().chain(&new).filter(|(field, _)| field.name == "person_id");
        let people: Vec<Id> = person.filter_map(|(_, value)| referred(value)).collect();
        let (old, new) = (json(&old)?, json(&new)?);
        self.known_again(table.name, change.subject)?;
        for person in people.into_iter().filter(|person| Some(*person) != change.subject) {
            self.known_again(table.name, Some(person))?;
            self.touched.add(table.name, Some(person));
        }
        self.tell(table, change.record, change.subject, action, old, new)
    }
}

fn referred(value: &Value) -> Option<Id> {
    match value {
        Value::BigInt(Some(number)) => Some(Id::from_number(*number)),
        _ => None,
    }
}

/// The fields that a row of the log gives, with their values.
fn given(table: &'static Table, json: Option<&Json>) -> Result<Vec<(&'static Field, Value)>> {
    let Some(Json::Object(fields)) = json else { return Ok(Vec::new()) };
    let named = table.fields.iter().filter_map(|field| Some((field, fields.get(field.name)?)));
    named.map(|(field, json)| Ok((field, value(field, json)?))).collect()
}

/// A value as the log keeps it.
fn value(field: &Field, json: &Json) -> Result<Value> {
    if field.privacy == Privacy::Secret {
        return Err(Error::Value(format!("the secret {} from the log, which does not keep it", field.name)));
    }
    let json = json.get("sensitive").unwrap_or(json);
    let text = json.as_str();
    let unread = || Error::Value(format!("what the log says of {}", field.name));
    if json.is_null() {
        return Ok(match field.kind {
            Kind::Text | Kind::LongText | Kind::Choice(_) => Value::Text(None),
            Kind::Date => Value::Date(None),
            Kind::Timestamp => Value::Timestamp(None),
            Kind::YesNo => Value::Bool(None),
            Kind::Whole | Kind::Money | Kind::Term(_) | Kind::Record(_) => Value::BigInt(None),
        });
    }
    Ok(match field.kind {
        Kind::Text | Kind::LongText | Kind::Choice(_) => Value::Text(Some(text.ok_or_else(unread)?.to_owned())),
        Kind::Date => Value::Date(Some(text.and_then(|text| text.parse().ok()).ok_or_else(unread)?)),
        Kind::Timestamp => Value::Timestamp(Some(text.and_then(|text| text.parse().ok()).ok_or_else(unread)?)),
        Kind::YesNo => Value::Bool(Some(json.as_bool().ok_or_else(unread)?)),
        Kind::Whole | Kind::Money | Kind::Term(_) | Kind::Record(_) => {
            Value::BigInt(Some(json.as_i64().ok_or_else(unread)?))
        }
    })
}
