//! Facts listed out of sets of bits, each with its row and its class.

use crate::bits::WORD;
use crate::shard::Slice;

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
    /// Room for so many.
    pub(super) fn at_least(&mut self, most: usize) -> &mut [Touch] {
        if self.list.len() < most {
            self.list.resize(most, Touch::default());
        }
        &mut self.list[..most]
    }

    pub(super) fn each_mut(&mut self) -> &mut [Touch] {
        &mut self.list[..self.len]
    }
}

/// Whose the facts are.
#[derive(Debug, Default)]
pub(super) struct Owners {
    /// Where the facts of each row end.
    ends: Vec<u32>,
}

/// The first facts of rows, and the rows that have any.
#[derive(Debug, Default)]
pub(super) struct Firsts {
    pub(super) words: Vec<u64>,
    /// Longer than there are any.
    rows: Vec<u32>,
}

impl Owners {
    pub(super) fn find(&mut self, slice: &Slice, codes: &mut Vec<u16>) {
        let mut end = 0;
        self.ends.clear();
        self.ends.resize(slice.counts.len(), 0);
        slice.counts.change_each(&mut self.ends, codes, |_, count| count as u32);
        for own in &mut self.ends {
            end += *own;
            *own = end;
        }
    }

    pub(super) fn firsts(&self, facts: usize, Firsts { words, rows }: &mut Firsts) {
        words.clear();
        // One more, for rows without facts after the last fact.
        words.resize(facts / WORD + 1, 0);
        rows.resize(rows.len().max(self.ends.len()), 0);
        let (mut start, mut found) = (0, 0);
        for (row, end) in (0..).zip(&self.ends) {
            let any = *end > start;
            words[start as usize / WORD] |= u64::from(any) << (start as usize % WORD);
            rows[found] = row;
            found += usize::from(any);
            start = *end;
        }
        words.truncate(facts.div_ceil(WORD));
    }

    /// Lists the facts of these words and their rows. With the first fact of each row given, that takes the same for however many; without, less for few.
    pub(super) fn list(&self, words: &[u64], firsts: Option<&Firsts>, listed: &mut Listed) {
        let most = words.iter().map(|word| word.count_ones() as usize).sum();
        let list = listed.at_least(most + 1);
        let (mut found, mut start, mut owner) = (0, 0, 0);
        if let Some(Firsts { words: firsts, rows }) = firsts {
            for (word, firsts) in words.iter().zip(firsts) {
                let mut left = *word | *firsts;
                while left != 0 {
                    let bit = left.trailing_zeros();
                    left &= left - 1;
                    // Which are firsts and which are wanted cannot be foreseen, so it is added up rather than decided upon.
                    owner += (firsts >> bit & 1) as usize;
                    list[found] = Touch { fact: start + bit, row: rows[owner - 1], class: 0 };
                    found += (word >> bit & 1) as usize;
                }
                start += WORD as u32;
            }
        } else {
            for word in words {
                let mut left = *word;
                while left != 0 {
                    let fact = start + left.trailing_zeros();
                    left &= left - 1;
                    owner = next_after(&self.ends, owner, fact);
                    list[found] = Touch { fact, row: owner as u32, class: 0 };
                    found += 1;
                }
                start += WORD as u32;
            }
        }
        listed.len = most;
    }
}

/// The first place, from one on, whose end is after this. It takes longer the farther away it is, but not by much.
pub(super) fn next_after(ends: &[u32], mut place: usize, this: u32) -> usize {
    let mut step = 1;
    while ends.get(place + step - 1).is_some_and(|end| *end <= this) {
        place += step;
        step *= 2;
    }
    let near = &ends[place..(place + step - 1).min(ends.len())];
    place + near.partition_point(|end| *end <= this)
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
