//! Goals, with all five letters of SMART asked.

use crate::keeping::{PARTNER, PERSON, PROGRAMME, Place, RECORDED_BY, Supported, ended, not_future};
use crate::{Result, Workspace, needs};
use base::{Choice, Date, Field, Id, Invalid, Kind, Privacy};
use db::{Record, Row, Table, Tx, Value};

/// How a goal stands.
pub const STATUS: &[Choice] = &[
    Choice::new("open", "Working on it"),
    Choice::new("achieved", "Achieved"),
    Choice::new("partly", "Partly achieved"),
    Choice::new("dropped", "No longer wanted"),
];

/// The letters of SMART that are answered in words: the field, and what to say where it is empty. T is the date.
const LETTERS: [(&str, &str); 4] = [
    ("specific", "say what exactly is to be different"),
    ("measurable", "say how you will both know that it has happened"),
    ("achievable", "say what makes it possible"),
    ("relevant", "say why it matters to them"),
];

/// A goal of a plan, with all five letters of SMART.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Goal {
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
    /// To which area of life it belongs, a term of the vocabulary "goal-area".
    pub area: Option<Id>,
    /// How far away it is, a term of the vocabulary "horizon".
    pub horizon: Option<Id>,
    /// Specific.
    pub specific: String,
    /// Measurable.
    pub measurable: String,
    /// Achievable.
    pub achievable: String,
    /// Relevant.
    pub relevant: String,
    /// Time-bound: the day by which.
    pub due: Date,
    /// When it was agreed.
    pub agreed: Date,
    /// A key of [`STATUS`].
    pub status: String,
    /// Since when the status holds; none while the goal is open.
    pub status_on: Option<Date>,
    /// The barrier in its way that it is to remove.
    pub barrier: Option<Id>,
    /// The user who recorded it; none if a program did.
    pub user: Option<Id>,
}

impl Record for Goal {
    const TABLE: &'static Table = &Table {
        name: "goal",
        label: "Goal",
        fields: &[
            Field::new("plan_id", "Plan", Kind::Record("plan")).required(),
            PERSON,
            PROGRAMME,
            PARTNER,
            Field::new("area_id", "Area of life", Kind::Term("goal-area")).private(Privacy::Sensitive),
            Field::new("horizon_id", "How far away", Kind::Term("horizon")),
            Field::new("specific", "What exactly is to be different?", Kind::LongText)
                .required()
                .private(Privacy::Sensitive),
            Field::new("measurable", "How will we both know that it has happened?", Kind::LongText)
                .required()
                .private(Privacy::Sensitive),
            Field::new("achievable", "What makes it possible, and what help is needed?", Kind::LongText)
                .required()
                .private(Privacy::Sensitive),
            Field::new("relevant", "Why does it matter to you?", Kind::LongText).required().private(Privacy::Sensitive),
            Field::new("due", "By when?", Kind::Date).required(),
            Field::new("agreed", "Agreed on", Kind::Date).required(),
            Field::new("status", "Status", Kind::Choice(STATUS)).required(),
            Field::new("status_on", "Since", Kind::Date),
            Field::new("barrier_record_id", "Barrier", Kind::Record("barrier")),
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
            self.area.into(),
            self.horizon.into(),
            self.specific.clone().into(),
            self.measurable.clone().into(),
            self.achievable.clone().into(),
            self.relevant.clone().into(),
            self.due.into(),
            self.agreed.into(),
            self.status.clone().into(),
            self.status_on.into(),
            self.barrier.into(),
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
            area: row.get(5)?,
            horizon: row.get(6)?,
            specific: row.get(7)?,
            measurable: row.get(8)?,
            achievable: row.get(9)?,
            relevant: row.get(10)?,
            due: row.get(11)?,
            agreed: row.get(12)?,
            status: row.get(13)?,
            status_on: row.get(14)?,
            barrier: row.get(15)?,
            user: row.get(16)?,
        })
    }
}

impl Supported for Goal {
    const NEWEST_FIRST: &'static str = "agreed DESC, id DESC";
    const RECORDED: &'static str = "Goal agreed";
    const GIVEN: Option<&'static str> = Some("agreed");

    fn place(&self) -> Place {
        Place { person: self.person, programme: self.programme, partner: self.partner }
    }

    fn stamp(&mut self, id: Id, partner: Option<Id>, user: Option<Id>) {
        (self.id, self.partner, self.user) = (id, partner, user);
    }

    fn check(&self, today: Date) -> Vec<Invalid> {
        Self::check(self, today)
    }

    fn against(
        &self,
        tx: &mut Tx<'_>,
        workspace: &Workspace,
        before: Option<&Self>,
        despite: Option<&str>,
    ) -> Result<()> {
        let new = self.area.filter(|area| before.is_none_or(|before| before.area != Some(*area)));
        needs::gate(tx, workspace, self.place(), new.as_slice(), despite)?;
        if before.is_none_or(|before| before.agrees_to() != self.agrees_to()) {
            super::work::agree_anew(tx, self.plan)?;
        }
        Ok(())
    }
}

impl Goal {
    /// What somebody agrees to who agrees to the plan.
    fn agrees_to(&self) -> impl PartialEq {
        let words = [&self.specific, &self.measurable, &self.achievable, &self.relevant].map(String::clone);
        (words, self.due, self.horizon, self.area)
    }
}

impl Goal {
    /// What is wrong with it, as seen on the day `today`.
    #[must_use]
    pub fn check(&self, today: Date) -> Vec<Invalid> {
        let mut wrong = not_future("agreed", self.agreed, today);
        let answers = [&self.specific, &self.measurable, &self.achievable, &self.relevant];
        for ((field, ask), answer) in LETTERS.into_iter().zip(answers) {
            if answer.trim().is_empty() {
                wrong.push(Invalid::new(field, "", ask));
            }
        }
        if self.due < self.agreed {
            wrong.push(Invalid::new("due", self.due.to_string(), "is before the goal was agreed"));
        }
        match (self.status.as_str(), self.status_on) {
            ("open", Some(on)) => {
                wrong.push(Invalid::new("status_on", on.to_string(), "a goal that is worked on has no day of ending"));
            }
            ("open", None) => {}
            (_, None) => wrong.push(Invalid::new("status_on", "", "say when that was")),
            (_, Some(_)) => wrong.extend(ended("status_on", self.agreed, self.status_on, today)),
        }
        wrong
    }

    /// Whether it is being worked on.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.status == "open"
    }
}

impl Goal {
    /// A goal of a plan, to be filled in: its four answers are empty.
    #[must_use]
    pub fn new(plan: &super::Plan, agreed: Date, due: Date) -> Self {
        Self {
            id: Id::from_number(0),
            plan: plan.id,
            person: plan.person,
            programme: plan.programme,
            partner: None,
            area: None,
            horizon: None,
            specific: String::new(),
            measurable: String::new(),
            achievable: String::new(),
            relevant: String::new(),
            due,
            agreed,
            status: "open".to_owned(),
            status_on: None,
            barrier: None,
            user: None,
        }
    }
}
