//! Ids: 63 bits, ordered by time, made by the program and not by the database.

use crate::{Clock, Timestamp};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::str::FromStr;
use std::sync::{Mutex, PoisonError};

/// Milliseconds from the Unix epoch to 2020-01-01T00:00:00Z, from which ids count.
const EPOCH_2020: i64 = 1_577_836_800_000;
const COUNTER_BITS: u32 = 21;
const MILLISECOND_MASK: i64 = (1 << 42) - 1;
/// Crockford's base 32: no I, L, O or U, so that an id survives being read aloud.
const DIGITS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const LENGTH: usize = 13;

/// The identity of a record: a positive 63-bit number, shown as thirteen Crockford base-32 characters.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Id(i64);

impl Id {
    /// The id that the database holds as this number.
    #[must_use]
    pub const fn from_number(number: i64) -> Self {
        Self(number)
    }

    /// The number under which the database holds it.
    #[must_use]
    pub const fn number(self) -> i64 {
        self.0
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = [b'0'; LENGTH];
        let mut rest = self.0;
        for place in text.iter_mut().rev() {
            *place = DIGITS[(rest & 31) as usize];
            rest >>= 5;
        }
        for byte in text {
            fmt::Write::write_char(f, char::from(byte))?;
        }
        Ok(())
    }
}

impl fmt::Debug for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Id({self})")
    }
}

/// The text is not an id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("\u{201c}{0}\u{201d} is not an id: an id is {LENGTH} letters and digits")]
pub struct NotAnId(String);

impl FromStr for Id {
    type Err = NotAnId;

    fn from_str(text: &str) -> Result<Self, NotAnId> {
        let fault = || NotAnId(text.chars().take(40).collect());
        if text.len() != LENGTH {
            return Err(fault());
        }
        let mut number: i64 = 0;
        for byte in text.bytes() {
            let byte = match byte.to_ascii_uppercase() {
                b'I' | b'L' => b'1',
                b'O' => b'0',
                other => other,
            };
            let digit = DIGITS.iter().position(|d| *d == byte).ok_or_else(fault)?;
            if number > i64::MAX >> 5 {
                return Err(fault());
            }
            number = (number << 5) | digit as i64;
        }
        Ok(Self(number))
    }
}

impl Serialize for Id {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Id {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

/// Makes ids: 42 bits of milliseconds since 2020, then 21 bits that start at random and count up.
///
/// Two machines can make the same id in the same millisecond, though hardly ever do; the database's unique key
/// notices, and the one transaction helper tries again.
#[derive(Debug)]
pub struct Ids {
    clock: Clock,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    last: i64,
    random: fastrand::Rng,
}

impl Ids {
    /// A maker whose ids nobody can foretell.
    #[must_use]
    pub fn new(clock: Clock) -> Self {
        Self { clock, state: Mutex::new(State { last: 0, random: fastrand::Rng::new() }) }
    }

    /// A maker that makes the same ids every time, for tests and demonstrations.
    #[must_use]
    pub fn seeded(clock: Clock, seed: u64) -> Self {
        Self { clock, state: Mutex::new(State { last: 0, random: fastrand::Rng::with_seed(seed) }) }
    }

    /// A new id, greater than every id this maker has made before.
    pub fn next(&self) -> Id {
        // A poisoned lock only says that another thread panicked: the numbers behind it are whole.
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let now = first_of(self.clock.now());
        let next = if now > state.last {
            // Half the counter's room is kept free above the random start, for bursts within the millisecond.
            now | state.random.i64(0..1 << (COUNTER_BITS - 1))
        } else {
            state.last + 1
        };
        state.last = next;
        Id(next)
    }
}

/// The smallest id of the millisecond of `at`.
fn first_of(at: Timestamp) -> i64 {
    ((at.as_millisecond() - EPOCH_2020).max(0) & MILLISECOND_MASK) << COUNTER_BITS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_thirteen_characters_and_reads_back() {
        let ids = Ids::new(Clock::System);
        for _ in 0..1000 {
            let id = ids.next();
            assert_eq!(id.to_string().len(), 13);
            assert_eq!(id.to_string().parse(), Ok(id));
            assert_eq!(id.to_string().to_lowercase().parse(), Ok(id));
        }
    }

    #[test]
    fn later_ids_are_greater_even_when_the_clock_stands_still() {
        let ids = Ids::seeded(Clock::Stopped(Timestamp::from_second(1_700_000_000).unwrap()), 1);
        let made: Vec<Id> = (0..5000).map(|_| ids.next()).collect();
        assert!(made.windows(2).all(|pair| pair[0] < pair[1]));
    }

    #[test]
    fn what_is_not_an_id_is_refused() {
        for wrong in ["", "0DSK3M8Q4XK2", "0DSK3M8Q4XK2PP", "0DSK3M8Q4XK2!", "ZZZZZZZZZZZZZ", "0DSK3M8Q4XK2\u{e9}"] {
            assert!(wrong.parse::<Id>().is_err(), "{wrong}");
        }
    }
}
