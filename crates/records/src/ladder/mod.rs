//! The ladder of involvement: dated moves up, down and past a rung.

mod flow;

pub use flow::{Passage, flow};

use crate::keeping::{
    self, PARTNER, PERSON, PROGRAMME, Place, RECORDED_BY, Saved, Supported, changed, not_future, stamped,
};
use crate::programmes::Entry;
use crate::submissions::{self, About, Made};
use crate::{Error, Result, Workspace};
use base::{Actor, Choice, Date, Field, Id, Invalid, Kind, Privacy};
use db::{Reader, Record, Row, Table, Tx, Value};

/// A move on the ladder of involvement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Move {
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
    /// The rung moved to, a term of the vocabulary "rung".
    pub rung: Id,
    /// The rung before; none for the first. Worked out from the other moves, never asked.
    pub from: Option<Id>,
    /// What is to be known besides.
    pub note: Option<String>,
    /// The user who recorded it; none if a program did.
    pub user: Option<Id>,
}

impl Record for Move {
    const TABLE: &'static Table = &Table {
        name: "ladder_move",
        label: "Move on the ladder",
        fields: &[
            PERSON,
            PROGRAMME,
            PARTNER,
            Field::new("date", "Date", Kind::Date).required(),
            Field::new("rung_id", "To", Kind::Term("rung")).required(),
            Field::new("from_id", "From", Kind::Term("rung")),
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
            self.rung.into(),
            self.from.into(),
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
            rung: row.get(5)?,
            from: row.get(6)?,
            note: row.get(7)?,
            user: row.get(8)?,
        })
    }
}

impl Supported for Move {
    const NEWEST_FIRST: &'static str = "date DESC, id DESC";
    const RECORDED: &'static str = "Move recorded";
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

impl Move {
    /// What is wrong with it, as seen on the day `today`.
    #[must_use]
    pub fn check(&self, today: Date) -> Vec<Invalid> {
        let mut wrong = not_future("date", self.date, today);
        if self.from == Some(self.rung) {
            wrong.push(Invalid::new("rung_id", "", "they stand on this rung already"));
        }
        wrong
    }
}

impl Move {
    /// A move to a rung on a day.
    #[must_use]
    pub fn new(person: Id, programme: Id, rung: Id, date: Date) -> Self {
        let id = Id::from_number(0);
        Self { id, person, programme, partner: None, date, rung, from: None, note: None, user: None }
    }

    /// Which way it goes, by the order of the programme's rungs; none where a rung is not known.
    #[must_use]
    pub fn direction(&self, entry: &Entry) -> Option<Direction> {
        let place = |rung: Id| entry.terms.iter().find(|term| term.id == rung).map(|term| term.place);
        let to = place(self.rung)?;
        Some(match self.from {
            None => Direction::Joined,
            Some(from) => match to - place(from)? {
                1 => Direction::Up,
                steps if steps > 1 => Direction::Skipped,
                _ => Direction::Down,
            },
        })
    }
}

/// Which way a move goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// Onto the ladder.
    Joined,
    /// To the next rung.
    Up,
    /// Upwards past one rung or more.
    Skipped,
    /// Downwards.
    Down,
}

/// The directions, as facts state them.
pub const DIRECTION: &[Choice] = &[
    Choice::new("joined", "Joined the ladder"),
    Choice::new("up", "Up"),
    Choice::new("skipped", "Up, skipping a rung"),
    Choice::new("down", "Down"),
];

/// Records a move, to any rung, on any day: the rung it came from is that of the latest move before it, and the move after it, if
/// there is one, now comes from this rung.
///
/// # Errors
/// As [`keeping::add`]; [`Error::Invalid`](crate::Error::Invalid) where they stand on that rung already.
pub fn step(workspace: &Workspace, actor: &Actor, token: &str, told: &Move) -> Result<Made> {
    submissions::once(workspace, actor, token, Move::RECORDED, |tx| {
        let step = placed(tx, workspace, told)?;
        Ok(About { person: Some(step.person), record: step.id })
    })
}

/// Changes a move, if it still is what the form was made from; which rung each move came from is worked out anew.
///
/// # Errors
/// As [`keeping::change`]; [`Error::Invalid`](crate::Error::Invalid) where they would move to the rung they stand on.
pub fn amend(workspace: &Workspace, actor: &Actor, token: &str, from: &str, after: &Move) -> Result<Saved<Move>> {
    keeping::settled(workspace, actor, token, "Move changed", |tx| {
        let before = tx.find::<Move>(after.id)?.and_then(|before| before.from);
        // It is not for the form to say where it came from.
        let after = match changed(tx, workspace, from, &Move { from: before, ..after.clone() }, None)? {
            Ok(after) => after,
            Err(theirs) => return Ok(Err(theirs)),
        };
        let mut stood = None;
        for step in of(tx, after.person, after.programme)? {
            if stood == Some(step.rung) {
                let reason = "they would stand on this rung already";
                return Err(Error::Invalid(vec![Invalid::new("rung_id", "", reason)]));
            }
            if step.from != stood {
                tx.update(&step, &Move { from: stood, ..step.clone() })?;
            }
            stood = Some(step.rung);
        }
        Ok(Ok(About { person: Some(after.person), record: after.id }))
    })
}

fn of(reader: &Reader<'_>, person: Id, programme: Id) -> Result<Vec<Move>> {
    let sql = "WHERE person_id = $1 AND programme_id = $2 ORDER BY date, id";
    Ok(reader.list::<Move>(sql, &[person.into(), programme.into()])?)
}

/// Works out anew from which rung each of a person's moves came, after others have come among them or gone. One to the rung they stand on
/// already, because two told of it, stays as it was told.
pub(crate) fn settled(tx: &mut Tx<'_>, person: Id) -> Result<()> {
    let mut stood: Option<(Id, Id)> = None;
    for step in tx.list::<Move>("WHERE person_id = $1 ORDER BY programme_id, date, id", &[person.into()])? {
        let from = stood.filter(|(programme, _)| *programme == step.programme).map(|(_, rung)| rung);
        stood = Some((step.programme, step.rung));
        if from != step.from && from != Some(step.rung) {
            tx.update(&step, &Move { from, ..step.clone() })?;
        }
    }
    Ok(())
}

/// The move, put between those before and after it.
pub(crate) fn placed(tx: &mut Tx<'_>, workspace: &Workspace, told: &Move) -> Result<Move> {
    let others = of(tx, told.person, told.programme)?;
    let before = others.iter().rev().find(|other| other.date <= told.date);
    let step = stamped(tx, workspace, &Move { from: before.map(|before| before.rung), ..told.clone() })?;
    tx.insert(&step)?;
    if let Some(after) = others.iter().find(|other| other.date > told.date) {
        tx.update(after, &Move { from: Some(step.rung), ..after.clone() })?;
    }
    Ok(step)
}
