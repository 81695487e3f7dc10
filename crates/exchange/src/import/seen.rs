//! How a row is known again when its file comes again.

use super::run::Place;
use base::Invalid;
use sha2::{Digest, Sha256};
use std::collections::{HashMap, HashSet};

/// The rows that were brought in before, and those of this import so far, by their source keys.
///
/// A source key is 63 bits of the SHA-256 of what a row says: of its own reference if it has one, which the sign marks,
/// otherwise of everything in it and how many rows just like it came before it. So the same file again brings nothing new, two
/// visits told alike stay two, and a row with a reference can be corrected. Among twelve million rows the odds that any two
/// different ones share a key are one in a hundred thousand.
#[derive(Default)]
pub(super) struct Seen {
    saved: Vec<i64>,
    alike: HashMap<i64, u32>,
    named: HashSet<i64>,
}

/// What is known of a row.
pub(super) enum Stood {
    /// It is new, and this is its key.
    New(i64),
    /// It was brought in before, just as it is.
    Same,
    /// A row of the same reference was brought in before, under this key: it may say something else now.
    Named(i64),
    /// Another row of this import has the same reference.
    Twice(Invalid),
}

impl Seen {
    /// Notes the key of a record there is. After the last, [`loaded`](Self::loaded) must be called.
    pub fn saved(&mut self, key: i64) {
        self.saved.push(key);
    }

    /// Makes ready to look.
    pub fn loaded(&mut self) {
        self.saved.sort_unstable();
    }

    /// What is known of a row of this kind, which has its `own` reference or says just this.
    pub fn look(&mut self, place: &Place, kind: &str, own: Option<&str>, says: &[&[u8]]) -> Stood {
        let programme = place.programme.number().to_le_bytes();
        if let Some(own) = own {
            let key = key(&[&programme, kind.as_bytes(), b"reference", own.as_bytes()]) | i64::MIN;
            if !self.named.insert(key) {
                return Stood::Twice(Invalid::new(
                    "source_key",
                    own,
                    "stands in more than one row; each row needs its own",
                ));
            }
            return if self.was_saved(key) { Stood::Named(key) } else { Stood::New(key) };
        }
        let mut parts: Vec<&[u8]> = vec![&programme, kind.as_bytes(), b"row"];
        parts.extend(says);
        let first = key(&parts);
        let times = self.alike.entry(first).or_default();
        *times += 1;
        let own_key = if *times == 1 { first } else { key(&[&first.to_le_bytes(), &times.to_le_bytes()]) };
        if self.was_saved(own_key) { Stood::Same } else { Stood::New(own_key) }
    }

    fn was_saved(&self, key: i64) -> bool {
        self.saved.binary_search(&key).is_ok()
    }
}

fn key(parts: &[&[u8]]) -> i64 {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part);
    }
    let digest = hash.finalize();
    let mut first = [0; 8];
    first.copy_from_slice(&digest[..8]);
    i64::from_le_bytes(first) & i64::MAX
}

/// A number, or none, as bytes to make a key of.
pub(super) fn number(number: Option<i64>) -> [u8; 8] {
    number.unwrap_or(i64::MIN).to_le_bytes()
}

/// What is said of a row whose own reference a record has that is not the actor's.
pub(super) fn taken(own: Option<&str>) -> Invalid {
    let why = "is not free in this programme: give your own rows another record reference";
    Invalid::new("source_key", own.unwrap_or_default(), why)
}
