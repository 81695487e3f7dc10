//! Assignments: who works with whom, as what; handing over, and standing in.

mod assigning;

pub use assigning::{Worker, answers_for, assign, cover, hand_over, names, release, worker_with, workers};
pub(crate) use assigning::{answer_for, put};

use crate::keeping::{PARTNER, PERSON, PROGRAMME, Place, RECORDED_BY, Supported};
use crate::{Result, Workspace};
use base::{Choice, Date, Field, Id, Invalid, Kind, Privacy};
use db::{Record, Row, Table, Tx, Value};

/// As what somebody works with a person. A programme may call them otherwise.
pub const ROLE: &[Choice] = &[
    Choice::new("keyworker", "Keyworker"),
    Choice::new("mentor", "Mentor"),
    Choice::new("tutor", "Tutor"),
    Choice::new("other", "Other worker"),
];

/// Who works with somebody, as what, from when until when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assignment {
    /// Identity.
    pub id: Id,
    /// Whom it is about.
    pub person: Id,
    /// In which programme.
    pub programme: Id,
    /// The partner that recorded it.
    pub partner: Option<Id>,
    /// The user who works with them.
    pub worker: Id,
    /// A key of [`ROLE`].
    pub role: String,
    /// The first day.
    pub start: Date,
    /// The last day; none while it goes on.
    pub end: Option<Date>,
    /// What the next one must know.
    pub handover: Option<String>,
    /// The assignment whose worker is away, while this one stands in.
    pub covers: Option<Id>,
    /// The user who recorded it; none if a program did.
    pub user: Option<Id>,
}

impl Record for Assignment {
    const TABLE: &'static Table = &Table {
        name: "assignment",
        label: "Assignment",
        fields: &[
            PERSON,
            PROGRAMME,
            PARTNER,
            Field::new("worker_id", "Worker", Kind::Record("user_account")).required(),
            Field::new("role", "As", Kind::Choice(ROLE)).required(),
            Field::new("start_date", "From", Kind::Date).required(),
            Field::new("end_date", "Until", Kind::Date),
            Field::new("handover", "Handover note", Kind::LongText).private(Privacy::Sensitive),
            Field::new("covers_id", "Stands in for", Kind::Record("assignment")),
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
            self.worker.into(),
            self.role.clone().into(),
            self.start.into(),
            self.end.into(),
            self.handover.clone().into(),
            self.covers.into(),
            self.user.into(),
        ]
    }

    fn read(row: &Row<'_>) -> db::Result<Self> {
        Ok(Self {
            id: row.get(0)?,
            person: row.get(1)?,
            programme: row.get(2)?,
            partner: row.get(3)?,
            worker: row.get(4)?,
            role: row.get(5)?,
            start: row.get(6)?,
            end: row.get(7)?,
            handover: row.get(8)?,
            covers: row.get(9)?,
            user: row.get(10)?,
        })
    }
}

impl Supported for Assignment {
    const NEWEST_FIRST: &'static str = "start_date DESC, id DESC";
    const RECORDED: &'static str = "Worker assigned";

    fn place(&self) -> Place {
        Place { person: self.person, programme: self.programme, partner: self.partner }
    }

    fn stamp(&mut self, id: Id, partner: Option<Id>, user: Option<Id>) {
        (self.id, self.partner, self.user) = (id, partner, user);
    }

    fn check(&self, today: Date) -> Vec<Invalid> {
        Self::check(self, today)
    }

    fn against(&self, tx: &mut Tx<'_>, workspace: &Workspace, before: Option<&Self>, _: Option<&str>) -> Result<()> {
        assigning::fits(tx, workspace, self, before)
    }
}

impl Assignment {
    /// What is wrong with it. It may begin in the future: a handover is arranged beforehand.
    #[must_use]
    pub fn check(&self, _today: Date) -> Vec<Invalid> {
        let mut wrong = Vec::new();
        if let Some(end) = self.end
            && end < self.start
        {
            wrong.push(Invalid::new("end_date", end.to_string(), format!("is before the start, {}", self.start)));
        }
        if self.covers.is_some() && self.end.is_none() {
            wrong.push(Invalid::new("end_date", "", "say until when they stand in"));
        }
        wrong
    }

    /// The same with a last day, and with what the next one must know, if more is to be said of that than when it began.
    fn ended(&self, last: Date, handover: Option<String>) -> Self {
        Self { end: Some(last), handover: handover.or_else(|| self.handover.clone()), ..self.clone() }
    }

    /// Whether it holds on a day.
    #[must_use]
    pub fn in_force(&self, day: Date) -> bool {
        self.start <= day && self.end.is_none_or(|end| day <= end)
    }
}

impl Assignment {
    /// A worker who works with a person in a [role](ROLE) from a day on.
    #[must_use]
    pub fn new(person: Id, programme: Id, worker: Id, role: &str, start: Date) -> Self {
        Self {
            id: Id::from_number(0),
            person,
            programme,
            partner: None,
            worker,
            role: role.to_owned(),
            start,
            end: None,
            handover: None,
            covers: None,
            user: None,
        }
    }
}
