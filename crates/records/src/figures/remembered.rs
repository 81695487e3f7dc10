//! Answers given lately: a page that is asked for again while nothing has changed is not counted again.

use crate::Result;
use base::{Date, Id};
use counting::{Answer, Engine, Question};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

/// How many tallies are remembered at most, in all: some tens of megabytes of them.
const MOST: usize = 500_000;

/// The answers of one engine. An engine never changes, a change of the records makes another; so whatever an engine has
/// answered stays true of it, and with the next engine everything here is forgotten.
#[derive(Default)]
pub(crate) struct Remembered {
    inside: Mutex<Inside>,
}

#[derive(Default)]
struct Inside {
    /// Whose answers these are. It is not kept alive for them.
    engine: Weak<Engine>,
    answers: HashMap<Question, Arc<Answer>>,
    since: HashMap<(&'static str, Id), Option<Date>>,
    tallies: usize,
}

impl Remembered {
    /// The engine's answers to these questions, in order: those remembered, and those counted now, in one pass.
    pub(crate) fn answers(&self, engine: &Arc<Engine>, questions: &[Question]) -> Result<Vec<Arc<Answer>>> {
        let mut known: Vec<Option<Arc<Answer>>> = {
            let inside = self.of(engine);
            questions.iter().map(|question| inside.answers.get(question).cloned()).collect()
        };
        let asked: Vec<Question> = questions
            .iter()
            .zip(&known)
            .filter(|(_, known)| known.is_none())
            .map(|(question, _)| question.clone())
            .collect();
        if !asked.is_empty() {
            // Nobody waits for this: others ask, and remember, meanwhile.
            let counted: Vec<Arc<Answer>> = engine.answer_all(&asked)?.into_iter().map(Arc::new).collect();
            let mut new = counted.iter().cloned();
            known.iter_mut().filter(|known| known.is_none()).for_each(|known| *known = new.next());
            let mut inside = self.of(engine);
            for (question, answer) in asked.into_iter().zip(counted) {
                inside.keep(question, answer);
            }
        }
        Ok(known.into_iter().flatten().collect())
    }

    /// The date of the earliest fact of a kind in a programme.
    pub(crate) fn since(&self, engine: &Arc<Engine>, kind: &'static str, programme: Id) -> Option<Date> {
        if let Some(since) = self.of(engine).since.get(&(kind, programme)) {
            return *since;
        }
        let since = engine.since(kind, Some(programme));
        self.of(engine).since.insert((kind, programme), since);
        since
    }

    /// What is remembered of this engine, and of no other.
    fn of(&self, engine: &Arc<Engine>) -> MutexGuard<'_, Inside> {
        let mut inside = self.inside.lock().unwrap_or_else(PoisonError::into_inner);
        if !std::ptr::eq(inside.engine.as_ptr(), Arc::as_ptr(engine)) {
            *inside = Inside { engine: Arc::downgrade(engine), ..Inside::default() };
        }
        inside
    }
}

impl Inside {
    fn keep(&mut self, question: Question, answer: Arc<Answer>) {
        let tallies = 1 + answer.cells.len() + answer.margins.iter().map(Vec::len).sum::<usize>();
        if self.tallies + tallies > MOST {
            self.answers.clear();
            self.tallies = 0;
        }
        if tallies <= MOST && self.answers.insert(question, answer).is_none() {
            self.tallies += tallies;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use counting::{Count, Dossier, Fact, Facts, Loader, Person, Schema};

    /// An engine of this many people with one outcome each, and the question how many outcomes there are.
    fn outcomes(people: i64) -> (Arc<Engine>, Question) {
        let mut loader = Loader::new(Schema::new(&[], &[]));
        for person in 1..=people {
            loader.fact(Some(Id::from_number(person)), &Fact::new(Id::from_number(1), "outcome"));
        }
        (Arc::new(loader.finish()), Question::of(Facts::kind("outcome")).count(Count::RECORDS))
    }

    #[test]
    fn the_same_question_is_counted_once_until_something_changes() {
        let (engine, question) = outcomes(3);
        let remembered = Remembered::default();
        let ask = |engine: &Arc<Engine>| remembered.answers(engine, std::slice::from_ref(&question)).unwrap().remove(0);
        let first = ask(&engine);
        assert_eq!(first.total.records, 3);
        assert!(Arc::ptr_eq(&first, &ask(&engine)));
        // One more person has an outcome.
        let new = Dossier {
            id: Some(Id::from_number(4)),
            person: Person { born: None, attributes: &[] },
            enrolments: Vec::new(),
            facts: vec![Fact::new(Id::from_number(1), "outcome")],
        };
        let next = Arc::new(engine.replace(&[new]));
        assert_eq!(ask(&next).total.records, 4);
        assert_eq!(ask(&engine).total.records, 3, "somebody who still looks at the older engine gets its own answer");
    }

    #[test]
    fn what_is_remembered_has_an_end() {
        let (engine, question) = outcomes(1);
        let remembered = Remembered::default();
        let answer = remembered.answers(&engine, std::slice::from_ref(&question)).unwrap().remove(0);
        let mut inside = remembered.of(&engine);
        let large = Arc::new(Answer { cells: vec![answer.total; MOST / 3], ..Answer::clone(&answer) });
        for term in 0..10 {
            let other = Question::of(Facts::kind(&format!("kind {term}")));
            inside.keep(other, Arc::clone(&large));
            assert!(inside.tallies <= MOST && inside.answers.len() <= 3);
        }
    }
}
