//! Passkeys: keys on somebody's own device, which also makes sure that it is them, and so stand for both factors.

use super::signing::{From, SignedIn};
use super::{Session, session};
use crate::{Result, Workspace};
use base::{Actor, Field, Id, Invalid, Kind, Privacy, Timestamp};
use db::{Reader, Record, Row, Table, Value};

/// How many one user may have.
pub const MOST: usize = 10;
/// The longest name, in characters.
const NAME: usize = 60;

/// One passkey of a user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passkey {
    /// Identity.
    pub id: Id,
    /// Whose.
    pub user: Id,
    /// What its owner calls it, such as "My telephone".
    pub name: String,
    /// The name that the device itself gave it, which no other has.
    pub key: String,
    /// Its public half, as JSON.
    pub credential: String,
    /// Since when.
    pub made: Timestamp,
    /// When it was last used.
    pub used: Option<Timestamp>,
}

impl Record for Passkey {
    const TABLE: &'static Table = &Table {
        name: "passkey",
        label: "Passkey",
        fields: &[
            Field::new("user_id", "User", Kind::Record("user_account")).required(),
            Field::new("name", "Name", Kind::Text).required(),
            Field::new("credential_key", "Key", Kind::Text).required().private(Privacy::Secret),
            Field::new("credential", "Credential", Kind::Text).required().private(Privacy::Secret),
            Field::new("made_at", "Since", Kind::Timestamp).required(),
            Field::new("used_at", "Last used", Kind::Timestamp),
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
            self.name.clone().into(),
            self.key.clone().into(),
            Value::Json(Some(self.credential.clone())),
            self.made.into(),
            self.used.into(),
        ]
    }

    fn read(row: &Row<'_>) -> db::Result<Self> {
        Ok(Self {
            id: row.get(0)?,
            user: row.get(1)?,
            name: row.get(2)?,
            key: row.get(3)?,
            credential: row.get(4)?,
            made: row.get(5)?,
            used: row.get(6)?,
        })
    }
}

/// Keeps a new passkey of a user, whose device made it just now.
///
/// # Errors
/// What is wrong with it; [`crate::Error::Refused`] when somebody has it already.
pub fn add(workspace: &Workspace, actor: &Actor, user: Id, name: &str, key: &str, credential: &str) -> Result<()> {
    let name = name.trim();
    let mut wrong = Vec::new();
    if name.is_empty() || name.chars().count() > NAME {
        wrong.push(Invalid::new("name", name, "is not a name of 1 to 60 characters"));
    }
    let made = workspace.clock().now();
    workspace.write(actor, |tx| {
        if of_user(tx, user)?.len() >= MOST {
            return Err(crate::Error::Refused(format!("you have {MOST} passkeys already: remove one first")));
        }
        if !wrong.is_empty() {
            return Err(crate::Error::Invalid(wrong.clone()));
        }
        if with_key(tx, key)?.is_some() {
            return Err(crate::Error::Refused("this passkey is in use already".to_owned()));
        }
        tx.because("made by the user");
        let (id, name) = (tx.new_id(), name.to_owned());
        let (key, credential) = (key.to_owned(), credential.to_owned());
        tx.insert(&Passkey { id, user, name, key, credential, made, used: None })?;
        Ok(())
    })
}

/// Removes a passkey of a user; false if they have none such.
///
/// # Errors
/// When the database fails.
pub fn remove(workspace: &Workspace, actor: &Actor, user: Id, id: Id) -> Result<bool> {
    workspace.write(actor, |tx| {
        let Some(found) = tx.find::<Passkey>(id)?.filter(|passkey| passkey.user == user) else { return Ok(false) };
        tx.because("removed by the user");
        tx.remove(&found)?;
        Ok(true)
    })
}

/// The passkeys of a user, the oldest first.
///
/// # Errors
/// When the database fails.
pub fn of_user(reader: &Reader<'_>, user: Id) -> Result<Vec<Passkey>> {
    Ok(reader.list::<Passkey>("WHERE user_id = $1 ORDER BY id", &[user.into()])?)
}

/// The passkey that the device calls so.
///
/// # Errors
/// When the database fails.
pub fn with_key(reader: &Reader<'_>, key: &str) -> Result<Option<Passkey>> {
    Ok(reader.list::<Passkey>("WHERE credential_key = $1", &[key.into()])?.into_iter().next())
}

/// Signs in the owner of a passkey that has just answered rightly, keeping its new state. None if it was removed, used again or its
/// owner switched off meanwhile.
///
/// # Errors
/// When the database fails.
pub fn sign_in(workspace: &Workspace, passkey: &Passkey, credential: &str, from: From<'_>) -> Result<Option<SignedIn>> {
    let now = workspace.clock().now();
    let token = session::new_token()?;
    workspace.write(&Actor::program("sign-in"), |tx| {
        let unchanged = tx.find::<Passkey>(passkey.id)?.filter(|now| now.credential == passkey.credential);
        let user = super::find(tx, passkey.user)?.filter(|user| !user.disabled);
        let (Some(passkey), Some(user)) = (unchanged, user) else { return Ok(None) };
        tx.because("signed in");
        tx.update(&passkey, &Passkey { credential: credential.to_owned(), used: Some(now), ..passkey.clone() })?;
        if let Some(old) = from.session {
            session::end(tx, user.id, old, now)?;
        }
        tx.insert(&Session::new(tx.new_id(), user.id, &token, "passkey", from.device, true, now))?;
        Ok(Some(SignedIn { token: token.clone(), owed: None }))
    })
}
