//! Restricted people: a colleague, or somebody at risk from whoever works there. Only the users named see that they exist.

use super::may;
use crate::assignments::answers_for;
use crate::users::{Membership, User};
use crate::{Error, Result, Workspace};
use base::{Act, Actor, Date, Field, Id, Invalid, Kind, Privacy, Reach, Scope};
use db::{Reader, Record, Row, Table, Value};

/// That a person's record is for named users only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restriction {
    /// Identity.
    pub id: Id,
    /// Whose record.
    pub person: Id,
    /// Why.
    pub reason: String,
}

impl Record for Restriction {
    const TABLE: &'static Table = &Table {
        name: "restriction",
        label: "Restriction",
        fields: &[
            Field::new("person_id", "Person", Kind::Record("person")).required(),
            Field::new("reason", "Reason", Kind::Text).required().private(Privacy::Sensitive),
        ],
    };

    fn id(&self) -> Id {
        self.id
    }

    fn subject(&self) -> Option<Id> {
        Some(self.person)
    }

    fn values(&self) -> Vec<Value> {
        vec![self.person.into(), self.reason.clone().into()]
    }

    fn read(row: &Row<'_>) -> db::Result<Self> {
        Ok(Self { id: row.get(0)?, person: row.get(1)?, reason: row.get(2)? })
    }
}

/// A user who sees a restricted person all the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedUser {
    /// Identity.
    pub id: Id,
    /// In which restriction.
    pub restriction: Id,
    /// Whose record.
    pub person: Id,
    /// The user.
    pub user: Id,
}

impl Record for NamedUser {
    const TABLE: &'static Table = &Table {
        name: "restriction_user",
        label: "Named user",
        fields: &[
            Field::new("restriction_id", "Restriction", Kind::Record("restriction")).required(),
            Field::new("person_id", "Person", Kind::Record("person")).required(),
            Field::new("user_id", "User", Kind::Record("user_account")).required(),
        ],
    };

    fn id(&self) -> Id {
        self.id
    }

    fn subject(&self) -> Option<Id> {
        Some(self.person)
    }

    fn values(&self) -> Vec<Value> {
        vec![self.restriction.into(), self.person.into(), self.user.into()]
    }

    fn read(row: &Row<'_>) -> db::Result<Self> {
        Ok(Self { id: row.get(0)?, restriction: row.get(1)?, person: row.get(2)?, user: row.get(3)? })
    }
}

/// The restriction of a person, if there is one, with the users named. Only for those who see the person.
pub fn of_person(reader: &Reader<'_>, scope: &Scope, person: Id) -> Result<Option<(Restriction, Vec<Id>)>> {
    if !scope.is_everything() && !scope.named_for().contains(&person) {
        return Ok(None);
    }
    let Some(restriction) = reader.list::<Restriction>("WHERE person_id = $1", &[person.into()])?.pop() else {
        return Ok(None);
    };
    let named = reader.list::<NamedUser>("WHERE restriction_id = $1 ORDER BY id", &[restriction.id.into()])?;
    Ok(Some((restriction, named.into_iter().map(|named| named.user).collect())))
}

/// A restricted record, for whoever has the database in hand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// The restriction.
    pub restriction: Restriction,
    /// The person's reference.
    pub reference: String,
    /// The users named who can still sign in. Nobody: then nobody sees the record, nor can lift the restriction on its page.
    pub named: Vec<User>,
}

/// All restricted records, the oldest first.
///
/// # Errors
/// When the database fails.
pub fn all(reader: &Reader<'_>) -> Result<Vec<Held>> {
    let references = "SELECT r.person_id, p.reference FROM restriction r JOIN person p ON p.id = r.person_id";
    let references: Vec<(Id, String)> = reader.query(references, &[], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let named = reader.list::<NamedUser>("ORDER BY id", &[])?;
    let users = reader.list::<User>("WHERE NOT disabled AND id IN (SELECT user_id FROM restriction_user)", &[])?;
    let held = reader.list::<Restriction>("ORDER BY id", &[])?.into_iter().map(|restriction| {
        let of = |one: &&NamedUser| one.restriction == restriction.id;
        let user = |one: &NamedUser| users.iter().find(|user| user.id == one.user).cloned();
        let reference = references.iter().find(|(person, _)| *person == restriction.person);
        let reference = reference.map(|(_, reference)| reference.clone()).unwrap_or_default();
        Held { named: named.iter().filter(of).filter_map(user).collect(), reference, restriction }
    });
    Ok(held.collect())
}

/// The users whom the asker can name for a person: those whose role lets them see the person's record today, by name; of other
/// partners' people, who work with whom is not told.
pub fn candidates(
    reader: &Reader<'_>,
    workspace: &Workspace,
    scope: &Scope,
    person: Id,
    today: Date,
) -> Result<Vec<User>> {
    let catalogue = workspace.catalogue();
    let sql = "SELECT programme_id, partner_id FROM enrolment WHERE person_id = $1 \
               UNION SELECT programme_id, partner_id FROM interaction WHERE person_id = $1 \
               UNION SELECT programme_id, partner_id FROM outcome WHERE person_id = $1";
    let parts: Vec<(Id, Option<Id>)> = reader.query(sql, &[person.into()], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let sees = |membership: &Membership| {
        let family = membership.programme.map(|programme| catalogue.family(programme)).unwrap_or_default();
        let mut there = parts.iter().filter(|(programme, _)| family.contains(programme));
        membership.in_force(today)
            && membership.role.may(Act::SeeRecords)
            && there.any(|(programme, partner)| match membership.role.reach() {
                Reach::Programme => true,
                Reach::Organisation => partner.is_some_and(|part| {
                    catalogue.counted_as(part) == membership.organisation
                        && scope.reaches(Act::Restrict, *programme, Some(part))
                }),
            })
    };
    let memberships = reader.list::<Membership>("WHERE start_date <= $1", &[today.into()])?;
    let ids: Vec<Id> = memberships.iter().filter(|membership| sees(membership)).map(|one| one.user).collect();
    let users = reader.list::<User>("WHERE NOT disabled ORDER BY name, id", &[])?;
    Ok(users.into_iter().filter(|user| ids.contains(&user.id)).collect())
}

/// Restricts a person's record to these users, or says anew why and to whom.
///
/// # Errors
/// [`Error::NotFound`] when there is no such person for the actor; [`Error::Invalid`] without a reason, or when nobody is named who
/// could see the person; [`Error::Refused`] when the actor's role does not allow it.
pub fn restrict(workspace: &Workspace, actor: &Actor, person: Id, reason: &str, named: &[Id]) -> Result<()> {
    let scope = actor.scope();
    let today = workspace.clock().today();
    let reason = reason.trim();
    workspace.write(actor, |tx| {
        allowed(tx, workspace, &scope, person)?;
        let candidates: Vec<Id> =
            candidates(tx, workspace, &scope, person, today)?.into_iter().map(|user| user.id).collect();
        let mut wrong = Vec::new();
        if reason.is_empty() {
            wrong.push(Invalid::new("reason", "", "say why, for whoever looks at it later"));
        }
        if named.is_empty() {
            wrong.push(Invalid::new(
                "user_id",
                "",
                "name at least one user, or nobody could ever see the record again",
            ));
        } else if named.iter().any(|user| !candidates.contains(user)) {
            wrong.push(Invalid::new("user_id", "", "name users whose role lets them see this person"));
        }
        if !wrong.is_empty() {
            return Err(Error::Invalid(wrong));
        }
        tx.because("restriction");
        let held = tx.list::<Restriction>("WHERE person_id = $1", &[person.into()])?.pop();
        let restriction = match &held {
            Some(held) => {
                let after = Restriction { reason: reason.to_owned(), ..held.clone() };
                tx.update(held, &after)?;
                after
            }
            None => {
                let new = Restriction { id: tx.new_id(), person, reason: reason.to_owned() };
                tx.insert(&new)?;
                new
            }
        };
        let before = tx.list::<NamedUser>("WHERE restriction_id = $1", &[restriction.id.into()])?;
        // Whom somebody else named, and the asker could not, stays named.
        let gone = |before: &&NamedUser| !named.contains(&before.user) && candidates.contains(&before.user);
        for gone in before.iter().filter(gone) {
            tx.remove(gone)?;
        }
        for user in named.iter().filter(|user| !before.iter().any(|before| before.user == **user)) {
            let new = NamedUser { id: tx.new_id(), restriction: restriction.id, person, user: *user };
            tx.insert(&new)?;
        }
        Ok(())
    })
}

/// Lifts the restriction of a person's record: whoever may see the person otherwise sees them again.
///
/// # Errors
/// As [`restrict`].
pub fn lift(workspace: &Workspace, actor: &Actor, person: Id) -> Result<()> {
    let scope = actor.scope();
    workspace.write(actor, |tx| {
        allowed(tx, workspace, &scope, person)?;
        tx.because("restriction lifted");
        for named in tx.list::<NamedUser>("WHERE person_id = $1", &[person.into()])? {
            tx.remove(&named)?;
        }
        for restriction in tx.list::<Restriction>("WHERE person_id = $1", &[person.into()])? {
            tx.remove(&restriction)?;
        }
        Ok(())
    })
}

fn allowed(reader: &Reader<'_>, workspace: &Workspace, scope: &Scope, person: Id) -> Result<()> {
    if !may(reader, scope, Act::SeeRecords, person)? {
        return Err(Error::not_found("person", person.to_string()));
    }
    if !may(reader, scope, Act::Restrict, person)? {
        let why = "only a partner\u{2019}s manager or the programme\u{2019}s lead restricts a record; ask one of them";
        return Err(Error::Refused(why.to_owned()));
    }
    if scope.is_everything() {
        return Ok(());
    }
    let sql = "SELECT programme_id FROM enrolment WHERE person_id = $1";
    for programme in reader.query(sql, &[person.into()], |row| row.get::<Id>(0))? {
        if scope.may(Act::Restrict, programme) && answers_for(reader, workspace, scope, person, programme)? {
            return Ok(());
        }
    }
    let why = "only the partner that enrolled them, one that works with them, or the programme\u{2019}s lead restricts their \
               record; ask one of them";
    Err(Error::Refused(why.to_owned()))
}
