//! Counting the people of plain tables.

use super::Tallies;
use crate::cells::{Looking, Stamps};
use crate::plan::EXCLUDED;
use crate::shard::Shard;

/// How many people there are, each one's numbers following one another.
pub(super) fn distinct(people: &[u32]) -> u64 {
    let mut last = u32::MAX;
    people.iter().fold(0, |count, person| count + u64::from(std::mem::replace(&mut last, *person) != *person))
}

/// People and the cells of each, where each one's follow one another.
pub(super) fn by_person<'a>(people: &'a [u32], cells: &'a [u32]) -> impl Iterator<Item = (u32, &'a [u32])> {
    let mut start = 0;
    people.chunk_by(|one, next| one == next).map(move |own| {
        start += own.len();
        (own[0], &cells[start - own.len()..start])
    })
}

impl Tallies<'_> {
    /// Counts people in the plain cells that they touch, and in the margins of those. There are so many in the shard.
    pub(super) fn count_people(&mut self, people: &[u32], cells: &[u32], most: usize, stamps: &mut Stamps) {
        if let Some((axis, periods)) = self.shape.periods {
            return by_person(people, cells).for_each(|(_, cells)| self.count_first(cells, axis, periods));
        }
        self.counted.people += distinct(people);
        for cell in cells {
            self.counted.plain.people[*cell as usize] += 1;
        }
        if self.shape.both_plain {
            for (places, margin) in self.room.places.iter().zip(&mut self.counted.margins) {
                let rows = cells.iter().map(|cell| places[*cell as usize]);
                stamps.count(people.iter().copied().zip(rows), most, &mut margin.people);
            }
        }
    }

    /// Counts people with one row among the others.
    pub(super) fn add_singles(&mut self) {
        let Some([by_cell, by_first]) = &mut self.singles else { return };
        let [mut by_cell, mut by_first] = [by_cell, by_first].map(|counts| {
            let none = vec![0; counts.len()];
            std::mem::replace(counts, none)
        });
        if self.plan.main.look.count == 1 {
            by_cell.iter_mut().zip(&by_first).for_each(|(cell, more)| *cell += more);
            by_first.clone_from(&by_cell);
        }
        let cells = self.shape.plain[0] * self.shape.plain[1];
        self.counted.people += by_first[..cells].iter().map(|people| u64::from(*people)).sum::<u64>();
        self.counted.plain.people.iter_mut().zip(&by_cell[..cells]).for_each(|(to, more)| *to += more);
        if !self.shape.both_plain {
            return;
        }
        for (axis, (places, margin)) in self.room.places.iter().zip(&mut self.counted.margins).enumerate() {
            // All the cells of one of them are in the same row of an axis by row, and each in another of the other axis. In a cumulative table they
            // are in each row of the other axis once, and the first fact says since when they are in any.
            let first = self.shape.periods.map_or(self.plan.axes[axis].by_row, |(periods, _)| periods == axis);
            let counted = if first { &by_first } else { &by_cell };
            for (place, people) in places.iter().zip(counted) {
                margin.people[*place as usize] += people;
            }
        }
    }

    /// Counts a person, of whose facts these are the cells, in the first period in which they are in each row of the other axis.
    fn count_first(&mut self, cells: &[u32], axis: usize, periods: usize) {
        self.counted.people += 1;
        self.next_person();
        let shape = self.shape;
        let place = |cell: u32| {
            let (outer, inner) = shape.place(cell);
            if axis == 0 { (outer, inner) } else { (inner, outer) }
        };
        let cell_of = |period: usize, other: usize| match axis {
            0 => period * shape.plain[1] + other,
            _ => other * shape.plain[1] + period,
        };
        let mut first_of_all = usize::MAX;
        for (period, other) in cells.iter().map(|cell| place(*cell)) {
            if shape.both_plain {
                self.count_margin(1 - axis, other);
            }
            if period < periods {
                self.room.first[other] = self.room.first[other].min(period as u32);
                first_of_all = first_of_all.min(period);
            } else {
                self.counted.plain.people[cell_of(period, other)] += 1;
                self.count_margin(axis, period);
            }
        }
        for (_, other) in cells.iter().map(|cell| place(*cell)) {
            let first = std::mem::replace(&mut self.room.first[other], u32::MAX);
            if first != u32::MAX {
                self.counted.plain.people[cell_of(first as usize, other)] += 1;
            }
        }
        if first_of_all != usize::MAX {
            self.count_margin(axis, first_of_all);
        }
    }

    fn next_person(&mut self) {
        self.room.now = self.room.now.checked_add(1).unwrap_or_else(|| {
            self.room.stamps.iter_mut().for_each(|stamps| stamps.fill(0));
            1
        });
    }

    fn count_margin(&mut self, axis: usize, row: usize) {
        if self.shape.both_plain {
            let stamp = &mut self.room.stamps[axis][row];
            self.counted.margins[axis].people[row] += u32::from(*stamp != self.room.now);
            *stamp = self.room.now;
        }
    }

    /// Takes note of the periods that facts are in. If all those of a slice count, its first and last day tell.
    pub(super) fn note_span(&mut self, shard: &Shard, looking: &mut Looking<'_>) {
        let main = &self.plan.main;
        if self.spans_all() {
            return;
        }
        let all = main.rows.is_empty() && main.conditions.is_empty() && main.look.narrowing.is_empty();
        match (&main.first_day, main.kinds.first().filter(|_| all)) {
            (Some(days), Some((kind, same))) => {
                let Some(slice) = shard.slices.get(*kind).filter(|slice| slice.len() > 0) else { return };
                let (first, last) = slice.span();
                self.note_cells([first, last].into_iter().map(|day| same + days[day as usize]));
            }
            _ => looking.all(|placed| placed.each(|_, _, cell| self.note_cells(std::iter::once(cell)))),
        }
    }

    fn spans_all(&self) -> bool {
        self.shape.periods.is_none_or(|(_, periods)| self.counted.span == Some((0, periods.saturating_sub(1))))
    }

    /// Takes note of the periods that these cells are of.
    pub(super) fn note_cells(&mut self, cells: impl Iterator<Item = u32>) {
        let Some((axis, periods)) = self.shape.periods.filter(|_| !self.spans_all()) else { return };
        for cell in cells.filter(|cell| *cell < EXCLUDED) {
            let period = self.room.places[axis][cell as usize] as usize;
            if period < periods {
                let span =
                    self.counted.span.map_or((period, period), |(first, last)| (first.min(period), last.max(period)));
                self.counted.span = Some(span);
            }
        }
    }
}
