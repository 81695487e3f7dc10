//! Signing in through an organisation's own sign-on: whom its provider means, among the users that were invited here.

use super::signing::{self, From, SignedIn};
use super::{Session, User, session};
use crate::{Result, Workspace};
use base::{Actor, Field, Id, Kind};
use db::{Reader, Record, Row, Table, Tx, Value};

/// The name under which a provider knows a user. It stays when their e-mail address changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// Identity.
    pub id: Id,
    /// Whose.
    pub user: Id,
    /// The provider, by its address.
    pub issuer: String,
    /// The provider's own name for them, which it never gives to anybody else.
    pub subject: String,
}

impl Record for Identity {
    const TABLE: &'static Table = &Table {
        name: "sign_on_identity",
        label: "Sign-on",
        fields: &[
            Field::new("user_id", "User", Kind::Record("user_account")).required(),
            Field::new("issuer", "Provider", Kind::Text).required(),
            Field::new("subject", "Known there as", Kind::Text).required(),
        ],
    };

    fn id(&self) -> Id {
        self.id
    }

    fn subject(&self) -> Option<Id> {
        None
    }

    fn values(&self) -> Vec<Value> {
        vec![self.user.into(), self.issuer.clone().into(), self.subject.clone().into()]
    }

    fn read(row: &Row<'_>) -> db::Result<Self> {
        Ok(Self { id: row.get(0)?, user: row.get(1)?, issuer: row.get(2)?, subject: row.get(3)? })
    }
}

/// What a provider has said of somebody, its signature and everything else verified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// The provider, by its address.
    pub issuer: String,
    /// Its own name for them.
    pub subject: String,
    /// Their e-mail address, if the provider has made sure of it.
    pub email: Option<String>,
    /// Whether it says that they gave more than one factor.
    pub multi_factor: bool,
}

/// Signs in whoever the provider means: the user it has meant before, or else the invited one whose e-mail address it has made
/// sure of and who has never signed in, who is known by it from then on. None when there is no such user; what they may do comes from their roles here alone.
///
/// # Errors
/// When the database fails.
pub fn sign_in(workspace: &Workspace, said: &Said, from: From<'_>) -> Result<Option<SignedIn>> {
    let (now, today) = (workspace.clock().now(), workspace.clock().today());
    let token = session::new_token()?;
    workspace.write(&Actor::program("sign-in"), |tx| {
        let user = match known(tx, said)? {
            Some(user) => Some(user),
            None => linked(tx, said)?,
        };
        let Some(user) = user.filter(|user| !user.disabled) else { return Ok(None) };
        let owed = if said.multi_factor { None } else { signing::owed(tx, &user, today)? };
        if let Some(old) = from.session {
            session::end(tx, user.id, old, now)?;
        }
        let method = if said.multi_factor { "sign-on" } else { "sign-on by one factor" };
        tx.insert(&Session::new(tx.new_id(), user.id, &token, method, from.device, owed.is_none(), now))?;
        Ok(Some(SignedIn { token: token.clone(), owed }))
    })
}

/// The user that the provider has meant before.
fn known(tx: &Tx<'_>, said: &Said) -> Result<Option<User>> {
    let values = [said.issuer.as_str().into(), said.subject.as_str().into()];
    match tx.list::<Identity>("WHERE issuer = $1 AND subject = $2", &values)?.first() {
        Some(identity) => super::find(tx, identity.user),
        None => Ok(None),
    }
}

/// The user with this e-mail address, whom the provider means from now on: one who was invited and has no way to sign in yet. An
/// address brings nobody an account that is in use, whoever has made sure of it: not one that the provider knows under another name, nor
/// one of somebody who signs in by another provider or by themselves.
fn linked(tx: &mut Tx<'_>, said: &Said) -> Result<Option<User>> {
    let Some(email) = &said.email else { return Ok(None) };
    let Some(user) = super::by_email(tx, email)?.filter(|user| !user.disabled) else { return Ok(None) };
    let by_themselves = user.password.is_some() || user.totp.is_some();
    if by_themselves || !of_user(tx, user.id)?.is_empty() || !super::passkey::of_user(tx, user.id)?.is_empty() {
        return Ok(None);
    }
    tx.because("the provider has made sure of the e-mail address");
    let (issuer, subject) = (said.issuer.clone(), said.subject.clone());
    tx.insert(&Identity { id: tx.new_id(), user: user.id, issuer, subject })?;
    Ok(Some(user))
}

/// Under which names providers know a user.
///
/// # Errors
/// When the database fails.
pub fn of_user(reader: &Reader<'_>, user: Id) -> Result<Vec<Identity>> {
    Ok(reader.list::<Identity>("WHERE user_id = $1 ORDER BY issuer, id", &[user.into()])?)
}
