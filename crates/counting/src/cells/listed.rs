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

    /// Lists these facts and what is said to be their rows.
    #[inline(always)]
    pub(super) fn list(&mut self, facts: &[u32], row: impl Fn(u32) -> u32) {
        self.len = facts.len();
        for (touch, fact) in self.each_mut().iter_mut().zip(facts) {
            *touch = Touch { fact: *fact, row: row(*fact), class: 0 };
        }
    }

    /// Leaves only the first fact of each class in each row, there being no more classes than a word has bits.
    fn leave_unique(&mut self, class: impl Fn(&Touch) -> u32) {
        let list = self.each_mut();
        let (mut kept, mut row, mut classes) = (0, u32::MAX, 0_u64);
        for at in 0..list.len() {
            let touch = list[at];
            let class = class(&touch);
            list[kept] = Touch { class, ..touch };
            classes = if touch.row == row { classes } else { 0 };
            kept += usize::from(classes >> class & 1 == 0);
            classes |= 1 << class;
            row = touch.row;
        }
        self.len = kept;
    }
}

/// Whose facts are.
#[derive(Debug, Default)]
pub(super) struct Rows {
    /// Nobody's, then the row of each fact, then anything.
    of: Vec<u32>,
}

/// How many facts are said to be of a row together, where most rows have few or many.
const FEW: usize = 8;
const MANY: usize = 32;

impl Rows {
    pub(super) fn find(&mut self, slice: &Slice, codes: &mut Vec<u16>) {
        self.of.resize(self.of.len().max(slice.len() + WORD + 1), u32::MAX);
        match slice.counts.above_least(codes) {
            Some((least, above)) => {
                let counts = above.iter().map(|above| least as usize + usize::from(*above));
                match slice.len() > FEW * above.len() {
                    true => self.spread::<MANY>(counts),
                    false => self.spread::<FEW>(counts),
                }
            }
            None => self.spread::<MANY>(slice.counts.values().into_iter().map(|count| count as usize)),
        }
    }

    /// Says whose the facts are, each row having so many: of so many together, of which those that belong to a later row are put right when its turn
    /// comes. How often a row takes more than one turn is foreseen more often than how many facts it has.
    #[inline(always)]
    fn spread<const TOGETHER: usize>(&mut self, counts: impl Iterator<Item = usize>) {
        let rows = self.of.get_mut(1..).unwrap_or_default();
        dispatch!(Level::new(), _ => {
            let mut start = 0;
            for (row, count) in (0..).zip(counts) {
                let end = start + count;
                while let Some(rows) = rows.get_mut(start..).and_then(<[u32]>::first_chunk_mut::<TOGETHER>) {
                    *rows = [row; TOGETHER];
                    start += TOGETHER;
                    if start >= end {
                        break;
                    }
                }
                start = end;
            }
        });
    }

    #[inline(always)]
    pub(super) fn of(&self, fact: u32) -> u32 {
        self.of[fact as usize + 1]
    }

    /// The first facts of rows, there being so many facts.
    pub(super) fn firsts(&self, facts: usize, words: &mut Vec<u64>) {
        words.resize(facts.div_ceil(WORD), 0);
        bits::other_than_before(&self.of, words);
        bits::leave_out_more(facts, words);
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
        if classes <= u64::BITS as usize {
            return listed.leave_unique(class);
        }
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
