//! Columns that values are still added to.

/// Whole numbers, one per row. Nothing is stored while all are the same; otherwise each takes the fewest of 1, 2, 4 or 8
/// bytes that hold the greatest.
#[derive(Debug, Clone)]
pub(super) enum Growing {
    Same(u64, usize),
    U8(Vec<u8>),
    U16(Vec<u16>),
    U32(Vec<u32>),
    U64(Vec<u64>),
}

impl Default for Growing {
    fn default() -> Self {
        Self::Same(0, 0)
    }
}

impl Growing {
    fn len(&self) -> usize {
        match self {
            Self::Same(_, len) => *len,
            Self::U8(values) => values.len(),
            Self::U16(values) => values.len(),
            Self::U32(values) => values.len(),
            Self::U64(values) => values.len(),
        }
    }

    pub(super) fn get(&self, row: usize) -> u64 {
        match self {
            Self::Same(value, _) => *value,
            Self::U8(values) => values[row].into(),
            Self::U16(values) => values[row].into(),
            Self::U32(values) => values[row].into(),
            Self::U64(values) => values[row],
        }
    }

    pub(super) fn push(&mut self, value: u64) {
        match self {
            Self::Same(same, len) if *same == value || *len == 0 => (*same, *len) = (value, *len + 1),
            Self::U8(values) if value <= u8::MAX.into() => values.push(value as u8),
            Self::U16(values) if value <= u16::MAX.into() => values.push(value as u16),
            Self::U32(values) if value <= u32::MAX.into() => values.push(value as u32),
            Self::U64(values) => values.push(value),
            Self::Same(..) | Self::U8(_) | Self::U16(_) | Self::U32(_) => {
                *self = self.widened(value);
                self.push(value);
            }
        }
    }

    /// The same values where this one has room too.
    fn widened(&self, value: u64) -> Self {
        let len = self.len();
        let room = len + len / 2 + 16;
        let values = (0..len).map(|row| self.get(row));
        macro_rules! all {
            ($width:ty) => {{
                let mut all: Vec<$width> = Vec::with_capacity(room);
                all.extend(values.map(|value| value as $width));
                all
            }};
        }
        match values.clone().fold(value, u64::max) {
            0..=0xFF => Self::U8(all!(u8)),
            0x100..=0xFFFF => Self::U16(all!(u16)),
            0x1_0000..=0xFFFF_FFFF => Self::U32(all!(u32)),
            _ => Self::U64(all!(u64)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_widens_as_its_values_do_and_loses_none() {
        let given = [7, 7, 7, 0, 255, 256, 65_535, 65_536, 4_294_967_295, 4_294_967_296, 3];
        for end in 0..=given.len() {
            let mut column = Growing::default();
            given[..end].iter().for_each(|value| column.push(*value));
            let values: Vec<u64> = (0..column.len()).map(|row| column.get(row)).collect();
            assert_eq!(values, &given[..end]);
        }
    }
}
