//! Two definitions held against each other, and one definition's fingerprint.

use crate::change::{Action, Change};
use crate::model::Definition;
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};
use std::collections::HashSet;
use std::iter;

/// What applying `new` in place of `old` would change, in the order of the file: nothing is ever deleted, so what is
/// missing is retired.
#[must_use]
pub fn compare(old: &Definition, new: &Definition) -> Vec<Change> {
    let mut changes = Vec::new();
    let (old, new) = (fields(old), fields(new));
    for (part, after) in &new {
        let before = old.get(part).unwrap_or(&Value::Null);
        match (before, after) {
            (Value::Array(before), Value::Array(after)) if is_keyed(before) && is_keyed(after) => {
                lists(part, before, after, &mut changes);
            }
            _ => values(&Part::single(part, new.get("programme")), "", before, after, &mut changes),
        }
    }
    changes
}

impl Definition {
    /// A fingerprint of everything in it: 64 hexadecimal digits, the same for files that differ only in layout, comments or
    /// the order of tables of different kinds.
    #[must_use]
    pub fn digest(&self) -> String {
        let text = Value::Object(fields(self)).to_string();
        Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

/// The definition as names and values. A definition always has a JSON form, since its maps have text for keys.
fn fields(definition: &Definition) -> Map<String, Value> {
    match serde_json::to_value(definition) {
        Ok(Value::Object(fields)) => fields,
        _ => Map::new(),
    }
}

/// One part of a definition: the table it is in, its key and its name.
struct Part<'v> {
    part: &'v str,
    key: &'v str,
    what: String,
}

impl<'v> Part<'v> {
    fn of_list(list: &str, item: &'v Value) -> Self {
        let text = |name| item.get(name).and_then(Value::as_str);
        let part = text("vocabulary").unwrap_or_else(|| singular(list));
        let key = text("key").or_else(|| text("date")).unwrap_or_default();
        let name = text("label").or_else(|| text("title")).or_else(|| text("statement")).unwrap_or(key);
        Self { part, key, what: format!("{part} \u{201c}{name}\u{201d}") }
    }

    fn single(part: &'v str, programme: Option<&'v Value>) -> Self {
        let name = programme.and_then(|fields| fields.get("name")).and_then(Value::as_str).unwrap_or_default();
        let what = match part {
            "programme" => format!("programme \u{201c}{name}\u{201d}"),
            "logic" => "the logic model".to_owned(),
            "words" => "the programme's own words".to_owned(),
            "silent" => "what the documents leave out".to_owned(),
            "targets_in_force" => "the targets in force".to_owned(),
            other => other.replace('_', " "),
        };
        Self { part: singular(part), key: "", what }
    }

    fn change(&self, action: Action) -> Change {
        Change { what: self.what.clone(), part: self.part.to_owned(), key: self.key.to_owned(), action }
    }
}

/// The name of a list's table in the file.
fn singular(list: &str) -> &'static str {
    const NAMES: [(&str, &str); 24] = [
        ("programme", "programme"),
        ("words", "words"),
        ("silent", "silent"),
        ("strands", "strand"),
        ("roles", "role"),
        ("funders", "funder"),
        ("planned_ends", "planned-end"),
        ("marked_events", "marked-event"),
        ("predecessors", "predecessor"),
        ("successors", "successor"),
        ("partners", "partner"),
        ("sub_areas", "sub-area"),
        ("areas", "area"),
        ("posts", "post"),
        ("evidence", "evidence"),
        ("indicators", "indicator"),
        ("target_sets", "targets"),
        ("targets_in_force", "targets"),
        ("instruments", "instrument"),
        ("frames", "frame"),
        ("groupings", "grouping"),
        ("figures", "figure"),
        ("reports", "report"),
        ("published", "published"),
    ];
    match NAMES.iter().find(|(many, _)| *many == list) {
        Some((_, one)) => one,
        None if list == "age_bands" => "age-bands",
        None if list == "logic" => "logic",
        None => "part",
    }
}

/// Whether every item has something to be known by that no other has.
fn is_keyed(items: &[Value]) -> bool {
    let mut seen = HashSet::new();
    items.iter().all(|item| {
        let identity = identity(item);
        !identity.is_empty() && seen.insert(identity)
    })
}

/// What an item is known by among its like, in words: its key, or what it is about. Empty if by nothing.
fn identity(item: &Value) -> String {
    let text = |name: &&str| item.get(*name).and_then(Value::as_str);
    if let (Some(from), Some(Value::Array(to))) = (text(&"from"), item.get("to")) {
        return format!("from {from} to {}", to.iter().map(said).collect::<Vec<_>>().join(", "));
    }
    let own = ["key", "date", "indicator", "area", "heading"].iter().find_map(text);
    let rest: &[&str] = if item.get("key").is_some() { &["vocabulary"] } else { &["partner", "period", "from"] };
    own.map_or_else(String::new, |own| {
        iter::once(own).chain(rest.iter().filter_map(text)).collect::<Vec<_>>().join(" ")
    })
}

/// A field's name as in the file, where a list has the name of one of its items.
fn field_name(name: &str) -> String {
    const LISTS: [(&str, &str); 9] = [
        ("targets", "target"),
        ("sections", "section"),
        ("columns", "column"),
        ("links", "link"),
        ("codes", "code"),
        ("groups", "group"),
        ("shares", "share"),
        ("benchmarks", "benchmark"),
        ("filters", "where"),
    ];
    match LISTS.iter().find(|(many, _)| *many == name) {
        Some((_, one)) => (*one).to_owned(),
        None if name == "entries" => "entry".to_owned(),
        None => name.replace('_', "-"),
    }
}

fn lists(list: &str, before: &[Value], after: &[Value], changes: &mut Vec<Change>) {
    let find = |items: &'_ [Value], wanted: &Value| items.iter().position(|item| identity(item) == identity(wanted));
    let retired = |item: &Value| item.get("retired").and_then(Value::as_bool).unwrap_or(false);
    let mut last = None;
    for item in after {
        let part = Part::of_list(list, item);
        let Some(place) = find(before, item) else {
            changes.push(part.change(Action::Added));
            continue;
        };
        match (retired(&before[place]), retired(item)) {
            (false, true) => changes.push(part.change(Action::Retired)),
            (true, false) => changes.push(part.change(Action::Revived)),
            _ => {}
        }
        if last.is_some_and(|last| place < last) {
            changes.push(part.change(Action::Moved));
        } else {
            last = Some(place);
        }
        values(&part, "", &before[place], item, changes);
    }
    for item in before.iter().filter(|item| find(after, item).is_none() && !retired(item)) {
        changes.push(Part::of_list(list, item).change(Action::Retired));
    }
}

/// Differences of single values. Tables are gone into, and so are lists of things with keys; other lists are compared as
/// one value.
fn values(part: &Part<'_>, field: &str, before: &Value, after: &Value, changes: &mut Vec<Change>) {
    let inner = |name: &str| match (field, name) {
        ("", name) => field_name(name),
        (field, name) => format!("{field} {}", field_name(name)),
    };
    match (before, after) {
        (Value::Object(old), Value::Object(new)) => {
            let names = new.keys().chain(old.keys().filter(|name| !new.contains_key(*name)));
            for name in names.filter(|name| *name != "retired") {
                let (old, new) = (old.get(name).unwrap_or(&Value::Null), new.get(name).unwrap_or(&Value::Null));
                values(part, &inner(name), old, new, changes);
            }
        }
        (Value::Array(old), Value::Array(new)) if is_keyed(old) && is_keyed(new) => {
            let find =
                |items: &[Value], item: &Value| items.iter().find(|one| identity(one) == identity(item)).cloned();
            for item in new {
                let old = find(old, item).unwrap_or(Value::Null);
                values(part, &inner(&identity(item)), &old, item, changes);
            }
            for item in old.iter().filter(|item| find(new, item).is_none()) {
                values(part, &inner(&identity(item)), item, &Value::Null, changes);
            }
        }
        _ if before == after => {}
        _ => {
            let field = if field.is_empty() { part.part.to_owned() } else { field.to_owned() };
            changes.push(part.change(Action::Changed { field, before: said(before), after: said(after) }));
        }
    }
}

/// A value in words.
fn said(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::Bool(true) => "yes".to_owned(),
        Value::Bool(false) => "no".to_owned(),
        Value::Number(number) => number.to_string(),
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(said).collect::<Vec<_>>().join(", "),
        Value::Object(fields) => match fields.get("label").and_then(Value::as_str) {
            Some(label) => label.to_owned(),
            None => {
                let there = fields.iter().filter(|(_, value)| !value.is_null());
                there
                    .map(|(name, value)| format!("{}: {}", name.replace('_', "-"), said(value)))
                    .collect::<Vec<_>>()
                    .join("; ")
            }
        },
    }
}
