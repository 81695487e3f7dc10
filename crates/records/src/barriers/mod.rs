//! Barriers: what stands in the way, until it is removed, and what tutor and keyworker tell each other of it.

use crate::keeping::{PARTNER, PERSON, PROGRAMME, Place, RECORDED_BY, Supported, ended, not_future};
use base::{Choice, Date, Field, Id, Invalid, Kind, Privacy};
use db::{Record, Row, Table, Value};

/// What a line about a barrier tells.
pub const LINE: &[Choice] = &[
    Choice::new("issue", "What the trouble is"),
    Choice::new("solution", "What was done, or helped"),
    Choice::new("note", "Something else"),
];

/// Something that stands in the way, found on a day and perhaps removed on another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Barrier {
    /// Identity.
    pub id: Id,
    /// Whom it is about.
    pub person: Id,
    /// In which programme.
    pub programme: Id,
    /// The partner that recorded it.
    pub partner: Option<Id>,
    /// Which barrier, a term of the vocabulary "barrier".
    pub barrier: Id,
    /// When it was found.
    pub found: Date,
    /// When it was removed; none while it stands.
    pub removed: Option<Date>,
    /// What is to be known besides.
    pub note: Option<String>,
    /// The user who recorded it; none if a program did.
    pub user: Option<Id>,
}

impl Record for Barrier {
    const TABLE: &'static Table = &Table {
        name: "barrier",
        label: "Barrier",
        fields: &[
            PERSON,
            PROGRAMME,
            PARTNER,
            Field::new("barrier_id", "Barrier", Kind::Term("barrier")).required().private(Privacy::Sensitive),
            Field::new("found", "Found", Kind::Date).required(),
            Field::new("removed", "Removed", Kind::Date),
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
            self.barrier.into(),
            self.found.into(),
            self.removed.into(),
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
            barrier: row.get(4)?,
            found: row.get(5)?,
            removed: row.get(6)?,
            note: row.get(7)?,
            user: row.get(8)?,
        })
    }
}

impl Supported for Barrier {
    const NEWEST_FIRST: &'static str = "found DESC, id DESC";
    const RECORDED: &'static str = "Barrier recorded";

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

/// A line that tutor and keyworker share about a barrier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BarrierNote {
    /// Identity.
    pub id: Id,
    /// The barrier.
    pub barrier: Id,
    /// Whom it is about.
    pub person: Id,
    /// In which programme.
    pub programme: Id,
    /// The partner that recorded it.
    pub partner: Option<Id>,
    /// When.
    pub date: Date,
    /// What the line tells, a key of [`LINE`].
    pub kind: String,
    /// The line itself.
    pub text: String,
    /// The user who recorded it; none if a program did.
    pub user: Option<Id>,
}

impl Record for BarrierNote {
    const TABLE: &'static Table = &Table {
        name: "barrier_note",
        label: "Note on a barrier",
        fields: &[
            Field::new("barrier_id", "Barrier", Kind::Record("barrier")).required(),
            PERSON,
            PROGRAMME,
            PARTNER,
            Field::new("date", "Date", Kind::Date).required(),
            Field::new("kind", "Kind", Kind::Choice(LINE)).required(),
            Field::new("text", "Text", Kind::LongText).required().private(Privacy::Sensitive),
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
            self.barrier.into(),
            self.person.into(),
            self.programme.into(),
            self.partner.into(),
            self.date.into(),
            self.kind.clone().into(),
            self.text.clone().into(),
            self.user.into(),
        ]
    }

    fn read(row: &Row<'_>) -> db::Result<Self> {
        Ok(Self {
            id: row.get(0)?,
            barrier: row.get(1)?,
            person: row.get(2)?,
            programme: row.get(3)?,
            partner: row.get(4)?,
            date: row.get(5)?,
            kind: row.get(6)?,
            text: row.get(7)?,
            user: row.get(8)?,
        })
    }
}

impl Supported for BarrierNote {
    const NEWEST_FIRST: &'static str = "date DESC, id DESC";
    const RECORDED: &'static str = "Note added";

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

impl Barrier {
    /// What is wrong with it, as seen on the day `today`.
    #[must_use]
    pub fn check(&self, today: Date) -> Vec<Invalid> {
        let mut wrong = not_future("found", self.found, today);
        wrong.extend(ended("removed", self.found, self.removed, today));
        wrong
    }
}

impl BarrierNote {
    /// What is wrong with it, as seen on the day `today`.
    #[must_use]
    pub fn check(&self, today: Date) -> Vec<Invalid> {
        not_future("date", self.date, today)
    }
}

impl Barrier {
    /// A barrier found on a day.
    #[must_use]
    pub fn new(person: Id, programme: Id, barrier: Id, found: Date) -> Self {
        let id = Id::from_number(0);
        Self { id, person, programme, partner: None, barrier, found, removed: None, note: None, user: None }
    }
}

impl BarrierNote {
    /// A line about a barrier, of a [kind](LINE).
    #[must_use]
    pub fn new(barrier: &Barrier, date: Date, kind: &str, text: impl Into<String>) -> Self {
        Self {
            id: Id::from_number(0),
            barrier: barrier.id,
            person: barrier.person,
            programme: barrier.programme,
            partner: None,
            date,
            kind: kind.to_owned(),
            text: text.into(),
            user: None,
        }
    }
}
