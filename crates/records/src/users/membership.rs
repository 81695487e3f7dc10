//! Memberships: which role somebody has, for which organisation, in which programme, from when until when.

use crate::Result;
use base::{Date, Field, Id, Invalid, Kind, Role};
use db::{Error, Reader, Record, Row, Table, Value};

/// A role of a user. It is in force from its start to its end, both days included.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Membership {
    /// Identity.
    pub id: Id,
    /// Whose.
    pub user: Id,
    /// For which organisation.
    pub organisation: Id,
    /// In which programme, and those under it; none means in all, and only administrators have that.
    pub programme: Option<Id>,
    /// As what.
    pub role: Role,
    /// The first day.
    pub start: Date,
    /// The last day; none while no end is known.
    pub end: Option<Date>,
}

impl Record for Membership {
    const TABLE: &'static Table = &Table {
        name: "membership",
        label: "Role",
        fields: &[
            Field::new("user_id", "User", Kind::Record("user_account")).required(),
            Field::new("organisation_id", "Organisation", Kind::Record("organisation")).required(),
            Field::new("programme_id", "Programme", Kind::Record("programme")),
            Field::new("role", "Role", Kind::Text).required(),
            Field::new("start_date", "From", Kind::Date).required(),
            Field::new("end_date", "Until", Kind::Date),
        ],
    };

    fn id(&self) -> Id {
        self.id
    }

    fn subject(&self) -> Option<Id> {
        None
    }

    fn values(&self) -> Vec<Value> {
        vec![
            self.user.into(),
            self.organisation.into(),
            self.programme.into(),
            self.role.key().into(),
            self.start.into(),
            self.end.into(),
        ]
    }

    fn read(row: &Row<'_>) -> db::Result<Self> {
        let role: &str = row.get(4)?;
        Ok(Self {
            id: row.get(0)?,
            user: row.get(1)?,
            organisation: row.get(2)?,
            programme: row.get(3)?,
            role: Role::from_key(role).ok_or_else(|| Error::Value(format!("the role {role}")))?,
            start: row.get(5)?,
            end: row.get(6)?,
        })
    }
}

impl Membership {
    /// Whether it is in force on this day.
    #[must_use]
    pub fn in_force(&self, day: Date) -> bool {
        self.start <= day && self.end.is_none_or(|end| day <= end)
    }

    /// What is wrong with it.
    #[must_use]
    pub fn check(&self) -> Vec<Invalid> {
        let mut wrong = Vec::new();
        if let Some(end) = self.end
            && end < self.start
        {
            wrong.push(Invalid::new("end_date", end.to_string(), format!("is before the start, {}", self.start)));
        }
        if self.programme.is_none() && self.role != Role::Administrator {
            wrong.push(Invalid::new("programme_id", "", "say in which programme; only administrators are for all"));
        }
        wrong
    }
}

/// Every role that a user ever had, the latest first.
pub fn of_user(reader: &Reader<'_>, user: Id) -> Result<Vec<Membership>> {
    Ok(reader.list::<Membership>("WHERE user_id = $1 ORDER BY start_date DESC, id DESC", &[user.into()])?)
}
