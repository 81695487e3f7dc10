//! Adding up: people as they are visited, cell by cell, and the answer in the end.

mod flat;
mod table;

use crate::cells::Scratch;
use crate::engine::earlier;
use crate::pass::{PerFact, Touched, each_person};
use crate::plan::{AxisKind, Plan};
use crate::shard::Shard;
use crate::{Key, Tally};

/// What has been counted of one question, by one thread.
#[derive(Debug)]
pub(crate) struct Tallies<'a> {
    plan: &'a Plan,
    shape: Shape,
    /// By cell of the plain axes. Cumulative: people by the first period in which they are in the row.
    plain: Sums,
    /// By cell of the plain axes, then of the others: empty if there are no others.
    crossed: Sums,
    /// By row of each axis. Of plain axes only people are kept here, and only when there are two of them.
    margins: Vec<Sums>,
    people: u64,
    base: u64,
    /// For each plain axis of two, by row, the last person counted in its margin.
    stamps: [Vec<u32>; 2],
    now: u32,
    /// Of two plain axes, the row of each that a cell is in, and of facts that do not count one row more.
    places: [Vec<u32>; 2],
    /// Working memory: the first period of one person in each row of the other axis.
    first: Vec<u32>,
    /// Of a cumulative table, the first and last period with any fact.
    span: Option<(usize, usize)>,
}

#[derive(Debug, Default)]
struct Sums {
    people: Vec<u32>,
    facts: PerFact,
}

impl Sums {
    fn new(cells: usize, plan: &Plan) -> Self {
        let facts = PerFact::new(cells, plan.count.records, plan.count.quantity);
        Self { people: vec![0; cells + 1], facts }
    }

    fn tally(&self, cell: usize) -> Tally {
        let facts = self.facts.of(cell);
        Tally { people: self.people.get(cell).copied().unwrap_or(0).into(), ..facts }
    }

    fn merge(&mut self, other: &Self) {
        self.people.iter_mut().zip(&other.people).for_each(|(to, more)| *to += more);
        self.facts.merge(&other.facts);
    }

    /// Makes every stretch of `stride` cells that starts at a multiple of it, up to the last of `periods`, include those before.
    fn accumulate(&mut self, periods: usize, stride: usize, blocks: usize, block: usize) {
        for start in (0..blocks).map(|at| at * block) {
            for cell in start + stride..start + periods * stride {
                self.people[cell] += self.people[cell - stride];
                self.facts.accumulate(cell, cell - stride);
            }
        }
    }
}

impl PerFact {
    fn of(&self, cell: usize) -> Tally {
        Tally {
            people: 0,
            records: self.records.get(cell).copied().unwrap_or(0).into(),
            quantity: self.quantity.get(cell).copied().unwrap_or(0),
            measured: self.measured.get(cell).copied().unwrap_or(0).into(),
        }
    }

    fn add(&mut self, cell: usize, tally: &Tally) {
        if let Some(records) = self.records.get_mut(cell) {
            *records += tally.records as u32;
        }
        if let Some(quantity) = self.quantity.get_mut(cell) {
            *quantity = quantity.wrapping_add(tally.quantity);
            self.measured[cell] += tally.measured as u32;
        }
    }

    fn accumulate(&mut self, cell: usize, before: usize) {
        let before = self.of(before);
        self.add(cell, &before);
    }

    /// What is in a cell, which is left empty.
    fn take(&mut self, cell: usize) -> Tally {
        let tally = self.of(cell);
        self.records.get_mut(cell).into_iter().for_each(|records| *records = 0);
        self.quantity.get_mut(cell).into_iter().for_each(|quantity| *quantity = 0);
        self.measured.get_mut(cell).into_iter().for_each(|measured| *measured = 0);
        tally
    }

    fn merge(&mut self, other: &Self) {
        self.records.iter_mut().zip(&other.records).for_each(|(to, more)| *to += more);
        self.quantity.iter_mut().zip(&other.quantity).for_each(|(to, more)| *to = to.wrapping_add(*more));
        self.measured.iter_mut().zip(&other.measured).for_each(|(to, more)| *to += more);
    }
}

fn plus(a: Tally, b: Tally) -> Tally {
    Tally {
        people: a.people + b.people,
        records: a.records + b.records,
        quantity: a.quantity.wrapping_add(b.quantity),
        measured: a.measured + b.measured,
    }
}

/// The shape of the table.
#[derive(Debug, Clone, Copy)]
struct Shape {
    /// The lengths of the plain axes, first outermost; 1 for want of one.
    plain: [usize; 2],
    both_plain: bool,
    /// The selections, values for none, and lengths of the other axes.
    also: [Option<(usize, u32, usize)>; 2],
    /// Of a cumulative table: which of the plain axes the periods are, and how many there are, undated facts apart.
    periods: Option<(usize, usize)>,
}

impl Shape {
    /// The row of each of two plain axes that each cell is in, and one row more for what is in no cell.
    fn places(&self) -> [Vec<u32>; 2] {
        if !self.both_plain && self.periods.is_none() {
            return [Vec::new(), Vec::new()];
        }
        let cells = || (0..(self.plain[0] * self.plain[1]) as u32).map(|cell| self.place(cell));
        [
            cells().map(|(row, _)| row as u32).chain([self.plain[0] as u32]).collect(),
            cells().map(|(_, column)| column as u32).chain([self.plain[1] as u32]).collect(),
        ]
    }

    /// The rows of the outer and the inner plain axis that a cell is in.
    fn place(&self, cell: u32) -> (usize, usize) {
        // Dividing numbers of 32 bits takes less than half as long as of 64.
        let inner = self.plain[1] as u32;
        ((cell / inner) as usize, (cell % inner) as usize)
    }
}

impl Plan {
    fn shape(&self) -> Shape {
        let mut plain = Vec::new();
        let mut also = Vec::new();
        let mut periods = None;
        for (index, axis) in self.axes.iter().enumerate() {
            match axis.kind {
                AxisKind::Plain => {
                    if self.cumulative == Some(index) {
                        let dated = axis.keys.iter().filter(|key| **key != Key::Missing).count();
                        periods = Some((plain.len(), dated));
                    }
                    plain.push(axis.keys.len());
                }
                AxisKind::Also { selection, none } => also.push((selection, none, axis.keys.len())),
            }
        }
        // One plain axis is the inner one of two of which the outer has one row.
        if plain.len() == 1 {
            periods = periods.map(|(_, dated)| (1, dated));
        }
        let inner = plain.last().copied().unwrap_or(1);
        let outer = if plain.len() == 2 { plain[0] } else { 1 };
        let mut also = also.into_iter();
        Shape { plain: [outer, inner], both_plain: plain.len() == 2, also: [also.next(), also.next()], periods }
    }
}

impl<'a> Tallies<'a> {
    pub(crate) fn new(plan: &'a Plan) -> Self {
        let shape = plan.shape();
        let cells = shape.plain[0] * shape.plain[1];
        let crossed = match shape.also {
            [None, _] => Sums::default(),
            [Some((.., a)), None] => Sums::new(cells * a, plan),
            [Some((.., a)), Some((.., b))] => Sums::new(cells * a * b, plan),
        };
        Self {
            plan,
            shape,
            plain: Sums::new(cells, plan),
            crossed,
            margins: plan.axes.iter().map(|axis| Sums::new(axis.keys.len() + 1, plan)).collect(),
            people: 0,
            base: 0,
            stamps: shape.plain.map(|len| vec![0; len + 1]),
            now: 0,
            places: shape.places(),
            first: vec![u32::MAX; shape.plain[0].max(shape.plain[1])],
            span: None,
        }
    }

    /// Counts a shard.
    pub(crate) fn shard(&mut self, shard: &Shard, scratch: &mut Scratch) {
        let earlier = earlier(&self.plan.selections, shard, scratch);
        let (shape, plan) = (self.shape, self.plan);
        let nobody = shard.is_nobody();
        if let Some(base) = plan.base.as_ref().filter(|_| !nobody) {
            each_person(shard, base, &earlier, scratch, &mut PerFact::default(), |_, cells, _| {
                self.base += u64::from(!cells.is_empty());
            });
        }
        if let Some(same) = plan.main_is.filter(|_| !nobody && !plan.count.records && !plan.count.quantity) {
            if shape.periods.is_none() && plan.axes.len() == 2 && shape.also[1].is_none() {
                return self.count_pairs(&earlier[same]);
            }
            for (person, cells) in earlier[same].each() {
                self.visit(&shape, person, cells, &earlier, &mut PerFact::default(), nobody);
            }
        } else if shape.also[0].is_none() && !nobody && plan.main.kinds.len() == 1 && self.counts_flat() {
            self.count_flat(shard, &earlier, scratch);
        } else if shape.also[0].is_none() {
            let mut facts = std::mem::take(&mut self.plain.facts);
            each_person(shard, &plan.main, &earlier, scratch, &mut facts, |_, cells, _| {
                self.note_span(&shape, cells);
                if !nobody {
                    self.people += u64::from(!cells.is_empty());
                    self.count_people(&shape, cells);
                }
            });
            self.plain.facts = facts;
        } else {
            let mut own = PerFact::new(plan.main.cells, plan.count.records, plan.count.quantity);
            each_person(shard, &plan.main, &earlier, scratch, &mut own, |person, cells, own| {
                self.visit(&shape, person, cells, &earlier, own, nobody);
            });
        }
    }

    /// Counts people by pairs of the values of one dimension over the same facts.
    fn count_pairs(&mut self, touched: &Touched) {
        let Some((.., len)) = self.shape.also[0] else { return };
        let Some(margin) = self.plan.axes.iter().position(|axis| axis.kind != AxisKind::Plain) else { return };
        for (_, cells) in touched.each() {
            self.people += 1;
            for cell in cells {
                self.plain.people[*cell as usize] += 1;
                self.margins[margin].people[*cell as usize] += 1;
                let row = &mut self.crossed.people[*cell as usize * len..][..len];
                for second in cells {
                    row[*second as usize] += 1;
                }
            }
        }
    }

    /// Counts a person, or the facts of nobody, in a table with axes that have lists of values per person.
    fn visit(
        &mut self,
        shape: &Shape,
        person: usize,
        cells: &[u32],
        earlier: &[Touched],
        own: &mut PerFact,
        nobody: bool,
    ) {
        if cells.is_empty() {
            return;
        }
        self.note_span(shape, cells);
        if !nobody {
            self.people += 1;
            self.count_people(shape, cells);
        }
        let nones = shape.also.map(|also| also.map_or(0, |(_, none, _)| none));
        let list = |index: usize| match shape.also[index] {
            None => &[][..],
            Some((selection, ..)) => match earlier[selection].of(person) {
                [] => &nones[index..=index],
                cells => cells,
            },
        };
        self.cross(shape, cells, [list(0), list(1)], own, nobody);
    }

    /// Counts a person in the plain cells that they touch, and in the margins of those.
    fn count_people(&mut self, shape: &Shape, cells: &[u32]) {
        if let Some((axis, periods)) = shape.periods {
            return self.count_first(shape, cells, axis, periods);
        }
        for cell in cells {
            self.plain.people[*cell as usize] += 1;
        }
        if shape.both_plain {
            self.next_people(1);
            for cell in cells {
                let (row, column) = shape.place(*cell);
                self.count_margin(0, row);
                self.count_margin(1, column);
            }
        }
    }

    /// Takes note of the periods that somebody's facts are in.
    fn note_span(&mut self, shape: &Shape, cells: &[u32]) {
        let Some((axis, periods)) = shape.periods else { return };
        for cell in cells {
            let (outer, inner) = shape.place(*cell);
            let period = if axis == 0 { outer } else { inner };
            if period < periods {
                let (first, last) = self.span.unwrap_or((period, period));
                self.span = Some((first.min(period), last.max(period)));
            }
        }
    }

    /// The first of the stamps of so many more people.
    fn next_people(&mut self, people: usize) -> u32 {
        let people = people as u32;
        self.now = self.now.checked_add(people).unwrap_or_else(|| {
            self.stamps.iter_mut().for_each(|stamps| stamps.fill(0));
            people
        });
        self.now - people + 1
    }

    fn count_margin(&mut self, axis: usize, row: usize) {
        let stamp = &mut self.stamps[axis][row];
        self.margins[axis].people[row] += u32::from(*stamp != self.now);
        *stamp = self.now;
    }

    /// Counts a person in the first period in which they are in each row of the other axis.
    fn count_first(&mut self, shape: &Shape, cells: &[u32], axis: usize, periods: usize) {
        self.next_people(1);
        let place = |cell: u32| {
            let (outer, inner) = shape.place(cell);
            if axis == 0 { (outer, inner) } else { (inner, outer) }
        };
        let cell_of = |period: usize, other: usize| match axis {
            0 => period * shape.plain[1] + other,
            _ => other * shape.plain[1] + period,
        };
        let mut first_of_all = u32::MAX;
        for cell in cells {
            let (period, other) = place(*cell);
            if shape.both_plain {
                self.count_margin(1 - axis, other);
            }
            if period < periods {
                self.first[other] = self.first[other].min(period as u32);
                first_of_all = first_of_all.min(period as u32);
            } else {
                self.plain.people[*cell as usize] += 1;
                if shape.both_plain {
                    self.count_margin(axis, period);
                }
            }
        }
        for cell in cells {
            let (_, other) = place(*cell);
            let first = std::mem::replace(&mut self.first[other], u32::MAX);
            if first != u32::MAX {
                self.plain.people[cell_of(first as usize, other)] += 1;
            }
        }
        if shape.both_plain && first_of_all != u32::MAX {
            self.count_margin(axis, first_of_all as usize);
        }
    }

    /// Counts a person, or the facts of nobody, in the cells of the axes that have lists of values per person.
    fn cross(&mut self, shape: &Shape, cells: &[u32], lists: [&[u32]; 2], own: &mut PerFact, nobody: bool) {
        let per_fact = !own.records.is_empty() || !own.quantity.is_empty();
        let lengths = shape.also.map(|also| also.map_or(1, |(.., len)| len));
        let also_cells = lengths[0] * lengths[1];
        let seconds = if shape.also[1].is_some() { lists[1] } else { &[0] };
        let mut all = Tally::default();
        if per_fact {
            for cell in cells {
                let tally = own.take(*cell as usize);
                all = plus(all, tally);
                self.plain.facts.add(*cell as usize, &tally);
                for first in lists[0] {
                    for second in seconds {
                        let also = *first as usize * lengths[1] + *second as usize;
                        self.crossed.facts.add(*cell as usize * also_cells + also, &tally);
                    }
                }
            }
        }
        let margins = self.plan.axes.iter().zip(&mut self.margins).filter(|(axis, _)| axis.kind != AxisKind::Plain);
        for ((_, margin), list) in margins.zip(lists) {
            for row in list {
                margin.people[*row as usize] += u32::from(!nobody);
                margin.facts.add(*row as usize, &all);
            }
        }
        if nobody {
            return;
        }
        match shape.periods {
            None => {
                for cell in cells {
                    self.cross_people(*cell as usize * also_cells, lengths[1], lists[0], seconds);
                }
            }
            Some((_, periods)) => {
                // The periods are then the only plain axis.
                let dated = cells.iter().filter(|cell| (**cell as usize) < periods).min();
                for cell in dated.into_iter().chain(cells.iter().filter(|cell| **cell as usize >= periods)) {
                    self.cross_people(*cell as usize * also_cells, lengths[1], lists[0], seconds);
                }
            }
        }
    }

    fn cross_people(&mut self, start: usize, stride: usize, firsts: &[u32], seconds: &[u32]) {
        for first in firsts {
            let row = start + *first as usize * stride;
            for second in seconds {
                self.crossed.people[row + *second as usize] += 1;
            }
        }
    }

    /// Adds what another thread has counted.
    pub(crate) fn merge(&mut self, other: &Self) {
        self.plain.merge(&other.plain);
        self.crossed.merge(&other.crossed);
        self.margins.iter_mut().zip(&other.margins).for_each(|(to, more)| to.merge(more));
        self.people += other.people;
        self.base += other.base;
        self.span = match (self.span, other.span) {
            (Some(one), Some(other)) => Some((one.0.min(other.0), one.1.max(other.1))),
            (one, other) => one.or(other),
        };
    }
}
