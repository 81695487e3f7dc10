//! Recovery codes: for whoever has lost their authenticator. Each works once; of each, only the hash is kept.

use crate::{Error, Result};
use base::{Field, Id, Kind, Privacy, Timestamp};
use db::{Reader, Record, Row, Table, Tx, Value};
use sha2::{Digest, Sha256};

/// How many a user has.
pub const HOW_MANY: usize = 10;
/// How many characters each has: 50 bits, far more than anybody guesses before being locked out.
const LENGTH: usize = 10;
/// Letters and digits that nobody mistakes for one another.
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// A recovery code of a user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecoveryCode {
    /// Identity.
    pub id: Id,
    /// Whose.
    pub user: Id,
    /// Its hash.
    pub code: Vec<u8>,
    /// When it was used; none while it has not been.
    pub used: Option<Timestamp>,
}

impl Record for RecoveryCode {
    const TABLE: &'static Table = &Table {
        name: "recovery_code",
        label: "Recovery code",
        fields: &[
            Field::new("user_id", "User", Kind::Record("user_account")).required(),
            Field::new("code", "Code", Kind::Text).required().private(Privacy::Secret),
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
        vec![self.user.into(), self.code.clone().into(), self.used.into()]
    }

    fn read(row: &Row<'_>) -> db::Result<Self> {
        Ok(Self { id: row.get(0)?, user: row.get(1)?, code: row.get(2)?, used: row.get(3)? })
    }
}

/// New codes to be shown once, "abcde-fghjk".
///
/// # Errors
/// When the system gives no randomness.
pub fn new_codes() -> Result<Vec<String>> {
    let mut bytes = [0; HOW_MANY * LENGTH];
    getrandom::fill(&mut bytes).map_err(|fault| Error::Refused(format!("no randomness: {fault}")))?;
    let code = |bytes: &[u8]| {
        let mut code: String = bytes.iter().map(|byte| char::from(ALPHABET[usize::from(byte & 31)])).collect();
        code.insert(LENGTH / 2, '-');
        code
    };
    Ok(bytes.chunks(LENGTH).map(code).collect())
}

/// Puts these codes in place of those a user had.
///
/// # Errors
/// When the database fails.
pub fn replace(tx: &mut Tx<'_>, user: Id, codes: &[String]) -> Result<()> {
    for old in tx.list::<RecoveryCode>("WHERE user_id = $1", &[user.into()])? {
        tx.remove(&old)?;
    }
    // One entry of the log tells of all of them.
    let made = |code: &String| RecoveryCode { id: tx.new_id(), user, code: hash(user, code), used: None };
    let made: Vec<RecoveryCode> = codes.iter().map(made).collect();
    tx.insert_all(made)?;
    Ok(())
}

/// Uses up a user's code; false if it is none of theirs, or was used before.
///
/// # Errors
/// When the database fails.
pub fn use_up(tx: &mut Tx<'_>, user: Id, code: &str, now: Timestamp) -> Result<bool> {
    let sql = "WHERE user_id = $1 AND code = $2 AND used_at IS NULL";
    let found = tx.list::<RecoveryCode>(sql, &[user.into(), hash(user, code).into()])?;
    let Some(code) = found.into_iter().next() else { return Ok(false) };
    tx.update(&code, &RecoveryCode { used: Some(now), ..code.clone() })?;
    Ok(true)
}

/// How many of a user's codes are left.
///
/// # Errors
/// When the database fails.
pub fn left(reader: &Reader<'_>, user: Id) -> Result<usize> {
    let left = "SELECT count(*) FROM recovery_code WHERE user_id = $1 AND used_at IS NULL";
    let left: i64 = reader.one(left, &[user.into()], |row| row.get(0))?;
    Ok(usize::try_from(left).unwrap_or_default())
}

/// Whether somebody typed the code with or without its hyphen, in whatever case, does not matter; nor does O for 0 or I and L for 1.
fn hash(user: Id, code: &str) -> Vec<u8> {
    let plain =
        code.chars().filter(|letter| letter.is_alphanumeric()).map(|letter| match letter.to_ascii_lowercase() {
            'o' => '0',
            'i' | 'l' => '1',
            letter => letter,
        });
    Sha256::digest(format!("recovery {user} {}", plain.collect::<String>())).to_vec()
}
