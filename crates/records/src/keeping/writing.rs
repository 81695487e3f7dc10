//! Adding and changing records about a person.

use super::{Place, Supported, belongs, checked};
use crate::programmes::Entry;
use crate::submissions::{self, About, Made};
use crate::{Error, Result, Workspace};
use base::{Act, Actor, Id, Invalid, Timestamp, Whose};
use db::{Reader, Record, Tx};
use sha2::{Digest, Sha256};

/// What became of a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Saved<R> {
    /// It is saved.
    Done(Made),
    /// Somebody else has changed the record since the form was shown; nothing was saved.
    Conflict {
        /// The record as it is now.
        theirs: Box<R>,
        /// Who changed it; empty when the log does not say.
        by: String,
        /// When, if the log says.
        at: Option<Timestamp>,
    },
}

/// A mark of how a record stands. A form carries it; if it is another when the form comes back, somebody has changed the record.
#[must_use]
pub fn version<R: Record>(record: &R) -> String {
    let digest = Sha256::digest(format!("{:?}", record.values()));
    digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

/// Adds a record. Its id, partner (if it names none) and user are set here; `token` is the form's own.
///
/// # Errors
/// [`Error::Refused`] or [`Error::NotFound`] where the actor may not record about this person in this programme,
/// [`Error::Invalid`] where the record breaks a rule.
pub fn add<R: Supported>(workspace: &Workspace, actor: &Actor, token: &str, record: &R) -> Result<Made> {
    add_despite(workspace, actor, token, record, None)
}

/// As [`add`]; `despite` says why a rule that may be set aside is.
///
/// # Errors
/// As [`add`].
pub fn add_despite<R: Supported>(
    workspace: &Workspace,
    actor: &Actor,
    token: &str,
    record: &R,
    despite: Option<&str>,
) -> Result<Made> {
    submissions::once(workspace, actor, token, R::RECORDED, |tx| {
        let record = stamped_despite(tx, workspace, record, despite)?;
        tx.insert(&record)?;
        Ok(About { person: Some(record.place().person), record: record.id() })
    })
}

/// Changes a record into `after`, if it still is what the form was made from: `from` is the [`version`] of that. Whom it is
/// about and who recorded it stay as they are.
///
/// # Errors
/// As [`add`]; [`Error::NotFound`] if the record does not exist.
pub fn change<R: Supported>(
    workspace: &Workspace,
    actor: &Actor,
    token: &str,
    from: &str,
    after: &R,
) -> Result<Saved<R>> {
    change_despite(workspace, actor, token, from, after, None)
}

/// As [`change`]; `despite` says why a rule that may be set aside is.
///
/// # Errors
/// As [`change`].
pub fn change_despite<R: Supported>(
    workspace: &Workspace,
    actor: &Actor,
    token: &str,
    from: &str,
    after: &R,
    despite: Option<&str>,
) -> Result<Saved<R>> {
    let what = format!("{} changed", R::TABLE.label);
    settled(workspace, actor, token, &what, |tx| {
        let changed = changed(tx, workspace, from, after, despite)?;
        Ok(changed.map(|after| About { person: Some(after.place().person), record: after.id() }))
    })
}

/// Does once what changes a record, or says that somebody else has changed it meanwhile, who, and how it is now.
pub(crate) fn settled<R: Record>(
    workspace: &Workspace,
    actor: &Actor,
    token: &str,
    what: &str,
    mut act: impl FnMut(&mut Tx<'_>) -> Result<std::result::Result<About, R>>,
) -> Result<Saved<R>> {
    let mut conflict = None;
    let saved = submissions::once(workspace, actor, token, what, |tx| {
        conflict = None;
        act(tx)?.map_err(|theirs| {
            conflict = Some(theirs);
            Error::Refused("somebody else has changed it meanwhile".to_owned())
        })
    });
    match conflict {
        Some(theirs) => {
            let last = workspace.read(|reader| Ok(reader.history(R::TABLE, theirs.id(), 1)?.pop()))?;
            let (by, at) = last.map_or((String::new(), None), |last| (last.actor_name, Some(last.at)));
            Ok(Saved::Conflict { theirs: Box::new(theirs), by, at })
        }
        None => saved.map(Saved::Done),
    }
}

/// The change itself, inside a transaction: the record as it is now, or as others have made it.
pub(crate) fn changed<R: Supported>(
    tx: &mut Tx<'_>,
    workspace: &Workspace,
    from: &str,
    after: &R,
    despite: Option<&str>,
) -> Result<std::result::Result<R, R>> {
    let before: R = tx.find(after.id())?.ok_or_else(|| Error::not_found(R::TABLE.label, after.id().to_string()))?;
    let place = before.place();
    permitted(tx, workspace, tx.actor(), place)?;
    if place != after.place() {
        return Err(Error::Refused("a record stays with its person, programme and partner".to_owned()));
    }
    if version(&before) != from {
        return Ok(Err(before));
    }
    let catalogue = workspace.catalogue();
    let entry = catalogue.entry(place.programme).ok_or_else(|| unknown(place.programme))?;
    checked(tx, entry, after, Some(&before), workspace.clock().today())?;
    belongs(tx, after)?;
    after.against(tx, workspace, Some(&before), despite)?;
    tx.update(&before, after)?;
    Ok(Ok(after.clone()))
}

/// The record as it is to be added: checked, with its id, partner and user.
pub(crate) fn stamped<R: Supported>(tx: &mut Tx<'_>, workspace: &Workspace, record: &R) -> Result<R> {
    stamped_despite(tx, workspace, record, None)
}

/// As [`stamped`]; `despite` says why a rule that may be set aside is.
pub(crate) fn stamped_despite<R: Supported>(
    tx: &mut Tx<'_>,
    workspace: &Workspace,
    record: &R,
    despite: Option<&str>,
) -> Result<R> {
    let place = record.place();
    let partner = permitted(tx, workspace, tx.actor(), place)?;
    let mut record = record.clone();
    record.stamp(tx.new_id(), partner, tx.actor().id());
    let catalogue = workspace.catalogue();
    let entry = catalogue.entry(place.programme).ok_or_else(|| unknown(place.programme))?;
    checked(tx, entry, &record, None, workspace.clock().today())?;
    belongs(tx, &record)?;
    record.against(tx, workspace, None, despite)?;
    Ok(record)
}

/// Makes sure that the actor may record about this person in this programme, and says for which partner: the one named, else
/// the one that enrolled the person if the actor is of it, else the actor's own.
pub(crate) fn permitted(reader: &Reader<'_>, workspace: &Workspace, actor: &Actor, place: Place) -> Result<Option<Id>> {
    let (scope, Place { person, programme, partner }) = (actor.scope(), place);
    let whose = scope.whose(Act::Record, programme);
    let catalogue = workspace.catalogue();
    let entry = catalogue.entry(programme).ok_or_else(|| unknown(programme))?;
    if whose == Whose::Nobody {
        return Err(Error::Refused(format!("your role does not let you record in {}", entry.programme.name)));
    }
    if let Some(partner) = partner
        && !entry.partners.iter().any(|known| known.id == partner)
    {
        return Err(Error::Refused(format!("that partner is not one of {}", entry.programme.name)));
    }
    let sql = "SELECT partner_id FROM enrolment WHERE person_id = $1 AND programme_id = $2";
    let enrolled = reader.optional(sql, &[person.into(), programme.into()], |row| row.get::<Option<Id>>(0))?;
    let hidden = || Error::not_found("person", person.to_string());
    if !crate::people::may(reader, &scope, Act::Record, person)? {
        return Err(hidden());
    }
    let enrolled = enrolled.ok_or_else(hidden)?;
    let Whose::Partners { partners, .. } = whose else { return Ok(partner.or(enrolled)) };
    let works_with = |with: Id| -> Result<bool> {
        for table in ["interaction", "outcome", "assignment"] {
            let sql = format!(
                "SELECT id FROM {table} WHERE person_id = $1 AND programme_id = $2 AND partner_id = $3 LIMIT 1"
            );
            let values = [person.into(), programme.into(), with.into()];
            if reader.optional(&sql, &values, |row| row.get::<Id>(0))?.is_some() {
                return Ok(true);
            }
        }
        Ok(false)
    };
    let mut ours = None;
    for candidate in enrolled.into_iter().chain(partners.iter().copied()) {
        if partners.contains(&candidate) && (Some(candidate) == enrolled || works_with(candidate)?) {
            ours = Some(candidate);
            break;
        }
    }
    let ours = ours.ok_or_else(hidden)?;
    match partner {
        Some(partner) if !partners.contains(&partner) => {
            Err(Error::Refused("you can only record for your own organisation".to_owned()))
        }
        named => Ok(Some(named.unwrap_or(ours))),
    }
}

/// For which partner a record may be made that is of no person whom a partner has yet: the one named, if it is the actor's own, else
/// the actor's only one.
pub(crate) fn for_partner(entry: &Entry, actor: &Actor, named: Option<Id>) -> Result<Option<Id>> {
    let name = &entry.programme.name;
    match actor.scope().whose(Act::Record, entry.programme.id) {
        Whose::Nobody => Err(Error::Refused(format!("your role does not let you record in {name}"))),
        Whose::Everybody => Ok(named),
        Whose::Partners { partners, .. } => {
            // Whoever works in several programmes has a part in each.
            let here = |part: &Id| entry.partners.iter().any(|known| known.id == *part);
            let ours: Vec<Id> = partners.into_iter().filter(here).collect();
            match (named, ours.as_slice()) {
                (Some(named), ours) if ours.contains(&named) => Ok(Some(named)),
                (Some(_), _) => Err(Error::Refused("you can only record for your own organisation".to_owned())),
                (None, [only]) => Ok(Some(*only)),
                (None, _) => Err(Error::Invalid(vec![Invalid::new("partner_id", "", "say for which partner")])),
            }
        }
    }
}

fn unknown(programme: Id) -> Error {
    Error::not_found("programme", programme.to_string())
}
