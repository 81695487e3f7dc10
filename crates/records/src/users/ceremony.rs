//! Ceremonies: the first half of an exchange with a passkey or a sign-on provider, kept until the second half comes. Each can be
//! taken up once, within ten minutes, by the browser that has its token.

use super::session::{hash, new_token};
use crate::{Result, Workspace};
use base::{Actor, Field, Id, Kind, Privacy, Timestamp};
use db::{Record, Row, Table, Value};
use std::time::Duration;

/// How long the second half may take.
pub const LASTS: Duration = Duration::from_secs(10 * 60);
/// How many that nobody came back for are cleared away when another begins.
const CLEARED: u32 = 100;

/// Half of an exchange.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Ceremony {
    id: Id,
    token: Vec<u8>,
    kind: String,
    state: String,
    expires: Timestamp,
}

impl Record for Ceremony {
    const TABLE: &'static Table = &Table {
        name: "ceremony",
        label: "Ceremony",
        fields: &[
            Field::new("token", "Token", Kind::Text).required().private(Privacy::Secret),
            Field::new("kind", "Kind", Kind::Text).required(),
            Field::new("state", "State", Kind::Text).required().private(Privacy::Secret),
            Field::new("expires_at", "Until", Kind::Timestamp).required(),
        ],
    };

    // What comes of it is what the log tells.
    const AUDITED: bool = false;

    fn id(&self) -> Id {
        self.id
    }

    fn subject(&self) -> Option<Id> {
        None
    }

    fn values(&self) -> Vec<Value> {
        vec![self.token.clone().into(), self.kind.clone().into(), self.state.clone().into(), self.expires.into()]
    }

    fn read(row: &Row<'_>) -> db::Result<Self> {
        Ok(Self { id: row.get(0)?, token: row.get(1)?, kind: row.get(2)?, state: row.get(3)?, expires: row.get(4)? })
    }
}

/// Keeps the first half, and returns the token by which it is taken up again.
///
/// # Errors
/// When the database fails.
pub fn begin(workspace: &Workspace, kind: &str, state: &str) -> Result<String> {
    let token = new_token()?;
    let now = workspace.clock().now();
    let expires = now.saturating_add(LASTS).unwrap_or(now);
    workspace.write(&Actor::program("sign-in"), |tx| {
        let old = format!("WHERE expires_at < $1 ORDER BY id LIMIT {CLEARED}");
        for gone in tx.list::<Ceremony>(&old, &[now.into()])? {
            tx.remove(&gone)?;
        }
        let (kind, state) = (kind.to_owned(), state.to_owned());
        tx.insert(&Ceremony { id: tx.new_id(), token: hash(&token), kind, state, expires })?;
        Ok(())
    })?;
    Ok(token)
}

/// Takes up the first half of this kind that has the token. It is gone then, whatever comes of it.
///
/// # Errors
/// When the database fails.
pub fn take(workspace: &Workspace, kind: &str, token: &str) -> Result<Option<String>> {
    let now = workspace.clock().now();
    workspace.write(&Actor::program("sign-in"), |tx| {
        let found = tx.list::<Ceremony>("WHERE token = $1 AND kind = $2", &[hash(token).into(), kind.into()])?;
        let Some(found) = found.into_iter().next() else { return Ok(None) };
        tx.remove(&found)?;
        Ok((now < found.expires).then_some(found.state))
    })
}
