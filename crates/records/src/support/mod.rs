//! Home-life support: food parcels, advice, things and money, with what they were worth.

use crate::keeping::{PARTNER, PERSON, PROGRAMME, Place, RECORDED_BY, Supported, not_future};
use base::{Choice, Date, Field, Id, Invalid, Kind, Privacy};
use db::{Record, Row, Table, Value};

/// Kinds of home-life support.
pub const KIND: &[Choice] = &[
    Choice::new("food-parcel", "Food parcel"),
    Choice::new("financial-advice", "Financial advice"),
    Choice::new("item", "Things for the home, clothes or equipment"),
    Choice::new("money", "Money or a voucher"),
    Choice::new("travel", "Travel"),
    Choice::new("other", "Something else"),
];

/// The most that one piece of support can plausibly be worth, in pence: ten thousand pounds.
const MOST: i64 = 1_000_000;

/// Help with life at home: a food parcel, advice, things, money.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Support {
    /// Identity.
    pub id: Id,
    /// Whom it is about.
    pub person: Id,
    /// In which programme.
    pub programme: Id,
    /// The partner that recorded it.
    pub partner: Option<Id>,
    /// When.
    pub date: Date,
    /// A key of [`KIND`].
    pub kind: String,
    /// What exactly was given.
    pub what: Option<String>,
    /// What it was worth, in pence; never negative.
    pub value: Option<i64>,
    /// The need that it helped with.
    pub meets: Option<Id>,
    /// What is to be known besides.
    pub note: Option<String>,
    /// The user who recorded it; none if a program did.
    pub user: Option<Id>,
}

impl Record for Support {
    const TABLE: &'static Table = &Table {
        name: "home_support",
        label: "Home-life support",
        fields: &[
            PERSON,
            PROGRAMME,
            PARTNER,
            Field::new("date", "Date", Kind::Date).required(),
            Field::new("kind", "Kind", Kind::Choice(KIND)).required().private(Privacy::Sensitive),
            Field::new("what", "What", Kind::Text).private(Privacy::Sensitive),
            Field::new("value", "Value", Kind::Money),
            Field::new("need_record_id", "For the need", Kind::Record("need")),
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
            self.kind.clone().into(),
            self.what.clone().into(),
            self.value.into(),
            self.meets.into(),
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
            kind: row.get(5)?,
            what: row.get(6)?,
            value: row.get(7)?,
            meets: row.get(8)?,
            note: row.get(9)?,
            user: row.get(10)?,
        })
    }
}

impl Supported for Support {
    const NEWEST_FIRST: &'static str = "date DESC, id DESC";
    const RECORDED: &'static str = "Support recorded";
    const GIVEN: Option<&'static str> = Some("date");

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

impl Support {
    /// What is wrong with it, as seen on the day `today`.
    #[must_use]
    pub fn check(&self, today: Date) -> Vec<Invalid> {
        let mut wrong = not_future("date", self.date, today);
        if let Some(value) = self.value
            && !(0..=MOST).contains(&value)
        {
            wrong.push(Invalid::new("value", value.to_string(), "must be between nothing and £10,000"));
        }
        if self.kind == "other" && self.what.as_deref().is_none_or(|what| what.trim().is_empty()) {
            wrong.push(Invalid::new("what", "", "say what was given"));
        }
        wrong
    }
}

impl Support {
    /// Support of a [kind](KIND) given on a day.
    #[must_use]
    pub fn new(person: Id, programme: Id, kind: &str, date: Date) -> Self {
        Self {
            id: Id::from_number(0),
            person,
            programme,
            partner: None,
            date,
            kind: kind.to_owned(),
            what: None,
            value: None,
            meets: None,
            note: None,
            user: None,
        }
    }
}
