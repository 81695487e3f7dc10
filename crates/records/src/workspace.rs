//! The workspace: one consortium's database, with the catalogue of its programmes and its counting engine.

use crate::figures::Remembered;
use crate::programmes::Catalogue;
use crate::{Error, Result, facts};
use base::{Actor, Clock, Id, Ids};
use counting::Engine;
use db::{Db, Reader, Subjects, Tx};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::Duration;

/// How long between two looks at what other processes have changed.
const STEP: Duration = Duration::from_secs(1);
/// The tables that a definition fills: a change in one of them is a change of the catalogue.
const DEFINED: [&str; 7] = ["organisation", "programme", "definition", "term", "partner", "area", "target"];

/// One consortium's records. Cloning shares them.
#[derive(Clone)]
pub struct Workspace {
    inside: Arc<Inside>,
}

struct Inside {
    db: Db,
    clock: Clock,
    ids: Ids,
    catalogue: RwLock<Arc<Catalogue>>,
    /// None until somebody asks for the first figure, and again when so much has changed that it is quicker to start anew.
    engine: RwLock<Option<Arc<Engine>>>,
    remembered: Remembered,
    /// Held while the engine is made or brought up to date, so that of two changes the later one is put in last.
    keeping: Mutex<()>,
    /// What was committed and is not in the engine yet.
    changed: Mutex<Changed>,
    /// Up to which place of the sealed audit log the changes of other processes are in.
    followed: AtomicI64,
}

impl Workspace {
    /// Opens the workspace at this database address, making it if it is new.
    ///
    /// # Errors
    /// When the database cannot be opened, or a definition in force can no longer be read.
    pub fn open(url: &str, clock: Clock) -> Result<Self> {
        Self::over(Db::open(url, clock.clone())?, clock)
    }

    /// The workspace in an open database.
    ///
    /// # Errors
    /// As [`open`](Self::open).
    pub fn over(db: Db, clock: Clock) -> Result<Self> {
        let (followed, catalogue) = db.read(|reader| {
            let newest =
                reader.one("SELECT COALESCE(MAX(sequence), 0) FROM audit_place", &[], |row| row.get::<i64>(0))?;
            Ok::<_, Error>((newest, Catalogue::load(reader)?))
        })?;
        let inside = Arc::new(Inside {
            db,
            ids: Ids::new(clock.clone()),
            clock,
            catalogue: RwLock::new(Arc::new(catalogue)),
            engine: RwLock::new(None),
            remembered: Remembered::default(),
            keeping: Mutex::new(()),
            changed: Mutex::new(Changed::default()),
            followed: AtomicI64::new(followed),
        });
        let watched = Arc::downgrade(&inside);
        inside.db.on_commit(Box::new(move |touched| {
            if let Some(inside) = watched.upgrade() {
                // What a definition puts in place is followed by `reload`, which starts the engine anew.
                let nobody = touched.tables.iter().any(|table| counts_alone(table));
                locked(&inside.changed).add(&touched.subjects, nobody);
            }
        }));
        let workspace = Self { inside };
        crate::people::keys::complete(&workspace)?;
        Ok(workspace)
    }

    /// The database.
    #[must_use]
    pub fn db(&self) -> &Db {
        &self.inside.db
    }

    /// The clock.
    #[must_use]
    pub fn clock(&self) -> &Clock {
        &self.inside.clock
    }

    /// A new id.
    #[must_use]
    pub fn id(&self) -> Id {
        self.inside.ids.next()
    }

    /// Every programme with its definition in force.
    #[must_use]
    pub fn catalogue(&self) -> Arc<Catalogue> {
        Arc::clone(&self.inside.catalogue.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Asks the database something, all at one moment.
    ///
    /// # Errors
    /// What `ask` returns.
    pub fn read<T>(&self, ask: impl FnOnce(&Reader<'_>) -> Result<T>) -> Result<T> {
        self.inside.db.read(ask)
    }

    /// Changes records: everything `change` does happens or nothing does, and each change is audited under `actor`.
    ///
    /// # Errors
    /// What `change` returns; then nothing has happened.
    pub fn write<T>(&self, actor: &Actor, change: impl FnMut(&mut Tx<'_>) -> Result<T>) -> Result<T> {
        self.inside.db.write(actor, change)
    }

    /// The counting engine as of now, with all that was committed before it is asked for. The first call reads every fact of the
    /// workspace; one after changes reads the people whom they touched.
    ///
    /// # Errors
    /// When the database fails.
    pub fn engine(&self) -> Result<Arc<Engine>> {
        if let Some(engine) = self.inside.current() {
            return Ok(engine);
        }
        let _keeping = locked(&self.inside.keeping);
        if let Some(engine) = self.inside.current() {
            return Ok(engine);
        }
        let (subjects, nobody, last) = locked(&self.inside.changed).take();
        let catalogue = self.catalogue();
        // Until it is whole again there is none: whatever fails here, no engine is left that lacks something.
        let fresh = match (self.inside.engine_out(), subjects) {
            (Some(engine), Subjects::These(people)) => {
                let nobody = nobody.then_some(None);
                let people: Vec<Option<Id>> = people.into_iter().map(Some).chain(nobody).collect();
                self.read(|reader| facts::refreshed(reader, &catalogue, &engine, &people))?
            }
            _ => self.read(|reader| facts::load(reader, &catalogue))?,
        };
        let fresh = Arc::new(fresh);
        self.inside.put(Some(Arc::clone(&fresh)));
        locked(&self.inside.changed).done = last;
        Ok(fresh)
    }

    /// What the engine has answered lately.
    pub(crate) fn remembered(&self) -> &Remembered {
        &self.inside.remembered
    }

    /// Keeps step with other processes that write to the same workspace, such as an import on the command line: from now
    /// on, about once a second, what they have changed is brought into this process's engine and catalogue. It ends with
    /// the workspace.
    pub fn follow_others(&self) {
        let watched = Arc::downgrade(&self.inside);
        std::thread::spawn(move || {
            while let Some(inside) = watched.upgrade() {
                let workspace = Self { inside };
                // What could not be read now is read the next time.
                let _ = workspace.catch_up();
                // So that who asks next need not wait for all that was written since somebody asked last.
                if workspace.inside.newest().is_some() {
                    let _ = workspace.engine();
                }
                std::thread::sleep(STEP);
            }
        });
    }

    /// Brings in what other processes have changed since the last time.
    fn catch_up(&self) -> Result<()> {
        loop {
            let sealed = self.read(|reader| Ok(reader.sealed_after(self.inside.followed.load(Ordering::Acquire))?))?;
            let Some(last) = sealed.last() else { return Ok(()) };
            let theirs = || sealed.iter().filter(|entry| !entry.ours);
            if theirs().any(|entry| DEFINED.contains(&entry.table.as_str())) {
                self.reload()?;
            }
            let mut subjects = Subjects::default();
            theirs().for_each(|entry| subjects.join(&entry.subjects));
            let nobody = theirs().any(|entry| counts_alone(&entry.table));
            locked(&self.inside.changed).add(&subjects, nobody);
            self.inside.followed.store(last.sequence, Ordering::Release);
        }
    }

    /// Reads the catalogue anew after something was added to it that counts nowhere, such as an organisation.
    pub(crate) fn refresh(&self) -> Result<()> {
        let catalogue = Arc::new(self.read(Catalogue::load)?);
        *self.inside.catalogue.write().unwrap_or_else(PoisonError::into_inner) = catalogue;
        Ok(())
    }

    /// Reads the catalogue anew after a definition was applied; the engine starts anew with it, since terms and partners
    /// may now be counted as others.
    pub(crate) fn reload(&self) -> Result<()> {
        let catalogue = Arc::new(self.read(Catalogue::load)?);
        let _keeping = locked(&self.inside.keeping);
        *self.inside.catalogue.write().unwrap_or_else(PoisonError::into_inner) = catalogue;
        self.inside.put(None);
        Ok(())
    }
}

impl Inside {
    fn newest(&self) -> Option<Arc<Engine>> {
        self.engine.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn put(&self, engine: Option<Arc<Engine>>) {
        *self.engine.write().unwrap_or_else(PoisonError::into_inner) = engine;
    }

    /// The engine, if it lacks nothing.
    fn current(&self) -> Option<Arc<Engine>> {
        let changed = locked(&self.changed);
        if changed.done == changed.last { self.newest() } else { None }
    }

    /// The engine, which is then not there any more.
    fn engine_out(&self) -> Option<Arc<Engine>> {
        self.engine.write().unwrap_or_else(PoisonError::into_inner).take()
    }
}

/// Whose facts have changed and are not in the engine yet. A save only adds to it: the engine reads those people anew when it is asked,
/// or within about a second, so that nobody who saves waits for it.
#[derive(Default)]
struct Changed {
    subjects: Subjects,
    /// Whether facts about nobody in particular are among them.
    nobody: bool,
    /// How many changes there have been.
    last: u64,
    /// Up to which of them all are in.
    done: u64,
}

impl Changed {
    fn add(&mut self, touched: &Subjects, nobody: bool) {
        if nobody || !touched.is_nobody() {
            self.subjects.join(touched);
            self.nobody |= nobody;
            self.last += 1;
        }
    }

    /// Everybody who waits, each once, whether facts about nobody do, and the number of the last change among them.
    fn take(&mut self) -> (Subjects, bool, u64) {
        let mut subjects = std::mem::take(&mut self.subjects);
        subjects.tidy();
        (subjects, std::mem::take(&mut self.nobody), self.last)
    }
}

/// Whether records of this table count and are about nobody in particular.
fn counts_alone(table: &str) -> bool {
    crate::tables::of_nobody().any(|known| known.name == table)
}

/// Locks; a panic elsewhere cannot leave what is behind these locks half done.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
