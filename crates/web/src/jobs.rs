//! Imports under way: from the file that somebody sent to what came of it.

use crate::App;
use base::Actor;
use exchange::import::{self, FileSummary, ImportFault, Kind, Options, Progress, Summary};
use exchange::{FileFault, Kept, Source};
use std::collections::HashMap;
use std::fs::File;
use std::io::Seek;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use tempfile::NamedTempFile;
use tokio::sync::{Semaphore, SemaphorePermit};

/// How many imports are kept at once, each with the file that was sent.
const MOST: usize = 16;
/// How many files may be on their way here at once.
const SENDING: usize = 4;
/// How long an import is kept after it was last looked at.
const KEPT: Duration = Duration::from_secs(60 * 60);

/// The imports of this process, each under a token that cannot be guessed.
///
/// They are kept in this process and not in the database: what somebody has sent but not yet saved is nobody's record, it
/// must not be in a backup or in the audit log, and one process serves a workspace for now. When it stops, what was not saved has to be
/// sent again, and nothing else is lost. The day that several processes serve one workspace, an import has to reach
/// the process that has its file.
#[derive(Clone)]
pub(crate) struct Jobs {
    inside: Arc<Inside>,
}

struct Inside {
    jobs: Mutex<HashMap<String, Seen>>,
    sending: Semaphore,
}

struct Seen {
    job: Arc<Job>,
    last: Instant,
}

/// There are as many imports as this process keeps, and all of them are at work.
#[derive(Debug)]
pub(crate) struct Full;

/// One import.
pub(crate) struct Job {
    /// What it is found by: 128 bits from the system's source of randomness, as hexadecimal digits.
    pub token: String,
    /// Whose import it is: nobody else finds it.
    pub actor: Actor,
    /// The key of the programme.
    pub programme: String,
    pub kind: Kind,
    /// The file's name, where it came from.
    pub name: String,
    /// The file that was sent; none once it was saved. It has no name in the file system, so it is gone when the program is, however that ends.
    file: Mutex<Option<File>>,
    /// The rejected rows, in a file that only this program's user can read.
    rejects: NamedTempFile,
    progress: Mutex<Progress>,
    standing: Mutex<Standing>,
}

struct Standing {
    state: Arc<State>,
    chosen: Kept,
    checks: u32,
}

/// How an import stands.
#[derive(Debug)]
pub(crate) enum State {
    /// Everything is done and kept, or done and not kept.
    Working {
        /// Whether it is to be kept.
        saving: bool,
        /// How many rows there are, if that is known.
        of: Option<u64>,
    },
    /// It is known what would come of it.
    Checked {
        summary: Summary,
        /// Whether it was to be saved, and could not be any more.
        refused: bool,
    },
    /// The headings will not do as they are.
    Headings(Box<FileSummary>),
    /// The file cannot be read, or not to its end; with the reason and the mend.
    Unreadable(String),
    /// It is saved.
    Saved(Summary),
    /// Something failed that should not; the reason is in the log under this reference.
    Failed(String),
}

impl Jobs {
    pub fn new() -> Self {
        Self { inside: Arc::new(Inside { jobs: Mutex::default(), sending: Semaphore::new(SENDING) }) }
    }

    /// Leave to send a file, if not too many others are being sent.
    pub fn send(&self) -> Option<SemaphorePermit<'_>> {
        self.inside.sending.try_acquire().ok()
    }

    /// Takes an import on, and begins to check its file. When there are too many, the one that nobody has looked at for longest makes room.
    pub fn add(&self, app: &App, job: Job) -> Result<Arc<Job>, Full> {
        let job = Arc::new(job);
        {
            let mut jobs = lock(&self.inside.jobs);
            if jobs.len() >= MOST {
                let idle = jobs.values().filter(|seen| !matches!(*seen.job.state(), State::Working { .. }));
                let oldest = idle.min_by_key(|seen| seen.last).map(|seen| seen.job.token.clone()).ok_or(Full)?;
                jobs.remove(&oldest);
            }
            jobs.insert(job.token.clone(), Seen { job: Arc::clone(&job), last: Instant::now() });
        }
        self.expire(job.token.clone());
        job.check(app, job.actor.clone(), &Kept::default());
        Ok(job)
    }

    /// The import with this token, which is kept a while longer for having been asked for.
    pub fn find(&self, token: &str) -> Option<Arc<Job>> {
        let mut jobs = lock(&self.inside.jobs);
        let seen = jobs.get_mut(token)?;
        seen.last = Instant::now();
        Some(Arc::clone(&seen.job))
    }

    /// Forgets an import and what was sent for it.
    pub fn discard(&self, token: &str) {
        lock(&self.inside.jobs).remove(token);
    }

    /// Forgets an import when nobody has looked at it for long enough.
    fn expire(&self, token: String) {
        let inside = Arc::downgrade(&self.inside);
        tokio::spawn(async move {
            let mut wait = KEPT;
            loop {
                tokio::time::sleep(wait).await;
                let Some(inside) = inside.upgrade() else { return };
                let mut jobs = lock(&inside.jobs);
                let Some(seen) = jobs.get(&token) else { return };
                wait = KEPT.saturating_sub(seen.last.elapsed());
                if matches!(*seen.job.state(), State::Working { .. }) {
                    wait = KEPT;
                } else if wait.is_zero() {
                    jobs.remove(&token);
                    return;
                }
            }
        });
    }
}

impl Job {
    /// An import of `file`, which goes with it.
    ///
    /// # Errors
    /// When the system gives no place for a file, or no randomness.
    pub fn new(actor: Actor, programme: &str, kind: Kind, name: &str, file: File) -> std::io::Result<Self> {
        let mut random = [0; 16];
        getrandom::fill(&mut random).map_err(std::io::Error::other)?;
        Ok(Self {
            token: format!("{:032x}", u128::from_be_bytes(random)),
            actor,
            programme: programme.to_owned(),
            kind,
            name: name.to_owned(),
            file: Mutex::new(Some(file)),
            rejects: tempfile::Builder::new().prefix("waymark-rejected-").tempfile()?,
            progress: Mutex::default(),
            standing: Mutex::new(Standing {
                state: Arc::new(State::Working { saving: false, of: None }),
                chosen: Kept::default(),
                checks: 0,
            }),
        })
    }

    /// How it stands.
    pub fn state(&self) -> Arc<State> {
        Arc::clone(&lock(&self.standing).state)
    }

    /// How far the work is.
    pub fn progress(&self) -> Progress {
        *lock(&self.progress)
    }

    /// How often the file was checked: what a page shows holds for one check.
    pub fn checks(&self) -> u32 {
        lock(&self.standing).checks
    }

    /// Where the rejected rows are, once the file was checked.
    pub fn rejects(&self) -> &Path {
        self.rejects.path()
    }

    /// Checks the file in the background, with what is chosen for its headings besides what was chosen before. Nothing happens while it is
    /// at work, or once it is saved. It is done with what the actor may do now, which may be less than when the file was sent.
    pub fn check(self: &Arc<Self>, app: &App, actor: Actor, chosen: &Kept) {
        let mut standing = lock(&self.standing);
        let begun = standing.checks > 0;
        if begun && matches!(*standing.state, State::Working { .. } | State::Saved(_)) {
            return;
        }
        standing.chosen.add(chosen);
        standing.checks += 1;
        standing.state = Arc::new(State::Working { saving: false, of: None });
        let options = Options { dry_run: true, chosen: standing.chosen.clone(), ..self.options() };
        drop(standing);
        self.begin(app, move |job, app| job.run(app, &actor, &options));
    }

    /// Saves in the background what the check with this number has shown: of rejected rows only if the good ones are to be
    /// accepted without them. It happens once, however often it is asked for.
    pub fn save(self: &Arc<Self>, app: &App, actor: Actor, checks: u32, accept_good: bool) {
        let mut standing = lock(&self.standing);
        let State::Checked { summary, .. } = &*standing.state else { return };
        if standing.checks != checks {
            return;
        }
        let of = Some(summary.rows());
        standing.state = Arc::new(State::Working { saving: true, of });
        let options = Options { accept_good, chosen: standing.chosen.clone(), ..self.options() };
        drop(standing);
        self.begin(app, move |job, app| job.run(app, &actor, &options));
    }

    fn options(&self) -> Options {
        Options { rejects: Some(self.rejects.path().to_owned()), ..Options::default() }
    }

    /// Works in the background, whether or not anybody waits for it.
    fn begin(self: &Arc<Self>, app: &App, work: impl FnOnce(&Self, &App) -> State + Send + 'static) {
        *lock(&self.progress) = Progress::default();
        let (job, app) = (Arc::clone(self), app.clone());
        tokio::task::spawn_blocking(move || {
            // What a panic breaks off is rolled back, and nothing of it is used again.
            let done = catch_unwind(AssertUnwindSafe(|| work(&job, &app)));
            let state = done.unwrap_or_else(|_| failed(&app, "the import of a file panicked"));
            lock(&job.standing).state = Arc::new(state);
        });
    }

    fn run(&self, app: &App, actor: &Actor, options: &Options) -> State {
        match self.brought(app, actor, options) {
            Ok(summary) if summary.saved => {
                // The file has done its work.
                lock(&self.file).take();
                State::Saved(summary)
            }
            Ok(summary) => State::Checked { summary, refused: !options.dry_run },
            Err(ImportFault::Headings(file)) => State::Headings(file),
            Err(ImportFault::File { fault, .. }) => State::Unreadable(fault.to_string()),
            Err(fault) => failed(app, &fault.to_string()),
        }
    }

    fn brought(&self, app: &App, actor: &Actor, options: &Options) -> Result<Summary, ImportFault> {
        let source = self.open().map_err(|fault| ImportFault::File { name: self.name.clone(), fault })?;
        let mut files = [(self.name.clone(), source)];
        let mut tell = |progress: Progress| *lock(&self.progress) = progress;
        import::run(app.workspace(), actor, &self.programme, self.kind, &mut files, options, &mut tell)
    }

    /// Opens the file that was sent.
    ///
    /// # Errors
    /// When it is not a table that can be read.
    pub fn open(&self) -> Result<Source, FileFault> {
        let gone = || FileFault::Io(std::io::Error::from(std::io::ErrorKind::NotFound));
        let mut file = lock(&self.file).as_ref().ok_or_else(gone)?.try_clone()?;
        // Whoever read it before has left it at its end.
        file.rewind()?;
        Source::from_file(&self.name, file)
    }
}

/// What broke goes to the log: never a row of the file.
fn failed(app: &App, why: &str) -> State {
    let reference = app.workspace().id().to_string();
    eprintln!("{} {reference} {why}", app.workspace().clock().now());
    State::Failed(reference)
}

/// What a panic left behind is whole: nothing is done under these locks but to put one value in place of another.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use base::Clock;
    use db::{Db, db_test};
    use records::Workspace;

    fn job(name: &str) -> Job {
        Job::new(Actor::operator(), "garden", Kind::People, name, tempfile::tempfile().unwrap()).unwrap()
    }

    /// The state once the work is done.
    async fn settled(job: &Job) -> Arc<State> {
        while matches!(*job.state(), State::Working { .. }) {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        job.state()
    }

    fn within<F: Future<Output = ()>>(db: Db, story: impl FnOnce(App) -> F) {
        let app = App::new(Workspace::over(db, Clock::System).unwrap(), "Test workspace");
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        runtime.block_on(story(app.clone()));
    }

    #[db_test]
    fn work_that_panics_ends_in_a_reference_and_in_nothing_else(db: Db) {
        within(db, async |app| {
            let job = Arc::new(job("people.csv"));
            job.begin(&app, |_, _| panic!("as if something were wrong with the program"));
            let state = settled(&job).await;
            assert!(matches!(&*state, State::Failed(reference) if reference.len() == 13), "{state:?}");
        });
    }

    #[db_test]
    fn the_import_that_nobody_has_looked_at_for_longest_makes_room(db: Db) {
        within(db, async |app| {
            let first = app.jobs().add(&app, job("first.csv")).unwrap();
            let second = app.jobs().add(&app, job("second.csv")).unwrap();
            settled(&first).await;
            settled(&second).await;
            assert!(app.jobs().find(&first.token).is_some(), "and so it is the one looked at last");
            for _ in 2..=MOST {
                settled(&app.jobs().add(&app, job("another.csv")).unwrap()).await;
            }
            assert!(app.jobs().find(&first.token).is_some());
            assert!(app.jobs().find(&second.token).is_none());
            let file = second.rejects().to_owned();
            assert!(file.exists());
            drop(second);
            assert!(!file.exists(), "what was sent goes with the import");
        });
    }

    #[cfg(unix)]
    #[test]
    fn only_this_programs_user_can_read_what_was_sent() {
        use std::os::unix::fs::{MetadataExt, PermissionsExt};
        let job = job("people.csv");
        let sent = lock(&job.file).as_ref().unwrap().metadata().unwrap();
        let rejects = std::fs::metadata(job.rejects()).unwrap();
        assert_eq!(sent.nlink(), 0, "nobody can open what has no name");
        assert_eq!(rejects.permissions().mode() & 0o777, 0o600);
        assert!(job.token.len() == 32 && job.token != self::job("people.csv").token);
    }
}
