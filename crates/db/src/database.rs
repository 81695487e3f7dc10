//! The database as the rest of the program holds it.

use crate::keeper::Keeper;
use crate::migrate::{self, MIGRATIONS, Migration};
use crate::postgresql::Postgres;
use crate::reader::Link;
use crate::sqlite::{self, Sqlite};
use crate::{Error, Reader, Result, Touched, Tx};
use base::{Actor, Clock, Id, Ids, Timestamp};
use std::any::Any;
use std::cell::{Cell, RefCell};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

/// An open workspace: one SQLite file, or one schema of a PostgreSQL server. Cloning it is cheap and opens nothing.
#[derive(Clone)]
pub struct Db {
    pub(crate) inner: Arc<Inner>,
}

thread_local! {
    /// The database that this thread is writing to, by its `process`; 0 for none.
    static WRITING: Cell<i64> = const { Cell::new(0) };
}

/// Says that this thread is writing, until it is dropped.
struct Writing(i64);

impl Writing {
    /// A second write within the first would wait for it for ever.
    fn begin(process: Id) -> Result<Self> {
        let before = WRITING.replace(process.number());
        if before == process.number() {
            return Err(Error::Nested("a write within a write".to_owned()));
        }
        Ok(Self(before))
    }
}

impl Drop for Writing {
    fn drop(&mut self) {
        WRITING.set(self.0);
    }
}

/// Who wants to know what a transaction has changed.
type Listener = Box<dyn Fn(&Touched) + Send + Sync>;

pub(crate) struct Inner {
    pub(crate) store: Store,
    pub(crate) clock: Clock,
    pub(crate) ids: Ids,
    /// This opening of the database, as audit rows and leases name it.
    pub(crate) process: Id,
    listeners: RwLock<Vec<Listener>>,
    /// Whether this process has ever held the right to seal.
    pub(crate) sealing: AtomicBool,
    /// How many questions have been asked.
    pub(crate) asked: AtomicU64,
    keeper: Keeper,
}

pub(crate) enum Store {
    Sqlite(Sqlite),
    Postgres(Postgres),
}

/// Why a transaction was rolled back.
enum Undone<E> {
    /// With what `work` returned, and how many times trying is worth it.
    Failed(E, u32),
    Panicked(Box<dyn Any + Send>),
}

impl Db {
    /// Opens the workspace at `url`, and brings its schema up to date: `sqlite:FILE`, which is made if it is not there, or
    /// `postgres://USER:PASSWORD@HOST/DATABASE?schema=NAME`, whose schema is made if it is not there.
    ///
    /// # Errors
    /// [`Error::Address`] for any other address, [`Error::Open`] when it cannot be reached, [`Error::Migration`] when a newer
    /// version of this program has used it.
    pub fn open(url: &str, clock: Clock) -> Result<Self> {
        Self::open_with(url, clock, MIGRATIONS, true)
    }

    /// Opens with other migrations, or without the work in the background.
    pub(crate) fn open_with(url: &str, clock: Clock, migrations: &[Migration], background: bool) -> Result<Self> {
        let store = Store::open(url)?;
        let ids = Ids::new(clock.clone());
        let process = Id::from_number(fastrand::i64(1..i64::MAX));
        let listeners = RwLock::new(Vec::new());
        let sealing = AtomicBool::new(false);
        let inner = Inner {
            store,
            clock,
            ids,
            process,
            listeners,
            sealing,
            asked: AtomicU64::new(0),
            keeper: Keeper::default(),
        };
        let db = Self { inner: Arc::new(inner) };
        migrate::migrate(&db, migrations)?;
        if background {
            db.inner.keeper.start(&db);
        }
        Ok(db)
    }

    /// The clock that it was opened with.
    #[must_use]
    pub fn clock(&self) -> &Clock {
        &self.inner.clock
    }

    /// How many questions have been asked of it so far, by whomever: what a page asks must not grow with what it shows.
    #[must_use]
    pub fn asked(&self) -> u64 {
        self.inner.asked.load(Ordering::Relaxed)
    }

    /// A new id. Within a transaction take [`Tx::new_id`].
    #[must_use]
    pub fn new_id(&self) -> Id {
        self.inner.ids.next()
    }

    /// Reads. Everything that `work` asks is answered as of the same moment.
    ///
    /// # Errors
    /// Those of `work`, and when the database cannot be reached.
    pub fn read<T, E: From<Error>>(&self, work: impl FnOnce(&Reader<'_>) -> Result<T, E>) -> Result<T, E> {
        let inner = &*self.inner;
        match &self.inner.store {
            Store::Sqlite(sqlite) => sqlite.read(|connection| work(&Reader::new(Link::Sqlite(connection), inner))),
            Store::Postgres(postgres) => {
                postgres.read(|connection| work(&Reader::new(Link::Postgres(RefCell::new(connection)), inner)))
            }
        }?
    }

    /// Changes records: what `work` does is kept if it returns `Ok`, and is then on the disk; it is undone if it returns an error
    /// or panics. Each change is [audited](Tx) as `actor`'s.
    ///
    /// `work` is run again, a few times, when other transactions got in its way or an id that it made was taken already;
    /// so it must do nothing that cannot be done twice.
    ///
    /// # Errors
    /// Those of `work`; [`Error::Nested`] within another write; [`Error::Busy`] when others got in the way each time; and when the database fails.
    pub fn write<T, E: From<Error>>(
        &self,
        actor: &Actor,
        mut work: impl FnMut(&mut Tx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let writing = Writing::begin(self.inner.process)?;
        let mut tries = 0;
        loop {
            tries += 1;
            let (failure, worth) = match self.attempt(actor, &mut work) {
                Ok(Ok((value, touched))) => {
                    drop(writing);
                    self.tell(touched);
                    return Ok(value);
                }
                Ok(Err(Undone::Panicked(panic))) => resume_unwind(panic),
                Ok(Err(Undone::Failed(failure, worth))) => (failure, worth),
                Err(error) => {
                    let worth = error.tries();
                    (error.into(), worth)
                }
            };
            if tries >= worth {
                return Err(failure);
            }
            // Not the same pause for all, or they would meet again.
            std::thread::sleep(Duration::from_micros(fastrand::u64(0..500 << tries.min(8))));
        }
    }

    fn attempt<T, E: From<Error>>(
        &self,
        actor: &Actor,
        work: &mut impl FnMut(&mut Tx<'_>) -> Result<T, E>,
    ) -> Result<Result<(T, Touched), Undone<E>>> {
        match &self.inner.store {
            Store::Sqlite(sqlite) => sqlite.write(|connection| self.once(Link::Sqlite(connection), actor, work)),
            Store::Postgres(postgres) => {
                postgres.write(|connection| self.once(Link::Postgres(RefCell::new(connection)), actor, work))
            }
        }
    }

    /// Runs `work` once, in the transaction that is open on `link`.
    fn once<'c, T, E: From<Error>>(
        &'c self,
        link: Link<'c>,
        actor: &'c Actor,
        work: &mut impl FnMut(&mut Tx<'_>) -> Result<T, E>,
    ) -> Result<(T, Touched), Undone<E>> {
        let inner = &*self.inner;
        let mut tx = Tx::new(Reader::new(link, inner), actor, &inner.clock, &inner.ids);
        // What a panic could leave half done is thrown away with the transaction.
        let done = catch_unwind(AssertUnwindSafe(|| work(&mut tx))).map_err(Undone::Panicked)?;
        let value = done.map_err(|failure| Undone::Failed(failure, tx.tries.get()))?;
        match tx.spoilt.take() {
            Some(error) => Err(Undone::Failed(error.into(), tx.tries.get())),
            None => Ok((value, tx.touched)),
        }
    }

    /// See [`Inner::unaudited`].
    pub(crate) fn unaudited<T>(&self, work: impl FnOnce(&Reader<'_>) -> Result<T>) -> Result<T> {
        self.inner.unaudited(work)
    }

    /// Has `listener` told what each transaction of this `Db` and its clones has changed: after the commit, and before
    /// [`write`](Self::write) returns to its caller. Several threads may call it at once.
    pub fn on_commit(&self, listener: Box<dyn Fn(&Touched) + Send + Sync>) {
        self.inner.listeners.write().unwrap_or_else(PoisonError::into_inner).push(listener);
    }

    fn tell(&self, mut touched: Touched) {
        if touched.tables.is_empty() {
            return;
        }
        touched.subjects.tidy();
        for listener in self.inner.listeners.read().unwrap_or_else(PoisonError::into_inner).iter() {
            listener(&touched);
        }
    }
}

impl Inner {
    /// Writes what belongs to no record and no actor: the schema, the seal, the rows of a copy.
    pub(crate) fn unaudited<T>(&self, work: impl FnOnce(&Reader<'_>) -> Result<T>) -> Result<T> {
        match &self.store {
            Store::Sqlite(sqlite) => sqlite.write(|connection| work(&Reader::new(Link::Sqlite(connection), self))),
            Store::Postgres(postgres) => {
                postgres.aside(|connection| work(&Reader::new(Link::Postgres(RefCell::new(connection)), self)))
            }
        }?
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        if self.sealing.load(Ordering::Relaxed) {
            // The next process need not wait until the lease has run out; if this fails, it will.
            let _ = self.unaudited(|reader| {
                let epoch = Timestamp::UNIX_EPOCH;
                reader.execute("UPDATE lease SET until = $1 WHERE holder = $2", &[epoch.into(), self.process.into()])
            });
        }
    }
}

impl Store {
    fn open(url: &str) -> Result<Self> {
        if let Some(path) = url.strip_prefix("sqlite:").filter(|path| !path.is_empty()) {
            let path = Path::new(path);
            let fault = |why: String| Error::Open { what: path.display().to_string(), why };
            if path.is_dir() {
                return Err(fault("that is a folder; name a file in it, as in sqlite:FOLDER/waymark.db".to_owned()));
            }
            if path.parent().is_some_and(|folder| !folder.as_os_str().is_empty() && !folder.is_dir()) {
                return Err(fault("its folder does not exist; make it first".to_owned()));
            }
            sqlite::make_private(path).map_err(|error| fault(error.to_string()))?;
            return Sqlite::open(path).map(Self::Sqlite);
        }
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            return Postgres::open(url).map(Self::Postgres);
        }
        // A mistyped address may have a password in it.
        let shown = url.split_once('@').map_or(url, |(_, after)| after);
        Err(Error::Address(shown.chars().take(80).collect()))
    }
}
