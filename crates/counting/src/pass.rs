//! One pass over a shard: which cells each person touches.

use crate::column::{Code, Column, by_width};
use crate::day;
use crate::plan::{EXCLUDED, Selection, Source};
use crate::shard::{Field, Shard, Slice};
use std::ops::Range;

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
    /// Whether each person passes the conditions.
    passes: Vec<bool>,
    /// Of each kind looked at.
    rooms: Vec<Room>,
    /// By cell, the last person who touched it.
    stamps: Vec<u32>,
    now: u32,
    list: Vec<u32>,
}

/// Working memory for the facts of one kind.
#[derive(Debug, Default)]
struct Room {
    /// Whether all but the cells are those of the present shard.
    ready: bool,
    /// Where each person's facts start, and where the last one's end.
    people: Vec<u32>,
    /// The row of each fact.
    row_of: Vec<u32>,
    /// The person of each fact; nothing if rows and people are the same.
    person_of: Vec<u32>,
    cells: Vec<u32>,
}

impl Room {
    /// Finds whose each fact is.
    fn make_ready(&mut self, shard: &Shard, slice: &Slice) {
        if self.ready {
            return;
        }
        self.ready = true;
        let Self { people, row_of, person_of, .. } = self;
        decode(&slice.starts, people);
        // Every start adds one to the row of the facts from there on. No loop here depends on how many facts a row has,
        // which a processor cannot foresee.
        row_of.clear();
        row_of.resize(slice.len() + 1, 0);
        for start in &people[1..shard.row_count()] {
            row_of[*start as usize] += 1;
        }
        row_of.pop();
        let mut row = 0;
        for fact in row_of.iter_mut() {
            row += *fact;
            *fact = row;
        }
        person_of.clear();
        if shard.people() < shard.row_count() {
            let starts: Vec<u32> = (0..=shard.people()).map(|person| people[shard.rows.get(person) as usize]).collect();
            let mut person_of_row = vec![0; shard.row_count()];
            for person in 0..shard.people() {
                person_of_row[shard.rows.get(person) as usize..shard.rows.get(person + 1) as usize].fill(person as u32);
            }
            person_of.extend(row_of.iter().map(|row| person_of_row[*row as usize]));
            *people = starts;
        }
    }

    fn person_of(&self) -> &[u32] {
        if self.person_of.is_empty() { &self.row_of } else { &self.person_of }
    }
}

impl Scratch {
    /// The first of as many stamps as there are people, none of which is in use.
    fn stretch_of_people(&mut self, people: usize, stamps: &mut [u32]) -> u32 {
        let people = people as u32;
        let last = self.now.checked_add(people).unwrap_or_else(|| {
            stamps.fill(0);
            people
        });
        self.now = last;
        last - people + 1
    }

    /// Forgets what is known of the shard before.
    pub(crate) fn next_shard(&mut self) {
        self.rooms.iter_mut().for_each(|room| room.ready = false);
    }
}

/// The facts of a selection of one kind, in order: whose each is, and its cell.
pub(crate) struct Flat<'a> {
    pub(crate) slice: &'a Slice,
    pub(crate) people: &'a [u32],
    /// From [`EXCLUDED`] upwards of facts that do not count.
    pub(crate) cells: &'a [u32],
}

/// The cells of the facts of a slice.
#[derive(Debug, Clone, Copy)]
enum Cells<'a> {
    All(u32),
    Each(&'a [u32]),
}

/// The facts of one kind, person by person.
struct Part<'a> {
    slice: &'a Slice,
    /// Where each person's facts start, and where the last one's end.
    starts: &'a [u32],
    cells: Cells<'a>,
}

/// As many cells as have room in the bits of a word.
const FEW: usize = 64;

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
    let Scratch { rows, passes, rooms, stamps, now, list } = scratch;
    let parts = selection.parts(shard, rows, rooms);
    selection.passes(shard, earlier, passes);
    list.resize(list.len().max(selection.cells + 2), 0);
    let (records, quantity) = (!per_fact.records.is_empty(), !per_fact.quantity.is_empty());
    let pass = Pass { people: shard.people(), none: selection.cells, parts: &parts, passes, list, per_fact };
    if selection.cells <= FEW {
        match (records, quantity) {
            (false, false) => pass.by_bits::<false, false>(visit),
            (true, false) => pass.by_bits::<true, false>(visit),
            (false, true) => pass.by_bits::<false, true>(visit),
            (true, true) => pass.by_bits::<true, true>(visit),
        }
    } else {
        stamps.resize(stamps.len().max(selection.cells + 1), 0);
        match (records, quantity) {
            (false, false) => pass.by_stamps::<false, false>(stamps, now, visit),
            (true, false) => pass.by_stamps::<true, false>(stamps, now, visit),
            (false, true) => pass.by_stamps::<false, true>(stamps, now, visit),
            (true, true) => pass.by_stamps::<true, true>(stamps, now, visit),
        }
    }
}

struct Pass<'a> {
    people: usize,
    /// The cell of facts that do not count, which is one more than there are.
    none: usize,
    parts: &'a [Part<'a>],
    /// Empty if all pass.
    passes: &'a [bool],
    list: &'a mut [u32],
    per_fact: &'a mut PerFact,
}

impl Pass<'_> {
    /// Keeps the cells that a person touches in the bits of a word.
    fn by_bits<const RECORDS: bool, const QUANTITY: bool>(self, mut visit: impl FnMut(usize, &[u32], &mut PerFact)) {
        let Self { people, none, parts, passes, list, per_fact } = self;
        for person in 0..people {
            if !passes.is_empty() && !passes[person] {
                continue;
            }
            let mut bits = 0_u64;
            for part in parts {
                let facts = part.starts[person] as usize..part.starts[person + 1] as usize;
                match part.cells {
                    Cells::All(_) if facts.is_empty() => {}
                    Cells::All(cell) => {
                        bits |= u64::from(cell < FEW as u32) << (cell & 63);
                        add_all::<RECORDS, QUANTITY>(per_fact, (cell as usize).min(none), part.slice, facts);
                    }
                    Cells::Each(cells) => {
                        let start = facts.start;
                        for (fact, cell) in (start..).zip(&cells[facts]) {
                            bits |= u64::from(*cell < FEW as u32) << (cell & 63);
                            add_one::<RECORDS, QUANTITY>(per_fact, (*cell as usize).min(none), part.slice, fact);
                        }
                    }
                }
            }
            let mut touched = 0;
            while bits != 0 && touched < FEW {
                list[touched] = bits.trailing_zeros();
                touched += 1;
                bits &= bits - 1;
            }
            visit(person, &list[..touched], per_fact);
        }
    }

    /// Stamps each cell with the last person who touched it.
    fn by_stamps<const RECORDS: bool, const QUANTITY: bool>(
        self,
        stamps: &mut [u32],
        now: &mut u32,
        mut visit: impl FnMut(usize, &[u32], &mut PerFact),
    ) {
        let Self { people, none, parts, passes, list, per_fact } = self;
        // Lengths that the loop's own bounds are seen to respect.
        let list = &mut list[..none + 2];
        for person in 0..people {
            if !passes.is_empty() && !passes[person] {
                continue;
            }
            *now = now.checked_add(1).unwrap_or_else(|| {
                stamps.fill(0);
                1
            });
            let now = *now;
            let stamps = &mut stamps[..=none];
            // What does not count is as good as touched already, and so never listed.
            stamps[none] = now;
            let mut touched = 0;
            let mut touch = |cell: usize| {
                list[touched] = cell as u32;
                touched += usize::from(stamps[cell] != now);
                stamps[cell] = now;
            };
            for part in parts {
                let facts = part.starts[person] as usize..part.starts[person + 1] as usize;
                match part.cells {
                    Cells::All(_) if facts.is_empty() => {}
                    Cells::All(cell) => {
                        let cell = (cell as usize).min(none);
                        touch(cell);
                        add_all::<RECORDS, QUANTITY>(per_fact, cell, part.slice, facts);
                    }
                    Cells::Each(cells) => {
                        let start = facts.start;
                        for (fact, cell) in (start..).zip(&cells[facts]) {
                            let cell = (*cell as usize).min(none);
                            touch(cell);
                            add_one::<RECORDS, QUANTITY>(per_fact, cell, part.slice, fact);
                        }
                    }
                }
            }
            visit(person, &list[..touched], per_fact);
        }
    }
}

#[inline]
fn add_one<const RECORDS: bool, const QUANTITY: bool>(per_fact: &mut PerFact, cell: usize, slice: &Slice, fact: usize) {
    if RECORDS {
        per_fact.records[cell] += 1;
    }
    if QUANTITY {
        measure(per_fact, cell, slice.quantity(fact));
    }
}

fn add_all<const RECORDS: bool, const QUANTITY: bool>(
    per_fact: &mut PerFact,
    cell: usize,
    slice: &Slice,
    facts: Range<usize>,
) {
    if RECORDS {
        per_fact.records[cell] += facts.len() as u32;
    }
    if QUANTITY {
        facts.for_each(|fact| measure(per_fact, cell, slice.quantity(fact)));
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
        let mut all_stamps = std::mem::take(&mut scratch.stamps);
        all_stamps.resize(all_stamps.len().max(self.cells + 1), 0);
        let now = scratch.stretch_of_people(shard.people(), &mut all_stamps);
        if let Some(flat) = self.flat(shard, earlier, scratch) {
            touched.ends.resize(shard.people(), 0);
            touched.cells.resize(flat.cells.len() + 1, 0);
            let stamps = &mut all_stamps[..=self.cells];
            let mut listed = 0;
            for (cell, person) in flat.cells.iter().zip(flat.people) {
                let place = (*cell as usize).min(self.cells);
                let new = place < self.cells && stamps[place] != now + person;
                stamps[place] = now + person;
                touched.cells[listed] = *cell;
                listed += usize::from(new);
                touched.ends[*person as usize] = listed as u32;
            }
            touched.cells.truncate(listed);
            let mut end = 0;
            for own in &mut touched.ends {
                end = end.max(*own);
                *own = end;
            }
            scratch.stamps = all_stamps;
            return touched;
        }
        scratch.stamps = all_stamps;
        each_person(shard, self, earlier, scratch, &mut PerFact::default(), |person, cells, _| {
            touched.ends.resize(person, touched.cells.len() as u32);
            touched.cells.extend_from_slice(cells);
            touched.ends.push(touched.cells.len() as u32);
        });
        touched.ends.resize(shard.people(), touched.cells.len() as u32);
        touched
    }

    /// Whether each person passes the conditions; nothing if there are none.
    fn passes(&self, shard: &Shard, earlier: &[Touched], passes: &mut Vec<bool>) {
        passes.clear();
        if self.conditions.is_empty() {
            return;
        }
        let has = |selection: usize, person: usize| !shard.is_nobody() && !earlier[selection].of(person).is_empty();
        passes.extend((0..shard.people()).map(|person| {
            self.conditions.iter().all(|any| any.iter().any(|(selection, wanted)| has(*selection, person) == *wanted))
        }));
    }

    /// The facts of each kind looked at, with their cells.
    fn parts<'a>(&self, shard: &'a Shard, rows: &mut Vec<u32>, rooms: &'a mut Vec<Room>) -> Vec<Part<'a>> {
        rooms.resize_with(shard.slices.len().max(rooms.len()), Room::default);
        self.rows(shard, rows);
        let rooms = rooms.iter_mut().enumerate();
        let parts = rooms.filter_map(|(kind, room)| {
            let (_, cell) = self.kinds.iter().find(|(looked_at, _)| *looked_at == kind)?;
            let slice = shard.slices.get(kind).filter(|slice| slice.len() > 0)?;
            Some(self.part(shard, slice, *cell, rows, room))
        });
        parts.collect()
    }

    /// The facts of a selection of one kind; none if it is of several.
    pub(crate) fn flat<'a>(&self, shard: &'a Shard, earlier: &[Touched], scratch: &'a mut Scratch) -> Option<Flat<'a>> {
        let [(kind, kind_cell)] = self.kinds.as_slice() else { return None };
        let Scratch { rows, passes, rooms, .. } = scratch;
        rooms.resize_with((kind + 1).max(rooms.len()), Room::default);
        let none = &shard.none;
        let slice = shard.slices.get(*kind).filter(|slice| slice.len() > 0).unwrap_or(none);
        if slice.len() == 0 {
            return Some(Flat { slice, people: &[], cells: &[] });
        }
        self.rows(shard, rows);
        self.passes(shard, earlier, passes);
        let room = &mut rooms[*kind];
        if let Cells::All(cell) = self.part(shard, slice, *kind_cell, rows, room).cells {
            room.cells.clear();
            room.cells.resize(slice.len(), cell);
        }
        if !passes.is_empty() {
            let people = if room.person_of.is_empty() { &room.row_of } else { &room.person_of };
            for (cell, person) in room.cells.iter_mut().zip(people) {
                *cell |= if passes[*person as usize] { 0 } else { EXCLUDED };
            }
        }
        Some(Flat { slice, people: room.person_of(), cells: &room.cells })
    }

    /// What each row adds to the cell; nothing if none adds anything.
    fn rows(&self, shard: &Shard, cells: &mut Vec<u32>) {
        cells.clear();
        if self.rows.is_empty() {
            return;
        }
        cells.resize(shard.row_count(), 0);
        for (source, list) in &self.rows {
            match source {
                Source::Programme => add_codes(cells, &shard.programme, list),
                Source::Attribute(index) => add_codes(cells, &shard.attributes[*index], list),
                Source::AgeAtStart => add_codes(cells, &shard.age, list),
                Source::AgeOn(on) => {
                    let on = day::ready(*on);
                    for (row, cell) in cells.iter_mut().enumerate() {
                        *cell += list[day::age(day::ready(shard.born.get(row)), on) as usize];
                    }
                }
                Source::Kind | Source::Field(_) | Source::AgeAtFact => {}
            }
            // However many lists there are, their sum stays small.
            cells.iter_mut().for_each(|cell| *cell = (*cell).min(EXCLUDED));
        }
    }

    /// The facts of one kind, with their cells.
    fn part<'a>(&self, shard: &Shard, slice: &'a Slice, kind: u32, rows: &[u32], room: &'a mut Room) -> Part<'a> {
        room.make_ready(shard, slice);
        let Room { people: starts, row_of, cells, .. } = room;
        let mut all = kind;
        let mut each = Vec::new();
        for (field, list) in &self.fields {
            match &slice.fields[*field as usize] {
                Column::Same(code, _) => all += at(list, *code),
                column => each.push((column, list)),
            }
        }
        if each.is_empty() && self.age_at_fact.is_none() && rows.is_empty() {
            return Part { slice, starts, cells: Cells::All(all) };
        }
        cells.clear();
        match each.split_first() {
            Some(((column, list), rest)) => {
                list_codes(cells, column, list, all);
                rest.iter().for_each(|(column, list)| add_codes(cells, column, list));
            }
            None => cells.resize(slice.len(), all),
        }
        if let Some(list) = &self.age_at_fact {
            add_ages(cells, shard, slice, list);
        }
        if !rows.is_empty() {
            for (cell, row) in cells.iter_mut().zip(row_of.iter()) {
                *cell += rows[*row as usize];
            }
        }
        Part { slice, starts, cells: Cells::Each(cells) }
    }
}

fn decode(column: &Column, codes: &mut Vec<u32>) {
    codes.clear();
    by_width!(column,
        Column::Same(code, len) => codes.resize(*len, *code as u32),
        narrow => codes.extend(narrow.iter().map(|code| code.wide() as u32)));
}

fn at(list: &[u32], code: u64) -> u32 {
    list.get(code as usize).copied().unwrap_or(EXCLUDED)
}

/// A list by codes of one byte, with something for each of them.
fn for_bytes(list: &[u32]) -> [u32; 256] {
    std::array::from_fn(|code| list.get(code).copied().unwrap_or(EXCLUDED))
}

/// Lists for each fact what `list` says for its code, and `more`.
fn list_codes(cells: &mut Vec<u32>, column: &Column, list: &[u32], more: u32) {
    match column {
        Column::Same(code, len) => cells.resize(*len, at(list, *code) + more),
        Column::U8(codes) => {
            let list = for_bytes(list).map(|cell| cell + more);
            cells.extend(codes.iter().map(|code| list[usize::from(*code)]));
        }
        Column::U16(codes) => cells.extend(codes.iter().map(|code| at(list, code.wide()) + more)),
        Column::U32(codes) => cells.extend(codes.iter().map(|code| at(list, code.wide()) + more)),
        Column::U64(codes) => cells.extend(codes.iter().map(|code| at(list, *code) + more)),
    }
}

/// Adds to each cell what the list says for its code.
fn add_codes(cells: &mut [u32], column: &Column, list: &[u32]) {
    fn add<T: Code>(cells: &mut [u32], codes: &[T], cell_of: impl Fn(T) -> u32) {
        for (cell, code) in cells.iter_mut().zip(codes) {
            *cell += cell_of(*code);
        }
    }
    match column {
        Column::Same(code, _) => {
            let more = at(list, *code);
            cells.iter_mut().for_each(|cell| *cell += more);
        }
        Column::U8(codes) => {
            let list = for_bytes(list);
            add(cells, codes, |code| list[usize::from(code)]);
        }
        Column::U16(codes) => add(cells, codes, |code| at(list, code.wide())),
        Column::U32(codes) => add(cells, codes, |code| at(list, code.wide())),
        Column::U64(codes) => add(cells, codes, |code| at(list, code)),
    }
}

fn add_ages(cells: &mut [u32], shard: &Shard, slice: &Slice, list: &[u32]) {
    let dates = &slice.fields[Field::Date as usize];
    for row in 0..shard.row_count() {
        let born = day::ready(shard.born.get(row));
        let facts = slice.starts.get(row) as usize..slice.starts.get(row + 1) as usize;
        for (fact, cell) in (facts.start..).zip(&mut cells[facts]) {
            let age = day::age(born, day::ready(dates.get(fact)));
            *cell += list[age as usize];
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
    let Scratch { rows, passes, rooms, .. } = scratch;
    selection.passes(shard, earlier, passes);
    selection.rows(shard, rows);
    rooms.resize_with(shard.slices.len().max(rooms.len()), Room::default);
    for (kind, kind_cell) in &selection.kinds {
        let Some(slice) = shard.slices.get(*kind).filter(|slice| slice.len() > 0) else { continue };
        let part = selection.part(shard, slice, *kind_cell, rows, &mut rooms[*kind]);
        for person in (0..shard.people()).filter(|person| passes.is_empty() || passes[*person]) {
            for fact in part.starts[person] as usize..part.starts[person + 1] as usize {
                let cell = match part.cells {
                    Cells::All(cell) => cell,
                    Cells::Each(cells) => cells[fact],
                };
                if (cell as usize) < selection.cells {
                    visit(person, *kind, fact, cell);
                }
            }
        }
    }
}
