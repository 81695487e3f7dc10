//! What every record is held to: its field descriptions and the programme's vocabularies, its own rules, and the days on which
//! something can have been.

use super::{Place, Supported};
use crate::people::Born;
use crate::programmes::Entry;
use crate::{Error, Result};
use base::{Date, Id, Invalid, Kind};
use db::{Reader, Record, Value};
use jiff::ToSpan as _;

/// Nothing that is recorded was before it.
const EARLIEST: Date = Date::constant(1900, 1, 1);

/// How many years ahead something may be arranged.
const AHEAD: i64 = 10;

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

/// What is support comes no earlier than support in the programme, which begins with it.
#[must_use]
pub fn not_before_support(field: &'static str, day: Date, start: Date) -> Vec<Invalid> {
    if day >= start {
        return Vec::new();
    }
    let reason = format!("is before their support began, {start}: correct the date, or the start under Details");
    vec![Invalid::new(field, day.to_string(), reason)]
}

/// Days that cannot be, whatever they are days of: before anybody is recorded, before the person was born, or too far ahead. What
/// stood in `before` may stay.
pub(crate) fn impossible<R: Record>(record: &R, before: Option<&R>, born: Option<Born>, today: Date) -> Vec<Invalid> {
    let old = before.map(Record::values).unwrap_or_default();
    let latest = today.saturating_add(AHEAD.years());
    let given = R::TABLE.fields.iter().zip(record.values()).enumerate();
    given
        .filter(|(place, (_, value))| old.get(*place) != Some(value))
        .filter_map(|(_, (field, value))| {
            let Value::Date(Some(day)) = value else { return None };
            let why = match born.filter(|born| day < born.earliest()) {
                Some(born) => format!("is before their date of birth, {born}"),
                None if day < EARLIEST => format!("is before {}", EARLIEST.year()),
                None if day > latest => format!("is more than {AHEAD} years ahead"),
                None => return None,
            };
            Some(Invalid::new(field.name, day.to_string(), why))
        })
        .collect()
}

/// What is wrong with the days of a record beside when the person was born and when their support in the programme began.
fn mistimed<R: Supported>(reader: &Reader<'_>, record: &R, before: Option<&R>, today: Date) -> Result<Vec<Invalid>> {
    let Place { person, programme, .. } = record.place();
    let sql = "SELECT p.birth_date, p.birth_precision, e.start_date FROM person p \
               LEFT JOIN enrolment e ON e.person_id = p.id AND e.programme_id = $2 WHERE p.id = $1";
    let known = reader.optional(sql, &[person.into(), programme.into()], |row| {
        Ok((row.get::<Option<Date>>(0)?, row.get::<Option<String>>(1)?, row.get::<Option<Date>>(2)?))
    })?;
    let Some((birth_date, precision, start)) = known else { return Ok(Vec::new()) };
    let born = birth_date.map(|date| Born::known(date, precision.as_deref()));
    let given = |record: &R| record.values().into_iter().nth(given_place::<R>()?);
    let mut wrong = Vec::new();
    if let (Some(start), Some(Value::Date(Some(day))), Some(field)) = (start, given(record), R::GIVEN)
        && before.and_then(given) != Some(Value::Date(Some(day)))
    {
        wrong = not_before_support(field, day, start);
    }
    let others = impossible(record, before, born, today);
    // That it is before they were born says more than that it is before support began.
    wrong.retain(|told| !others.iter().any(|other| other.field == told.field));
    wrong.extend(others);
    Ok(wrong)
}

/// Where among the fields the day stands on which support was given.
fn given_place<R: Supported>() -> Option<usize> {
    let given = R::GIVEN?;
    R::TABLE.fields.iter().position(|field| field.name == given)
}

/// Refuses a record that breaks a rule. `before` is the record as it was, if it is being changed: a term that has been retired
/// since may stay, but cannot be chosen.
pub(crate) fn checked<R: Supported>(
    reader: &Reader<'_>,
    entry: &Entry,
    record: &R,
    before: Option<&R>,
    today: Date,
) -> Result<()> {
    let mut wrong = described(entry, record, before);
    for more in [record.check(today), mistimed(reader, record, before, today)?] {
        let untold: Vec<Invalid> =
            more.into_iter().filter(|one| !wrong.iter().any(|told| told.field == one.field)).collect();
        wrong.extend(untold);
    }
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
