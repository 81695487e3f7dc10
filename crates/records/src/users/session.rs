//! Sessions: browsers that are signed in. A session is known by a random token, of which only the hash is kept.

use super::View;
use crate::{Result, Workspace};
use base::{Actor, Field, Id, Kind, Privacy, Role, Timestamp};
use db::{Error, Reader, Record, Row, Table, Value};
use sha2::{Digest, Sha256};
use std::time::Duration;

/// How long a session lasts without a sign of life.
pub const IDLE: Duration = Duration::from_secs(30 * 60);
/// How long a session lasts at most.
pub const LONGEST: Duration = Duration::from_secs(12 * 60 * 60);
/// How old the last sign of life may be before a new one is written down.
const FRESH: Duration = Duration::from_secs(60);

/// A browser that is signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Identity.
    pub id: Id,
    /// Who.
    pub user: Id,
    /// The hash of the token.
    pub token: Vec<u8>,
    /// Since when.
    pub began: Timestamp,
    /// The last sign of life, to the minute.
    pub seen: Timestamp,
    /// When it was ended; none while it goes on or has merely run out.
    pub ended: Option<Timestamp>,
    /// Whether everything that signing in takes was given.
    pub complete: bool,
    /// How: "password", "passkey", "sign-on", "link", "demonstration".
    pub method: String,
    /// What the browser says it is.
    pub device: String,
    /// The one role that is being used, by its membership; none means all.
    pub membership: Option<Id>,
    /// Through whose eyes the user looks.
    pub view: Option<View>,
}

impl Record for Session {
    const TABLE: &'static Table = &Table {
        name: "session",
        label: "Session",
        fields: &[
            Field::new("user_id", "User", Kind::Record("user_account")).required(),
            Field::new("token", "Token", Kind::Text).required().private(Privacy::Secret),
            Field::new("began_at", "Since", Kind::Timestamp).required(),
            Field::new("seen_at", "Last seen", Kind::Timestamp).required(),
            Field::new("ended_at", "Ended", Kind::Timestamp),
            Field::new("complete", "Complete", Kind::YesNo).required(),
            Field::new("method", "Signed in by", Kind::Text).required(),
            Field::new("device", "Device", Kind::Text).required(),
            Field::new("membership_id", "Role in use", Kind::Record("membership")),
            Field::new("view_role", "Viewing as", Kind::Text),
            Field::new("view_organisation_id", "Viewing for", Kind::Record("organisation")),
            Field::new("view_programme_id", "Viewing in", Kind::Record("programme")),
        ],
    };

    // The table itself tells who was signed in, since when and until when; signs of life would flood the log.
    const AUDITED: bool = false;

    fn id(&self) -> Id {
        self.id
    }

    fn subject(&self) -> Option<Id> {
        None
    }

    fn values(&self) -> Vec<Value> {
        vec![
            self.user.into(),
            self.token.clone().into(),
            self.began.into(),
            self.seen.into(),
            self.ended.into(),
            self.complete.into(),
            self.method.clone().into(),
            self.device.clone().into(),
            self.membership.into(),
            self.view.map(|view| view.role.key().to_owned()).into(),
            self.view.map(|view| view.organisation).into(),
            self.view.map(|view| view.programme).into(),
        ]
    }

    fn read(row: &Row<'_>) -> db::Result<Self> {
        let role = row.get::<Option<&str>>(10)?;
        let role = role.map(|role| Role::from_key(role).ok_or_else(|| Error::Value(format!("the role {role}"))));
        let view = match (role.transpose()?, row.get(11)?, row.get(12)?) {
            (Some(role), Some(organisation), Some(programme)) => Some(View { role, organisation, programme }),
            _ => None,
        };
        Ok(Self {
            id: row.get(0)?,
            user: row.get(1)?,
            token: row.get(2)?,
            began: row.get(3)?,
            seen: row.get(4)?,
            ended: row.get(5)?,
            complete: row.get(6)?,
            method: row.get(7)?,
            device: row.get(8)?,
            membership: row.get(9)?,
            view,
        })
    }
}

impl Session {
    /// A session that begins now, known by `token`.
    #[must_use]
    pub fn new(id: Id, user: Id, token: &str, method: &str, device: &str, complete: bool, now: Timestamp) -> Self {
        Self {
            id,
            user,
            token: hash(token),
            began: now,
            seen: now,
            ended: None,
            complete,
            method: method.to_owned(),
            device: device.chars().filter(|letter| !letter.is_control()).take(200).collect(),
            membership: None,
            view: None,
        }
    }

    /// Whether it still holds at this moment.
    #[must_use]
    pub fn holds(&self, now: Timestamp) -> bool {
        let within = |since: Timestamp, limit: Duration| now.duration_since(since).unsigned_abs() < limit;
        self.ended.is_none() && within(self.seen, IDLE) && within(self.began, LONGEST)
    }

    /// Whether its last sign of life is old enough to write a new one down.
    #[must_use]
    pub fn is_stale(&self, now: Timestamp) -> bool {
        now.duration_since(self.seen).unsigned_abs() >= FRESH
    }
}

/// A new random token: 256 bits, as text for addresses and cookies.
///
/// # Errors
/// When the system gives no randomness.
pub fn new_token() -> Result<String> {
    let mut bytes = [0_u8; 32];
    getrandom::fill(&mut bytes).map_err(|fault| crate::Error::Refused(format!("no randomness: {fault}")))?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// What is kept of a token.
#[must_use]
pub fn hash(token: &str) -> Vec<u8> {
    Sha256::digest(token.as_bytes()).to_vec()
}

/// Begins a session, and returns its token, which is not kept.
///
/// # Errors
/// When the database fails.
pub fn begin(workspace: &Workspace, user: Id, method: &str, device: &str, complete: bool) -> Result<String> {
    let token = new_token()?;
    let now = workspace.clock().now();
    workspace.write(&Actor::program("sign-in"), |tx| {
        tx.insert(&Session::new(tx.new_id(), user, &token, method, device, complete, now))?;
        Ok(())
    })?;
    Ok(token)
}

/// The session with this token, whether or not it still [holds](Session::holds).
pub fn with_token(reader: &Reader<'_>, token: &str) -> Result<Option<Session>> {
    Ok(reader.list::<Session>("WHERE token = $1", &[hash(token).into()])?.into_iter().next())
}

/// Changes a session.
///
/// # Errors
/// When the database fails.
pub fn change(workspace: &Workspace, session: &Session, change: impl Fn(&mut Session)) -> Result<()> {
    let mut after = session.clone();
    change(&mut after);
    workspace.write(&Actor::program("sign-in"), |tx| Ok(tx.update(session, &after)?))
}

/// The sessions of a user that hold, the latest first.
pub fn of_user(reader: &Reader<'_>, user: Id, now: Timestamp) -> Result<Vec<Session>> {
    let sql = "WHERE user_id = $1 AND ended_at IS NULL ORDER BY seen_at DESC, id DESC";
    let mut sessions = reader.list::<Session>(sql, &[user.into()])?;
    sessions.retain(|session| session.holds(now));
    Ok(sessions)
}

/// Ends the session of a user with this id, within a transaction; false if they have none such that goes on.
///
/// # Errors
/// When the database fails.
pub fn end(tx: &mut db::Tx<'_>, user: Id, id: Id, now: Timestamp) -> Result<bool> {
    let found = tx.find::<Session>(id)?.filter(|session| session.user == user && session.ended.is_none());
    let Some(session) = found else { return Ok(false) };
    tx.update(&session, &Session { ended: Some(now), ..session.clone() })?;
    Ok(true)
}

/// Ends all sessions of a user but the one with the id `kept`, within a transaction.
pub fn end_all(tx: &mut db::Tx<'_>, user: Id, kept: Option<Id>, now: Timestamp) -> Result<()> {
    let sessions = tx.list::<Session>("WHERE user_id = $1 AND ended_at IS NULL", &[user.into()])?;
    for session in sessions.into_iter().filter(|session| Some(session.id) != kept) {
        let after = Session { ended: Some(now), ..session.clone() };
        tx.update(&session, &after)?;
    }
    Ok(())
}
