//! The cells of facts: found column by column, for a whole shard at a time.
//!
//! No loop here runs as often as some person has facts, or stops early: what a processor cannot foresee costs it more than
//! the work itself.

use crate::column::{Code, Column, by_width};
use crate::day;
use crate::pass::Touched;
use crate::plan::{ByField, EXCLUDED, Selection, Source};
use crate::shard::{Field, Shard, Slice};
use std::ops::Range;

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

/// Whose each of some facts is.
#[derive(Debug, Clone, Copy)]
pub(crate) enum People<'a> {
    Listed(&'a [u32]),
    /// By how much the number is greater than that of the fact before; and where each person's facts start, and the last one's end.
    Steps(&'a [u32], &'a [u32]),
}

impl People<'_> {
    /// Which of the facts are those of a person.
    pub(crate) fn facts_of(&self, person: u32) -> Range<usize> {
        match self {
            Self::Steps(_, starts) => starts[person as usize] as usize..starts[person as usize + 1] as usize,
            Self::Listed(people) => {
                let start = people.partition_point(|other| *other < person);
                start..start + people[start..].partition_point(|other| *other == person)
            }
        }
    }
}

/// The cells that people touch, each once, in the order of people.
#[derive(Debug, Default)]
pub(crate) struct Distinct {
    /// Longer than there are any, so as not to be cleared each time.
    cells: Vec<u32>,
    people: Vec<u32>,
    len: usize,
}

impl Distinct {
    pub(crate) fn cells(&self) -> &[u32] {
        &self.cells[..self.len]
    }

    pub(crate) fn people(&self) -> &[u32] {
        &self.people[..self.len]
    }

    pub(crate) fn each(&self) -> impl Iterator<Item = (usize, u32)> {
        self.cells().iter().zip(self.people()).map(|(cell, person)| (*cell as usize, *person))
    }
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

fn distinct(
    cells: &[u32],
    people: impl Iterator<Item = u32>,
    none: usize,
    places: Option<&[u32]>,
    stamps: &mut [u32],
    now: u32,
    found: &mut Distinct,
) {
    let (own, whose) = (at_least(&mut found.cells, cells.len()), at_least(&mut found.people, cells.len()));
    let mut listed = 0;
    let each = cells.iter().zip(people);
    // Nothing is added to where it has just been read from: that would keep each fact waiting for the one before.
    match places {
        None => {
            let stamps = &mut stamps[..=none];
            for (cell, person) in each {
                let place = (*cell as usize).min(none);
                let new = (place < none) & (stamps[place] != now + person);
                stamps[place] = now + person;
                (own[listed], whose[listed]) = (*cell, person);
                listed += usize::from(new);
            }
        }
        Some(places) => {
            let places = &places[..=none];
            for (cell, person) in each {
                let cell = (*cell as usize).min(none);
                let stamp = &mut stamps[places[cell] as usize];
                let new = (cell < none) & (*stamp != now + person);
                *stamp = now + person;
                (own[listed], whose[listed]) = (cell as u32, person);
                listed += usize::from(new);
            }
        }
    }
    found.len = listed;
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

/// For each thing, how many stretches start with it, apart from the very first, given where they start and the last one ends.
fn steps(starts: &[u32], steps: &mut Vec<u32>) {
    let Some((end, starts)) = starts.split_last() else { return };
    if !steps.is_empty() {
        return;
    }
    steps.resize(*end as usize + 1, 0);
    for start in starts.iter().skip(1) {
        steps[*start as usize] += 1;
    }
    steps.pop();
}

/// The sums of steps so far.
pub(crate) fn walk(steps: &[u32]) -> impl Iterator<Item = u32> {
    let mut number = 0;
    steps.iter().map(move |step| {
        number += step;
        number
    })
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

/// The stretch that each of these facts is in, given where they start and the last one ends, or what is known of all facts.
fn owners(facts: &[u32], starts: &[u32], known: &[u32], of: &mut Vec<u32>) {
    of.clear();
    if !known.is_empty() {
        of.extend(facts.iter().map(|fact| known[*fact as usize]));
        return;
    }
    let mut number = 0;
    // With many facts left it takes few steps from one to the next; with few, the steps are halved instead.
    let far = facts.len() * 16 < starts.len();
    of.extend(facts.iter().map(|fact| {
        if far {
            number += starts[number + 1..].partition_point(|start| start <= fact);
        } else {
            while starts[number + 1] <= *fact {
                number += 1;
            }
        }
        number as u32
    }));
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

/// Runs a loop with a way to look up codes of a column in a list, and the column's codes if it has any stored.
macro_rules! looked_up {
    ($column:expr, $list:expr, $same:pat => $constant:expr, ($codes:ident, $cell_of:ident) => $each:expr) => {
        match $column {
            $same => $constant,
            Column::U8($codes) => {
                // With something for each of them, no code need be checked.
                let list: [u32; 256] = std::array::from_fn(|code| at($list, code as u64));
                let $cell_of = |code: u8| list[usize::from(code)];
                $each
            }
            Column::U16($codes) => {
                let $cell_of = |code: u16| at($list, code.wide());
                $each
            }
            Column::U32($codes) => {
                let $cell_of = |code: u32| at($list, code.wide());
                $each
            }
            Column::U64($codes) => {
                let $cell_of = |code: u64| at($list, code);
                $each
            }
        }
    };
}

/// Lists for each fact what `list` says for its code, and `more`.
fn list_codes(cells: &mut [u32], column: &Column, list: &[u32], more: u32) {
    looked_up!(column, list,
        Column::Same(code, _) => cells.fill(at(list, *code) + more),
        (codes, cell_of) => cells.iter_mut().zip(codes).for_each(|(cell, code)| *cell = cell_of(*code) + more));
}

/// The first so many of a list that is made long enough.
fn at_least(list: &mut Vec<u32>, len: usize) -> &mut [u32] {
    if list.len() < len {
        list.resize(len, 0);
    }
    &mut list[..len]
}

/// Adds to each cell what `list` says for its code.
fn add_codes(cells: &mut [u32], column: &Column, list: &[u32]) {
    looked_up!(column, list,
        Column::Same(code, _) => {
            let more = at(list, *code);
            cells.iter_mut().for_each(|cell| *cell += more);
        },
        (codes, cell_of) => cells.iter_mut().zip(codes).for_each(|(cell, code)| *cell += cell_of(*code)));
}

/// Adds to the cells of these facts what `list` says for their codes.
fn add_picked(cells: &mut [u32], facts: &[u32], column: &Column, list: &[u32]) {
    looked_up!(column, list,
        Column::Same(code, _) => {
            let more = at(list, *code);
            cells.iter_mut().for_each(|cell| *cell += more);
        },
        (codes, cell_of) => cells.iter_mut().zip(facts).for_each(|(cell, fact)| *cell += cell_of(codes[*fact as usize])));
}

/// Lists the facts whose code passes, and says how many they are. The list is as long as the column.
fn pick_first(facts: &mut [u32], column: &Column, by: &ByField) -> usize {
    let list = by.list.as_slice();
    match column {
        Column::Same(..) => 0,
        Column::U8(codes) => {
            let list: [bool; 256] = std::array::from_fn(|code| at(list, code as u64) < EXCLUDED);
            let passing: Vec<u8> = (0..=u8::MAX).filter(|code| list[usize::from(*code)]).collect();
            match *passing.as_slice() {
                // Comparing with a few takes a fraction of the time of looking up, sixteen facts at a time.
                [a] => pick_blocks(facts, codes, |code| code == a),
                [a, b] => pick_blocks(facts, codes, |code| (code == a) | (code == b)),
                [a, b, c] => pick_blocks(facts, codes, |code| (code == a) | (code == b) | (code == c)),
                [a, b, c, d] => pick_blocks(facts, codes, |code| (code == a) | (code == b) | (code == c) | (code == d)),
                [first, .., last] if passing.len() == usize::from(last - first) + 1 => {
                    pick_blocks(facts, codes, |code| code.wrapping_sub(first) <= last - first)
                }
                _ => pick_blocks(facts, codes, |code| list[usize::from(code)]),
            }
        }
        Column::U16(codes) => match by.run {
            Some((first, last)) if last <= usize::from(u16::MAX) => {
                let (first, span) = (first as u16, (last - first) as u16);
                pick_blocks(facts, codes, |code| code.wrapping_sub(first) <= span)
            }
            _ => pick_blocks(facts, codes, |code| at(list, code.wide()) < EXCLUDED),
        },
        Column::U32(codes) => pick_blocks(facts, codes, |code| at(list, code.wide()) < EXCLUDED),
        Column::U64(codes) => pick_blocks(facts, codes, |code| at(list, code) < EXCLUDED),
    }
}

/// Marks the facts that pass, block by block, and lists those of blocks with any: a person's facts are much alike, and most blocks have none.
fn pick_blocks<T: Code>(facts: &mut [u32], codes: &[T], passes: impl Fn(T) -> bool) -> usize {
    const BLOCK: usize = 64;
    let mut picked = 0;
    for (start, block) in (0..).step_by(BLOCK).zip(codes.chunks(BLOCK)) {
        let mut marks = [0_u8; BLOCK];
        for (mark, code) in marks.iter_mut().zip(block) {
            *mark = u8::from(passes(*code));
        }
        for (start, eight) in (start..).step_by(8).zip(marks.as_chunks::<8>().0) {
            if u64::from_le_bytes(*eight) == 0 {
                continue;
            }
            for (fact, mark) in (start..).zip(eight) {
                if let Some(place) = facts.get_mut(picked) {
                    *place = fact;
                }
                picked += usize::from(*mark);
            }
        }
    }
    picked
}

/// Keeps those of the facts picked so far whose code passes, and says how many they are.
fn pick_on(facts: &mut [u32], column: &Column, list: &[u32]) -> usize {
    let mut picked = 0;
    looked_up!(column, list,
    Column::Same(..) => {},
    (codes, cell_of) => for seen in 0..facts.len() {
        let fact = facts[seen];
        facts[picked] = fact;
        picked += usize::from(cell_of(codes[fact as usize]) < EXCLUDED);
    });
    picked
}
