//! Actions: who does what by when.

use crate::keeping::{PARTNER, PERSON, PROGRAMME, Place, RECORDED_BY, Supported, not_future};
use base::{Choice, Date, Field, Id, Invalid, Kind, Privacy};
use db::{Record, Row, Table, Value};

/// Who does it.
pub const OWNER: &[Choice] = &[
    Choice::new("participant", "The participant"),
    Choice::new("user", "Somebody who uses Waymark"),
    Choice::new("other", "Somebody else"),
];

/// Who does what by when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Action {
    /// Identity.
    pub id: Id,
    /// The plan.
    pub plan: Id,
    /// The goal that it serves; none if it serves the whole plan.
    pub goal: Option<Id>,
    /// Whom it is about.
    pub person: Id,
    /// In which programme.
    pub programme: Id,
    /// The partner that recorded it.
    pub partner: Option<Id>,
    /// What is to be done.
    pub what: String,
    /// Who does it, a key of [`OWNER`].
    pub owner: String,
    /// The user who does it, if one does.
    pub owner_user: Option<Id>,
    /// The name of whoever else does it.
    pub owner_name: Option<String>,
    /// The day by which.
    pub due: Option<Date>,
    /// The day on which it is brought to mind.
    pub remind: Option<Date>,
    /// When it was done.
    pub done: Option<Date>,
    /// When it was given up.
    pub dropped: Option<Date>,
    /// The user who recorded it; none if a program did.
    pub user: Option<Id>,
}

impl Record for Action {
    const TABLE: &'static Table = &Table {
        name: "plan_action",
        label: "Action",
        fields: &[
            Field::new("plan_id", "Plan", Kind::Record("plan")).required(),
            Field::new("goal_id", "Goal", Kind::Record("goal")),
            PERSON,
            PROGRAMME,
            PARTNER,
            Field::new("what", "What", Kind::Text).required().private(Privacy::Sensitive),
            Field::new("owner", "Who", Kind::Choice(OWNER)).required(),
            Field::new("owner_user_id", "Which user", Kind::Record("user_account")),
            Field::new("owner_name", "Who else", Kind::Text).private(Privacy::Sensitive),
            Field::new("due", "By when", Kind::Date),
            Field::new("remind", "Remind on", Kind::Date),
            Field::new("done", "Done", Kind::Date),
            Field::new("dropped", "Dropped", Kind::Date),
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
            self.goal.into(),
            self.person.into(),
            self.programme.into(),
            self.partner.into(),
            self.what.clone().into(),
            self.owner.clone().into(),
            self.owner_user.into(),
            self.owner_name.clone().into(),
            self.due.into(),
            self.remind.into(),
            self.done.into(),
            self.dropped.into(),
            self.user.into(),
        ]
    }

    fn read(row: &Row<'_>) -> db::Result<Self> {
        Ok(Self {
            id: row.get(0)?,
            plan: row.get(1)?,
            goal: row.get(2)?,
            person: row.get(3)?,
            programme: row.get(4)?,
            partner: row.get(5)?,
            what: row.get(6)?,
            owner: row.get(7)?,
            owner_user: row.get(8)?,
            owner_name: row.get(9)?,
            due: row.get(10)?,
            remind: row.get(11)?,
            done: row.get(12)?,
            dropped: row.get(13)?,
            user: row.get(14)?,
        })
    }
}

impl Supported for Action {
    const NEWEST_FIRST: &'static str = "id DESC";
    const RECORDED: &'static str = "Action added";

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

impl Action {
    /// What is wrong with it, as seen on the day `today`.
    #[must_use]
    pub fn check(&self, today: Date) -> Vec<Invalid> {
        let mut wrong = Vec::new();
        if self.what.trim().is_empty() {
            wrong.push(Invalid::new("what", "", "say what is to be done"));
        }
        match self.owner.as_str() {
            "user" if self.owner_user.is_none() => {
                wrong.push(Invalid::new("owner_user_id", "", "say who of the users does it"));
            }
            "other" if self.owner_name.as_deref().is_none_or(|name| name.trim().is_empty()) => {
                wrong.push(Invalid::new("owner_name", "", "say who does it"));
            }
            _ => {}
        }
        if let (Some(remind), Some(due)) = (self.remind, self.due)
            && remind > due
        {
            wrong.push(Invalid::new("remind", remind.to_string(), "is after the day it is due"));
        }
        if self.remind.is_some() && self.due.is_none() {
            wrong.push(Invalid::new("due", "", "a reminder needs the day by which"));
        }
        wrong.extend(self.done.into_iter().flat_map(|done| not_future("done", done, today)));
        if self.done.is_some() && self.dropped.is_some() {
            wrong.push(Invalid::new("dropped", "", "it cannot be both done and given up"));
        }
        wrong
    }

    /// Whether it is still to be done.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.done.is_none() && self.dropped.is_none()
    }
}

impl Action {
    /// Something that the participant is to do.
    #[must_use]
    pub fn new(plan: &super::Plan, what: impl Into<String>) -> Self {
        Self {
            id: Id::from_number(0),
            plan: plan.id,
            goal: None,
            person: plan.person,
            programme: plan.programme,
            partner: None,
            what: what.into(),
            owner: "participant".to_owned(),
            owner_user: None,
            owner_name: None,
            due: None,
            remind: None,
            done: None,
            dropped: None,
            user: None,
        }
    }
}
