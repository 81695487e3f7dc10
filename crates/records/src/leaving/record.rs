//! The record of a leaving.

use crate::keeping::{PARTNER, PERSON, PROGRAMME, Place, RECORDED_BY, Supported, not_future};
use base::{Choice, Date, Field, Id, Invalid, Kind, Privacy};
use db::{Record, Row, Table, Value};

/// Why somebody leaves.
pub const REASON: &[Choice] = &[
    Choice::new("achieved", "Achieved what they came for"),
    Choice::new("moved-on", "Moved on to something else"),
    Choice::new("not-for-them", "It was not for them"),
    Choice::new("circumstances", "Their circumstances changed"),
    Choice::new("health", "Health"),
    Choice::new("moved-away", "Moved away"),
    Choice::new("lost-touch", "Lost touch"),
    Choice::new("programme-ended", "The programme ended"),
    Choice::new("died", "Died"),
    Choice::new("other", "Another reason"),
];

/// Why somebody left, and what they meant to do next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leaving {
    /// Identity.
    pub id: Id,
    /// Whom it is about.
    pub person: Id,
    /// In which programme.
    pub programme: Id,
    /// The partner that recorded it.
    pub partner: Option<Id>,
    /// When; as on the enrolment.
    pub date: Date,
    /// A key of [`REASON`].
    pub reason: String,
    /// What the participant means to do next, and who will help.
    pub plan: Option<String>,
    /// What is to be known besides.
    pub note: Option<String>,
    /// The user who recorded it; none if a program did.
    pub user: Option<Id>,
}

impl Record for Leaving {
    const TABLE: &'static Table = &Table {
        name: "leaving",
        label: "Leaving",
        fields: &[
            PERSON,
            PROGRAMME,
            PARTNER,
            Field::new("date", "Date", Kind::Date).required(),
            Field::new("reason", "Reason", Kind::Choice(REASON)).required(),
            Field::new("plan", "Plan at leaving", Kind::LongText).private(Privacy::Sensitive),
            Field::new("note", "Note", Kind::LongText).private(Privacy::Sensitive),
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
            self.date.into(),
            self.reason.clone().into(),
            self.plan.clone().into(),
            self.note.clone().into(),
            self.user.into(),
        ]
    }

    fn read(row: &Row<'_>) -> db::Result<Self> {
        Ok(Self {
            id: row.get(0)?,
            person: row.get(1)?,
            programme: row.get(2)?,
            partner: row.get(3)?,
            date: row.get(4)?,
            reason: row.get(5)?,
            plan: row.get(6)?,
            note: row.get(7)?,
            user: row.get(8)?,
        })
    }
}

impl Supported for Leaving {
    const NEWEST_FIRST: &'static str = "date DESC, id DESC";
    const RECORDED: &'static str = "Leaving recorded";

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

impl Leaving {
    /// What is wrong with it, as seen on the day `today`.
    #[must_use]
    pub fn check(&self, today: Date) -> Vec<Invalid> {
        not_future("date", self.date, today)
    }

    /// Whether they can be asked later what became of them.
    #[must_use]
    pub fn is_followed_up(&self) -> bool {
        self.reason != "died"
    }
}

impl Leaving {
    /// A leaving on a day for a [reason](REASON).
    #[must_use]
    pub fn new(person: Id, programme: Id, date: Date, reason: &str) -> Self {
        Self {
            id: Id::from_number(0),
            person,
            programme,
            partner: None,
            date,
            reason: reason.to_owned(),
            plan: None,
            note: None,
            user: None,
        }
    }
}
