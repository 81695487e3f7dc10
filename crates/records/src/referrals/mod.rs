//! Referrals: a request from one side to another, with two ends and a status.
//!
//! Between partners of a programme both ends are here: the one asks, the other [answers](accept). Of a referral to an agency outside, or from
//! one, only our end is; what becomes of it is written down here as it is told. That somebody came of themselves, by word of mouth or by
//! social prescription is no referral: it stands in their enrolment, as the route by which they came.

mod answering;
mod arrived;
mod making;

pub(crate) use answering::is_addressed_to;
pub use answering::{TOLD, accept, decline, take_back, tell};
pub use arrived::{Arrived, Ours, Reach, addressed, answered_lately, ours, received, waiting};
pub use making::{agencies, agency, not_theirs, refer};

use crate::keeping::{PARTNER, PERSON, PROGRAMME, Place, RECORDED_BY, Supported, ended, not_future};
use crate::{Result, Workspace};
use base::{Choice, Date, Field, Id, Invalid, Kind, Privacy};
use db::{Record, Row, Table, Tx, Value};

/// From where to where.
pub const WAY: &[Choice] = &[
    Choice::new("between", "Between partners"),
    Choice::new("out", "To an agency outside"),
    Choice::new("in", "From an agency outside"),
];

/// How it stands.
pub const STATUS: &[Choice] = &[
    Choice::new("made", "Waiting"),
    Choice::new("accepted", "Accepted"),
    Choice::new("declined", "Declined"),
    Choice::new("under-way", "Under way"),
    Choice::new("ended", "Ended"),
    Choice::new("absent", "Did not attend"),
    Choice::new("withdrawn", "Taken back"),
];

/// A request from one side to another about somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Referral {
    /// Identity.
    pub id: Id,
    /// Whom it is about.
    pub person: Id,
    /// In which programme.
    pub programme: Id,
    /// The partner at our end: the one that refers them, or to which an agency did.
    pub partner: Option<Id>,
    /// A key of [`WAY`].
    pub way: String,
    /// The partner to which they are referred, of a referral between partners.
    pub to: Option<Id>,
    /// The agency at the other end, an organisation, of every other.
    pub agency: Option<Id>,
    /// For what, a term of the vocabulary "help".
    pub help: Option<Id>,
    /// When it was made.
    pub date: Date,
    /// Whether they agreed that it is passed on.
    pub agreed: bool,
    /// What the other side is told, or told us.
    pub message: Option<String>,
    /// A key of [`STATUS`].
    pub status: String,
    /// When it was answered.
    pub answered: Option<Date>,
    /// Why it was declined.
    pub reason: Option<String>,
    /// When it was over.
    pub ended: Option<Date>,
    /// What came of it.
    pub outcome: Option<String>,
    /// The user who recorded it; none if a program did.
    pub user: Option<Id>,
}

impl Record for Referral {
    const TABLE: &'static Table = &Table {
        name: "referral",
        label: "Referral",
        fields: &[
            PERSON,
            PROGRAMME,
            PARTNER,
            Field::new("way", "Direction", Kind::Choice(WAY)).required(),
            Field::new("to_partner_id", "To", Kind::Record("partner")),
            Field::new("agency_id", "Agency", Kind::Record("organisation")),
            Field::new("help_id", "For what", Kind::Term("help")).private(Privacy::Sensitive),
            Field::new("date", "Made on", Kind::Date).required(),
            Field::new("agreed", "They agree that it is passed on", Kind::YesNo).required(),
            Field::new("message", "What the other side is told", Kind::LongText).private(Privacy::Sensitive),
            Field::new("status", "How it stands", Kind::Choice(STATUS)).required(),
            Field::new("answered", "Answered on", Kind::Date).help("Today, if you leave it empty."),
            Field::new("reason", "Why it was declined", Kind::LongText).private(Privacy::Sensitive),
            Field::new("ended", "Ended on", Kind::Date).help("Today, if you leave it empty."),
            Field::new("outcome", "What came of it", Kind::LongText).private(Privacy::Sensitive),
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
            self.way.clone().into(),
            self.to.into(),
            self.agency.into(),
            self.help.into(),
            self.date.into(),
            self.agreed.into(),
            self.message.clone().into(),
            self.status.clone().into(),
            self.answered.into(),
            self.reason.clone().into(),
            self.ended.into(),
            self.outcome.clone().into(),
            self.user.into(),
        ]
    }

    fn read(row: &Row<'_>) -> db::Result<Self> {
        Ok(Self {
            id: row.get(0)?,
            person: row.get(1)?,
            programme: row.get(2)?,
            partner: row.get(3)?,
            way: row.get(4)?,
            to: row.get(5)?,
            agency: row.get(6)?,
            help: row.get(7)?,
            date: row.get(8)?,
            agreed: row.get(9)?,
            message: row.get(10)?,
            status: row.get(11)?,
            answered: row.get(12)?,
            reason: row.get(13)?,
            ended: row.get(14)?,
            outcome: row.get(15)?,
            user: row.get(16)?,
        })
    }
}

impl Supported for Referral {
    const NEWEST_FIRST: &'static str = "date DESC, id DESC";
    const RECORDED: &'static str = "Referral recorded";

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
        making::fits(tx, workspace, self, before)
    }
}

impl Referral {
    /// A referral made on a day, without its other end. One from an agency is accepted by being written down.
    #[must_use]
    pub fn new(person: Id, programme: Id, way: &str, date: Date) -> Self {
        let arrived = way == "in";
        Self {
            id: Id::from_number(0),
            person,
            programme,
            partner: None,
            way: way.to_owned(),
            to: None,
            agency: None,
            help: None,
            date,
            agreed: true,
            message: None,
            status: if arrived { "accepted" } else { "made" }.to_owned(),
            answered: arrived.then_some(date),
            reason: None,
            ended: None,
            outcome: None,
            user: None,
        }
    }

    /// Whether both ends are partners of the programme.
    #[must_use]
    pub fn is_between(&self) -> bool {
        self.way == "between"
    }

    /// Whether nobody has answered it yet.
    #[must_use]
    pub fn is_waiting(&self) -> bool {
        self.status == "made"
    }

    /// What is wrong with it, as seen on the day `today`.
    #[must_use]
    pub fn check(&self, today: Date) -> Vec<Invalid> {
        let mut wrong = not_future("date", self.date, today);
        match (self.is_between(), self.to, self.agency) {
            (true, None, _) => wrong.push(Invalid::new("to_partner_id", "", "say to which partner")),
            (false, _, None) => wrong.push(Invalid::new("agency_id", "", "say which agency")),
            _ => {}
        }
        wrong.extend(ended("answered", self.date, self.answered, today));
        wrong.extend(ended("ended", self.answered.unwrap_or(self.date), self.ended, today));
        let said = |text: &Option<String>| text.as_ref().is_some_and(|text| !text.trim().is_empty());
        if self.status == "declined" && !said(&self.reason) {
            wrong.push(Invalid::new("reason", "", "say why, so that another way is found"));
        }
        if said(&self.reason) && self.status != "declined" {
            wrong.push(Invalid::new("reason", "", "only what was declined has a reason for that"));
        }
        wrong
    }

    /// The same with the days that follow from how it stands, where nobody has said others.
    #[must_use]
    pub fn dated(mut self, today: Date) -> Self {
        match self.status.as_str() {
            "made" | "withdrawn" => (self.answered, self.ended) = (None, None),
            "ended" | "absent" => {
                self.answered = self.answered.or(Some(today.min(self.ended.unwrap_or(today)).max(self.date)));
                self.ended = self.ended.or(Some(today));
            }
            _ => (self.answered, self.ended) = (self.answered.or(Some(today)), None),
        }
        self
    }
}
