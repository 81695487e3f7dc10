//! Counting the people of plain tables without looking at one person after the other: one loop over the facts, which are ordered by person,
//! and for each cell the last person counted in it.

use super::Tallies;
use crate::Key;
use crate::cells::{Flat, Scratch};
use crate::pass::{PerFact, Touched};
use crate::plan::EXCLUDED;
use crate::shard::Shard;

impl Tallies<'_> {
    /// Whether the table's people can be counted so: not if people are in a period and also among the undated.
    pub(super) fn counts_flat(&self) -> bool {
        let undated = |axis: usize| self.plan.axes[axis].keys.last() == Some(&Key::Missing);
        !self.plan.cumulative.is_some_and(undated)
    }

    /// Counts a shard with people in it, for a plain table of facts of one kind.
    pub(super) fn count_flat(&mut self, shard: &Shard, earlier: &[Touched], scratch: &mut Scratch) {
        let main = &self.plan.main;
        let now = scratch.stretch_of_people(shard.people(), main.cells);
        let Scratch { working, passes, stamps, .. } = scratch;
        main.passes(shard, earlier, passes);
        let Some(mut flat) = main.flat(shard, passes, working) else { return };
        self.plain.facts.add_each(&flat, main.cells);
        if let Some((axis, _)) = self.shape.periods {
            self.note_periods(&flat, axis);
            if self.plan.count.people {
                self.several_rows(shard, &mut flat);
                self.flat_firsts(&flat, axis, stamps, now);
            }
        } else if self.plan.count.people {
            self.flat_cells(&flat, &mut stamps[..=main.cells], now);
            if self.shape.both_plain {
                self.flat_margins(shard, &flat);
            }
        }
    }

    fn flat_cells(&mut self, flat: &Flat<'_>, stamps: &mut [u32], now: u32) {
        let none = self.plan.main.cells;
        let people = &mut self.plain.people[..=none];
        let (mut last, mut total) = (0, 0);
        for (cell, person) in flat.cells.iter().zip(flat.people) {
            let cell = (*cell as usize).min(none);
            let stamp = now + person;
            people[cell] += u32::from(stamps[cell] != stamp);
            stamps[cell] = stamp;
            let counts = cell < none;
            total += u32::from(counts & (last != stamp));
            last = if counts { stamp } else { last };
        }
        self.people += u64::from(total);
    }

    fn flat_margins(&mut self, shard: &Shard, flat: &Flat<'_>) {
        let now = self.next_people(shard.people());
        let none = self.plan.main.cells;
        for ((places, stamps), margin) in self.places.iter().zip(&mut self.stamps).zip(&mut self.margins) {
            let places = &places[..=none];
            for (cell, person) in flat.cells.iter().zip(flat.people) {
                let place = places[(*cell as usize).min(none)] as usize;
                let stamp = now + person;
                margin.people[place] += u32::from(stamps[place] != stamp);
                stamps[place] = stamp;
            }
        }
    }

    /// Counts those with several rows, whose facts are in the order of dates only within each, and takes their facts out.
    fn several_rows(&mut self, shard: &Shard, flat: &mut Flat<'_>) {
        let Some((axis, periods)) = self.shape.periods.filter(|_| shard.people() < shard.row_count()) else { return };
        let shape = self.shape;
        let mut touched = Vec::new();
        for person in shard.people_with_several_rows() {
            let start = flat.people.partition_point(|other| *other < person);
            let end = start + flat.people[start..].partition_point(|other| *other == person);
            let cells = &mut flat.cells[start..end];
            touched.clear();
            touched.extend(cells.iter().copied().filter(|cell| (*cell as usize) < self.plan.main.cells));
            touched.sort_unstable();
            touched.dedup();
            cells.fill(EXCLUDED);
            self.people += u64::from(!touched.is_empty());
            self.count_first(&shape, &touched, axis, periods);
        }
    }

    /// Counts each person in the first period in which they are in each row of the other axis, which is the first that comes: a person's facts are
    /// in the order of their dates.
    fn flat_firsts(&mut self, flat: &Flat<'_>, axis: usize, stamps: &mut [u32], now: u32) {
        let none = self.plan.main.cells;
        let (periods, others) = (&self.places[axis][..=none], &self.places[1 - axis][..=none]);
        let people = &mut self.plain.people[..=none];
        let mut by_period = vec![0; self.shape.plain[axis] + 1];
        let mut last = 0;
        for (cell, person) in flat.cells.iter().zip(flat.people) {
            let cell = (*cell as usize).min(none);
            let stamp = now + person;
            let other = &mut stamps[others[cell] as usize];
            people[cell] += u32::from(*other != stamp);
            *other = stamp;
            let counts = cell < none;
            by_period[periods[cell] as usize] += u32::from(counts & (last != stamp));
            last = if counts { stamp } else { last };
        }
        self.people += by_period.iter().map(|people| u64::from(*people)).sum::<u64>();
        if self.shape.both_plain {
            self.margins[axis].people.iter_mut().zip(by_period).for_each(|(to, more)| *to += more);
        }
    }

    /// Takes note of the periods that facts are in.
    fn note_periods(&mut self, flat: &Flat<'_>, axis: usize) {
        let none = self.plan.main.cells;
        let mut any = vec![false; none + 1];
        flat.cells.iter().for_each(|cell| any[(*cell as usize).min(none)] = true);
        let touched = (0..none).filter(|cell| any[*cell]).map(|cell| self.places[axis][cell] as usize);
        for period in touched {
            let (first, last) = self.span.unwrap_or((period, period));
            self.span = Some((first.min(period), last.max(period)));
        }
    }
}

impl PerFact {
    /// Adds each fact to its cell, those that do not count to the one after the last.
    fn add_each(&mut self, flat: &Flat<'_>, none: usize) {
        if !self.records.is_empty() {
            let records = &mut self.records[..=none];
            flat.cells.iter().for_each(|cell| records[(*cell as usize).min(none)] += 1);
        }
        let Some(slice) = flat.slice.filter(|_| !self.quantity.is_empty()) else { return };
        for (at, cell) in flat.cells.iter().enumerate().filter(|(_, cell)| (**cell as usize) < none) {
            if let Some(quantity) = slice.quantity(flat.facts.map_or(at, |facts| facts[at] as usize)) {
                let cell = *cell as usize;
                self.quantity[cell] = self.quantity[cell].wrapping_add(quantity);
                self.measured[cell] += 1;
            }
        }
    }
}
