//! Counting in tables with axes that have a list of values for each person.

use super::Tallies;
use crate::Tally;
use crate::cells::Flat;
use crate::pass::Touched;
use crate::plan::AxisKind;
use crate::shard::Slice;

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
    pub(super) fn cross_facts(&mut self, slice: &Slice, flat: &Flat<'_>, earlier: &[Touched], nobody: bool) {
        let nones = self.shape.also.map(|also| also.map_or([0], |(_, none, _)| [none]));
        let (also, lengths) = (self.shape.also, self.lengths());
        for at in 0..flat.len() {
            let quantity = slice.quantity(flat.fact(at));
            let measured = u64::from(quantity.is_some());
            let tally = Tally { people: 0, records: 1, quantity: quantity.unwrap_or(0), measured };
            let lists = lists(&also, &nones, earlier, (!nobody).then(|| flat.people[at] as usize));
            let start = flat.cell(at) as usize * lengths[0] * lengths[1];
            Self::each_also(lists, lengths, |cell| self.crossed.facts.add(start + cell, &tally));
            self.each_margin(lists, |margin, row| margin.facts.add(row, &tally));
        }
    }

    /// Counts people, given the places among these facts of those with which they touch a cell for the first time.
    pub(super) fn cross_people(&mut self, flat: &Flat<'_>, firsts: &[u32], earlier: &[Touched]) {
        let nones = self.shape.also.map(|also| also.map_or([0], |(_, none, _)| [none]));
        let (also, lengths, periods) = (self.shape.also, self.lengths(), self.shape.periods);
        for own in firsts.chunk_by(|one, next| flat.people[*one as usize] == flat.people[*next as usize]) {
            let lists = lists(&also, &nones, earlier, Some(flat.people[own[0] as usize] as usize));
            self.people += 1;
            self.each_margin(lists, |margin, row| margin.people[row] += 1);
            // Of a cumulative table the periods are the only plain axis: who is counted in the first is not in those after it.
            let cells = own.iter().map(|at| flat.cell(*at as usize) as usize);
            let dated = |cell: &usize| periods.is_some_and(|(_, periods)| *cell < periods);
            let first = cells.clone().filter(dated).min();
            for cell in first.into_iter().chain(cells.filter(|cell| !dated(cell))) {
                self.plain.people[cell] += 1;
                let start = cell * lengths[0] * lengths[1];
                Self::each_also(lists, lengths, |also| self.crossed.people[start + also] += 1);
            }
        }
    }

    fn each_margin(&mut self, lists: Lists<'_>, mut add: impl FnMut(&mut super::Sums, usize)) {
        let margins = self.plan.axes.iter().zip(&mut self.margins).filter(|(axis, _)| axis.kind != AxisKind::Plain);
        for ((_, margin), list) in margins.zip(lists) {
            list.iter().for_each(|row| add(margin, *row as usize));
        }
    }

    /// Counts people by pairs of the values of one dimension over the same facts.
    pub(super) fn count_pairs(&mut self, touched: &Touched) {
        let Some((.., len)) = self.shape.also[0] else { return };
        let Some(margin) = self.plan.axes.iter().position(|axis| axis.kind != AxisKind::Plain) else { return };
        let (people, cells) = (touched.people.as_slice(), touched.cells.as_slice());
        self.people += super::distinct(people.iter().copied());
        let counted = &mut self.crossed.people;
        for cell in cells {
            let cell = *cell as usize;
            self.plain.people[cell] += 1;
            self.margins[margin].people[cell] += 1;
            counted[cell * len + cell] += 1;
        }
        // Every value with the next of the same person, then with the one after that, until nobody has so many.
        let mut left: Vec<u32> = (0..cells.len() as u32).collect();
        let mut distance = 1;
        while !left.is_empty() {
            let mut kept = 0;
            for place in 0..left.len() {
                let one = left[place] as usize;
                let other = (one + distance).min(cells.len() - 1);
                let same = (people[one] == people[other]) & (one + distance == other);
                let (a, b) = (cells[one] as usize, cells[other] as usize);
                counted[a * len + b] += u32::from(same);
                counted[b * len + a] += u32::from(same);
                left[kept] = one as u32;
                kept += usize::from(same);
            }
            left.truncate(kept);
            distance += 1;
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
