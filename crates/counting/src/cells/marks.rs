//! Which facts pass: a byte for each, many at a time, and then the list of those that do.

use super::at_least;
use crate::column::Column;
use crate::plan::ByField;
use crate::shard::Field;

/// Which facts of a slice pass in one field. Questions that narrow alike share it.
#[derive(Debug)]
pub(super) struct Marked {
    field: Field,
    runs: Vec<(u64, u64)>,
    marks: Vec<u8>,
}

/// Which facts pass in a field, 1 or 0 for each.
pub(super) fn mark<'a>(marked: &'a mut Vec<Marked>, column: &Column, codes: &[u16], by: &ByField) -> &'a [u8] {
    let known = marked.iter().position(|marked| marked.field == by.field && marked.runs == by.runs);
    let known = known.unwrap_or_else(|| {
        marked.push(Marked { field: by.field, runs: by.runs.clone(), marks: marks_of(column, codes, &by.runs) });
        marked.len() - 1
    });
    &marked[known].marks
}

fn marks_of(column: &Column, codes: &[u16], runs: &[(u64, u64)]) -> Vec<u8> {
    let passes = |code: u64| runs.iter().any(|(first, last)| (*first..=*last).contains(&code));
    let Column::Packed(least, above) = column else {
        return column.values().into_iter().map(|code| u8::from(passes(code))).collect();
    };
    // As the first code of a run and how many follow it, counted from the least.
    let most = least + (1 << above.bits()) - 1;
    let within = runs.iter().filter(|(first, last)| first <= &most && last >= least);
    let runs: Vec<(u16, u16)> = within
        .map(|(first, last)| ((*first).max(*least), (*last).min(most)))
        .map(|(first, last)| ((first - least) as u16, (last - first) as u16))
        .collect();
    // Comparing with a few runs takes a fraction of the time of looking up, as it is done for many facts at once.
    match *runs.as_slice() {
        [] => vec![0; codes.len()],
        [a] => in_runs(codes, [a]),
        [a, b] => in_runs(codes, [a, b]),
        [a, b, c] => in_runs(codes, [a, b, c]),
        [a, b, c, d] => in_runs(codes, [a, b, c, d]),
        _ => {
            let list: Vec<u8> = (*least..=most).map(|code| u8::from(passes(code))).collect();
            codes.iter().map(|code| list.get(usize::from(*code)).copied().unwrap_or(0)).collect()
        }
    }
}

fn in_runs<const RUNS: usize>(codes: &[u16], runs: [(u16, u16); RUNS]) -> Vec<u8> {
    let within = |code: u16| runs.iter().fold(false, |any, (first, more)| any | (code.wrapping_sub(*first) <= *more));
    codes.iter().map(|code| u8::from(within(*code))).collect()
}

/// Of the facts kept so far, or of all if these are the first marks, keeps those that are marked.
pub(super) fn keep(kept: &mut Vec<u8>, marks: &[u8], first: bool) {
    if first {
        kept.clear();
        kept.extend_from_slice(marks);
    } else {
        kept.iter_mut().zip(marks).for_each(|(kept, mark)| *kept &= mark);
    }
}

/// Lists the facts that are marked, and says how many they are. Most come in clusters, because a person's facts are much alike.
pub(super) fn pick(marks: &mut Vec<u8>, facts: &mut Vec<u32>) -> usize {
    const TOGETHER: usize = 8;
    marks.resize(marks.len().next_multiple_of(TOGETHER), 0);
    let facts = at_least(facts, marks.len() + TOGETHER);
    let mut picked = 0;
    for (start, eight) in (0_u32..).step_by(TOGETHER).zip(marks.as_chunks::<TOGETHER>().0) {
        if u64::from_le_bytes(*eight) == 0 {
            continue;
        }
        let Some((next, _)) = facts[picked..].split_first_chunk_mut::<TOGETHER>() else { break };
        let mut kept = 0;
        for (fact, mark) in (start..).zip(eight) {
            next[kept % TOGETHER] = fact;
            kept += usize::from(*mark);
        }
        picked += kept;
    }
    picked
}
