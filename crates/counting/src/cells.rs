//! The cells of facts: found column by column, for a whole shard at a time.

mod codes;
mod listed;
mod room;
pub(crate) mod turn;

use crate::bits;
use crate::column::Column;
use crate::day;
use crate::pass::Touched;
use crate::plan::{EXCLUDED, Selection, Source};
use crate::shard::{Shard, Slice};
use codes::Day;
pub(crate) use listed::Stamps;
use listed::Touch;
use room::Room;
use std::ops::Range;

/// Working memory, kept from shard to shard. What has been found out of the columns of a shard serves every question about it.
#[derive(Debug, Default)]
pub(crate) struct Scratch {
    whose: Whose,
    /// What each row adds to the cell, [`EXCLUDED`] or more if its facts do not count. Of rows not asked about, anything.
    by_row: Vec<u32>,
    by_class: Vec<u32>,
    /// By kind.
    rooms: Vec<Room>,
    codes: Vec<u16>,
    pub(crate) stamps: Stamps,
}

/// Whose the rows of a shard are: most people have one.
#[derive(Debug, Default)]
struct Whose {
    /// The person of each row, with [`SEVERAL`] if they have several.
    people: Vec<u32>,
    /// The people who have several rows, and which.
    several: Vec<(u32, Range<u32>)>,
    words: Vec<u64>,
}

/// A bit that no number of a person has.
const SEVERAL: u32 = 1 << 31;

impl Whose {
    fn find(&mut self, shard: &Shard, codes: &mut Vec<u16>) {
        self.several.clear();
        // Rows so far; of people most of whom have one, beyond one each.
        let mut row = 0;
        match &shard.rows {
            Column::Same(1, _) => {}
            Column::Packed(1, above) => {
                above.unpack_all(codes);
                bits::in_runs(codes, &[(1, u16::MAX - 1)], &mut self.words);
                for (start, word) in (0..).step_by(bits::WORD).zip(&self.words) {
                    let mut left = *word;
                    while left != 0 {
                        let person = start + left.trailing_zeros();
                        left &= left - 1;
                        let more = u32::from(codes[person as usize]);
                        self.several.push((person, person + row..person + row + more + 1));
                        row += more;
                    }
                }
            }
            rows => rows.each(0..rows.len(), codes, |rows| {
                let rows = rows as u32;
                // Here most have several. Who is listed with one row is counted no less rightly.
                self.several.push((self.several.len() as u32, row..row + rows));
                row += rows;
            }),
        }
        self.people.clear();
        let mut next = 0;
        for (person, rows) in &self.several {
            self.people.extend(next..*person);
            self.people.resize(rows.end as usize, person | SEVERAL);
            next = person + 1;
        }
        self.people.extend(next..shard.people() as u32);
    }

    /// Whose a row is.
    fn person(&self, row: u32) -> u32 {
        self.people[row as usize] & !SEVERAL
    }

    /// Whether the person whose row this is has others.
    fn has_others(&self, row: u32) -> bool {
        self.people[row as usize] & SEVERAL != 0
    }
}

/// Some facts of one kind, and what says the cell of each.
pub(crate) struct Placed<'a> {
    pub(crate) kind: usize,
    slice: &'a Slice,
    listed: &'a [Touch],
    whose: &'a Whose,
    /// What kind, class, row and day add.
    same: u32,
    by_class: &'a [u32],
    by_row: &'a [u32],
    by_day: Option<(Day<'a>, &'a [u32])>,
}

impl Placed<'_> {
    /// Visits each fact that counts: its person, its place in its slice, and its cell.
    pub(crate) fn each(&self, mut visit: impl FnMut(u32, usize, u32)) {
        for touch in self.listed {
            let cell = self.cell_of(touch);
            if cell < EXCLUDED {
                visit(self.whose.person(touch.row), touch.fact as usize, cell);
            }
        }
    }

    /// The cell of one of these facts, [`EXCLUDED`] or more if it does not count.
    #[inline]
    fn cell_of(&self, touch: &Touch) -> u32 {
        let day = self.by_day.map_or(0, |(day, list)| list[day.of(touch.fact)]);
        self.same + self.by_class[touch.class as usize] + self.by_row[touch.row as usize] + day
    }

    pub(crate) fn quantity(&self, fact: usize) -> Option<i64> {
        self.slice.quantity(fact)
    }

    /// Lists people and the cells they touch, being touches, each cell once.
    fn list_cells(&self, people: &mut Vec<u32>, cells: &mut Vec<u32>) {
        let start = people.len();
        people.resize(start + self.listed.len(), 0);
        cells.resize(start + self.listed.len(), 0);
        let mut found = start;
        for touch in self.listed {
            let cell = self.cell_of(touch);
            let person = self.whose.person(touch.row);
            // In one row there is each class once, but another row may have the same.
            let again = self.whose.has_others(touch.row) && {
                let before = people[start..found].iter().zip(&cells[start..found]).rev();
                before.take_while(|(other, _)| **other == person).any(|(_, other)| *other == cell)
            };
            (people[found], cells[found]) = (person, cell);
            found += usize::from(cell < EXCLUDED && !again);
        }
        people.truncate(found);
        cells.truncate(found);
    }

    /// Adds one to the cell of each, or to the last if it does not count.
    pub(crate) fn count(&self, counted: &mut [u32]) {
        let Some(most) = counted.len().checked_sub(1) else { return };
        for touch in self.listed {
            counted[(self.cell_of(touch) as usize).min(most)] += 1;
        }
    }

    /// The same, and adds one to the cell of the first of each row in the other list. Where there is one class only, both lists together say both.
    fn count_with_first(&self, by_cell: &mut [u32], by_first: &mut [u32]) {
        match (self.by_class, self.by_day) {
            ([of_class], None) => {
                let same = self.same + of_class;
                count_in_turn(self.listed, |touch| same + self.by_row[touch.row as usize], by_cell, by_first);
            }
            ([_], _) => count_in_turn(self.listed, |touch| self.cell_of(touch), by_cell, by_first),
            (_, None) => {
                let cell =
                    |touch: &Touch| self.same + self.by_class[touch.class as usize] + self.by_row[touch.row as usize];
                count_and_first(self.listed, cell, by_cell, by_first);
            }
            _ => count_and_first(self.listed, |touch| self.cell_of(touch), by_cell, by_first),
        }
    }
}

/// Adds one to the cell of each in either list. Two that follow one another are often of the same cell, and do not wait for each other in two lists.
#[inline(never)]
fn count_in_turn(listed: &[Touch], cell: impl Fn(&Touch) -> u32, one: &mut [u32], other: &mut [u32]) {
    let Some(most) = one.len().min(other.len()).checked_sub(1) else { return };
    let (one, other) = (&mut one[..=most], &mut other[..=most]);
    let (pairs, last) = listed.as_chunks::<2>();
    for [a, b] in pairs {
        one[(cell(a) as usize).min(most)] += 1;
        other[(cell(b) as usize).min(most)] += 1;
    }
    last.iter().for_each(|touch| one[(cell(touch) as usize).min(most)] += 1);
}

/// Adds one to the cell of each in one list, and in the other for the first of each row.
#[inline(never)]
fn count_and_first(listed: &[Touch], cell: impl Fn(&Touch) -> u32, by_cell: &mut [u32], by_first: &mut [u32]) {
    let Some(most) = by_cell.len().min(by_first.len()).checked_sub(1) else { return };
    let (by_cell, by_first) = (&mut by_cell[..=most], &mut by_first[..=most]);
    let mut last = u32::MAX;
    for touch in listed {
        let cell = (cell(touch) as usize).min(most);
        by_cell[cell] += 1;
        // Which is a first cannot be foreseen, so it is added up rather than decided upon.
        by_first[cell] += u32::from(touch.row != last);
        last = touch.row;
    }
}

impl Scratch {
    /// Gets ready for a shard, and forgets what is known of the one before.
    pub(crate) fn next_shard(&mut self, shard: &Shard) {
        self.rooms.iter_mut().for_each(Room::next_shard);
        self.whose.find(shard, &mut self.codes);
    }

    /// Gets ready for a selection.
    pub(crate) fn look<'a>(
        &'a mut self,
        shard: &'a Shard,
        selection: &'a Selection,
        earlier: &'a [Touched],
    ) -> Looking<'a> {
        Looking { scratch: self, shard, selection, earlier, all_rows: false }
    }
}

/// A shard, looked at by a selection.
pub(crate) struct Looking<'a> {
    scratch: &'a mut Scratch,
    shard: &'a Shard,
    selection: &'a Selection,
    earlier: &'a [Touched],
    /// Whether it is known what each row adds.
    all_rows: bool,
}

impl Looking<'_> {
    /// Calls with all facts of each kind that pass. Some may have no cell because their row has none.
    pub(crate) fn all(&mut self, mut call: impl FnMut(&Placed<'_>)) {
        let Self { scratch, shard, selection, earlier, all_rows } = self;
        let Scratch { rooms, by_row, whose, codes, .. } = &mut **scratch;
        for (kind, slice) in kinds(selection, shard) {
            let room = room(rooms, kind);
            room.find_all(shard, slice, selection);
            let listed = room.all(&selection.look);
            *all_rows = *all_rows || selection.find_rows(shard, earlier, listed, whose, by_row, codes);
            call(&room.placed(kind, slice, selection, listed, by_row, whose));
        }
    }

    /// Counts the facts of each cell, if that can be done without looking at their rows.
    pub(crate) fn count_records(&mut self, counted: &mut [u32]) -> Option<()> {
        let Self { scratch, shard, selection, .. } = self;
        if !selection.is_by_class() {
            return None;
        }
        let Scratch { rooms, by_class, .. } = &mut **scratch;
        by_class.clear();
        for (kind, slice) in kinds(selection, shard) {
            room(rooms, kind).count_classes(shard, slice, &selection.look, by_class)?;
        }
        for (classes, (kind, _)) in by_class.chunks(selection.look.count).zip(kinds(selection, shard)) {
            let same = selection.cell_of_kind(kind);
            for (cell, facts) in selection.cells_of.iter().zip(classes) {
                // A table without cells has no fact either.
                if let Some(counted) = counted.get_mut((same + cell) as usize) {
                    *counted += facts;
                }
            }
        }
        Some(())
    }

    /// Counts people who have one row only: by the cells that they touch, and by the cell of the first fact of each. Lists the others and their cells.
    pub(crate) fn singles(
        &mut self,
        [by_cell, by_first]: &mut [Vec<u32>; 2],
        people: &mut Vec<u32>,
        cells: &mut Vec<u32>,
    ) {
        people.clear();
        cells.clear();
        let Self { scratch, shard, selection, earlier, .. } = self;
        let Scratch { rooms, by_row, whose, codes, .. } = &mut **scratch;
        for (kind, slice) in kinds(selection, shard) {
            let room = room(rooms, kind);
            let same = selection.cell_of_kind(kind);
            let cell = |class: usize| same + selection.cells_of[class];
            if selection.is_by_class()
                && let Some(sets) = room.find_sets(shard, slice, &selection.look)
            {
                // Those of people with several rows are told apart, so that the rest can be counted as they are.
                let mut singles = sets.to_vec();
                for (person, rows) in &whose.several {
                    let own = rows.start as usize..rows.end as usize;
                    let set = sets[own.clone()].iter().fold(0, |all, set| all | set);
                    singles[own].fill(0);
                    let before = cells.len();
                    cells.extend((0..selection.look.count).filter(|class| set >> class & 1 == 1).map(cell));
                    people.resize(people.len() + cells.len() - before, *person);
                }
                by_first[cell(0) as usize] += singles.iter().map(|set| u32::from(*set != 0)).sum::<u32>();
                let counted = bits::count_members(&singles);
                (0..selection.look.count).for_each(|class| by_cell[cell(class) as usize] += counted[class]);
                continue;
            }
            room.find_touches(shard, slice, selection, whose);
            let touches = room.touches(&selection.look);
            selection.find_rows(shard, earlier, &touches.listed, whose, by_row, codes);
            room.placed(kind, slice, selection, &touches.several, by_row, whose).list_cells(people, cells);
            for (_, rows) in &whose.several {
                by_row[rows.start as usize..rows.end as usize].fill(EXCLUDED);
            }
            let placed = room.placed(kind, slice, selection, &touches.listed, by_row, whose);
            placed.count_with_first(by_cell, by_first);
        }
    }

    /// Lists the cells that people touch, each person's one after the other and each once.
    pub(crate) fn cells(&mut self, people: &mut Vec<u32>, cells: &mut Vec<u32>) {
        people.clear();
        cells.clear();
        let Self { scratch, shard, selection, earlier, all_rows } = self;
        let Scratch { rooms, by_row, whose, codes, .. } = &mut **scratch;
        for (kind, slice) in kinds(selection, shard) {
            let room = room(rooms, kind);
            room.find_touches(shard, slice, selection, whose);
            let listed = &room.touches(&selection.look).listed;
            *all_rows = *all_rows || selection.find_rows(shard, earlier, listed, whose, by_row, codes);
            room.placed(kind, slice, selection, listed, by_row, whose).list_cells(people, cells);
        }
        if selection.kinds.len() > 1 {
            let mut together: Vec<(u32, u32)> = people.drain(..).zip(cells.drain(..)).collect();
            together.sort_unstable();
            together.dedup();
            (*people, *cells) = together.into_iter().unzip();
        }
    }
}

/// The kinds that a selection looks at, as far as a shard has facts of them.
fn kinds<'a>(selection: &'a Selection, shard: &'a Shard) -> impl Iterator<Item = (usize, &'a Slice)> {
    let slices = selection.kinds.iter().filter_map(|(kind, _)| Some((*kind, shard.slices.get(*kind)?)));
    slices.filter(|(_, slice)| slice.len() > 0)
}

fn room(rooms: &mut Vec<Room>, kind: usize) -> &mut Room {
    if rooms.len() <= kind {
        rooms.resize_with(kind + 1, Room::default);
    }
    &mut rooms[kind]
}

impl Selection {
    /// Whether the class of a fact alone says its cell, and none is without.
    fn is_by_class(&self) -> bool {
        self.rows.is_empty() && self.conditions.is_empty() && self.first_day.is_none()
    }

    fn cell_of_kind(&self, kind: usize) -> u32 {
        self.kinds.iter().find(|(known, _)| *known == kind).map_or(0, |(_, cell)| *cell)
    }

    /// Finds what rows add to the cell, [`EXCLUDED`] or more if their facts do not count: of those of these facts, or if these are not
    /// few, of all rows. Says whether it is of all.
    fn find_rows(
        &self,
        shard: &Shard,
        earlier: &[Touched],
        listed: &[Touch],
        whose: &Whose,
        by_row: &mut Vec<u32>,
        codes: &mut Vec<u16>,
    ) -> bool {
        by_row.resize(shard.row_count(), 0);
        let few = listed.len() < shard.row_count() / 8;
        if few && !(self.rows.is_empty() && self.conditions.is_empty()) {
            for touch in listed {
                let row = touch.row as usize;
                by_row[row] = self.rows.iter().fold(0, |cell, (source, list)| match source.of_row(shard) {
                    Some((column, at)) => becomes(cell, list, at.code(column.get(row))),
                    None => cell,
                });
                if !self.conditions.iter().all(|any| meets(any, shard, earlier, whose.person(touch.row))) {
                    by_row[row] = EXCLUDED;
                }
            }
            return false;
        }
        by_row.fill(0);
        for (source, list) in &self.rows {
            if let Some((column, at)) = source.of_row(shard) {
                column.change_each(by_row, codes, |cell, code| becomes(cell, list, at.code(code)));
            }
        }
        for any in &self.conditions {
            for (row, cell) in (0..).zip(by_row.iter_mut()) {
                if !meets(any, shard, earlier, whose.person(row)) {
                    *cell = EXCLUDED;
                }
            }
        }
        true
    }
}

/// Whether a person is as any of these conditions wants them.
#[inline]
fn meets(any: &[(usize, bool)], shard: &Shard, earlier: &[Touched], person: u32) -> bool {
    let has = |selection: usize| !shard.is_nobody() && earlier[selection].has(person as usize);
    any.iter().any(|(selection, wanted)| has(*selection) == *wanted)
}

/// What a cell becomes by what a list says for the code of its row. However many lists there are, their sum stays small.
fn becomes(cell: u32, list: &[u32], code: u64) -> u32 {
    (cell + list.get(code as usize).copied().unwrap_or(EXCLUDED)).min(EXCLUDED)
}

/// What the values of a column say: themselves, or as dates of birth the age on a day.
#[derive(Clone, Copy)]
struct Says(Option<Option<i32>>);

impl Says {
    fn code(self, value: u64) -> u64 {
        self.0.map_or(value, |on| day::age(day::ready(value), on))
    }
}

impl Source {
    /// The column that says it of a row.
    fn of_row(self, shard: &Shard) -> Option<(&Column, Says)> {
        match self {
            Self::Programme => Some((&shard.programme, Says(None))),
            Self::Attribute(index) => Some((&shard.attributes[index], Says(None))),
            Self::AgeAtStart => Some((&shard.age, Says(None))),
            Self::AgeOn(on) => Some((&shard.born, Says(Some(day::ready(on))))),
            Self::Kind | Self::Field(_) => None,
        }
    }
}
