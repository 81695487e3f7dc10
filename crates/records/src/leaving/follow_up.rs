//! Follow-ups: what became of somebody four weeks and six months after leaving.

use crate::keeping::{PARTNER, PERSON, PROGRAMME, Place, RECORDED_BY, Supported, not_future};
use base::{Choice, Date, Field, Id, Invalid, Kind, Privacy};
use db::{Record, Row, Table, Value};

/// How long after leaving.
pub const STAGE: &[Choice] =
    &[Choice::new("four-weeks", "Four weeks after leaving"), Choice::new("six-months", "Six months after leaving")];

/// What came of asking. Whoever could not be reached is counted apart from those of whom something is known.
pub const RESULT: &[Choice] = &[
    Choice::new("reached", "Reached"),
    Choice::new("not-reached", "Could not be reached"),
    Choice::new("declined", "Did not want to say"),
];

/// How a follow-up's fact stands: its stage and result together.
pub const STATE: &[Choice] = &[
    Choice::new("four-weeks-reached", "Four weeks: reached"),
    Choice::new("four-weeks-not-reached", "Four weeks: could not be reached"),
    Choice::new("four-weeks-declined", "Four weeks: did not want to say"),
    Choice::new("six-months-reached", "Six months: reached"),
    Choice::new("six-months-not-reached", "Six months: could not be reached"),
    Choice::new("six-months-declined", "Six months: did not want to say"),
];

/// What became of somebody some time after leaving; without a result, still to be asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FollowUp {
    /// Identity.
    pub id: Id,
    /// Whom it is about.
    pub person: Id,
    /// In which programme.
    pub programme: Id,
    /// The partner that recorded it.
    pub partner: Option<Id>,
    /// The leaving.
    pub leaving: Id,
    /// How long after, a key of [`STAGE`].
    pub stage: String,
    /// The first day whose situation counts.
    pub opens: Date,
    /// The day on which to ask.
    pub due: Date,
    /// The last day whose situation counts.
    pub closes: Date,
    /// A key of [`RESULT`]; none while it is still to be done.
    pub result: Option<String>,
    /// The day of which the answer tells, within the window.
    pub as_of: Option<Date>,
    /// What they were doing, a term of the vocabulary "destination".
    pub destination: Option<Id>,
    /// Whether they gained a qualification by then.
    pub qualification: Option<bool>,
    /// What is to be known besides.
    pub note: Option<String>,
    /// The user who recorded it; none if a program did.
    pub user: Option<Id>,
}

impl Record for FollowUp {
    const TABLE: &'static Table = &Table {
        name: "follow_up",
        label: "Follow-up",
        fields: &[
            PERSON,
            PROGRAMME,
            PARTNER,
            Field::new("leaving_id", "Leaving", Kind::Record("leaving")).required(),
            Field::new("stage", "After", Kind::Choice(STAGE)).required(),
            Field::new("opens", "Window opens", Kind::Date).required(),
            Field::new("due", "Due", Kind::Date).required(),
            Field::new("closes", "Window closes", Kind::Date).required(),
            Field::new("result", "Result", Kind::Choice(RESULT)),
            Field::new("as_of", "As of", Kind::Date),
            Field::new("destination_id", "Situation", Kind::Term("destination")),
            Field::new("qualification", "Gained a qualification", Kind::YesNo),
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
            self.leaving.into(),
            self.stage.clone().into(),
            self.opens.into(),
            self.due.into(),
            self.closes.into(),
            self.result.clone().into(),
            self.as_of.into(),
            self.destination.into(),
            self.qualification.into(),
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
            leaving: row.get(4)?,
            stage: row.get(5)?,
            opens: row.get(6)?,
            due: row.get(7)?,
            closes: row.get(8)?,
            result: row.get(9)?,
            as_of: row.get(10)?,
            destination: row.get(11)?,
            qualification: row.get(12)?,
            note: row.get(13)?,
            user: row.get(14)?,
        })
    }
}

impl Supported for FollowUp {
    const NEWEST_FIRST: &'static str = "due DESC, id DESC";
    const RECORDED: &'static str = "Follow-up recorded";

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

impl FollowUp {
    /// What is wrong with it, as seen on the day `today`.
    #[must_use]
    pub fn check(&self, today: Date) -> Vec<Invalid> {
        let mut wrong = Vec::new();
        match (self.result.as_deref(), self.as_of) {
            (Some("reached"), None) => wrong.push(Invalid::new("as_of", "", "say of which day the answer tells")),
            (Some("reached"), Some(day)) if !(self.opens..=self.closes).contains(&day) => {
                let reason = format!("only what was so between {} and {} counts here", self.opens, self.closes);
                wrong.push(Invalid::new("as_of", day.to_string(), reason));
            }
            (Some("reached"), Some(day)) => wrong.extend(not_future("as_of", day, today)),
            (_, Some(day)) => {
                wrong.push(Invalid::new("as_of", day.to_string(), "nobody was reached to tell of a day"));
            }
            (_, None) => {}
        }
        match (self.result.as_deref(), self.destination) {
            (Some("reached"), None) => wrong.push(Invalid::new("destination_id", "", "say what they were doing")),
            (Some("reached"), Some(_)) | (_, None) => {}
            (_, Some(_)) => {
                wrong.push(Invalid::new("destination_id", "", "only somebody who was reached can say what they do"));
            }
        }
        wrong
    }
}
