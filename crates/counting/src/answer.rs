//! What comes out.

use crate::Key;
use base::Date;

/// The answer to a [`Question`](crate::Question): a table of no, one or two dimensions, with its margins and total.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The heads of each dimension's rows, in order: only those in which something was counted, except that periods have
    /// no gaps.
    pub axes: Vec<Vec<Key>>,
    /// The cells, first dimension outermost: `axes[0].len() * axes[1].len()` of them, or `axes[0].len()`, or one.
    pub cells: Vec<Tally>,
    /// For each dimension, the tally of each of its rows over all values of the other dimension. With one dimension these are
    /// the cells.
    pub margins: Vec<Vec<Tally>>,
    /// Everything, each person once.
    pub total: Tally,
    /// The distinct people of the base, if the question has one.
    pub base: Option<u64>,
    /// Whether there was anything to count.
    pub data: Data,
}

/// What was counted in a cell, a margin or the total. What the question did not ask for is zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    /// Distinct people.
    pub people: u64,
    /// Facts.
    pub records: u64,
    /// The total of the facts' quantities.
    pub quantity: i64,
    /// How many of the facts have a quantity.
    pub measured: u64,
}

impl Tally {
    /// The mean of the facts' quantities; none if none has a quantity.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "a mean is shown to a few digits")]
    pub fn mean(&self) -> Option<f64> {
        (self.measured > 0).then(|| self.quantity as f64 / self.measured as f64)
    }
}

/// Why an answer has figures in it, or none. A zero in a table with data is a true zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Data {
    /// Something was counted.
    Counted,
    /// Facts of these kinds and terms have been collected in the programmes asked about, but none passes the filters.
    FilteredOut {
        /// The earliest date among them, if any has one.
        since: Option<Date>,
    },
    /// No fact of these kinds and terms has ever been collected in the programmes asked about.
    NotCollected,
}

impl Answer {
    /// The tally of a cell, by its keys; of a margin or the total where a key is none. Zero if nothing was counted there.
    #[must_use]
    pub fn get(&self, cell: &[Option<&Key>]) -> Tally {
        let place = |axis: usize| -> Option<Option<usize>> {
            match cell.get(axis).copied().flatten() {
                None => Some(None),
                Some(key) => self.axes.get(axis)?.iter().position(|k| k == key).map(Some),
            }
        };
        let (Some(first), Some(second)) = (place(0), place(1)) else { return Tally::default() };
        match (first, second) {
            (None, None) => self.total,
            (Some(row), None) => self.margins[0][row],
            (None, Some(column)) => self.margins[1][column],
            (Some(row), Some(column)) => self.cells[row * self.axes[1].len() + column],
        }
    }
}

/// A fact that counts, and the cells in which it does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Traced {
    /// Which dossier, by its place among those given.
    pub dossier: usize,
    /// Which of its facts, by its place.
    pub fact: usize,
    /// For each dimension of the question, the rows it counts in: one, or several of [`Dimension::Also`](crate::Dimension::Also).
    /// Of a cumulative question, the first period in which it counts.
    pub rows: Vec<Vec<Key>>,
}
