//! Who may manage whom: inviting users, giving and ending roles, switching people off and on.
//!
//! The rules in words. An administrator gives any role to anybody. A programme's lead gives any role in it but an
//! administrator's. A partner's manager makes workers and managers, of their own organisation and in their own programme. Nobody
//! changes their own roles, so that nobody lifts themselves higher; and the last administrator stays one. Whoever may give all of
//! the roles that somebody has may also switch them off, sign them out and help them back in.

use super::{Membership, User, by_email, find, links, memberships, session};
use crate::programmes::Catalogue;
use crate::{Error, Result, Workspace};
use base::{Act, Actor, Date, Id, Invalid, Role, Scope};
use db::{Reader, Tx};

/// A role as it is to be given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Given {
    /// The role.
    pub role: Role,
    /// For which organisation.
    pub organisation: Id,
    /// In which programme; none means in every one.
    pub programme: Option<Id>,
    /// From when.
    pub start: Date,
    /// Until when; none while no end is known.
    pub end: Option<Date>,
}

/// Whether the asker may give this role for this organisation in this programme (none: in every one), and take it away.
#[must_use]
pub fn may_give(scope: &Scope, role: Role, organisation: Id, programme: Option<Id>) -> bool {
    if scope.is_everything() {
        return true;
    }
    !scope.is_viewing()
        && scope.grants().iter().any(|grant| {
            // A role in every programme there will be is not a matter of having all those that there are.
            let reaches = programme.map_or(grant.everywhere, |programme| grant.programmes.contains(&programme));
            let gives = match grant.role {
                Role::Administrator => true,
                Role::Lead => role != Role::Administrator,
                Role::Manager => [Role::Manager, Role::Worker].contains(&role) && organisation == grant.organisation,
                Role::Worker | Role::Evaluator | Role::Funder => false,
            };
            grant.role.may(Act::ManageUsers) && reaches && gives
        })
}

/// The roles that the asker may give to somebody.
#[must_use]
pub fn gives(scope: &Scope) -> Vec<Role> {
    let somewhere = |role: &Role| {
        scope.grants().iter().any(|grant| {
            let programme = grant.programmes.first().copied();
            may_give(scope, *role, grant.organisation, programme)
        })
    };
    Role::ALL.into_iter().filter(|role| scope.is_everything() || somewhere(role)).collect()
}

/// Whether the asker may see that somebody has this role: it is in their reach.
#[must_use]
pub fn may_see(scope: &Scope, catalogue: &Catalogue, membership: &Membership) -> bool {
    let Membership { organisation, programme, .. } = membership;
    scope.is_everything()
        || scope.grants().iter().any(|grant| {
            let within = match programme {
                Some(programme) => grant.programmes.contains(programme),
                None => catalogue.entries().iter().all(|entry| grant.programmes.contains(&entry.programme.id)),
            };
            let reach = match grant.role {
                Role::Administrator | Role::Lead => within || grant.everywhere,
                _ => within && *organisation == grant.organisation,
            };
            grant.role.may(Act::ManageUsers) && reach
        })
}

/// Whether the asker may do with this user what concerns all of their roles: switch off and on, sign out, help back in. `had`
/// are the roles they have, had or will have.
#[must_use]
pub fn may_manage(scope: &Scope, user: Id, had: &[Membership], today: Date) -> bool {
    let open: Vec<Membership> = had.iter().filter(|role| role.end.is_none_or(|end| today <= end)).cloned().collect();
    may_let_in(scope, user, if open.is_empty() { had } else { &open })
}

/// Whether the asker may hand out a link by which this user signs in: they may give every role that the user ever had, since who has
/// the link can pass for them.
#[must_use]
pub fn may_let_in(scope: &Scope, user: Id, had: &[Membership]) -> bool {
    let gives = |role: &Membership| may_give(scope, role.role, role.organisation, role.programme);
    let of_all = scope.is_everything()
        || scope.grants().iter().any(|grant| grant.everywhere && grant.role == Role::Administrator);
    scope.user() != Some(user) && !scope.is_viewing() && (of_all || !had.is_empty()) && had.iter().all(gives)
}

/// What can be done with a user as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// They cannot sign in any more, and are signed out everywhere.
    SwitchOff,
    /// They can sign in again.
    SwitchOn,
    /// They are signed out everywhere.
    SignOut,
    /// They set a second factor up anew when they next sign in; they are signed out everywhere.
    RemoveSecondFactor,
}

/// Adds a user with a role, or gives the role to the user who has this e-mail address already. Returns them, and whether they
/// are new.
///
/// # Errors
/// [`Error::Invalid`] for what is missing or wrong; [`Error::Refused`] for what is not the actor's to give.
pub fn add(
    workspace: &Workspace,
    actor: &Actor,
    email: &str,
    name: &str,
    given: Given,
    why: &str,
) -> Result<(User, bool)> {
    workspace.write(actor, |tx| {
        tx.because(why);
        let known = by_email(tx, email)?;
        let new = known.is_none();
        let user = known.unwrap_or_else(|| User::new(tx.new_id(), email, name));
        let wrong = user.check();
        if !wrong.is_empty() {
            return Err(Error::Invalid(wrong));
        }
        if user.disabled {
            return Err(refused("This user is switched off. Switch them on again first, or ask an administrator to"));
        }
        if new {
            tx.insert(&user)?;
        }
        insert(tx, actor, user.id, given)?;
        Ok((user, new))
    })
}

/// Gives a user another role.
///
/// # Errors
/// As [`add`].
pub fn give(workspace: &Workspace, actor: &Actor, user: Id, given: Given, why: &str) -> Result<()> {
    workspace.write(actor, |tx| {
        tx.because(why);
        let user = find(tx, user)?.ok_or_else(|| Error::not_found("user", user.to_string()))?;
        insert(tx, actor, user.id, given)
    })
}

fn insert(tx: &mut Tx<'_>, actor: &Actor, user: Id, given: Given) -> Result<()> {
    let Given { role, organisation, programme, start, end } = given;
    not_oneself(actor, user)?;
    if !may_give(&actor.scope(), role, organisation, programme) {
        return Err(refused(
            "This role is not yours to give: a manager gives roles of workers and managers of their own organisation, \
             a lead those of their programme, and an administrator all",
        ));
    }
    let membership = Membership { id: tx.new_id(), user, organisation, programme, role, start, end };
    let wrong = membership.check();
    if !wrong.is_empty() {
        return Err(Error::Invalid(wrong));
    }
    let same = |known: &Membership| {
        (known.role, known.organisation, known.programme) == (role, organisation, programme)
            && known.end.is_none_or(|known_end| start <= known_end)
            && end.is_none_or(|end| known.start <= end)
    };
    if memberships(tx, user)?.iter().any(same) {
        return Err(Error::Invalid(vec![Invalid::new("role", role.label(), "this user has this role then already")]));
    }
    Ok(tx.insert(&membership)?)
}

/// Sets the last day of a role; none lets it go on.
///
/// # Errors
/// [`Error::Refused`] if it is not the actor's to end, or the last administrator's; [`Error::Invalid`] for a day before its start.
pub fn end(workspace: &Workspace, actor: &Actor, membership: Id, last: Option<Date>, why: &str) -> Result<()> {
    workspace.write(actor, |tx| {
        tx.because(why);
        let missing = || Error::not_found("role", membership.to_string());
        let before = tx.find::<Membership>(membership)?.ok_or_else(missing)?;
        not_oneself(actor, before.user)?;
        if !may_give(&actor.scope(), before.role, before.organisation, before.programme) {
            return Err(refused("This role is not yours to end. Ask an administrator, or the programme\u{2019}s lead"));
        }
        let after = Membership { end: last, ..before.clone() };
        let wrong = after.check();
        if !wrong.is_empty() {
            return Err(Error::Invalid(wrong));
        }
        tx.update(&before, &after)?;
        if administers(&before) { an_administrator_stays(tx, workspace.clock().today()) } else { Ok(()) }
    })
}

/// Does one step with a user as a whole.
///
/// # Errors
/// [`Error::Refused`] if it is not the actor's to do.
pub fn step(workspace: &Workspace, actor: &Actor, user: Id, step: Step, why: &str) -> Result<()> {
    let (now, today) = (workspace.clock().now(), workspace.clock().today());
    workspace.write(actor, |tx| {
        tx.because(why);
        let before = managed(workspace, tx, actor, user)?;
        let after = match step {
            Step::SwitchOff => User { disabled: true, ..before.clone() },
            Step::SwitchOn => User { disabled: false, ..before.clone() },
            Step::RemoveSecondFactor => User { totp: None, totp_step: None, ..before.clone() },
            Step::SignOut => before.clone(),
        };
        if after != before {
            tx.update(&before, &after)?;
        }
        if step == Step::RemoveSecondFactor {
            super::recovery::replace(tx, user, &[])?;
            for passkey in super::passkey::of_user(tx, user)? {
                tx.remove(&passkey)?;
            }
        }
        if step == Step::SwitchOff {
            if memberships(tx, user)?.iter().any(administers) {
                an_administrator_stays(tx, today)?;
            }
            links::take_back(tx, user, None, now)?;
        }
        if step != Step::SwitchOn {
            session::end_all(tx, user, None, now)?;
        }
        Ok(())
    })
}

/// The user, if the actor may manage them as a whole.
///
/// # Errors
/// [`Error::Refused`] if not.
pub fn managed(workspace: &Workspace, reader: &Reader<'_>, actor: &Actor, user: Id) -> Result<User> {
    let found = find(reader, user)?.ok_or_else(|| Error::not_found("user", user.to_string()))?;
    not_oneself(actor, user)?;
    let had = memberships(reader, user)?;
    let today = workspace.clock().today();
    if !may_manage(&actor.scope(), user, &had, today) {
        return Err(refused(
            "This user also has roles that are not yours to give. Ask an administrator; you can end the roles that are yours",
        ));
    }
    Ok(found)
}

/// The user, if the actor may hand out a link by which they sign in.
///
/// # Errors
/// [`Error::Refused`] if not.
pub fn let_in(reader: &Reader<'_>, actor: &Actor, user: Id) -> Result<User> {
    let found = find(reader, user)?.ok_or_else(|| Error::not_found("user", user.to_string()))?;
    not_oneself(actor, user)?;
    if !may_let_in(&actor.scope(), user, &memberships(reader, user)?) {
        return Err(refused(
            "This user has, or once had, roles that are not yours to give: only somebody who may give all of them hands out a link by \
             which they sign in. Ask an administrator",
        ));
    }
    Ok(found)
}

fn not_oneself(actor: &Actor, user: Id) -> Result<()> {
    if actor.id() == Some(user) {
        return Err(refused("Nobody changes their own roles or switches themselves off. Ask a colleague who may"));
    }
    Ok(())
}

/// Whether a role is that of an administrator of everything.
fn administers(membership: &Membership) -> bool {
    membership.role == Role::Administrator && membership.programme.is_none()
}

/// Somebody who can sign in administers everything, today and with no end in sight.
fn an_administrator_stays(reader: &Reader<'_>, today: Date) -> Result<()> {
    let stays = "SELECT m.id FROM membership m JOIN user_account u ON u.id = m.user_id
                 WHERE m.role = 'administrator' AND m.programme_id IS NULL AND u.disabled = $1
                 AND m.start_date <= $2 AND m.end_date IS NULL LIMIT 1";
    if reader.optional(stays, &[false.into(), today.into()], |row| row.get::<Id>(0))?.is_none() {
        return Err(refused("This is the last administrator. Make somebody else one first, with no last day"));
    }
    Ok(())
}

fn refused(why: &str) -> Error {
    Error::Refused(why.to_owned())
}
