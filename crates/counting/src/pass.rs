//! One pass over a shard, person by person: which cells each of them touches.

use crate::cells::{Part, People, Scratch, walk};
use crate::plan::Selection;
use crate::shard::{Shard, Slice};

/// The cells that each person of a shard touches, each cell once.
#[derive(Debug, Default)]
pub(crate) struct Touched {
    /// For each person, where their cells end.
    ends: Vec<u32>,
    cells: Vec<u32>,
}

impl Touched {
    pub(crate) fn of(&self, person: usize) -> &[u32] {
        let start = person.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.cells[start as usize..self.ends[person] as usize]
    }

    /// Each person who touches any cell, with the cells.
    pub(crate) fn each(&self) -> impl Iterator<Item = (usize, &[u32])> {
        (0..self.ends.len()).map(|person| (person, self.of(person))).filter(|(_, cells)| !cells.is_empty())
    }
}

/// What is counted per fact, apart from people. By cell, and one for the facts that do not count.
#[derive(Debug, Default, Clone)]
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
}

/// Visits each person of the shard who passes the conditions, with the cells they touch, adding their facts to `per_fact`.
/// `earlier` has what the selection's conditions refer to.
pub(crate) fn each_person(
    shard: &Shard,
    selection: &Selection,
    earlier: &[Touched],
    scratch: &mut Scratch,
    per_fact: &mut PerFact,
    mut visit: impl FnMut(usize, &[u32], &mut PerFact),
) {
    let none = selection.cells;
    let now = scratch.stretch_of_people(shard.people(), none);
    let Scratch { working, passes, stamps, list, .. } = scratch;
    selection.passes(shard, earlier, passes);
    list.resize(list.len().max(none + 2), 0);
    let parts = selection.parts(shard, working);
    // Lengths that the loop's own bounds are seen to respect.
    let (list, stamps) = (&mut list[..none + 2], &mut stamps[..=none]);
    for person in (0..shard.people()).filter(|person| passes.is_empty() || passes[*person]) {
        let stamp = now + person as u32;
        // What does not count is as good as touched already, and so never listed.
        stamps[none] = stamp;
        let mut touched = 0;
        for Part { slice, starts, cells } in &parts {
            let facts = starts[person] as usize..starts[person + 1] as usize;
            let start = facts.start;
            for (fact, cell) in (start..).zip(&cells[facts]) {
                let cell = (*cell as usize).min(none);
                list[touched] = cell as u32;
                touched += usize::from(stamps[cell] != stamp);
                stamps[cell] = stamp;
                per_fact.add_one(cell, slice, fact);
            }
        }
        visit(person, &list[..touched], per_fact);
    }
}

impl PerFact {
    /// Adds a fact to its cell.
    #[inline]
    pub(crate) fn add_one(&mut self, cell: usize, slice: &Slice, fact: usize) {
        if let Some(records) = self.records.get_mut(cell) {
            *records += 1;
        }
        if let Some(sum) = self.quantity.get_mut(cell)
            && let Some(quantity) = slice.quantity(fact)
        {
            *sum = sum.wrapping_add(quantity);
            self.measured[cell] += 1;
        }
    }
}

impl Selection {
    /// The cells that each person of the shard touches.
    pub(crate) fn touched(&self, shard: &Shard, earlier: &[Touched], scratch: &mut Scratch) -> Touched {
        let people = shard.people();
        if shard.is_nobody() {
            return Touched { ends: vec![0; people], cells: Vec::new() };
        }
        if self.kinds.len() != 1 {
            let mut touched = Touched { ends: Vec::with_capacity(people), cells: Vec::new() };
            each_person(shard, self, earlier, scratch, &mut PerFact::default(), |person, cells, _| {
                touched.ends.resize(person, touched.cells.len() as u32);
                touched.cells.extend_from_slice(cells);
                touched.ends.push(touched.cells.len() as u32);
            });
            touched.ends.resize(people, touched.cells.len() as u32);
            return touched;
        }
        let now = scratch.stretch_of_people(people, self.cells);
        let Scratch { working, passes, stamps, found, .. } = scratch;
        self.passes(shard, earlier, passes);
        let mut touched = Touched { ends: vec![0; people], cells: Vec::new() };
        let Some(flat) = self.flat(shard, passes, working) else { return touched };
        flat.distinct(self.cells, None, stamps, now, found);
        for (end, person) in (1..).zip(found.people()) {
            touched.ends[*person as usize] = end;
        }
        let mut end = 0;
        for own in &mut touched.ends {
            end = end.max(*own);
            *own = end;
        }
        touched.cells.extend_from_slice(found.cells());
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
    let Scratch { working, passes, .. } = scratch;
    selection.passes(shard, earlier, passes);
    for (kind, cell) in &selection.kinds {
        let of_kind = Selection { kinds: vec![(*kind, *cell)], ..selection.clone() };
        let Some(flat) = of_kind.flat(shard, passes, working) else { continue };
        let people: Vec<u32> = match flat.people {
            People::Listed(people) => people.to_vec(),
            People::Steps(steps, _) => walk(steps).collect(),
        };
        for (at, (cell, person)) in flat.cells.iter().zip(people).enumerate() {
            if (*cell as usize) < selection.cells {
                visit(person as usize, *kind, flat.facts.map_or(at, |facts| facts[at] as usize), *cell);
            }
        }
    }
}
