//! Is this the same person? Somebody who is being registered held against everybody, and a register held against itself.
//!
//! Nothing merges by itself. Whoever the asker does not see is told of by one word at most, "somewhere else", with no name and no
//! partner; a person whose record is restricted to others is not told of at all.

mod model;
mod pairs;
mod review;

pub use matching::{Class, Comparison, Contribution};
pub use model::{Learnt, Likeness};
pub(super) use pairs::restricted;
pub use pairs::{Compared, Listed, Pairs, compare, list};
pub(super) use review::forget;
pub use review::{Step, last, review};

use super::keys::{self, Stretch};
use super::{Person, Seen, several};
use crate::reach::Sql;
use crate::{Result, Workspace};
use base::{Act, Date, Id, Privacy, Scope};
use db::{Reader, Record as _};
use matching::{BirthDate, Gender, Identity, Surroundings, words};
use std::ops::RangeInclusive;

/// How many people are held against a newcomer for one thing that they share; where more share it, it tells nobody from another.
const SHARE: i64 = 300;
/// How far people are counted who have a name, or another value.
const COUNTED: i64 = 5000;

/// Years in which people alive were born, or are said to have been.
const YEARS: RangeInclusive<i16> = 1880..=2100;

/// Somebody known who may be the person asked about.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// Who, as the asker sees them.
    pub seen: Seen,
    /// How probable it is, and why.
    pub comparison: Comparison,
}

/// Who somebody may already be.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Alike {
    /// Those whom the asker sees, the most probable first.
    pub candidates: Vec<Candidate>,
    /// Whether there is somebody besides whom the asker does not see: the programme's lead can be asked.
    pub elsewhere: bool,
}

impl Alike {
    /// Whether there is nothing to say.
    #[must_use]
    pub fn is_nobody(&self) -> bool {
        self.candidates.is_empty() && !self.elsewhere
    }
}

/// What a person is compared by.
#[must_use]
pub fn identity(person: &Person) -> Identity {
    let given = match (&person.given_name, &person.known_as) {
        (Some(given), Some(known)) if given != known => Some(format!("{given} ({known})")),
        (given, known) => given.clone().or_else(|| known.clone()),
    };
    let birth_date = person.birth_date.map(|born| {
        let whole = BirthDate::from(born);
        match person.birth_precision.as_deref() {
            Some("month") => BirthDate { day: None, ..whole },
            Some("year" | "about") => BirthDate { day: None, month: None, ..whole },
            _ => whole,
        }
    });
    let gender = match person.gender.as_deref() {
        Some("woman") => Some(Gender::Woman),
        Some("man") => Some(Gender::Man),
        _ => None,
    };
    Identity {
        given_names: given,
        family_name: person.family_name.clone(),
        birth_date,
        gender,
        postcode: person.postcode.clone(),
        phone: person.phone.clone(),
        email: person.email.clone(),
        address: person.address.iter().flat_map(|address| address.lines().map(str::to_owned)).collect(),
        town: None,
    }
}

/// Who of a programme's register this may be: `person` as far as known, registered or not.
///
/// # Errors
/// When the database fails.
pub fn alike(
    reader: &Reader<'_>,
    workspace: &Workspace,
    scope: &Scope,
    programme: Id,
    person: &Person,
) -> Result<Alike> {
    let register = workspace.catalogue().register(programme);
    let stretches = stretches(person);
    if stretches.is_empty() || !scope.may(Act::Record, programme) {
        return Ok(Alike::default());
    }
    let known = known(reader, scope, register, &stretches, person.birth_date)?;
    let likeness = Likeness::of(reader, register)?;
    let (one, among) = (identity(person), surroundings(reader, &likeness, person)?);
    let mut found: Vec<(Id, Comparison)> = known
        .iter()
        .filter(|known| known.id != person.id)
        .map(|known| (known.id, likeness.model.compare(&one, &identity(known), &among)))
        .filter(|(_, comparison)| comparison.class.is_some())
        .collect();
    found.sort_by(|(_, a), (_, b)| b.bits.total_cmp(&a.bits));
    let ids: Vec<Id> = found.iter().map(|(id, _)| *id).collect();
    let mut seen = several(reader, scope, &ids)?;
    let mut alike = Alike::default();
    for (id, comparison) in found {
        match seen.iter().position(|seen| seen.id() == id && seen.reads(Privacy::Identifying)) {
            Some(at) => {
                let seen = seen.swap_remove(at);
                // What is withheld is not found out by typing a guess: it counts for nothing, and stands in no reason.
                let comparison = match seen.reads(Privacy::Sensitive) {
                    true => comparison,
                    false => likeness.model.compare(&one, &unaddressed(identity(seen.whole())), &among),
                };
                if comparison.class.is_some() {
                    alike.candidates.push(Candidate { seen, comparison });
                }
            }
            None => {
                alike.elsewhere |=
                    known.iter().any(|known| known.id == id && is_told(&likeness, person, known, &among));
            }
        }
    }
    alike.candidates.sort_by(|a, b| b.comparison.bits.total_cmp(&a.comparison.bits));
    Ok(alike)
}

/// Somebody without where they are found.
fn unaddressed(identity: Identity) -> Identity {
    Identity { postcode: None, phone: None, email: None, address: Vec::new(), ..identity }
}

/// Whether somebody out of sight may be told of as "somewhere else": only to whom their full name and day of birth are known. By a
/// postcode or telephone number nobody is told of, or whoever knows a name could find out where they live. Relatives elsewhere are
/// nobody's business.
fn is_told(likeness: &Likeness, person: &Person, known: &Person, among: &Surroundings) -> bool {
    let plain = |person: &Person| {
        let Identity { given_names, family_name, birth_date, .. } = identity(person);
        Identity { given_names, family_name, birth_date, ..Identity::default() }
    };
    let (one, other) = (plain(person), plain(known));
    let day = |identity: &Identity| identity.birth_date.filter(|born| born.day.is_some());
    one.given_names.is_some()
        && one.family_name.is_some()
        && day(&one).is_some()
        && day(&one) == day(&other)
        && likeness.model.compare(&one, &other, among).class == Some(Class::Likely)
}

/// Where people stand who are worth comparing with this one.
fn stretches(person: &Person) -> Vec<Stretch> {
    let mut stretches = Vec::new();
    let exact = |birth: &str| !["month", "year", "about"].contains(&birth);
    if person.birth_precision.as_deref().is_none_or(exact) {
        stretches.extend(person.birth_date.map(keys::birth));
    }
    stretches.extend(person.phone.as_deref().filter(|phone| words::phone(phone) != 0).and_then(keys::phone));
    stretches
        .extend(person.postcode.as_deref().filter(|code| words::squeezed(code).len() >= 5).and_then(keys::postcode));
    stretches.extend(person.email.as_deref().and_then(keys::email).map(|key| (key, key)));
    let family = person.family_name.as_deref().map(words::family).unwrap_or_default();
    let given = [&person.given_name, &person.known_as].into_iter().flatten().map(|name| words::given(name));
    for given in given {
        let (Some(given), Some(family)) = (given.split(' ').next(), family.split(' ').next()) else { continue };
        if given.is_empty() || family.is_empty() {
            continue;
        }
        stretches.push(keys::name_pair(family, given));
        stretches.extend(words::other_forms(given).into_iter().map(|form| keys::name_pair(family, form)));
        stretches.extend(keys::sounds(family, Some(given)));
    }
    stretches
}

/// The people with keys there: whoever they are, but for those restricted to others and those merged with somebody. Where more have a name
/// than are held against one person, those of them are added who were born about then, however many there are.
fn known(
    reader: &Reader<'_>,
    scope: &Scope,
    register: Id,
    stretches: &[Stretch],
    born: Option<Date>,
) -> Result<Vec<Person>> {
    let mut sql = Sql::default();
    for (place, (from, to)) in stretches.iter().enumerate() {
        sql.push(if place > 0 { " UNION ALL " } else { "" }).push("SELECT ");
        sql.value(i64::try_from(place).unwrap_or_default()).push(", id FROM (SELECT id FROM person_key WHERE key >= ");
        sql.value(*from).push(" AND key <= ").value(*to).push(" ORDER BY key, id LIMIT ").value(SHARE + 1);
        sql.push(") found");
    }
    let found: Vec<(i64, Id)> = reader.query(&sql.text, &sql.values, |row| Ok((row.get(0)?, row.get(1)?)))?;
    let mut ids: Vec<Id> = found.iter().map(|(_, id)| *id).collect();
    if let Some(born) = born {
        for (place, (from, to)) in (0..).zip(stretches) {
            let many = found.iter().filter(|(of, _)| *of == place).count() > usize::try_from(SHARE).unwrap_or_default();
            // Of those born on the very day, who is called so is found by the name.
            if !many || (*from, *to) == keys::birth(born) {
                continue;
            }
            let mut sql = Sql::new("SELECT p.id FROM person_key k JOIN person p ON p.id = k.id WHERE k.key >= ");
            sql.value(*from).push(" AND k.key <= ").value(*to).push(" AND (p.birth_date IS NULL OR ");
            let (first, last) = (day(born.year() - 1, 1, 1), day(born.year() + 1, 12, 31));
            sql.push("p.birth_date >= ").value(first).push(" AND p.birth_date <= ").value(last);
            for slip in slips(born) {
                sql.push(" OR p.birth_date = ").value(slip);
            }
            sql.push(")");
            ids.extend(reader.query(&sql.text, &sql.values, |row| row.get::<Id>(0))?);
        }
    }
    ids.sort_unstable();
    ids.dedup();
    let mut people = Vec::new();
    for ids in ids.chunks(500) {
        let mut sql = Sql::new("SELECT ");
        sql.push(&Person::TABLE.columns("p.")).push(" FROM person p WHERE p.id IN ").list(ids);
        // Nearly everybody is of the register: it is no way to these people, and must not be taken for one.
        sql.push(" AND +p.register_id = ").value(register).unrestricted(scope, "p.id");
        sql.push(" AND NOT EXISTS (SELECT 1 FROM merged m WHERE m.merged_id = p.id AND m.undone_at IS NULL)");
        people.extend(reader.query(&sql.text, &sql.values, Person::read)?);
    }
    Ok(people)
}

/// The same day in other years that one slip makes of a year: a digit that is another, or two that changed places.
fn slips(born: Date) -> Vec<Date> {
    let digits = |year: i16| [1000, 100, 10, 1].map(|by| year / by % 10);
    let own = digits(born.year());
    let slip = |year: &i16| {
        let other = digits(*year);
        let differ: Vec<usize> = (0..own.len()).filter(|at| own.get(*at) != other.get(*at)).collect();
        match differ.as_slice() {
            [_] => true,
            [one, next] => *next == one + 1 && own.get(*one) == other.get(*next) && own.get(*next) == other.get(*one),
            _ => false,
        }
    };
    let near = born.year() - 1..=born.year() + 1;
    let years = YEARS.filter(|year| !near.contains(year)).filter(slip);
    years.filter_map(|year| Date::new(year, born.month(), born.day()).ok()).collect()
}

/// A day that is in every calendar.
fn day(year: i16, month: i8, day: i8) -> Date {
    Date::new(year, month, day).unwrap_or(Date::MIN)
}

/// How common this person's values are.
fn surroundings(reader: &Reader<'_>, likeness: &Likeness, person: &Person) -> Result<Surroundings> {
    let count = |stretch: Option<Stretch>| -> Result<i64> {
        let Some((from, to)) = stretch else { return Ok(0) };
        let sql = "SELECT COUNT(*) FROM (SELECT 1 FROM person_key WHERE key >= $1 AND key <= $2 LIMIT $3) counted";
        Ok(reader.one(sql, &[from.into(), to.into(), COUNTED.into()], |row| row.get(0))?)
    };
    let word = |name: &Option<String>, fold: fn(&str) -> String| {
        let folded = fold(name.as_deref().unwrap_or_default());
        folded.split(' ').next().filter(|word| !word.is_empty()).map(keys::name_word)
    };
    let number = |count: i64| usize::try_from(count).unwrap_or_default();
    let names = |count: i64| u32::try_from(count).unwrap_or_default();
    Ok(Surroundings {
        people: likeness.people,
        given: names(count(word(&person.given_name, words::given))?),
        family: names(count(word(&person.family_name, words::family))?),
        birth: number(count(person.birth_date.map(keys::birth))?),
        postcode: number(count(person.postcode.as_deref().and_then(keys::postcode))?),
        phone: number(count(person.phone.as_deref().and_then(keys::phone))?),
        email: number(count(person.email.as_deref().and_then(keys::email).map(|key| (key, key)))?),
    })
}
