//! A column of numbers, as narrow as its values allow.

use crate::lanes::Packed;
use std::ops::Range;

/// Whole numbers, one per row. Nothing is stored while all are the same; otherwise each takes as few bits as hold what it exceeds the
/// least by, or eight bytes if that is more than sixteen bits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Column {
    Same(u64, usize),
    /// The least, and what each exceeds it by.
    Packed(u64, Packed),
    Wide(Vec<u64>),
}

impl Default for Column {
    fn default() -> Self {
        Self::Same(0, 0)
    }
}

impl Column {
    pub(crate) fn len(&self) -> usize {
        match self {
            Self::Same(_, len) => *len,
            Self::Packed(_, above) => above.len(),
            Self::Wide(values) => values.len(),
        }
    }

    pub(crate) fn get(&self, row: usize) -> u64 {
        match self {
            Self::Same(value, _) => *value,
            Self::Packed(least, above) => least + u64::from(above.get(row)),
            Self::Wide(values) => values[row],
        }
    }

    /// What no value is less than.
    pub(crate) fn least(&self) -> u64 {
        match self {
            Self::Same(least, _) | Self::Packed(least, _) => *least,
            Self::Wide(_) => 0,
        }
    }

    /// How many bits each value takes.
    pub(crate) fn bits(&self) -> usize {
        match self {
            Self::Same(..) => 0,
            Self::Packed(_, above) => above.bits(),
            Self::Wide(_) => u64::BITS as usize,
        }
    }

    /// Bytes on the heap.
    pub(crate) fn bytes(&self) -> usize {
        match self {
            Self::Same(..) => 0,
            Self::Packed(_, above) => above.bytes(),
            Self::Wide(values) => size_of_val(values.as_slice()),
        }
    }

    /// These values. They are asked for twice.
    pub(crate) fn new<I: Iterator<Item = u64>>(values: impl Fn() -> I) -> Self {
        let (mut least, mut greatest, mut len) = (u64::MAX, 0, 0);
        for value in values() {
            least = least.min(value);
            greatest = greatest.max(value);
            len += 1;
        }
        match greatest.wrapping_sub(least) {
            _ if len == 0 => Self::default(),
            0 => Self::Same(least, len),
            1..=0xFFFF => {
                let mut above = Vec::with_capacity(len);
                above.extend(values().map(|value| (value - least) as u16));
                Self::Packed(least, Packed::new(&above))
            }
            _ => Self::Wide(values().collect()),
        }
    }

    /// Calls with each value of a stretch of rows, in order.
    pub(crate) fn each(&self, rows: Range<usize>, room: &mut Vec<u16>, mut call: impl FnMut(u64)) {
        match self {
            Self::Same(value, _) => rows.for_each(|_| call(*value)),
            Self::Packed(least, above) => {
                room.clear();
                above.unpack(rows, room);
                room.iter().for_each(|above| call(least + u64::from(*above)));
            }
            Self::Wide(values) => values[rows].iter().for_each(|value| call(*value)),
        }
    }

    /// The values, as what each exceeds the least by, if they are not far apart; `room` is where they are put.
    pub(crate) fn above_least<'a>(&self, room: &'a mut Vec<u16>) -> Option<(u64, &'a [u16])> {
        match self {
            Self::Same(value, len) => {
                room.clear();
                room.resize(*len, 0);
                Some((*value, room))
            }
            Self::Packed(least, above) => {
                above.unpack_all(room);
                Some((*least, room))
            }
            Self::Wide(_) => None,
        }
    }

    /// Makes of each of a list, one for each row, what it becomes by the row's value.
    pub(crate) fn change_each(&self, list: &mut [u32], room: &mut Vec<u16>, becomes: impl Fn(u32, u64) -> u32) {
        match self {
            Self::Same(value, _) => list.iter_mut().for_each(|own| *own = becomes(*own, *value)),
            Self::Packed(least, above) => {
                above.unpack_all(room);
                let each = list.iter_mut().zip(&*room);
                each.for_each(|(own, above)| *own = becomes(*own, least + u64::from(*above)));
            }
            Self::Wide(values) => list.iter_mut().zip(values).for_each(|(own, value)| *own = becomes(*own, *value)),
        }
    }

    /// All the values.
    pub(crate) fn values(&self) -> Vec<u64> {
        let mut values = Vec::with_capacity(self.len());
        self.each(0..self.len(), &mut Vec::new(), |value| values.push(value));
        values
    }

    /// Marks each value that there is.
    pub(crate) fn mark(&self, seen: &mut Vec<bool>) {
        let mut mark = |value: u64| {
            let value = value as usize;
            if seen.len() <= value {
                seen.resize(value + 1, false);
            }
            seen[value] = true;
        };
        match self {
            Self::Same(_, 0) => {}
            Self::Same(value, _) => mark(*value),
            _ => self.each(0..self.len(), &mut Vec::new(), mark),
        }
    }

    /// The least and the greatest value that there may be in these rows.
    fn bounds(&self, rows: &Range<usize>) -> (u64, u64) {
        match self {
            Self::Same(value, _) => (*value, *value),
            Self::Packed(least, above) => (*least, least.saturating_add((1 << above.bits()) - 1)),
            Self::Wide(values) => {
                values[rows.clone()].iter().fold((u64::MAX, 0), |(a, b), value| (a.min(*value), b.max(*value)))
            }
        }
    }

    /// Stretches of columns, one after the other.
    pub(crate) fn concat(parts: &[(&Self, Range<usize>)]) -> Self {
        let parts: Vec<_> = parts.iter().filter(|(_, rows)| !rows.is_empty()).cloned().collect();
        let bounds = parts.iter().map(|(column, rows)| column.bounds(rows));
        let Some((least, greatest)) = bounds.reduce(|one, other| (one.0.min(other.0), one.1.max(other.1))) else {
            return Self::default();
        };
        let len = parts.iter().map(|(_, rows)| rows.len()).sum();
        if least == greatest {
            return Self::Same(least, len);
        }
        if greatest - least > u64::from(u16::MAX) {
            let values = || parts.iter().flat_map(|(column, rows)| rows.clone().map(|row| column.get(row)));
            return Self::new(values);
        }
        let mut above = Vec::with_capacity(len + 512);
        for (column, rows) in parts {
            match column {
                Self::Same(value, _) => above.resize(above.len() + rows.len(), (value - least) as u16),
                Self::Packed(own, packed) => {
                    let from = above.len();
                    packed.unpack(rows, &mut above);
                    let more = (own - least) as u16;
                    above[from..].iter_mut().for_each(|above| *above += more);
                }
                Self::Wide(values) => above.extend(values[rows].iter().map(|value| (value - least) as u16)),
            }
        }
        match above.first() {
            Some(first) if above.iter().all(|other| other == first) => Self::Same(least + u64::from(*first), len),
            _ => Self::Packed(least, Packed::new(&above)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(values: &[u64]) -> Column {
        Column::new(|| values.iter().copied())
    }

    #[test]
    fn a_column_is_as_wide_as_its_values_differ_and_loses_none() {
        let given = [7, 7, 7, 0, 255, 256, 65_535, 65_536, 4_294_967_295, 4_294_967_296, u64::MAX, 3];
        for end in 0..=given.len() {
            let column = column(&given[..end]);
            assert_eq!(column.values(), &given[..end]);
            assert!((0..end).all(|row| column.get(row) == given[row]));
        }
        assert_eq!(column(&[7, 7, 7]), Column::Same(7, 3));
        assert!(matches!(column(&[1 << 40, (1 << 40) + 9]), Column::Packed(..)));
    }

    #[test]
    fn stretches_join_whatever_their_widths() {
        let columns = [column(&[5, 5]), column(&[1, 2, 3]), column(&[300, 4]), column(&[]), column(&[70_000, 1 << 40])];
        for end in 0..=columns.len() {
            let parts: Vec<_> = columns[..end].iter().map(|c| (c, 0..c.len())).collect();
            let expected: Vec<u64> = columns[..end].iter().flat_map(Column::values).collect();
            assert_eq!(Column::concat(&parts).values(), expected);
        }
        let same = column(&[5, 5]);
        assert_eq!(Column::concat(&[(&same, 0..1), (&same, 0..2)]), Column::Same(5, 3));
        assert_eq!(Column::concat(&[(&columns[1], 1..2), (&columns[2], 0..1)]).values(), [2, 300]);
        assert_eq!(Column::concat(&[(&columns[1], 1..2), (&columns[1], 1..2)]), Column::Same(2, 2));
    }
}
