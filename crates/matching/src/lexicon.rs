//! The names of a register, each kept once, with how many people bear it.

use crate::{nicknames, sound};
use hashbrown::{DefaultHashBuilder, HashTable};
use std::hash::BuildHasher;

/// Where a name stands in its lexicon; [`NONE`] for a name that is not known.
pub type WordId = u32;

/// No name.
pub const NONE: WordId = u32::MAX;

/// A folded name and what is compared of it, worked out once.
#[derive(Debug, Clone, Default)]
pub struct Word {
    pub text: Box<str>,
    /// The key of its first part's sound.
    pub sound: u32,
    /// Short forms of its first part; none for family names.
    pub nicknames: nicknames::Lines,
    /// How many people bear it.
    pub count: u32,
}

impl Word {
    /// A given name, nobody's yet.
    pub fn given(text: String) -> Self {
        let first = text.split(' ').next().unwrap_or_default();
        Self { sound: sound::sound(first), nicknames: nicknames::lines(first), text: text.into(), count: 0 }
    }

    /// A family name, nobody's yet.
    pub fn family(text: String) -> Self {
        let first = text.split(' ').next().unwrap_or_default();
        Self { sound: sound::sound(first), nicknames: nicknames::Lines::default(), text: text.into(), count: 0 }
    }

    /// Its first part: of several given names, the one that people go by as a rule.
    pub fn first(&self) -> &str {
        self.text.split(' ').next().unwrap_or_default()
    }
}

/// Names by number and numbers by name. A name that nobody bears any more is forgotten.
#[derive(Debug, Default)]
pub struct Lexicon {
    words: Vec<Word>,
    by_text: HashTable<WordId>,
    free: Vec<WordId>,
    hasher: DefaultHashBuilder,
    borne: u32,
}

impl Lexicon {
    /// The name of this number; an empty one if there is none.
    pub fn word(&self, id: WordId) -> Option<&Word> {
        self.words.get(id as usize)
    }

    /// How many people bear a name of the lexicon, counting one for each.
    pub fn borne(&self) -> u32 {
        self.borne
    }

    /// How many bear this very name.
    pub fn count(&self, text: &str) -> u32 {
        let found = self.by_text.find(self.hasher.hash_one(text), |id| self.has(*id, text));
        found.and_then(|id| self.word(*id)).map_or(0, |word| word.count)
    }

    /// One more person bears this name.
    pub fn add(&mut self, word: Word) -> WordId {
        let hash = self.hasher.hash_one(&*word.text);
        let known = self.by_text.find(hash, |id| self.has(*id, &word.text)).copied();
        let id = match known {
            Some(id) => id,
            None => {
                let id = self.free.pop().unwrap_or_else(|| WordId::try_from(self.words.len()).unwrap_or(NONE));
                if self.words.len() <= id as usize {
                    self.words.push(word);
                } else if let Some(place) = self.words.get_mut(id as usize) {
                    *place = word;
                }
                let (words, hasher) = (&self.words, &self.hasher);
                let rehash = |id: &WordId| hasher.hash_one(words.get(*id as usize).map_or("", |word| &word.text));
                self.by_text.insert_unique(hash, id, rehash);
                id
            }
        };
        if let Some(word) = self.words.get_mut(id as usize) {
            word.count += 1;
            self.borne += 1;
        }
        id
    }

    /// One person less bears it.
    pub fn remove(&mut self, id: WordId) {
        let Some(word) = self.words.get_mut(id as usize) else { return };
        word.count = word.count.saturating_sub(1);
        self.borne = self.borne.saturating_sub(1);
        if word.count == 0 {
            let hash = self.hasher.hash_one(&*word.text);
            if let Ok(entry) = self.by_text.find_entry(hash, |other| *other == id) {
                entry.remove();
            }
            *word = Word::default();
            self.free.push(id);
        }
    }

    fn has(&self, id: WordId, text: &str) -> bool {
        self.words.get(id as usize).is_some_and(|word| &*word.text == text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_kept_once_counted_and_forgotten_with_its_last_bearer() {
        let mut lexicon = Lexicon::default();
        let ann = lexicon.add(Word::given("ann".into()));
        assert_eq!(lexicon.add(Word::given("ann".into())), ann);
        let bob = lexicon.add(Word::given("bob".into()));
        assert_eq!((lexicon.count("ann"), lexicon.count("bob"), lexicon.borne()), (2, 1, 3));
        lexicon.remove(bob);
        assert_eq!((lexicon.count("bob"), lexicon.borne()), (0, 2));
        assert_eq!(lexicon.add(Word::given("cat".into())), bob, "the place is used again");
    }
}
