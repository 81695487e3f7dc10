//! All that counts on its way into the engine: one thread reads it from the database, another sorts it in.

use super::{ENROLMENTS, FACTS, Identities, PEOPLE, RESTRICTIONS};
use crate::Result;
use base::{Date, Id};
use counting::{Engine, Enrolment, Fact, Loader, Person, Value};
use db::{Reader, Row};
use std::collections::HashSet;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread;

/// How many rows are handed over together.
const BATCH: usize = 1024;
/// How many batches may wait, so that memory stays the same however slow the other side is.
const WAITING: usize = 8;

/// The loader's engine with everything in it that counts.
pub(super) fn streamed(reader: &Reader<'_>, identities: &Identities, mut loader: Loader) -> Result<Engine> {
    let restricted: HashSet<Id> = reader.query(RESTRICTIONS, &[], |row| row.get(0))?.into_iter().collect();
    let (hand_over, receive) = sync_channel::<Batch<'_>>(WAITING);
    thread::scope(|scope| {
        let loading = scope.spawn(move || {
            for batch in receive {
                batch(&mut loader);
            }
            loader.finish()
        });
        let read = all(reader, identities, &restricted, &hand_over);
        drop(hand_over);
        let engine = loading.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        read?;
        Ok(engine)
    })
}

/// Rows as they were read, and what is to be done with them.
type Batch<'b> = Box<dyn FnOnce(&mut Loader) + Send + 'b>;

fn all<'b>(
    reader: &Reader<'_>,
    identities: &'b Identities,
    restricted: &'b HashSet<Id>,
    hand_over: &SyncSender<Batch<'b>>,
) -> Result<()> {
    each(reader, PEOPLE, hand_over, ReadPerson::new, move |read, words, loader| {
        let [gender, ethnicity, disability] = read.attributes.map(|place| words.value(place));
        let restricted = if restricted.contains(&read.id) { Value::Id(read.id) } else { Value::Missing };
        let attributes = [gender, ethnicity, disability, restricted];
        loader.person(read.id, &Person { born: read.born, attributes: &attributes });
    })?;
    each(reader, ENROLMENTS, hand_over, ReadEnrolment::new, move |read, _, loader| {
        let attributes = read.attributes.map(|id| identities.of(id).map_or(Value::Missing, Value::Id));
        let enrolment = Enrolment { programme: read.programme, start: read.start, attributes: &attributes };
        loader.enrolment(read.person, &enrolment);
    })?;
    each(reader, FACTS, hand_over, ReadFact::new, move |read, words, loader| {
        let fact = Fact {
            programme: read.programme,
            kind: words.of(Some(read.kind)).unwrap_or_default(),
            term: identities.of(read.term),
            partner: identities.of(read.partner),
            area: identities.of(read.area),
            worker: read.worker,
            date: read.date,
            state: words.of(read.state),
            quantity: read.quantity,
        };
        loader.fact(read.subject, &fact);
    })
}

/// Reads rows on this thread and has them loaded on the other.
fn each<'b, T: Send + 'b>(
    reader: &Reader<'_>,
    sql: &str,
    hand_over: &SyncSender<Batch<'b>>,
    read: impl Fn(&Row<'_>, &mut Words) -> db::Result<T>,
    load: impl Fn(&T, &Words, &mut Loader) + Copy + Send + 'b,
) -> Result<()> {
    let (mut rows, mut words) = (Vec::with_capacity(BATCH), Words::default());
    let pass_on = |rows: &mut Vec<T>, words: &mut Words| {
        let (rows, words) = (std::mem::replace(rows, Vec::with_capacity(BATCH)), std::mem::take(words));
        // It cannot be handed over only if the other thread has panicked, which is seen when it is joined.
        let _ = hand_over.send(Box::new(move |loader| rows.iter().for_each(|row| load(row, &words, loader))));
    };
    reader.each(sql, &[], |row| {
        rows.push(read(row, &mut words)?);
        if rows.len() == BATCH {
            pass_on(&mut rows, &mut words);
        }
        Ok(())
    })?;
    pass_on(&mut rows, &mut words);
    Ok(())
}

/// The few words that a batch uses; its rows hold their places.
#[derive(Default)]
struct Words(Vec<String>);

impl Words {
    /// The place of a word, of which a batch has a few a row at most.
    fn place(&mut self, word: &str) -> u16 {
        let known = self.0.iter().position(|known| known == word);
        let place = known.unwrap_or_else(|| {
            self.0.push(word.to_owned());
            self.0.len() - 1
        });
        u16::try_from(place).unwrap_or(u16::MAX)
    }

    /// The place of the word in a column, if there is one.
    fn read(&mut self, row: &Row<'_>, column: usize) -> db::Result<Option<u16>> {
        Ok(row.get::<Option<&str>>(column)?.map(|word| self.place(word)))
    }

    fn of(&self, place: Option<u16>) -> Option<&str> {
        self.0.get(usize::from(place?)).map(String::as_str)
    }

    fn value(&self, place: Option<u16>) -> Value<'_> {
        self.of(place).map_or(Value::Missing, Value::Text)
    }
}

struct ReadPerson {
    id: Id,
    born: Option<Date>,
    attributes: [Option<u16>; 3],
}

impl ReadPerson {
    fn new(row: &Row<'_>, words: &mut Words) -> db::Result<Self> {
        let attributes = [words.read(row, 2)?, words.read(row, 3)?, words.read(row, 4)?];
        Ok(Self { id: row.get(0)?, born: row.get(1)?, attributes })
    }
}

struct ReadEnrolment {
    person: Id,
    programme: Id,
    start: Option<Date>,
    attributes: [Option<Id>; 5],
}

impl ReadEnrolment {
    fn new(row: &Row<'_>, _: &mut Words) -> db::Result<Self> {
        let attributes = [row.get(3)?, row.get(4)?, row.get(5)?, row.get(6)?, row.get(7)?];
        Ok(Self { person: row.get(0)?, programme: row.get(1)?, start: row.get(2)?, attributes })
    }
}

struct ReadFact {
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

impl ReadFact {
    fn new(row: &Row<'_>, words: &mut Words) -> db::Result<Self> {
        Ok(Self {
            subject: row.get(1)?,
            programme: row.get(2)?,
            kind: words.place(row.get(3)?),
            term: row.get(4)?,
            partner: row.get(5)?,
            area: row.get(6)?,
            worker: row.get(7)?,
            date: row.get(8)?,
            state: words.read(row, 9)?,
            quantity: row.get(10)?,
        })
    }
}
