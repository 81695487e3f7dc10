//! Users: who signs in, in which roles, and what they may see by them.

pub mod ceremony;
pub mod links;
pub mod listing;
pub mod lockout;
pub mod managing;
mod membership;
pub mod passkey;
pub mod password;
pub mod recovery;
pub mod session;
pub mod sign_on;
pub mod signing;
mod standing;
pub mod totp;
mod viewing;

pub use listing::in_force;
pub use membership::{Membership, of_user as memberships};
pub use session::Session;
pub use signing::{Owed, SignedIn, Try, owes};
pub use standing::{Standing, View, actor, roles_in_force, viewing};
pub use viewing::{Viewing, may_view_as, use_role, view_as, view_as_oneself};

use crate::Result;
use base::{Field, Id, Invalid, Kind, Privacy};
use db::{Reader, Record, Row, Table, Value};

/// Somebody who can sign in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    /// Identity.
    pub id: Id,
    /// Electronic mail address, in lower case; what they sign in with.
    pub email: String,
    /// Name, as colleagues know it.
    pub name: String,
    /// The password's hash with its parameters; none until one was set.
    pub password: Option<String>,
    /// The key of the authenticator; none until one was set up.
    pub totp: Option<Vec<u8>>,
    /// The time step of the last code that was accepted, so that none is accepted twice.
    pub totp_step: Option<i64>,
    /// Switched off: cannot sign in, and is signed out everywhere.
    pub disabled: bool,
}

impl Record for User {
    const TABLE: &'static Table = &Table {
        name: "user_account",
        label: "User",
        fields: &[
            Field::new("email", "E-mail address", Kind::Text).required(),
            Field::new("name", "Name", Kind::Text).required(),
            Field::new("password", "Password", Kind::Text).private(Privacy::Secret),
            Field::new("totp", "Authenticator", Kind::Text).private(Privacy::Secret),
            Field::new("totp_step", "Last code", Kind::Whole).private(Privacy::Secret),
            Field::new("disabled", "Switched off", Kind::YesNo).required(),
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
            self.email.clone().into(),
            self.name.clone().into(),
            self.password.clone().into(),
            self.totp.clone().into(),
            self.totp_step.into(),
            self.disabled.into(),
        ]
    }

    fn read(row: &Row<'_>) -> db::Result<Self> {
        Ok(Self {
            id: row.get(0)?,
            email: row.get(1)?,
            name: row.get(2)?,
            password: row.get(3)?,
            totp: row.get(4)?,
            totp_step: row.get(5)?,
            disabled: row.get(6)?,
        })
    }
}

impl User {
    /// Somebody new, who has yet to set a password.
    #[must_use]
    pub fn new(id: Id, email: &str, name: &str) -> Self {
        Self {
            id,
            email: email.trim().to_lowercase(),
            name: name.trim().to_owned(),
            password: None,
            totp: None,
            totp_step: None,
            disabled: false,
        }
    }

    /// What is wrong with this user's record.
    #[must_use]
    pub fn check(&self) -> Vec<Invalid> {
        let mut wrong = crate::keeping::texts(self);
        if !is_email(&self.email) {
            wrong.push(Invalid::new("email", self.email.as_str(), "is not an e-mail address, like name@example.org"));
        }
        if self.name.is_empty() {
            wrong.push(Invalid::new("name", "", "say what colleagues call this user"));
        }
        wrong
    }
}

/// Whether this can be an e-mail address.
pub(crate) fn is_email(text: &str) -> bool {
    let parts: Vec<&str> = text.split('@').collect();
    let plain = !text.chars().any(|letter| letter.is_whitespace() || letter.is_control());
    plain && matches!(parts.as_slice(), [name, domain] if !name.is_empty() && domain.contains('.'))
}

/// The user with this id.
pub fn find(reader: &Reader<'_>, id: Id) -> Result<Option<User>> {
    Ok(reader.find::<User>(id)?)
}

/// The user with this e-mail address, however it is written.
pub fn by_email(reader: &Reader<'_>, email: &str) -> Result<Option<User>> {
    Ok(reader.list::<User>("WHERE email = $1", &[email.trim().to_lowercase().into()])?.into_iter().next())
}

/// Whether anybody can sign in yet.
pub fn any(reader: &Reader<'_>) -> Result<bool> {
    Ok(reader.optional("SELECT id FROM user_account LIMIT 1", &[], |row| row.get::<Id>(0))?.is_some())
}
