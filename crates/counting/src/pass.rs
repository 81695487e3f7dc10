//! One pass over a shard: which cells each person touches.

use crate::column::{Code, Column, by_width};
use crate::day;
use crate::plan::{EXCLUDED, Selection, Source};
use crate::shard::{Field, Shard, Slice};

/// The cells that each person of a shard touches, each cell once.
#[derive(Debug, Default)]
pub(crate) struct Touched {
    ends: Vec<u32>,
    cells: Vec<u32>,
}

impl Touched {
    pub(crate) fn of(&self, person: usize) -> &[u32] {
        let start = person.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.cells[start as usize..self.ends[person] as usize]
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

/// Working memory, kept from shard to shard.
#[derive(Debug, Default)]
pub(crate) struct Scratch {
    /// What each row adds to the cell.
    rows: Vec<u32>,
    /// Of each kind looked at, what each fact adds to the cell, unless all add the same.
    facts: Vec<Vec<u32>>,
    /// By cell, the last person who touched it.
    stamps: Vec<u32>,
    now: u32,
    list: Vec<u32>,
}

/// What the facts of a slice add to the cell.
enum Cells<'a> {
    All(u32),
    Each(&'a [u32]),
}

/// Visits each person of the shard who passes the conditions, with the cells they touch, adding their facts to `per_fact`.
/// `earlier` has what the selection's conditions refer to.
pub(crate) fn each_person(
    shard: &Shard,
    selection: &Selection,
    earlier: &[Touched],
    scratch: &mut Scratch,
    per_fact: &mut PerFact,
    visit: impl FnMut(usize, &[u32], &mut PerFact),
) {
    match (per_fact.records.is_empty(), per_fact.quantity.is_empty()) {
        (true, true) => pass::<false, false>(shard, selection, earlier, scratch, per_fact, visit),
        (false, true) => pass::<true, false>(shard, selection, earlier, scratch, per_fact, visit),
        (true, false) => pass::<false, true>(shard, selection, earlier, scratch, per_fact, visit),
        (false, false) => pass::<true, true>(shard, selection, earlier, scratch, per_fact, visit),
    }
}

fn pass<const RECORDS: bool, const QUANTITY: bool>(
    shard: &Shard,
    selection: &Selection,
    earlier: &[Touched],
    scratch: &mut Scratch,
    per_fact: &mut PerFact,
    mut visit: impl FnMut(usize, &[u32], &mut PerFact),
) {
    let none = selection.cells;
    scratch.stamps.resize(none + 1, 0);
    scratch.list.resize(none + 2, 0);
    scratch.facts.resize_with(selection.kinds.len().max(scratch.facts.len()), Vec::new);
    let by_row = selection.rows(shard, &mut scratch.rows);
    let slices: Vec<(&Slice, Cells<'_>)> = selection
        .kinds
        .iter()
        .zip(&mut scratch.facts)
        .filter_map(|((kind, cell), room)| {
            let slice = shard.slices.get(*kind).filter(|slice| slice.len() > 0)?;
            Some((slice, selection.facts(shard, slice, *cell, room)))
        })
        .collect();
    let (stamps, list) = (&mut scratch.stamps[..=none], &mut scratch.list[..none + 2]);
    for person in 0..shard.people() {
        if !selection.passes(shard, person, earlier) {
            continue;
        }
        scratch.now = scratch.now.checked_add(1).unwrap_or_else(|| {
            stamps.fill(0);
            1
        });
        let now = scratch.now;
        stamps[none] = now;
        let mut touched = 0;
        for row in shard.rows.get(person) as usize..shard.rows.get(person + 1) as usize {
            let row_cell = if by_row { scratch.rows[row] } else { 0 };
            if row_cell >= EXCLUDED {
                continue;
            }
            for (slice, cells) in &slices {
                let facts = slice.starts.get(row) as usize..slice.starts.get(row + 1) as usize;
                let mut touch = |cell: usize| {
                    list[touched] = cell as u32;
                    touched += usize::from(stamps[cell] != now);
                    stamps[cell] = now;
                };
                match cells {
                    Cells::All(cell) => {
                        let cell = ((cell + row_cell) as usize).min(none);
                        if facts.is_empty() {
                            continue;
                        }
                        touch(cell);
                        if RECORDS {
                            per_fact.records[cell] += facts.len() as u32;
                        }
                        if QUANTITY {
                            facts.for_each(|fact| measure(per_fact, cell, slice.quantity(fact)));
                        }
                    }
                    Cells::Each(cells) => {
                        let start = facts.start;
                        for (fact, cell) in (start..).zip(&cells[facts]) {
                            let cell = ((cell + row_cell) as usize).min(none);
                            touch(cell);
                            if RECORDS {
                                per_fact.records[cell] += 1;
                            }
                            if QUANTITY {
                                measure(per_fact, cell, slice.quantity(fact));
                            }
                        }
                    }
                }
            }
        }
        visit(person, &list[..touched], per_fact);
    }
}

fn measure(per_fact: &mut PerFact, cell: usize, quantity: Option<i64>) {
    if let Some(quantity) = quantity {
        per_fact.quantity[cell] = per_fact.quantity[cell].wrapping_add(quantity);
        per_fact.measured[cell] += 1;
    }
}

impl Selection {
    /// The cells that each person of the shard touches.
    pub(crate) fn touched(&self, shard: &Shard, earlier: &[Touched], scratch: &mut Scratch) -> Touched {
        let mut touched = Touched { ends: Vec::with_capacity(shard.people()), cells: Vec::new() };
        if shard.is_nobody() {
            touched.ends.resize(shard.people(), 0);
            return touched;
        }
        each_person(shard, self, earlier, scratch, &mut PerFact::default(), |person, cells, _| {
            touched.ends.resize(person, touched.cells.len() as u32);
            touched.cells.extend_from_slice(cells);
            touched.ends.push(touched.cells.len() as u32);
        });
        touched.ends.resize(shard.people(), touched.cells.len() as u32);
        touched
    }

    /// Whether a person passes the conditions.
    fn passes(&self, shard: &Shard, person: usize, earlier: &[Touched]) -> bool {
        let has = |selection: usize| !shard.is_nobody() && !earlier[selection].of(person).is_empty();
        self.conditions.iter().all(|any| any.iter().any(|(selection, wanted)| has(*selection) == *wanted))
    }

    /// What each row adds to the cell; false if none adds anything.
    fn rows(&self, shard: &Shard, cells: &mut Vec<u32>) -> bool {
        cells.clear();
        cells.resize(shard.row_count(), 0);
        for (source, list) in &self.rows {
            match source {
                Source::Programme => add_codes(cells, &shard.programme, list),
                Source::Attribute(index) => add_codes(cells, &shard.attributes[*index], list),
                Source::AgeAtStart => add_codes(cells, &shard.age, list),
                Source::AgeOn(on) => {
                    let on = day::ready(*on);
                    for (row, cell) in cells.iter_mut().enumerate() {
                        let age = day::age(day::ready(shard.born.get(row)), on);
                        *cell = cell.saturating_add(list[age as usize]);
                    }
                }
                Source::Kind | Source::Field(_) | Source::AgeAtFact => {}
            }
        }
        !self.rows.is_empty()
    }

    /// What each fact of a slice adds to the cell.
    fn facts<'a>(&self, shard: &Shard, slice: &Slice, kind: u32, cells: &'a mut Vec<u32>) -> Cells<'a> {
        let mut all = kind;
        let mut each = Vec::new();
        for (field, list) in &self.fields {
            match &slice.fields[*field as usize] {
                Column::Same(code, _) => all = all.saturating_add(at(list, *code)),
                column => each.push((column, list)),
            }
        }
        if each.is_empty() && self.age_at_fact.is_none() {
            return Cells::All(all);
        }
        cells.clear();
        cells.resize(slice.len(), all);
        for (column, list) in each {
            add_codes(cells, column, list);
        }
        if let Some(list) = &self.age_at_fact {
            add_ages(cells, shard, slice, list);
        }
        Cells::Each(cells)
    }
}

fn at(list: &[u32], code: u64) -> u32 {
    list.get(code as usize).copied().unwrap_or(EXCLUDED)
}

/// Adds to each cell what the list says for its code.
fn add_codes(cells: &mut [u32], column: &Column, list: &[u32]) {
    fn add<T: Code>(cells: &mut [u32], codes: &[T], list: &[u32]) {
        for (cell, code) in cells.iter_mut().zip(codes) {
            *cell = cell.saturating_add(at(list, code.wide()));
        }
    }
    by_width!(column,
        Column::Same(code, _) => {
            let more = at(list, *code);
            cells.iter_mut().for_each(|cell| *cell = cell.saturating_add(more));
        },
        codes => add(cells, codes, list));
}

fn add_ages(cells: &mut [u32], shard: &Shard, slice: &Slice, list: &[u32]) {
    let dates = &slice.fields[Field::Date as usize];
    for row in 0..shard.row_count() {
        let born = day::ready(shard.born.get(row));
        let facts = slice.starts.get(row) as usize..slice.starts.get(row + 1) as usize;
        for (fact, cell) in (facts.start..).zip(&mut cells[facts]) {
            let age = day::age(born, day::ready(dates.get(fact)));
            *cell = cell.saturating_add(list[age as usize]);
        }
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
    let mut rows = std::mem::take(&mut scratch.rows);
    let mut room = Vec::new();
    selection.rows(shard, &mut rows);
    for (kind, kind_cell) in &selection.kinds {
        let Some(slice) = shard.slices.get(*kind) else { continue };
        let cells = selection.facts(shard, slice, *kind_cell, &mut room);
        for person in (0..shard.people()).filter(|person| selection.passes(shard, *person, earlier)) {
            let own = shard.rows.get(person) as usize..shard.rows.get(person + 1) as usize;
            for (row, row_cell) in (own.start..).zip(&rows[own]) {
                for fact in slice.starts.get(row) as usize..slice.starts.get(row + 1) as usize {
                    let cell = match &cells {
                        Cells::All(cell) => *cell,
                        Cells::Each(cells) => cells[fact],
                    };
                    let cell = cell.saturating_add(*row_cell);
                    if (cell as usize) < selection.cells {
                        visit(person, *kind, fact, cell);
                    }
                }
            }
        }
    }
    scratch.rows = rows;
}
