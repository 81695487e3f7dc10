//! What is found out of the columns of one kind of fact in a shard, for every question about it.
//!
//! No loop here runs as often as some person has facts, or stops early: what a processor cannot foresee costs it more than
//! the work itself.

use super::codes::{Codes, Day, ages, look_up, within};
use super::listed::{Listed, Rows, Stamps, Touch};
use super::{Placed, Whose, turn};
use crate::bits::{self, WORD};
use crate::column::Column;
use crate::plan::{Look, Narrowing, Runs, Selection};
use crate::shard::{FIELDS, Field, MADE, Shard, Slice};
use std::sync::Arc;

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
    /// Whose each fact is.
    rows: Known<Rows>,
    /// The first fact of each row.
    firsts: Known<Vec<u64>>,
    opened: [Known<Codes>; FIELDS + MADE],
    /// By field, the facts that differ in it from the one before.
    changes: [Known<Vec<u64>>; FIELDS + MADE],
    passing: Vec<(Field, Runs, Known<Vec<u64>>)>,
    all: Vec<(Arc<Look>, Known<Listed>)>,
    touches: Vec<(Arc<Look>, Known<Touches>)>,
    sets: Vec<(Arc<Look>, Known<Vec<u64>>)>,
    words: Vec<u64>,
    others: Vec<u64>,
    /// Those of `words`, listed.
    facts: Vec<u32>,
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

impl Room {
    /// Forgets what is known of the shard before.
    pub(super) fn next_shard(&mut self) {
        self.rows.known = false;
        self.firsts.known = false;
        self.opened.iter_mut().for_each(|codes| codes.known = false);
        self.changes.iter_mut().for_each(|words| words.known = false);
        self.passing.iter_mut().for_each(|(.., words)| words.known = false);
        self.all.iter_mut().for_each(|(_, listed)| listed.known = false);
        self.touches.iter_mut().for_each(|(_, touches)| touches.known = false);
        self.sets.iter_mut().for_each(|(_, sets)| sets.known = false);
    }

    /// Makes the codes of a field ready, and says what all of them are if they are the same.
    fn open(&mut self, shard: &Shard, slice: &Slice, field: Field) -> Option<u64> {
        let made: Option<fn(&Shard, &Slice) -> Vec<u16>> = match field {
            Field::AgeThen => Some(ages),
            Field::Turn => Some(turn::with_anybody),
            Field::TurnWithPartner => Some(turn::with_the_partner),
            _ => None,
        };
        if let Some(made) = made {
            self.opened[field as usize].get(|codes| {
                codes.least = 0;
                codes.wide.clear();
                codes.narrow = made(shard, slice);
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
        for Narrowing { field, runs, list } in &look.narrowing {
            if let Some(code) = self.open(shard, slice, *field) {
                if !within(runs, code) {
                    return false;
                }
                continue;
            }
            // What takes long comes last, and may look only at what is left.
            if !list.is_empty() && !self.words.is_empty() && self.are_few(slice) {
                bits::places(&self.words, &mut self.facts);
                self.opened[*field as usize].it.leave_in_list(&self.facts, list, &mut self.words);
                continue;
            }
            let known = self.passing.iter().position(|(known, of, _)| known == field && of == runs);
            let known = known.unwrap_or_else(|| {
                self.passing.push((*field, runs.clone(), Known::default()));
                self.passing.len() - 1
            });
            let codes = &self.opened[*field as usize].it;
            let passing = self.passing[known].2.get(|words| codes.in_runs(runs, list, words));
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
                bits::all(slice.len(), &mut self.words);
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
                _ if slice.is_single() => self.add_classes(shard, slice, look, &mut touches.listed),
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
        touches.several.extend(touches.listed.iter().filter(|touch| whose.has_others(touch.row)));
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
            let bit = |above: usize| if above < 256 { 1 << look_up(classes, *least as usize + above) } else { 0 };
            let set_of = std::array::from_fn(bit);
            match slice.counts.above_least(codes) {
                Some((least, above)) => {
                    let lengths = above.iter().map(|above| least as usize + usize::from(*above));
                    bits::unions(narrow, lengths, &set_of, sets);
                }
                None => {
                    let lengths = slice.counts.values().into_iter().map(|length| length as usize);
                    bits::unions(narrow, lengths, &set_of, sets);
                }
            }
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
            false => bits::count(&self.words) as u32,
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
                    bits::places(&self.words, &mut self.facts);
                    self.facts.iter().for_each(|fact| count(&narrow[*fact as usize]));
                }
            }
        }
        Some(())
    }

    /// Whether a field, which has been opened, has codes of its own for each fact that are not far apart.
    fn is_narrow(&self, slice: &Slice, field: Field) -> bool {
        slice.fields.get(field as usize).is_none_or(|column| matches!(column, Column::Packed(..)))
    }

    fn open_day(&mut self, shard: &Shard, slice: &Slice, selection: &Selection) {
        if selection.first_day.is_some() {
            self.open(shard, slice, Field::Date);
        }
    }

    /// Leaves in `words` only facts that may be the first of a class in a row: a fact of the class of the one before it, in the same row, is not.
    fn leave_candidates(&mut self, shard: &Shard, slice: &Slice, look: &Look) {
        let whole = self.words.is_empty();
        if slice.is_single() {
            if whole {
                bits::all(slice.len(), &mut self.words);
            }
            return;
        }
        // Of few facts, telling them apart takes less than looking for those.
        if !whole && self.are_few(slice) {
            return;
        }
        let mut others = std::mem::take(&mut self.others);
        let Self { rows, firsts, codes, .. } = self;
        let rows = rows.get(|rows| rows.find(slice, codes));
        others.clear();
        others.extend_from_slice(firsts.get(|words| rows.firsts(slice.len(), words)));
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
        bits::count(&self.words) < slice.len() / 8
    }

    /// Lists the facts in `words` and their rows.
    fn list(&mut self, slice: &Slice, listed: &mut Listed) {
        let Self { rows, words, codes, facts, .. } = self;
        bits::places(words, facts);
        match slice.is_single() {
            true => listed.list(facts, |fact| fact),
            false => {
                let rows = rows.get(|rows| rows.find(slice, codes));
                listed.list(facts, |fact| rows.of(fact));
            }
        }
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
