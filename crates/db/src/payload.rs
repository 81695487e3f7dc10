//! What an audit row keeps of the records themselves: their fields as JSON.

use crate::audit::Entry;
use crate::value::write_date;
use crate::{Action, Error, Result, Table, Value};
use base::{Actor, Field, Id, Privacy, Timestamp};
use std::fmt::Write as _;

/// Up to a thousand records that were added together, on their way into one row of the log:
/// `{"fields": […], "sensitive": […], "rows": [[id, subject, value, …], …]}`.
pub(crate) struct Block {
    table: &'static Table,
    head: String,
    json: String,
    first: Id,
    last: Id,
    subject: Option<Id>,
    pub(crate) count: u64,
}

impl Block {
    /// How many records share one audit row.
    pub(crate) const SIZE: usize = 1000;

    pub(crate) fn new(table: &'static Table) -> Self {
        let names = |wanted: fn(&Field) -> bool| {
            let names: Vec<&str> = table.fields.iter().filter(|field| wanted(field)).map(|field| field.name).collect();
            serde_json::Value::from(names)
        };
        let head = format!(
            "{{\"fields\":{},\"sensitive\":{},\"rows\":[",
            names(|_| true),
            names(|field| field.privacy != Privacy::Open)
        );
        let none = Id::from_number(0);
        Self { table, head, json: String::new(), first: none, last: none, subject: None, count: 0 }
    }

    pub(crate) fn clear(&mut self) {
        self.json.clear();
        self.json.push_str(&self.head);
        self.count = 0;
    }

    pub(crate) fn add(&mut self, id: Id, subject: Option<Id>, values: &[Value]) -> Result<()> {
        if self.count == 0 {
            (self.first, self.last, self.subject) = (id, id, subject);
        } else {
            self.json.push(',');
            (self.first, self.last) = (self.first.min(id), self.last.max(id));
            self.subject = self.subject.filter(|one| Some(*one) == subject);
        }
        self.json.push('[');
        push_number(&mut self.json, id.number());
        self.json.push(',');
        match subject {
            Some(subject) => push_number(&mut self.json, subject.number()),
            None => self.json.push_str("null"),
        }
        for (field, value) in self.table.fields.iter().zip(values) {
            self.json.push(',');
            match field.privacy {
                Privacy::Secret => push_text(&mut self.json, "secret"),
                _ => push(&mut self.json, value)?,
            }
        }
        self.json.push(']');
        self.count += 1;
        Ok(())
    }

    /// The finished row of the log; a block of one looks like any single record.
    pub(crate) fn entry<'t>(&mut self, id: Id, at: Timestamp, actor: &'t Actor, why: &'t str) -> Entry<'t> {
        let mut json = String::with_capacity(self.json.capacity());
        std::mem::swap(&mut json, &mut self.json);
        json.push_str("]}");
        if self.count == 1
            && let Some(single) = parse(&json).ok().and_then(|block| one_of_block(&block, self.first))
        {
            json = single.to_string();
        }
        Entry {
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
        }
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

/// The fields of one record of a block, in the form that a single record's entry has; none if it is not in this block.
pub(crate) fn one_of_block(block: &serde_json::Value, id: Id) -> Option<serde_json::Value> {
    let row = block["rows"].as_array()?.iter().find(|row| row[0].as_i64() == Some(id.number()))?.as_array()?;
    let sensitive = block["sensitive"].as_array()?;
    let mut object = serde_json::Map::new();
    for (field, value) in
        block["fields"].as_array()?.iter().zip(row.iter().skip(2)).filter(|(_, value)| !value.is_null())
    {
        let hidden = sensitive.contains(field);
        let value = if hidden { serde_json::json!({ "sensitive": value }) } else { value.clone() };
        object.insert(field.as_str()?.to_owned(), value);
    }
    Some(object.into())
}
