//! What was counted lately, block of people by block: after a change only those blocks are counted anew in which somebody has changed.

use crate::plan::{Axis, Plan};
use crate::shard::Shard;
use crate::tally::Counted;
use crate::{Key, Question};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

/// Into how many blocks people are divided at most.
const MOST_BLOCKS: usize = 256;

/// Into how many at least, if what is counted of them is to be remembered: with fewer, little less than everything is counted anew.
const LEAST_BLOCKS: usize = 8;

/// What is remembered of one question takes about this many bytes at most.
const MOST_OF_QUESTION: usize = 2 << 20;

/// In how many blocks the answer to a question is remembered: the larger its table, the fewer; none if it is too large.
pub(crate) fn blocks(plan: &Plan) -> Option<usize> {
    let blocks = (MOST_OF_QUESTION / plan.bytes().max(1)).min(MOST_BLOCKS);
    (blocks >= LEAST_BLOCKS).then(|| 1 << blocks.ilog2())
}

/// Some shards that follow one another, known again without being kept.
#[derive(Debug, Clone)]
pub(crate) struct Block(Vec<Weak<Shard>>);

impl Block {
    pub(crate) fn of(shards: &[Arc<Shard>]) -> Self {
        Self(shards.iter().map(Arc::downgrade).collect())
    }

    fn is(&self, other: &Self) -> bool {
        self.0.len() == other.0.len() && self.0.iter().zip(&other.0).all(|(one, other)| one.ptr_eq(other))
    }
}

/// What was counted of blocks; none of those not looked at.
pub(crate) type Blocks = Vec<Option<Arc<Counted>>>;

/// Counts of the questions asked last, as many as there is room for.
#[derive(Debug)]
pub(crate) struct Memory {
    /// Bytes.
    most: usize,
    inside: Mutex<Inside>,
}

#[derive(Debug, Default)]
struct Inside {
    asked: HashMap<Question, Asked>,
    bytes: usize,
    /// How often anything was asked.
    now: u64,
}

#[derive(Debug)]
struct Asked {
    /// The heads of rows that the cells stood for.
    axes: Vec<Vec<Key>>,
    blocks: Arc<[Block]>,
    counted: Vec<Arc<Counted>>,
    bytes: usize,
    last: u64,
}

impl Memory {
    pub(crate) fn new(most: usize) -> Self {
        Self { most, inside: Mutex::default() }
    }

    /// What is remembered of these blocks.
    pub(crate) fn recall(&self, question: &Question, plan: &Plan, blocks: &[Block]) -> Blocks {
        let mut inside = self.inside();
        inside.now += 1;
        let now = inside.now;
        let known = inside.asked.get_mut(question).filter(|asked| asked.is_of(&plan.axes));
        let Some(asked) = known else { return vec![None; blocks.len()] };
        asked.last = now;
        let known = |(block, at): (&Block, usize)| {
            let same = asked.blocks.get(at).is_some_and(|known| known.is(block));
            asked.counted.get(at).filter(|_| same).cloned()
        };
        blocks.iter().zip(0..).map(known).collect()
    }

    /// Remembers what was counted of all these blocks.
    pub(crate) fn keep(&self, question: &Question, plan: &Plan, blocks: &Arc<[Block]>, counted: Vec<Arc<Counted>>) {
        let mut inside = self.inside();
        let bytes = counted.iter().map(|counted| counted.bytes()).sum();
        let axes = plan.axes.iter().map(|axis| axis.keys.clone()).collect();
        let (blocks, last) = (Arc::clone(blocks), inside.now);
        if let Some(before) = inside.asked.insert(question.clone(), Asked { axes, blocks, counted, bytes, last }) {
            inside.bytes -= before.bytes;
        }
        inside.bytes += bytes;
        while inside.bytes > self.most {
            let oldest = inside.asked.iter().min_by_key(|(_, asked)| asked.last).map(|(question, _)| question.clone());
            let Some(forgotten) = oldest.and_then(|oldest| inside.asked.remove(&oldest)) else { return };
            inside.bytes -= forgotten.bytes;
        }
    }

    fn inside(&self) -> MutexGuard<'_, Inside> {
        self.inside.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Asked {
    /// Whether cells stand for the same as in a table with these axes. With a value never seen before, they do not.
    fn is_of(&self, axes: &[Axis]) -> bool {
        self.axes.iter().eq(axes.iter().map(|axis| &axis.keys))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Count, Dimension, Dossier, Engine, Fact, Facts, Loader, Schema};
    use base::Id;

    fn outcomes(person: i64, outcomes: usize) -> Dossier<'static> {
        let outcome = Fact::new(Id::from_number(1), "outcome");
        Dossier { id: Some(Id::from_number(person)), facts: vec![outcome; outcomes], ..Dossier::default() }
    }

    impl Engine {
        /// What is remembered of a question in each shard.
        fn remembered(&self, question: &Question) -> Option<Blocks> {
            let blocks: Vec<Block> = self.shards.chunks(1).map(Block::of).collect();
            Some(self.memory.as_ref()?.recall(question, &self.plan(question).unwrap(), &blocks))
        }
    }

    /// An engine of forty people with one outcome each, ten to a shard.
    fn engine(bytes: usize) -> Engine {
        let mut loader = Loader::new(Schema::default()).people_together(10);
        for person in 1..=40 {
            outcomes(person, 1).facts.iter().for_each(|fact| loader.fact(Some(Id::from_number(person)), fact));
        }
        loader.finish().remembering(bytes)
    }

    #[test]
    fn after_a_change_only_those_are_counted_anew_among_whom_somebody_has_changed() {
        let before = engine(1 << 20);
        let question = Question::of(Facts::kind("outcome"));
        assert_eq!(before.answer(&question).unwrap().total.records, 40);
        let after = before.replace(&[outcomes(15, 3)]);
        let known = after.remembered(&question).unwrap();
        assert_eq!(known.iter().map(Option::is_some).collect::<Vec<_>>(), [true, false, true, true]);
        assert_eq!(after.answer(&question).unwrap().total.records, 42);
        assert!(after.remembered(&question).unwrap().iter().all(Option::is_some));
    }

    #[test]
    fn what_has_not_been_asked_for_longest_is_forgotten_first() {
        let kinds = ["outcome", "interaction", "enrolment", "goal"].map(|kind| Question::of(Facts::kind(kind)));
        let room = engine(1 << 20);
        room.answer_all(&kinds[..2]).unwrap();
        // Room for two of them, and a little.
        let engine = engine(room.memory.as_ref().unwrap().inside().bytes * 5 / 4);
        for question in [&kinds[0], &kinds[1], &kinds[0], &kinds[2]] {
            engine.answer(question).unwrap();
        }
        let known = |question: &Question| engine.remembered(question).unwrap().iter().any(Option::is_some);
        assert_eq!([0, 1, 2].map(|at| known(&kinds[at])), [true, false, true]);
    }
    #[test]
    fn a_large_table_is_remembered_in_fewer_blocks() {
        let with_each = |person: i64, terms: i64| {
            let facts = (1..=terms)
                .map(|term| Fact { term: Some(Id::from_number(term)), ..Fact::new(Id::from_number(1), "outcome") });
            Dossier { id: Some(Id::from_number(person)), facts: facts.collect(), ..Dossier::default() }
        };
        let empty = || Loader::new(Schema::default()).people_together(1).finish();
        let everybody: Vec<_> = (1..=300).map(|person| with_each(person, 60)).collect();
        let (plain, engine) = (empty().replace(&everybody), empty().remembering(16 << 20).replace(&everybody));
        let of = Facts::kind("outcome");
        let single = Question::of(of.clone()).by(Dimension::Term);
        let together =
            Question::of(of.clone()).count(Count::PEOPLE).by(Dimension::Term).by(Dimension::also(Dimension::Term, of));
        let questions = [single, together];
        let in_blocks = |engine: &Engine| questions.clone().map(|question| blocks(&engine.plan(&question).unwrap()));
        assert_eq!(in_blocks(&engine), [Some(256), Some(128)]);
        engine.answer_all(&questions).unwrap();
        let change = [with_each(150, 2)];
        let (plain, engine) = (plain.replace(&change), engine.replace(&change));
        assert_eq!(engine.answer_all(&questions).unwrap(), plain.answer_all(&questions).unwrap());
    }
}
