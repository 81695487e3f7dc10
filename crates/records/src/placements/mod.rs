//! Placements: a place in work experience or as a volunteer, from when until when. A placement ends in a job or a reference; where it ends in
//! neither, it is said why.

use crate::keeping::{PARTNER, PERSON, PROGRAMME, Place, RECORDED_BY, Supported, ended};
use base::{Choice, Date, Field, Id, Invalid, Kind, Privacy};
use db::{Record, Row, Table, Value};

/// What a placement ended in.
pub const RESULT: &[Choice] = &[
    Choice::new("job", "A job"),
    Choice::new("reference", "A reference"),
    Choice::new("neither", "Neither a job nor a reference"),
];

/// How a placement's fact stands: as long as it has not ended, that it goes on.
pub const STATE: &[Choice] = &[
    Choice::new("goes-on", "Goes on"),
    Choice::new("job", "A job"),
    Choice::new("reference", "A reference"),
    Choice::new("neither", "Neither a job nor a reference"),
];

/// A place in work experience or as a volunteer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placement {
    /// Identity.
    pub id: Id,
    /// Who.
    pub person: Id,
    /// In which programme.
    pub programme: Id,
    /// The partner that found it.
    pub partner: Option<Id>,
    /// What kind of opportunity, a term of the vocabulary "activity".
    pub activity: Option<Id>,
    /// With whom: an employer, a charity.
    pub host: String,
    /// The first day.
    pub start: Date,
    /// The last day, as it was agreed.
    pub until: Date,
    /// The day on which it really ended; none while it goes on.
    pub end: Option<Date>,
    /// What it ended in, a key of [`RESULT`]; none while it goes on.
    pub result: Option<String>,
    /// Why it ended in neither.
    pub reason: Option<String>,
    /// What is to be known besides.
    pub note: Option<String>,
    /// The user who recorded it; none if a program did.
    pub user: Option<Id>,
}

impl Record for Placement {
    const TABLE: &'static Table = &Table {
        name: "placement",
        label: "Placement",
        fields: &[
            PERSON,
            PROGRAMME,
            PARTNER,
            Field::new("activity_id", "What kind", Kind::Term("activity")),
            Field::new("host", "With whom", Kind::Text).required().help("The employer or organisation."),
            Field::new("start_date", "First day", Kind::Date).required(),
            Field::new("until", "Agreed until", Kind::Date)
                .required()
                .help("From then on it is asked what it ended in."),
            Field::new("end_date", "Ended on", Kind::Date).help("Leave it empty while it goes on."),
            Field::new("result", "What it ended in", Kind::Choice(RESULT))
                .help("A placement ends in a job or a reference."),
            Field::new("reason", "If in neither, why", Kind::LongText).private(Privacy::Sensitive),
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
            self.activity.into(),
            self.host.clone().into(),
            self.start.into(),
            self.until.into(),
            self.end.into(),
            self.result.clone().into(),
            self.reason.clone().into(),
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
            activity: row.get(4)?,
            host: row.get(5)?,
            start: row.get(6)?,
            until: row.get(7)?,
            end: row.get(8)?,
            result: row.get(9)?,
            reason: row.get(10)?,
            note: row.get(11)?,
            user: row.get(12)?,
        })
    }
}

impl Supported for Placement {
    const NEWEST_FIRST: &'static str = "start_date DESC, id DESC";
    const RECORDED: &'static str = "Placement recorded";

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

impl Placement {
    /// A placement that goes on.
    #[must_use]
    pub fn new(person: Id, programme: Id, host: &str, start: Date, until: Date) -> Self {
        Self {
            id: Id::from_number(0),
            person,
            programme,
            partner: None,
            activity: None,
            host: host.to_owned(),
            start,
            until,
            end: None,
            result: None,
            reason: None,
            note: None,
            user: None,
        }
    }

    /// What is wrong with it, as seen on the day `today`. It may be arranged beforehand.
    #[must_use]
    pub fn check(&self, today: Date) -> Vec<Invalid> {
        let mut wrong = Vec::new();
        if self.until < self.start {
            let reason = format!("is before {}, when it begins", self.start);
            wrong.push(Invalid::new("until", self.until.to_string(), reason));
        }
        wrong.extend(ended("end_date", self.start, self.end, today));
        let why = self.reason.as_ref().is_some_and(|why| !why.trim().is_empty());
        match (self.end, self.result.as_deref()) {
            (Some(_), None) => {
                wrong.push(Invalid::new("result", "", "say what it ended in: a job, a reference, or neither and why"));
            }
            (None, Some(result)) => wrong.push(Invalid::new("end_date", result, "say on which day it ended")),
            (Some(_), Some("neither")) if !why => {
                wrong.push(Invalid::new("reason", "", "say why it ended in neither a job nor a reference"));
            }
            (_, result) if why && result != Some("neither") => {
                wrong.push(Invalid::new("reason", "", "belongs only to what ended in neither"));
            }
            _ => {}
        }
        wrong
    }

    /// Whether it should have ended, and nobody has said in what.
    #[must_use]
    pub fn is_overdue(&self, today: Date) -> bool {
        self.end.is_none() && self.until < today
    }
}
