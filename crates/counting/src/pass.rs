//! What each person of a shard touches, and what is counted per fact.

use crate::cells::{Flat, Scratch, View};
use crate::plan::Selection;
use crate::shard::{Shard, Slice};

/// The cells that each person of a shard touches, each cell once.
#[derive(Debug, Default)]
pub(crate) struct Touched {
    /// For each person, where their cells end.
    ends: Vec<u32>,
    /// In the order of people.
    pub(crate) cells: Vec<u32>,
    /// Whose each is.
    pub(crate) people: Vec<u32>,
}

impl Touched {
    pub(crate) fn of(&self, person: usize) -> &[u32] {
        let start = person.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.cells[start as usize..self.ends[person] as usize]
    }
}

/// What is counted per fact, apart from people. By cell, and one more.
#[derive(Debug, Default, Clone, PartialEq)]
pub(crate) struct PerFact {
    pub(crate) records: Vec<u32>,
    pub(crate) quantity: Vec<i64>,
    pub(crate) measured: Vec<u32>,
}

impl PerFact {
    pub(crate) fn new(cells: usize, records: bool, quantity: bool) -> Self {
        let room = |wanted: bool| if wanted { cells + 1 } else { 0 };
        Self { records: vec![0; room(records)], quantity: vec![0; room(quantity)], measured: vec![0; room(quantity)] }
    }

    /// Adds each fact to its cell.
    pub(crate) fn add_each(&mut self, slice: &Slice, flat: &Flat<'_>) {
        let cell = |at: usize| flat.cell(at) as usize;
        if !self.records.is_empty() {
            (0..flat.len()).for_each(|at| self.records[cell(at)] += 1);
        }
        if self.quantity.is_empty() {
            return;
        }
        for at in 0..flat.len() {
            if let Some(quantity) = slice.quantity(flat.fact(at)) {
                self.quantity[cell(at)] = self.quantity[cell(at)].wrapping_add(quantity);
                self.measured[cell(at)] += 1;
            }
        }
    }
}

impl Selection {
    /// The cells that each person of the shard touches.
    pub(crate) fn touched(&self, shard: &Shard, earlier: &[Touched], scratch: &mut Scratch) -> Touched {
        let mut touched = Touched { ends: vec![0; shard.people()], ..Touched::default() };
        if shard.is_nobody() {
            return touched;
        }
        scratch.look(shard, self, earlier, None, |view| {
            let View::All(flat, apart) = view else { return };
            flat.list(flat.firsts(apart, self.cells), &mut touched.people, &mut touched.cells);
        });
        for (end, person) in (1..).zip(&touched.people) {
            touched.ends[*person as usize] = end;
        }
        let mut end = 0;
        for own in &mut touched.ends {
            end = end.max(*own);
            *own = end;
        }
        touched
    }
}

/// Visits each fact that counts: the person, the kind, its place in the slice, and its cell.
pub(crate) fn each_fact(
    shard: &Shard,
    selection: &Selection,
    earlier: &[Touched],
    scratch: &mut Scratch,
    mut visit: impl FnMut(usize, usize, usize, u32),
) {
    scratch.look(shard, selection, earlier, None, |view| {
        let View::Kind(kind, _, flat) = view else { return };
        for (at, person) in flat.people.iter().enumerate() {
            visit(*person as usize, kind, flat.fact(at), flat.cell(at));
        }
    });
}
