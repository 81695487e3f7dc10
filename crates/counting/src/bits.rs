//! Sets of facts, a bit for each, found for many facts at a time.
//!
//! Thirty-two are compared at once and without a branch, with the widest instructions that the machine has.

use fearless_simd::prelude::*;
use fearless_simd::{Level, dispatch, mask32x16, u8x32, u16x32, u32x16};

/// How many facts one word says something of.
pub(crate) const WORD: usize = 64;

/// How many facts are compared at once.
const HALF: usize = WORD / 2;

/// Up to how many runs codes are compared with, which takes a fraction of the time of looking them up.
pub(crate) const FEW_RUNS: usize = 4;

/// The set of all of so many.
pub(crate) fn all(len: usize, words: &mut Vec<u64>) {
    words.clear();
    words.resize(len.div_ceil(WORD), u64::MAX);
    leave_out_more(len, words);
}

/// Leaves out of the last word what it says of more than there are.
#[inline(always)]
pub(crate) fn leave_out_more(len: usize, words: &mut [u64]) {
    if let (Some(last), false) = (words.last_mut(), len.is_multiple_of(WORD)) {
        *last &= (1 << (len % WORD)) - 1;
    }
}

/// The codes that start there, filled up if there are fewer.
#[inline(always)]
fn from(codes: &[u16], start: usize) -> [u16; WORD] {
    let mut filled = [0; WORD];
    let codes = &codes[start..codes.len().min(start + WORD)];
    filled[..codes.len()].copy_from_slice(codes);
    filled
}

/// Those whose code is in one of these runs, [`FEW_RUNS`] at most, each its first code and how many follow it.
pub(crate) fn in_runs(codes: &[u16], runs: &[(u16, u16)], words: &mut Vec<u64>) {
    words.clear();
    words.resize(codes.len().div_ceil(WORD), 0);
    dispatch!(Level::new(), simd => match *runs {
        [] => {}
        [a] => in_few(simd, codes, [a], words),
        [a, b] => in_few(simd, codes, [a, b], words),
        [a, b, c] => in_few(simd, codes, [a, b, c], words),
        [a, b, c, d] => in_few(simd, codes, [a, b, c, d], words),
        _ => debug_assert!(false, "{} runs are not few", runs.len()),
    });
    leave_out_more(codes.len(), words);
}

/// Those whose code a list has as 1; others it has as 0 or not at all.
pub(crate) fn in_list(codes: &[u16], list: &[u8], words: &mut Vec<u64>) {
    words.clear();
    words.resize(codes.len().div_ceil(WORD), 0);
    dispatch!(Level::new(), simd => {
        let (whole, rest) = codes.as_chunks();
        for (word, codes) in words.iter_mut().zip(whole) {
            *word = word_in_list(simd, codes, list);
        }
        if let (Some(last), false) = (words.last_mut(), rest.is_empty()) {
            *last = word_in_list(simd, &from(rest, 0), list);
        }
    });
    leave_out_more(codes.len(), words);
}

#[inline(always)]
fn in_few<S: Simd, const RUNS: usize>(simd: S, codes: &[u16], runs: [(u16, u16); RUNS], words: &mut [u64]) {
    let (whole, rest) = codes.as_chunks();
    for (word, codes) in words.iter_mut().zip(whole) {
        *word = word_in_few(simd, codes, &runs);
    }
    if let (Some(last), false) = (words.last_mut(), rest.is_empty()) {
        *last = word_in_few(simd, &from(rest, 0), &runs);
    }
}

#[inline(always)]
fn word_in_few<S: Simd>(simd: S, codes: &[u16; WORD], runs: &[(u16, u16)]) -> u64 {
    let halves = [u16x32::from_slice(simd, &codes[..HALF]), u16x32::from_slice(simd, &codes[HALF..])];
    let mut any = [0; 2];
    for (first, more) in runs {
        let (first, more) = (u16x32::splat(simd, *first), u16x32::splat(simd, *more));
        any[0] |= (halves[0] - first).simd_le(more).to_bitmask();
        any[1] |= (halves[1] - first).simd_le(more).to_bitmask();
    }
    any[0] | any[1] << HALF
}

#[inline(always)]
fn word_in_list<S: Simd>(simd: S, codes: &[u16; WORD], list: &[u8]) -> u64 {
    let mut found = [0; WORD];
    for (found, code) in found.iter_mut().zip(codes) {
        *found = match list.get(usize::from(*code)) {
            Some(found) => *found,
            None => 0,
        };
    }
    let none = u8x32::splat(simd, 0);
    let low = u8x32::from_slice(simd, &found[..HALF]).simd_eq(none).to_bitmask();
    let high = u8x32::from_slice(simd, &found[HALF..]).simd_eq(none).to_bitmask();
    !(low | high << HALF)
}

/// How many there are.
pub(crate) fn count(words: &[u64]) -> usize {
    dispatch!(Level::new(), _ => {
        let mut count = 0;
        for word in words {
            count += word.count_ones() as usize;
        }
        count
    })
}

/// Where those in a set are, in order.
pub(crate) fn places(words: &[u64], places: &mut Vec<u32>) {
    const PART: usize = 16;
    let found = count(words);
    // As many as there may be are written at a time, so that how many there are need not be foreseen.
    places.resize(places.len().max(found + PART), 0);
    dispatch!(Level::new(), simd => {
        let mut part = u32x16::from_fn(simd, |place| place as u32);
        let mut found = 0;
        for word in words {
            for bits in (0..WORD).step_by(PART).map(|shift| word >> shift & 0xFFFF) {
                if let Some(places) = places[found..].first_chunk_mut::<PART>() {
                    part.compress(mask32x16::from_bitmask(simd, bits)).store_slice(places);
                }
                found += bits.count_ones() as usize;
                part += PART as u32;
            }
        }
    });
    places.truncate(found);
}

/// Those, of so many, of which something is true: found one by one.
pub(crate) fn where_true(len: usize, is_true: impl Fn(usize) -> bool, words: &mut Vec<u64>) {
    let word = |start: usize| {
        let facts = start..len.min(start + WORD);
        facts.rev().fold(0, |word, fact| word << 1 | u64::from(is_true(fact)))
    };
    words.clear();
    words.extend((0..len).step_by(WORD).map(word));
}

/// Leaves of those in a set, who are at these places, the ones of which something is true: asked of each of them.
pub(crate) fn leave_where(places: &[u32], is_true: impl Fn(usize) -> bool, words: &mut [u64]) {
    for place in places.iter().map(|place| *place as usize) {
        words[place / WORD] &= !(u64::from(!is_true(place)) << (place % WORD));
    }
}

/// Those whose code is another than that of the one before. Of the first, anything may be said.
pub(crate) fn changes(codes: &[u16], words: &mut Vec<u64>) {
    words.clear();
    words.resize(codes.len().div_ceil(WORD), 0);
    dispatch!(Level::new(), simd => find_changes(simd, codes, words));
    leave_out_more(codes.len(), words);
}

#[inline(always)]
fn find_changes<S: Simd>(simd: S, codes: &[u16], words: &mut [u64]) {
    let mut start = 0;
    for word in words {
        *word = match (codes[start..].first_chunk(), codes[start.saturating_sub(1)..].first_chunk()) {
            (Some(own), Some(before)) if start > 0 => differing(simd, own, before),
            // The first has none before it, and stands in for that itself.
            _ if start == 0 => {
                let own = from(codes, 0);
                let mut before = own;
                before[1..].copy_from_slice(&own[..WORD - 1]);
                differing(simd, &own, &before)
            }
            _ => differing(simd, &from(codes, start), &from(codes, start - 1)),
        };
        start += WORD;
    }
}

#[inline(always)]
fn differing<S: Simd>(simd: S, own: &[u16; WORD], before: &[u16; WORD]) -> u64 {
    let low = u16x32::from_slice(simd, &own[..HALF]).simd_eq(u16x32::from_slice(simd, &before[..HALF]));
    let high = u16x32::from_slice(simd, &own[HALF..]).simd_eq(u16x32::from_slice(simd, &before[HALF..]));
    !(low.to_bitmask() | high.to_bitmask() << HALF)
}

/// Those that are another than the one before: the first is only one before, and there is at least a word of others after it.
pub(crate) fn other_than_before(numbers: &[u32], words: &mut [u64]) {
    const PART: usize = 16;
    let (before, own) = (numbers.as_chunks::<PART>().0, numbers.get(1..).unwrap_or(&[]).as_chunks::<PART>().0);
    dispatch!(Level::new(), simd => {
        let parts = before.chunks_exact(WORD / PART).zip(own.chunks_exact(WORD / PART));
        for (word, (before, own)) in words.iter_mut().zip(parts) {
            *word = before.iter().zip(own).rev().fold(0, |word, (before, own)| {
                let same = u32x16::from_slice(simd, before).simd_eq(u32x16::from_slice(simd, own));
                word << PART | u64::from(!(same.to_bitmask() as u16))
            });
        }
    });
}

/// By code below 256, the set of what it stands for; of those above, nothing.
pub(crate) type SetOf = [u64; 512];

/// The union of the sets of each stretch of codes, of which the first so many stretches are of these lengths.
pub(crate) fn unions(codes: &[u16], lengths: impl Iterator<Item = usize>, set_of: &SetOf, unions: &mut Vec<u64>) {
    const TOGETHER: usize = 8;
    /// By how many of those together belong to the stretch, what makes codes of the others stand for nothing.
    const LEAVE: [[u16; TOGETHER]; TOGETHER + 1] = {
        let mut leave = [[0; TOGETHER]; TOGETHER + 1];
        let mut at = 0;
        while at < TOGETHER * (TOGETHER + 1) {
            leave[at / TOGETHER][at % TOGETHER] = if at % TOGETHER < at / TOGETHER { 0 } else { 256 };
            at += 1;
        }
        leave
    };
    let mut start = 0;
    unions.clear();
    unions.extend(lengths.map(|length| {
        let mut union = 0;
        // So many at a time whether or not they belong: how often this runs is foreseen more often than where a stretch ends.
        for at in (start..start + length).step_by(TOGETHER) {
            let leave = &LEAVE[(start + length - at).min(TOGETHER)];
            let own = match codes[at..].first_chunk::<TOGETHER>() {
                Some(codes) => *codes,
                None => std::array::from_fn(|more| codes.get(at + more).copied().unwrap_or(0)),
            };
            let own: [u16; TOGETHER] = std::array::from_fn(|more| own[more] & 0xFF | leave[more]);
            union = own.iter().fold(union, |union, code| union | set_of[usize::from(*code)]);
        }
        start += length;
        union
    }));
}

/// How many sets each member is in.
pub(crate) fn count_members(sets: &[u64]) -> [u32; WORD] {
    // Each member is counted in binary digits, those of all members side by side in one word for each digit, and eight sets at a time.
    const TOGETHER: usize = 8;
    const DIGITS: usize = 8;
    let mut counted = [0; WORD];
    let (whole, rest) = sets.as_chunks::<TOGETHER>();
    let mut last = [0; TOGETHER];
    last[..rest.len()].copy_from_slice(rest);
    dispatch!(Level::new(), _ => {
        for sets in whole.chunks((1 << DIGITS) - 1).chain([[last].as_slice()]) {
            let mut digits = [[0; TOGETHER]; DIGITS];
            for sets in sets {
                let mut carried = *sets;
                for digit in &mut digits {
                    for (digit, carried) in digit.iter_mut().zip(&mut carried) {
                        (*digit, *carried) = (*digit ^ *carried, *digit & *carried);
                    }
                }
            }
            for (place, digit) in digits.iter().enumerate() {
                for sets in digit {
                    for (member, count) in counted.iter_mut().enumerate() {
                        *count += ((sets >> member & 1) as u32) << place;
                    }
                }
            }
        }
    });
    counted
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listed(words: &[u64]) -> Vec<usize> {
        (0..words.len() * WORD).filter(|at| words[at / WORD] >> (at % WORD) & 1 == 1).collect()
    }

    #[test]
    fn members_are_counted_in_however_many_sets() {
        let sets: Vec<u64> = (0..1000_u64).map(|at| at.wrapping_mul(0x9E37_79B9_7F4A_7C15)).collect();
        let count = |member: usize| sets.iter().filter(|set| **set >> member & 1 == 1).count() as u32;
        assert_eq!(count_members(&sets), std::array::from_fn(count));
    }

    #[test]
    fn what_stretches_stand_for_together_has_nothing_of_their_neighbours() {
        let codes: Vec<u16> = (0..200).map(|at: u16| at.wrapping_mul(40_503) >> 10).collect();
        let set_of: SetOf = std::array::from_fn(|code| if code < 256 { 1 << (code % 64) } else { 0 });
        let lengths = [0, 1, 7, 8, 9, 16, 17, 0, 30, 25, 87];
        let mut found = vec![3];
        unions(&codes, lengths.into_iter(), &set_of, &mut found);
        let mut start = 0;
        let expected = lengths.map(|length| {
            start += length;
            codes[start - length..start].iter().fold(0, |union, code| union | 1_u64 << code)
        });
        assert_eq!(found, expected);
    }

    #[test]
    fn sets_have_just_those_that_belong_in_them() {
        for len in [0, 1, 63, 64, 65, 200, 256] {
            let codes: Vec<u16> = (0..len).map(|at: u16| at.wrapping_mul(40_503) >> 9).collect();
            let all_runs = [(3, 20), (60, 0), (90, 5), (100, 3), (110, 1), (120, 7)];
            let mut words = vec![7];
            for runs in (0..=all_runs.len()).map(|end| &all_runs[..end]) {
                let within = |code: u16| runs.iter().any(|(first, more)| (*first..=first + more).contains(&code));
                let expected: Vec<usize> = (0..codes.len()).filter(|at| within(codes[*at])).collect();
                if runs.len() <= FEW_RUNS {
                    in_runs(&codes, runs, &mut words);
                    assert_eq!(listed(&words), expected);
                }
                in_list(&codes, &(0..110).map(|code| u8::from(within(code))).collect::<Vec<_>>(), &mut words);
                assert_eq!(listed(&words), expected.into_iter().filter(|at| codes[*at] < 110).collect::<Vec<_>>());
            }
            let numbers: Vec<u32> = (0..300).map(|at| u32::from(codes.get(at).map_or(0, |code| code / 9))).collect();
            words.fill(0);
            other_than_before(&numbers, &mut words);
            let other = |at: &usize| numbers[*at] != numbers[at + 1];
            assert_eq!(listed(&words), (0..words.len() * WORD).filter(other).collect::<Vec<_>>());
            let mut found = vec![7; 3];
            places(&words, &mut found);
            assert_eq!(found.iter().map(|place| *place as usize).collect::<Vec<_>>(), listed(&words));
            changes(&codes.iter().map(|code| code / 40).collect::<Vec<_>>(), &mut words);
            let other = |at: &usize| codes[*at] / 40 != codes[at - 1] / 40;
            let found: Vec<usize> = listed(&words).into_iter().filter(|at| *at > 0).collect();
            assert_eq!(found, (1..codes.len()).filter(other).collect::<Vec<_>>());
        }
    }
}
