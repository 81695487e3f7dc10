//! Codes looked up in lists, a column at a time, and the facts picked out whose codes pass.

use crate::column::{Code, Column, by_width};
use crate::plan::{ByField, EXCLUDED};

pub(super) fn decode(column: &Column, codes: &mut Vec<u32>) {
    codes.clear();
    by_width!(column,
        Column::Same(code, len) => codes.resize(*len, *code as u32),
        narrow => codes.extend(narrow.iter().map(|code| code.wide() as u32)));
}

pub(super) fn at(list: &[u32], code: u64) -> u32 {
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
pub(super) fn list_codes(cells: &mut [u32], column: &Column, list: &[u32], more: u32) {
    looked_up!(column, list,
        Column::Same(code, _) => cells.fill(at(list, *code) + more),
        (codes, cell_of) => cells.iter_mut().zip(codes).for_each(|(cell, code)| *cell = cell_of(*code) + more));
}

/// The first so many of a list that is made long enough.
pub(super) fn at_least(list: &mut Vec<u32>, len: usize) -> &mut [u32] {
    if list.len() < len {
        list.resize(len, 0);
    }
    &mut list[..len]
}

/// Adds to each cell what `list` says for its code.
pub(super) fn add_codes(cells: &mut [u32], column: &Column, list: &[u32]) {
    looked_up!(column, list,
        Column::Same(code, _) => {
            let more = at(list, *code);
            cells.iter_mut().for_each(|cell| *cell += more);
        },
        (codes, cell_of) => cells.iter_mut().zip(codes).for_each(|(cell, code)| *cell += cell_of(*code)));
}

/// Adds to the cells of these facts what `list` says for their codes.
pub(super) fn add_picked(cells: &mut [u32], facts: &[u32], column: &Column, list: &[u32]) {
    looked_up!(column, list,
        Column::Same(code, _) => {
            let more = at(list, *code);
            cells.iter_mut().for_each(|cell| *cell += more);
        },
        (codes, cell_of) => cells.iter_mut().zip(facts).for_each(|(cell, fact)| *cell += cell_of(codes[*fact as usize])));
}

/// Lists the facts whose code passes, and says how many they are. The list is as long as the column.
pub(super) fn pick_first(facts: &mut [u32], column: &Column, by: &ByField) -> usize {
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
pub(super) fn pick_blocks<T: Code>(facts: &mut [u32], codes: &[T], passes: impl Fn(T) -> bool) -> usize {
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
pub(super) fn pick_on(facts: &mut [u32], column: &Column, list: &[u32]) -> usize {
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
