//! A few thousand people and their facts, in columns.

use crate::column::{Code, Column, by_width};
use std::ops::Range;

/// How many people a shard is made with, unless a loader is told otherwise.
pub(crate) const PEOPLE: usize = 4096;

/// The columns of a fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Field {
    Term,
    Partner,
    Area,
    Worker,
    State,
    /// Codes of [`day`](crate::day).
    Date,
}

/// How many [`Field`]s there are.
pub(crate) const FIELDS: usize = 6;

/// People in the order of their ids, each with one row per programme; the dossier of nobody is a shard of its own.
#[derive(Debug, Clone, Default)]
pub(crate) struct Shard {
    /// The people. Empty in the shard of nobody, whose rows belong to no one.
    pub(crate) ids: Vec<i64>,
    /// Where each person's rows start, and where the last one's end.
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
    /// Where each row's facts start, and where the last one's end.
    pub(crate) starts: Column,
    pub(crate) fields: [Column; FIELDS],
    /// One more than what the quantity exceeds `least` by; 0 for no quantity.
    pub(crate) quantity: Column,
    pub(crate) least: i64,
    /// The first and last code of a date, whatever the programme; 0 and 0 if none is dated.
    pub(crate) dates: (u64, u64),
    /// Whether any has no date.
    pub(crate) undated: bool,
}

impl Slice {
    pub(crate) fn len(&self) -> usize {
        self.fields[0].len()
    }

    pub(crate) fn quantity(&self, fact: usize) -> Option<i64> {
        let above = self.quantity.get(fact).checked_sub(1)?;
        Some(self.least.wrapping_add(above.cast_signed()))
    }

    /// These columns, with what is to be known of them all.
    pub(crate) fn new(starts: Column, fields: [Column; FIELDS], quantity: Column, least: i64) -> Self {
        let mut dates = (0, 0);
        let mut undated = false;
        let dated = &fields[Field::Date as usize];
        by_width!(dated,
        Column::Same(date, len) => if *len > 0 {
            (dates, undated) = ((*date, *date), *date == 0);
        },
        codes => for code in codes {
            let date = code.wide();
            if date == 0 {
                undated = true;
            } else if dates.0 == 0 {
                dates = (date, date);
            } else if date < dates.0 || date > dates.1 {
                dates = (crate::day::earlier(dates.0, date), crate::day::later(dates.1, date));
            }
        });
        Self { starts, fields, quantity, least, dates, undated }
    }
}

/// The code that a quantity has beside a least one of `least`.
pub(crate) fn quantity_code(quantity: Option<i64>, least: i64) -> u64 {
    quantity.map_or(0, |quantity| quantity.wrapping_sub(least).cast_unsigned().wrapping_add(1))
}

impl Shard {
    /// How many people; of the shard of nobody, one.
    pub(crate) fn people(&self) -> usize {
        self.rows.len().saturating_sub(1)
    }

    pub(crate) fn is_nobody(&self) -> bool {
        self.ids.is_empty()
    }

    pub(crate) fn row_count(&self) -> usize {
        self.programme.len()
    }

    pub(crate) fn people_with_several_rows(&self) -> Vec<u32> {
        by_width!(&self.rows,
            Column::Same(..) => Vec::new(),
            starts => (0..).zip(starts.windows(2)).filter(|(_, pair)| pair[1] - pair[0] > 1).map(|(person, _)| person).collect())
    }

    pub(crate) fn facts(&self) -> usize {
        self.slices.iter().map(Slice::len).sum()
    }

    pub(crate) fn bytes(&self) -> usize {
        let slices = self.slices.iter().map(|slice| {
            let fields: usize = slice.fields.iter().map(Column::bytes).sum();
            size_of::<Slice>() + slice.starts.bytes() + fields + slice.quantity.bytes()
        });
        let attributes = self.attributes.iter().map(|column| size_of::<Column>() + column.bytes());
        let rows = [&self.rows, &self.programme, &self.born, &self.age];
        size_of::<Self>()
            + size_of_val(self.ids.as_slice())
            + rows.into_iter().map(Column::bytes).sum::<usize>()
            + attributes.sum::<usize>()
            + slices.sum::<usize>()
    }

    /// The rows of a stretch of people.
    fn rows_of(&self, people: &Range<usize>) -> Range<usize> {
        if people.is_empty() {
            return 0..0;
        }
        self.rows.get(people.start) as usize..self.rows.get(people.end) as usize
    }

    /// Stretches of people of several shards, one after the other.
    pub(crate) fn concat(parts: &[(&Self, Range<usize>)]) -> Self {
        let rows: Vec<(&Self, Range<usize>)> =
            parts.iter().map(|(shard, people)| (*shard, shard.rows_of(people))).collect();
        let column = |of: fn(&Self) -> &Column| {
            Column::concat(&rows.iter().map(|(shard, rows)| (of(shard), rows.clone())).collect::<Vec<_>>())
        };
        let attributes = parts.iter().map(|(shard, _)| shard.attributes.len()).max().unwrap_or(0);
        let attribute = |index: usize| {
            Column::concat(
                &rows.iter().map(|(shard, rows)| (&shard.attributes[index], rows.clone())).collect::<Vec<_>>(),
            )
        };
        let kinds = parts.iter().map(|(shard, _)| shard.slices.len()).max().unwrap_or(0);
        Self {
            ids: parts.iter().flat_map(|(shard, people)| &shard.ids[people.clone()]).copied().collect(),
            rows: starts(&parts.iter().map(|(shard, people)| (&shard.rows, people.clone())).collect::<Vec<_>>()),
            programme: column(|shard| &shard.programme),
            born: column(|shard| &shard.born),
            age: column(|shard| &shard.age),
            attributes: (0..attributes).map(attribute).collect(),
            slices: (0..kinds).map(|kind| slice(&rows, kind)).collect(),
        }
    }
}

/// The slices of one kind, one after the other.
fn slice(rows: &[(&Shard, Range<usize>)], kind: usize) -> Slice {
    let none = Slice::default();
    let of = |shard: &'_ Shard| -> Option<usize> { (kind < shard.slices.len()).then_some(kind) };
    let empty: Vec<Column> = rows.iter().map(|(shard, _)| Column::Same(0, shard.row_count() + 1)).collect();
    // A shard made before a kind was first seen has no facts of it: its rows all start at 0.
    let pieces: Vec<(&Slice, &Column, &Range<usize>)> = rows
        .iter()
        .zip(&empty)
        .map(|((shard, rows), empty)| match of(shard) {
            Some(kind) => (&shard.slices[kind], &shard.slices[kind].starts, rows),
            None => (&none, empty, rows),
        })
        .collect();
    let facts: Vec<(&Slice, Range<usize>)> = pieces
        .iter()
        .map(|(slice, starts, rows)| match rows.is_empty() {
            true => (*slice, 0..0),
            false => (*slice, starts.get(rows.start) as usize..starts.get(rows.end) as usize),
        })
        .collect();
    let least = facts.iter().filter(|(_, facts)| !facts.is_empty()).map(|(slice, _)| slice.least).min().unwrap_or(0);
    let quantity = if facts.iter().all(|(slice, facts)| facts.is_empty() || slice.least == least) {
        Column::concat(&facts.iter().map(|(slice, facts)| (&slice.quantity, facts.clone())).collect::<Vec<_>>())
    } else {
        Column::packed(facts.iter().map(|(_, facts)| facts.len()).sum(), || {
            let each = facts.iter().flat_map(|(slice, facts)| facts.clone().map(move |fact| slice.quantity(fact)));
            each.map(|quantity| quantity_code(quantity, least))
        })
    };
    Slice::new(
        starts(&pieces.iter().map(|(_, starts, rows)| (*starts, (*rows).clone())).collect::<Vec<_>>()),
        std::array::from_fn(|field| {
            Column::concat(
                &facts.iter().map(|(slice, facts)| (&slice.fields[field], facts.clone())).collect::<Vec<_>>(),
            )
        }),
        quantity,
        least,
    )
}

/// Where things start when stretches of them follow one another, and where the last ends.
fn starts(parts: &[(&Column, Range<usize>)]) -> Column {
    let mut all = vec![0];
    let mut end = 0;
    for (starts, range) in parts.iter().filter(|(_, range)| !range.is_empty()) {
        let first = starts.get(range.start);
        all.extend((range.start + 1..=range.end).map(|place| end + starts.get(place) - first));
        end = all[all.len() - 1];
    }
    Column::packed(all.len(), || all.iter().copied())
}
