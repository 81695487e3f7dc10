//! People as somebody sees them: what the one who looks may not read of a person is not in it.

use super::{Born, Person, choices};
use crate::Result;
use crate::reach::{Span, Sql};
use base::{Act, Actor, Field, Id, Kind, Privacy, Scope};
use db::{Reader, Record, Row, Value, made_of};

/// A person as somebody sees them. What is withheld cannot be got out of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    person: Person,
    names: bool,
    sensitive: bool,
    special: bool,
}

/// What somebody sees of one field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shown {
    /// What it holds.
    Value(String),
    /// Nothing is recorded.
    Unknown,
    /// It is withheld, for this reason.
    Withheld(&'static str),
}

impl Seen {
    /// Whose record it is.
    #[must_use]
    pub fn id(&self) -> Id {
        self.person.id
    }

    /// Whether fields as private as this are shown.
    #[must_use]
    pub fn reads(&self, privacy: Privacy) -> bool {
        match privacy {
            Privacy::Open => true,
            Privacy::Identifying => self.names,
            Privacy::Sensitive => self.sensitive,
            Privacy::Special => self.special,
            Privacy::Secret => false,
        }
    }

    /// The name as people say it, else the reference; where both are withheld, a pseudonym that is the same everywhere.
    #[must_use]
    pub fn name(&self) -> String {
        if self.names { self.person.name() } else { format!("Person {}", self.person.id) }
    }

    /// The reference.
    #[must_use]
    pub fn reference(&self) -> Option<&str> {
        self.names.then_some(self.person.reference.as_str())
    }

    /// When they were born, as exactly as it is known: the year at most, for those who see no names.
    #[must_use]
    pub fn born(&self) -> Option<Born> {
        let born = self.person.born()?;
        Some(if self.names { born } else { born.year_only() })
    }

    /// The record with empty fields where they are withheld; in place of a withheld reference stands the pseudonym.
    ///
    /// # Errors
    /// Never, as long as a person can be made of what a person holds.
    pub fn told(&self) -> Result<Person> {
        let told = Person::TABLE.fields.iter().zip(self.person.values()).map(|(field, value)| {
            match (self.reads(field.privacy), field.name) {
                (true, _) => value,
                (false, "reference") => self.name().into(),
                (false, _) => crate::keeping::empty(field),
            }
        });
        Ok(made_of(self.person.id, &told.collect::<Vec<_>>())?)
    }

    /// What may be seen of a field of [`Person`].
    #[must_use]
    pub fn field(&self, field: &Field) -> Shown {
        if let (Some(born @ (Born::Within(..) | Born::In(_) | Born::About(_))), "birth_date") =
            (self.born(), field.name)
        {
            return Shown::Value(born.to_string());
        }
        if !self.reads(field.privacy) {
            return Shown::Withheld(field.privacy.withheld());
        }
        let place = Person::TABLE.fields.iter().position(|known| known.name == field.name);
        let value = place.and_then(|place| self.person.values().into_iter().nth(place));
        match (value, field.kind) {
            (Some(Value::Text(Some(text))), Kind::Choice(list)) => {
                Shown::Value(choices::label_of(list, &text).to_owned())
            }
            (Some(Value::Text(Some(text))), _) => Shown::Value(text),
            (Some(Value::Date(Some(date))), _) => Shown::Value(date.to_string()),
            (Some(Value::Bool(Some(yes))), _) => Shown::Value(if yes { "Yes" } else { "No" }.to_owned()),
            _ => Shown::Unknown,
        }
    }

    /// The special-category fields that are shown and hold something: what a page that shows them must have audited.
    #[must_use]
    pub fn special(&self) -> Vec<&'static str> {
        let fields = Person::TABLE.fields.iter().filter(|field| field.privacy == Privacy::Special);
        fields.filter(|field| matches!(self.field(field), Shown::Value(_))).map(|field| field.name).collect()
    }

    /// All of it, for holding against what was typed; what the asker may not read must not be told by it.
    pub(super) fn whole(&self) -> &Person {
        &self.person
    }

    /// What a list by name is sorted by.
    pub(super) fn sorted(&self) -> [&str; 2] {
        [self.person.family_name.as_deref().unwrap_or_default(), self.person.given_name.as_deref().unwrap_or_default()]
    }

    fn read(row: &Row<'_>) -> db::Result<Self> {
        let after = Person::TABLE.fields.len() + 1;
        Ok(Self {
            person: Person::read(row)?,
            names: row.get(after)?,
            sensitive: row.get(after + 1)?,
            special: row.get(after + 2)?,
        })
    }
}

/// Begins `SELECT … FROM person p WHERE` with the condition that the person's records may be seen.
pub(super) fn select(scope: &Scope) -> Sql {
    let mut sql = columns(scope);
    sql.sees_person(scope, Act::SeeRecords, "p.id");
    sql
}

/// Begins `SELECT … FROM person p WHERE`. That the person may be seen must follow.
pub(super) fn columns(scope: &Scope) -> Sql {
    let mut sql = Sql::new("SELECT ");
    sql.push(&Person::TABLE.columns("p."));
    let records = Span::of(scope, Act::SeeRecords, None);
    for act in [Act::SeeNames, Act::SeeSensitive, Act::SeeSpecial] {
        let span = Span::of(scope, act, None);
        sql.push(", ");
        // Who may be seen at all is decided by what follows: the same need not be asked twice.
        match span == records {
            true => sql.push("1 = 1"),
            false => sql.is_within(&span, "p.id"),
        };
    }
    sql.push(" FROM person p WHERE ");
    sql
}

pub(super) fn rows(reader: &Reader<'_>, sql: &Sql) -> Result<Vec<Seen>> {
    Ok(reader.query(&sql.text, &sql.values, Seen::read)?)
}

/// The person with this id as the asker sees them; none if there is no such person for them.
pub fn seen(reader: &Reader<'_>, scope: &Scope, id: Id) -> Result<Option<Seen>> {
    let mut sql = select(scope);
    sql.push(" AND p.id = ").value(id);
    Ok(rows(reader, &sql)?.pop())
}

/// These people as the asker sees them, as far as there are such people for them, in no order.
pub fn several(reader: &Reader<'_>, scope: &Scope, ids: &[Id]) -> Result<Vec<Seen>> {
    const AT_ONCE: usize = 500;
    let mut people = Vec::with_capacity(ids.len());
    for ids in ids.chunks(AT_ONCE) {
        let mut sql = select(scope);
        sql.push(" AND p.id IN ").list(ids);
        people.extend(rows(reader, &sql)?);
    }
    Ok(people)
}

/// Whether the asker may do this with the person: `act` reaches them, and their record is not restricted to others.
pub fn may(reader: &Reader<'_>, scope: &Scope, act: Act, person: Id) -> Result<bool> {
    let mut sql = Sql::new("SELECT p.id FROM person p WHERE p.id = ");
    sql.value(person).push(" AND ").sees_person(scope, act, "p.id");
    Ok(reader.optional(&sql.text, &sql.values, |row| row.get::<Id>(0))?.is_some())
}

/// Whether the asker may do this with everybody whom they see, so that it need not be asked of each.
#[must_use]
pub fn may_with_whom_they_see(scope: &Scope, act: Act) -> bool {
    let span = Span::of(scope, act, None);
    !span.is_nothing() && span == Span::of(scope, Act::SeeRecords, None)
}

/// Notes in the audit log that the actor has looked at special-category fields of these people, or at what tells as much of them: their
/// "needs" and "barriers". One row for each person, whatever was looked at.
///
/// # Errors
/// When the database fails; then nothing may be shown.
pub fn viewed(workspace: &crate::Workspace, actor: &Actor, views: &[(Id, Vec<&str>)], why: &str) -> Result<()> {
    if views.iter().all(|(_, fields)| fields.is_empty()) {
        return Ok(());
    }
    workspace.write(actor, |tx| {
        tx.because(why);
        for (person, fields) in views.iter().filter(|(_, fields)| !fields.is_empty()) {
            tx.viewed(Person::TABLE, *person, Some(*person), fields)?;
        }
        Ok(())
    })
}
