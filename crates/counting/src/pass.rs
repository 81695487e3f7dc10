//! What each person of a shard touches, and what is counted per fact.

use crate::cells::{Placed, Scratch};
use crate::plan::Selection;
use crate::shard::Shard;

/// The cells that each person of a shard touches, each cell once.
#[derive(Debug, Default)]
pub(crate) struct Touched {
    /// For each person, where their cells end; or only whether there are any.
    ends: Vec<u32>,
    any: Vec<bool>,
    /// In the order of people.
    pub(crate) cells: Vec<u32>,
    /// Whose each is.
    pub(crate) people: Vec<u32>,
}

impl Touched {
    pub(crate) fn has(&self, person: usize) -> bool {
        match self.any.get(person) {
            Some(any) => *any,
            None => !self.of(person).is_empty(),
        }
    }

    pub(crate) fn of(&self, person: usize) -> &[u32] {
        let start = person.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.cells[start as usize..self.ends[person] as usize]
    }
}

/// What is counted per fact, apart from people. By cell, and one more for what does not count.
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
    pub(crate) fn add_each(&mut self, placed: &Placed<'_>) {
        placed.count(&mut self.records);
        if self.quantity.is_empty() {
            return;
        }
        placed.each(|_, fact, cell| {
            if let Some(quantity) = placed.quantity(fact) {
                let cell = cell as usize;
                self.quantity[cell] = self.quantity[cell].wrapping_add(quantity);
                self.measured[cell] += 1;
            }
        });
    }
}

impl Selection {
    /// The cells that each person of the shard touches; or with `only_whether`, whether they touch any.
    pub(crate) fn touched(
        &self,
        shard: &Shard,
        earlier: &[Touched],
        scratch: &mut Scratch,
        only_whether: bool,
    ) -> Touched {
        let people = shard.people();
        let mut touched = Touched::default();
        if !shard.is_nobody() {
            scratch.look(shard, self, earlier).cells(&mut touched.people, &mut touched.cells);
        }
        if only_whether {
            touched.any.resize(people, false);
            touched.people.iter().for_each(|person| touched.any[*person as usize] = true);
            return touched;
        }
        touched.ends.resize(people, 0);
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
    scratch.look(shard, selection, earlier).all(|placed| {
        placed.each(|person, fact, cell| visit(person as usize, placed.kind, fact, cell));
    });
}
