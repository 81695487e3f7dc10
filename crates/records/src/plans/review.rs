//! Reviews: what has changed since the last time.

use crate::keeping::{PARTNER, PERSON, PROGRAMME, Place, RECORDED_BY, Supported, not_future};
use base::{Date, Field, Id, Invalid, Kind, Privacy};
use db::{Record, Row, Table, Value};

/// A look back at a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Review {
    /// Identity.
    pub id: Id,
    /// The plan.
    pub plan: Id,
    /// Whom it is about.
    pub person: Id,
    /// In which programme.
    pub programme: Id,
    /// The partner that recorded it.
    pub partner: Option<Id>,
    /// When.
    pub date: Date,
    /// What has changed since the last time.
    pub changed: String,
    /// Who was there besides the participant and the worker.
    pub present: Option<String>,
    /// When to look again.
    pub next_review: Option<Date>,
    /// The user who recorded it; none if a program did.
    pub user: Option<Id>,
}

impl Record for Review {
    const TABLE: &'static Table = &Table {
        name: "plan_review",
        label: "Review",
        fields: &[
            Field::new("plan_id", "Plan", Kind::Record("plan")).required(),
            PERSON,
            PROGRAMME,
            PARTNER,
            Field::new("date", "Date", Kind::Date).required(),
            Field::new("changed", "What changed", Kind::LongText).required().private(Privacy::Sensitive),
            Field::new("present", "Who was there", Kind::Text).private(Privacy::Sensitive),
            Field::new("next_review", "Next review", Kind::Date),
            RECORDED_BY,
        ],
    };

    fn id(&self) -> Id {
        self.id
    }

    fn subject(&self) -> Option<Id> {
        Some(self.person)
    }

    fn values(&self) -> Vec<Value> {
        vec![
            self.plan.into(),
            self.person.into(),
            self.programme.into(),
            self.partner.into(),
            self.date.into(),
            self.changed.clone().into(),
            self.present.clone().into(),
            self.next_review.into(),
            self.user.into(),
        ]
    }

    fn read(row: &Row<'_>) -> db::Result<Self> {
        Ok(Self {
            id: row.get(0)?,
            plan: row.get(1)?,
            person: row.get(2)?,
            programme: row.get(3)?,
            partner: row.get(4)?,
            date: row.get(5)?,
            changed: row.get(6)?,
            present: row.get(7)?,
            next_review: row.get(8)?,
            user: row.get(9)?,
        })
    }
}

impl Supported for Review {
    const NEWEST_FIRST: &'static str = "date DESC, id DESC";
    const RECORDED: &'static str = "Review recorded";

    fn place(&self) -> Place {
        Place { person: self.person, programme: self.programme, partner: self.partner }
    }

    fn stamp(&mut self, id: Id, partner: Option<Id>, user: Option<Id>) {
        (self.id, self.partner, self.user) = (id, partner, user);
    }

    fn check(&self, today: Date) -> Vec<Invalid> {
        Self::check(self, today)
    }
}

impl Review {
    /// What is wrong with it, as seen on the day `today`.
    #[must_use]
    pub fn check(&self, today: Date) -> Vec<Invalid> {
        let mut wrong = not_future("date", self.date, today);
        if self.changed.trim().is_empty() {
            wrong.push(Invalid::new("changed", "", "say what has changed, if only that nothing has"));
        }
        if let Some(next) = self.next_review
            && next <= self.date
        {
            wrong.push(Invalid::new("next_review", next.to_string(), "is not after this review"));
        }
        wrong
    }
}

impl Review {
    /// A look back at a plan on a day.
    #[must_use]
    pub fn new(plan: &super::Plan, date: Date, changed: impl Into<String>) -> Self {
        Self {
            id: Id::from_number(0),
            plan: plan.id,
            person: plan.person,
            programme: plan.programme,
            partner: None,
            date,
            changed: changed.into(),
            present: None,
            next_review: None,
            user: None,
        }
    }
}
