//! What somebody takes part as, over time, beside being supported: a participant becomes a volunteer, a volunteer joins the staff.

use crate::keeping::{PARTNER, PERSON, PROGRAMME, Place, RECORDED_BY, Supported, ended, not_future};
use crate::{Error, Result, Workspace};
use base::{Choice, Date, Field, Id, Invalid, Kind, Privacy};
use db::{Record, Row, Table, Tx, Value};

/// What people take part as.
pub const ROLE: &[Choice] = &[
    Choice::new("learner", "Learner"),
    Choice::new("volunteer", "Volunteer"),
    Choice::new("connector", "Community connector"),
    Choice::new("staff", "Member of staff"),
];

/// What somebody takes part as, from when until when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Capacity {
    /// Identity.
    pub id: Id,
    /// Who.
    pub person: Id,
    /// In which programme.
    pub programme: Id,
    /// The partner with which they do.
    pub partner: Option<Id>,
    /// A key of [`ROLE`].
    pub role: String,
    /// The first day.
    pub start: Date,
    /// The last day; none while it goes on.
    pub end: Option<Date>,
    /// What is to be known besides.
    pub note: Option<String>,
    /// The user who recorded it; none if a program did.
    pub user: Option<Id>,
}

impl Record for Capacity {
    const TABLE: &'static Table = &Table {
        name: "capacity",
        label: "Role they take",
        fields: &[
            PERSON,
            PROGRAMME,
            PARTNER,
            Field::new("role", "As what", Kind::Choice(ROLE)).required(),
            Field::new("start_date", "Since", Kind::Date).required(),
            Field::new("end_date", "Until", Kind::Date).help("Leave it empty while it goes on."),
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
            self.role.clone().into(),
            self.start.into(),
            self.end.into(),
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
            role: row.get(4)?,
            start: row.get(5)?,
            end: row.get(6)?,
            note: row.get(7)?,
            user: row.get(8)?,
        })
    }
}

impl Supported for Capacity {
    const NEWEST_FIRST: &'static str = "start_date DESC, id DESC";
    const RECORDED: &'static str = "Role recorded";

    fn place(&self) -> Place {
        Place { person: self.person, programme: self.programme, partner: self.partner }
    }

    fn stamp(&mut self, id: Id, partner: Option<Id>, user: Option<Id>) {
        (self.id, self.partner, self.user) = (id, partner, user);
    }

    fn check(&self, today: Date) -> Vec<Invalid> {
        Self::check(self, today)
    }

    fn against(&self, tx: &mut Tx<'_>, _: &Workspace, _: Option<&Self>, _: Option<&str>) -> Result<()> {
        let sql = "WHERE person_id = $1 AND programme_id = $2 AND role = $3";
        let known = tx.list::<Self>(sql, &[self.person.into(), self.programme.into(), self.role.clone().into()])?;
        let overlaps = |other: &&Self| {
            other.id != self.id
                && other.end.is_none_or(|end| end >= self.start)
                && self.end.is_none_or(|end| end >= other.start)
        };
        known.iter().find(overlaps).map_or(Ok(()), |other| {
            let why = format!("they are in this role since {} already: end that first, or change it", other.start);
            Err(Error::Invalid(vec![Invalid::new("start_date", self.start.to_string(), why)]))
        })
    }
}

impl Capacity {
    /// Somebody in a [role](ROLE) since a day.
    #[must_use]
    pub fn new(person: Id, programme: Id, role: &str, start: Date) -> Self {
        let id = Id::from_number(0);
        Self { id, person, programme, partner: None, role: role.to_owned(), start, end: None, note: None, user: None }
    }

    /// What is wrong with it, as seen on the day `today`.
    #[must_use]
    pub fn check(&self, today: Date) -> Vec<Invalid> {
        let mut wrong = not_future("start_date", self.start, today);
        wrong.extend(ended("end_date", self.start, self.end, today));
        wrong
    }
}
