//! The codes of a field of all facts of a slice.

use super::listed::Touch;
use crate::bits;
use crate::day;
use crate::shard::{Field, Shard, Slice};

/// The codes of a field, above the least; if they are too far apart, as they are.
#[derive(Debug, Default)]
pub(super) struct Codes {
    pub(super) least: u64,
    pub(super) narrow: Vec<u16>,
    pub(super) wide: Vec<u64>,
}

/// The codes of the days of facts.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Day<'a> {
    pub(super) least: usize,
    pub(super) above: &'a [u16],
    pub(super) wide: &'a [u64],
}

impl Day<'_> {
    pub(crate) fn of(self, fact: u32) -> usize {
        match self.above.get(fact as usize) {
            Some(above) => self.least + usize::from(*above),
            None => self.wide.get(fact as usize).map_or(self.least, |code| *code as usize),
        }
    }
}

/// Whether a code is in one of these runs, which are in order.
pub(super) fn within(runs: &[(u64, u64)], code: u64) -> bool {
    runs.get(runs.partition_point(|(_, last)| *last < code)).is_some_and(|(first, _)| *first <= code)
}

impl Codes {
    /// Those in one of these runs, which a list tells if they are not few.
    pub(super) fn in_runs(&self, runs: &[(u64, u64)], list: &[u8], words: &mut Vec<u64>) {
        match self.wide.is_empty() {
            true if list.is_empty() => bits::in_runs(&self.narrow, &self.runs_above_least(runs), words),
            true => bits::in_list(&self.narrow, list.get(self.least as usize..).unwrap_or(&[]), words),
            false => bits::where_true(self.wide.len(), |fact| within(runs, self.wide[fact]), words),
        }
    }

    /// Leaves of a few facts, which are these, those whose codes a list has as 1.
    pub(super) fn leave_in_list(&self, facts: &[u32], list: &[u8], words: &mut [u64]) {
        let passes = |list: &[u8], code: usize| list.get(code).is_some_and(|one| *one == 1);
        match self.wide.is_empty() {
            true => {
                let list = list.get(self.least as usize..).unwrap_or(&[]);
                bits::leave_where(facts, |fact| passes(list, usize::from(self.narrow[fact])), words);
            }
            false => bits::leave_where(facts, |fact| passes(list, self.wide[fact] as usize), words),
        }
    }

    /// Runs as their first code and how many follow it, counted from the least code.
    fn runs_above_least(&self, runs: &[(u64, u64)]) -> Vec<(u16, u16)> {
        let most = self.least + u64::from(u16::MAX);
        let reached = runs.iter().filter(|(first, last)| *first <= most && *last >= self.least);
        reached
            .map(|(first, last)| ((*first).max(self.least), (*last).min(most)))
            .map(|(first, last)| ((first - self.least) as u16, (last - first) as u16))
            .collect()
    }

    /// Those whose code is another than that of the one before.
    pub(super) fn changes(&self, words: &mut Vec<u64>) {
        match self.wide.is_empty() {
            true => bits::changes(&self.narrow, words),
            false => {
                let other = |fact: usize| self.wide[fact] != self.wide[fact.saturating_sub(1)];
                bits::where_true(self.wide.len(), other, words);
            }
        }
    }

    /// Adds to the classes of facts what their codes say.
    pub(super) fn add_classes(&self, by_code: &[u32], listed: &mut [Touch]) {
        if !self.wide.is_empty() {
            let class = |touch: &Touch| look_up(by_code, self.wide[touch.fact as usize] as usize);
            return listed.iter_mut().for_each(|touch| touch.class += class(touch));
        }
        let by_code = by_code.get(self.least as usize..).unwrap_or(&[]);
        let class = |touch: &Touch| look_up(by_code, usize::from(self.narrow[touch.fact as usize]));
        listed.iter_mut().for_each(|touch| touch.class += class(touch));
    }
}

pub(super) fn look_up(list: &[u32], code: usize) -> u32 {
    list.get(code).copied().unwrap_or(0)
}

/// Of each fact, one more than the age of its person on its day; 0 if not known.
pub(super) fn ages(shard: &Shard, slice: &Slice) -> Vec<u16> {
    let days = slice.fields[Field::Date as usize].values();
    let mut days = days.into_iter();
    let mut ages = Vec::with_capacity(slice.len());
    for (count, born) in slice.counts.values().into_iter().zip(shard.born.values()) {
        let born = day::ready(born);
        ages.extend(days.by_ref().take(count as usize).map(|day| day::age(born, day::ready(day)) as u16));
    }
    ages
}
