//! Needs: what somebody needs, and the basic needs that come before learning.

use crate::keeping::{PARTNER, PERSON, PROGRAMME, Place, RECORDED_BY, Sight, Supported, ended, not_future};
use crate::{Error, Result, Workspace};
use base::{Date, Field, Id, Invalid, Kind, Privacy};
use db::{Reader, Record, Row, Table, Tx, Value};

/// Something that somebody needs, found on a day and perhaps met on another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Need {
    /// Identity.
    pub id: Id,
    /// Whom it is about.
    pub person: Id,
    /// In which programme.
    pub programme: Id,
    /// The partner that recorded it.
    pub partner: Option<Id>,
    /// Which need, a term of the vocabulary "need".
    pub need: Id,
    /// Whether it must be seen to before learning can begin.
    pub urgent: bool,
    /// When it was found.
    pub found: Date,
    /// When it was met; none while it is open.
    pub met: Option<Date>,
    /// What is to be known besides.
    pub note: Option<String>,
    /// The user who recorded it; none if a program did.
    pub user: Option<Id>,
}

impl Record for Need {
    const TABLE: &'static Table = &Table {
        name: "need",
        label: "Need",
        fields: &[
            PERSON,
            PROGRAMME,
            PARTNER,
            Field::new("need_id", "Need", Kind::Term("need")).required().private(Privacy::Sensitive),
            Field::new("urgent", "Urgent", Kind::YesNo).required(),
            Field::new("found", "Found", Kind::Date).required(),
            Field::new("met", "Met", Kind::Date),
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
            self.need.into(),
            self.urgent.into(),
            self.found.into(),
            self.met.into(),
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
            need: row.get(4)?,
            urgent: row.get(5)?,
            found: row.get(6)?,
            met: row.get(7)?,
            note: row.get(8)?,
            user: row.get(9)?,
        })
    }
}

impl Supported for Need {
    const NEWEST_FIRST: &'static str = "found DESC, id DESC";
    const RECORDED: &'static str = "Need recorded";

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

impl Need {
    /// What is wrong with it, as seen on the day `today`.
    #[must_use]
    pub fn check(&self, today: Date) -> Vec<Invalid> {
        let mut wrong = not_future("found", self.found, today);
        wrong.extend(ended("met", self.found, self.met, today));
        wrong
    }
}

impl Need {
    /// A need found on a day.
    #[must_use]
    pub fn new(person: Id, programme: Id, need: Id, found: Date) -> Self {
        let id = Id::from_number(0);
        Self { id, person, programme, partner: None, need, urgent: false, found, met: None, note: None, user: None }
    }
}

/// The urgent needs of a person that are open in a programme.
///
/// # Errors
/// When the database fails.
pub fn urgent(reader: &Reader<'_>, person: Id, programme: Id) -> Result<Vec<Need>> {
    let sql = "WHERE person_id = $1 AND programme_id = $2 AND urgent AND met IS NULL ORDER BY found, id";
    Ok(reader.list::<Need>(sql, &[person.into(), programme.into()])?)
}

/// Basic needs come before learning: refuses terms that are learning by the programme's definition while an urgent need is open,
/// unless it is said why, which then stands in the audit log. It names the needs that the actor sees, and of others only that there
/// are some. Who may record at all is decided before.
pub(crate) fn gate(
    tx: &mut Tx<'_>,
    workspace: &Workspace,
    place: Place,
    terms: &[Id],
    despite: Option<&str>,
) -> Result<()> {
    let catalogue = workspace.catalogue();
    let Some(entry) = catalogue.entry(place.programme) else { return Ok(()) };
    if !terms.iter().any(|term| entry.is_learning(*term)) {
        return Ok(());
    }
    let open = urgent(tx, place.person, place.programme)?;
    if open.is_empty() {
        return Ok(());
    }
    if let Some(why) = despite.map(str::trim).filter(|why| !why.is_empty()) {
        tx.because(format!("learning before basic needs: {why}"));
        return Ok(());
    }
    let seen: Vec<Need> = Sight::of(tx, &tx.actor().scope(), place.person)?.list(tx)?;
    let (seen, others): (Vec<&Need>, Vec<&Need>) = open.iter().partition(|need| seen.contains(need));
    let mut named: Vec<String> = Vec::new();
    for label in seen.iter().filter_map(|need| entry.label(need.need)).map(|label| label.to_lowercase()) {
        if !named.contains(&label) {
            named.push(label);
        }
    }
    if !others.is_empty() {
        named.push("a need that another partner has recorded".to_owned());
    }
    let reason =
        format!("an urgent need is open ({}): see to it first, or say why learning cannot wait", named.join(", "));
    Err(Error::Invalid(vec![Invalid::new("despite", "", reason)]))
}
