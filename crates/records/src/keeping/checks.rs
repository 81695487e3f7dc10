//! What every record is held to: its field descriptions and the programme's vocabularies, before its own rules.

use super::Supported;
use crate::programmes::Entry;
use crate::{Error, Result};
use base::{Date, Id, Invalid, Kind};
use db::{Reader, Record, Value};

/// A day that has not come yet cannot have seen it.
#[must_use]
pub fn not_future(field: &'static str, day: Date, today: Date) -> Vec<Invalid> {
    if day > today { vec![Invalid::new(field, day.to_string(), "is in the future")] } else { Vec::new() }
}

/// An end, if there is one, comes neither before the beginning nor after today.
#[must_use]
pub fn ended(field: &'static str, from: Date, end: Option<Date>, today: Date) -> Vec<Invalid> {
    let Some(end) = end else { return Vec::new() };
    if end < from {
        return vec![Invalid::new(field, end.to_string(), format!("is before {from}, when it began"))];
    }
    not_future(field, end, today)
}

/// Refuses a record that breaks a rule. `before` is the record as it was, if it is being changed: a term that has been retired
/// since may stay, but cannot be chosen.
pub(crate) fn checked<R: Supported>(entry: &Entry, record: &R, before: Option<&R>, today: Date) -> Result<()> {
    let mut wrong = described(entry, record, before);
    let own = record.check(today);
    wrong.extend(own.into_iter().filter(|own| !wrong.iter().any(|told| told.field == own.field)).collect::<Vec<_>>());
    if wrong.is_empty() { Ok(()) } else { Err(Error::Invalid(wrong)) }
}

/// What is wrong with a record by the descriptions of its fields alone.
pub(crate) fn described<R: Record>(entry: &Entry, record: &R, before: Option<&R>) -> Vec<Invalid> {
    let old = before.map(Record::values).unwrap_or_default();
    let mut wrong = Vec::new();
    for (place, (field, value)) in R::TABLE.fields.iter().zip(record.values()).enumerate() {
        let empty = match &value {
            Value::Text(Some(text)) => text.trim().is_empty(),
            other => other.is_null(),
        };
        if empty {
            if field.required {
                let asked = field.label.trim_end_matches('?').to_lowercase();
                wrong.push(Invalid::new(field.name, "", format!("is needed: {asked}")));
            }
            continue;
        }
        if old.get(place) == Some(&value) {
            continue;
        }
        match (field.kind, &value) {
            (Kind::Choice(choices), Value::Text(Some(key))) if !choices.iter().any(|choice| choice.key == key) => {
                wrong.push(Invalid::new(field.name, key.as_str(), "is not one of the answers to choose from"));
            }
            (Kind::Term(vocabulary), Value::BigInt(Some(id))) => {
                let id = Id::from_number(*id);
                let mut terms = entry.terms.iter().filter(|term| term.vocabulary == vocabulary);
                match terms.find(|term| term.id == id) {
                    Some(term) if term.retired => {
                        wrong.push(Invalid::new(field.name, term.label.as_str(), "is no longer offered"));
                    }
                    Some(_) => {}
                    None => wrong.push(Invalid::new(field.name, "", "is not one that this programme offers")),
                }
            }
            _ => {}
        }
    }
    wrong.extend(texts(record));
    wrong
}

/// What is wrong with the texts of a record, whatever they say.
pub(crate) fn texts<R: Record>(record: &R) -> Vec<Invalid> {
    let given = R::TABLE.fields.iter().zip(record.values());
    given
        .filter_map(|(field, value)| match value {
            Value::Text(Some(text)) => field.kind.misfit(&text).map(|why| Invalid::new(field.name, "", why)),
            _ => None,
        })
        .collect()
}

/// What is wrong with answers to questions that are the same in every programme.
pub(crate) fn answers<R: Record>(record: &R) -> Vec<Invalid> {
    let given = R::TABLE.fields.iter().zip(record.values());
    given
        .filter_map(|(field, value)| match (field.kind, value) {
            (Kind::Choice(choices), Value::Text(Some(key))) if !choices.iter().any(|choice| choice.key == key) => {
                Some(Invalid::new(field.name, key, "is not one of the answers to choose from"))
            }
            _ => None,
        })
        .chain(texts(record))
        .collect()
}

/// Refuses a record that refers to another one which is about somebody else, or in another programme: a goal to somebody else's
/// plan.
pub(crate) fn belongs<R: Supported>(reader: &Reader<'_>, record: &R) -> Result<()> {
    let place = record.place();
    for (field, value) in R::TABLE.fields.iter().zip(record.values()) {
        let Kind::Record(table) = field.kind else { continue };
        let Value::BigInt(Some(id)) = value else { continue };
        if !REFERRED_TO.contains(&table) {
            continue;
        }
        let sql = format!("SELECT person_id, programme_id FROM {table} WHERE id = $1");
        let found = reader.optional(&sql, &[id.into()], |row| Ok((row.get::<Id>(0)?, row.get::<Id>(1)?)))?;
        if found != Some((place.person, place.programme)) {
            let reason = "is not one of this person in this programme";
            return Err(Error::Invalid(vec![Invalid::new(field.name, "", reason)]));
        }
    }
    Ok(())
}

/// Kinds of record about a person that others of the same person refer to.
const REFERRED_TO: [&str; 6] = ["plan", "goal", "barrier", "need", "leaving", "assignment"];
