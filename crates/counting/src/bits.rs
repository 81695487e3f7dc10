//! Sets of facts, a bit for each, found for many facts at a time.
//!
//! Sixty-four are compared at once and without a branch, which the compiler turns into vector instructions.

/// How many facts one word says something of.
pub(crate) const WORD: usize = 64;

/// The set of those of which a word at a time is said by `word`, given where it starts. What it says of more than there are is left out.
pub(crate) fn collect(len: usize, words: &mut Vec<u64>, mut word: impl FnMut(usize) -> u64) {
    words.clear();
    words.extend((0..len).step_by(WORD).map(&mut word));
    if let (Some(last), false) = (words.last_mut(), len.is_multiple_of(WORD)) {
        *last &= (1 << (len % WORD)) - 1;
    }
}

/// A word of what is true, or 1, of each of so many.
fn word_of(each: impl Fn(usize) -> bool) -> u64 {
    let mut bytes = [0_u8; WORD];
    for (at, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from(each(at));
    }
    let eight = |eight: &[u8; 8]| u64::from_le_bytes(*eight).wrapping_mul(0x0102_0408_1020_4080) >> 56;
    bytes.as_chunks::<8>().0.iter().enumerate().fold(0, |word, (at, bytes)| word | (eight(bytes) << (8 * at)))
}

/// Calls with the words' worth of codes that start there, filled up with the last if there are fewer.
fn stretch<T: Copy + Default, R>(codes: &[T], start: usize, call: impl FnOnce(&[T; WORD]) -> R) -> R {
    if let Some(whole) = codes[start..].first_chunk::<WORD>() {
        return call(whole);
    }
    let mut filled = [T::default(); WORD];
    filled[..codes.len() - start].copy_from_slice(&codes[start..]);
    call(&filled)
}

/// Those whose code is in one of these runs, each its first code and how many follow it.
pub(crate) fn in_runs(codes: &[u16], runs: &[(u16, u16)], words: &mut Vec<u64>) {
    fn few<const RUNS: usize>(codes: &[u16], runs: [(u16, u16); RUNS], words: &mut Vec<u64>) {
        let within =
            |code: u16| runs.iter().fold(false, |any, (first, more)| any | (code.wrapping_sub(*first) <= *more));
        where_true(codes, |code| within(*code), words);
    }
    // Comparing with a few runs takes a fraction of the time of looking up, as it is done for many facts at once.
    match *runs {
        [] => collect(codes.len(), words, |_| 0),
        [a] => few(codes, [a], words),
        [a, b] => few(codes, [a, b], words),
        [a, b, c] => few(codes, [a, b, c], words),
        [a, b, c, d] => few(codes, [a, b, c, d], words),
        _ => {
            let end = runs.iter().map(|(first, more)| usize::from(*first) + usize::from(*more) + 1).max().unwrap_or(0);
            let mut list = vec![false; end];
            for (first, more) in runs {
                list[usize::from(*first)..=usize::from(*first) + usize::from(*more)].fill(true);
            }
            let within = |code: u16| list.get(usize::from(code)).copied().unwrap_or(false);
            where_true(codes, |code| within(*code), words);
        }
    }
}

/// Those of which something is true.
pub(crate) fn where_true<T: Copy + Default>(codes: &[T], is_true: impl Fn(&T) -> bool, words: &mut Vec<u64>) {
    collect(codes.len(), words, |start| stretch(codes, start, |codes| word_of(|at| is_true(&codes[at]))));
}

/// Those whose code is another than that of the one before. Of the first, anything may be said.
pub(crate) fn changes<T: Copy + Default + PartialEq>(codes: &[T], words: &mut Vec<u64>) {
    collect(codes.len(), words, |start| {
        let before = start.saturating_sub(1);
        stretch(codes, start, |own| {
            stretch(codes, before, |others| match start {
                0 => word_of(|at| own[at] != others[at.saturating_sub(1)]),
                _ => word_of(|at| own[at] != others[at]),
            })
        })
    });
}

/// How many sets each of the first so many members is in.
pub(crate) fn count_members(sets: impl Iterator<Item = u64>, members: usize) -> [u32; WORD] {
    // Eight members at a time are counted side by side, in the bytes of a word, for as long as none can overflow.
    const SIDE_BY_SIDE: [u64; 256] = {
        let mut words = [0; 256];
        let mut at = 0;
        while at < 256 * 8 {
            words[at / 8] |= ((at / 8) as u64 >> (at % 8) & 1) << (8 * (at % 8));
            at += 1;
        }
        words
    };
    let mut counted = [0; WORD];
    let (mut sums, mut summed) = ([0_u64; 8], 0);
    let mut add = |sums: &mut [u64; 8]| {
        let bytes = sums.iter().flat_map(|sum| sum.to_le_bytes());
        counted.iter_mut().zip(bytes).for_each(|(to, more)| *to += u32::from(more));
        *sums = [0; 8];
    };
    let eights = members.div_ceil(8).min(8);
    for set in sets {
        for (at, sum) in sums[..eights].iter_mut().enumerate() {
            *sum += SIDE_BY_SIDE[(set >> (8 * at) & 0xFF) as usize];
        }
        summed += 1;
        if summed == 255 {
            add(&mut sums);
            summed = 0;
        }
    }
    add(&mut sums);
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
        assert_eq!(count_members(sets.iter().copied(), 64), std::array::from_fn(count));
    }

    #[test]
    fn sets_have_just_those_that_belong_in_them() {
        for len in [0, 1, 63, 64, 65, 200, 256] {
            let codes: Vec<u16> = (0..len).map(|at: u16| at.wrapping_mul(40_503) >> 9).collect();
            let all_runs = [(3, 20), (60, 0), (90, 5), (100, 3), (110, 1), (120, 7)];
            let mut words = vec![7];
            for runs in (0..=all_runs.len()).map(|end| &all_runs[..end]) {
                in_runs(&codes, runs, &mut words);
                let within = |code: u16| runs.iter().any(|(first, more)| (*first..=first + more).contains(&code));
                let expected: Vec<usize> = (0..codes.len()).filter(|at| within(codes[*at])).collect();
                assert_eq!(listed(&words), expected);
            }
            changes(&codes.iter().map(|code| code / 40).collect::<Vec<_>>(), &mut words);
            let other = |at: &usize| codes[*at] / 40 != codes[at - 1] / 40;
            let found: Vec<usize> = listed(&words).into_iter().filter(|at| *at > 0).collect();
            assert_eq!(found, (1..codes.len()).filter(other).collect::<Vec<_>>());
        }
    }
}
