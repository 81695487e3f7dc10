//! Counting the people of plain tables without looking at one person after the other: one loop over the facts, which are ordered by person,
//! and for each cell the last person counted in it.

use super::Tallies;
use crate::Key;
use crate::cells::{Distinct, Flat, Scratch};
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
        let none = main.cells;
        if none == 0 {
            return;
        }
        let now = scratch.stretch_of_people(shard.people(), none);
        let Scratch { working, passes, stamps, found, .. } = scratch;
        main.passes(shard, earlier, passes);
        let Some(mut flat) = main.flat(shard, passes, working) else { return };
        self.plain.facts.add_each(&flat, none);
        let Some((axis, periods)) = self.shape.periods else {
            if self.plan.count.people {
                flat.distinct(none, None, stamps, now, found);
                self.count_distinct(shard, found);
            }
            return;
        };
        if self.span != Some((0, periods - 1)) {
            self.note_periods(&flat, axis);
        }
        if self.plan.count.people {
            self.several_rows(shard, &mut flat, axis, periods);
            // A person's first fact in a row of the other axis is in the first period: facts are in the order of their dates.
            flat.distinct(none, Some(&self.places[1 - axis]), stamps, now, found);
            self.count_firsts(found, axis);
        }
    }

    /// Counts people by the cells that they touch.
    fn count_distinct(&mut self, shard: &Shard, found: &Distinct) {
        let people = &mut self.plain.people;
        let mut last = u32::MAX;
        let mut total = 0;
        for (cell, person) in found.each() {
            people[cell] += 1;
            total += u64::from(last != person);
            last = person;
        }
        self.people += total;
        if !self.shape.both_plain {
            return;
        }
        let now = self.next_people(shard.people());
        for ((places, stamps), margin) in self.places.iter().zip(&mut self.stamps).zip(&mut self.margins) {
            for (cell, person) in found.each() {
                let place = places[cell] as usize;
                margin.people[place] += u32::from(stamps[place] != now + person);
                stamps[place] = now + person;
            }
        }
    }

    /// Counts people by the first period in which they are in each row of the other axis.
    fn count_firsts(&mut self, found: &Distinct, axis: usize) {
        let periods = &self.places[axis];
        let mut by_period = vec![0; self.shape.plain[axis] + 1];
        let mut last = u32::MAX;
        for (cell, person) in found.each() {
            self.plain.people[cell] += 1;
            by_period[periods[cell] as usize] += u32::from(last != person);
            last = person;
        }
        self.people += by_period.iter().map(|people| u64::from(*people)).sum::<u64>();
        if self.shape.both_plain {
            self.margins[axis].people.iter_mut().zip(by_period).for_each(|(to, more)| *to += more);
        }
    }

    /// Counts those with several rows, whose facts are in the order of dates only within each, and takes their facts out.
    fn several_rows(&mut self, shard: &Shard, flat: &mut Flat<'_>, axis: usize, periods: usize) {
        if shard.people() == shard.row_count() {
            return;
        }
        let (shape, none) = (self.shape, self.plan.main.cells);
        let mut touched = Vec::new();
        for person in shard.people_with_several_rows() {
            let cells = &mut flat.cells[flat.people.facts_of(person)];
            touched.clear();
            touched.extend(cells.iter().copied().filter(|cell| (*cell as usize) < none));
            touched.sort_unstable();
            touched.dedup();
            cells.fill(EXCLUDED);
            self.people += u64::from(!touched.is_empty());
            self.count_first(&shape, &touched, axis, periods);
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
