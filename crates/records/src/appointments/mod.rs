//! Appointments: the next meeting.

mod settling;

pub use settling::settle;

use crate::interactions::CHANNEL;
use crate::keeping::{PARTNER, PERSON, PROGRAMME, Place, RECORDED_BY, Supported};
use base::{Choice, Date, Field, Id, Invalid, Kind, Privacy};
use db::{Record, Row, Table, Value};

/// How an appointment stands.
pub const STATE: &[Choice] = &[
    Choice::new("planned", "Planned"),
    Choice::new("kept", "Kept"),
    Choice::new("missed", "Missed"),
    Choice::new("cancelled", "Cancelled"),
];

/// A meeting that was arranged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Appointment {
    /// Identity.
    pub id: Id,
    /// Whom it is about.
    pub person: Id,
    /// In which programme.
    pub programme: Id,
    /// The partner that recorded it.
    pub partner: Option<Id>,
    /// The user who meets them.
    pub worker: Id,
    /// Which day.
    pub date: Date,
    /// The time on the clock, "14:30".
    pub time: Option<String>,
    /// A key of [`CHANNEL`].
    pub channel: Option<String>,
    /// Where.
    pub place: Option<String>,
    /// What is to be known besides.
    pub note: Option<String>,
    /// A key of [`STATE`].
    pub state: String,
    /// The user who recorded it; none if a program did.
    pub user: Option<Id>,
}

impl Record for Appointment {
    const TABLE: &'static Table = &Table {
        name: "appointment",
        label: "Appointment",
        fields: &[
            PERSON,
            PROGRAMME,
            PARTNER,
            Field::new("worker_id", "Worker", Kind::Record("user_account")).required(),
            Field::new("date", "Date", Kind::Date).required(),
            Field::new("time", "Time", Kind::Text),
            Field::new("channel", "How", Kind::Choice(CHANNEL)),
            Field::new("place", "Where", Kind::Text).private(Privacy::Sensitive),
            Field::new("note", "Note", Kind::LongText).private(Privacy::Sensitive),
            Field::new("state", "State", Kind::Choice(STATE)).required(),
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
            self.date.into(),
            self.time.clone().into(),
            self.channel.clone().into(),
            self.place.clone().into(),
            self.note.clone().into(),
            self.state.clone().into(),
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
            date: row.get(5)?,
            time: row.get(6)?,
            channel: row.get(7)?,
            place: row.get(8)?,
            note: row.get(9)?,
            state: row.get(10)?,
            user: row.get(11)?,
        })
    }
}

impl Supported for Appointment {
    const NEWEST_FIRST: &'static str = "date DESC, id DESC";
    const RECORDED: &'static str = "Appointment made";

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

impl Appointment {
    /// What is wrong with it, as seen on the day `today`.
    #[must_use]
    pub fn check(&self, today: Date) -> Vec<Invalid> {
        let mut wrong = Vec::new();
        if let Some(time) = &self.time
            && !is_time(time)
        {
            wrong.push(Invalid::new("time", time.as_str(), "is not a time of day, like 14:30"));
        }
        if matches!(self.state.as_str(), "kept" | "missed") && self.date > today {
            wrong.push(Invalid::new("state", self.state.as_str(), "that day is still to come"));
        }
        wrong
    }
}

/// Whether it is written like 09:05.
fn is_time(text: &str) -> bool {
    let number = |digits: &str| digits.len() == 2 && digits.bytes().all(|digit| digit.is_ascii_digit());
    text.split_once(':').is_some_and(|(hour, minute)| number(hour) && number(minute) && hour < "24" && minute < "60")
}

impl Appointment {
    /// A meeting with a worker on a day.
    #[must_use]
    pub fn new(person: Id, programme: Id, worker: Id, date: Date) -> Self {
        Self {
            id: Id::from_number(0),
            person,
            programme,
            partner: None,
            worker,
            date,
            time: None,
            channel: None,
            place: None,
            note: None,
            state: "planned".to_owned(),
            user: None,
        }
    }
}
