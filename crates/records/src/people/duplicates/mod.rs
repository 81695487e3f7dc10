//! Is this the same person? Somebody who is being registered held against everybody, and a register held against itself.
//!
//! Nothing merges by itself. Whoever the asker does not see is told of by one word at most, "somewhere else", with no name and no
//! partner; a person whose record is restricted to others is not told of at all.

mod known;
mod model;
mod pairs;
mod review;

use known::Near;
pub use matching::{Class, Comparison, Contribution};
pub use model::{Learnt, Likeness};
pub(super) use pairs::restricted;
pub use pairs::{Compared, Listed, Pairs, compare, is_same, list};
pub(super) use review::forget;
pub use review::{Step, last, review};

use super::keys::{self, Stretch};
use super::{Person, Seen, several};
use crate::{Result, Workspace};
use base::{Act, Id, Privacy, Scope};
use db::Reader;
use matching::{BirthDate, Gender, Identity, Surroundings, words};

/// How far people are counted who have a name, or another value.
const COUNTED: i64 = 5000;

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
    let near = Near::of(person);
    if near.is_nothing() || !scope.may(Act::Record, programme) {
        return Ok(Alike::default());
    }
    let known = near.people(reader, scope, register)?;
    let likeness = Likeness::of(reader, register)?;
    let (one, among) = (identity(person), surroundings(reader, &likeness, person)?);
    let mut found: Vec<(Id, Comparison)> = known
        .iter()
        .filter(|known| known.id != person.id)
        .map(|known| (known.id, likeness.model.compare(&one, &identity(known), &among)))
        .filter(|(_, comparison)| comparison.class.is_some() || comparison.namesakes)
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
                // Whom they see they may ask by name alone: of many who are called so, one may be the one.
                let class = comparison.class.or(comparison.namesakes.then_some(Class::Possible));
                if class.is_some() {
                    alike.candidates.push(Candidate { seen, comparison: Comparison { class, ..comparison } });
                }
            }
            None if comparison.class.is_none() => {}
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
