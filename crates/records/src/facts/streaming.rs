//! All facts of the workspace on their way into the engine: one thread reads them from the database, another sorts them in.

use super::{FACTS, Identities};
use crate::Result;
use base::{Date, Id};
use counting::{Engine, Fact, Loader};
use db::{Reader, Row};
use std::sync::mpsc::sync_channel;
use std::thread;

/// How many facts are handed over together.
const BATCH: usize = 1024;
/// How many batches may wait, so that memory stays the same however slow the other side is.
const WAITING: usize = 8;

/// The loader's engine with every fact of the workspace in it.
pub(super) fn streamed(reader: &Reader<'_>, identities: &Identities, mut loader: Loader) -> Result<Engine> {
    let (hand_over, receive) = sync_channel::<Batch>(WAITING);
    thread::scope(|scope| {
        let loading = scope.spawn(move || {
            for batch in receive {
                batch.facts.iter().for_each(|read| batch.load(read, identities, &mut loader));
            }
            loader.finish()
        });
        let mut batch = Batch::default();
        let read = reader.each(FACTS, &[], |row| {
            batch.add(row)?;
            if batch.facts.len() == BATCH {
                // It cannot be handed over only if the other thread has panicked, which is seen when it is joined.
                let _ = hand_over.send(std::mem::take(&mut batch));
            }
            Ok(())
        });
        let _ = hand_over.send(batch);
        drop(hand_over);
        let engine = loading.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        read?;
        Ok(engine)
    })
}

/// Facts as they were read, with the few words that they use.
#[derive(Default)]
struct Batch {
    facts: Vec<Read>,
    words: Vec<String>,
}

/// One row of the view, its words as places in the batch's list.
struct Read {
    subject: Option<Id>,
    programme: Id,
    kind: u16,
    term: Option<Id>,
    partner: Option<Id>,
    area: Option<Id>,
    worker: Option<Id>,
    date: Option<Date>,
    state: Option<u16>,
    quantity: Option<i64>,
}

impl Batch {
    fn add(&mut self, row: &Row<'_>) -> db::Result<()> {
        if self.facts.is_empty() {
            self.facts.reserve_exact(BATCH);
        }
        let kind = self.word(row.get(3)?);
        let state = row.get::<Option<&str>>(9)?.map(|state| self.word(state));
        self.facts.push(Read {
            subject: row.get(1)?,
            programme: row.get(2)?,
            kind,
            term: row.get(4)?,
            partner: row.get(5)?,
            area: row.get(6)?,
            worker: row.get(7)?,
            date: row.get(8)?,
            state,
            quantity: row.get(10)?,
        });
        Ok(())
    }

    /// The place of a word, of which a batch has two a fact at most.
    fn word(&mut self, word: &str) -> u16 {
        let known = self.words.iter().position(|known| known == word);
        let place = known.unwrap_or_else(|| {
            self.words.push(word.to_owned());
            self.words.len() - 1
        });
        u16::try_from(place).unwrap_or(u16::MAX)
    }

    fn load(&self, read: &Read, identities: &Identities, loader: &mut Loader) {
        let word = |place: u16| self.words.get(usize::from(place)).map(String::as_str);
        let fact = Fact {
            programme: read.programme,
            kind: word(read.kind).unwrap_or_default(),
            term: identities.of(read.term),
            partner: identities.of(read.partner),
            area: identities.of(read.area),
            worker: read.worker,
            date: read.date,
            state: read.state.and_then(word),
            quantity: read.quantity,
        };
        loader.fact(read.subject, &fact);
    }
}
