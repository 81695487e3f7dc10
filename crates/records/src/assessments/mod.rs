//! Assessments: how somebody stands in an area of life, asked again and again; the distance travelled between.

use crate::keeping::{PARTNER, PERSON, PROGRAMME, Place, RECORDED_BY, Supported, not_future};
use crate::{Error, Result, Workspace};
use base::{Date, Field, Id, Invalid, Kind, Privacy};
use db::{Record, Row, Table, Tx, Value};

/// How somebody stands in one area of life, on the scale of the programme, on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assessment {
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
    /// Of which area, a term of the vocabulary "goal-area".
    pub area: Id,
    /// Where on the scale of the programme.
    pub score: i64,
    /// What is to be known besides.
    pub note: Option<String>,
    /// The user who recorded it; none if a program did.
    pub user: Option<Id>,
}

impl Record for Assessment {
    const TABLE: &'static Table = &Table {
        name: "assessment",
        label: "Assessment",
        fields: &[
            PERSON,
            PROGRAMME,
            PARTNER,
            Field::new("date", "Date", Kind::Date).required(),
            Field::new("area_id", "Area", Kind::Term("goal-area")).required().private(Privacy::Sensitive),
            Field::new("score", "Score", Kind::Whole).required().private(Privacy::Sensitive),
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
            self.area.into(),
            self.score.into(),
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
            area: row.get(5)?,
            score: row.get(6)?,
            note: row.get(7)?,
            user: row.get(8)?,
        })
    }
}

impl Supported for Assessment {
    const NEWEST_FIRST: &'static str = "date DESC, id DESC";
    const RECORDED: &'static str = "Assessment recorded";

    fn place(&self) -> Place {
        Place { person: self.person, programme: self.programme, partner: self.partner }
    }

    fn stamp(&mut self, id: Id, partner: Option<Id>, user: Option<Id>) {
        (self.id, self.partner, self.user) = (id, partner, user);
    }

    fn check(&self, today: Date) -> Vec<Invalid> {
        Self::check(self, today)
    }

    /// It is on the scale of the programme, as long as it is new: a scale may change, what was said does not.
    fn against(&self, _: &mut Tx<'_>, workspace: &Workspace, before: Option<&Self>, _: Option<&str>) -> Result<()> {
        let catalogue = workspace.catalogue();
        let Some(entry) = catalogue.entry(self.programme) else { return Ok(()) };
        let (least, most) = entry.definition.programme.assessment_scale;
        if (least..=most).contains(&self.score) || before.is_some_and(|before| before.score == self.score) {
            return Ok(());
        }
        let reason = format!("must be between {least} and {most}");
        Err(Error::Invalid(vec![Invalid::new("score", self.score.to_string(), reason)]))
    }
}

impl Assessment {
    /// What is wrong with it, as seen on the day `today`, by itself; the scale is the programme's.
    #[must_use]
    pub fn check(&self, today: Date) -> Vec<Invalid> {
        not_future("date", self.date, today)
    }
}

impl Assessment {
    /// A score in an area on a day.
    #[must_use]
    pub fn new(person: Id, programme: Id, area: Id, score: i64, date: Date) -> Self {
        let id = Id::from_number(0);
        Self { id, person, programme, partner: None, date, area, score, note: None, user: None }
    }
}

/// How far somebody has come in one area of life.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Travelled {
    /// The programme.
    pub programme: Id,
    /// The area, a term of the vocabulary "goal-area".
    pub area: Id,
    /// The first day and score.
    pub first: (Date, i64),
    /// The last day and score; those of the first where there is only one.
    pub last: (Date, i64),
    /// How many assessments there are.
    pub times: usize,
}

impl Travelled {
    /// The distance travelled, from first to last; none before there are two.
    #[must_use]
    pub fn distance(&self) -> Option<i64> {
        (self.times > 1).then(|| self.last.1 - self.first.1)
    }
}

/// How far somebody has come in each area in which they were assessed.
#[must_use]
pub fn travelled(assessments: &[Assessment]) -> Vec<Travelled> {
    let mut in_order: Vec<&Assessment> = assessments.iter().collect();
    in_order.sort_by_key(|assessment| (assessment.date, assessment.id));
    let mut areas: Vec<Travelled> = Vec::new();
    for assessment in in_order {
        let now = (assessment.date, assessment.score);
        let known =
            areas.iter_mut().find(|known| known.area == assessment.area && known.programme == assessment.programme);
        if let Some(known) = known {
            (known.last, known.times) = (now, known.times + 1);
        } else {
            let (programme, area) = (assessment.programme, assessment.area);
            areas.push(Travelled { programme, area, first: now, last: now, times: 1 });
        }
    }
    areas
}
