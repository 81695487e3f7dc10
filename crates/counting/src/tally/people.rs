//! Counting the people of plain tables.

use super::{Room, Tallies};
use crate::cells::{Apart, Flat};
use crate::shard::{Field, Shard, Slice};

/// How many people there are, each one's numbers following one another.
pub(super) fn distinct(people: impl Iterator<Item = u32>) -> u64 {
    let mut last = u32::MAX;
    people.fold(0, |count, person| count + u64::from(std::mem::replace(&mut last, person) != person))
}

impl Tallies<'_> {
    /// Counts people in the plain cells that they touch, and in the margins of those.
    pub(super) fn count_people(&mut self, shard: &Shard, flat: &Flat<'_>, apart: &mut Apart<'_>) {
        let most = self.plan.main.cells;
        if !self.plan.count.people || most == 0 {
            return;
        }
        if let Some((axis, periods)) = self.shape.periods {
            return match self.room.first_facts {
                true => self.count_firsts(shard, flat, apart, axis),
                false => {
                    for facts in flat.by_person() {
                        let cells: Vec<u32> = facts.map(|at| flat.cell(at)).collect();
                        self.count_first(cells, axis, periods);
                    }
                }
            };
        }
        let Room { people, cells, places, .. } = &mut self.room;
        flat.list(flat.firsts(apart, most), people, cells);
        self.people += distinct(people.iter().copied());
        for cell in &*cells {
            self.plain.people[*cell as usize] += 1;
        }
        let ([rows, columns], [row_margin, column_margin]) = (&*places, self.margins.as_mut_slice()) else { return };
        let by_row = [self.plan.axes[0].by_row, self.plan.axes[1].by_row];
        if by_row[0] || by_row[1] {
            // The cells of somebody with one row are all in the same place of an axis by row, and each in another of the other axis.
            let (several, mut last, mut kept) = (shard.has_several_rows(), u32::MAX, 0);
            let weight = by_row.map(u32::from);
            for at in 0..cells.len() {
                let (person, cell) = (people[at], cells[at]);
                let (single, again) = (u32::from(!several[person as usize]), u32::from(last == person));
                row_margin.people[rows[cell as usize] as usize] += single & !(again & weight[0]);
                column_margin.people[columns[cell as usize] as usize] += single & !(again & weight[1]);
                last = person;
                (people[kept], cells[kept]) = (person, cell);
                kept += usize::from(single == 0);
            }
            people.truncate(kept);
            cells.truncate(kept);
        }
        for (places, margin) in places.iter().zip([row_margin, column_margin]) {
            let rows = cells.iter().map(|cell| places[*cell as usize]);
            for at in apart.firsts(people, rows, margin.people.len()) {
                margin.people[places[cells[*at as usize] as usize] as usize] += 1;
            }
        }
    }

    /// Counts people by the first period in which they are in each row of the other axis.
    fn count_firsts(&mut self, shard: &Shard, flat: &Flat<'_>, apart: &mut Apart<'_>, axis: usize) {
        // The facts of those with several rows are in the order of days only within each.
        let several = shard.has_several_rows();
        let Room { people, cells, places, first, .. } = &mut self.room;
        flat.list(flat.firsts(apart, self.plan.main.cells), people, cells);
        let mut by_period = vec![0; self.shape.plain[axis]];
        let mut last = u32::MAX;
        let (counted, periods_of, others) = (&mut self.plain.people, &places[axis], &places[1 - axis]);
        for (person, cell) in people.iter().zip(&*cells) {
            // Who is counted and who is not cannot be foreseen, so it is added up rather than decided upon.
            let counts = u32::from(!several[*person as usize]);
            counted[*cell as usize] += counts;
            by_period[periods_of[*cell as usize] as usize] += counts & u32::from(last != *person);
            last = *person;
        }
        for person in (0..).zip(&several).filter(|(_, several)| **several).map(|(person, _)| person) {
            let start = flat.people.partition_point(|other| *other < person);
            let facts = start..start + flat.people[start..].partition_point(|other| *other == person);
            let place = |at: usize| {
                let cell = flat.cell(at) as usize;
                (periods_of[cell], others[cell] as usize, cell)
            };
            let mut first_of_all = u32::MAX;
            for (period, other, _) in facts.clone().map(place) {
                first[other] = first[other].min(period);
                first_of_all = first_of_all.min(period);
            }
            if first_of_all != u32::MAX {
                by_period[first_of_all as usize] += 1;
            }
            for (period, other, cell) in facts.map(place) {
                if first[other] == period {
                    first[other] = u32::MAX;
                    counted[cell] += 1;
                }
            }
        }
        self.people += by_period.iter().map(|people| u64::from(*people)).sum::<u64>();
        if self.shape.both_plain {
            self.margins[axis].people.iter_mut().zip(by_period).for_each(|(to, more)| *to += more);
        }
    }

    /// The first of the stamps of so many more people.
    fn next_people(&mut self, people: usize) -> u32 {
        let people = people as u32;
        self.room.now = self.room.now.checked_add(people).unwrap_or_else(|| {
            self.room.stamps.iter_mut().for_each(|stamps| stamps.fill(0));
            people
        });
        self.room.now - people + 1
    }

    /// Counts a person, of whose facts these are the cells, in the first period in which they are in each row of the other axis.
    fn count_first(&mut self, mut cells: Vec<u32>, axis: usize, periods: usize) {
        cells.sort_unstable();
        cells.dedup();
        self.people += 1;
        self.next_people(1);
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
                self.plain.people[cell_of(period, other)] += 1;
                self.count_margin(axis, period);
            }
        }
        for (_, other) in cells.iter().map(|cell| place(*cell)) {
            let first = std::mem::replace(&mut self.room.first[other], u32::MAX);
            if first != u32::MAX {
                self.plain.people[cell_of(first as usize, other)] += 1;
            }
        }
        if first_of_all != usize::MAX {
            self.count_margin(axis, first_of_all);
        }
    }

    fn count_margin(&mut self, axis: usize, row: usize) {
        if self.shape.both_plain {
            let stamp = &mut self.room.stamps[axis][row];
            self.margins[axis].people[row] += u32::from(*stamp != self.room.now);
            *stamp = self.room.now;
        }
    }

    /// Takes note of the periods that facts are in. If they are all those of a slice, its first and last day tell.
    pub(super) fn note_span(&mut self, slice: Option<&Slice>, flat: &Flat<'_>) {
        let Some((axis, periods)) = self.shape.periods else { return };
        if self.span == Some((0, periods.saturating_sub(1))) {
            return;
        }
        let places = &self.room.places[axis];
        let mut span = self.span;
        let mut note = |cell: u32| {
            let period = places[cell as usize] as usize;
            if period < periods {
                span = Some(span.map_or((period, period), |(first, last)| (first.min(period), last.max(period))));
            }
        };
        let dates = self.plan.main.fields.iter().find(|by| by.field == Field::Date);
        match (slice.filter(|_| self.room.first_facts && flat.is_whole()), dates) {
            (Some(slice), Some(dates)) => {
                let (first, last) = slice.span();
                [first, last].iter().for_each(|day| note(dates.list[*day as usize]));
            }
            _ => (0..flat.len()).for_each(|at| note(flat.cell(at))),
        }
        self.span = span;
    }
}
