//! What is found out of the columns of one kind of fact in a shard, for every question about it.
//!
//! No loop here runs as often as some person has facts, or stops early: what a processor cannot foresee costs it more than
//! the work itself.

use super::{Placed, Whose};
use crate::bits::{self, WORD};
use crate::column::Column;
use crate::day;
use crate::plan::{Look, Runs, Selection};
use crate::shard::{FIELDS, Field, Shard, Slice};
use std::sync::Arc;

/// A fact: where it stands in its slice, its row, and its class in a [`Look`].
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Touch {
    pub(crate) fact: u32,
    pub(crate) row: u32,
    pub(crate) class: u32,
}

/// Facts of one kind in their order. The list itself is longer, so as not to be cleared each time.
#[derive(Debug, Default)]
pub(crate) struct Listed {
    list: Vec<Touch>,
    len: usize,
}

impl std::ops::Deref for Listed {
    type Target = [Touch];

    fn deref(&self) -> &[Touch] {
        &self.list[..self.len]
    }
}

impl Listed {
    /// Room for so many.
    fn at_least(&mut self, most: usize) -> &mut [Touch] {
        if self.list.len() < most {
            self.list.resize(most, Touch::default());
        }
        &mut self.list[..most]
    }

    fn each_mut(&mut self) -> &mut [Touch] {
        &mut self.list[..self.len]
    }
}

/// The first fact of each class in each row.
#[derive(Debug, Default)]
pub(crate) struct Touches {
    pub(crate) listed: Listed,
    /// Those of people who have several rows.
    pub(crate) several: Vec<Touch>,
}

/// Working memory for the facts of one kind. What is not `known` is left from a shard before, for its memory to be used again.
#[derive(Debug, Default)]
pub(crate) struct Room {
    owners: Known<Owners>,
    /// The first fact of each row.
    firsts: Known<Firsts>,
    opened: [Known<Codes>; FIELDS + 1],
    /// By field, the facts that differ in it from the one before.
    changes: [Known<Vec<u64>>; FIELDS + 1],
    passing: Vec<(Field, Runs, Known<Vec<u64>>)>,
    all: Vec<(Arc<Look>, Known<Listed>)>,
    touches: Vec<(Arc<Look>, Known<Touches>)>,
    sets: Vec<(Arc<Look>, Known<Vec<u64>>)>,
    words: Vec<u64>,
    others: Vec<u64>,
    codes: Vec<u16>,
    stamps: Stamps,
}

/// Something that may be known of this shard.
#[derive(Debug, Default)]
struct Known<T> {
    known: bool,
    it: T,
}

impl<T> Known<T> {
    /// It, found out if it is not known.
    fn get(&mut self, find: impl FnOnce(&mut T)) -> &T {
        if !std::mem::replace(&mut self.known, true) {
            find(&mut self.it);
        }
        &self.it
    }
}

/// The codes of a field, above the least; if they are too far apart, as they are.
#[derive(Debug, Default)]
struct Codes {
    least: u64,
    narrow: Vec<u16>,
    wide: Vec<u64>,
}

/// Whose the facts are.
#[derive(Debug, Default)]
struct Owners {
    /// Where the facts of each row end.
    ends: Vec<u32>,
}

/// The first facts of rows, and the rows that have any.
#[derive(Debug, Default)]
struct Firsts {
    words: Vec<u64>,
    /// Longer than there are any.
    rows: Vec<u32>,
}

impl Owners {
    fn find(&mut self, slice: &Slice, codes: &mut Vec<u16>) {
        let mut end = 0;
        self.ends.clear();
        self.ends.resize(slice.counts.len(), 0);
        slice.counts.change_each(&mut self.ends, codes, |_, count| count as u32);
        for own in &mut self.ends {
            end += *own;
            *own = end;
        }
    }

    fn firsts(&self, facts: usize, Firsts { words, rows }: &mut Firsts) {
        words.clear();
        // One more, for rows without facts after the last fact.
        words.resize(facts / WORD + 1, 0);
        rows.resize(rows.len().max(self.ends.len()), 0);
        let (mut start, mut found) = (0, 0);
        for (row, end) in (0..).zip(&self.ends) {
            let any = *end > start;
            words[start as usize / WORD] |= u64::from(any) << (start as usize % WORD);
            rows[found] = row;
            found += usize::from(any);
            start = *end;
        }
        words.truncate(facts.div_ceil(WORD));
    }

    /// Lists the facts of these words and their rows. With the first fact of each row given, that takes the same for however many; without, less for few.
    fn list(&self, words: &[u64], firsts: Option<&Firsts>, listed: &mut Listed) {
        let most = words.iter().map(|word| word.count_ones() as usize).sum();
        let list = listed.at_least(most + 1);
        let (mut found, mut start, mut owner) = (0, 0, 0);
        if let Some(Firsts { words: firsts, rows }) = firsts {
            for (word, firsts) in words.iter().zip(firsts) {
                let mut left = *word | *firsts;
                while left != 0 {
                    let bit = left.trailing_zeros();
                    left &= left - 1;
                    // Which are firsts and which are wanted cannot be foreseen, so it is added up rather than decided upon.
                    owner += (firsts >> bit & 1) as usize;
                    list[found] = Touch { fact: start + bit, row: rows[owner - 1], class: 0 };
                    found += (word >> bit & 1) as usize;
                }
                start += WORD as u32;
            }
        } else {
            for word in words {
                let mut left = *word;
                while left != 0 {
                    let fact = start + left.trailing_zeros();
                    left &= left - 1;
                    owner = next_after(&self.ends, owner, fact);
                    list[found] = Touch { fact, row: owner as u32, class: 0 };
                    found += 1;
                }
                start += WORD as u32;
            }
        }
        listed.len = most;
    }
}

/// The first place, from one on, whose end is after this. It takes longer the farther away it is, but not by much.
fn next_after(ends: &[u32], mut place: usize, this: u32) -> usize {
    let mut step = 1;
    while ends.get(place + step - 1).is_some_and(|end| *end <= this) {
        place += step;
        step *= 2;
    }
    let near = &ends[place..(place + step - 1).min(ends.len())];
    place + near.partition_point(|end| *end <= this)
}

/// Tells apart what somebody touches for the first time.
#[derive(Debug, Default)]
pub(crate) struct Stamps {
    /// By class or cell, who touched it last.
    last: Vec<u32>,
    now: u32,
}

impl Stamps {
    /// Room for so many things, and the stamp of the first of so many new owners.
    fn next(&mut self, owners: usize, things: usize) -> (&mut [u32], u32) {
        if self.last.len() < things {
            self.last.resize(things, 0);
        }
        let now = self.now.checked_add(owners as u32).unwrap_or_else(|| {
            self.last.fill(0);
            owners as u32
        });
        self.now = now;
        (&mut self.last[..things], now - owners as u32 + 1)
    }

    /// Leaves in a list only the first fact of each class in each row, there being so many rows and classes.
    fn unique(&mut self, listed: &mut Listed, rows: usize, classes: usize, class: impl Fn(&Touch) -> u32) {
        let (last, start) = self.next(rows, classes);
        let list = listed.each_mut();
        let mut kept = 0;
        for at in 0..list.len() {
            let touch = list[at];
            let class = class(&touch);
            let (stamp, own) = (&mut last[class as usize], start + touch.row);
            list[kept] = Touch { class, ..touch };
            // Nothing is added to where it has just been read from: that would keep each fact waiting for the one before.
            kept += usize::from(*stamp != own);
            *stamp = own;
        }
        listed.len = kept;
    }

    /// Adds one to each thing for each owner who touches it.
    pub(crate) fn count(&mut self, touches: impl Iterator<Item = (u32, u32)>, owners: usize, counted: &mut [u32]) {
        let (last, start) = self.next(owners, counted.len());
        for (owner, thing) in touches {
            let (stamp, own) = (&mut last[thing as usize], start + owner);
            counted[thing as usize] += u32::from(*stamp != own);
            *stamp = own;
        }
    }
}

impl Room {
    /// Forgets what is known of the shard before.
    pub(super) fn next_shard(&mut self) {
        (self.owners.known, self.firsts.known) = (false, false);
        self.opened.iter_mut().for_each(|codes| codes.known = false);
        self.changes.iter_mut().for_each(|words| words.known = false);
        self.passing.iter_mut().for_each(|(.., words)| words.known = false);
        self.all.iter_mut().for_each(|(_, listed)| listed.known = false);
        self.touches.iter_mut().for_each(|(_, touches)| touches.known = false);
        self.sets.iter_mut().for_each(|(_, sets)| sets.known = false);
    }

    /// Makes the codes of a field ready, and says what all of them are if they are the same.
    fn open(&mut self, shard: &Shard, slice: &Slice, field: Field) -> Option<u64> {
        if field == Field::AgeThen {
            self.opened[field as usize].get(|codes| {
                codes.least = 0;
                codes.narrow.clear();
                codes.narrow.extend(ages(shard, slice));
            });
            return None;
        }
        let column = &slice.fields[field as usize];
        if let Column::Same(code, _) = column {
            return Some(*code);
        }
        self.opened[field as usize].get(|codes| {
            codes.least = column.least();
            codes.wide.clear();
            match column {
                Column::Packed(_, above) => above.unpack_all(&mut codes.narrow),
                _ => {
                    codes.narrow.clear();
                    codes.wide = column.values();
                }
            }
        });
        None
    }

    /// The facts that pass, in `words`, and whether any may; nothing in `words` if all do.
    fn pass(&mut self, shard: &Shard, slice: &Slice, look: &Look) -> bool {
        self.words.clear();
        for (field, runs) in &look.narrowing {
            if let Some(code) = self.open(shard, slice, *field) {
                if !within(runs, code) {
                    return false;
                }
                continue;
            }
            let known = self.passing.iter().position(|(known, of, _)| known == field && of == runs);
            let known = known.unwrap_or_else(|| {
                self.passing.push((*field, runs.clone(), Known::default()));
                self.passing.len() - 1
            });
            let codes = &self.opened[*field as usize].it;
            let passing = self.passing[known].2.get(|words| codes.in_runs(runs, words));
            match self.words.is_empty() {
                true => self.words.extend_from_slice(passing),
                false => self.words.iter_mut().zip(passing).for_each(|(kept, more)| *kept &= more),
            }
        }
        true
    }

    /// Finds all facts that pass.
    pub(super) fn find_all(&mut self, shard: &Shard, slice: &Slice, selection: &Selection) {
        let look = &selection.look;
        self.open_day(shard, slice, selection);
        let known = place(&mut self.all, look);
        if self.all[known].1.known {
            return;
        }
        let mut listed = std::mem::take(&mut self.all[known].1.it);
        listed.len = 0;
        if self.pass(shard, slice, look) {
            if self.words.is_empty() {
                bits::collect(slice.len(), &mut self.words, |_| u64::MAX);
            }
            self.list(slice, &mut listed);
            self.add_classes(shard, slice, look, &mut listed);
        }
        self.all[known].1 = Known { known: true, it: listed };
    }

    pub(super) fn all(&self, look: &Arc<Look>) -> &Listed {
        find(&self.all, look)
    }

    /// Finds the first fact of each class in each row.
    pub(super) fn find_touches(&mut self, shard: &Shard, slice: &Slice, selection: &Selection, whose: &Whose) {
        let look = &selection.look;
        self.open_day(shard, slice, selection);
        let known = place(&mut self.touches, look);
        if self.touches[known].1.known {
            return;
        }
        let mut touches = std::mem::take(&mut self.touches[known].1.it);
        touches.listed.len = 0;
        if self.pass(shard, slice, look) {
            self.leave_candidates(shard, slice, look);
            self.list(slice, &mut touches.listed);
            let rows = slice.counts.len();
            look.classes.iter().for_each(|(field, _)| _ = self.open(shard, slice, *field));
            match look.classes.as_slice() {
                [(field, classes)] if self.is_narrow(slice, *field) => {
                    let Codes { least, narrow, .. } = &self.opened[*field as usize].it;
                    let classes = classes.get(*least as usize..).unwrap_or(&[]);
                    let class = |touch: &Touch| look_up(classes, usize::from(narrow[touch.fact as usize]));
                    self.stamps.unique(&mut touches.listed, rows, look.count, class);
                }
                _ => {
                    self.add_classes(shard, slice, look, &mut touches.listed);
                    self.stamps.unique(&mut touches.listed, rows, look.count, |touch| touch.class);
                }
            }
        }
        touches.several.clear();
        let mut people = whose.walk();
        touches.several.extend(touches.listed.iter().filter(|touch| people.next(touch.row).1));
        self.touches[known].1 = Known { known: true, it: touches };
    }

    pub(super) fn touches(&self, look: &Arc<Look>) -> &Touches {
        find(&self.touches, look)
    }

    /// Finds, as a set of bits for each row, the classes of its facts, if they are few, and facts so many that this takes less than listing them.
    pub(super) fn find_sets(&mut self, shard: &Shard, slice: &Slice, look: &Arc<Look>) -> Option<&[u64]> {
        let [(field, classes)] = look.classes.as_slice() else { return None };
        let few = look.count <= u64::BITS as usize && slice.len() >= 4 * slice.counts.len();
        if !few || !look.narrowing.is_empty() || self.open(shard, slice, *field).is_some() {
            return None;
        }
        let Codes { least, narrow, .. } = &self.opened[*field as usize].it;
        if !self.is_narrow(slice, *field) || slice.fields.get(*field as usize).is_some_and(|column| column.bits() > 8) {
            return None;
        }
        let known = place(&mut self.sets, look);
        let codes = &mut self.codes;
        let sets = self.sets[known].1.get(|sets| {
            let bit = |above: usize| 1 << look_up(classes, *least as usize + above);
            let bits: [u64; 256] = std::array::from_fn(bit);
            let mut start = 0;
            sets.clear();
            slice.counts.each(0..slice.counts.len(), codes, |count| {
                let own = &narrow[start..start + count as usize];
                sets.push(own.iter().fold(0, |set, above| set | bits[usize::from(above & 0xFF)]));
                start += count as usize;
            });
        });
        Some(sets)
    }

    /// Adds to a list how many facts there are of each class, if one field at most says which that is; fails if it takes more.
    pub(super) fn count_classes(
        &mut self,
        shard: &Shard,
        slice: &Slice,
        look: &Look,
        list: &mut Vec<u32>,
    ) -> Option<()> {
        let start = list.len();
        list.resize(start + look.count, 0);
        let counted = &mut list[start..];
        if look.classes.len() > 1 || !self.pass(shard, slice, look) {
            return look.classes.get(1).is_none().then_some(());
        }
        let class = look.classes.first().map(|(field, classes)| (self.open(shard, slice, *field), *field, classes));
        let passing = match self.words.is_empty() {
            true => slice.len() as u32,
            false => self.words.iter().map(|word| word.count_ones()).sum(),
        };
        match class {
            None => counted[0] = passing,
            Some((Some(code), _, classes)) => counted[look_up(classes, code as usize) as usize] = passing,
            Some((None, field, classes)) => {
                if !self.is_narrow(slice, field) {
                    return None;
                }
                let Codes { least, narrow, .. } = &self.opened[field as usize].it;
                let classes = classes.get(*least as usize..).unwrap_or(&[]);
                let mut count = |code: &u16| counted[look_up(classes, usize::from(*code)) as usize] += 1;
                if self.words.is_empty() {
                    narrow.iter().for_each(count);
                } else {
                    for (word, codes) in self.words.iter().zip(narrow.chunks(WORD)) {
                        let mut left = *word;
                        while left != 0 {
                            count(&codes[left.trailing_zeros() as usize]);
                            left &= left - 1;
                        }
                    }
                }
            }
        }
        Some(())
    }

    /// Whether a field, which has been opened, has codes of its own for each fact that are not far apart.
    fn is_narrow(&self, slice: &Slice, field: Field) -> bool {
        field == Field::AgeThen || matches!(slice.fields[field as usize], Column::Packed(..))
    }

    fn open_day(&mut self, shard: &Shard, slice: &Slice, selection: &Selection) {
        if selection.first_day.is_some() {
            self.open(shard, slice, Field::Date);
        }
    }

    /// Leaves in `words` only facts that may be the first of a class in a row: a fact of the class of the one before it, in the same row, is not.
    fn leave_candidates(&mut self, shard: &Shard, slice: &Slice, look: &Look) {
        // Of few facts, telling them apart takes less than looking for those.
        let whole = self.words.is_empty();
        if !whole && self.are_few(slice) {
            return;
        }
        let mut others = std::mem::take(&mut self.others);
        let Self { owners, firsts, codes, .. } = self;
        let owners = owners.get(|owners| owners.find(slice, codes));
        others.clear();
        others.extend_from_slice(&firsts.get(|firsts| owners.firsts(slice.len(), firsts)).words);
        for (field, _) in &look.classes {
            if self.open(shard, slice, *field).is_none() {
                let codes = &self.opened[*field as usize].it;
                let changes = self.changes[*field as usize].get(|words| codes.changes(words));
                others.iter_mut().zip(changes).for_each(|(other, more)| *other |= more);
            }
        }
        if whole {
            self.words.extend_from_slice(&others);
        } else {
            let mut before = 0;
            for (word, other) in self.words.iter_mut().zip(&others) {
                let after_passing = (*word << 1) | before;
                before = *word >> (WORD - 1);
                *word &= other | !after_passing;
            }
        }
        self.others = others;
    }

    /// Whether few facts are in `words`.
    fn are_few(&self, slice: &Slice) -> bool {
        let facts: u32 = self.words.iter().map(|word| word.count_ones()).sum();
        (facts as usize) < slice.len() / 8
    }

    /// Lists the facts in `words` and their rows.
    fn list(&mut self, slice: &Slice, listed: &mut Listed) {
        let few = self.are_few(slice);
        let Self { owners, firsts, words, codes, .. } = self;
        let owners = owners.get(|owners| owners.find(slice, codes));
        let firsts = (!few).then(|| firsts.get(|firsts| owners.firsts(slice.len(), firsts)));
        owners.list(words, firsts, listed);
    }

    /// Facts found, with what says their cells.
    pub(super) fn placed<'a>(
        &'a self,
        kind: usize,
        slice: &'a Slice,
        selection: &'a Selection,
        listed: &'a [Touch],
        by_row: &'a [u32],
        whose: &'a Whose,
    ) -> Placed<'a> {
        let same = selection.cell_of_kind(kind);
        let by_day = selection.first_day.as_deref().map(|list| (self.day(slice), list));
        Placed { kind, slice, listed, whose, same, by_class: &selection.cells_of, by_row, by_day }
    }

    fn day(&self, slice: &Slice) -> Day<'_> {
        match &slice.fields[Field::Date as usize] {
            Column::Same(code, _) => Day { least: *code as usize, above: &[], wide: &[] },
            _ => {
                let Codes { least, narrow, wide } = &self.opened[Field::Date as usize].it;
                Day { least: *least as usize, above: narrow, wide }
            }
        }
    }

    /// Finds the classes of facts.
    fn add_classes(&mut self, shard: &Shard, slice: &Slice, look: &Look, listed: &mut Listed) {
        for (field, classes) in &look.classes {
            match self.open(shard, slice, *field) {
                Some(code) => {
                    let same = look_up(classes, code as usize);
                    listed.each_mut().iter_mut().for_each(|touch| touch.class += same);
                }
                None => self.opened[*field as usize].it.add_classes(classes, listed.each_mut()),
            }
        }
    }
}

/// The codes of the days of facts.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Day<'a> {
    least: usize,
    above: &'a [u16],
    wide: &'a [u64],
}

impl Day<'_> {
    pub(crate) fn of(self, fact: u32) -> usize {
        match self.above.get(fact as usize) {
            Some(above) => self.least + usize::from(*above),
            None => self.wide.get(fact as usize).map_or(self.least, |code| *code as usize),
        }
    }
}

fn find<'a, T>(list: &'a [(Arc<Look>, Known<T>)], look: &Arc<Look>) -> &'a T {
    &list[list.iter().position(|(known, _)| Arc::ptr_eq(known, look)).unwrap_or(0)].1.it
}

/// The place of what is known of a look.
fn place<T: Default>(list: &mut Vec<(Arc<Look>, Known<T>)>, look: &Arc<Look>) -> usize {
    list.iter().position(|(known, _)| Arc::ptr_eq(known, look)).unwrap_or_else(|| {
        list.push((Arc::clone(look), Known::default()));
        list.len() - 1
    })
}

fn within(runs: &[(u64, u64)], code: u64) -> bool {
    runs.iter().any(|(first, last)| (*first..=*last).contains(&code))
}

impl Codes {
    /// Those in one of these runs.
    fn in_runs(&self, runs: &[(u64, u64)], words: &mut Vec<u64>) {
        if !self.wide.is_empty() {
            return bits::where_true(&self.wide, |code| within(runs, *code), words);
        }
        // As the first code of a run and how many follow it, counted from the least.
        let most = self.least + u64::from(u16::MAX);
        let reached = runs.iter().filter(|(first, last)| *first <= most && *last >= self.least);
        let runs: Vec<(u16, u16)> = reached
            .map(|(first, last)| ((*first).max(self.least), (*last).min(most)))
            .map(|(first, last)| ((first - self.least) as u16, (last - first) as u16))
            .collect();
        bits::in_runs(&self.narrow, &runs, words);
    }

    /// Those whose code is another than that of the one before.
    fn changes(&self, words: &mut Vec<u64>) {
        match self.wide.is_empty() {
            true => bits::changes(&self.narrow, words),
            false => bits::changes(&self.wide, words),
        }
    }

    /// Adds to the classes of facts what their codes say.
    fn add_classes(&self, by_code: &[u32], listed: &mut [Touch]) {
        if !self.wide.is_empty() {
            let class = |touch: &Touch| look_up(by_code, self.wide[touch.fact as usize] as usize);
            return listed.iter_mut().for_each(|touch| touch.class += class(touch));
        }
        let by_code = by_code.get(self.least as usize..).unwrap_or(&[]);
        let class = |touch: &Touch| look_up(by_code, usize::from(self.narrow[touch.fact as usize]));
        listed.iter_mut().for_each(|touch| touch.class += class(touch));
    }
}

fn look_up(list: &[u32], code: usize) -> u32 {
    list.get(code).copied().unwrap_or(0)
}

/// Of each fact, one more than the age of its person on its day; 0 if not known.
fn ages(shard: &Shard, slice: &Slice) -> Vec<u16> {
    let days = slice.fields[Field::Date as usize].values();
    let mut days = days.into_iter();
    let mut ages = Vec::with_capacity(slice.len());
    for (count, born) in slice.counts.values().into_iter().zip(shard.born.values()) {
        let born = day::ready(born);
        ages.extend(days.by_ref().take(count as usize).map(|day| day::age(born, day::ready(day)) as u16));
    }
    ages
}
