//! What an entry is about that is about no person: whose account or role, which organisation, programme, partner, area or term.

use super::Kept;
use super::shown::{Words, id_in};
use super::telling::block;
use crate::Result;
use crate::reach::Sql;
use base::{Id, Role};
use db::{Action, Reader, Table};
use serde_json::{Map, Value};
use std::collections::HashMap;

/// Kinds of record that belong to one user, by their tables; their column `user_id` says whose they are.
pub(super) const OF_A_USER: [&str; 5] = ["membership", "sign_in_link", "recovery_code", "view_as", "passkey"];

/// Columns that say of what a record is.
const SAYING: [&str; 3] = ["user_id", "organisation_id", "programme_id"];
/// Columns that say which it is.
const NAMING: [&str; 5] = ["role", "figure", "indicator", "file_name", "what"];

/// Of what an entry's record is, as far as its columns say it.
#[derive(Debug, Default)]
pub(super) struct Thing {
    /// Whose.
    pub user: Option<Id>,
    organisation: Option<Id>,
    programme: Option<Id>,
    name: Option<String>,
}

impl Thing {
    fn of(fields: &Value) -> Self {
        let [user, organisation, programme] = SAYING.map(|name| id_in(&fields[name]));
        let name = NAMING.iter().find_map(|name| fields[name].as_str()).map(str::to_owned);
        Self { user, organisation, programme, name }
    }

    /// What the entry is about, in words: "User Kay Keyworker".
    pub fn said(&self, kept: &Kept, words: &Words) -> Option<String> {
        let other = |id: Option<Id>| id.and_then(|id| words.other(id));
        let user = || self.user.map(|id| format!("User {}", words.user(id, kept.change.actor == Some(id))));
        let own = other((kept.records == 1).then_some(kept.record));
        let (organisation, programme) = (other(self.organisation), other(self.programme));
        let parts = match kept.table.as_str() {
            "organisation" | "programme" => return own.map(str::to_owned),
            "membership" => {
                let role = self.name.as_deref().and_then(Role::from_key).map(|role| role.label().to_lowercase());
                let role = [Some("as"), role.as_deref(), organisation.map(|_| "for"), organisation];
                let role: Vec<&str> = role.into_iter().flatten().collect();
                let programme = programme.map_or_else(String::new, |programme| format!(" in {programme}"));
                return user().map(|user| format!("{user}, {}{programme}", role.join(" ")));
            }
            "user_account" => return user(),
            table if OF_A_USER.contains(&table) => return user(),
            "partner" => [organisation.or(own), programme],
            _ => [own.or(self.name.as_deref()), programme],
        };
        let said: Vec<&str> = parts.into_iter().flatten().collect();
        (!said.is_empty()).then(|| said.join(", "))
    }
}

/// Of what the records are that entries about no person tell of, by entry. A change tells only what became different, so what else is to
/// be said is asked of the records: once for each kind.
pub(super) fn things(reader: &Reader<'_>, kinds: &[&'static Table], kept: &[Kept]) -> Result<HashMap<Id, Thing>> {
    let mut things = HashMap::new();
    for table in kinds {
        let of_kind: Vec<&Kept> =
            kept.iter().filter(|kept| kept.table == table.name && kept.subject.is_none()).collect();
        let changed = of_kind.iter().filter(|kept| matches!(kept.change.action, Action::Update | Action::View));
        let now = now(reader, table, &changed.map(|kept| kept.record).collect::<Vec<_>>())?;
        for kept in of_kind {
            let mut thing = match kept.change.action {
                Action::Insert if kept.records > 1 => Thing::of(&common(kept)),
                Action::Insert => kept.change.after.as_ref().map(Thing::of).unwrap_or_default(),
                Action::Remove => kept.change.before.as_ref().map(Thing::of).unwrap_or_default(),
                Action::Update | Action::View => now.get(&kept.record).map(Thing::of).unwrap_or_default(),
            };
            if table.name == "user_account" {
                thing.user = (kept.records == 1).then_some(kept.record);
            }
            things.insert(kept.id, thing);
        }
    }
    Ok(things)
}

/// What records that are there say of themselves.
fn now(reader: &Reader<'_>, table: &Table, records: &[Id]) -> Result<HashMap<Id, Value>> {
    let has = |name: &&&str| table.fields.iter().any(|field| field.name == **name);
    let (saying, naming): (Vec<&str>, Vec<&str>) =
        (SAYING.iter().filter(has).copied().collect(), NAMING.iter().filter(has).copied().collect());
    let mut now = HashMap::new();
    if saying.is_empty() && naming.is_empty() {
        return Ok(now);
    }
    for records in records.chunks(1000) {
        let mut sql = Sql::new("SELECT id");
        for name in saying.iter().chain(&naming) {
            sql.push(", ").push(name);
        }
        sql.push(" FROM ").push(table.name).push(" WHERE id IN ").list(records);
        now.extend(reader.query(&sql.text, &sql.values, |row| {
            let mut fields = Map::new();
            for (place, name) in saying.iter().enumerate() {
                let id: Option<Id> = row.get(place + 1)?;
                fields.insert((*name).to_owned(), id.map(Id::number).into());
            }
            for (place, name) in naming.iter().enumerate() {
                let text: Option<&str> = row.get(saying.len() + place + 1)?;
                fields.insert((*name).to_owned(), text.into());
            }
            Ok((row.get::<Id>(0)?, Value::Object(fields)))
        })?);
    }
    Ok(now)
}

/// What records that were added together have in common.
fn common(kept: &Kept) -> Value {
    let mut rows = block(kept).into_iter().map(|added| added.fields);
    let Some(Value::Object(mut common)) = rows.next() else { return Value::Null };
    for row in rows {
        common.retain(|name, value| row.get(name.as_str()) == Some(value));
    }
    Value::Object(common)
}
