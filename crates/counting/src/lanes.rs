//! Small numbers packed into as few bits as the greatest of them needs.
//!
//! Sixteen numbers that follow one another stand in sixteen lanes of two bytes each, the next sixteen beside them in the same lanes,
//! so that packing and unpacking treat sixteen numbers alike and at once, which the compiler turns into vector instructions.

use fearless_simd::{Level, dispatch};
use std::ops::Range;

const LANES: usize = 16;
const ROWS: usize = 16;

/// How many numbers are packed together.
const BLOCK: usize = LANES * ROWS;

/// Numbers of so many bits, 1 to 16, each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Packed {
    len: usize,
    bits: usize,
    /// By block, then by word of a lane, then by lane.
    words: Vec<[u16; LANES]>,
}

/// Runs code for a number of bits that the compiler knows.
macro_rules! with_bits {
    ($bits:expr, $call:ident $given:tt) => {
        with_bits!($bits, $call, $given, 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15)
    };
    ($bits:expr, $call:ident, $given:tt, $($known:literal)*) => {
        match $bits {
            $($known => $call::<$known> $given,)*
            _ => $call::<16> $given,
        }
    };
}

impl Packed {
    pub(crate) fn new(numbers: &[u16]) -> Self {
        let greatest = numbers.iter().fold(0, |all, number| all | number);
        let bits = (16 - greatest.leading_zeros()).max(1) as usize;
        let mut words = Vec::with_capacity(numbers.len().div_ceil(BLOCK) * bits);
        for block in numbers.chunks(BLOCK) {
            let mut whole = [0; BLOCK];
            whole[..block.len()].copy_from_slice(block);
            with_bits!(bits, pack(&whole, &mut words));
        }
        // What the last numbers do not fill is not kept.
        let rows = numbers.len().div_ceil(LANES);
        words.truncate(rows / ROWS * bits + (rows % ROWS * bits).div_ceil(16));
        words.shrink_to_fit();
        Self { len: numbers.len(), bits, words }
    }

    pub(crate) fn len(&self) -> usize {
        self.len
    }

    pub(crate) fn bits(&self) -> usize {
        self.bits
    }

    pub(crate) fn bytes(&self) -> usize {
        size_of_val(self.words.as_slice())
    }

    pub(crate) fn get(&self, at: usize) -> u16 {
        let (block, row, lane) = (at / BLOCK, at % BLOCK / LANES, at % LANES);
        let bit = row * self.bits;
        let words = &self.words[block * self.bits..];
        let low = u32::from(words[bit / 16][lane]);
        let high = words.get(bit / 16 + 1).map_or(0, |word| u32::from(word[lane]));
        let mask = (1_u32 << self.bits) - 1;
        (((low | (high << 16)) >> (bit % 16)) & mask) as u16
    }

    /// Puts all the numbers into a list in place of what is there.
    pub(crate) fn unpack_all(&self, to: &mut Vec<u16>) {
        to.resize(self.len.div_ceil(BLOCK) * BLOCK, 0);
        unpack_bits(self.bits, &self.words, to.as_chunks_mut::<BLOCK>().0);
        to.truncate(self.len);
    }

    /// Adds a stretch of the numbers to the end of a list.
    pub(crate) fn unpack(&self, range: Range<usize>, to: &mut Vec<u16>) {
        let blocks = range.start / BLOCK..range.end.div_ceil(BLOCK);
        let before = to.len();
        to.resize(before + blocks.len() * BLOCK, 0);
        let (whole, _) = to[before..].as_chunks_mut::<BLOCK>();
        let words = &self.words[(blocks.start * self.bits).min(self.words.len())..];
        unpack_bits(self.bits, words, whole);
        let skipped = range.start - blocks.start * BLOCK;
        if skipped > 0 {
            to.copy_within(before + skipped.., before);
        }
        to.truncate(before + range.len());
    }
}

fn pack<const BITS: usize>(numbers: &[u16; BLOCK], words: &mut Vec<[u16; LANES]>) {
    let mut packed = [[0_u16; LANES]; BITS];
    for (row, numbers) in numbers.as_chunks::<LANES>().0.iter().enumerate() {
        let (word, shift) = (row * BITS / 16, row * BITS % 16);
        for lane in 0..LANES {
            packed[word][lane] |= numbers[lane] << shift;
        }
        if shift + BITS > 16 {
            for lane in 0..LANES {
                packed[word + 1][lane] |= numbers[lane] >> (16 - shift);
            }
        }
    }
    words.extend_from_slice(&packed);
}

/// Unpacks numbers of so many bits, with the widest instructions that this machine has.
fn unpack_bits(bits: usize, words: &[[u16; LANES]], blocks: &mut [[u16; BLOCK]]) {
    dispatch!(Level::new(), _ => with_bits!(bits, unpack(words, blocks)));
}

#[inline(always)]
fn unpack<const BITS: usize>(words: &[[u16; LANES]], blocks: &mut [[u16; BLOCK]]) {
    let (all, rest) = words.as_chunks::<BITS>();
    let mut last = [[0; LANES]; BITS];
    last[..rest.len()].copy_from_slice(rest);
    for (words, block) in all.iter().chain([&last]).zip(blocks) {
        let Some(rows) = block.as_chunks_mut::<LANES>().0.first_chunk_mut::<ROWS>() else { return };
        for lane in 0..LANES {
            // One by one, so that the compiler knows all the shifts.
            macro_rules! each {
                ($($row:literal)*) => {$(
                    let (word, shift) = const { ($row * BITS / 16, $row * BITS % 16) };
                    let high = words[const { (($row + 1) * BITS - 1) / 16 }][lane];
                    let high = if shift + BITS > 16 { high << ((16 - shift) % 16) } else { 0 };
                    rows[$row][lane] = (words[word][lane] >> shift | high) & const { u16::MAX >> (16 - BITS) };
                )*};
            }
            each!(0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_every_width_come_back_one_by_one_and_in_stretches() {
        for bits in 1..=16 {
            let numbers: Vec<u16> =
                (0..1000_u32).map(|at| (at.wrapping_mul(40_503) >> 7) as u16 >> (16 - bits)).collect();
            let packed = Packed::new(&numbers);
            assert_eq!(packed.bits(), bits);
            assert!((0..1000).all(|at| packed.get(at) == numbers[at]));
            let mut all = vec![9; 1100];
            packed.unpack_all(&mut all);
            assert_eq!(all, numbers);
            for range in [0..1000, 0..0, 3..4, 255..257, 700..1000, 512..768] {
                let mut stretch = vec![7];
                packed.unpack(range.clone(), &mut stretch);
                assert_eq!(stretch[1..], numbers[range]);
            }
        }
    }
}
