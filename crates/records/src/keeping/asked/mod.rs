//! Records as forms ask for them: text in, text out, in one way for every kind.

mod kinds;

pub use kinds::SORTS;

use super::own::FURTHER;
use super::{Place, Saved, Sight, Supported, add_despite, change_despite, find, version};
use crate::programmes::Entry;
use crate::submissions::Made;
use crate::{Error, Result, Workspace};
use base::{Actor, Field, Id, Invalid, Kind, Scope, Timestamp};
use db::{Reader, Record, Table, Value, made_of};
use definition::Vocabulary;

/// What stands in a form's fields: the field's name, and its text.
pub type Texts = Vec<(&'static str, String)>;

/// A kind of record that is added and changed by one and the same form.
trait Asked: Supported {
    /// Its name in addresses.
    const KEY: &'static str;
    /// The fields that a form asks for, in order.
    const FIELDS: &'static [&'static str];
    /// Those of them that a new record is not asked for, because they are known later: it has what stands there at first.
    const LATER: &'static [&'static str] = &[];
    /// What stands in fields of a new record; the word "today" is the day.
    const AT_FIRST: &'static [(&'static str, &'static str)] = &[];
    /// Whether one is added by this form; some are made in another way, and by the form only changed.
    const ADDED: bool = true;

    fn save(workspace: &Workspace, actor: &Actor, token: &str, record: &Self, despite: Option<&str>) -> Result<Made> {
        add_despite(workspace, actor, token, record, despite)
    }

    fn amend(
        workspace: &Workspace,
        actor: &Actor,
        token: &str,
        from: &str,
        after: &Self,
        despite: Option<&str>,
    ) -> Result<Saved<Self>> {
        change_despite(workspace, actor, token, from, after, despite)
    }
}

type Save = fn(&Workspace, &Actor, &str, Place, &[Value], Option<&str>) -> Result<Made>;
type Find = fn(&Sort, &Reader<'_>, &Scope, Id) -> Result<Option<Held>>;
type List = fn(&Reader<'_>, &Sight) -> Result<Vec<(Id, Held)>>;
type Change = fn(&Workspace, &Actor, &str, &str, Id, &Written<'_>, Option<&str>) -> Result<Changed>;

/// A kind of record, as forms see it.
#[derive(Clone, Copy)]
pub struct Sort {
    /// Its name in addresses.
    pub key: &'static str,
    /// What one such record is called.
    pub label: &'static str,
    /// What is said when one was added.
    pub recorded: &'static str,
    /// Whether one is added by this form, and not only changed.
    pub added: bool,
    /// Where such records stand.
    pub table: &'static Table,
    pub(super) described: &'static [Field],
    pub(super) asked: &'static [&'static str],
    pub(super) later: &'static [&'static str],
    pub(super) at_first: &'static [(&'static str, &'static str)],
    pub(super) save: Save,
    pub(super) find: Find,
    pub(super) list: List,
    pub(super) change: Change,
}

/// A record as it stands in a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// Whom it is about, and where.
    pub place: Place,
    /// What stands in its fields.
    pub texts: Texts,
    /// The mark of how it stands.
    pub version: String,
}

/// What became of a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Changed {
    /// It is saved.
    Done(Made),
    /// Somebody else has changed the record since the form was shown; nothing was saved.
    Conflict {
        /// The record as it is now.
        theirs: Held,
        /// Who changed it; empty when the log does not say.
        by: String,
        /// When, if the log says.
        at: Option<Timestamp>,
    },
}

/// What was written into a form: the fields it asked, and their texts.
pub(crate) struct Written<'a> {
    pub(super) sort: &'a Sort,
    pub(super) texts: &'a dyn Fn(&str) -> String,
}

const fn sort<R: Asked>() -> Sort {
    Sort {
        key: R::KEY,
        label: R::TABLE.label,
        recorded: R::RECORDED,
        added: R::ADDED,
        table: R::TABLE,
        described: R::TABLE.fields,
        asked: R::FIELDS,
        later: R::LATER,
        at_first: R::AT_FIRST,
        save: |workspace, actor, token, place, values, despite| {
            R::save(workspace, actor, token, &placed::<R>(place, values.to_vec())?, despite)
        },
        find: |_, reader, scope, id| Ok(find::<R>(reader, scope, id)?.map(|record| held(&record))),
        list: |reader, sight| Ok(sight.list::<R>(reader)?.iter().map(|record| (record.id(), held(record))).collect()),
        change: |workspace, actor, token, from, id, written, despite| {
            let scope = actor.scope();
            let before = workspace.read(|reader| find::<R>(reader, &scope, id))?;
            let before = before.ok_or_else(|| Error::not_found(R::TABLE.label, id.to_string()))?;
            let after = made_of::<R>(id, &written.values(before.values())?)?;
            Ok(match R::amend(workspace, actor, token, from, &after, despite)? {
                Saved::Done(made) => Changed::Done(made),
                Saved::Conflict { theirs, by, at } => Changed::Conflict { theirs: held(&*theirs), by, at },
            })
        },
    }
}

fn placed<R: Supported>(place: Place, mut values: Vec<Value>) -> Result<R> {
    for (field, value) in R::TABLE.fields.iter().zip(&mut values) {
        match field.name {
            "person_id" => *value = place.person.into(),
            "programme_id" => *value = place.programme.into(),
            "partner_id" => *value = place.partner.into(),
            _ => {}
        }
    }
    Ok(made_of(Id::from_number(0), &values)?)
}

fn held<R: Asked>(record: &R) -> Held {
    held_of(record, record.place())
}

/// A record as it stands in a form.
pub(crate) fn held_of<R: Record>(record: &R, place: Place) -> Held {
    Held { place, texts: texts_of(record), version: version(record) }
}

/// What stands in a form's fields for a record.
pub(crate) fn texts_of<R: Record>(record: &R) -> Texts {
    R::TABLE.fields.iter().zip(record.values()).map(|(field, value)| (field.name, said(field, &value))).collect()
}

impl Sort {
    /// The kind with this key.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        SORTS.into_iter().find(|sort| sort.key == key)
    }

    /// The fields that its form asks for, in order; of a new record, without those that are known later.
    #[must_use]
    pub fn fields(&self, new: bool) -> Vec<Field> {
        let described = |name: &&str| self.described.iter().find(|field| field.name == *name).copied();
        self.asked.iter().filter(|name| !new || !self.later.contains(name)).filter_map(described).collect()
    }

    /// What a look at such records is called in the audit log, if it is noted: they tell what somebody struggles with, as special-category
    /// fields do.
    #[must_use]
    pub fn noted(&self) -> Option<&'static str> {
        match self.key {
            "need" => Some("needs"),
            "barrier" | "barrier-note" => Some("barriers"),
            _ => None,
        }
    }

    /// Every field that says something of the record itself, for programs: whose it is and who wrote it down is told beside.
    #[must_use]
    pub fn told(&self) -> Vec<Field> {
        const BESIDE: [&str; 5] = ["person_id", "programme_id", "partner_id", "user_id", "source_key"];
        self.described.iter().filter(|field| !BESIDE.contains(&field.name)).copied().collect()
    }

    /// The same in this programme: of the further harmonised questions, those that it asks, and evidence where it lists any.
    #[must_use]
    pub fn fields_in(&self, entry: &Entry, new: bool) -> Vec<Field> {
        let mut fields = self.fields(new);
        if self.key == FURTHER.key {
            fields.retain(|field| entry.definition.programme.asks(field.name));
        }
        if entry.terms(Vocabulary::StatusEvidence).next().is_none() {
            fields.retain(|field| !matches!(field.name, "evidence_id" | "evidence_seen"));
        }
        fields
    }

    /// What stands in the form of a new record.
    #[must_use]
    pub fn at_first(&self, workspace: &Workspace, actor: &Actor) -> Texts {
        let text = |word: &str| match word {
            "today" => workspace.clock().today().to_string(),
            "me" => actor.id().map(|id| id.to_string()).unwrap_or_default(),
            word => word.to_owned(),
        };
        self.at_first.iter().map(|(name, word)| (*name, text(word))).collect()
    }

    /// Adds a record with these texts in its fields. `despite` says why a rule that may be overridden is.
    ///
    /// # Errors
    /// [`Error::Invalid`] for texts that are not what the fields hold, and as [`add`].
    pub fn add(
        &self,
        workspace: &Workspace,
        actor: &Actor,
        token: &str,
        place: Place,
        texts: &dyn Fn(&str) -> String,
        despite: Option<&str>,
    ) -> Result<Made> {
        if !self.added {
            return Err(Error::Refused(format!("a {} is not added here", self.label.to_lowercase())));
        }
        let at_first = self.at_first(workspace, actor);
        let texts = |name: &str| match self.later.contains(&name) {
            true => {
                at_first.iter().find(|(known, _)| *known == name).map_or_else(String::new, |(_, text)| text.clone())
            }
            false => texts(name),
        };
        let values = Written { sort: self, texts: &texts }.values(self.described.iter().map(empty).collect())?;
        (self.save)(workspace, actor, token, place, &values, despite)
    }

    /// The record with this id as it stands in a form, if the scope reaches it.
    ///
    /// # Errors
    /// When the database fails.
    pub fn find(&self, reader: &Reader<'_>, scope: &Scope, id: Id) -> Result<Option<Held>> {
        (self.find)(self, reader, scope, id)
    }

    /// The records of this kind about the person in sight, newest first, with their ids.
    ///
    /// # Errors
    /// When the database fails.
    pub fn list(&self, reader: &Reader<'_>, sight: &Sight) -> Result<Vec<(Id, Held)>> {
        (self.list)(reader, sight)
    }

    /// Changes a record, if it still is what the form was made from: `from` is the version of that.
    ///
    /// # Errors
    /// As [`Sort::add`], and [`change`](super::change).
    #[expect(clippy::too_many_arguments, reason = "what a form sends, as it comes")]
    pub fn change(
        &self,
        workspace: &Workspace,
        actor: &Actor,
        token: &str,
        from: &str,
        id: Id,
        texts: &dyn Fn(&str) -> String,
        despite: Option<&str>,
    ) -> Result<Changed> {
        (self.change)(workspace, actor, token, from, id, &Written { sort: self, texts }, despite)
    }
}

impl Written<'_> {
    /// `values`, with those that the form asks for in place of what they were.
    pub(super) fn values(&self, values: Vec<Value>) -> Result<Vec<Value>> {
        taken(self.sort.described, self.sort.asked, values, self.texts)
    }
}

/// A record with what was written into a form in the fields that it asked.
pub(crate) fn filled<R: Record>(record: &R, asked: &[&str], texts: &dyn Fn(&str) -> String) -> Result<R> {
    Ok(made_of(record.id(), &taken(R::TABLE.fields, asked, record.values(), texts)?)?)
}

/// `values`, with what was written into a form in place of those that it asked.
fn taken(
    described: &[Field],
    asked: &[&str],
    mut values: Vec<Value>,
    texts: &dyn Fn(&str) -> String,
) -> Result<Vec<Value>> {
    let mut wrong = Vec::new();
    for (field, value) in described.iter().zip(&mut values).filter(|(field, _)| asked.contains(&field.name)) {
        let text = texts(field.name);
        match read(field, text.trim()) {
            Ok(read) if field.required && read.is_null() => {
                let asked = field.label.trim_end_matches('?').to_lowercase();
                wrong.push(Invalid::new(field.name, "", format!("is needed: {asked}")));
            }
            Ok(read) => *value = read,
            Err(reason) => wrong.push(Invalid::new(field.name, text, reason)),
        }
    }
    if wrong.is_empty() { Ok(values) } else { Err(Error::Invalid(wrong)) }
}

/// No value, as the field holds it.
pub(crate) fn empty(field: &Field) -> Value {
    match field.kind {
        Kind::Text | Kind::LongText | Kind::Choice(_) => Value::Text(None),
        Kind::Date => Value::Date(None),
        Kind::Timestamp => Value::Timestamp(None),
        Kind::Whole | Kind::Money | Kind::Term(_) | Kind::Record(_) => Value::BigInt(None),
        Kind::YesNo => Value::Bool(None),
    }
}

fn read(field: &Field, text: &str) -> std::result::Result<Value, String> {
    if text.is_empty() {
        return Ok(empty(field));
    }
    Ok(match field.kind {
        Kind::Text | Kind::LongText | Kind::Choice(_) => Value::Text(Some(text.to_owned())),
        Kind::Date => Value::Date(Some(text.parse().map_err(|_| "is not a date: write it like 3 9 2021".to_owned())?)),
        Kind::Timestamp => Value::Timestamp(Some(text.parse().map_err(|_| "is not a moment".to_owned())?)),
        Kind::Whole => Value::BigInt(Some(text.parse().map_err(|_| "is not a whole number".to_owned())?)),
        Kind::Money => Value::BigInt(Some(pence(text).ok_or("is not an amount: write it like 12.50")?)),
        Kind::YesNo => Value::Bool(Some(text == "yes")),
        Kind::Term(_) | Kind::Record(_) => {
            let id: Id = text.parse().map_err(|_| "is not one of those to choose from".to_owned())?;
            Value::BigInt(Some(id.number()))
        }
    })
}

/// An amount of pounds, with or without its sign and pence, in pence.
fn pence(text: &str) -> Option<i64> {
    let text: String = text.chars().filter(|letter| !matches!(letter, '\u{a3}' | ',' | ' ')).collect();
    let (pounds, pence) = text.split_once('.').unwrap_or((&text, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(pounds) || !digits(pence) || pence.len() > 2 || pounds.len() + pence.len() == 0 {
        return None;
    }
    let pounds: i64 = if pounds.is_empty() { 0 } else { pounds.parse().ok()? };
    let pence: i64 = format!("{pence:0<2}").parse().ok()?;
    pounds.checked_mul(100)?.checked_add(pence)
}

fn said(field: &Field, value: &Value) -> String {
    match (field.kind, value) {
        (_, Value::Text(Some(text))) => text.clone(),
        (_, Value::Date(Some(date))) => date.to_string(),
        (_, Value::Timestamp(Some(at))) => at.to_string(),
        (_, Value::Bool(Some(yes))) => if *yes { "yes" } else { "no" }.to_owned(),
        (Kind::Money, Value::BigInt(Some(pence))) => format!("{}.{:02}", pence / 100, pence % 100),
        (Kind::Term(_) | Kind::Record(_), Value::BigInt(Some(id))) => Id::from_number(*id).to_string(),
        (_, Value::BigInt(Some(number))) => number.to_string(),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_as_people_write_them() {
        for (text, pence) in [("12.50", 1250), ("\u{a3}1,200", 120_000), ("0.5", 50), (".75", 75), ("3", 300)] {
            assert_eq!(super::pence(text), Some(pence), "{text}");
        }
        for text in ["", ".", "-3", "1.234", "ten", "99999999999999999999"] {
            assert_eq!(super::pence(text), None, "{text}");
        }
    }

    #[test]
    fn every_field_that_a_form_asks_for_is_described() {
        for sort in SORTS {
            assert_eq!(sort.fields(false).len(), sort.asked.len(), "{}", sort.key);
            assert_eq!(Sort::from_key(sort.key).map(|found| found.label), Some(sort.label));
        }
    }
}
