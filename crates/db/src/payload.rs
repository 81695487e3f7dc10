//! What an audit row keeps of the records themselves: their fields as JSON.

use crate::audit::Entry;
use crate::value::write_date;
use crate::{Action, Error, Result, Table, Value};
use base::{Actor, Field, Id, Kind, Privacy, Timestamp};
use std::fmt::Write as _;

/// Up to a thousand records that were added together, on their way into one row of the log, column by column:
/// `{"ids": […], "subjects": […], "sensitive": [field, …], "distances": [field, …], "values": {field: […], …}}`.
///
/// The log would otherwise be larger than what it tells of. So a column that is the same throughout stands there once, not as
/// a list; ids (those of the records, of their subjects, and in the fields named in `distances`) are each told by their
/// distance from the one before, the first from 0; and subjects that are those of a field by that field's name.
pub(crate) struct Block {
    table: &'static Table,
    ids: Column,
    subjects: Column,
    columns: Vec<Column>,
    first: Id,
    last: Id,
    subject: Option<Id>,
    pub(crate) count: u64,
}

/// One column of a block.
#[derive(Default)]
struct Column {
    distances: bool,
    before: i64,
    first: Option<Value>,
    same: bool,
    json: String,
}

impl Column {
    fn new(distances: bool) -> Self {
        Self { distances, same: true, ..Self::default() }
    }

    fn clear(&mut self) {
        let json = std::mem::take(&mut self.json);
        *self = Self { json, ..Self::new(self.distances) };
        self.json.clear();
    }

    fn add(&mut self, value: &Value) -> Result<()> {
        match &self.first {
            Some(first) => {
                self.same &= first == value;
                self.json.push(',');
            }
            None => self.first = Some(value.clone()),
        }
        match value {
            Value::BigInt(Some(number)) if self.distances => {
                push_number(&mut self.json, number.wrapping_sub(self.before));
                self.before = *number;
                Ok(())
            }
            other => push(&mut self.json, other),
        }
    }

    /// Writes the column, or the one value that it has throughout.
    fn finish(&self, json: &mut String) -> Result<()> {
        match &self.first {
            Some(first) if self.same => return push(json, first),
            _ => {
                json.push('[');
                json.push_str(&self.json);
                json.push(']');
            }
        }
        Ok(())
    }
}

impl Block {
    /// How many records share one audit row.
    pub(crate) const SIZE: usize = 1000;

    pub(crate) fn new(table: &'static Table) -> Self {
        let columns = table.fields.iter().map(|field| Column::new(refers(field))).collect();
        let none = Id::from_number(0);
        let (ids, subjects) = (Column::new(true), Column::new(true));
        Self { table, ids, subjects, columns, first: none, last: none, subject: None, count: 0 }
    }

    pub(crate) fn clear(&mut self) {
        self.ids.clear();
        self.subjects.clear();
        self.columns.iter_mut().for_each(Column::clear);
        self.count = 0;
    }

    pub(crate) fn add(&mut self, id: Id, subject: Option<Id>, values: &[Value]) -> Result<()> {
        if self.count == 0 {
            (self.first, self.last, self.subject) = (id, id, subject);
        } else {
            (self.first, self.last) = (self.first.min(id), self.last.max(id));
            self.subject = self.subject.filter(|one| Some(*one) == subject);
        }
        self.ids.add(&id.into())?;
        self.subjects.add(&subject.into())?;
        let secret = Value::Text(Some("secret".to_owned()));
        for ((field, column), value) in self.table.fields.iter().zip(&mut self.columns).zip(values) {
            column.add(if field.privacy == Privacy::Secret { &secret } else { value })?;
        }
        self.count += 1;
        Ok(())
    }

    fn json(&self) -> Result<String> {
        let names = |wanted: fn(&Field) -> bool| {
            let names: Vec<&str> =
                self.table.fields.iter().filter(|field| wanted(field)).map(|field| field.name).collect();
            serde_json::Value::from(names).to_string()
        };
        let room = self.columns.iter().map(|column| column.json.len()).sum::<usize>() + self.ids.json.len();
        let mut json = String::with_capacity(room + self.subjects.json.len() + 1000);
        json.push_str("{\"ids\":");
        self.ids.finish(&mut json)?;
        json.push_str(",\"subjects\":");
        let fields = || self.table.fields.iter().zip(&self.columns);
        match fields().find(|(_, column)| column.distances && column.json == self.subjects.json) {
            Some((field, _)) => push_text(&mut json, field.name),
            None => self.subjects.finish(&mut json)?,
        }
        json.push_str(",\"sensitive\":");
        json.push_str(&names(|field| field.privacy != Privacy::Open));
        json.push_str(",\"distances\":");
        json.push_str(&names(refers));
        json.push_str(",\"values\":{");
        for (index, (field, column)) in fields().enumerate() {
            if index > 0 {
                json.push(',');
            }
            push_text(&mut json, field.name);
            json.push(':');
            column.finish(&mut json)?;
        }
        json.push_str("}}");
        Ok(json)
    }

    /// The finished row of the log; a block of one looks like any single record.
    pub(crate) fn entry<'t>(&self, id: Id, at: Timestamp, actor: &'t Actor, why: &'t str) -> Result<Entry<'t>> {
        let mut json = self.json()?;
        if self.count == 1
            && let Some(single) = parse(&json).ok().and_then(|block| one_of_block(&block, self.first))
        {
            json = single.to_string();
        }
        Ok(Entry {
            id,
            at,
            actor,
            action: Action::Insert,
            table: self.table.name,
            record: self.first,
            last_record: self.last,
            records: i64::try_from(self.count).unwrap_or(i64::MAX),
            subject: self.subject,
            old: None,
            new: Some(json),
            why,
        })
    }
}

/// The fields and their values as a JSON object; sensitive ones marked.
pub(crate) fn object<'v>(fields: impl Iterator<Item = (&'v Field, &'v Value)>) -> Result<String> {
    let mut json = String::from("{");
    for (field, value) in fields {
        if json.len() > 1 {
            json.push(',');
        }
        push_text(&mut json, field.name);
        json.push(':');
        match field.privacy {
            Privacy::Open => push(&mut json, value)?,
            // What opens doors must not lie about in a log that is never emptied.
            Privacy::Secret => json.push_str("{\"sensitive\":\"secret\"}"),
            Privacy::Identifying | Privacy::Sensitive | Privacy::Special => {
                json.push_str("{\"sensitive\":");
                push(&mut json, value)?;
                json.push('}');
            }
        }
    }
    json.push('}');
    Ok(json)
}

/// Writes a value as JSON: whole numbers in full, dates and moments as text, bytes as hexadecimal text.
fn push(json: &mut String, value: &Value) -> Result<()> {
    match value {
        Value::BigInt(Some(number)) => push_number(json, *number),
        Value::Text(Some(text)) => push_text(json, text),
        Value::Bool(Some(yes)) => json.push_str(if *yes { "true" } else { "false" }),
        Value::Date(Some(date)) => {
            let mut buffer = [0; 10];
            write_date(*date, &mut buffer)?;
            json.push('"');
            json.push_str(std::str::from_utf8(&buffer).unwrap_or_default());
            json.push('"');
        }
        Value::Timestamp(Some(at)) => push_text(json, &at.to_string()),
        // Kept as text, so that the log is well-formed whatever is in it.
        Value::Json(Some(text)) => push_text(json, text),
        Value::Bytes(Some(bytes)) => push_text(json, &crate::seal::hex(bytes)),
        Value::Double(Some(number)) if number.is_finite() => {
            let _ = write!(json, "{number:?}");
        }
        Value::Double(Some(number)) => push_text(json, &number.to_string()),
        _ => json.push_str("null"),
    }
    Ok(())
}

/// Writes a whole number: what most values of a block are, and so without the machinery of formatting.
fn push_number(json: &mut String, number: i64) {
    let mut digits = [0; 20];
    let mut start = digits.len();
    let mut rest = number.unsigned_abs();
    while start == digits.len() || rest > 0 {
        start -= 1;
        digits[start] = b'0' + (rest % 10) as u8;
        rest /= 10;
    }
    if number < 0 {
        json.push('-');
    }
    json.push_str(std::str::from_utf8(&digits[start..]).unwrap_or_default());
}

/// Writes a JSON string. Most need no escaping, and are copied whole.
fn push_text(json: &mut String, text: &str) {
    json.push('"');
    let mut rest = text;
    while let Some(at) = rest.bytes().position(|byte| byte < 0x20 || byte == b'"' || byte == b'\\') {
        let (plain, after) = rest.split_at(at);
        json.push_str(plain);
        let _ = match after.as_bytes()[0] {
            b'"' => write!(json, "\\\""),
            b'\\' => write!(json, "\\\\"),
            control => write!(json, "\\u{control:04x}"),
        };
        rest = &after[1..];
    }
    json.push_str(rest);
    json.push('"');
}

pub(crate) fn parse(text: &str) -> Result<serde_json::Value> {
    serde_json::from_str(text).map_err(|error| Error::Chain(format!("an entry's values are not JSON: {error}")))
}

/// Whether a field holds ids, which are much like those of the record before.
fn refers(field: &Field) -> bool {
    matches!(field.kind, Kind::Record(_) | Kind::Term(_))
}

/// The ids of a column that tells them by their distances; none for a record that has none there.
fn ids(column: &serde_json::Value) -> impl Iterator<Item = Option<i64>> {
    let mut before = 0_i64;
    column.as_array().map_or(std::slice::from_ref(column), Vec::as_slice).iter().map(move |distance| {
        before = before.wrapping_add(distance.as_i64()?);
        Some(before)
    })
}

/// The people whom the records of a block are about.
pub(crate) fn subjects(block: &serde_json::Value) -> impl Iterator<Item = Id> {
    let told = &block["subjects"];
    let column = told.as_str().map_or(told, |field| &block["values"][field]);
    ids(column).flatten().map(Id::from_number)
}

/// One of several records that an entry of the log tells of together.
#[derive(Debug, Clone, PartialEq)]
pub struct Added {
    /// The record.
    pub record: Id,
    /// The person it is about.
    pub subject: Option<Id>,
    /// Its fields, in the form that a single record's entry has.
    pub fields: serde_json::Value,
}

/// Every record of a block.
#[must_use]
pub fn each_of_block(block: &serde_json::Value) -> Vec<Added> {
    let told = &block["subjects"];
    let subjects: Vec<Option<i64>> = ids(told.as_str().map_or(told, |field| &block["values"][field])).collect();
    let named = |names: &serde_json::Value, field: &str| {
        names.as_array().is_some_and(|names| names.iter().any(|name| name == field))
    };
    let records = ids(&block["ids"]).flatten().enumerate();
    let mut added: Vec<Added> = records
        .map(|(place, id)| Added {
            record: Id::from_number(id),
            // Subjects that are the same throughout stand there once.
            subject: subjects.get(place).or(subjects.first()).copied().flatten().map(Id::from_number),
            fields: serde_json::Value::Object(serde_json::Map::new()),
        })
        .collect();
    for (field, column) in block["values"].as_object().into_iter().flatten() {
        let cells: Vec<serde_json::Value> = match column.as_array() {
            None => vec![column.clone(); added.len()],
            Some(_) if named(&block["distances"], field) => ids(column).map(serde_json::Value::from).collect(),
            Some(cells) => cells.clone(),
        };
        for (one, value) in added.iter_mut().zip(cells).filter(|(_, value)| !value.is_null()) {
            let hidden = named(&block["sensitive"], field);
            let value = if hidden { serde_json::json!({ "sensitive": value }) } else { value };
            if let Some(fields) = one.fields.as_object_mut() {
                fields.insert(field.clone(), value);
            }
        }
    }
    added
}

/// The fields of one record of a block, in the form that a single record's entry has; none if it is not in this block.
pub(crate) fn one_of_block(block: &serde_json::Value, id: Id) -> Option<serde_json::Value> {
    let place = ids(&block["ids"]).position(|one| one == Some(id.number()))?;
    let (sensitive, distances) = (block["sensitive"].as_array()?, block["distances"].as_array()?);
    let named = |names: &[serde_json::Value], field: &str| names.iter().any(|name| name == field);
    let mut object = serde_json::Map::new();
    for (field, column) in block["values"].as_object()? {
        let value = match column.as_array() {
            None => column.clone(),
            Some(_) if named(distances, field) => ids(column).nth(place)?.into(),
            Some(cells) => cells.get(place)?.clone(),
        };
        if value.is_null() {
            continue;
        }
        let value = if named(sensitive, field) { serde_json::json!({ "sensitive": value }) } else { value };
        object.insert(field.clone(), value);
    }
    Some(object.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    const VISIT: &Table = &Table {
        name: "visit",
        label: "visit",
        fields: &[
            Field::new("person_id", "Person", Kind::Record("person")),
            Field::new("programme_id", "Programme", Kind::Record("programme")),
            Field::new("partner_id", "Partner", Kind::Record("partner")),
            Field::new("minutes", "Minutes", Kind::Whole),
            Field::new("notes", "Notes", Kind::LongText).private(Privacy::Sensitive),
        ],
    };

    /// A visit to a person in programme 7: its id, the person, the partner if one made it, its minutes, what was said.
    type Visit = (i64, i64, Option<i64>, i64, Option<&'static str>);

    fn block(visits: &[Visit]) -> serde_json::Value {
        let mut block = Block::new(VISIT);
        block.clear();
        for (id, person, partner, minutes, notes) in visits {
            let notes = Value::Text(notes.map(str::to_owned));
            let values = [(*person).into(), 7.into(), Value::BigInt(*partner), (*minutes).into(), notes];
            block.add(Id::from_number(*id), Some(Id::from_number(*person)), &values).unwrap();
        }
        parse(&block.json().unwrap()).unwrap()
    }

    #[test]
    fn records_that_were_added_together_are_told_compactly_and_each_is_told_whole() {
        let visits = [
            (900, 31, Some(5), 20, None),
            (901, 31, None, 30, Some("said \"yes\"")),
            (905, 12, Some(i64::MAX), 30, None),
            (902, 40, Some(4), 30, None),
        ];
        let block = block(&visits);
        assert_eq!(block["ids"].to_string(), "[900,1,4,-3]");
        assert_eq!(block["values"]["programme_id"], 7);
        assert_eq!(block["subjects"], "person_id");
        let people: Vec<i64> = subjects(&block).map(Id::number).collect();
        assert_eq!(people, [31, 31, 12, 40]);
        let told = |id| one_of_block(&block, Id::from_number(id)).map(|record| record.to_string());
        assert_eq!(told(900).unwrap(), r#"{"person_id":31,"programme_id":7,"partner_id":5,"minutes":20}"#);
        let second = r#"{"person_id":31,"programme_id":7,"minutes":30,"notes":{"sensitive":"said \"yes\""}}"#;
        assert_eq!(told(901).unwrap(), second);
        let third = format!(r#"{{"person_id":12,"programme_id":7,"partner_id":{},"minutes":30}}"#, i64::MAX);
        assert_eq!(told(905).unwrap(), third);
        assert_eq!(told(902).unwrap(), r#"{"person_id":40,"programme_id":7,"partner_id":4,"minutes":30}"#);
        assert_eq!(told(903), None);
    }

    #[test]
    fn a_block_of_one_and_of_the_same_throughout_is_told_too() {
        let one = block(&[(900, 31, None, 20, None)]);
        let told = one_of_block(&one, Id::from_number(900)).unwrap();
        assert_eq!(told.to_string(), r#"{"person_id":31,"programme_id":7,"minutes":20}"#);
        let same = block(&[(900, 31, None, 20, None), (901, 31, None, 20, None)]);
        assert_eq!(subjects(&same).map(Id::number).collect::<Vec<_>>(), [31]);
        let told = one_of_block(&same, Id::from_number(901)).unwrap();
        assert_eq!(told.to_string(), r#"{"person_id":31,"programme_id":7,"minutes":20}"#);
    }
}
