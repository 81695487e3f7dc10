//! Whose each fact is, and who has what.

use super::at_least;
use std::ops::Range;

/// Whose each of some facts is.
#[derive(Debug, Clone, Copy)]
pub(crate) enum People<'a> {
    Listed(&'a [u32]),
    /// By how much the number is greater than that of the fact before; and where each person's facts start, and the last one's end.
    Steps(&'a [u32], &'a [u32]),
}

impl People<'_> {
    /// Which of the facts are those of a person.
    pub(crate) fn facts_of(&self, person: u32) -> Range<usize> {
        match self {
            Self::Steps(_, starts) => starts[person as usize] as usize..starts[person as usize + 1] as usize,
            Self::Listed(people) => {
                let start = people.partition_point(|other| *other < person);
                start..start + people[start..].partition_point(|other| *other == person)
            }
        }
    }
}

/// The cells that people touch, each once, in the order of people.
#[derive(Debug, Default)]
pub(crate) struct Distinct {
    /// Longer than there are any, so as not to be cleared each time.
    cells: Vec<u32>,
    people: Vec<u32>,
    len: usize,
}

impl Distinct {
    pub(crate) fn cells(&self) -> &[u32] {
        &self.cells[..self.len]
    }

    pub(crate) fn people(&self) -> &[u32] {
        &self.people[..self.len]
    }

    pub(crate) fn each(&self) -> impl Iterator<Item = (usize, u32)> {
        self.cells().iter().zip(self.people()).map(|(cell, person)| (*cell as usize, *person))
    }
}

pub(super) fn distinct(
    cells: &[u32],
    people: impl Iterator<Item = u32>,
    none: usize,
    places: Option<&[u32]>,
    stamps: &mut [u32],
    now: u32,
    found: &mut Distinct,
) {
    let (own, whose) = (at_least(&mut found.cells, cells.len()), at_least(&mut found.people, cells.len()));
    let mut listed = 0;
    let each = cells.iter().zip(people);
    // Nothing is added to where it has just been read from: that would keep each fact waiting for the one before.
    match places {
        None => {
            let stamps = &mut stamps[..=none];
            for (cell, person) in each {
                let place = (*cell as usize).min(none);
                let new = (place < none) & (stamps[place] != now + person);
                stamps[place] = now + person;
                (own[listed], whose[listed]) = (*cell, person);
                listed += usize::from(new);
            }
        }
        Some(places) => {
            let places = &places[..=none];
            for (cell, person) in each {
                let cell = (*cell as usize).min(none);
                let stamp = &mut stamps[places[cell] as usize];
                let new = (cell < none) & (*stamp != now + person);
                *stamp = now + person;
                (own[listed], whose[listed]) = (cell as u32, person);
                listed += usize::from(new);
            }
        }
    }
    found.len = listed;
}

/// For each thing, how many stretches start with it, apart from the very first, given where they start and the last one ends.
pub(super) fn steps(starts: &[u32], steps: &mut Vec<u32>) {
    let Some((end, starts)) = starts.split_last() else { return };
    if !steps.is_empty() {
        return;
    }
    steps.resize(*end as usize + 1, 0);
    for start in starts.iter().skip(1) {
        steps[*start as usize] += 1;
    }
    steps.pop();
}

/// The sums of steps so far.
pub(crate) fn walk(steps: &[u32]) -> impl Iterator<Item = u32> {
    let mut number = 0;
    steps.iter().map(move |step| {
        number += step;
        number
    })
}

/// The stretch that each of these facts is in, given where they start and the last one ends, or what is known of all facts.
pub(super) fn owners(facts: &[u32], starts: &[u32], known: &[u32], of: &mut Vec<u32>) {
    of.clear();
    if !known.is_empty() {
        of.extend(facts.iter().map(|fact| known[*fact as usize]));
        return;
    }
    let mut number = 0;
    // With many facts left it takes few steps from one to the next; with few, the steps are halved instead.
    let far = facts.len() * 16 < starts.len();
    of.extend(facts.iter().map(|fact| {
        if far {
            number += starts[number + 1..].partition_point(|start| start <= fact);
        } else {
            while starts[number + 1] <= *fact {
                number += 1;
            }
        }
        number as u32
    }));
}
