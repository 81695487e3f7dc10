//! Whom somebody who is being registered is held against: out of however many people, those few who share something with them.

use crate::Result;
use crate::people::keys::{self, Stretch};
use crate::people::{Person, finding};
use crate::reach::Sql;
use base::{Date, Id, Scope};
use db::{Reader, Record as _};
use matching::words;
use std::ops::RangeInclusive;

/// How many people are held against a newcomer for one thing that they share; where more share it, it tells nobody from another.
const SHARE: i64 = 300;

/// Years in which people alive were born, or are said to have been.
const YEARS: RangeInclusive<i16> = 1880..=2100;

/// Where people stand who are worth comparing with somebody.
#[derive(Debug, Default)]
pub(super) struct Near {
    born: Option<Date>,
    /// Things that they share.
    shared: Vec<Stretch>,
    /// Both names, as they are written, shortened or sound.
    called: Vec<Stretch>,
    /// A name or date that was mistyped, a short form as it sounds: looked at only where few stand.
    mistyped: Vec<Stretch>,
}

impl Near {
    pub fn of(person: &Person) -> Self {
        let mut near = Self { born: person.birth_date, ..Self::default() };
        let exact = |birth: &str| !["month", "year", "about"].contains(&birth);
        if let Some(born) = person.birth_date.filter(|_| person.birth_precision.as_deref().is_none_or(exact)) {
            near.shared.push(keys::birth(born));
            let exchanged = Date::new(born.year(), born.day(), born.month()).ok();
            near.mistyped.extend(exchanged.filter(|exchanged| *exchanged != born).map(keys::birth));
        }
        let phone = person.phone.as_deref().filter(|phone| words::phone(phone) != 0);
        near.shared.extend(phone.and_then(keys::phone));
        let postcode = person.postcode.as_deref().filter(|code| words::squeezed(code).len() >= 5);
        near.shared.extend(postcode.and_then(keys::postcode));
        near.shared.extend(person.email.as_deref().and_then(keys::email).map(|key| (key, key)));
        let family = person.family_name.as_deref().map(words::family).unwrap_or_default();
        let given = [&person.given_name, &person.known_as].into_iter().flatten().map(|name| words::given(name));
        for given in given {
            let (Some(given), Some(family)) = (given.split(' ').next(), family.split(' ').next()) else { continue };
            if !given.is_empty() && !family.is_empty() {
                near.name(given, family);
            }
        }
        near
    }

    fn name(&mut self, given: &str, family: &str) {
        self.called.push(keys::name_pair(family, given));
        self.called.extend(keys::sounds(family, Some(given)));
        for form in words::other_forms(given) {
            self.called.push(keys::name_pair(family, form));
            self.mistyped.extend(keys::sounds(family, Some(form)));
        }
        let beginning = |word: &str, letters: usize| word.chars().take(letters).collect::<String>();
        self.mistyped.push(keys::name_pair(family, &beginning(given, 2)));
        self.mistyped.push(keys::name_pair(given, &beginning(family, 2)));
        for stretches in [&mut self.called, &mut self.mistyped] {
            stretches.sort_unstable();
            stretches.dedup();
        }
    }

    pub fn is_nothing(&self) -> bool {
        self.shared.is_empty() && self.called.is_empty()
    }

    /// The people there: whoever they are, but for those restricted to others and those merged with somebody. Where more have a name than
    /// are held against one person, those of them are added who were born about then, however many there are; and while no birth date is
    /// known, those whom the asker sees.
    pub fn people(&self, reader: &Reader<'_>, scope: &Scope, register: Id) -> Result<Vec<Person>> {
        let stretches = [&*self.shared, &self.called, &self.mistyped].concat();
        let mistyped = self.shared.len() + self.called.len();
        let found = first(reader, &stretches)?;
        let many = |place: usize| {
            let there = found.iter().filter(|(of, _)| *of == place).count();
            i64::try_from(there).is_ok_and(|there| there > SHARE)
        };
        let crowded: Vec<usize> = (0..stretches.len()).filter(|place| many(*place)).collect();
        let tells = |place: usize| place < mistyped || !crowded.contains(&place);
        let mut ids: Vec<Id> = found.iter().filter(|(place, _)| tells(*place)).map(|(_, id)| *id).collect();
        let crowded =
            crowded.iter().filter(|place| **place < mistyped).filter_map(|place| stretches.get(*place).copied());
        match self.born {
            // Of those born on the very day, who is called so is found by the name.
            Some(born) => {
                for stretch in crowded.filter(|stretch| *stretch != keys::birth(born)) {
                    ids.extend(born_about(reader, stretch, born)?);
                }
            }
            None => {
                let called: Vec<Stretch> = crowded.filter(|one| self.called.contains(one)).collect();
                if !called.is_empty() {
                    let most = usize::try_from(SHARE).unwrap_or_default();
                    ids.extend(finding::candidates(reader, scope, &called, most)?);
                }
            }
        }
        ids.sort_unstable();
        ids.dedup();
        of_register(reader, scope, register, &ids)
    }
}

/// The first people of each stretch, one more than are held against anybody, each with the place of the stretch.
fn first(reader: &Reader<'_>, stretches: &[Stretch]) -> Result<Vec<(usize, Id)>> {
    let mut sql = Sql::default();
    for (place, (from, to)) in stretches.iter().enumerate() {
        sql.push(if place > 0 { " UNION ALL " } else { "" }).push("SELECT ");
        sql.value(i64::try_from(place).unwrap_or_default()).push(", id FROM (SELECT id FROM person_key WHERE key >= ");
        sql.value(*from).push(" AND key <= ").value(*to).push(" ORDER BY key, id LIMIT ").value(SHARE + 1);
        sql.push(") found");
    }
    let place = |place: i64| usize::try_from(place).unwrap_or_default();
    Ok(reader.query(&sql.text, &sql.values, |row| Ok((place(row.get(0)?), row.get(1)?)))?)
}

/// Those of a stretch who were born within a year of this day, or on one that a slip makes of it, or nobody knows when.
fn born_about(reader: &Reader<'_>, (from, to): Stretch, born: Date) -> Result<Vec<Id>> {
    let mut sql = Sql::new("SELECT p.id FROM person_key k JOIN person p ON p.id = k.id WHERE k.key >= ");
    sql.value(from).push(" AND k.key <= ").value(to).push(" AND (p.birth_date IS NULL OR ");
    let (first, last) = (day(born.year() - 1, 1, 1), day(born.year() + 1, 12, 31));
    sql.push("p.birth_date >= ").value(first).push(" AND p.birth_date <= ").value(last);
    for slip in slips(born) {
        sql.push(" OR p.birth_date = ").value(slip);
    }
    sql.push(")");
    Ok(reader.query(&sql.text, &sql.values, |row| row.get(0))?)
}

/// Those of these people who are of the register.
fn of_register(reader: &Reader<'_>, scope: &Scope, register: Id, ids: &[Id]) -> Result<Vec<Person>> {
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
