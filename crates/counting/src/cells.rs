//! The cells of facts: found column by column, for a whole shard at a time.
//!
//! No loop here runs as often as some person has facts, or stops early: what a processor cannot foresee costs it more than
//! the work itself.

mod flat;
mod marks;

use crate::column::Column;
use crate::day;
use crate::pass::Touched;
use crate::plan::{ByField, EXCLUDED, Selection, Source};
use crate::shard::{FIELDS, Field, Shard, Slice};

pub(crate) use flat::{Apart, Flat};
use flat::{Cells, Later};
use marks::{Marked, keep, mark, pick};

/// Working memory, kept from shard to shard. What has been found out of the columns of a shard serves every question about it.
#[derive(Debug, Default)]
pub(crate) struct Scratch {
    pub(crate) working: Working,
    /// The facts of several kinds together.
    together: Vec<(u32, u32)>,
    /// By cell, the last person who touched it.
    stamps: Vec<u32>,
    now: u32,
    firsts: Vec<u32>,
}

/// Working memory for the cells of a selection.
#[derive(Debug, Default)]
pub(crate) struct Working {
    /// What each row adds to the cell; nothing if none adds anything.
    rows: Vec<u32>,
    /// The person of each row.
    persons: Owners,
    /// By kind.
    rooms: Vec<Room>,
    codes: Vec<u16>,
}

/// Working memory for the facts of one kind.
#[derive(Debug, Default)]
struct Room {
    /// The row and the person of each fact.
    row_of: Owners,
    person_of: Owners,
    /// Where each row's facts start, and where the last one's end. Nothing until asked for.
    starts: Vec<u32>,
    /// What the codes of fields exceed the least by, as far as they have been asked for.
    fields: [Vec<u16>; FIELDS],
    marked: Vec<Marked>,
    marks: Vec<u8>,
    /// The facts that count, their people and their cells. Longer than there are any, so as not to be cleared each time.
    facts: Vec<u32>,
    rows: Vec<u32>,
    people: Vec<u32>,
    cells: Vec<u32>,
}

/// Whose each of some things is, once it has been asked for. The list is longer than that.
#[derive(Debug, Default)]
struct Owners {
    of: Vec<u32>,
    len: Option<usize>,
}

impl Owners {
    /// Of as many things as there are in all, of which each owner has so many.
    fn find(&mut self, counts: &Column, len: usize, codes: &mut Vec<u16>, owner: impl Fn(usize) -> u32) -> &[u32] {
        if self.len.is_none() {
            // As many as most owners have are written at once; what is too many is overwritten by the next.
            match len < 4 * counts.len() {
                true => spread::<_, 4>(counts, len, codes, &mut self.of, owner),
                false => spread::<_, 32>(counts, len, codes, &mut self.of, owner),
            }
            self.len = Some(len);
        }
        self.known()
    }

    fn known(&self) -> &[u32] {
        &self.of[..self.len.unwrap_or(0)]
    }
}

/// Lists for each thing what is said of its owner, of whom each has so many. The list is made longer than that.
fn spread<T: Copy + Default, const AT_ONCE: usize>(
    counts: &Column,
    len: usize,
    codes: &mut Vec<u16>,
    to: &mut Vec<T>,
    of: impl Fn(usize) -> T,
) {
    if to.len() < len + AT_ONCE {
        to.resize(len + AT_ONCE, T::default());
    }
    if let Column::Same(1, _) = counts {
        return to[..len].iter_mut().enumerate().for_each(|(owner, to)| *to = of(owner));
    }
    let (mut rest, mut owner) = (to.as_mut_slice(), 0);
    counts.each(0..counts.len(), codes, |count| {
        let (count, value) = (count as usize, of(owner));
        if let Some(first) = rest.first_chunk_mut::<AT_ONCE>() {
            *first = [value; AT_ONCE];
        }
        let (own, others) = std::mem::take(&mut rest).split_at_mut(count);
        if count > AT_ONCE {
            own.fill(value);
        }
        (rest, owner) = (others, owner + 1);
    });
}

impl Scratch {
    /// Forgets what is known of the shard before.
    pub(crate) fn next_shard(&mut self) {
        self.working.persons.len = None;
        for room in &mut self.working.rooms {
            (room.row_of.len, room.person_of.len) = (None, None);
            room.starts.clear();
            room.fields.iter_mut().for_each(Vec::clear);
            room.marked.clear();
        }
    }

    /// Calls with the facts of each kind that a selection counts, and then with those of all kinds together. `later` is a field that the cells of a
    /// single kind are without.
    pub(crate) fn look(
        &mut self,
        shard: &Shard,
        selection: &Selection,
        earlier: &[Touched],
        later: Option<Field>,
        mut call: impl FnMut(View<'_, '_>),
    ) {
        let Self { working, together, stamps, now, firsts } = self;
        let mut apart = Apart { people: shard.people(), stamps, now, firsts };
        let all_rows_pass = selection.rows(shard, earlier, working);
        if let [(kind, cell)] = selection.kinds.as_slice() {
            let Some(slice) = shard.slices.get(*kind) else { return };
            if let Some(flat) = selection.flat(shard, *kind, *cell, all_rows_pass, later, working) {
                call(View::Kind(*kind, slice, &flat));
                call(View::All(&flat, &mut apart));
            }
            return;
        }
        together.clear();
        for (kind, cell) in &selection.kinds {
            let Some(slice) = shard.slices.get(*kind) else { continue };
            if let Some(flat) = selection.flat(shard, *kind, *cell, all_rows_pass, None, working) {
                call(View::Kind(*kind, slice, &flat));
                together.extend(flat.people.iter().enumerate().map(|(at, person)| (*person, flat.cell(at))));
            }
        }
        together.sort_unstable();
        let (people, cells): (Vec<u32>, Vec<u32>) = together.iter().copied().unzip();
        call(View::All(&Flat::of(&people, &cells), &mut apart));
    }
}

/// What a selection counts in a shard.
pub(crate) enum View<'a, 'b> {
    /// The facts of a kind, in this slice.
    Kind(usize, &'a Slice, &'a Flat<'a>),
    /// Those of all kinds, in the order of people, and the means to tell apart their cells.
    All(&'a Flat<'a>, &'a mut Apart<'b>),
}

/// The first so many of a list that is made long enough.
fn at_least(list: &mut Vec<u32>, len: usize) -> &mut [u32] {
    if list.len() < len {
        list.resize(len, 0);
    }
    &mut list[..len]
}

fn look_up(list: &[u32], code: usize) -> u32 {
    list.get(code).copied().unwrap_or(EXCLUDED)
}

/// What a list says from the code on that is the least of a column.
fn from_least<'a>(list: &'a [u32], column: &Column) -> &'a [u32] {
    list.get(column.least() as usize..).unwrap_or(&[])
}

impl Room {
    /// Finds the rows and people of the facts picked out.
    fn find_owners(&mut self, slice: &Slice, picked: usize, persons: &[u32], codes: &mut Vec<u16>) {
        let (facts, rows) = (&self.facts[..picked], at_least(&mut self.rows, picked));
        // To find those of a few facts of rows with many, it takes less to walk from row to row than to list the row of every fact.
        if self.row_of.len.is_none() && picked < slice.len() / 4 && slice.len() > 4 * slice.counts.len() {
            if self.starts.is_empty() {
                let mut end = 0;
                self.starts.push(0);
                slice.counts.each(0..slice.counts.len(), codes, |count| {
                    end += count as u32;
                    self.starts.push(end);
                });
            }
            let mut number = 0;
            for (row, fact) in rows.iter_mut().zip(facts) {
                while self.starts[number + 1] <= *fact {
                    number += 1;
                }
                *row = number as u32;
            }
        } else {
            let row_of = self.row_of.find(&slice.counts, slice.len(), codes, |row| row as u32);
            rows.iter_mut().zip(facts).for_each(|(row, fact)| *row = row_of[*fact as usize]);
        }
        let people = at_least(&mut self.people, picked);
        people.iter_mut().zip(rows).for_each(|(person, row)| *person = persons[*row as usize]);
    }
}

impl Selection {
    /// Finds what each row adds to the cell, [`EXCLUDED`] or more if its facts do not count, and says whether all do.
    fn rows(&self, shard: &Shard, earlier: &[Touched], working: &mut Working) -> bool {
        let Working { rows: cells, persons, codes, .. } = working;
        cells.clear();
        let persons = persons.find(&shard.rows, shard.row_count(), codes, |person| person as u32);
        if self.rows.is_empty() && self.conditions.is_empty() {
            return true;
        }
        cells.resize(shard.row_count(), 0);
        for (source, list) in &self.rows {
            // However many lists there are, their sum stays small.
            let becomes = |cell: u32, more: u32| (cell + more).min(EXCLUDED);
            let column = match source {
                Source::Programme => &shard.programme,
                Source::Attribute(index) => &shard.attributes[*index],
                Source::AgeAtStart => &shard.age,
                Source::AgeOn(on) => {
                    let on = day::ready(*on);
                    for (row, cell) in cells.iter_mut().enumerate() {
                        let age = day::age(day::ready(shard.born.get(row)), on);
                        *cell = becomes(*cell, look_up(list, age as usize));
                    }
                    continue;
                }
                Source::Kind | Source::Field(_) | Source::AgeAtFact => continue,
            };
            codes.clear();
            open(column, codes);
            add_codes(cells, None, column, codes, list, becomes);
        }
        if !self.conditions.is_empty() {
            let has = |selection: usize, person: usize| !shard.is_nobody() && !earlier[selection].of(person).is_empty();
            for (cell, person) in cells.iter_mut().zip(persons) {
                let person = *person as usize;
                let mut all = self.conditions.iter();
                if !all.all(|any| any.iter().any(|(selection, wanted)| has(*selection, person) == *wanted)) {
                    *cell = EXCLUDED;
                }
            }
        }
        cells.iter().all(|cell| *cell < EXCLUDED)
    }

    /// The facts of one kind that count.
    fn flat<'a>(
        &'a self,
        shard: &'a Shard,
        kind: usize,
        kind_cell: u32,
        all_rows_pass: bool,
        later: Option<Field>,
        working: &'a mut Working,
    ) -> Option<Flat<'a>> {
        let slice = shard.slices.get(kind).filter(|slice| slice.len() > 0)?;
        let Working { rows, persons, rooms, codes } = working;
        if rooms.len() <= kind {
            rooms.resize_with(kind + 1, Room::default);
        }
        let (persons, room) = (persons.known(), &mut rooms[kind]);
        // What is the same for all facts of the slice, and the columns that add to the cell of each.
        let mut same = kind_cell;
        let mut columns: Vec<(&Column, &ByField)> = Vec::new();
        for by in &self.fields {
            match &slice.fields[by.field as usize] {
                Column::Same(code, _) => same += look_up(&by.list, *code as usize),
                column => columns.push((column, by)),
            }
        }
        if same >= EXCLUDED {
            return None;
        }
        for (column, by) in &columns {
            open(column, &mut room.fields[by.field as usize]);
        }
        let narrowing: Vec<_> = columns.iter().filter(|(_, by)| by.narrows).copied().collect();
        let picked = (!all_rows_pass || self.age_at_fact.is_some() || !narrowing.is_empty()).then(|| {
            let some_rows = (!all_rows_pass).then_some(rows.as_slice());
            self.pick_out(shard, slice, &narrowing, some_rows, room, codes)
        });
        let put_off = |by: &ByField| Some(by.field) == later;
        let later =
            columns.iter().find(|(_, by)| put_off(by)).map(|(column, by)| (*column, by.list.as_slice(), by.field));
        columns.retain(|(_, by)| by.adds && !put_off(by));
        match picked {
            Some(picked) => room.find_owners(slice, picked, persons, codes),
            None => {
                room.person_of.find(&slice.counts, slice.len(), codes, |row| persons[row]);
                if !rows.is_empty() {
                    room.row_of.find(&slice.counts, slice.len(), codes, |row| row as u32);
                }
            }
        }
        let Room { row_of, person_of, fields, facts, rows: own_rows, people, cells, .. } = room;
        let (facts, row_of, people) = match picked {
            Some(picked) => (Some(&facts[..picked]), &own_rows[..picked], &people[..picked]),
            None => (None, row_of.known(), person_of.known()),
        };
        let later = later.map(|(column, list, field)| Later {
            column,
            codes: &fields[field as usize],
            list: from_least(list, column),
        });
        let len = people.len();
        let cells = at_least(cells, len);
        let lists =
            columns.iter().map(|(column, by)| (*column, fields[by.field as usize].as_slice(), by.list.as_slice()));
        let mut lists = lists.collect::<Vec<_>>().into_iter();
        if let ([(Column::Packed(..), _)], None, []) = (columns.as_slice(), facts, rows.as_slice())
            && let Some((column, codes, list)) = lists.next()
        {
            let cells = Cells::ByCode(codes, from_least(list, column), same);
            return Some(Flat { facts, people, cells, later });
        }
        match (lists.next(), facts) {
            (None, _) => cells.fill(same),
            (Some((column, codes, list)), facts) => add_codes(cells, facts, column, codes, list, |_, more| same + more),
        }
        for (column, codes, list) in lists {
            add_codes(cells, facts, column, codes, list, |cell, more| cell + more);
        }
        if !rows.is_empty() {
            cells.iter_mut().zip(row_of).for_each(|(cell, row)| *cell += rows[*row as usize]);
        }
        if let (Some(list), Some(facts)) = (&self.age_at_fact, facts) {
            for ((cell, fact), row) in cells.iter_mut().zip(facts).zip(row_of) {
                *cell += list[age_at(shard, slice, *row, *fact as usize)];
            }
        }
        Some(Flat { facts, people, cells: Cells::Found(cells), later })
    }

    /// Picks out the facts, and says how many, of a slice that every column passes, and every row that has them, and the age of the person on their day.
    fn pick_out(
        &self,
        shard: &Shard,
        slice: &Slice,
        narrowing: &[(&Column, &ByField)],
        some_rows: Option<&[u32]>,
        room: &mut Room,
        codes: &mut Vec<u16>,
    ) -> usize {
        let Room { marks, marked, fields, facts, row_of, .. } = room;
        let mut first = true;
        for (column, by) in narrowing {
            keep(marks, mark(marked, column, &fields[by.field as usize], by), first);
            first = false;
        }
        if let Some(rows) = some_rows {
            let mut passing = Vec::new();
            spread::<_, 16>(&slice.counts, slice.len(), codes, &mut passing, |row| u8::from(rows[row] < EXCLUDED));
            keep(marks, &passing[..slice.len()], first);
            first = false;
        }
        if first {
            marks.clear();
            marks.resize(slice.len(), 1);
        }
        if let Some(list) = &self.age_at_fact {
            let row_of = row_of.find(&slice.counts, slice.len(), codes, |row| row as u32);
            for (fact, (mark, row)) in marks.iter_mut().zip(row_of).enumerate() {
                *mark &= u8::from(list[age_at(shard, slice, *row, fact)] < EXCLUDED);
            }
        }
        pick(marks, facts)
    }
}

/// Unpacks a column, unless that has been done or its codes are too far apart.
fn open(column: &Column, codes: &mut Vec<u16>) {
    if let Column::Packed(_, above) = column
        && codes.is_empty()
    {
        above.unpack(0..above.len(), codes);
    }
}

/// Makes of each cell what it becomes by what `list` says for the code of its fact.
fn add_codes(
    cells: &mut [u32],
    facts: Option<&[u32]>,
    column: &Column,
    codes: &[u16],
    list: &[u32],
    becomes: impl Fn(u32, u32) -> u32,
) {
    let Column::Packed(..) = column else {
        for (at, cell) in cells.iter_mut().enumerate() {
            let fact = facts.map_or(at, |facts| facts[at] as usize);
            *cell = becomes(*cell, look_up(list, column.get(fact) as usize));
        }
        return;
    };
    let list = from_least(list, column);
    let add = |(cell, code): (&mut u32, u16)| *cell = becomes(*cell, look_up(list, usize::from(code)));
    match facts {
        Some(facts) => cells.iter_mut().zip(facts.iter().map(|fact| codes[*fact as usize])).for_each(add),
        None => cells.iter_mut().zip(codes.iter().copied()).for_each(add),
    }
}

/// One more than the age of a row's person on the day of a fact; 0 if not known.
fn age_at(shard: &Shard, slice: &Slice, row: u32, fact: usize) -> usize {
    let date = slice.fields[Field::Date as usize].get(fact);
    day::age(day::ready(shard.born.get(row as usize)), day::ready(date)) as usize
}
