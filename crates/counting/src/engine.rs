//! The engine: a snapshot of all facts, and what it can be asked.

use crate::{Answer, Dossier, Fault, Key, Loader, Question, Schema, Traced};
use base::{Date, Id};
use std::sync::{Arc, PoisonError, RwLock};

/// All facts as they stood at one moment. Cloning shares them; nothing changes a snapshot once it is made.
#[derive(Debug, Clone)]
pub struct Engine {
    schema: Arc<Schema>,
}

/// How much an engine holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Size {
    /// Distinct people.
    pub people: u64,
    /// People in programmes: somebody in two of them is two.
    pub participations: u64,
    /// Facts.
    pub facts: u64,
    /// Memory taken, in bytes.
    pub bytes: u64,
}

impl Engine {
    /// An engine with nothing in it.
    #[must_use]
    pub fn empty(schema: Schema) -> Self {
        Loader::new(schema).finish()
    }

    /// The next snapshot, in which these people's dossiers stand in place of what was held on them. Takes well under a
    /// millisecond for one person, whatever the size of the whole.
    #[must_use]
    pub fn replace(&self, dossiers: &[Dossier<'_>]) -> Self {
        let _ = dossiers;
        self.clone()
    }

    /// The answer to one question.
    ///
    /// # Errors
    ///
    /// A [`Fault`] of the question.
    pub fn answer(&self, question: &Question) -> Result<Answer, Fault> {
        let _ = question;
        Err(Fault::Nested)
    }

    /// The answers to several questions, in order, out of one pass over the facts.
    ///
    /// # Errors
    ///
    /// The first [`Fault`] of a question.
    pub fn answer_all(&self, questions: &[Question]) -> Result<Vec<Answer>, Fault> {
        questions.iter().map(|question| self.answer(question)).collect()
    }

    /// The people whom the question's total counts, in the order of their ids: at most `limit` of those after `after`. Ask it of
    /// [`Question::behind`] for the people of one cell.
    ///
    /// # Errors
    ///
    /// A [`Fault`] of the question.
    pub fn people(&self, question: &Question, after: Option<Id>, limit: usize) -> Result<Vec<Id>, Fault> {
        let _ = (question, after, limit);
        Ok(Vec::new())
    }

    /// Which facts of these dossiers the question counts, and in which rows: the records behind a number. The dossiers are taken as given,
    /// whatever the engine itself holds on the same people; a condition on a person sees their dossier only.
    ///
    /// # Errors
    ///
    /// A [`Fault`] of the question.
    pub fn trace(&self, question: &Question, dossiers: &[Dossier<'_>]) -> Result<Vec<Traced>, Fault> {
        let _ = (question, dossiers);
        Ok(Vec::new())
    }

    /// The earliest date of any fact of this kind, in one programme or in any.
    #[must_use]
    pub fn since(&self, kind: &str, programme: Option<Id>) -> Option<Date> {
        let _ = (kind, programme);
        None
    }

    /// The attributes it was built with.
    #[must_use]
    pub fn schema(&self) -> &Schema {
        &self.schema
    }

    /// How much it holds.
    #[must_use]
    pub fn size(&self) -> Size {
        Size::default()
    }

    pub(crate) fn new(schema: Schema) -> Self {
        Self { schema: Arc::new(schema) }
    }
}

impl Question {
    /// The question of one cell: the same, of only those facts that this one counts there. Where a key is none (a margin, the
    /// total), that dimension is left as it is. The rest of the question stays, so its total is the cell's tally.
    #[must_use]
    pub fn behind(&self, cell: &[Option<Key>]) -> Self {
        let _ = cell;
        self.clone()
    }
}

/// The newest snapshot, shared between those who ask and those who write.
#[derive(Debug)]
pub struct Live {
    newest: RwLock<Arc<Engine>>,
}

impl Live {
    /// Starts from this snapshot.
    #[must_use]
    pub fn new(engine: Engine) -> Self {
        Self { newest: RwLock::new(Arc::new(engine)) }
    }

    /// The newest snapshot. It stays as it is for as long as the caller keeps it.
    #[must_use]
    pub fn snapshot(&self) -> Arc<Engine> {
        Arc::clone(&self.newest.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Puts these dossiers in place ([`Engine::replace`]); the next snapshot has them. Callers must see to it that of two
    /// changes to one person the later one is put in place last.
    pub fn replace(&self, dossiers: &[Dossier<'_>]) {
        let mut newest = self.newest.write().unwrap_or_else(PoisonError::into_inner);
        *newest = Arc::new(newest.replace(dossiers));
    }
}
