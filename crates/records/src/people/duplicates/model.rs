//! What a register has taught about who is whom, kept so that no request has to learn.

use crate::Result;
use base::{Field, Id, Kind, Timestamp};
use db::{Reader, Record, Row, Table, Value};
use matching::Model;

/// How far people are counted in a register of which nothing has been learnt.
const COUNTED: i64 = 20_000;

/// The weights learnt from a register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Learnt {
    /// Identity.
    pub id: Id,
    /// Of which register.
    pub register: Id,
    /// When.
    pub at: Timestamp,
    /// From how many people.
    pub people: i64,
    /// How many pairs there were to look at.
    pub pairs: i64,
    /// The weights, as [`matching::Model`] writes them.
    pub body: String,
}

impl Record for Learnt {
    const TABLE: &'static Table = &Table {
        name: "matching_model",
        label: "Comparison of the register",
        fields: &[
            Field::new("register_id", "Register", Kind::Record("programme")).required(),
            Field::new("learnt_at", "When", Kind::Timestamp).required(),
            Field::new("people", "People", Kind::Whole).required(),
            Field::new("pairs", "Pairs", Kind::Whole).required(),
            Field::new("body", "Weights", Kind::LongText).required(),
        ],
    };

    // What the program has worked out, and no record of anybody.
    const AUDITED: bool = false;

    fn id(&self) -> Id {
        self.id
    }

    fn subject(&self) -> Option<Id> {
        None
    }

    fn values(&self) -> Vec<Value> {
        vec![self.register.into(), self.at.into(), self.people.into(), self.pairs.into(), self.body.clone().into()]
    }

    fn read(row: &Row<'_>) -> db::Result<Self> {
        Ok(Self {
            id: row.get(0)?,
            register: row.get(1)?,
            at: row.get(2)?,
            people: row.get(3)?,
            pairs: row.get(4)?,
            body: row.get(5)?,
        })
    }
}

/// The weights in force for a register, and how many people it has, as far as that matters.
#[derive(Debug, Clone, PartialEq)]
pub struct Likeness {
    /// The weights: those learnt last, or those assumed before anything was.
    pub model: Model,
    /// How many people there are.
    pub people: usize,
}

impl Likeness {
    /// Those of a register.
    ///
    /// # Errors
    /// When the database fails.
    pub fn of(reader: &Reader<'_>, register: Id) -> Result<Self> {
        let newest = newest(reader, register)?;
        // What another version of the program learnt is learnt again the next time; until then the assumed weights do.
        let model = newest.as_ref().and_then(|learnt| learnt.body.parse().ok()).unwrap_or_default();
        let sql = "SELECT COUNT(*) FROM (SELECT 1 FROM person WHERE register_id = $1 LIMIT $2) counted";
        let people = match newest {
            Some(learnt) => learnt.people,
            None => reader.one(sql, &[register.into(), COUNTED.into()], |row| row.get(0))?,
        };
        Ok(Self { model, people: usize::try_from(people).unwrap_or_default() })
    }
}

/// What was learnt last.
pub(super) fn newest(reader: &Reader<'_>, register: Id) -> Result<Option<Learnt>> {
    Ok(reader.list::<Learnt>("WHERE register_id = $1 ORDER BY id DESC LIMIT 1", &[register.into()])?.pop())
}
