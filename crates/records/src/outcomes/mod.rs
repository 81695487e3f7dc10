//! Outcomes: improvements that someone achieved.

use crate::keeping::{PARTNER, PERSON, PROGRAMME, Place, Supported, not_before_support, not_future};
use crate::reach::Sql;
use crate::{Error, Result, Workspace};
use base::{Act, Choice, Date, Field, Id, Invalid, Kind, Privacy, Scope};
use db::{Reader, Record, Row, Table, Tx, Value};

/// How far an outcome has been checked.
pub const VERIFICATION: &[Choice] = &[
    Choice::new("claimed", "Claimed").or(&["pending", "unverified", "no", "n"]),
    Choice::new("verified", "Verified").or(&["checked", "evidenced", "yes", "y", "approved"]),
];

/// One improvement that one person achieved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// Identity.
    pub id: Id,
    /// Who achieved it.
    pub person: Id,
    /// In which programme.
    pub programme: Id,
    /// The partner it is credited to.
    pub partner: Option<Id>,
    /// When it was achieved.
    pub date: Date,
    /// Which outcome, a term of the programme's vocabulary "outcome".
    pub outcome: Id,
    /// What shows it.
    pub evidence: Option<String>,
    /// A key of [`VERIFICATION`].
    pub verification: String,
    /// Made from the row of the file that this came from; none if it was entered by hand.
    pub source_key: Option<i64>,
}

impl Record for Outcome {
    const TABLE: &'static Table = &Table {
        name: "outcome",
        label: "Outcome",
        fields: &[
            PERSON,
            PROGRAMME,
            PARTNER.synonyms(&["delivery partner", "organisation", "organization", "provider", "agency"]),
            Field::new("date", "Date", Kind::Date).required().synonyms(&[
                "outcome date",
                "date achieved",
                "achieved",
                "date of outcome",
                "achieved on",
            ]),
            Field::new("outcome_id", "Outcome", Kind::Term("outcome")).required().synonyms(&[
                "outcome achieved",
                "outcome type",
                "result",
                "achievement",
            ]),
            // In words of one's own, which may name an employer: whoever checks it sees names too.
            Field::new("evidence", "Evidence", Kind::Text).private(Privacy::Identifying).synonyms(&[
                "evidence type",
                "evidence held",
                "proof",
            ]),
            Field::new("verification", "Verification", Kind::Choice(VERIFICATION)).synonyms(&[
                "verified",
                "status",
                "verification status",
            ]),
            Field::new("source_key", "Source", Kind::Whole),
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
            self.outcome.into(),
            self.evidence.clone().into(),
            self.verification.clone().into(),
            self.source_key.into(),
        ]
    }

    fn read(row: &Row<'_>) -> db::Result<Self> {
        Ok(Self {
            id: row.get(0)?,
            person: row.get(1)?,
            programme: row.get(2)?,
            partner: row.get(3)?,
            date: row.get(4)?,
            outcome: row.get(5)?,
            evidence: row.get(6)?,
            verification: row.get(7)?,
            source_key: row.get(8)?,
        })
    }
}

impl Outcome {
    /// What is wrong with this outcome, as seen on the day `today`, of a person whose support began on `start`.
    #[must_use]
    pub fn check(&self, start: Option<Date>, today: Date) -> Vec<Invalid> {
        let mut wrong = Vec::new();
        if self.date > today {
            wrong.push(Invalid::new("date", self.date.to_string(), "is in the future"));
        }
        match start {
            Some(start) => wrong.extend(not_before_support("date", self.date, start)),
            None => wrong.push(Invalid::new(
                "person_id",
                "",
                "the person is not enrolled in this programme; bring in people first",
            )),
        }
        wrong
    }
}

impl Outcome {
    /// An outcome achieved on a day, which nobody has verified yet.
    #[must_use]
    pub fn new(person: Id, programme: Id, outcome: Id, date: Date) -> Self {
        Self {
            id: Id::from_number(0),
            person,
            programme,
            partner: None,
            date,
            outcome,
            evidence: None,
            verification: "claimed".to_owned(),
            source_key: None,
        }
    }
}

/// Why an outcome that counts once is not taken again: that another partner has recorded it is theirs to tell.
#[must_use]
pub fn already(told: bool) -> &'static str {
    match told {
        true => "the person has this outcome already, and it counts once to a person",
        false => "cannot be taken for this person as it stands: ask the programme lead",
    }
}

impl Supported for Outcome {
    const NEWEST_FIRST: &'static str = "date DESC, id DESC";
    const RECORDED: &'static str = "Outcome recorded";
    const GIVEN: Option<&'static str> = Some("date");

    fn place(&self) -> Place {
        Place { person: self.person, programme: self.programme, partner: self.partner }
    }

    fn stamp(&mut self, id: Id, partner: Option<Id>, _: Option<Id>) {
        (self.id, self.partner) = (id, partner);
    }

    fn check(&self, today: Date) -> Vec<Invalid> {
        let mut wrong = not_future("date", self.date, today);
        if self.verification == "verified" && self.evidence.as_deref().is_none_or(|evidence| evidence.trim().is_empty())
        {
            wrong.push(Invalid::new("evidence", "", "say what shows it, before it is verified"));
        }
        wrong
    }

    /// One that counts once to a person is had once, whichever partner recorded it.
    fn against(&self, tx: &mut Tx<'_>, workspace: &Workspace, _: Option<&Self>, _: Option<&str>) -> Result<()> {
        let mut wrong = Vec::new();
        let catalogue = workspace.catalogue();
        if catalogue.entry(self.programme).is_some_and(|entry| entry.counts_once(self.outcome)) {
            let sql = "WHERE person_id = $1 AND programme_id = $2 AND outcome_id = $3 AND id <> $4";
            let values = [self.person.into(), self.programme.into(), self.outcome.into(), self.id.into()];
            let had = tx.list::<Self>(sql, &values)?.pop();
            let told = |had: &Self| tx.actor().scope().reaches(Act::SeeRecords, had.programme, had.partner);
            wrong.extend(had.map(|had| Invalid::new("outcome_id", "", already(told(&had)))));
        }
        if wrong.is_empty() { Ok(()) } else { Err(Error::Invalid(wrong)) }
    }
}

/// The outcomes of one person that the asker may see, newest first; without the evidence, for those who see no names.
pub fn of_person(reader: &Reader<'_>, scope: &Scope, person: Id) -> Result<Vec<Outcome>> {
    let mut sql = Sql::new("WHERE person_id = ");
    sql.value(person).push(" AND ").sees_record(scope, Act::SeeRecords, "").unrestricted(scope, "outcome.person_id");
    sql.push(" ORDER BY date DESC, id DESC");
    let mut found = reader.list::<Outcome>(&sql.text, &sql.values)?;
    for one in found.iter_mut().filter(|one| !scope.reaches(Act::SeeNames, one.programme, one.partner)) {
        one.evidence = None;
    }
    Ok(found)
}

/// One outcome that somebody has, for keeping to what may be had once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Achieved {
    /// Who.
    pub person: Id,
    /// Which outcome.
    pub outcome: Id,
    /// The source key, if it came from a file.
    pub source_key: Option<i64>,
    /// Whether the asker may see it, and so be told of it.
    pub seen: bool,
}

/// Who has which outcomes in a programme, all partners' among them: an outcome that counts once does so whoever recorded it.
pub fn achieved(reader: &Reader<'_>, scope: &Scope, programme: Id, mut each: impl FnMut(Achieved)) -> Result<()> {
    let mut sql = Sql::new("SELECT person_id, outcome_id, source_key, (");
    sql.sees_record(scope, Act::SeeRecords, "").unrestricted(scope, "outcome.person_id");
    sql.push(") FROM outcome WHERE programme_id = ").value(programme);
    reader.each(&sql.text, &sql.values, |row| {
        each(Achieved { person: row.get(0)?, outcome: row.get(1)?, source_key: row.get(2)?, seen: row.get(3)? });
        Ok(())
    })?;
    Ok(())
}

/// The outcome that came from the row with a reference of its own whose source key this is (a negative one), if
/// the asker may see it.
pub fn by_source_key(reader: &Reader<'_>, scope: &Scope, key: i64) -> Result<Option<Outcome>> {
    let mut sql = Sql::new("WHERE source_key < 0 AND source_key = ");
    sql.value(key).push(" AND ").sees_record(scope, Act::SeeRecords, "").unrestricted(scope, "outcome.person_id");
    Ok(reader.list::<Outcome>(&sql.text, &sql.values)?.pop())
}
