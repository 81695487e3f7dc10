//! Adding up: people as they are visited, cell by cell, and the answer in the end.

mod cross;
mod people;
mod table;

use crate::cells::Scratch;
use crate::engine::earlier;
use crate::pass::PerFact;
use crate::plan::{AxisKind, Plan};
use crate::shard::Shard;
use crate::{Key, Tally};
use people::distinct;

/// What has been counted of one question, by one thread.
#[derive(Debug)]
pub(crate) struct Tallies<'a> {
    plan: &'a Plan,
    shape: Shape,
    counted: Counted,
    /// People with one row, not yet among the others: by the cells that they touch, and by the cell of their first fact. In a question where these
    /// tell all there is to count of them.
    singles: Option<[Vec<u32>; 2]>,
    room: Room,
}

/// What has been counted of some shards. The same question finds the same of the same shards whatever else there is, and of all of them the sum:
/// nobody is in two.
#[derive(Debug, Default)]
pub(crate) struct Counted {
    /// By cell of the plain axes. Cumulative: people by the first period in which they are in the row.
    plain: Sums,
    /// By cell of the plain axes, then of the others: empty if there are no others.
    crossed: Sums,
    /// By row of each axis. Of plain axes only people are kept here, and only when there are two of them.
    margins: Vec<Sums>,
    people: u64,
    base: u64,
    /// Of a cumulative table, the first and last period with any fact.
    span: Option<(usize, usize)>,
}

impl Counted {
    fn new(plan: &Plan, shape: &Shape) -> Self {
        let cells = shape.plain[0] * shape.plain[1];
        let crossed = match shape.also {
            [None, _] => Sums::default(),
            [Some((.., a)), None] => Sums::new(cells * a, plan),
            [Some((.., a)), Some((.., b))] => Sums::new(cells * a * b, plan),
        };
        Self {
            plain: Sums::new(cells, plan),
            crossed,
            margins: plan.axes.iter().map(|axis| Sums::new(axis.keys.len(), plan)).collect(),
            ..Self::default()
        }
    }

    /// Bytes on the heap.
    pub(crate) fn bytes(&self) -> usize {
        let sums = self.margins.iter().chain([&self.plain, &self.crossed]);
        size_of::<Self>() + sums.map(|sums| size_of::<Sums>() + sums.bytes()).sum::<usize>()
    }

    fn merge(&mut self, other: &Self) {
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

/// Working memory of one thread.
#[derive(Debug)]
struct Room {
    /// For each plain axis of two, by row, the last person counted in its margin.
    stamps: [Vec<u32>; 2],
    now: u32,
    /// Of two plain axes or a cumulative table, the row of each plain axis that a cell is in.
    places: [Vec<u32>; 2],
    /// The first period of one person in each row of the other axis.
    first: Vec<u32>,
    /// The cells that people touch, each once, and who they are.
    people: Vec<u32>,
    cells: Vec<u32>,
    /// Of pairs, who has more.
    left: Vec<u32>,
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

    /// Bytes on the heap.
    fn bytes(&self) -> usize {
        let PerFact { records, quantity, measured } = &self.facts;
        let narrow = [&self.people, records, measured].into_iter().map(|counts| size_of_val(counts.as_slice()));
        narrow.sum::<usize>() + size_of_val(quantity.as_slice())
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
    /// The row of each of two plain axes that each cell is in.
    fn places(&self) -> [Vec<u32>; 2] {
        if !self.both_plain && self.periods.is_none() {
            return [Vec::new(), Vec::new()];
        }
        let cells = || (0..(self.plain[0] * self.plain[1]) as u32).map(|cell| self.place(cell));
        [cells().map(|(row, _)| row as u32).collect(), cells().map(|(_, column)| column as u32).collect()]
    }

    /// The rows of the outer and the inner plain axis that a cell is in.
    fn place(&self, cell: u32) -> (usize, usize) {
        // Dividing numbers of 32 bits takes less than half as long as of 64.
        let inner = self.plain[1] as u32;
        ((cell / inner) as usize, (cell % inner) as usize)
    }
}

impl Plan {
    /// Whether the cells that somebody with one row touches, and that of their first fact, tell all there is to count of them: in which rows of
    /// each axis they are, or in a cumulative table, when they were first.
    fn singles_tell(&self) -> bool {
        let plain = self.axes.iter().all(|axis| axis.kind == AxisKind::Plain);
        let one_kind = self.main.kinds.len() == 1;
        self.count.people
            && plain
            && one_kind
            && match self.cumulative {
                Some(_) => self.main.first_day.is_some(),
                None => self.axes.len() < 2 || self.axes.iter().any(|axis| axis.by_row),
            }
    }

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
        Self {
            plan,
            shape,
            counted: Counted::new(plan, &shape),
            singles: plan.singles_tell().then(|| [vec![0; cells + 1], vec![0; cells + 1]]),
            room: Room {
                stamps: shape.plain.map(|len| vec![0; len]),
                now: 0,
                places: shape.places(),
                first: vec![u32::MAX; shape.plain[0].max(shape.plain[1])],
                people: Vec::new(),
                cells: Vec::new(),
                left: Vec::new(),
            },
        }
    }

    /// Counts a shard.
    pub(crate) fn shard(&mut self, shard: &Shard, scratch: &mut Scratch) {
        let earlier = earlier(self.plan, shard, scratch);
        let plan = self.plan;
        let nobody = shard.is_nobody();
        let Room { people, cells, .. } = &mut self.room;
        if let Some(base) = plan.base.as_ref().filter(|_| !nobody) {
            scratch.look(shard, base, &earlier).cells(people, cells);
            self.counted.base += distinct(people);
        }
        if plan.pairs {
            if !nobody {
                scratch.look(shard, &plan.main, &earlier).cells(people, cells);
                self.count_pairs();
            }
            return;
        }
        let also = self.shape.also[0].is_some();
        if let Some(same) = plan.main_is.filter(|_| !nobody && !plan.count.records && !plan.count.quantity) {
            let touched = &earlier[same];
            self.note_cells(touched.cells.iter().copied());
            return self.cross_people(&touched.people, &touched.cells, &earlier);
        }
        let mut looking = scratch.look(shard, &plan.main, &earlier);
        if !nobody && plan.count.people {
            match &mut self.singles {
                Some(singles) => looking.singles(singles, people, cells),
                None => looking.cells(people, cells),
            }
        }
        let only_records = plan.count.records && !plan.count.quantity && !also;
        if only_records && looking.count_records(&mut self.counted.plain.facts.records).is_some() {
            // That was all.
        } else if plan.count.records || plan.count.quantity {
            looking.all(|placed| {
                self.counted.plain.facts.add_each(placed);
                if also {
                    self.cross_facts(placed, &earlier, nobody);
                }
            });
        }
        self.note_span(shard, &mut looking);
        if !nobody && plan.count.people {
            let (people, cells) = (std::mem::take(&mut self.room.people), std::mem::take(&mut self.room.cells));
            match also {
                true => self.cross_people(&people, &cells, &earlier),
                false => self.count_people(&people, &cells, shard.people(), &mut scratch.stamps),
            }
            (self.room.people, self.room.cells) = (people, cells);
        }
    }

    /// What has been counted since the last time this was asked.
    pub(crate) fn take(&mut self) -> Counted {
        self.add_singles();
        self.add_pairs();
        std::mem::replace(&mut self.counted, Counted::new(self.plan, &self.shape))
    }

    /// Adds what has been counted of other shards, there or by another thread.
    pub(crate) fn add(&mut self, other: &Counted) {
        self.counted.merge(other);
    }
}
