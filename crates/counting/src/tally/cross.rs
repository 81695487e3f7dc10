//! Counting in tables with axes that have a list of values for each person.

use super::{Room, Tallies, people::by_person};
use crate::Tally;
use crate::cells::Placed;
use crate::pass::Touched;
use crate::plan::AxisKind;

/// The values of one person in each such axis; in one that there is not, a single value.
type Lists<'a> = [&'a [u32]; 2];

impl Tallies<'_> {
    /// How many values the axes have.
    fn lengths(&self) -> [usize; 2] {
        self.shape.also.map(|also| also.map_or(1, |(.., len)| len))
    }

    /// Visits each cell, counted from 0, of a person's values in those axes.
    fn each_also(lists: Lists<'_>, lengths: [usize; 2], mut visit: impl FnMut(usize)) {
        for first in lists[0] {
            for second in lists[1] {
                visit(*first as usize * lengths[1] + *second as usize);
            }
        }
    }

    /// Counts facts in the cells of the values of those whom they are about.
    pub(super) fn cross_facts(&mut self, placed: &Placed<'_>, earlier: &[Touched], nobody: bool) {
        let nones = self.shape.also.map(|also| also.map_or([0], |(_, none, _)| [none]));
        let (also, lengths) = (self.shape.also, self.lengths());
        placed.each(|person, fact, cell| {
            let quantity = placed.quantity(fact);
            let measured = u64::from(quantity.is_some());
            let tally = Tally { people: 0, records: 1, quantity: quantity.unwrap_or(0), measured };
            let lists = lists(&also, &nones, earlier, (!nobody).then_some(person as usize));
            let start = cell as usize * lengths[0] * lengths[1];
            Self::each_also(lists, lengths, |cell| self.counted.crossed.facts.add(start + cell, &tally));
            self.each_margin(lists, |margin, row| margin.facts.add(row, &tally));
        });
    }

    /// Counts people, given the cells that they touch.
    pub(super) fn cross_people(&mut self, people: &[u32], cells: &[u32], earlier: &[Touched]) {
        let nones = self.shape.also.map(|also| also.map_or([0], |(_, none, _)| [none]));
        let (also, lengths, periods) = (self.shape.also, self.lengths(), self.shape.periods);
        for (person, own) in by_person(people, cells) {
            let lists = lists(&also, &nones, earlier, Some(person as usize));
            self.counted.people += 1;
            self.each_margin(lists, |margin, row| margin.people[row] += 1);
            // Of a cumulative table the periods are the only plain axis: who is counted in the first is not in those after it.
            let cells = own.iter().map(|cell| *cell as usize);
            let dated = |cell: &usize| periods.is_some_and(|(_, periods)| *cell < periods);
            let first = cells.clone().filter(dated).min();
            for cell in first.into_iter().chain(cells.filter(|cell| !dated(cell))) {
                self.counted.plain.people[cell] += 1;
                let start = cell * lengths[0] * lengths[1];
                Self::each_also(lists, lengths, |also| self.counted.crossed.people[start + also] += 1);
            }
        }
    }

    fn each_margin(&mut self, lists: Lists<'_>, mut add: impl FnMut(&mut super::Sums, usize)) {
        let margins =
            self.plan.axes.iter().zip(&mut self.counted.margins).filter(|(axis, _)| axis.kind != AxisKind::Plain);
        for ((_, margin), list) in margins.zip(lists) {
            list.iter().for_each(|row| add(margin, *row as usize));
        }
    }

    /// Counts people by pairs of the values of one dimension over the same facts, each pair the one way round.
    pub(super) fn count_pairs(&mut self) {
        let Some((.., len)) = self.shape.also[0] else { return };
        let Room { people, cells, left, .. } = &mut self.room;
        self.counted.people += super::distinct(people);
        cells.iter().for_each(|cell| self.counted.plain.people[*cell as usize] += 1);
        // Every value with the next of the same person, then with the one after that, until nobody has so many.
        let counted = &mut self.counted.crossed.people;
        left.resize(left.len().max(cells.len()), 0);
        let mut kept = 0;
        for (at, (person, cell)) in people.windows(2).zip(cells.windows(2)).enumerate() {
            let same = person[0] == person[1];
            counted[cell[0] as usize * len + cell[1] as usize] += u32::from(same);
            left[kept] = at as u32;
            kept += usize::from(same);
        }
        let mut distance = 2;
        while kept > 0 {
            let among = std::mem::take(&mut kept);
            for place in 0..among {
                let one = left[place] as usize;
                let other = (one + distance).min(cells.len() - 1);
                let same = (people[one] == people[other]) & (one + distance == other);
                counted[cells[one] as usize * len + cells[other] as usize] += u32::from(same);
                left[kept] = one as u32;
                kept += usize::from(same);
            }
            distance += 1;
        }
    }

    /// Makes of pairs counted the one way round those of both, and of each value with itself.
    pub(super) fn add_pairs(&mut self) {
        let Some((.., len)) = self.shape.also[0].filter(|_| self.plan.pairs) else { return };
        let Some(margin) = self.plan.axes.iter().position(|axis| axis.kind != AxisKind::Plain) else { return };
        let counted = &mut self.counted.crossed.people;
        for (one, people) in self.counted.plain.people[..self.shape.plain[1]].iter().enumerate() {
            for other in 0..one {
                let both = counted[one * len + other] + counted[other * len + one];
                (counted[one * len + other], counted[other * len + one]) = (both, both);
            }
            counted[one * len + one] = *people;
            self.counted.margins[margin].people[one] = *people;
        }
    }
}

/// The lists of a person, or of nobody.
fn lists<'a>(
    also: &[Option<(usize, u32, usize)>; 2],
    nones: &'a [[u32; 1]; 2],
    earlier: &'a [Touched],
    person: Option<usize>,
) -> Lists<'a> {
    std::array::from_fn(|index| match (also[index], person) {
        (Some((selection, ..)), Some(person)) => match earlier[selection].of(person) {
            [] => nones[index].as_slice(),
            cells => cells,
        },
        _ => nones[index].as_slice(),
    })
}
