//! A column of codes, as narrow as its values allow.

use std::ops::Range;

/// Whole numbers, one per row. Nothing is stored while all are the same; otherwise each takes the fewest of 1, 2, 4 or 8
/// bytes that hold the greatest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Column {
    Same(u64, usize),
    U8(Vec<u8>),
    U16(Vec<u16>),
    U32(Vec<u32>),
    U64(Vec<u64>),
}

impl Default for Column {
    fn default() -> Self {
        Self::Same(0, 0)
    }
}

/// An unsigned number of a width in which columns are kept.
pub(crate) trait Code: Copy {
    fn wide(self) -> u64;

    /// Keeps the low bits; callers have seen that the rest are zero.
    fn narrow(value: u64) -> Self;
}

macro_rules! code {
    ($($width:ty),*) => {$(
        impl Code for $width {
            #[expect(clippy::allow_attributes, reason = "the widest of the four casts loses nothing")]
            #[allow(clippy::cast_possible_truncation, clippy::unnecessary_cast, reason = "see the trait")]
            fn narrow(value: u64) -> Self {
                value as $width
            }

            #[expect(clippy::allow_attributes, reason = "one of the four casts does nothing")]
            #[allow(clippy::cast_lossless, clippy::unnecessary_cast, reason = "see above")]
            fn wide(self) -> u64 {
                self as u64
            }
        }
    )*};
}
code!(u8, u16, u32, u64);

/// Where the columns are read in one loop, whatever their width.
macro_rules! by_width {
    ($column:expr, $same:pat => $constant:expr, $codes:ident => $each:expr) => {
        match $column {
            $same => $constant,
            Column::U8($codes) => $each,
            Column::U16($codes) => $each,
            Column::U32($codes) => $each,
            Column::U64($codes) => $each,
        }
    };
}
pub(crate) use by_width;

impl Column {
    pub(crate) fn len(&self) -> usize {
        by_width!(self, Self::Same(_, len) => *len, codes => codes.len())
    }

    pub(crate) fn get(&self, row: usize) -> u64 {
        by_width!(self, Self::Same(value, _) => *value, codes => codes[row].wide())
    }

    /// Bytes on the heap.
    pub(crate) fn bytes(&self) -> usize {
        by_width!(self, Self::Same(..) => 0, codes => size_of_val(codes.as_slice()))
    }

    pub(crate) fn push(&mut self, value: u64) {
        match self {
            Self::Same(same, len) if *same == value || *len == 0 => (*same, *len) = (value, *len + 1),
            Self::U8(codes) if value <= u8::MAX.into() => codes.push(u8::narrow(value)),
            Self::U16(codes) if value <= u16::MAX.into() => codes.push(u16::narrow(value)),
            Self::U32(codes) if value <= u32::MAX.into() => codes.push(u32::narrow(value)),
            Self::U64(codes) => codes.push(value),
            Self::Same(..) | Self::U8(_) | Self::U16(_) | Self::U32(_) => {
                let wide = self.greatest().max(value);
                let len = self.len();
                *self = Self::of(wide, len + len / 2 + 16, (0..len).map(|row| self.get(row)));
                self.push(value);
            }
        }
    }

    /// The greatest value; 0 of an empty column.
    pub(crate) fn greatest(&self) -> u64 {
        by_width!(self, Self::Same(value, _) => *value, codes => codes.iter().copied().max().map_or(0, Code::wide))
    }

    /// Marks each value that there is.
    pub(crate) fn mark(&self, seen: &mut Vec<bool>) {
        let most = self.greatest() as usize;
        if self.len() > 0 && seen.len() <= most {
            seen.resize(most + 1, false);
        }
        match self {
            Self::Same(_, 0) => {}
            Self::Same(value, _) => seen[*value as usize] = true,
            _ => (0..self.len()).for_each(|row| seen[self.get(row) as usize] = true),
        }
    }

    /// Stored values none of which exceeds `greatest`.
    fn of(greatest: u64, room: usize, values: impl Iterator<Item = u64>) -> Self {
        fn all<T: Code>(room: usize, values: impl Iterator<Item = u64>) -> Vec<T> {
            let mut codes = Vec::with_capacity(room);
            codes.extend(values.map(T::narrow));
            codes
        }
        match greatest {
            0..=0xFF => Self::U8(all(room, values)),
            0x100..=0xFFFF => Self::U16(all(room, values)),
            0x1_0000..=0xFFFF_FFFF => Self::U32(all(room, values)),
            _ => Self::U64(all(room, values)),
        }
    }

    /// The rows of `self` at these places, in this order.
    pub(crate) fn gather(&self, places: &[u32]) -> Self {
        fn pick<T: Code>(codes: &[T], places: &[u32]) -> Column {
            let at = |place: &u32| codes[*place as usize].wide();
            Column::packed(places.len(), || places.iter().map(at))
        }
        by_width!(self, Self::Same(value, _) => Self::Same(*value, places.len()), codes => pick(codes, places))
    }

    /// These values, as narrow as can be. `values` is called twice.
    pub(crate) fn packed<I: Iterator<Item = u64>>(len: usize, values: impl Fn() -> I) -> Self {
        let (mut least, mut greatest) = (u64::MAX, 0);
        for value in values() {
            least = least.min(value);
            greatest = greatest.max(value);
        }
        match len {
            0 => Self::default(),
            _ if least == greatest => Self::Same(least, len),
            _ => Self::of(greatest, len, values()),
        }
    }

    /// Stretches of columns, one after the other.
    pub(crate) fn concat(parts: &[(&Self, Range<usize>)]) -> Self {
        fn join<T: Code>(parts: &[(&Column, Range<usize>)], own: fn(&Column) -> Option<&[T]>) -> Vec<T> {
            let mut joined = Vec::with_capacity(parts.iter().map(|(_, rows)| rows.len()).sum());
            for (column, rows) in parts {
                if let Some(codes) = own(column) {
                    joined.extend_from_slice(&codes[rows.clone()]);
                } else {
                    by_width!(column,
                        Column::Same(value, _) => joined.extend(rows.clone().map(|_| T::narrow(*value))),
                        codes => joined.extend(codes[rows.clone()].iter().map(|code| T::narrow(code.wide()))));
                }
            }
            joined
        }
        let parts: Vec<_> = parts.iter().filter(|(_, rows)| !rows.is_empty()).cloned().collect();
        let width = |column: &Self| match column {
            Self::Same(value, _) => [0xFF, 0xFFFF, 0xFFFF_FFFF].iter().position(|most| value <= most).unwrap_or(3),
            Self::U8(_) => 0,
            Self::U16(_) => 1,
            Self::U32(_) => 2,
            Self::U64(_) => 3,
        };
        let Some((first, _)) = parts.first() else { return Self::default() };
        if let Self::Same(value, _) = first
            && parts.iter().all(|(column, _)| matches!(column, Self::Same(other, _) if other == value))
        {
            return Self::Same(*value, parts.iter().map(|(_, rows)| rows.len()).sum());
        }
        match parts.iter().map(|(column, _)| width(column)).max() {
            Some(0) => Self::U8(join(&parts, |c| if let Self::U8(codes) = c { Some(codes) } else { None })),
            Some(1) => Self::U16(join(&parts, |c| if let Self::U16(codes) = c { Some(codes) } else { None })),
            Some(2) => Self::U32(join(&parts, |c| if let Self::U32(codes) = c { Some(codes) } else { None })),
            _ => Self::U64(join(&parts, |c| if let Self::U64(codes) = c { Some(codes) } else { None })),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(values: &[u64]) -> Column {
        let mut column = Column::default();
        values.iter().for_each(|value| column.push(*value));
        column
    }

    fn values(column: &Column) -> Vec<u64> {
        (0..column.len()).map(|row| column.get(row)).collect()
    }

    #[test]
    fn a_column_widens_as_its_values_do_and_loses_none() {
        let given = [7, 7, 7, 0, 255, 256, 65_535, 65_536, 4_294_967_295, 4_294_967_296, 3];
        for end in 0..=given.len() {
            assert_eq!(values(&column(&given[..end])), &given[..end]);
        }
        assert_eq!(column(&[7, 7, 7]), Column::Same(7, 3));
        assert!(matches!(column(&[1, 255]), Column::U8(_)));
    }

    #[test]
    fn stretches_join_whatever_their_widths() {
        let columns = [column(&[5, 5]), column(&[1, 2, 3]), column(&[300, 4]), column(&[]), column(&[70_000, 1 << 40])];
        let parts: Vec<_> = columns.iter().map(|c| (c, 0..c.len())).collect();
        assert_eq!(values(&Column::concat(&parts)), [5, 5, 1, 2, 3, 300, 4, 70_000, 1 << 40]);
        let same = column(&[5, 5]);
        assert_eq!(Column::concat(&[(&same, 0..1), (&same, 0..2)]), Column::Same(5, 3));
        assert_eq!(values(&Column::concat(&[(&columns[1], 1..2), (&columns[2], 0..1)])), [2, 300]);
    }

    #[test]
    fn rows_are_gathered_in_the_order_asked_for() {
        assert_eq!(values(&column(&[10, 20, 300]).gather(&[2, 0, 0])), [300, 10, 10]);
        assert!(matches!(column(&[10, 20, 300]).gather(&[1, 0]), Column::U8(_)));
    }
}
