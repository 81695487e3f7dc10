//! Referring somebody: to another partner, to an agency outside, or writing down that an agency sent them.

use super::Referral;
use crate::keeping::{Supported as _, stamped};
use crate::organisations::{self, Organisation};
use crate::submissions::{self, About, Made};
use crate::{Error, Result, Workspace, assignments};
use base::{Actor, Id, Invalid};
use db::{Reader, Tx};

/// The sector of organisations that nothing is known of but that people are referred to and from them.
const AGENCY: &str = "external agency";

/// Refers somebody. `despite` says why it is passed on though they have not agreed: where somebody is at risk. It goes into the audit log.
///
/// # Errors
/// As [`keeping::add`](crate::keeping::add); [`Error::Invalid`] with the field `agreed` where they have not agreed and nobody says why it is
/// passed on all the same; [`Error::Refused`] where they are waiting there already or that partner works with them.
pub fn refer(
    workspace: &Workspace,
    actor: &Actor,
    token: &str,
    referral: &Referral,
    despite: Option<&str>,
) -> Result<Made> {
    submissions::once(workspace, actor, token, Referral::RECORDED, |tx| {
        let referral = stamped(tx, workspace, referral)?;
        if !referral.agreed && referral.way != "in" {
            let why = despite.map(str::trim).filter(|why| !why.is_empty()).ok_or_else(|| {
                let reason = "nothing is passed on without their agreement; where somebody is at risk, say so below";
                Error::Invalid(vec![Invalid::new("agreed", "no", reason)])
            })?;
            tx.because(format!("passed on without their agreement: {why}"));
        }
        tx.insert(&referral)?;
        Ok(About { person: Some(referral.person), record: referral.id })
    })
}

/// The agency of this name: one that is known, else a new one. It is not undone with the referral: the next finds it there.
///
/// # Errors
/// [`Error::Invalid`] without a name.
pub fn agency(workspace: &Workspace, actor: &Actor, name: &str) -> Result<Id> {
    let named = |error| match error {
        Error::Invalid(_) => Error::Invalid(vec![Invalid::new("agency", name, "say which agency")]),
        other => other,
    };
    Ok(organisations::add(workspace, actor, name, AGENCY, "").map_err(named)?.id)
}

/// The agencies outside that are known, by name.
///
/// # Errors
/// When the database fails.
pub fn agencies(reader: &Reader<'_>) -> Result<Vec<Organisation>> {
    Ok(reader.list::<Organisation>("WHERE sector = $1 ORDER BY name, id", &[AGENCY.into()])?)
}

/// That somebody is not the asker's to refer to another partner.
#[must_use]
pub fn not_theirs() -> Error {
    Error::Refused(
        "only the partner that enrolled them, or one that works with them, refers them to another".to_owned(),
    )
}

/// Refuses a referral to where it cannot go, by whoever does not answer for the person, and a change that is the other side's to make.
pub(super) fn fits(tx: &mut Tx<'_>, workspace: &Workspace, told: &Referral, before: Option<&Referral>) -> Result<()> {
    if !told.is_between() {
        return Ok(());
    }
    let fault = |field, reason: &str| Err(Error::Invalid(vec![Invalid::new(field, "", reason)]));
    if let Some(before) = before {
        if before.to != told.to || before.status != told.status {
            return fault("status", "is for the partner to say to which they are referred");
        }
        return Ok(());
    }
    let catalogue = workspace.catalogue();
    let entry = catalogue.entry(told.programme);
    let known = |id: Id| entry.is_some_and(|entry| entry.partners.iter().any(|one| one.id == id && !one.retired));
    let Some(to) = told.to.filter(|to| known(*to)) else {
        return fault("to_partner_id", "is not a partner of this programme");
    };
    if told.partner == Some(to) {
        return fault("to_partner_id", "is your own: assign a colleague instead");
    }
    // Whoever is referred to and accepts works with the person and reads what is written of them.
    if !assignments::answers_for(tx, workspace, &tx.actor().scope(), told.person, told.programme)? {
        return Err(not_theirs());
    }
    let sql = "WHERE person_id = $1 AND programme_id = $2 AND to_partner_id = $3 AND status = 'made'";
    let values = [told.person.into(), told.programme.into(), to.into()];
    if let Some(waiting) = tx.list::<Referral>(sql, &values)?.pop() {
        let why = format!("they were referred there on {} already, which is still to be answered", waiting.date);
        return Err(Error::Refused(why));
    }
    let works = "SELECT id FROM assignment WHERE person_id = $1 AND programme_id = $2 AND partner_id = $3 \
                 AND (end_date IS NULL OR end_date >= $4) LIMIT 1";
    let values = [told.person.into(), told.programme.into(), to.into(), workspace.clock().today().into()];
    if tx.optional(works, &values, |row| row.get::<Id>(0))?.is_some() {
        return Err(Error::Refused("that partner works with them already".to_owned()));
    }
    Ok(())
}
