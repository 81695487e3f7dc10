//! Family and household: who of the people known here belongs to whom. A link is told once, and stands on both people's pages.

use super::Seen;
use crate::keeping::{Place, permitted};
use crate::submissions::{self, About, Made};
use crate::{Error, Result, Workspace};
use base::{Act, Actor, Choice, Field, Id, Invalid, Kind, Privacy, Scope};
use db::{Reader, Record, Row, Table, Value};

/// What the other is to the person.
pub const KIND: &[Choice] = &[
    Choice::new("household", "Lives in the same household"),
    Choice::new("partner", "Partner"),
    Choice::new("parent", "Parent"),
    Choice::new("child", "Child"),
    Choice::new("sibling", "Brother or sister"),
    Choice::new("carer", "Cares for them"),
    Choice::new("cared-for", "Is cared for by them"),
    Choice::new("relative", "Another relative"),
];

/// What the person is to the other, where the other is this to the person.
#[must_use]
pub fn inverse(kind: &str) -> &str {
    match kind {
        "parent" => "child",
        "child" => "parent",
        "carer" => "cared-for",
        "cared-for" => "carer",
        both => both,
    }
}

/// That two people belong together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Identity.
    pub id: Id,
    /// The one about whom it was told.
    pub person: Id,
    /// The other.
    pub other: Id,
    /// What the other is to the person, a key of [`KIND`].
    pub kind: String,
    /// The user who told it; none if a program did.
    pub user: Option<Id>,
}

impl Record for Link {
    const TABLE: &'static Table = &Table {
        name: "family_link",
        label: "Family link",
        fields: &[
            Field::new("person_id", "Person", Kind::Record("person")).required(),
            Field::new("other_id", "Who", Kind::Record("person")).required(),
            Field::new("kind", "What they are to them", Kind::Choice(KIND)).required().private(Privacy::Sensitive),
            Field::new("user_id", "Recorded by", Kind::Record("user_account")),
        ],
    };

    fn id(&self) -> Id {
        self.id
    }

    fn subject(&self) -> Option<Id> {
        Some(self.person)
    }

    fn values(&self) -> Vec<Value> {
        vec![self.person.into(), self.other.into(), self.kind.clone().into(), self.user.into()]
    }

    fn read(row: &Row<'_>) -> db::Result<Self> {
        Ok(Self { id: row.get(0)?, person: row.get(1)?, other: row.get(2)?, kind: row.get(3)?, user: row.get(4)? })
    }
}

/// Somebody who belongs to a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Relative {
    /// The link.
    pub link: Id,
    /// What they are to the person, a key of [`KIND`].
    pub kind: String,
    /// Who they are, as the asker sees them.
    pub seen: Seen,
}

/// Who belongs to a person, as far as the asker sees them: of somebody out of sight nothing is said. Links to somebody whose records were
/// merged with another's lead to that one.
///
/// # Errors
/// When the database fails.
pub fn of_person(reader: &Reader<'_>, scope: &Scope, person: Id) -> Result<Vec<Relative>> {
    let sql = "SELECT l.id, l.kind, 1, COALESCE(m.person_id, l.other_id) FROM family_link l \
         LEFT JOIN merged m ON m.merged_id = l.other_id AND m.undone_at IS NULL WHERE l.person_id = $1 \
         UNION ALL SELECT l.id, l.kind, 0, l.person_id FROM family_link l WHERE l.other_id = $1 OR l.other_id IN \
         (SELECT merged_id FROM merged WHERE person_id = $1 AND undone_at IS NULL) ORDER BY 1";
    let links: Vec<(Id, String, i64, Id)> =
        reader.query(sql, &[person.into()], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?;
    let others: Vec<Id> = links.iter().map(|(.., other)| *other).filter(|other| *other != person).collect();
    let seen = super::several(reader, scope, &others)?;
    // Those who were merged with one another may each have been told of.
    let mut told_of = std::collections::HashSet::new();
    let relatives =
        links.into_iter().filter(|(.., other)| told_of.insert(*other)).filter_map(|(link, kind, told, other)| {
            let kind = if told == 1 { kind } else { inverse(&kind).to_owned() };
            let seen = seen.iter().find(|seen| seen.id() == other && other != person)?.clone();
            Some(Relative { link, kind, seen })
        });
    Ok(relatives.collect())
}

/// Writes down what `other` is to a person.
///
/// # Errors
/// [`Error::Refused`] or [`Error::NotFound`] where the actor may not record about both of them, or it is written down already;
/// [`Error::Invalid`] where it is not said what they are.
pub fn tell(
    workspace: &Workspace,
    actor: &Actor,
    token: &str,
    programme: Id,
    (person, other): (Id, Id),
    kind: &str,
) -> Result<Made> {
    submissions::once(workspace, actor, token, "Family link recorded", |tx| {
        permitted(tx, workspace, actor, Place { person, programme, partner: None })?;
        if !super::may(tx, &actor.scope(), Act::Record, other)? {
            return Err(Error::not_found("person", other.to_string()));
        }
        if !KIND.iter().any(|known| known.key == kind) {
            return Err(Error::Invalid(vec![Invalid::new("kind", kind, "choose what they are to them")]));
        }
        if person == other {
            return Err(Error::Invalid(vec![Invalid::new("other_id", "", "is the same person")]));
        }
        let sql =
            "SELECT id FROM family_link WHERE person_id = $1 AND other_id = $2 OR person_id = $2 AND other_id = $1";
        if tx.optional(sql, &[person.into(), other.into()], |row| row.get::<Id>(0))?.is_some() {
            return Err(Error::Refused("it is written down already how these two belong together".to_owned()));
        }
        let link = Link { id: tx.new_id(), person, other, kind: kind.to_owned(), user: actor.id() };
        tx.insert(&link)?;
        Ok(About { person: Some(person), record: link.id })
    })
}

/// Takes back that somebody belongs to a person.
///
/// # Errors
/// As [`tell`]; [`Error::NotFound`] where there is no such link of that person to somebody in sight.
pub fn take_back(
    workspace: &Workspace,
    actor: &Actor,
    token: &str,
    programme: Id,
    person: Id,
    link: Id,
) -> Result<Made> {
    submissions::once(workspace, actor, token, "Family link taken back", |tx| {
        permitted(tx, workspace, actor, Place { person, programme, partner: None })?;
        let missing = || Error::not_found("family link", link.to_string());
        let known = of_person(tx, &actor.scope(), person)?;
        known.iter().find(|known| known.link == link).ok_or_else(missing)?;
        let held: Link = tx.find(link)?.ok_or_else(missing)?;
        tx.remove(&held)?;
        Ok(About { person: Some(person), record: link })
    })
}
