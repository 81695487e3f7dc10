//! Counting the people of many shards for several questions at once, on all processors.

use crate::Question;
use crate::cells::Scratch;
use crate::memory::{self, Block, Blocks, Memory};
use crate::plan::Plan;
use crate::shard::Shard;
use crate::tally::{Counted, Tallies};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// From this many facts on, the work of counting is shared between threads.
const FACTS_FOR_THREADS: usize = 200_000;

/// Counts for these questions whatever `memory` does not remember of them.
pub(crate) fn count<'a>(
    shards: &[Arc<Shard>],
    questions: &[Question],
    plans: &'a [Plan],
    memory: Option<&Memory>,
) -> Vec<Tallies<'a>> {
    let blocks_of = |plan: &Plan| memory.and_then(|_| memory::blocks(plan));
    let mut tallies: Vec<Option<Tallies<'a>>> = plans.iter().map(|_| None).collect();
    // Those that are remembered in as many blocks are counted together, as those are that are not remembered.
    while let Some(next) = tallies.iter().position(Option::is_none) {
        let blocks = blocks_of(&plans[next]);
        let alike: Vec<usize> = (next..plans.len()).filter(|at| blocks_of(&plans[*at]) == blocks).collect();
        let asked: Vec<(&Question, &Plan)> = alike.iter().map(|at| (&questions[*at], &plans[*at])).collect();
        let counted = match memory.zip(blocks) {
            Some((memory, blocks)) => remembered(shards, &asked, memory, blocks),
            None => {
                let alone: Vec<&[Arc<Shard>]> = shards.chunks(1).collect();
                let plans = asked.iter().map(|(_, plan)| *plan).collect::<Vec<_>>();
                counted(&alone, &plans, vec![None; plans.len()]).0
            }
        };
        alike.into_iter().zip(counted).for_each(|(at, counted)| tallies[at] = Some(counted));
    }
    tallies.into_iter().flatten().collect()
}

/// Counts what is not remembered in so many blocks at most, and remembers it.
fn remembered<'a>(
    shards: &[Arc<Shard>],
    asked: &[(&Question, &'a Plan)],
    memory: &Memory,
    blocks: usize,
) -> Vec<Tallies<'a>> {
    let parts: Vec<&[Arc<Shard>]> = shards.chunks(shards.len().div_ceil(blocks).max(1)).collect();
    let blocks: Arc<[Block]> = parts.iter().map(|shards| Block::of(shards)).collect();
    let known = asked.iter().map(|(question, plan)| Some(memory.recall(question, plan, &blocks))).collect();
    let plans: Vec<&'a Plan> = asked.iter().map(|(_, plan)| *plan).collect();
    let (tallies, known) = counted(&parts, &plans, known);
    for ((question, plan), known) in asked.iter().zip(known) {
        if let Some(counted) = known.and_then(|known| known.into_iter().collect()) {
            memory.keep(question, plan, &blocks, counted);
        }
    }
    tallies
}

/// Counts whatever is not known of each part for each plan. Of those of which anything is to be known by part, says it of all parts.
fn counted<'a>(
    parts: &[&[Arc<Shard>]],
    plans: &[&'a Plan],
    mut known: Vec<Option<Blocks>>,
) -> (Vec<Tallies<'a>>, Vec<Option<Blocks>>) {
    let is_known = |known: &Option<Blocks>, part: usize| known.as_ref().is_some_and(|known| known[part].is_some());
    let missing: Vec<usize> =
        (0..parts.len()).filter(|part| !known.iter().all(|known| is_known(known, *part))).collect();
    let next = AtomicUsize::new(0);
    let work = || {
        let mut tallies: Vec<Tallies<'a>> = plans.iter().copied().map(Tallies::new).collect();
        let mut scratch = Scratch::default();
        let mut by_part: Vec<(usize, usize, Counted)> = Vec::new();
        while let Some(part) = missing.get(next.fetch_add(1, Ordering::Relaxed)) {
            let mut wanted: Vec<_> =
                tallies.iter_mut().zip(&known).enumerate().filter(|(_, (_, known))| !is_known(known, *part)).collect();
            for shard in parts[*part] {
                scratch.next_shard(shard);
                wanted.iter_mut().for_each(|(_, (tallies, _))| tallies.shard(shard, &mut scratch));
            }
            for (plan, (tallies, known)) in wanted {
                if known.is_some() {
                    by_part.push((plan, *part, tallies.take()));
                }
            }
        }
        (tallies.iter_mut().map(Tallies::take).collect::<Vec<Counted>>(), by_part)
    };
    let facts = missing.iter().flat_map(|part| parts[*part]).map(|shard| shard.facts()).sum::<usize>();
    let enough = facts >= FACTS_FOR_THREADS;
    let threads = if enough { thread::available_parallelism().map_or(1, usize::from).min(8) } else { 1 };
    let done = thread::scope(|scope| {
        let others: Vec<_> = (1..threads).map(|_| scope.spawn(work)).collect();
        let mut done = vec![work()];
        for other in others {
            match other.join() {
                Ok(other) => done.push(other),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        done
    });
    let mut sums: Vec<Tallies<'a>> = plans.iter().copied().map(Tallies::new).collect();
    for (whole, by_part) in done {
        sums.iter_mut().zip(&whole).for_each(|(sum, counted)| sum.add(counted));
        for (plan, part, counted) in by_part {
            if let Some(known) = &mut known[plan] {
                known[part] = Some(Arc::new(counted));
            }
        }
    }
    for (sum, known) in sums.iter_mut().zip(&known) {
        known.iter().flatten().flatten().for_each(|counted| sum.add(counted));
    }
    (sums, known)
}
