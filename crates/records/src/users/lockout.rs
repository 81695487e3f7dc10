//! Locking out whoever guesses: tries are counted in the database, so that the count holds for every process and outlives each.
//!
//! What a try is about is kept as a hash: whoever reads the table learns neither addresses that do not exist here nor where people were.

use crate::Result;
use base::{Field, Id, Kind, Timestamp};
use db::{Record, Row, Table, Tx, Value};
use sha2::{Digest, Sha256};
use std::time::Duration;

/// For how long a failed try counts.
pub const MEMORY: Duration = Duration::from_secs(15 * 60);
/// How many failed tries an account has within that time.
pub const OF_ACCOUNT: i64 = 10;
/// How many a network address has: a whole office may stand behind one.
pub const OF_ADDRESS: i64 = 100;
/// How many messages one asks for about one account.
pub const OF_MESSAGES: i64 = 3;
/// After how long a try is forgotten altogether.
const KEPT: Duration = Duration::from_secs(24 * 60 * 60);
/// How many of the oldest are looked at each time, to be forgotten.
const AT_ONCE: usize = 20;

/// A try to sign in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    /// Identity.
    pub id: Id,
    /// The hash of what it was about.
    pub about: Vec<u8>,
    /// When.
    pub at: Timestamp,
    /// Whether it succeeded.
    pub succeeded: bool,
}

impl Record for Attempt {
    const TABLE: &'static Table = &Table {
        name: "attempt",
        label: "Try to sign in",
        fields: &[
            Field::new("about", "About", Kind::Text).required(),
            Field::new("at", "When", Kind::Timestamp).required(),
            Field::new("succeeded", "Succeeded", Kind::YesNo).required(),
        ],
    };

    const AUDITED: bool = false;

    fn id(&self) -> Id {
        self.id
    }

    fn subject(&self) -> Option<Id> {
        None
    }

    fn values(&self) -> Vec<Value> {
        vec![self.about.clone().into(), self.at.into(), self.succeeded.into()]
    }

    fn read(row: &Row<'_>) -> db::Result<Self> {
        Ok(Self { id: row.get(0)?, about: row.get(1)?, at: row.get(2)?, succeeded: row.get(3)? })
    }
}

/// What is counted together, and how many failures it may have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counted {
    about: Vec<u8>,
    most: i64,
    /// Whether a success wipes out the failures before it.
    forgiving: bool,
}

impl Counted {
    fn new(kind: &str, what: &str, most: i64, forgiving: bool) -> Self {
        Self { about: Sha256::digest(format!("{kind} {what}")).to_vec(), most, forgiving }
    }
}

/// Passwords given for the account of this e-mail address, whether or not there is one.
#[must_use]
pub fn account(email: &str) -> Counted {
    Counted::new("account", &email.trim().to_lowercase(), OF_ACCOUNT, true)
}

/// Second factors given for a user.
#[must_use]
pub fn second_factor(user: Id) -> Counted {
    Counted::new("second factor", &user.to_string(), OF_ACCOUNT, true)
}

/// Anything given from this network address.
#[must_use]
pub fn address(address: &str) -> Counted {
    Counted::new("address", address, OF_ADDRESS, false)
}

/// Messages asked for with this e-mail address, whether or not there is an account.
#[must_use]
pub fn messages(email: &str) -> Counted {
    Counted::new("messages", &email.trim().to_lowercase(), OF_MESSAGES, false)
}

/// Notes a try, which counts as failed until [`succeeded`] is called with what this returns; none if there were too many already.
///
/// # Errors
/// When the database fails.
pub fn begin(tx: &mut Tx<'_>, counted: &[Counted], now: Timestamp) -> Result<Option<Vec<Attempt>>> {
    for old in tx.list::<Attempt>(&format!("ORDER BY id LIMIT {AT_ONCE}"), &[])? {
        if now.duration_since(old.at).unsigned_abs() > KEPT {
            tx.remove(&old)?;
        }
    }
    for one in counted {
        let forgiven = if one.forgiving { latest_success(tx, one)? } else { None };
        let failed: i64 = tx.one(
            "SELECT count(*) FROM attempt WHERE about = $1 AND at > $2 AND succeeded = FALSE AND id > $3",
            &[one.about.clone().into(), (now - MEMORY).into(), forgiven.unwrap_or(Id::from_number(0)).into()],
            |row| row.get(0),
        )?;
        if failed >= one.most {
            return Ok(None);
        }
    }
    let mut begun = Vec::new();
    for one in counted {
        let attempt = Attempt { id: tx.new_id(), about: one.about.clone(), at: now, succeeded: false };
        tx.insert(&attempt)?;
        begun.push(attempt);
    }
    Ok(Some(begun))
}

/// Notes that a try succeeded.
///
/// # Errors
/// When the database fails.
pub fn succeeded(tx: &mut Tx<'_>, begun: &[Attempt]) -> Result<()> {
    for attempt in begun {
        tx.update(attempt, &Attempt { succeeded: true, ..attempt.clone() })?;
    }
    Ok(())
}

/// Wipes out the failures there were: whoever follows a link sent to their own address is not kept waiting for what others guessed.
///
/// # Errors
/// When the database fails.
pub fn forgive(tx: &mut Tx<'_>, counted: Counted, now: Timestamp) -> Result<()> {
    let id = tx.new_id();
    Ok(tx.insert(&Attempt { id, about: counted.about, at: now, succeeded: true })?)
}

fn latest_success(tx: &Tx<'_>, counted: &Counted) -> Result<Option<Id>> {
    let sql = "SELECT MAX(id) FROM attempt WHERE about = $1 AND succeeded = TRUE";
    Ok(tx.one(sql, &[counted.about.clone().into()], |row| row.get(0))?)
}
