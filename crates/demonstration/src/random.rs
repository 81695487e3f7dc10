//! A small generator of numbers, written out here so that the demonstration is the same on every platform and with every
//! version of every library.

/// Numbers that look random and are decided by the seed alone: Steele, Lea and Flood's `SplitMix`, 64 bits.
#[derive(Debug, Clone)]
pub(crate) struct Random(u64);

impl Random {
    #[cfg(test)]
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// A generator for one thing among many (a register, a person), independent of its neighbours'.
    pub(crate) fn of(seed: u64, register: &str, number: u64) -> Self {
        // FNV-1a over the register's key, so that two registers with the same seed have different people.
        let key = register
            .bytes()
            .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
        let mut mixed = Self(seed ^ key);
        let start = mixed.next().wrapping_add(number.wrapping_mul(0xd134_2543_de82_ef95));
        Self(Self(start).next())
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number from 0 up to, not including, `limit`; 0 when there is no room.
    pub(crate) fn below(&mut self, limit: u64) -> u64 {
        // The high half of a product is even enough here: the bias is under one in 2^40 for any limit we use.
        let wide = u128::from(self.next()) * u128::from(limit);
        u64::try_from(wide >> 64).unwrap_or(0)
    }

    /// A number from `low` to `high`, both included; `low` when they are the wrong way round.
    pub(crate) fn between(&mut self, low: u32, high: u32) -> u32 {
        let room = u64::from(high.saturating_sub(low)) + 1;
        low + u32::try_from(self.below(room)).unwrap_or(0)
    }

    /// As [`between`](Self::between) but more often low: how much support people had, how many outcomes.
    pub(crate) fn mostly_low(&mut self, low: u32, high: u32) -> u32 {
        self.between(low, high).min(self.between(low, high))
    }

    /// True `percent` times in a hundred.
    pub(crate) fn chance(&mut self, percent: u32) -> bool {
        self.below(100) < u64::from(percent)
    }

    /// One of them, each as likely; none of none.
    pub(crate) fn pick<'a, T>(&mut self, from: &'a [T]) -> Option<&'a T> {
        let at = usize::try_from(self.below(from.len() as u64)).unwrap_or(0);
        from.get(at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sequence_is_the_published_one() {
        // The first outputs of SplitMix64 from seed 0, as in the reference implementation.
        let mut random = Random::new(0);
        assert_eq!([random.next(), random.next()], [0xe220_a839_7b1d_cdaf, 0x6e78_9e6a_a1b9_65f4]);
    }

    #[test]
    fn every_number_of_a_range_comes_and_none_outside_it() {
        let mut random = Random::of(1, "somewhere", 1);
        let mut seen = [0_u32; 5];
        for _ in 0..5_000 {
            seen[random.between(0, 4) as usize] += 1;
        }
        assert!(seen.iter().all(|&n| (850..1_150).contains(&n)), "{seen:?}");
        assert_eq!(random.below(0), 0);
        assert_eq!(random.pick::<u8>(&[]), None);
    }
}
