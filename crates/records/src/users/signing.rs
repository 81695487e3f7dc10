//! Signing in: by password, then by a second factor where one is owed.

use super::{Membership, Session, User, lockout, password, recovery, session, totp};
use crate::{Error, Result, Workspace};
use base::{Actor, Date, Id, Role, Timestamp};
use db::{Reader, Tx};
use std::time::Duration;

/// Ways to sign in that show one factor only.
const BY_ONE_FACTOR: [&str; 3] = ["password", "link", "sign-on by one factor"];

/// For how long after signing in a session shows by itself who is there.
const FRESH: Duration = Duration::from_secs(600);

/// What is still to be given after a password.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Owed {
    /// A code of the authenticator, or a recovery code.
    Code,
    /// An authenticator has to be set up first: a role that sees personal data asks for one.
    SetUp,
}

/// A session that has just begun.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedIn {
    /// Its token, for the browser's cookie.
    pub token: String,
    /// What is still owed; none when it is complete.
    pub owed: Option<Owed>,
}

/// What came of a try.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Try<T> {
    /// It was right.
    Right(T),
    /// It was not; of an account that is unknown or switched off, no more is said.
    Wrong,
    /// There were too many; wait a while.
    Wait,
}

/// Who tries: what the browser says it is, from which network address, and in which session, which ends.
#[derive(Debug, Clone, Copy, Default)]
pub struct From<'a> {
    /// What the browser says it is.
    pub device: &'a str,
    /// The network address, if it is known.
    pub address: Option<&'a str>,
    /// The session that the browser was in.
    pub session: Option<Id>,
}

/// What a user owes after their password.
///
/// # Errors
/// When the database fails.
pub(super) fn owed(reader: &Reader<'_>, user: &User, today: Date) -> Result<Option<Owed>> {
    let mut memberships = super::memberships(reader, user.id)?;
    memberships.retain(|membership| membership.in_force(today));
    Ok(if user.totp.is_some() { Some(Owed::Code) } else { needs(&memberships).then_some(Owed::SetUp) })
}

/// Whether any of these roles, which are in force, asks for a second factor.
fn needs(memberships: &[Membership]) -> bool {
    memberships.iter().any(|membership| membership.role.needs_second_factor())
}

/// What this session still owes, whatever it owed when it began: somebody may have been given a role since.
#[must_use]
pub fn owes(session: &Session, user: &User, memberships: &[Membership]) -> Option<Owed> {
    let by_one_factor = BY_ONE_FACTOR.contains(&session.method.as_str());
    match (session.complete, &user.totp) {
        (false, Some(_)) => Some(Owed::Code),
        (false, None) => Some(Owed::SetUp),
        (true, None) if by_one_factor && needs(memberships) => Some(Owed::SetUp),
        (true, _) => None,
    }
}

/// Tries an e-mail address and password. An address that nobody has takes as long, and is counted alike.
///
/// # Errors
/// When the database fails.
pub fn by_password(workspace: &Workspace, email: &str, given: &str, from: From<'_>) -> Result<Try<SignedIn>> {
    let (now, today) = (workspace.clock().now(), workspace.clock().today());
    let actor = Actor::program("sign-in");
    let counted: Vec<_> = std::iter::once(lockout::account(email)).chain(from.address.map(lockout::address)).collect();
    let begun = workspace.write(&actor, |tx| {
        let Some(begun) = lockout::begin(tx, &counted, now)? else { return Ok(None) };
        Ok(Some((begun, super::by_email(tx, email)?)))
    })?;
    let Some((begun, user)) = begun else { return Ok(Try::Wait) };
    let kept = user.as_ref().and_then(|user| user.password.as_deref());
    let right = password::is_right(given, kept);
    let Some(user) = user.filter(|user| right && !user.disabled) else { return Ok(Try::Wrong) };
    let token = session::new_token()?;
    let owed = workspace.write(&actor, |tx| {
        // It took a while: whoever was switched off, or has changed their password meanwhile, is not let in.
        let unchanged = super::find(tx, user.id)?.filter(|now| !now.disabled && now.password == user.password);
        let Some(user) = unchanged else { return Ok(None) };
        lockout::succeeded(tx, &begun)?;
        if let Some(old) = from.session {
            session::end(tx, user.id, old, now)?;
        }
        let owed = owed(tx, &user, today)?;
        tx.insert(&Session::new(tx.new_id(), user.id, &token, "password", from.device, owed.is_none(), now))?;
        Ok(Some(owed))
    })?;
    Ok(owed.map_or(Try::Wrong, |owed| Try::Right(SignedIn { token, owed })))
}

/// Tries a code of the authenticator, or a recovery code, and completes the session under a new token, which is returned.
///
/// # Errors
/// When the database fails.
pub fn by_code(workspace: &Workspace, session: &Session, code: &str) -> Result<Try<String>> {
    let now = workspace.clock().now();
    let token = session::new_token()?;
    workspace.write(&Actor::program("sign-in"), |tx| {
        let counted = [lockout::second_factor(session.user)];
        let Some(begun) = lockout::begin(tx, &counted, now)? else { return Ok(Try::Wait) };
        if !code_is_right(tx, session.user, code, now)? {
            return Ok(Try::Wrong);
        }
        lockout::succeeded(tx, &begun)?;
        if !complete(tx, session, &token)? {
            return Ok(Try::Wrong);
        }
        Ok(Try::Right(token.clone()))
    })
}

/// Whether a code is right; then it is used up.
fn code_is_right(tx: &mut Tx<'_>, user: Id, code: &str, now: Timestamp) -> Result<bool> {
    let Some(user) = super::find(tx, user)?.filter(|user| !user.disabled) else { return Ok(false) };
    let Some(key) = &user.totp else { return Ok(false) };
    if let Some(step) = totp::accepts(key, code, now, user.totp_step) {
        tx.update(&user, &User { totp_step: Some(step), ..user.clone() })?;
        return Ok(true);
    }
    tx.because("recovery code");
    recovery::use_up(tx, user.id, code, now)
}

/// Makes a session complete under a new token: one that somebody planted before is worth nothing. False if it no longer goes on.
fn complete(tx: &mut Tx<'_>, session: &Session, token: &str) -> Result<bool> {
    let Some(before) = tx.find::<Session>(session.id)?.filter(|session| session.ended.is_none()) else {
        return Ok(false);
    };
    tx.update(&before, &Session { complete: true, token: session::hash(token), ..before.clone() })?;
    Ok(true)
}

/// What setting up an authenticator gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetUp {
    /// The session's new token.
    pub token: String,
    /// The recovery codes, to be shown this once.
    pub codes: Vec<String>,
}

/// Sets up an authenticator, once a code of it shows that it was, with new recovery codes; and completes the session. Other sessions end.
///
/// # Errors
/// When the database fails.
pub fn set_up(workspace: &Workspace, session: &Session, key: &[u8], code: &str) -> Result<Try<SetUp>> {
    let now = workspace.clock().now();
    let Some(step) = totp::accepts(key, code, now, None) else { return Ok(Try::Wrong) };
    let token = session::new_token()?;
    let codes = recovery::new_codes()?;
    workspace.write(&Actor::program("sign-in"), |tx| {
        let Some(user) = super::find(tx, session.user)?.filter(|user| !user.disabled) else { return Ok(Try::Wrong) };
        // Whoever has one, or a passkey, and has not shown it may not put another in its place.
        let by_one_factor = BY_ONE_FACTOR.contains(&session.method.as_str());
        let another = user.totp.is_some() || by_one_factor && !super::passkey::of_user(tx, user.id)?.is_empty();
        if another && !session.complete || !complete(tx, session, &token)? {
            return Ok(Try::Wrong);
        }
        tx.because("second factor set up");
        tx.update(&user, &User { totp: Some(key.to_vec()), totp_step: Some(step), ..user.clone() })?;
        recovery::replace(tx, user.id, &codes)?;
        session::end_all(tx, user.id, Some(session.id), now)?;
        Ok(Try::Right(SetUp { token: token.clone(), codes: codes.clone() }))
    })
}

/// Changes a user's password, if they know the one they have. Their other sessions and links end.
///
/// # Errors
/// When the database fails.
pub fn change_password(
    workspace: &Workspace,
    actor: &Actor,
    session: &Session,
    old: &str,
    new: &str,
) -> Result<Try<()>> {
    let now = workspace.clock().now();
    match confirm(workspace, session, old)? {
        Try::Right(()) => {}
        other => return Ok(other),
    }
    let kept = password::hash(new)?;
    workspace.write(actor, |tx| {
        let user = super::find(tx, session.user)?.filter(|user| !user.disabled);
        let Some(user) = user else { return Ok(Try::Wrong) };
        tx.because("changed by the user");
        tx.update(&user, &User { password: Some(kept.clone()), ..user.clone() })?;
        session::end_all(tx, user.id, Some(session.id), now)?;
        super::links::take_back(tx, user.id, None, now)?;
        Ok(Try::Right(()))
    })
}

/// Switches a user off: they are signed out everywhere at once, and no link lets them in.
///
/// # Errors
/// When the database fails, or there is no such user.
pub fn disable(workspace: &Workspace, actor: &Actor, user: Id) -> Result<()> {
    let now = workspace.clock().now();
    workspace.write(actor, |tx| {
        let user = super::find(tx, user)?.ok_or_else(|| Error::not_found("user", user.to_string()))?;
        tx.update(&user, &User { disabled: true, ..user.clone() })?;
        session::end_all(tx, user.id, None, now)?;
        super::links::take_back(tx, user.id, None, now)
    })
}

/// Adds the first user of a workspace, administrator of every programme there is and will be, and begins their session; none if there
/// is a user already.
///
/// # Errors
/// When the database fails.
pub fn first_administrator(
    workspace: &Workspace,
    user: &User,
    organisation: Id,
    given: &str,
    device: &str,
) -> Result<Option<SignedIn>> {
    let (now, today) = (workspace.clock().now(), workspace.clock().today());
    let kept = password::hash(given)?;
    let token = session::new_token()?;
    let first = workspace.write(&Actor::program("first run"), |tx| {
        if super::any(tx)? {
            return Ok(false);
        }
        tx.insert(&User { password: Some(kept.clone()), ..user.clone() })?;
        let (id, user, role) = (tx.new_id(), user.id, Role::Administrator);
        tx.insert(&Membership { id, user, organisation, programme: None, role, start: today, end: None })?;
        tx.insert(&Session::new(tx.new_id(), user, &token, "link", device, false, now))?;
        Ok(true)
    })?;
    Ok(first.then_some(SignedIn { token, owed: Some(Owed::SetUp) }))
}

/// Whether the user of a session knows their password, asked again before something that matters; of a user without one, whether they
/// have signed in within ten minutes.
///
/// # Errors
/// [`Error::Refused`] when they have no password and signed in longer ago; and when the database fails.
pub fn confirm(workspace: &Workspace, session: &Session, given: &str) -> Result<Try<()>> {
    let now = workspace.clock().now();
    let counted = [lockout::second_factor(session.user)];
    let actor = Actor::program("sign-in");
    let begun = workspace.write(&actor, |tx| {
        let Some(user) = super::find(tx, session.user)? else { return Ok(None) };
        Ok(lockout::begin(tx, &counted, now)?.map(|begun| (begun, user)))
    })?;
    let Some((begun, user)) = begun else { return Ok(Try::Wait) };
    let right = match &user.password {
        Some(password) => password::is_right(given, Some(password)),
        // Whoever came by passkey or sign-on may have none: that they have just come is what shows that it is them.
        None if session.began + FRESH < now => {
            return Err(Error::Refused(
                "You have no password here that could be asked for, and signed in more than ten minutes ago. Sign out and in again, \
                 and then do this"
                    .to_owned(),
            ));
        }
        None => true,
    };
    if !right {
        return Ok(Try::Wrong);
    }
    workspace.write(&actor, |tx| lockout::succeeded(tx, &begun))?;
    Ok(Try::Right(()))
}

/// Takes a user's second factor away, so that they set up another when they sign in: for whoever has lost telephone and codes, and is
/// known to be who they say. They are signed out everywhere.
///
/// # Errors
/// When the database fails, or there is no such user.
pub fn forget_second_factor(workspace: &Workspace, actor: &Actor, user: Id) -> Result<()> {
    let now = workspace.clock().now();
    workspace.write(actor, |tx| {
        let user = super::find(tx, user)?.ok_or_else(|| Error::not_found("user", user.to_string()))?;
        tx.because("second factor taken away");
        tx.update(&user, &User { totp: None, totp_step: None, ..user.clone() })?;
        recovery::replace(tx, user.id, &[])?;
        for passkey in super::passkey::of_user(tx, user.id)? {
            tx.remove(&passkey)?;
        }
        session::end_all(tx, user.id, None, now)
    })
}
