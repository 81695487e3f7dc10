//! Enrolments: one person in one programme, from the first real support to leaving.
//!
//! A person has one enrolment in a programme however often they come back: the first start stays, a new start is kept
//! as the re-entry, and the last leaving replaces the one before (the counting rule of the European Social Fund).

use crate::keeping::{PARTNER, PERSON, PROGRAMME, Place, Supported, impossible, not_future};
use crate::people::{Born, Person};
use crate::reach::{Span, Sql, programmes};
use crate::{Error, Result, Workspace};
use base::{Act, Date, Field, Id, Invalid, Kind, Scope};
use db::{Reader, Record, Row, Table, Tx, Value};

/// One person in one programme.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Enrolment {
    /// Identity.
    pub id: Id,
    /// Who.
    pub person: Id,
    /// In which programme.
    pub programme: Id,
    /// The partner that supports this person.
    pub partner: Option<Id>,
    /// The area the person belongs to.
    pub area: Option<Id>,
    /// The day support first began; never changed by coming back.
    pub start: Date,
    /// The day support began again, if the person left and came back.
    pub reentry: Option<Date>,
    /// The day of (last) leaving; none while support goes on.
    pub end: Option<Date>,
    /// What became of the person on leaving, a term of the vocabulary "destination".
    pub destination: Option<Id>,
    /// Labour-market status when support first began, a term of the vocabulary "employment".
    pub employment: Option<Id>,
    /// What was seen that shows it, a term of the vocabulary "status-evidence".
    pub evidence: Option<Id>,
    /// The day on which that was seen; by whom, the audit log says.
    pub evidence_seen: Option<Date>,
    /// How the person came, a term of the vocabulary "route".
    pub route: Option<Id>,
}

impl Record for Enrolment {
    const TABLE: &'static Table = &Table {
        name: "enrolment",
        label: "Enrolment",
        fields: &[
            PERSON,
            PROGRAMME,
            PARTNER.synonyms(&[
                "delivery partner",
                "organisation",
                "organization",
                "provider",
                "agency",
                "partner organisation",
            ]),
            Field::new("area_id", "Area", Kind::Record("area")).synonyms(&[
                "sub area",
                "district",
                "locality",
                "neighbourhood",
                "community",
            ]),
            Field::new("start_date", "Start date", Kind::Date)
                .required()
                .help("The day support first began, not the day a form was signed.")
                .synonyms(&[
                    "start",
                    "started",
                    "date started",
                    "enrolment date",
                    "date of enrolment",
                    "joined",
                    "date joined",
                    "registration date",
                ]),
            Field::new("reentry_date", "Re-entry date", Kind::Date).synonyms(&[
                "returned",
                "date returned",
                "re start date",
            ]),
            Field::new("end_date", "Leaving date", Kind::Date).synonyms(&[
                "end",
                "end date",
                "left",
                "date left",
                "exit date",
                "leave date",
                "leaving",
                "left on",
                "date of leaving",
                "exit",
            ]),
            Field::new("destination_id", "Destination", Kind::Term("destination")).synonyms(&[
                "destination on leaving",
                "exit destination",
                "leaving destination",
                "outcome on leaving",
            ]),
            Field::new("employment_id", "Employment status at start", Kind::Term("employment")).synonyms(&[
                "employment status",
                "labour market status",
                "economic status",
                "employment",
                "employment status on entry",
            ]),
            Field::new("evidence_id", "Evidence of it", Kind::Term("status-evidence"))
                .help("What was seen that shows their employment status at the start.")
                .synonyms(&[
                    "evidence of employment status",
                    "employment status evidence",
                    "evidence of status",
                    "status evidence",
                    "eligibility evidence",
                ]),
            Field::new("evidence_seen", "Evidence seen on", Kind::Date).synonyms(&[
                "date evidence seen",
                "evidence date",
                "date of evidence",
            ]),
            Field::new("route_id", "Route in", Kind::Term("route")).synonyms(&[
                "referral route",
                "route",
                "referred by",
                "referral source",
                "how heard",
                "source of referral",
            ]),
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
            self.area.into(),
            self.start.into(),
            self.reentry.into(),
            self.end.into(),
            self.destination.into(),
            self.employment.into(),
            self.evidence.into(),
            self.evidence_seen.into(),
            self.route.into(),
        ]
    }

    fn read(row: &Row<'_>) -> db::Result<Self> {
        Ok(Self {
            id: row.get(0)?,
            person: row.get(1)?,
            programme: row.get(2)?,
            partner: row.get(3)?,
            area: row.get(4)?,
            start: row.get(5)?,
            reentry: row.get(6)?,
            end: row.get(7)?,
            destination: row.get(8)?,
            employment: row.get(9)?,
            evidence: row.get(10)?,
            evidence_seen: row.get(11)?,
            route: row.get(12)?,
        })
    }
}

impl Supported for Enrolment {
    const NEWEST_FIRST: &'static str = "start_date DESC, id DESC";
    const RECORDED: &'static str = "Enrolled";

    fn place(&self) -> Place {
        Place { person: self.person, programme: self.programme, partner: self.partner }
    }

    fn stamp(&mut self, id: Id, partner: Option<Id>, _user: Option<Id>) {
        (self.id, self.partner) = (id, partner);
    }

    fn check(&self, today: Date) -> Vec<Invalid> {
        Self::check(self, None, today)
    }

    fn against(&self, tx: &mut Tx<'_>, workspace: &Workspace, before: Option<&Self>, _: Option<&str>) -> Result<()> {
        let catalogue = workspace.catalogue();
        let areas = catalogue.entry(self.programme).map_or(&[][..], |entry| &entry.areas);
        let known = |id: Id| areas.iter().any(|area| area.id == id);
        let mut wrong = Vec::new();
        if self.area.is_some_and(|area| !known(area)) && before.is_none_or(|before| before.area != self.area) {
            wrong.push(Invalid::new("area_id", "", "is not one of this programme"));
        }
        let born = tx.find::<Person>(self.person)?.and_then(|person| person.born());
        wrong.extend(Self::check(self, born, workspace.clock().today()));
        if wrong.is_empty() { Ok(()) } else { Err(Error::Invalid(wrong)) }
    }
}

impl Enrolment {
    /// The description of its fields.
    #[must_use]
    pub fn fields() -> &'static [Field] {
        Self::TABLE.fields
    }

    /// What is wrong with this enrolment, as seen on the day `today`, of a person born on `born`.
    #[must_use]
    pub fn check(&self, born: Option<Born>, today: Date) -> Vec<Invalid> {
        let mut wrong = Vec::new();
        if self.start > today {
            wrong.push(Invalid::new("start_date", self.start.to_string(), "is in the future"));
        }
        if let Some(born) = born
            && born.earliest() >= self.start
        {
            wrong.push(Invalid::new(
                "start_date",
                self.start.to_string(),
                format!("is not after the date of birth, {born}"),
            ));
        }
        if let Some(reentry) = self.reentry
            && reentry <= self.start
        {
            wrong.push(Invalid::new(
                "reentry_date",
                reentry.to_string(),
                format!("is not after the start, {}", self.start),
            ));
        }
        wrong.extend(self.reentry.into_iter().flat_map(|back| not_future("reentry_date", back, today)));
        if let Some(end) = self.end {
            let last_start = self.reentry.unwrap_or(self.start);
            if end < last_start {
                wrong.push(Invalid::new("end_date", end.to_string(), format!("is before the start, {last_start}")));
            } else if end > today {
                wrong.push(Invalid::new(
                    "end_date",
                    end.to_string(),
                    "is in the future; leave it empty until the person leaves",
                ));
            }
        } else if self.destination.is_some() {
            wrong.push(Invalid::new("destination_id", "", "a destination needs the date of leaving"));
        }
        if self.evidence.is_some() && self.employment.is_none() {
            wrong.push(Invalid::new("employment_id", "", "say which status the evidence shows"));
        }
        if let Some(seen) = self.evidence_seen {
            if self.evidence.is_none() {
                wrong.push(Invalid::new("evidence_id", "", format!("say what was seen on {seen}")));
            }
            if seen > today {
                wrong.push(Invalid::new("evidence_seen", seen.to_string(), "is in the future"));
            }
        }
        let impossible = impossible(self, None, born, today);
        wrong.extend(
            impossible.into_iter().filter(|one| !wrong.iter().any(|told| told.field == one.field)).collect::<Vec<_>>(),
        );
        wrong
    }

    /// The same enrolment after `told` has been reported of the same person in the same programme. What `told` leaves empty
    /// stays as it was, and the order in which stays are told does not matter.
    ///
    /// The first start is the earliest that was told, and what was true then stays. A start after the leaving, or a stay that
    /// ended before the first known start, makes a second stay: the re-entry is the start of the latest, and the leaving is its.
    #[must_use]
    pub fn followed_by(&self, told: &Self) -> Self {
        let (known_latest, told_latest) = (self.reentry.unwrap_or(self.start), told.reentry.unwrap_or(told.start));
        let mut after = self.clone();
        let earlier_stay = told.reentry.is_none() && told.end.is_some_and(|left| left < self.start);
        if told_latest > known_latest && self.end.is_some_and(|left| told_latest > left) {
            (after.reentry, after.end, after.destination) = (Some(told_latest), told.end, told.destination);
        } else if told.start < self.start && earlier_stay {
            after.reentry = Some(known_latest);
        } else if told_latest >= known_latest || self.reentry.is_none() {
            // The latest stay told again, or another partner's word on the same one.
            after.end = told.end.or(self.end);
            after.destination = told.destination.or(self.destination);
            after.reentry = told.reentry.or(self.reentry);
        }
        if told.start <= self.start {
            after.start = told.start;
            after.partner = told.partner.or(self.partner);
            after.area = told.area.or(self.area);
            after.employment = told.employment.or(self.employment);
            // What showed one status does not show another.
            let (evidence, seen) = match after.employment == self.employment {
                true => (self.evidence, self.evidence_seen),
                false => (None, None),
            };
            after.evidence = told.evidence.or(evidence);
            after.evidence_seen = told.evidence_seen.or(seen.filter(|_| after.evidence == evidence));
            after.route = told.route.or(self.route);
        }
        after
    }
}

/// The enrolments of one person that the asker may see.
pub fn of_person(reader: &Reader<'_>, scope: &Scope, person: Id) -> Result<Vec<Enrolment>> {
    of_people(reader, scope, &[person])
}

/// The programmes in which somebody is enrolled and in which the asker may do this with them, the latest last; whichever partner
/// enrolled them.
///
/// # Errors
/// When the database fails.
pub fn programmes_of(reader: &Reader<'_>, scope: &Scope, act: Act, person: Id) -> Result<Vec<Id>> {
    let mut sql = Sql::new("SELECT e.programme_id FROM enrolment e WHERE e.person_id = ");
    sql.value(person);
    if !scope.is_everything() {
        sql.push(" AND (1 = 0");
        for programme in programmes(scope) {
            sql.push(" OR e.programme_id = ").value(programme).push(" AND ");
            sql.is_within(&Span::of(scope, act, Some(&[programme])), "e.person_id");
        }
        sql.push(")").unrestricted(scope, "e.person_id");
    }
    sql.push(" ORDER BY e.start_date, e.id");
    Ok(reader.query(&sql.text, &sql.values, |row| row.get(0))?)
}

/// The enrolments of these people that the asker may see, person by person.
pub fn of_people(reader: &Reader<'_>, scope: &Scope, people: &[Id]) -> Result<Vec<Enrolment>> {
    const AT_ONCE: usize = 500;
    let mut enrolments = Vec::new();
    for people in people.chunks(AT_ONCE) {
        let mut sql = Sql::new("WHERE person_id IN ");
        sql.list(people)
            .push(" AND ")
            .sees_record(scope, Act::SeeRecords, "")
            .unrestricted(scope, "enrolment.person_id");
        sql.push(" ORDER BY person_id, start_date, id");
        enrolments.extend(reader.list::<Enrolment>(&sql.text, &sql.values)?);
    }
    Ok(enrolments)
}

/// The enrolment of a person in a programme, whoever's it is: for keeping to one, never for showing.
pub fn held(reader: &Reader<'_>, person: Id, programme: Id) -> Result<Option<Enrolment>> {
    let rest = "WHERE person_id = $1 AND programme_id = $2";
    Ok(reader.list::<Enrolment>(rest, &[person.into(), programme.into()])?.pop())
}

/// Everyone enrolled in a programme, by the person's reference, with the day their support first began and whether the asker may
/// bring in records about them.
pub fn by_reference(
    reader: &Reader<'_>,
    scope: &Scope,
    programme: Id,
    mut each: impl FnMut(&str, Id, Date, bool),
) -> Result<()> {
    let mut sql = Sql::new("SELECT person.reference, person.id, enrolment.start_date, (");
    sql.sees_person(scope, Act::Import, "person.id");
    sql.push(") FROM enrolment JOIN person ON person.id = enrolment.person_id WHERE enrolment.programme_id = ");
    sql.value(programme);
    // Whoever was merged with somebody is known by their old reference too.
    sql.push(" UNION ALL SELECT person.reference, enrolment.person_id, enrolment.start_date, (");
    sql.sees_person(scope, Act::Import, "enrolment.person_id");
    sql.push(") FROM merged JOIN person ON person.id = merged.merged_id JOIN enrolment ON enrolment.person_id = merged.person_id");
    sql.push(" WHERE merged.undone_at IS NULL AND enrolment.programme_id = ").value(programme);
    reader.each(&sql.text, &sql.values, |row| {
        each(row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?);
        Ok(())
    })?;
    Ok(())
}
