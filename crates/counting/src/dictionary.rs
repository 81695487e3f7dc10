//! Values as small codes.

use crate::{Key, Value};
use base::Id;
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::Arc;

/// The values seen so far of one dimension, in the order in which they were first seen. Code 0 is a missing value.
#[derive(Debug, Clone)]
pub(crate) struct Dictionary {
    keys: Vec<Key>,
    ids: HashMap<i64, u32, BuildHasherDefault<Mix>>,
    texts: HashMap<Arc<str>, u32>,
}

impl Default for Dictionary {
    fn default() -> Self {
        Self { keys: vec![Key::Missing], ids: HashMap::default(), texts: HashMap::new() }
    }
}

impl Dictionary {
    /// The value of each code.
    pub(crate) fn keys(&self) -> &[Key] {
        &self.keys
    }

    /// The code of a value, if it has been seen.
    pub(crate) fn find(&self, value: Value<'_>) -> Option<u32> {
        match value {
            Value::Missing => Some(0),
            Value::Id(id) => self.ids.get(&id.number()).copied(),
            Value::Text(text) => {
                // The lists of texts are short, and comparing beats hashing.
                let same = |key: &Key| matches!(key, Key::Text(known) if **known == *text);
                if self.keys.len() <= 12 {
                    self.keys.iter().position(same).map(|code| code as u32)
                } else {
                    self.texts.get(text).copied()
                }
            }
        }
    }

    fn add(&mut self, value: Value<'_>) -> u32 {
        let code = self.keys.len() as u32;
        match value {
            Value::Missing => return 0,
            Value::Id(id) => {
                self.ids.insert(id.number(), code);
                self.keys.push(Key::Id(id));
            }
            Value::Text(text) => {
                let text: Arc<str> = text.into();
                self.texts.insert(Arc::clone(&text), code);
                self.keys.push(Key::Text(text));
            }
        }
        code
    }
}

/// The dictionaries of an engine. Snapshots share those that have not grown.
#[derive(Debug, Clone, Default)]
pub(crate) struct Dictionaries {
    pub(crate) programme: Arc<Dictionary>,
    pub(crate) kind: Arc<Dictionary>,
    /// By [`Field`](crate::shard::Field), as far as fields have values of their own.
    pub(crate) fields: [Arc<Dictionary>; 5],
    /// In the order of the schema: of the person, then of the enrolment.
    pub(crate) attributes: Vec<Arc<Dictionary>>,
}

/// The code of a value, which is added if it is new.
pub(crate) fn code(dictionary: &mut Arc<Dictionary>, value: Value<'_>) -> u64 {
    let known = dictionary.find(value);
    u64::from(known.unwrap_or_else(|| Arc::make_mut(dictionary).add(value)))
}

/// The code of an id, which is added if it is new.
pub(crate) fn code_of(dictionary: &mut Arc<Dictionary>, id: Option<Id>) -> u64 {
    code(dictionary, id.map_or(Value::Missing, Value::Id))
}

/// Hashes ids quickly. They are made by the program itself, so nobody can choose them to collide.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Mix(u64);

impl Hasher for Mix {
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.write_u64(u64::from(*byte));
        }
    }

    fn write_u32(&mut self, value: u32) {
        self.write_u64(u64::from(value));
    }

    fn write_i64(&mut self, value: i64) {
        self.write_u64(value.cast_unsigned());
    }

    fn write_u64(&mut self, value: u64) {
        // An odd number with about half its bits set; folding the product brings its high bits, which depend on all, low.
        const ODD: u128 = 0x9E6D_62D0_6F6A_9A9B;
        let product = u128::from(self.0.rotate_left(32) ^ value) * ODD;
        self.0 = (product as u64) ^ ((product >> 64) as u64);
    }

    fn finish(&self) -> u64 {
        self.0
    }
}
