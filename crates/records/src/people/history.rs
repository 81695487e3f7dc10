//! Who changed a person's record and enrolments, when, and how it was before.

use super::{Person, Seen, Shown};
use crate::Result;
use crate::enrolments::Enrolment;
use base::{Field, Kind, Privacy, Timestamp};
use db::{Action, Change, Reader, Record, Table};
use serde_json::Value;

/// How many changes of one record are read at most.
const MOST: u32 = 200;

/// One change, as somebody sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Past {
    /// When.
    pub at: Timestamp,
    /// Who.
    pub who: String,
    /// Of which kind of record: "Person".
    pub what: &'static str,
    /// What was done: "changed".
    pub done: &'static str,
    /// Why, if it was said; else empty.
    pub why: String,
    /// Each field with its value before and after; references to other records are left out.
    pub fields: Vec<(&'static Field, Shown, Shown)>,
}

/// Every change of a person's details, and of those of their enrolments that the asker sees, newest first. What the asker may not read
/// of the person is withheld from the past too.
pub fn history(reader: &Reader<'_>, seen: &Seen, enrolments: &[Enrolment]) -> Result<Vec<Past>> {
    let mut changes = of(seen, Person::TABLE, reader.history(Person::TABLE, seen.id(), MOST)?);
    for enrolment in enrolments {
        changes.extend(of(seen, Enrolment::TABLE, reader.history(Enrolment::TABLE, enrolment.id, MOST)?));
    }
    changes.sort_by_key(|change| std::cmp::Reverse(change.at));
    Ok(changes)
}

fn of(seen: &Seen, table: &'static Table, changes: Vec<Change>) -> Vec<Past> {
    let past = |change: Change| Past {
        at: change.at,
        what: table.label,
        done: match change.action {
            Action::Insert => "added",
            Action::Update => "changed",
            Action::Remove => "removed",
            Action::View => "looked at",
        },
        fields: table.fields.iter().filter_map(|field| values(seen, &change, field)).collect(),
        who: change.actor_name,
        // What was said about a person is said in confidence.
        why: if seen.reads(Privacy::Sensitive) { change.why } else { String::new() },
    };
    changes.into_iter().map(past).collect()
}

/// What a field held before and after, if it is among what was changed.
fn values(seen: &Seen, change: &Change, field: &'static Field) -> Option<(&'static Field, Shown, Shown)> {
    if matches!(field.kind, Kind::Record(_) | Kind::Term(_)) {
        return None;
    }
    let of = |side: &Option<Value>| side.as_ref().and_then(|side| side.get(field.name)).cloned();
    let (before, after) = (of(&change.before), of(&change.after));
    if before.is_none() && after.is_none() {
        return None;
    }
    if !seen.reads(field.privacy) {
        let withheld = Shown::Withheld(field.privacy.withheld());
        return Some((field, withheld.clone(), withheld));
    }
    Some((field, shown(before), shown(after)))
}

fn shown(value: Option<Value>) -> Shown {
    match value {
        None | Some(Value::Null) => Shown::Unknown,
        Some(Value::String(text)) => Shown::Value(text),
        Some(Value::Object(mut marked)) => shown(marked.remove("sensitive")),
        Some(other) => Shown::Value(other.to_string()),
    }
}
