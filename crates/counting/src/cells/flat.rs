//! The facts that count, and how to go through them.

use super::{at_least, look_up};
use crate::column::Column;
use std::ops::Range;

/// The facts of a selection that count, of one kind or of several together: whose each is, and its cell, in the order of people.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Flat<'a> {
    /// Their places in the slice of their kind, if they are not all of it.
    pub(super) facts: Option<&'a [u32]>,
    pub(crate) people: &'a [u32],
    /// Without what the column of `later` adds.
    pub(super) cells: Cells<'a>,
    pub(super) later: Option<Later<'a>>,
}

/// The cells of facts.
#[derive(Debug, Clone, Copy)]
pub(super) enum Cells<'a> {
    Found(&'a [u32]),
    /// Of all facts of a slice, by their codes in one column, and so much more.
    ByCode(&'a [u16], &'a [u32], u32),
}

/// A column whose part of the cell is looked up for some facts only.
#[derive(Debug, Clone, Copy)]
pub(super) struct Later<'a> {
    pub(super) column: &'a Column,
    pub(super) codes: &'a [u16],
    pub(super) list: &'a [u32],
}

impl<'a> Flat<'a> {
    /// Facts of several kinds.
    pub(crate) fn of(people: &'a [u32], cells: &'a [u32]) -> Self {
        Self { facts: None, people, cells: Cells::Found(cells), later: None }
    }

    pub(crate) fn len(&self) -> usize {
        self.people.len()
    }

    /// The cell of one of these facts.
    pub(crate) fn cell(&self, at: usize) -> u32 {
        let cell = match self.cells {
            Cells::Found(cells) => cells[at],
            Cells::ByCode(codes, list, more) => look_up(list, codes[at].into()) + more,
        };
        cell + self.later(at)
    }

    /// The places among these facts of those with which a person touches a cell for the first time, there being so many cells. A column put off
    /// does not count.
    pub(crate) fn firsts<'b>(&self, apart: &'b mut Apart<'_>, most: usize) -> &'b [u32] {
        match self.cells {
            Cells::Found(cells) => apart.firsts(self.people, cells.iter().copied(), most),
            Cells::ByCode(codes, list, more) => {
                apart.firsts(self.people, codes.iter().map(|code| look_up(list, (*code).into()) + more), most)
            }
        }
    }

    /// Lists the people and the cells of some of these facts.
    pub(crate) fn list(&self, of: &[u32], people: &mut Vec<u32>, cells: &mut Vec<u32>) {
        people.clear();
        people.extend(of.iter().map(|at| self.people[*at as usize]));
        cells.clear();
        let of = of.iter().map(|at| *at as usize);
        // What is the same for all of them is decided once.
        match (self.cells, self.later, self.facts) {
            (Cells::ByCode(codes, list, more), None, _) => {
                cells.extend(of.map(|at| look_up(list, codes[at].into()) + more));
            }
            (
                Cells::ByCode(codes, list, more),
                Some(Later { codes: days, list: periods, column: Column::Packed(..) }),
                None,
            ) => {
                cells.extend(of.map(|at| look_up(list, codes[at].into()) + look_up(periods, days[at].into()) + more));
            }
            (Cells::Found(found), None, _) => cells.extend(of.map(|at| found[at])),
            _ => cells.extend(of.map(|at| self.cell(at))),
        }
    }

    /// The place in its slice of one of these facts.
    pub(crate) fn fact(&self, at: usize) -> usize {
        self.facts.map_or(at, |facts| facts[at] as usize)
    }

    /// What `later` adds to the cell of one of these facts.
    fn later(&self, at: usize) -> u32 {
        let Some(Later { column, codes, list }) = self.later else { return 0 };
        let fact = self.fact(at);
        match codes.get(fact) {
            Some(code) => look_up(list, usize::from(*code)),
            None => look_up(list, (column.get(fact) - column.least()) as usize),
        }
    }

    /// Whether these are all facts of a slice.
    pub(crate) fn is_whole(&self) -> bool {
        self.facts.is_none()
    }

    /// The stretches of these facts that belong to one person each.
    pub(crate) fn by_person(&self) -> impl Iterator<Item = Range<usize>> {
        let mut start = 0;
        self.people.chunk_by(|one, next| one == next).map(move |own| {
            start += own.len();
            start - own.len()..start
        })
    }
}

/// Tells apart the facts with which somebody touches a cell for the first time.
pub(crate) struct Apart<'a> {
    pub(super) people: usize,
    pub(super) stamps: &'a mut Vec<u32>,
    pub(super) now: &'a mut u32,
    pub(super) firsts: &'a mut Vec<u32>,
}

impl Apart<'_> {
    /// The places among these facts of those with which a person touches a cell for the first time, there being so many cells.
    pub(crate) fn firsts(&mut self, people: &[u32], cells: impl Iterator<Item = u32>, most: usize) -> &[u32] {
        if self.stamps.len() < most {
            self.stamps.resize(most, 0);
        }
        let now = self.now.checked_add(self.people as u32).unwrap_or_else(|| {
            self.stamps.fill(0);
            self.people as u32
        });
        let start = now - self.people as u32 + 1;
        *self.now = now;
        let (stamps, firsts) = (&mut self.stamps[..most], at_least(self.firsts, people.len()));
        let mut listed = 0;
        // Nothing is added to where it has just been read from: that would keep each fact waiting for the one before.
        for (at, (person, cell)) in (0..).zip(people.iter().zip(cells)) {
            let (stamp, own) = (&mut stamps[cell as usize], start + person);
            firsts[listed] = at;
            listed += usize::from(*stamp != own);
            *stamp = own;
        }
        &firsts[..listed]
    }
}
