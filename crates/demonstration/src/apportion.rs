//! Whole people only: sharing out a total in proportion, and drawing people so that every share is met exactly.

use crate::random::Random;

/// The shares scaled so that they add up to exactly `total`, each within one of its true proportion.
pub(crate) fn apportion(shares: &[u64], total: u64) -> Vec<u64> {
    let whole: u128 = shares.iter().map(|&n| u128::from(n)).sum();
    if whole == 0 {
        return vec![0; shares.len()];
    }
    let mut before: u128 = 0;
    let mark = |sum: u128| u64::try_from((sum * u128::from(total) + whole / 2) / whole).unwrap_or(u64::MAX);
    shares
        .iter()
        .map(|&share| {
            let from = mark(before);
            before += u128::from(share);
            mark(before) - from
        })
        .collect()
}

/// Lots, of which there are so many of each kind, drawn one at a time and not put back.
#[derive(Debug, Clone)]
pub(crate) struct Urn {
    left: Vec<u64>,
    total: u64,
    random: Random,
}

impl Urn {
    pub(crate) fn new(counts: Vec<u64>, random: Random) -> Self {
        Self { total: counts.iter().sum(), left: counts, random }
    }

    /// How many lots are left.
    pub(crate) fn left(&self) -> u64 {
        self.total
    }

    /// The kind of the next lot, until all are drawn.
    pub(crate) fn draw(&mut self) -> Option<usize> {
        let mut at = self.random.below(self.total);
        for (kind, left) in self.left.iter_mut().enumerate() {
            if at < *left {
                *left -= 1;
                self.total -= 1;
                return Some(kind);
            }
            at -= *left;
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_whole_and_add_up() {
        assert_eq!(apportion(&[577, 281], 858), [577, 281]);
        assert_eq!(apportion(&[1, 1, 1], 10), [3, 4, 3]);
        assert_eq!(apportion(&[577, 281], 0), [0, 0]);
        assert_eq!(apportion(&[], 5), [0; 0]);
        for total in 0..500 {
            assert_eq!(apportion(&[577, 0, 281, 3, 19], total).iter().sum::<u64>(), total);
        }
    }

    #[test]
    fn every_lot_is_drawn_once() {
        let mut urn = Urn::new(vec![3, 0, 5], Random::new(7));
        let mut seen = [0; 3];
        while let Some(kind) = urn.draw() {
            seen[kind] += 1;
        }
        assert_eq!(seen, [3, 0, 5]);
        assert_eq!(urn.left(), 0);
    }
}
