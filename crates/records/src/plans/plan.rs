//! Plans: what was agreed, and how the participant agreed to it.

use crate::keeping::{PARTNER, PERSON, PROGRAMME, Place, RECORDED_BY, Supported, ended, not_future};
use base::{Date, Field, Id, Invalid, Kind, Privacy};
use db::{Record, Row, Table, Value};

/// What was agreed with somebody, and how they agreed to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// Identity.
    pub id: Id,
    /// Whom it is about.
    pub person: Id,
    /// In which programme.
    pub programme: Id,
    /// The partner that recorded it.
    pub partner: Option<Id>,
    /// When it was begun.
    pub started: Date,
    /// When it is to be looked at again.
    pub next_review: Option<Date>,
    /// The name with which the participant agreed to it.
    pub agreed_by: Option<String>,
    /// When they agreed.
    pub agreed_on: Option<Date>,
    /// What the participant did not agree with.
    pub disagreement: Option<String>,
    /// When it was closed; none while it is worked on.
    pub closed: Option<Date>,
    /// The user who recorded it; none if a program did.
    pub user: Option<Id>,
}

impl Record for Plan {
    const TABLE: &'static Table = &Table {
        name: "plan",
        label: "Plan",
        fields: &[
            PERSON,
            PROGRAMME,
            PARTNER,
            Field::new("started", "Begun", Kind::Date).required(),
            Field::new("next_review", "Next review", Kind::Date),
            Field::new("agreed_by", "Agreed by", Kind::Text).private(Privacy::Identifying),
            Field::new("agreed_on", "Agreed on", Kind::Date),
            Field::new("disagreement", "Not agreed", Kind::LongText).private(Privacy::Sensitive),
            Field::new("closed", "Closed", Kind::Date),
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
            self.person.into(),
            self.programme.into(),
            self.partner.into(),
            self.started.into(),
            self.next_review.into(),
            self.agreed_by.clone().into(),
            self.agreed_on.into(),
            self.disagreement.clone().into(),
            self.closed.into(),
            self.user.into(),
        ]
    }

    fn read(row: &Row<'_>) -> db::Result<Self> {
        Ok(Self {
            id: row.get(0)?,
            person: row.get(1)?,
            programme: row.get(2)?,
            partner: row.get(3)?,
            started: row.get(4)?,
            next_review: row.get(5)?,
            agreed_by: row.get(6)?,
            agreed_on: row.get(7)?,
            disagreement: row.get(8)?,
            closed: row.get(9)?,
            user: row.get(10)?,
        })
    }
}

impl Supported for Plan {
    const NEWEST_FIRST: &'static str = "started DESC, id DESC";
    const RECORDED: &'static str = "Plan begun";
    const GIVEN: Option<&'static str> = Some("started");

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

impl Plan {
    /// What is wrong with it, as seen on the day `today`.
    #[must_use]
    pub fn check(&self, today: Date) -> Vec<Invalid> {
        let mut wrong = not_future("started", self.started, today);
        wrong.extend(ended("closed", self.started, self.closed, today));
        if let Some(review) = self.next_review
            && review < self.started
        {
            wrong.push(Invalid::new("next_review", review.to_string(), "is before the plan begins"));
        }
        match (&self.agreed_by, self.agreed_on) {
            (Some(_), None) => wrong.push(Invalid::new("agreed_on", "", "say when they agreed")),
            (None, Some(_)) => wrong.push(Invalid::new("agreed_by", "", "write the name of the one who agreed")),
            (_, Some(on)) => wrong.extend(not_future("agreed_on", on, today)),
            (None, None) => {}
        }
        wrong
    }

    /// Whether the participant has had their say: agreed, or their disagreement is written down.
    #[must_use]
    pub fn is_settled(&self) -> bool {
        self.agreed_on.is_some() || self.disagreement.is_some()
    }
}

impl Plan {
    /// A plan begun on a day.
    #[must_use]
    pub fn new(person: Id, programme: Id, started: Date) -> Self {
        Self {
            id: Id::from_number(0),
            person,
            programme,
            partner: None,
            started,
            next_review: None,
            agreed_by: None,
            agreed_on: None,
            disagreement: None,
            closed: None,
            user: None,
        }
    }
}
