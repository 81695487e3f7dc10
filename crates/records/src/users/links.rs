//! Addresses that let somebody in once: an invitation, or a way to a new password. Of each token, only the hash is kept.

use super::signing::owed;
use super::{Session, SignedIn, User, lockout, password, session};
use crate::{Error, Result, Workspace};
use base::{Actor, Field, Id, Kind, Privacy, Timestamp};
use db::{Reader, Record, Row, Table, Tx, Value};
use std::time::Duration;

/// What a link is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Somebody new sets their first password.
    Invitation,
    /// Somebody who has forgotten it sets another.
    Reset,
}

impl Purpose {
    /// The word for it in the database, which is also the first part of its address.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Invitation => "invitation",
            Self::Reset => "reset",
        }
    }

    /// The purpose with this word.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        [Self::Invitation, Self::Reset].into_iter().find(|purpose| purpose.key() == key)
    }

    /// How long such a link works.
    #[must_use]
    pub fn lasts(self) -> Duration {
        match self {
            Self::Invitation => Duration::from_secs(7 * 24 * 60 * 60),
            Self::Reset => Duration::from_secs(60 * 60),
        }
    }

    /// The same in words.
    #[must_use]
    pub fn lasts_in_words(self) -> &'static str {
        match self {
            Self::Invitation => "seven days",
            Self::Reset => "one hour",
        }
    }

    /// The address of the link with this token, on a server at `server` (`https://waymark.example.org`).
    #[must_use]
    pub fn address(self, server: &str, token: &str) -> String {
        format!("{}/{}/{token}", server.trim_end_matches('/'), self.key())
    }
}

/// A link that was given out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignInLink {
    /// Identity.
    pub id: Id,
    /// Whom it lets in.
    pub user: Id,
    /// What for.
    pub purpose: Purpose,
    /// The hash of its token.
    pub token: Vec<u8>,
    /// When it was made.
    pub made: Timestamp,
    /// From when on it no longer works.
    pub expires: Timestamp,
    /// When it was used, or taken back; none while neither.
    pub used: Option<Timestamp>,
}

impl Record for SignInLink {
    const TABLE: &'static Table = &Table {
        name: "sign_in_link",
        label: "Sign-in link",
        fields: &[
            Field::new("user_id", "User", Kind::Record("user_account")).required(),
            Field::new("purpose", "Purpose", Kind::Text).required(),
            Field::new("token", "Token", Kind::Text).required().private(Privacy::Secret),
            Field::new("made_at", "Made", Kind::Timestamp).required(),
            Field::new("expires_at", "Works until", Kind::Timestamp).required(),
            Field::new("used_at", "Used", Kind::Timestamp),
        ],
    };

    fn id(&self) -> Id {
        self.id
    }

    fn subject(&self) -> Option<Id> {
        None
    }

    fn values(&self) -> Vec<Value> {
        vec![
            self.user.into(),
            self.purpose.key().into(),
            self.token.clone().into(),
            self.made.into(),
            self.expires.into(),
            self.used.into(),
        ]
    }

    fn read(row: &Row<'_>) -> db::Result<Self> {
        let purpose: &str = row.get(2)?;
        Ok(Self {
            id: row.get(0)?,
            user: row.get(1)?,
            purpose: Purpose::from_key(purpose).ok_or_else(|| db::Error::Value(format!("the purpose {purpose}")))?,
            token: row.get(3)?,
            made: row.get(4)?,
            expires: row.get(5)?,
            used: row.get(6)?,
        })
    }
}

/// Makes a link for a user, and gives its token, which is not kept. Those they had for the same purpose no longer work.
///
/// # Errors
/// [`Error::Refused`] for a user who is switched off; else when the database fails.
pub fn make(workspace: &Workspace, actor: &Actor, user: &User, purpose: Purpose) -> Result<String> {
    if user.disabled {
        return Err(Error::Refused(format!("{} is switched off: switch them on again first", user.email)));
    }
    let token = session::new_token()?;
    let made = workspace.clock().now();
    let expires = made + purpose.lasts();
    workspace.write(actor, |tx| {
        take_back(tx, user.id, Some(purpose), made)?;
        tx.insert(&SignInLink {
            id: tx.new_id(),
            user: user.id,
            purpose,
            token: session::hash(&token),
            made,
            expires,
            used: None,
        })?;
        Ok(())
    })?;
    Ok(token)
}

/// Takes back the links a user has not used: those for one purpose, or all.
///
/// # Errors
/// When the database fails.
pub fn take_back(tx: &mut Tx<'_>, user: Id, purpose: Option<Purpose>, now: Timestamp) -> Result<()> {
    let open = tx.list::<SignInLink>("WHERE user_id = $1 AND used_at IS NULL", &[user.into()])?;
    for link in open.into_iter().filter(|link| purpose.is_none_or(|purpose| link.purpose == purpose)) {
        tx.update(&link, &SignInLink { used: Some(now), ..link.clone() })?;
    }
    Ok(())
}

/// The link with this token and the user it lets in, if it still works.
///
/// # Errors
/// When the database fails.
pub fn with_token(
    reader: &Reader<'_>,
    purpose: Purpose,
    token: &str,
    now: Timestamp,
) -> Result<Option<(SignInLink, User)>> {
    let sql = "WHERE token = $1 AND purpose = $2 AND used_at IS NULL";
    let found = reader.list::<SignInLink>(sql, &[session::hash(token).into(), purpose.key().into()])?;
    let Some(link) = found.into_iter().next().filter(|link| now < link.expires) else { return Ok(None) };
    let user = super::find(reader, link.user)?.filter(|user| !user.disabled);
    Ok(user.map(|user| (link, user)))
}

/// Uses a link up: the user has this password from now on, every session of theirs ends, and a new one begins. A second factor
/// stays as it was. None if the link no longer works.
///
/// # Errors
/// When the database fails.
pub fn use_up(
    workspace: &Workspace,
    purpose: Purpose,
    token: &str,
    password: &str,
    device: &str,
) -> Result<Option<SignedIn>> {
    let (now, today) = (workspace.clock().now(), workspace.clock().today());
    let kept = password::hash(password)?;
    let begun = session::new_token()?;
    let owed = workspace.write(&Actor::program("sign-in"), |tx| {
        let Some((_, user)) = with_token(tx, purpose, token, now)? else { return Ok(None) };
        take_back(tx, user.id, None, now)?;
        tx.because(format!("by {}", purpose.key()));
        tx.update(&user, &User { password: Some(kept.clone()), ..user.clone() })?;
        session::end_all(tx, user.id, None, now)?;
        lockout::forgive(tx, lockout::account(&user.email), now)?;
        let owed = owed(tx, &user, today)?;
        tx.insert(&Session::new(tx.new_id(), user.id, &begun, "link", device, owed.is_none(), now))?;
        Ok(Some(owed))
    })?;
    Ok(owed.map(|owed| SignedIn { token: begun, owed }))
}
