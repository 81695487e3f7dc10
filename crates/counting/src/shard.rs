//! A few thousand people and their facts, in columns.

use crate::column::Column;
use crate::day;
use std::ops::Range;

/// How many people a shard is made with, unless a loader is told otherwise.
pub(crate) const PEOPLE: usize = 2048;

/// What is known of a fact, in columns but for the last ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Field {
    Term,
    Partner,
    Area,
    Worker,
    State,
    /// Codes of [`day`](crate::day).
    Date,
    /// One more than the age on the day of the fact, 0 if not known: made of the day and the row when it is asked for.
    AgeThen,
    /// A code of [`turn`](crate::cells::turn), of what was had with anybody, or with the same partner: made of the row's facts when it
    /// is asked for.
    Turn,
    TurnWithPartner,
}

/// How many [`Field`]s are columns.
pub(crate) const FIELDS: usize = 6;

/// How many more are made when they are asked for.
pub(crate) const MADE: usize = 3;

/// People in the order of their ids, each with one row per programme; the dossier of nobody is a shard of its own.
#[derive(Debug, Clone, Default)]
pub(crate) struct Shard {
    /// The people, their ids as unsigned numbers of the same order. Empty in the shard of nobody, whose rows belong to no one.
    pub(crate) ids: Column,
    /// How many rows each person has; of nobody, as of one person.
    pub(crate) rows: Column,
    pub(crate) programme: Column,
    /// Codes of [`day`](crate::day).
    pub(crate) born: Column,
    /// One more than the age at the start of the enrolment; 0 if not known.
    pub(crate) age: Column,
    pub(crate) attributes: Vec<Column>,
    /// By the code of their kind; those of later kinds may be wanting.
    pub(crate) slices: Vec<Slice>,
}

/// The facts of one kind in a shard, in the order of rows and within a row of dates.
#[derive(Debug, Clone, Default)]
pub(crate) struct Slice {
    /// How many facts each row has.
    pub(crate) counts: Column,
    pub(crate) fields: [Column; FIELDS],
    /// One more than what the quantity exceeds `least` by; 0 for no quantity.
    pub(crate) quantity: Column,
    pub(crate) least: i64,
    /// The first and last code of a date in each programme there is, by the programme's code; 0 and 0 if none is dated.
    pub(crate) dates: Vec<(u64, (u64, u64))>,
    /// Whether any has no date.
    pub(crate) undated: bool,
}

impl Slice {
    pub(crate) fn len(&self) -> usize {
        self.fields[0].len()
    }

    /// Whether every row has just one fact, so that a fact stands where its row does.
    pub(crate) fn is_single(&self) -> bool {
        matches!(self.counts, Column::Same(1, _))
    }

    pub(crate) fn quantity(&self, fact: usize) -> Option<i64> {
        let above = self.quantity.get(fact).checked_sub(1)?;
        Some(self.least.wrapping_add(above.cast_signed()))
    }

    /// These columns, of rows in these programmes, with what is to be known of them all.
    pub(crate) fn new(
        programme: &Column,
        counts: Column,
        fields: [Column; FIELDS],
        quantity: Column,
        least: i64,
    ) -> Self {
        let mut slice = Self { counts, fields, quantity, least, dates: Vec::new(), undated: false };
        let (days, counts) = (slice.fields[Field::Date as usize].values(), slice.counts.values());
        let mut start = 0;
        for (count, programme) in counts.into_iter().zip(programme.values()) {
            let end = start + count as usize;
            // Within a row, undated facts come first.
            let dated = days[start..end].partition_point(|day| *day == 0);
            slice.undated |= dated > 0;
            if count > 0 {
                slice.note_days(programme, &days[start + dated..end]);
            }
            start = end;
        }
        slice
    }

    fn note_days(&mut self, programme: u64, days: &[u64]) {
        let known = self.dates.iter().position(|(known, _)| *known == programme).unwrap_or_else(|| {
            self.dates.push((programme, (0, 0)));
            self.dates.len() - 1
        });
        let dates = &mut self.dates[known].1;
        if let (Some(first), Some(last)) = (days.first(), days.last()) {
            *dates = day::spanning(*dates, (*first, *last));
        }
    }

    /// The first and last code of a date; 0 and 0 if none is dated.
    pub(crate) fn span(&self) -> (u64, u64) {
        self.dates.iter().fold((0, 0), |span, (_, dates)| day::spanning(span, *dates))
    }
}

/// The code that a quantity has beside a least one of `least`.
pub(crate) fn quantity_code(quantity: Option<i64>, least: i64) -> u64 {
    quantity.map_or(0, |quantity| quantity.wrapping_sub(least).cast_unsigned().wrapping_add(1))
}

/// An id as an unsigned number of the same order.
pub(crate) fn id_code(id: i64) -> u64 {
    id.cast_unsigned() ^ (1 << 63)
}

impl Shard {
    /// How many people; of the shard of nobody, one.
    pub(crate) fn people(&self) -> usize {
        self.rows.len()
    }

    pub(crate) fn is_nobody(&self) -> bool {
        self.ids.len() == 0
    }

    pub(crate) fn row_count(&self) -> usize {
        self.programme.len()
    }

    /// The id of a person, if there are so many.
    pub(crate) fn id(&self, person: usize) -> Option<i64> {
        (person < self.ids.len()).then(|| (self.ids.get(person) ^ (1 << 63)).cast_signed())
    }

    pub(crate) fn first(&self) -> Option<i64> {
        self.id(0)
    }

    pub(crate) fn last(&self) -> Option<i64> {
        self.id(self.ids.len().checked_sub(1)?)
    }

    /// How many people come before this id.
    pub(crate) fn before(&self, id: i64) -> usize {
        let (mut low, mut high) = (0, self.ids.len());
        while low < high {
            let middle = low.midpoint(high);
            if self.ids.get(middle) < id_code(id) { low = middle + 1 } else { high = middle }
        }
        low
    }

    pub(crate) fn facts(&self) -> usize {
        self.slices.iter().map(Slice::len).sum()
    }

    pub(crate) fn bytes(&self) -> usize {
        let slices = self.slices.iter().map(|slice| {
            let fields: usize = slice.fields.iter().map(Column::bytes).sum();
            let dates = size_of_val(slice.dates.as_slice());
            size_of::<Slice>() + slice.counts.bytes() + fields + slice.quantity.bytes() + dates
        });
        let attributes = self.attributes.iter().map(|column| size_of::<Column>() + column.bytes());
        let rows = [&self.ids, &self.rows, &self.programme, &self.born, &self.age];
        size_of::<Self>()
            + rows.into_iter().map(Column::bytes).sum::<usize>()
            + attributes.sum::<usize>()
            + slices.sum::<usize>()
    }

    /// Stretches of people of several shards, one after the other.
    pub(crate) fn concat(parts: &[(&Self, Range<usize>)]) -> Self {
        let people = |of: fn(&Self) -> &Column| {
            Column::concat(&parts.iter().map(|(shard, people)| (of(shard), people.clone())).collect::<Vec<_>>())
        };
        let rows: Vec<(&Self, Range<usize>)> =
            parts.iter().map(|(shard, people)| (*shard, stretch(&shard.rows, people))).collect();
        let column = |of: &dyn Fn(&'_ Self) -> &'_ Column| {
            Column::concat(&rows.iter().map(|(shard, rows)| (of(shard), rows.clone())).collect::<Vec<_>>())
        };
        let attributes = parts.iter().map(|(shard, _)| shard.attributes.len()).max().unwrap_or(0);
        let kinds = parts.iter().map(|(shard, _)| shard.slices.len()).max().unwrap_or(0);
        let programme = column(&|shard| &shard.programme);
        Self {
            ids: people(|shard| &shard.ids),
            rows: people(|shard| &shard.rows),
            born: column(&|shard| &shard.born),
            age: column(&|shard| &shard.age),
            attributes: (0..attributes).map(|index| column(&|shard| &shard.attributes[index])).collect(),
            slices: (0..kinds).map(|kind| slice(&rows, kind, &programme)).collect(),
            programme,
        }
    }
}

/// What stretch of things belongs to these, of which each has so many.
fn stretch(counts: &Column, of: &Range<usize>) -> Range<usize> {
    let sum = |range: Range<usize>| {
        let mut sum = 0;
        counts.each(range, &mut Vec::new(), |count| sum += count as usize);
        sum
    };
    let start = sum(0..of.start);
    start..start + sum(of.clone())
}

/// The slices of one kind, one after the other.
fn slice(rows: &[(&Shard, Range<usize>)], kind: usize, programme: &Column) -> Slice {
    // A shard made before a kind was first seen has no facts of it.
    let none = Slice::default();
    let no_counts: Vec<Column> = rows.iter().map(|(shard, _)| Column::Same(0, shard.row_count())).collect();
    let pieces: Vec<(&Slice, &Column, &Range<usize>)> = rows
        .iter()
        .zip(&no_counts)
        .map(|((shard, rows), no_counts)| match shard.slices.get(kind) {
            Some(slice) => (slice, &slice.counts, rows),
            None => (&none, no_counts, rows),
        })
        .collect();
    let facts: Vec<(&Slice, Range<usize>)> =
        pieces.iter().map(|(slice, counts, rows)| (*slice, stretch(counts, rows))).collect();
    let least = facts.iter().filter(|(_, facts)| !facts.is_empty()).map(|(slice, _)| slice.least).min().unwrap_or(0);
    let quantity = if facts.iter().all(|(slice, facts)| facts.is_empty() || slice.least == least) {
        Column::concat(&facts.iter().map(|(slice, facts)| (&slice.quantity, facts.clone())).collect::<Vec<_>>())
    } else {
        Column::new(|| {
            let each = facts.iter().flat_map(|(slice, facts)| facts.clone().map(move |fact| slice.quantity(fact)));
            each.map(|quantity| quantity_code(quantity, least))
        })
    };
    let of_field = |field: usize| {
        Column::concat(&facts.iter().map(|(slice, facts)| (&slice.fields[field], facts.clone())).collect::<Vec<_>>())
    };
    let counts = Column::concat(&pieces.iter().map(|(_, counts, rows)| (*counts, (*rows).clone())).collect::<Vec<_>>());
    Slice::new(programme, counts, std::array::from_fn(of_field), quantity, least)
}
