//! The cells of facts: found column by column, for a whole shard at a time.
//!
//! No loop here runs as often as some person has facts, or stops early: what a processor cannot foresee costs it more than
//! the work itself.

mod lists;
mod people;

use crate::column::Column;
use crate::day;
use crate::pass::Touched;
use crate::plan::{ByField, EXCLUDED, Selection, Source};
use crate::shard::{Field, Shard, Slice};

use lists::{add_codes, add_picked, at, at_least, decode, list_codes, pick_first, pick_on};
pub(crate) use people::{Distinct, People, walk};
use people::{distinct, owners, steps};

/// When no more than this part of the codes of some column passes, the facts that do are picked out first.
const PICK_OUT_BELOW: f32 = 0.7;

/// Working memory, kept from shard to shard.
#[derive(Debug, Default)]
pub(crate) struct Scratch {
    pub(crate) working: Working,
    /// Whether each person passes the conditions.
    pub(crate) passes: Vec<bool>,
    /// By cell, the last person who touched it.
    pub(crate) stamps: Vec<u32>,
    pub(crate) now: u32,
    pub(crate) list: Vec<u32>,
    pub(crate) found: Distinct,
}

/// Working memory for the cells of a selection.
#[derive(Debug, Default)]
pub(crate) struct Working {
    /// What each row adds to the cell.
    rows: Vec<u32>,
    /// By kind.
    rooms: Vec<Room>,
}

/// Working memory for the facts of one kind.
#[derive(Debug, Default)]
struct Room {
    /// Where each row's facts start, and where the last one's end; likewise each person's. Nothing until asked for.
    row_starts: Vec<u32>,
    person_starts: Vec<u32>,
    /// How much greater the number of each fact's row, and of its person, is than that of the fact before. Nothing until asked for.
    row_steps: Vec<u32>,
    person_steps: Vec<u32>,
    /// The number of each fact's row, and of its person. Nothing until asked for.
    row_of: Vec<u32>,
    person_of: Vec<u32>,
    /// Facts picked out, as many as `picked` says, and whose they are.
    facts: Vec<u32>,
    picked: usize,
    people: Vec<u32>,
    /// The cells of all facts, or of those picked out. Longer than that, so as not to be cleared each time.
    cells: Vec<u32>,
}

/// The facts of a selection of one kind, in order: whose each is, and its cell. Some that do not count may be left out.
pub(crate) struct Flat<'a> {
    pub(crate) slice: Option<&'a Slice>,
    /// Their places in the slice, if they are not all of it.
    pub(crate) facts: Option<&'a [u32]>,
    pub(crate) people: People<'a>,
    /// From [`EXCLUDED`] upwards of facts that do not count.
    pub(crate) cells: &'a mut [u32],
}

impl Flat<'_> {
    /// The cells that people touch, each of them once; or of those cells that have the same place among `places`, the first. The stamps from
    /// `now` on are those of the people, in their order.
    pub(crate) fn distinct(
        &self,
        none: usize,
        places: Option<&[u32]>,
        stamps: &mut [u32],
        now: u32,
        found: &mut Distinct,
    ) {
        match self.people {
            People::Listed(people) => distinct(self.cells, people.iter().copied(), none, places, stamps, now, found),
            People::Steps(steps, _) => distinct(self.cells, walk(steps), none, places, stamps, now, found),
        }
    }
}
/// The facts of one kind, person by person.
pub(crate) struct Part<'a> {
    pub(crate) slice: &'a Slice,
    /// Where each person's facts start, and where the last one's end.
    pub(crate) starts: &'a [u32],
    /// From [`EXCLUDED`] upwards of facts that do not count.
    pub(crate) cells: &'a [u32],
}

impl Scratch {
    /// Forgets what is known of the shard before.
    pub(crate) fn next_shard(&mut self) {
        for room in &mut self.working.rooms {
            for starts in [&mut room.row_starts, &mut room.person_starts] {
                starts.clear();
            }
            for of in [&mut room.row_steps, &mut room.person_steps, &mut room.row_of, &mut room.person_of] {
                of.clear();
            }
        }
    }

    /// The first of as many stamps as there are people, none of which is in use.
    pub(crate) fn stretch_of_people(&mut self, people: usize, cells: usize) -> u32 {
        self.stamps.resize(self.stamps.len().max(cells + 1), 0);
        let people = people as u32;
        self.now = self.now.checked_add(people).unwrap_or_else(|| {
            self.stamps.fill(0);
            people
        });
        self.now - people + 1
    }
}

impl Room {
    fn find_row_starts(&mut self, slice: &Slice) {
        if self.row_starts.is_empty() {
            decode(&slice.starts, &mut self.row_starts);
        }
    }

    fn find_person_starts(&mut self, shard: &Shard, slice: &Slice) {
        self.find_row_starts(slice);
        if self.person_starts.is_empty() {
            if shard.people() == shard.row_count() {
                self.person_starts.extend_from_slice(&self.row_starts);
            } else {
                decode(&shard.rows, &mut self.person_starts);
                self.person_starts.iter_mut().for_each(|row| *row = self.row_starts[*row as usize]);
            }
        }
    }

    fn find_row_steps(&mut self, slice: &Slice) {
        self.find_row_starts(slice);
        steps(&self.row_starts, &mut self.row_steps);
    }

    fn find_person_steps(&mut self, shard: &Shard, slice: &Slice) {
        self.find_person_starts(shard, slice);
        steps(&self.person_starts, &mut self.person_steps);
    }
}

impl Selection {
    /// Whether each person passes the conditions; nothing if there are none.
    pub(crate) fn passes(&self, shard: &Shard, earlier: &[Touched], passes: &mut Vec<bool>) {
        passes.clear();
        if self.conditions.is_empty() {
            return;
        }
        let has = |selection: usize, person: usize| !shard.is_nobody() && !earlier[selection].of(person).is_empty();
        passes.extend((0..shard.people()).map(|person| {
            self.conditions.iter().all(|any| any.iter().any(|(selection, wanted)| has(*selection, person) == *wanted))
        }));
    }

    /// The facts of each kind looked at, with their cells. Whether people pass the conditions is in `passes`.
    pub(crate) fn parts<'a>(&self, shard: &'a Shard, scratch: &'a mut Working) -> Vec<Part<'a>> {
        self.rows(shard, &mut scratch.rows);
        scratch.rooms.resize_with(shard.slices.len().max(scratch.rooms.len()), Room::default);
        let Working { rows, rooms } = scratch;
        let parts = rooms.iter_mut().enumerate().filter_map(|(kind, room)| {
            let (_, cell) = self.kinds.iter().find(|(looked_at, _)| *looked_at == kind)?;
            let slice = shard.slices.get(kind).filter(|slice| slice.len() > 0)?;
            room.find_person_starts(shard, slice);
            let sources = self.sources(slice, *cell);
            self.every_cell(shard, slice, &sources, rows, room);
            Some(Part { slice, starts: &room.person_starts, cells: &room.cells[..slice.len()] })
        });
        parts.collect()
    }

    /// The facts of a selection of one kind, but for some that do not count; none if it is of several kinds.
    pub(crate) fn flat<'a>(&self, shard: &'a Shard, passes: &[bool], working: &'a mut Working) -> Option<Flat<'a>> {
        let [(kind, kind_cell)] = self.kinds.as_slice() else { return None };
        working.rooms.resize_with((kind + 1).max(working.rooms.len()), Room::default);
        let nothing = Flat { slice: None, facts: None, people: People::Listed(&[]), cells: &mut [] };
        let Some(slice) = shard.slices.get(*kind).filter(|slice| slice.len() > 0) else { return Some(nothing) };
        let sources = self.sources(slice, *kind_cell);
        if sources.all >= EXCLUDED {
            return Some(nothing);
        }
        let Working { rows, rooms } = working;
        let room = &mut rooms[*kind];
        let picked_out = sources.least_passes() < PICK_OUT_BELOW;
        if picked_out {
            self.pick_out(shard, slice, &sources, room);
        } else {
            self.rows(shard, rows);
            self.every_cell(shard, slice, &sources, rows, room);
            room.find_person_steps(shard, slice);
        }
        let len = if picked_out { room.picked } else { slice.len() };
        let cells = &mut room.cells[..len];
        let people = if picked_out {
            People::Listed(&room.people)
        } else {
            People::Steps(&room.person_steps, &room.person_starts)
        };
        if !passes.is_empty() {
            let exclude = |(cell, person): (&mut u32, u32)| *cell |= if passes[person as usize] { 0 } else { EXCLUDED };
            match people {
                People::Listed(people) => cells.iter_mut().zip(people.iter().copied()).for_each(exclude),
                People::Steps(steps, _) => cells.iter_mut().zip(walk(steps)).for_each(exclude),
            }
        }
        let facts = picked_out.then(|| &room.facts[..len]);
        Some(Flat { slice: Some(slice), facts, people, cells })
    }

    /// What a row adds to the cell.
    fn row_cell(&self, shard: &Shard, row: usize) -> u32 {
        let mut cell = 0;
        for (source, list) in &self.rows {
            let code = match source {
                Source::Programme => shard.programme.get(row),
                Source::Attribute(index) => shard.attributes[*index].get(row),
                Source::AgeAtStart => shard.age.get(row),
                Source::AgeOn(on) => day::age(day::ready(shard.born.get(row)), day::ready(*on)),
                Source::Kind | Source::Field(_) | Source::AgeAtFact => continue,
            };
            cell = (cell + at(list, code)).min(EXCLUDED);
        }
        cell
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

    /// The columns of a slice that matter, those first of which fewest codes pass.
    fn sources<'a>(&'a self, slice: &'a Slice, kind: u32) -> Sources<'a> {
        let mut sources = Sources { all: kind, each: Vec::new() };
        for by in &self.fields {
            match &slice.fields[by.field as usize] {
                Column::Same(code, _) => sources.all += at(&by.list, *code),
                column => sources.each.push((column, by)),
            }
        }
        sources
    }

    /// The cell of every fact of a slice.
    fn every_cell(&self, shard: &Shard, slice: &Slice, sources: &Sources<'_>, rows: &[u32], room: &mut Room) {
        if self.age_at_fact.is_some() || !rows.is_empty() {
            room.find_row_steps(slice);
        }
        let Room { row_steps, cells, .. } = room;
        let cells = at_least(cells, slice.len());
        match sources.each.split_first() {
            Some(((column, by), rest)) => {
                list_codes(cells, column, &by.list, sources.all);
                rest.iter().for_each(|(column, by)| add_codes(cells, column, &by.list));
            }
            None => cells.fill(sources.all),
        }
        if !rows.is_empty() {
            for (cell, row) in cells.iter_mut().zip(walk(row_steps)) {
                *cell += rows[row as usize];
            }
        }
        if let Some(list) = &self.age_at_fact {
            let dates = &slice.fields[Field::Date as usize];
            for (fact, (cell, row)) in cells.iter_mut().zip(walk(row_steps)).enumerate() {
                *cell += list[age_at(shard, row as usize, dates.get(fact))];
            }
        }
    }

    /// The facts of a slice that every column passes, with their cells: each column is asked only of what the one before has let through.
    fn pick_out(&self, shard: &Shard, slice: &Slice, sources: &Sources<'_>, room: &mut Room) {
        let needs_rows = self.age_at_fact.is_some() || !self.rows.is_empty();
        let Room { facts, cells, picked, .. } = room;
        let facts = at_least(facts, slice.len());
        *picked = slice.len();
        for (at, (column, by)) in sources.each.iter().enumerate() {
            match at {
                0 => *picked = pick_first(facts, column, by),
                _ if by.passing < 1.0 => *picked = pick_on(&mut facts[..*picked], column, &by.list),
                _ => {}
            }
        }
        let cells = at_least(cells, *picked);
        cells.fill(sources.all);
        for (column, by) in &sources.each {
            add_picked(cells, &facts[..*picked], column, &by.list);
        }
        // With few facts a row, it takes less to know whose each is, once for all questions, than to look for those picked.
        let few_each = slice.len() < 4 * shard.row_count();
        if needs_rows {
            room.find_row_starts(slice);
            if few_each {
                room.find_row_steps(slice);
                let Room { row_steps, row_of, .. } = &mut *room;
                if row_of.is_empty() {
                    row_of.extend(walk(row_steps));
                }
            }
            let Room { facts, picked, row_starts, row_of: known, people: row_of, cells, .. } = &mut *room;
            owners(&facts[..*picked], row_starts, known, row_of);
            for (cell, row) in cells.iter_mut().zip(row_of.iter()) {
                *cell += self.row_cell(shard, *row as usize);
            }
            if let Some(list) = &self.age_at_fact {
                let dates = &slice.fields[Field::Date as usize];
                for ((cell, row), fact) in cells.iter_mut().zip(row_of.iter()).zip(facts.iter()) {
                    *cell += list[age_at(shard, *row as usize, dates.get(*fact as usize))];
                }
            }
            if shard.people() == shard.row_count() {
                return;
            }
        }
        room.find_person_starts(shard, slice);
        if few_each {
            room.find_person_steps(shard, slice);
            let Room { person_steps, person_of, .. } = &mut *room;
            if person_of.is_empty() {
                person_of.extend(walk(person_steps));
            }
        }
        owners(&room.facts[..room.picked], &room.person_starts, &room.person_of, &mut room.people);
    }
}

/// What the columns of a slice add to the cells of its facts.
struct Sources<'a> {
    /// To all of them.
    all: u32,
    /// To each, by its code.
    each: Vec<(&'a Column, &'a ByField)>,
}

impl Sources<'_> {
    fn least_passes(&self) -> f32 {
        self.each.first().map_or(1.0, |(_, by)| by.passing)
    }
}

fn age_at(shard: &Shard, row: usize, date: u64) -> usize {
    day::age(day::ready(shard.born.get(row)), day::ready(date)) as usize
}
