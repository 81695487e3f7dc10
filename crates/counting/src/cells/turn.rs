//! Whether what somebody had was had for the first time, or again.

use crate::day;
use crate::shard::{Field, Shard, Slice};

/// Codes of a turn; 0 is neither: of what has no term, no date or no subject.
const FIRST: u16 = 1;
const REPEAT: u16 = 2;

/// Of each fact of a slice, whether its term was had for the first time in its row.
pub(super) fn with_anybody(shard: &Shard, slice: &Slice) -> Vec<u16> {
    turns(shard, slice, |_| 0)
}

/// Of each fact of a slice, whether its term was had for the first time in its row with its partner.
pub(super) fn with_the_partner(shard: &Shard, slice: &Slice) -> Vec<u16> {
    turns(shard, slice, |partner| partner)
}

/// The turns, where what was had with other partners counts as far as `with` makes one of them.
fn turns(shard: &Shard, slice: &Slice, with: fn(u64) -> u64) -> Vec<u16> {
    if shard.is_nobody() {
        return vec![0; slice.len()];
    }
    // A term is of one vocabulary, so other kinds have the same only where the same thing is had another way.
    let mut all: Vec<Opened> = shard.slices.iter().filter_map(Opened::new).collect();
    let mut own = Opened::with(slice);
    let mut turns = Vec::with_capacity(slice.len());
    let mut had: Vec<(u64, u64, i32)> = Vec::new();
    for row in 0..shard.row_count() {
        had.clear();
        for fact in all.iter_mut().flat_map(|slice| slice.next(row)) {
            note(&mut had, &fact, with(fact.partner));
        }
        for Had { term, partner, day } in own.next(row) {
            let earliest = had.iter().find(|(known, whom, _)| (*known, *whom) == (term, with(partner)));
            turns.push(match earliest {
                Some((.., first)) if day.is_some_and(|day| *first < day) => REPEAT,
                Some(_) if day.is_some() => FIRST,
                _ => 0,
            });
        }
    }
    turns
}

/// Keeps the earliest day of each term, and with whom.
fn note(had: &mut Vec<(u64, u64, i32)>, fact: &Had, whom: u64) {
    let Some(day) = fact.day.filter(|_| fact.term > 0) else { return };
    match had.iter_mut().find(|(term, with, _)| (*term, *with) == (fact.term, whom)) {
        Some((.., first)) => *first = day.min(*first),
        None => had.push((fact.term, whom, day)),
    }
}

/// Something had.
#[derive(Clone, Copy)]
struct Had {
    term: u64,
    partner: u64,
    /// As days from 1 January 1900.
    day: Option<i32>,
}

/// The facts of a slice, row by row.
struct Opened {
    counts: Vec<u64>,
    terms: Vec<u64>,
    partners: Vec<u64>,
    days: Vec<u64>,
    /// Where the next row starts.
    start: usize,
}

impl Opened {
    /// A slice, unless none of its facts has a term.
    fn new(slice: &Slice) -> Option<Self> {
        let terms = &slice.fields[Field::Term as usize];
        (slice.len() > 0 && (terms.bits() > 0 || terms.least() > 0)).then(|| Self::with(slice))
    }

    fn with(slice: &Slice) -> Self {
        let values = |field: Field| slice.fields[field as usize].values();
        Self {
            counts: slice.counts.values(),
            terms: values(Field::Term),
            partners: values(Field::Partner),
            days: values(Field::Date),
            start: 0,
        }
    }

    /// The facts of the next row, which is this one.
    fn next(&mut self, row: usize) -> impl Iterator<Item = Had> + '_ {
        let count = self.counts.get(row).map_or(0, |count| *count as usize);
        let facts = self.start..self.start + count;
        self.start = facts.end;
        facts.map(|at| Had { term: self.terms[at], partner: self.partners[at], day: day::number(self.days[at]) })
    }
}
