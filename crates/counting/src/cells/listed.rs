//! Facts listed out of sets of bits, each with its row and its class.

use crate::bits::{self, WORD};
use crate::shard::Slice;
use fearless_simd::{Level, dispatch};

/// A fact: where it stands in its slice, its row, and its class in a [`Look`].
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Touch {
    pub(crate) fact: u32,
    pub(crate) row: u32,
    pub(crate) class: u32,
}

/// Facts of one kind in their order. The list itself is longer, so as not to be cleared each time.
#[derive(Debug, Default)]
pub(crate) struct Listed {
    list: Vec<Touch>,
    pub(super) len: usize,
}

impl std::ops::Deref for Listed {
    type Target = [Touch];

    fn deref(&self) -> &[Touch] {
        &self.list[..self.len]
    }
}

impl Listed {
    /// All of them, whatever they were before.
    pub(super) fn each_mut(&mut self) -> &mut [Touch] {
        if self.list.len() < self.len {
            self.list.resize(self.len, Touch::default());
        }
        &mut self.list[..self.len]
    }
}

/// Whose the facts are: the first facts of rows, and the rows that have any.
#[derive(Debug, Default)]
pub(super) struct Firsts {
    pub(super) words: Vec<u64>,
    /// Longer than there are any.
    rows: Vec<u32>,
}

impl Firsts {
    pub(super) fn find(&mut self, slice: &Slice, codes: &mut Vec<u16>) {
        let Self { words, rows } = self;
        let facts = slice.len();
        words.clear();
        // One more, for rows without facts after the last fact.
        words.resize(facts / WORD + 1, 0);
        rows.resize(rows.len().max(slice.counts.len()), 0);
        match slice.counts.above_least(codes) {
            Some((least, above)) => begin(above.iter().map(|above| least as usize + usize::from(*above)), words, rows),
            None => begin(slice.counts.values().into_iter().map(|count| count as usize), words, rows),
        }
        words.truncate(facts.div_ceil(WORD));
    }

    /// Lists the facts of these words and their rows.
    pub(super) fn list(&self, words: &[u64], listed: &mut Listed) {
        listed.len = bits::count(words);
        let (list, rows) = (listed.each_mut(), &self.rows);
        dispatch!(Level::new(), _ => {
            // How many rows have begun before the word at hand.
            let (mut start, mut begun, mut found) = (0, 0, 0);
            for (word, firsts) in words.iter().zip(&self.words) {
                let mut left = *word;
                while left != 0 {
                    let bit = left.trailing_zeros();
                    left &= left - 1;
                    let by_then = begun + (firsts & u64::MAX >> (63 - bit)).count_ones();
                    list[found] = Touch { fact: start + bit, row: rows[by_then as usize - 1], class: 0 };
                    found += 1;
                }
                start += WORD as u32;
                begun += firsts.count_ones();
            }
        });
    }
}

/// Takes note of the first facts of rows that have so many, and of the rows that have any.
fn begin(counts: impl Iterator<Item = usize>, words: &mut [u64], rows: &mut [u32]) {
    let (mut start, mut found) = (0, 0);
    // The word at hand is not read back from where it has just been written: that would keep each row waiting for the one before.
    let (mut at, mut word) = (0, 0);
    for (row, count) in (0..).zip(counts) {
        let any = count > 0;
        word = if at == start / WORD { word } else { 0 };
        at = start / WORD;
        word |= u64::from(any) << (start % WORD);
        words[at] = word;
        rows[found] = row;
        found += usize::from(any);
        start += count;
    }
}

/// Lists the facts of these words, each being the only one of its row.
pub(super) fn list_single(words: &[u64], listed: &mut Listed) {
    listed.len = bits::count(words);
    let list = listed.each_mut();
    let (mut start, mut found) = (0, 0);
    for word in words {
        let mut left = *word;
        while left != 0 {
            let fact = start + left.trailing_zeros();
            left &= left - 1;
            list[found] = Touch { fact, row: fact, class: 0 };
            found += 1;
        }
        start += WORD as u32;
    }
}

/// Tells apart what somebody touches for the first time.
#[derive(Debug, Default)]
pub(crate) struct Stamps {
    /// By class or cell, who touched it last.
    last: Vec<u32>,
    now: u32,
}

impl Stamps {
    /// Room for so many things, and the stamp of the first of so many new owners.
    pub(super) fn next(&mut self, owners: usize, things: usize) -> (&mut [u32], u32) {
        if self.last.len() < things {
            self.last.resize(things, 0);
        }
        let now = self.now.checked_add(owners as u32).unwrap_or_else(|| {
            self.last.fill(0);
            owners as u32
        });
        self.now = now;
        (&mut self.last[..things], now - owners as u32 + 1)
    }

    /// Leaves in a list only the first fact of each class in each row, there being so many rows and classes.
    pub(super) fn unique(&mut self, listed: &mut Listed, rows: usize, classes: usize, class: impl Fn(&Touch) -> u32) {
        let (last, start) = self.next(rows, classes);
        let list = listed.each_mut();
        let mut kept = 0;
        for at in 0..list.len() {
            let touch = list[at];
            let class = class(&touch);
            let (stamp, own) = (&mut last[class as usize], start + touch.row);
            list[kept] = Touch { class, ..touch };
            // Nothing is added to where it has just been read from: that would keep each fact waiting for the one before.
            kept += usize::from(*stamp != own);
            *stamp = own;
        }
        listed.len = kept;
    }

    /// Adds one to each thing for each owner who touches it.
    pub(crate) fn count(&mut self, touches: impl Iterator<Item = (u32, u32)>, owners: usize, counted: &mut [u32]) {
        let (last, start) = self.next(owners, counted.len());
        for (owner, thing) in touches {
            let (stamp, own) = (&mut last[thing as usize], start + owner);
            counted[thing as usize] += u32::from(*stamp != own);
            *stamp = own;
        }
    }
}
