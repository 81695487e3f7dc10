//! What was in a field, in words; or why it is not shown.

use super::Kept;
use super::about::Thing;
use super::telling::Seen;
use crate::reach::Sql;
use crate::users::listing;
use crate::{Result, Workspace};
use base::{Date, Field, Id, Kind, Privacy, Role, Scope, Timestamp};
use db::{Action, Change, Reader, Table};
use serde_json::Value;
use std::collections::HashMap;

/// A field that was changed, or looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changed {
    /// Its description, if there is one still.
    pub field: Option<&'static Field>,
    /// What people call it.
    pub label: String,
    /// What was in it before.
    pub before: Shown,
    /// What was in it after.
    pub after: Shown,
}

/// What was in a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shown {
    /// Nothing.
    Nothing,
    /// This, in words.
    Value(String),
    /// Something, and why it is not shown.
    Withheld(&'static str),
}

/// Why the log itself does not repeat what is most private.
const SPECIAL: &str =
    "Withheld: special-category details are not repeated in the log; they stand on the person\u{2019}s own page";
const NO_RECORDS: &str = "Withheld: your role does not see people\u{2019}s records";

/// What the records that entries name are called.
pub(super) struct Words {
    /// Users' names, and whether the asker may know them whatever the entry is about.
    users: HashMap<Id, (String, bool)>,
    others: HashMap<Id, String>,
    /// What one record of each kind is called: "a plan".
    kinds: HashMap<&'static str, String>,
}

impl Words {
    pub fn new(
        reader: &Reader<'_>,
        workspace: &Workspace,
        scope: &Scope,
        kinds: &[&'static Table],
        kept: &[Kept],
        things: &HashMap<Id, Thing>,
    ) -> Result<Self> {
        let mut others = HashMap::new();
        let catalogue = workspace.catalogue();
        for organisation in crate::organisations::all(reader)? {
            others.insert(organisation.id, organisation.name);
        }
        for entry in catalogue.entries() {
            others.insert(entry.programme.id, entry.programme.name.clone());
            others.extend(entry.terms.iter().map(|term| (term.id, term.label.clone())));
            others.extend(entry.areas.iter().map(|area| (area.id, area.label.clone())));
            for partner in &entry.partners {
                let name = others.get(&partner.organisation).cloned().unwrap_or_else(|| partner.key.clone());
                others.insert(partner.id, name);
            }
        }
        let mut ids: Vec<Id> = things.values().filter_map(|thing| thing.user).collect();
        for kept in kept {
            let fields = kinds.iter().find(|table| table.name == kept.table).map_or(&[][..], |table| table.fields);
            for field in fields.iter().filter(|field| field.kind == Kind::Record("user_account")) {
                let sides = [&kept.change.before, &kept.change.after].into_iter().flatten();
                ids.extend(sides.filter_map(|side| id_in(&side[field.name])));
            }
        }
        let one = |table: &&'static Table| {
            let label = table.label.to_lowercase();
            let article = if label.starts_with(['a', 'e', 'i', 'o']) { "an" } else { "a" };
            (table.name, format!("{article} {label}"))
        };
        let kinds = kinds.iter().map(one).collect();
        Ok(Self { users: users(reader, workspace, scope, ids)?, others, kinds })
    }

    /// Adds what more records are called.
    pub fn know(&mut self, named: impl Iterator<Item = (Id, String)>) {
        self.others.extend(named);
    }

    /// What an organisation, programme, partner, area or term is called.
    pub fn other(&self, id: Id) -> Option<&str> {
        self.others.get(&id).map(String::as_str)
    }

    /// What a user is called, for those who know whoever `named` is said of, or may know the user anyway.
    pub fn user(&self, id: Id, named: bool) -> &str {
        match self.users.get(&id) {
            Some((name, known)) if *known || named => name,
            _ => "a user whose name your role does not see",
        }
    }

    /// What an entry about one record says, field by field; what it says in confidence only to whoever reads that of this record.
    pub fn changes(
        &self,
        table: Option<&'static Table>,
        change: &Change,
        subject: Option<Id>,
        seen: &Seen,
        sensitive: bool,
        scope: &Scope,
    ) -> Vec<Changed> {
        let fields = table.map_or(&[][..], |table| table.fields);
        if change.action == Action::View {
            return looked_at(fields, change);
        }
        let object = |value: &Option<Value>| value.as_ref().and_then(Value::as_object).cloned().unwrap_or_default();
        let (before, after) = (object(&change.before), object(&change.after));
        // In the order of the fields; what a newer version has dropped comes last.
        let mut names: Vec<&str> = fields.iter().map(|field| field.name).collect();
        for name in before.keys().chain(after.keys()) {
            if !names.contains(&name.as_str()) {
                names.push(name);
            }
        }
        let mut changed = Vec::new();
        for name in names {
            // Which rows of the log tell of a merge is for undoing it, and says nothing to anybody.
            let inner = table.is_some_and(|table| table.name == "merged") && name == "changes";
            if !before.contains_key(name) && !after.contains_key(name) || name == "person_id" || inner {
                continue;
            }
            let field = fields.iter().find(|field| field.name == name);
            let privacy = privacy(field, before.get(name).or(after.get(name)));
            let withheld = withheld(privacy, subject, seen, sensitive, scope);
            // Whoever is told who somebody is, is told who works with them; and who did something is told anyway.
            let named =
                |id: Id| subject.is_some_and(|subject| seen.names.contains(&subject)) || change.actor == Some(id);
            let shown = |value: Option<&Value>| match (value, withheld) {
                (None | Some(Value::Null), _) => Shown::Nothing,
                (Some(_), Some(why)) => Shown::Withheld(why),
                (Some(value), None) => match self.said(field, value, &named) {
                    text if text.is_empty() => Shown::Nothing,
                    text => Shown::Value(text),
                },
            };
            let label = field.map_or_else(|| name.replace('_', " "), |field| field.label.to_owned());
            changed.push(Changed { field, label, before: shown(before.get(name)), after: shown(after.get(name)) });
        }
        changed.retain(|changed| changed.before != Shown::Nothing || changed.after != Shown::Nothing);
        changed
    }

    fn said(&self, field: Option<&Field>, value: &Value, named: &dyn Fn(Id) -> bool) -> String {
        let id = id_in(value);
        let value = plain(value);
        let text = || value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        match field.map(|field| field.kind) {
            _ if value.is_null() => String::new(),
            Some(Kind::Record("user_account")) => id.map_or_else(String::new, |id| self.user(id, named(id)).to_owned()),
            // What has no name of its own is told by what it is; its number says nothing to anybody.
            Some(Kind::Record(table)) => id
                .and_then(|id| self.other(id))
                .or_else(|| self.kinds.get(table).map(String::as_str))
                .map_or_else(|| format!("another {}", table.replace('_', " ")), str::to_owned),
            Some(Kind::Term(vocabulary)) => id
                .and_then(|id| self.other(id))
                .map_or_else(|| format!("a {vocabulary} that is not there any more"), str::to_owned),
            Some(Kind::Money) => {
                value.as_i64().map_or_else(text, |pence| format!("\u{a3}{}.{:02}", pence / 100, pence % 100))
            }
            Some(Kind::Date) => {
                text().parse().map_or_else(|_| text(), |day: Date| day.strftime("%-d %B %Y").to_string())
            }
            Some(Kind::Timestamp) => text()
                .parse()
                .map_or_else(|_| text(), |at: Timestamp| at.strftime("%-d %B %Y at %H:%M UTC").to_string()),
            Some(Kind::YesNo) => match value.as_bool().or_else(|| value.as_i64().map(|number| number != 0)) {
                Some(true) => "Yes".to_owned(),
                Some(false) => "No".to_owned(),
                None => text(),
            },
            Some(Kind::Choice(choices)) => {
                let key = text();
                choices.iter().find(|choice| choice.key == key).map_or(key, |choice| choice.label.to_owned())
            }
            Some(Kind::Text) if field.is_some_and(|field| field.name == "role") => {
                Role::from_key(&text()).map_or_else(text, |role| role.label().to_owned())
            }
            _ => text(),
        }
    }
}

/// The names of users, and whether the asker sees them among [users](listing::listed).
fn users(
    reader: &Reader<'_>,
    workspace: &Workspace,
    scope: &Scope,
    mut ids: Vec<Id>,
) -> Result<HashMap<Id, (String, bool)>> {
    ids.sort_unstable();
    ids.dedup();
    let mut users = HashMap::new();
    for ids in ids.chunks(1000) {
        let mut sql = Sql::new("SELECT u.id, u.name, ");
        listing::within(&mut sql, scope, workspace);
        sql.push(" FROM user_account u WHERE u.id IN ").list(ids);
        let found = reader.query(&sql.text, &sql.values, |row| Ok((row.get::<Id>(0)?, (row.get(1)?, row.get(2)?))))?;
        users.extend(found);
    }
    Ok(users)
}

/// What was in a field that is marked as sensitive or not.
fn plain(value: &Value) -> &Value {
    value.as_object().and_then(|object| object.get("sensitive")).unwrap_or(value)
}

/// The record that a field names.
pub(super) fn id_in(value: &Value) -> Option<Id> {
    plain(value).as_i64().map(Id::from_number)
}

/// How private a field is; one that is no longer described is as private as it was written down.
fn privacy(field: Option<&Field>, value: Option<&Value>) -> Privacy {
    let marked = value.is_some_and(|value| value.as_object().is_some_and(|object| object.contains_key("sensitive")));
    match field {
        Some(field) if field.privacy != Privacy::Open || !marked => field.privacy,
        _ if marked => Privacy::Special,
        _ => Privacy::Open,
    }
}

fn withheld(
    privacy: Privacy,
    subject: Option<Id>,
    seen: &Seen,
    sensitive: bool,
    scope: &Scope,
) -> Option<&'static str> {
    let within = |people: &std::collections::HashSet<Id>| match subject {
        Some(subject) => people.contains(&subject),
        None => true,
    };
    match privacy {
        _ if scope.is_everything() && privacy != Privacy::Secret => None,
        Privacy::Secret => Some(privacy.withheld()),
        _ if !within(&seen.records) => Some(NO_RECORDS),
        Privacy::Open => None,
        Privacy::Identifying => (!within(&seen.names)).then_some(privacy.withheld()),
        Privacy::Sensitive => (!sensitive).then_some(privacy.withheld()),
        Privacy::Special => match (&seen.special, subject) {
            (None, _) => Some(SPECIAL),
            (Some(_), None) => Some(privacy.withheld()),
            (Some(special), Some(subject)) => (!special.contains(&subject)).then_some(privacy.withheld()),
        },
    }
}

/// The fields that were looked at.
fn looked_at(fields: &'static [Field], change: &Change) -> Vec<Changed> {
    let viewed = change.after.as_ref().and_then(|entry| entry["viewed"].as_array()).cloned().unwrap_or_default();
    let one = |name: &str| {
        let field = fields.iter().find(|field| field.name == name);
        let label = field.map_or_else(|| name.replace('_', " "), |field| field.label.to_owned());
        Changed { field, label, before: Shown::Nothing, after: Shown::Nothing }
    };
    viewed.iter().filter_map(Value::as_str).map(one).collect()
}
