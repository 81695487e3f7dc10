//! Head counts: so many people were at an event or group, not all of whom are known. They are nobody's records and never participants.

use crate::keeping::{self, PARTNER, PROGRAMME, RECORDED_BY, Saved, Texts, described, not_future, settled, version};
use crate::programmes::Entry;
use crate::reach::Sql;
use crate::submissions::{self, About, Made};
use crate::{Error, Result, Workspace};
use base::{Act, Actor, Choice, Date, Field, Id, Invalid, Kind, Scope};
use db::{Reader, Record, Row, Table, Tx, Value};

/// How a head count's fact stands: whether its number was counted, or is about right.
pub const STATE: &[Choice] = &[Choice::new("counted", "Counted"), Choice::new(APPROXIMATE, "Approximate")];

/// The state of a number that is about right.
pub const APPROXIMATE: &str = "approximate";

/// What the form asks, in order; for which partner is asked besides, where there is a choice.
const ASKED: [&str; 8] = ["what", "date", "number", "approximate", "service_id", "area_id", "place", "note"];

/// How many people were at an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeadCount {
    /// Identity.
    pub id: Id,
    /// In which programme.
    pub programme: Id,
    /// The partner whose event it was.
    pub partner: Option<Id>,
    /// What it was: "Open day".
    pub what: String,
    /// When.
    pub date: Date,
    /// How many people were there.
    pub number: i64,
    /// Whether that number is only about right.
    pub approximate: bool,
    /// Which service it was, a term of the vocabulary "service".
    pub service: Option<Id>,
    /// For which area.
    pub area: Option<Id>,
    /// Where.
    pub place: Option<String>,
    /// What is to be known besides.
    pub note: Option<String>,
    /// The user who recorded it; none if a program did.
    pub user: Option<Id>,
}

impl Record for HeadCount {
    const TABLE: &'static Table = &Table {
        name: "head_count",
        label: "Head count",
        fields: &[
            PROGRAMME,
            PARTNER,
            Field::new("what", "What it was", Kind::Text).required().help("An open day, a stall, a walking group."),
            Field::new("date", "When", Kind::Date).required(),
            Field::new("number", "How many people were there", Kind::Whole)
                .required()
                .help("Also those who are on a register, and those nobody knows by name."),
            Field::new("approximate", "Is the number approximate?", Kind::YesNo).required(),
            Field::new("service_id", "Service", Kind::Term("service")),
            Field::new("area_id", "Area", Kind::Record("area")),
            Field::new("place", "Where", Kind::Text),
            Field::new("note", "Note", Kind::LongText).help("About the event. Nobody\u{2019}s name belongs here."),
            RECORDED_BY,
        ],
    };

    fn id(&self) -> Id {
        self.id
    }

    fn subject(&self) -> Option<Id> {
        None
    }

    fn values(&self) -> Vec<Value> {
        vec![
            self.programme.into(),
            self.partner.into(),
            self.what.clone().into(),
            self.date.into(),
            self.number.into(),
            self.approximate.into(),
            self.service.into(),
            self.area.into(),
            self.place.clone().into(),
            self.note.clone().into(),
            self.user.into(),
        ]
    }

    fn read(row: &Row<'_>) -> db::Result<Self> {
        Ok(Self {
            id: row.get(0)?,
            programme: row.get(1)?,
            partner: row.get(2)?,
            what: row.get(3)?,
            date: row.get(4)?,
            number: row.get(5)?,
            approximate: row.get(6)?,
            service: row.get(7)?,
            area: row.get(8)?,
            place: row.get(9)?,
            note: row.get(10)?,
            user: row.get(11)?,
        })
    }
}

impl HeadCount {
    /// A number of people who were counted at something.
    #[must_use]
    pub fn new(programme: Id, what: &str, date: Date, number: i64) -> Self {
        Self {
            id: Id::from_number(0),
            programme,
            partner: None,
            what: what.to_owned(),
            date,
            number,
            approximate: false,
            service: None,
            area: None,
            place: None,
            note: None,
            user: None,
        }
    }

    /// The fields that a form asks for, in order.
    #[must_use]
    pub fn asked() -> Vec<Field> {
        ASKED.iter().filter_map(|name| Self::TABLE.fields.iter().find(|field| field.name == *name).copied()).collect()
    }

    /// What stands in the fields of a form.
    #[must_use]
    pub fn texts(&self) -> Texts {
        keeping::texts_of(self)
    }

    /// The same with what was written into a form.
    ///
    /// # Errors
    /// [`Error::Invalid`] for texts that are not what the fields hold.
    pub fn written(&self, texts: &dyn Fn(&str) -> String) -> Result<Self> {
        keeping::filled(self, &ASKED, texts)
    }

    fn check(&self, entry: &Entry, before: Option<&Self>, today: Date) -> Result<()> {
        let mut wrong = described(entry, self, before);
        wrong.extend(not_future("date", self.date, today));
        if self.number < 0 {
            wrong.push(Invalid::new("number", self.number.to_string(), "is less than nobody; write 0 or more"));
        }
        let known = |area: Id| entry.areas.iter().any(|known| known.id == area);
        if self.area.is_some_and(|area| !known(area)) && before.is_none_or(|before| before.area != self.area) {
            wrong.push(Invalid::new("area_id", "", "is not one of this programme"));
        }
        if wrong.is_empty() { Ok(()) } else { Err(Error::Invalid(wrong)) }
    }
}

/// Whether the scope reaches a head count for this act.
#[must_use]
pub fn may(scope: &Scope, act: Act, one: &HeadCount) -> bool {
    scope.reaches(act, one.programme, one.partner)
}

/// Records how many people were at an event. `token` is the form's own.
///
/// # Errors
/// [`Error::Refused`] where the actor may not record for this partner, [`Error::Invalid`] where a rule is broken.
pub fn add(workspace: &Workspace, actor: &Actor, token: &str, record: &HeadCount) -> Result<Made> {
    let catalogue = workspace.catalogue();
    let entry = entry(&catalogue, record.programme)?;
    let partner = keeping::for_partner(entry, actor, record.partner)?;
    submissions::once(workspace, actor, token, "Head count recorded", |tx| {
        let record = HeadCount { id: tx.new_id(), partner, user: actor.id(), ..record.clone() };
        record.check(entry, None, workspace.clock().today())?;
        tx.insert(&record)?;
        Ok(About { person: None, record: record.id })
    })
}

/// Changes a head count into `after`, if it still is what the form was made from: `from` is the [`version`] of that.
///
/// # Errors
/// As [`add`]; [`Error::NotFound`] if there is none such in reach.
pub fn change(
    workspace: &Workspace,
    actor: &Actor,
    token: &str,
    from: &str,
    after: &HeadCount,
) -> Result<Saved<HeadCount>> {
    let catalogue = workspace.catalogue();
    settled(workspace, actor, token, "Head count changed", |tx| {
        let before = writable(tx, &actor.scope(), after.id)?;
        if version(&before) != from {
            return Ok(Err(before));
        }
        let after = HeadCount { programme: before.programme, partner: before.partner, ..after.clone() };
        after.check(entry(&catalogue, before.programme)?, Some(&before), workspace.clock().today())?;
        tx.update(&before, &after)?;
        Ok(Ok(About { person: None, record: after.id }))
    })
}

fn writable(tx: &Tx<'_>, scope: &Scope, id: Id) -> Result<HeadCount> {
    let found = tx.find::<HeadCount>(id)?.filter(|one| may(scope, Act::Record, one));
    found.ok_or_else(|| Error::not_found(HeadCount::TABLE.label, id.to_string()))
}

fn entry(catalogue: &crate::programmes::Catalogue, programme: Id) -> Result<&Entry> {
    catalogue.entry(programme).ok_or_else(|| Error::not_found("programme", programme.to_string()))
}

/// One head count, if the scope reaches it.
///
/// # Errors
/// When the database fails.
pub fn find(reader: &Reader<'_>, scope: &Scope, id: Id) -> Result<Option<HeadCount>> {
    Ok(reader.find::<HeadCount>(id)?.filter(|one| may(scope, Act::SeeRecords, one)))
}

/// The head counts of a programme that the asker may see, the latest first: at most `limit`, of those before the one with the id `after`.
///
/// # Errors
/// When the database fails.
pub fn of_programme(
    reader: &Reader<'_>,
    scope: &Scope,
    programme: Id,
    after: Option<Id>,
    limit: u32,
) -> Result<Vec<HeadCount>> {
    let mut sql = Sql::new("WHERE programme_id = ");
    sql.value(programme).push(" AND ").sees_record(scope, Act::SeeRecords, "");
    if let Some(last) = after.map(|id| find(reader, scope, id)).transpose()?.flatten() {
        sql.push(" AND (date < ").value(last.date).push(" OR date = ").value(last.date);
        sql.push(" AND id < ").value(last.id).push(")");
    }
    sql.push(" ORDER BY date DESC, id DESC LIMIT ").value(limit);
    Ok(reader.list::<HeadCount>(&sql.text, &sql.values)?)
}
