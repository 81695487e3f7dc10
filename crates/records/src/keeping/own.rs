//! A person's own details, as forms ask for them: who they are, how to reach them, and the harmonised questions.
//!
//! They belong to the person and not to a programme; whoever may record about the person in one of their programmes may change them.
//! Two who change different parts of them at once do not stand in each other's way.

use super::asked::{Changed, Held, Sort, Written, held_of};
use super::{Place, Saved};
use crate::people::{self, Characteristics, Person, characteristics};
use crate::{Error, Result, Workspace, enrolments};
use base::{Act, Actor, Id, Scope};
use db::{Reader, Record as _, made_of};
use sha2::{Digest, Sha256};

/// Who they are.
pub(super) const DETAILS: Sort = part(
    "details",
    "Details",
    &[
        "given_name",
        "family_name",
        "known_as",
        "pronouns",
        "birth_date",
        "birth_precision",
        "reference",
        "language",
        "interpreter",
        "accessible_format",
    ],
);

/// How to reach them, how not to, and what must be known before.
pub(super) const CONTACT: Sort = part(
    "contact",
    "How to reach them",
    &["alert", "phone", "email", "address", "postcode", "no_calls", "no_voicemail", "no_text", "no_email", "no_post"],
);

/// The harmonised questions that everybody is asked.
pub(super) const EQUALITY: Sort = part("equality", "Equality questions", &["gender", "ethnicity", "disability"]);

/// The further harmonised questions.
pub(super) const FURTHER: Sort = Sort {
    key: "characteristics",
    label: "Further questions",
    table: Characteristics::TABLE,
    described: Characteristics::TABLE.fields,
    asked: &["sex", "gender_identity", "religion", "orientation", "condition", "limits", "household", "qualification"],
    find: |_, reader, scope, id| {
        let Some(place) = placed(reader, scope, id)? else { return Ok(None) };
        let known = characteristics::of_person(reader, scope, id)?;
        Ok(Some(held_of(&known.unwrap_or_else(|| Characteristics::unasked(id)), place)))
    },
    change: |workspace, actor, token, from, id, written, _| {
        let scope = actor.scope();
        let (place, known) = workspace.read(|reader| {
            Ok::<_, Error>((placed(reader, &scope, id)?, characteristics::of_person(reader, &scope, id)?))
        })?;
        let place = place.ok_or_else(|| Error::not_found("person", id.to_string()))?;
        let known = known.unwrap_or_else(|| Characteristics::unasked(id));
        let before = held_of(&known, place);
        let catalogue = workspace.catalogue();
        let asks = |name: &str| catalogue.entry(place.programme).is_none_or(|it| it.definition.programme.asks(name));
        // What this programme does not ask stays as another one has it.
        let texts = |name: &str| match asks(name) {
            true => (written.texts)(name),
            false => {
                before.texts.iter().find(|(known, _)| *known == name).map_or_else(String::new, |(_, text)| text.clone())
            }
        };
        let written = Written { sort: written.sort, texts: &texts };
        let after = made_of::<Characteristics>(known.id, &written.values(known.values())?)?;
        let saved = people::recharacterise(workspace, actor, token, place.programme, from, &after)?;
        Ok(said(saved, |theirs| held_of(theirs, place)))
    },
    ..part("", "", &[])
};

const fn part(key: &'static str, label: &'static str, asked: &'static [&'static str]) -> Sort {
    Sort {
        key,
        label,
        recorded: "Details changed",
        added: false,
        table: Person::TABLE,
        described: Person::TABLE.fields,
        asked,
        later: &[],
        at_first: &[],
        save: |_, _, _, _, _, _| Err(Error::Refused("people are registered on a page of its own".to_owned())),
        find: |sort, reader, scope, id| {
            let Some(place) = placed(reader, scope, id)? else { return Ok(None) };
            Ok(people::find(reader, scope, id)?.map(|person| held(sort, &person, place)))
        },
        // They are fields of the one person, and no records of their own.
        list: |_, _| Ok(Vec::new()),
        change,
    }
}

fn change(
    workspace: &Workspace,
    actor: &Actor,
    token: &str,
    from: &str,
    id: Id,
    written: &Written<'_>,
    _: Option<&str>,
) -> Result<Changed> {
    let (scope, sort) = (actor.scope(), written.sort);
    let place = workspace.read(|reader| placed(reader, &scope, id))?;
    let place = place.ok_or_else(|| Error::not_found("person", id.to_string()))?;
    let partial = partial(&(written.texts)("birth_date"));
    let texts = |name: &str| match (&partial, name) {
        (Some((date, _)), "birth_date") => date.clone(),
        (Some((_, precision)), "birth_precision") if (written.texts)(name) != "about" => (*precision).to_owned(),
        _ => (written.texts)(name),
    };
    let written = Written { sort, texts: &texts };
    let same = |before: &Person| held(sort, before, place).version == from;
    let after = |before: &Person| Ok(made_of::<Person>(id, &written.values(before.values())?)?);
    let saved = people::amend(workspace, actor, token, place.programme, id, same, after)?;
    Ok(said(saved, |theirs| held(sort, theirs, place)))
}

fn said<R>(saved: Saved<R>, held: impl Fn(&R) -> Held) -> Changed {
    match saved {
        Saved::Done(made) => Changed::Done(made),
        Saved::Conflict { theirs, by, at } => Changed::Conflict { theirs: held(&theirs), by, at },
    }
}

/// The latest of the person's programmes in which the asker records about them.
fn placed(reader: &Reader<'_>, scope: &Scope, person: Id) -> Result<Option<Place>> {
    let latest = enrolments::programmes_of(reader, scope, Act::Record, person)?.pop();
    Ok(latest.map(|programme| Place { person, programme, partner: None }))
}

/// The person as this form shows them; the version is that of the fields that it asks for, and of no others.
fn held(sort: &Sort, person: &Person, place: Place) -> Held {
    let mut held = held_of(person, place);
    held.texts.retain(|(name, _)| sort.asked.contains(name));
    let digest = Sha256::digest(format!("{:?}", held.texts));
    held.version = digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    let precision = person.birth_precision.as_deref();
    if let (Some(born), Some(text)) =
        (person.birth_date, held.texts.iter_mut().find(|(name, _)| *name == "birth_date").map(|(_, text)| text))
    {
        match precision {
            Some("year") => *text = format!("//{}", born.year()),
            Some("month") => *text = format!("/{}/{}", born.month(), born.year()),
            _ => {}
        }
    }
    held
}

/// A date of which only the year, or month and year, were written, as it is stored: with the first month and day, and how exactly it
/// is known.
fn partial(text: &str) -> Option<(String, &'static str)> {
    let parts: Vec<&str> = text.split('/').map(str::trim).collect();
    let [day, month, year] = parts.as_slice() else { return None };
    if !day.is_empty() || year.len() != 4 {
        return None;
    }
    Some(match *month {
        "" => (format!("{year}-01-01"), "year"),
        month => (format!("{year}-{month:0>2}-01"), "month"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_year_or_a_month_alone_is_a_date_that_is_flagged() {
        assert_eq!(partial("//1990"), Some(("1990-01-01".to_owned(), "year")));
        assert_eq!(partial("/3/1990"), Some(("1990-03-01".to_owned(), "month")));
        for whole in ["1990-03-01", "4/3/1990", "", "//90", "31//1990"] {
            assert_eq!(partial(whole), None, "{whole}");
        }
    }
}
