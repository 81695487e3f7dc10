//! People with their enrolments: a row to a person.

use super::resolve::{Own, Resolve, folded, of_another};
use super::row::Reader;
use super::run::{Came, Importer, Place, Stop};
use super::saver::Saver;
use base::{Act, Date, Id, Invalid};
use db::{Db, Record as _, Tx};
use records::enrolments::Enrolment;
use records::leaving;
use records::people::{self, Person};
use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

/// How many new people are gathered before they are saved together.
const BLOCK: usize = 1000;

/// Brings in people.
pub(super) struct People {
    place: Place,
    resolve: Resolve,
    db: Db,
    /// By reference, with whether they are the actor's to write about.
    known: HashMap<Box<str>, (Id, bool)>,
    pending: HashSet<Id>,
    people: Vec<Person>,
    enrolments: Vec<Enrolment>,
    /// What rows of this import have said of each person so far.
    said: HashMap<Id, Said>,
    /// Whose fields the actor does not read of everybody whom they see.
    withheld: Vec<Act>,
}

/// What rows say of a person, by field: 0 where nothing, and otherwise enough of a digest to see that two of them do not agree.
type Said = [u16; 9];

/// What one row says: a value is none where the file has no such column or the cell is empty.
struct Told {
    reference: String,
    given_name: Option<String>,
    family_name: Option<String>,
    birth_date: Option<Date>,
    gender: Option<String>,
    ethnicity: Option<String>,
    disability: Option<String>,
    postcode: Option<String>,
    phone: Option<String>,
    email: Option<String>,
    partner: Option<Id>,
    area: Option<Id>,
    start: Option<Date>,
    reentry: Option<Date>,
    end: Option<Date>,
    destination: Option<Id>,
    employment: Option<Id>,
    evidence: Option<Id>,
    evidence_seen: Option<Date>,
    route: Option<Id>,
}

impl People {
    pub fn new(tx: &Tx<'_>, place: Place, resolve: Resolve, db: &Db) -> records::Result<Self> {
        let mut known = HashMap::new();
        people::references(tx, &place.scope, place.register, |reference, id, own| {
            known.insert(folded(reference), (id, own));
        })?;
        let read = |act: &Act| people::may_with_whom_they_see(&place.scope, *act);
        let withheld = [Act::SeeNames, Act::SeeSensitive, Act::SeeSpecial].into_iter().filter(|act| !read(act));
        Ok(Self {
            withheld: withheld.collect(),
            place,
            resolve,
            db: db.clone(),
            known,
            pending: HashSet::new(),
            people: Vec::new(),
            enrolments: Vec::new(),
            said: HashMap::new(),
        })
    }

    fn told(&mut self, row: &mut Reader<'_, '_>) -> Told {
        let owned = |text: Option<std::borrow::Cow<'_, str>>| text.map(std::borrow::Cow::into_owned);
        Told {
            reference: owned(row.text("reference")).unwrap_or_default(),
            given_name: owned(row.text("given_name")),
            family_name: owned(row.text("family_name")),
            birth_date: row.date("birth_date"),
            gender: row.choice("gender").map(str::to_owned),
            ethnicity: row.choice("ethnicity").map(str::to_owned),
            disability: row.choice("disability").map(str::to_owned),
            postcode: owned(row.text("postcode")),
            phone: owned(row.text("phone")),
            email: owned(row.text("email")),
            partner: {
                let given = row.name("partner_id", &mut self.resolve.partners);
                row.keep(self.place.own.partner(given)).flatten()
            },
            area: row.name("area_id", &mut self.resolve.areas),
            start: row.date("start_date"),
            reentry: row.date("reentry_date"),
            end: row.date("end_date"),
            destination: row.name("destination_id", &mut self.resolve.destinations),
            employment: row.name("employment_id", &mut self.resolve.employment),
            evidence: row.name("evidence_id", &mut self.resolve.evidence),
            evidence_seen: row.date("evidence_seen"),
            route: row.name("route_id", &mut self.resolve.routes),
        }
    }

    fn add(&mut self, told: &Told, row: &mut Reader<'_, '_>) -> Came {
        let Some(start) = told.start else { return Came::Rejected };
        let person = told.person(Person::new(self.db.new_id(), self.place.register, told.reference.clone()));
        let enrolment = told.enrolment(&self.blank(self.db.new_id(), person.id, start));
        if !self.check(None, &person, &enrolment, row) {
            return Came::Rejected;
        }
        self.known.insert(folded(&person.reference), (person.id, true));
        self.said.insert(person.id, told.said().map(|(_, _, digest)| digest));
        self.pending.insert(person.id);
        self.people.push(person);
        self.enrolments.push(enrolment);
        Came::Created
    }

    /// Somebody known already, here or in another programme under the same umbrella.
    fn change(&mut self, id: Id, told: &Told, row: &mut Reader<'_, '_>, saver: &Saver) -> Result<Came, Stop> {
        if self.pending.contains(&id) {
            self.flush(saver)?;
        }
        let Place { programme, scope, .. } = self.place.clone();
        let (before, held) =
            saver.now(move |tx| Ok((people::find(tx, &scope, id)?, records::enrolments::held(tx, id, programme)?)))?;
        let Some(before) = before else {
            row.refuse(of_another(&told.reference));
            return Ok(Came::Rejected);
        };
        if let (Own::These(own), Some(held)) = (&self.place.own, &held)
            && !own.iter().any(|(own, _)| held.partner == Some(*own))
        {
            let why = "was enrolled by another partner, which keeps the enrolment: ask the programme lead to change it";
            row.refuse(Invalid::new("reference", told.reference.as_str(), why));
            return Ok(Came::Rejected);
        }
        let Some(start) = told.start else { return Ok(Came::Rejected) };
        let reported = told.enrolment(&self.blank(self.db.new_id(), id, start));
        let enrolment = held.as_ref().map_or_else(|| reported.clone(), |held| held.followed_by(&reported));
        // Whose support goes on is not put away.
        let archived = before.archived.filter(|_| enrolment.end.is_some());
        let after = Person { archived, ..told.person(before.clone()) };
        if !self.check(Some(&before), &after, &enrolment, row) {
            return Ok(Came::Rejected);
        }
        let mut came = if self.is_withheld(told) { Came::Changed } else { Came::Unchanged };
        if after != before {
            saver.later(move |tx| Ok(tx.update(&before, &after)?))?;
            came = Came::Changed;
        }
        match held {
            None => {
                saver.later(move |tx| Ok(tx.insert(&enrolment)?))?;
                came = Came::Changed;
            }
            Some(held) if held != enrolment => {
                saver.later(move |tx| leaving::told_by_file(tx, &held, &enrolment))?;
                came = Came::Changed;
            }
            Some(_) => {}
        }
        Ok(came)
    }

    /// Refuses a row that says something else of a person than an earlier row of the same import: it is of another person, or one of the two is
    /// wrong, and the later one must not win without a word.
    fn contradicts(&mut self, id: Id, told: &Told, row: &mut Reader<'_, '_>) -> bool {
        let before = self.said.entry(id).or_default();
        for ((field, value, now), before) in told.said().into_iter().zip(before.iter_mut()) {
            if now != 0 && *before != 0 && now != *before {
                let why = "is not what an earlier row says of the person with this reference: each person needs a reference of their own, and is told alike in every row";
                row.refuse(Invalid::new(field, value.unwrap_or_default(), why));
            } else if now != 0 {
                *before = now;
            }
        }
        !row.is_good()
    }

    /// Whether a row states what its sender may not read of everybody: that nothing is changed by it would tell them what is held.
    fn is_withheld(&self, told: &Told) -> bool {
        let stated = told.person(Person::new(Id::from_number(0), self.place.register, "")).values();
        let mut stated = Person::TABLE.fields.iter().zip(stated).filter(|(_, value)| !value.is_null());
        stated.any(|(field, _)| field.privacy.act().is_some_and(|act| self.withheld.contains(&act)))
    }

    fn check(&self, before: Option<&Person>, person: &Person, enrolment: &Enrolment, row: &mut Reader<'_, '_>) -> bool {
        row.refuse_all(person.check(before, self.place.today));
        row.refuse_all(enrolment.check(person.born(), self.place.today));
        row.is_good()
    }

    fn blank(&self, id: Id, person: Id, start: Date) -> Enrolment {
        Enrolment {
            id,
            person,
            programme: self.place.programme,
            partner: None,
            area: None,
            start,
            reentry: None,
            end: None,
            destination: None,
            employment: None,
            evidence: None,
            evidence_seen: None,
            route: None,
        }
    }
}

impl Told {
    /// What it says of the person: each field with its value and a digest of that.
    fn said(&self) -> [(&'static str, Option<String>, u16); 9] {
        let digest = |field, value: Option<String>| {
            let digest = value.as_ref().map_or(0, |value| {
                let mut hasher = DefaultHasher::new();
                value.hash(&mut hasher);
                hasher.finish() as u16 | 1
            });
            (field, value, digest)
        };
        [
            digest("given_name", self.given_name.clone()),
            digest("family_name", self.family_name.clone()),
            digest("birth_date", self.birth_date.map(|date| date.to_string())),
            digest("gender", self.gender.clone()),
            digest("ethnicity", self.ethnicity.clone()),
            digest("disability", self.disability.clone()),
            digest("postcode", self.postcode.clone()),
            digest("phone", self.phone.clone()),
            digest("email", self.email.clone()),
        ]
    }

    /// The person as known before, with what the row says of them.
    fn person(&self, before: Person) -> Person {
        Person {
            given_name: self.given_name.clone().or(before.given_name),
            family_name: self.family_name.clone().or(before.family_name),
            birth_date: self.birth_date.or(before.birth_date),
            gender: self.gender.clone().or(before.gender),
            ethnicity: self.ethnicity.clone().or(before.ethnicity),
            disability: self.disability.clone().or(before.disability),
            postcode: self.postcode.clone().or(before.postcode),
            phone: self.phone.clone().or(before.phone),
            email: self.email.clone().or(before.email),
            ..before
        }
    }

    /// The enrolment, which says only who, where and since when so far, with what the row says of it.
    fn enrolment(&self, blank: &Enrolment) -> Enrolment {
        Enrolment {
            partner: self.partner,
            area: self.area,
            reentry: self.reentry,
            end: self.end,
            destination: self.destination,
            employment: self.employment,
            evidence: self.evidence,
            evidence_seen: self.evidence_seen,
            route: self.route,
            ..blank.clone()
        }
    }
}

impl Importer for People {
    fn row(&mut self, row: &mut Reader<'_, '_>, saver: &Saver) -> Result<Came, Stop> {
        let told = self.told(row);
        if !row.is_good() {
            return Ok(Came::Rejected);
        }
        match self.known.get(&folded(&told.reference)).copied() {
            Some((id, true)) if self.contradicts(id, &told, row) => Ok(Came::Rejected),
            Some((id, true)) => self.change(id, &told, row, saver),
            Some((_, false)) => {
                row.refuse(of_another(&told.reference));
                Ok(Came::Rejected)
            }
            None => {
                let came = self.add(&told, row);
                if self.people.len() >= BLOCK {
                    self.flush(saver)?;
                }
                Ok(came)
            }
        }
    }

    fn flush(&mut self, saver: &Saver) -> Result<(), Stop> {
        if self.people.is_empty() {
            return Ok(());
        }
        self.pending.clear();
        let (people, enrolments) = (std::mem::take(&mut self.people), std::mem::take(&mut self.enrolments));
        saver.later(move |tx| {
            tx.insert_all(people)?;
            tx.insert_all(enrolments)?;
            Ok(())
        })
    }
}
