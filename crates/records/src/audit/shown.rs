//! What was in a field, in words; or why it is not shown.

use super::telling::Seen;
use crate::reach::Sql;
use crate::users::User;
use crate::{Result, Workspace};
use base::{Date, Field, Id, Kind, Privacy, Role, Scope, Timestamp};
use db::{Action, Change, Reader, Table};
use serde_json::Value;
use std::collections::HashMap;

/// A field that was changed, or looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changed {
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
    users: HashMap<Id, String>,
    others: HashMap<Id, String>,
}

impl Words {
    pub fn new<'c>(
        reader: &Reader<'_>,
        workspace: &Workspace,
        changes: impl Iterator<Item = &'c Change>,
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
        let id = |value: &Option<Value>| value.as_ref().and_then(|fields| fields["user_id"].as_i64());
        let ids: Vec<Id> =
            changes.flat_map(|change| [id(&change.before), id(&change.after)]).flatten().map(Id::from_number).collect();
        let mut sql = Sql::new("WHERE id IN ");
        sql.list(&ids);
        let users = reader.list::<User>(&sql.text, &sql.values)?.into_iter().map(|user| (user.id, user.name)).collect();
        Ok(Self { users, others })
    }

    /// What an entry about one record says, field by field; what it says in confidence only to whoever reads that of this record.
    pub fn changes(
        &self,
        table: Option<&Table>,
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
            if !before.contains_key(name) && !after.contains_key(name) || name == "person_id" {
                continue;
            }
            let field = fields.iter().find(|field| field.name == name);
            let privacy = privacy(field, before.get(name).or(after.get(name)));
            let withheld = withheld(privacy, subject, seen, sensitive, scope);
            let shown = |value: Option<&Value>| match (value, withheld) {
                (None | Some(Value::Null), _) => Shown::Nothing,
                (Some(_), Some(why)) => Shown::Withheld(why),
                (Some(value), None) => match self.said(field, value) {
                    text if text.is_empty() => Shown::Nothing,
                    text => Shown::Value(text),
                },
            };
            let label = field.map_or_else(|| name.replace('_', " "), |field| field.label.to_owned());
            changed.push(Changed { label, before: shown(before.get(name)), after: shown(after.get(name)) });
        }
        changed.retain(|changed| changed.before != Shown::Nothing || changed.after != Shown::Nothing);
        changed
    }

    fn said(&self, field: Option<&Field>, value: &Value) -> String {
        let value = value.as_object().and_then(|object| object.get("sensitive")).unwrap_or(value);
        let text = || value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let known = || value.as_i64().map(Id::from_number);
        match field.map(|field| field.kind) {
            _ if value.is_null() => String::new(),
            Some(Kind::Record("user_account")) => {
                known().and_then(|id| self.users.get(&id).cloned()).unwrap_or_else(text)
            }
            Some(Kind::Record(_) | Kind::Term(_)) => {
                known().and_then(|id| self.others.get(&id).cloned()).unwrap_or_else(text)
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
        Privacy::Special => Some(SPECIAL),
    }
}

/// The fields that were looked at.
fn looked_at(fields: &[Field], change: &Change) -> Vec<Changed> {
    let viewed = change.after.as_ref().and_then(|entry| entry["viewed"].as_array()).cloned().unwrap_or_default();
    let label = |name: &str| {
        fields
            .iter()
            .find(|field| field.name == name)
            .map_or_else(|| name.replace('_', " "), |field| field.label.to_owned())
    };
    let one = |name: &str| Changed { label: label(name), before: Shown::Nothing, after: Shown::Nothing };
    viewed.iter().filter_map(Value::as_str).map(one).collect()
}
