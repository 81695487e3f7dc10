//! SQLite: one connection that writes, several that read, and one durable commit for all who write at the same time.

use crate::pool::Pool;
use crate::row::Source;
use crate::{Error, Result, Row, Value};
use rusqlite::config::DbConfig;
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, OpenFlags, ToSql, ffi};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// The most writes that share one commit; the first of them waits for the last.
const BATCH: usize = 256;
/// How long one process waits for another to finish a write.
const PATIENCE: Duration = Duration::from_secs(10);
/// How many connections may read at once; more wait.
const READERS: usize = 16;
/// How long writes go on sharing one commit while others wait to join; the first of them waits for the last.
const SHARED: Duration = Duration::from_millis(4);
/// When the write-ahead log is copied into the database file.
struct Limits {
    /// From how many pages on: the same few pages are written by every save, and copied once.
    worth: i64,
    /// From how many pages on writers are made to wait until the log can be begun anew.
    long: i64,
    /// From which size, in bytes, the log's file is cut short besides, as after an import. Otherwise it keeps its place on the disk, which
    /// makes it cheaper to write.
    large: u64,
}

/// 32 MB at 4 KB to a page, 128 MB, and 256 MB.
const LIMITS: Limits = Limits { worth: 8192, long: 32_768, large: 256 << 20 };

/// An open database file.
pub(crate) struct Sqlite {
    pub(crate) path: PathBuf,
    turn: Mutex<Turn>,
    waiting: AtomicUsize,
    pub(crate) readers: Pool<Connection>,
}

/// The right to write, which one thread has at a time, and the transaction it may find open.
struct Turn {
    connection: Connection,
    batch: Option<Arc<Batch>>,
    size: usize,
    since: Instant,
}

/// The writes that share one commit, and what became of it.
#[derive(Default)]
struct Batch {
    outcome: Mutex<Option<Result<()>>>,
    told: Condvar,
}

impl Batch {
    fn tell(&self, outcome: Result<()>) {
        *lock(&self.outcome) = Some(outcome);
        self.told.notify_all();
    }

    fn wait(&self) -> Result<()> {
        let mut outcome = lock(&self.outcome);
        loop {
            if let Some(outcome) = &*outcome {
                return outcome.clone();
            }
            outcome = self.told.wait(outcome).unwrap_or_else(PoisonError::into_inner);
        }
    }
}

/// Locks; a panic elsewhere cannot leave what is behind these locks half done.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Sqlite {
    pub(crate) fn open(path: &Path) -> Result<Self> {
        let connection = connect(path, true)?;
        let own = path.to_owned();
        Ok(Self {
            path: path.to_owned(),
            turn: Mutex::new(Turn { connection, batch: None, size: 0, since: Instant::now() }),
            waiting: AtomicUsize::new(0),
            readers: Pool::new(READERS, Box::new(move || connect(&own, false))),
        })
    }

    /// Runs `work` within a transaction. Writes that arrive meanwhile take their turn in the same transaction, each in its
    /// own savepoint, and whoever finds nobody waiting behind commits for all. The outer error is the transaction's, the
    /// inner one that of `work`; nobody is told `Ok` before the commit is on the disk.
    pub(crate) fn write<T, E>(&self, work: impl FnOnce(&Connection) -> Result<T, E>) -> Result<Result<T, E>> {
        self.waiting.fetch_add(1, Ordering::SeqCst);
        let mut turn = lock(&self.turn);
        self.waiting.fetch_sub(1, Ordering::SeqCst);
        let batch = turn.join()?;
        let done = turn.savepoint(work);
        turn.size += 1;
        if turn.connection.is_autocommit() {
            // A full disk or a failing one makes SQLite give up the whole transaction, the savepoints of the others included.
            turn.close(Err(Error::Busy("the transaction was given up".to_owned())));
        } else if self.waiting.load(Ordering::SeqCst) == 0 || turn.is_full() {
            turn.commit();
        }
        drop(turn);
        let done = done?;
        if done.is_ok() {
            batch.wait()?;
        }
        Ok(done)
    }

    /// Runs `work` on one snapshot. The outer error is the transaction's, the inner one that of `work`.
    pub(crate) fn read<T, E>(&self, work: impl FnOnce(&Connection) -> Result<T, E>) -> Result<Result<T, E>> {
        let connection = self.readers.take()?;
        let transaction = Open::begin(&connection)?;
        let done = work(&connection);
        drop(transaction);
        Ok(done)
    }

    /// The rows of one of the database's own checks.
    pub(crate) fn pragma<T>(
        &self,
        sql: &str,
        row: impl FnMut(&rusqlite::Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>> {
        let connection = self.readers.take()?;
        let mut statement = connection.prepare(sql).map_err(|error| fault(&error, sql))?;
        let rows = statement.query_map([], row).map_err(|error| fault(&error, sql))?;
        rows.collect::<rusqlite::Result<_>>().map_err(|error| fault(&error, sql))
    }

    /// Writes everything, as it is at one moment, into an empty file, while others go on writing.
    pub(crate) fn vacuum_into(&self, file: &Path) -> Result<()> {
        let fault = |error| fault(&error, "VACUUM INTO");
        // A connection of its own: those in the pool may not write anywhere.
        let connection = Connection::open_with_flags(&self.path, OpenFlags::SQLITE_OPEN_READ_WRITE).map_err(fault)?;
        connection.busy_timeout(PATIENCE).map_err(fault)?;
        connection.execute("VACUUM INTO ?1", [file.display().to_string()]).map_err(fault)?;
        Ok(())
    }

    /// Copies the write-ahead log into the database file if it has grown: in the background, from a connection of its own, while others
    /// read and write. Where they leave it no moment to begin the log anew, they are made to wait for one, and not for long.
    pub(crate) fn checkpoint(&self) -> Result<()> {
        self.checkpoint_from(&LIMITS)
    }

    fn checkpoint_from(&self, limits: &Limits) -> Result<()> {
        let reader = self.readers.take()?;
        if Log::after(&reader, "NOOP")?.left() < limits.worth {
            return Ok(());
        }
        let mut log = Log::after(&reader, "PASSIVE")?;
        if log.left() > 0 {
            // What was written meanwhile is little, so that there is a chance to find nothing left after it.
            log = Log::after(&reader, "PASSIVE")?;
        }
        let mut file = self.path.clone().into_os_string();
        file.push("-wal");
        let large = std::fs::metadata(&file).is_ok_and(|file| file.len() >= limits.large);
        if log.left() > 0 && log.pages >= limits.long || large {
            // Between two commits. While many write there is always one open, with others who wait to join it: it is closed for them, or
            // the log would go on growing until they pause.
            let mut turn = lock(&self.turn);
            turn.commit();
            let fault = |error| fault(&error, "checkpoint");
            reader.busy_timeout(Duration::from_millis(20)).map_err(fault)?;
            let anew = Log::after(&reader, if large { "TRUNCATE" } else { "RESTART" });
            reader.busy_timeout(PATIENCE).map_err(fault)?;
            anew?;
        }
        Ok(())
    }
}

/// The write-ahead log: how many pages were written to it since it was begun, and how many of them are in the database file.
struct Log {
    pages: i64,
    copied: i64,
}

impl Log {
    /// How it is after a checkpoint of this kind; after "NOOP" as it was.
    fn after(connection: &Connection, kind: &str) -> Result<Self> {
        let sql = format!("PRAGMA wal_checkpoint({kind})");
        let mut statement = connection.prepare_cached(&sql).map_err(|error| fault(&error, &sql))?;
        let read = |row: &rusqlite::Row<'_>| Ok(Self { pages: row.get(1)?, copied: row.get(2)? });
        statement.query_row([], read).map_err(|error| fault(&error, &sql))
    }

    fn left(&self) -> i64 {
        self.pages - self.copied
    }
}

/// A transaction for reading, ended however the reading ends.
struct Open<'c>(&'c Connection);

impl<'c> Open<'c> {
    fn begin(connection: &'c Connection) -> Result<Self> {
        run(connection, "BEGIN")?;
        Ok(Self(connection))
    }
}

impl Drop for Open<'_> {
    fn drop(&mut self) {
        let _ = run(self.0, "COMMIT");
    }
}

impl Turn {
    /// The transaction that is open, or a new one.
    fn join(&mut self) -> Result<Arc<Batch>> {
        if let Some(batch) = &self.batch {
            return Ok(Arc::clone(batch));
        }
        run(&self.connection, "BEGIN IMMEDIATE")?;
        let batch = Arc::new(Batch::default());
        self.batch = Some(Arc::clone(&batch));
        (self.size, self.since) = (0, Instant::now());
        Ok(batch)
    }

    /// Whether no more may share this commit, since those who came first have waited long enough.
    fn is_full(&self) -> bool {
        self.size >= BATCH || self.since.elapsed() >= SHARED
    }

    fn savepoint<T, E>(&self, work: impl FnOnce(&Connection) -> Result<T, E>) -> Result<Result<T, E>> {
        run(&self.connection, "SAVEPOINT turn")?;
        let done = work(&self.connection);
        if self.connection.is_autocommit() {
            return Ok(done);
        }
        if done.is_err() {
            run(&self.connection, "ROLLBACK TO turn")?;
        }
        run(&self.connection, "RELEASE turn")?;
        Ok(done)
    }

    /// Commits for all who share the open transaction, if there is one, and tells them what became of it.
    fn commit(&mut self) {
        if self.batch.is_none() {
            return;
        }
        let committed = run(&self.connection, "COMMIT");
        if committed.is_err() && !self.connection.is_autocommit() {
            // What cannot be committed must not stay open; that it could not be is what is reported.
            let _ = run(&self.connection, "ROLLBACK");
        }
        self.close(committed);
    }

    fn close(&mut self, outcome: Result<()>) {
        if let Some(batch) = self.batch.take() {
            batch.tell(outcome);
        }
    }
}

/// Opens the file; the writing connection makes it if it is not there, readable by its owner alone.
fn connect(path: &Path, writes: bool) -> Result<Connection> {
    let open = || -> rusqlite::Result<Connection> {
        let mut flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        if writes {
            flags |= OpenFlags::SQLITE_OPEN_CREATE;
        }
        let connection = Connection::open_with_flags(path, flags)?;
        connection.busy_timeout(PATIENCE)?;
        connection.set_prepared_statement_cache_capacity(256);
        // A plan is made once for a question and not again for other values, which would take longer than most answers.
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
        connection.execute_batch(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA wal_autocheckpoint = 0;
             PRAGMA temp_store = MEMORY; PRAGMA trusted_schema = OFF;",
        )?;
        // In kilobytes, used as needed. An import of a million records touches pages of its indexes in no order.
        connection.execute_batch(if writes {
            "PRAGMA cache_size = -96000"
        } else {
            "PRAGMA cache_size = -16000; PRAGMA query_only = ON"
        })?;
        Ok(connection)
    };
    // Two programs that turn a new file over to the write-ahead log each hold what the other waits for: SQLite refuses one of them at once,
    // however patient it was told to be.
    let begun = Instant::now();
    loop {
        match open() {
            Err(error)
                if error.sqlite_error_code() == Some(ffi::ErrorCode::DatabaseBusy) && begun.elapsed() < PATIENCE =>
            {
                std::thread::sleep(Duration::from_millis(10));
            }
            opened => {
                return opened
                    .map_err(|error| Error::Open { what: path.display().to_string(), why: error.to_string() });
            }
        }
    }
}

/// Makes an empty file that only its owner may read, if there is none.
#[cfg(unix)]
pub(crate) fn make_private(path: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::OpenOptionsExt;
    std::fs::OpenOptions::new().create(true).append(true).mode(0o600).open(path).map(|_| ())
}

/// Elsewhere the folder's own permissions must do.
#[cfg(not(unix))]
pub(crate) fn make_private(_: &Path) -> std::io::Result<()> {
    Ok(())
}

/// Runs one of our own fixed statements.
pub(crate) fn run(connection: &Connection, sql: &str) -> Result<()> {
    let mut statement = connection.prepare_cached(sql).map_err(|error| fault(&error, sql))?;
    statement.raw_execute().map_err(|error| fault(&error, sql))?;
    Ok(())
}

pub(crate) fn each(
    connection: &Connection,
    sql: &str,
    values: &[Value],
    mut row: impl FnMut(&Row<'_>) -> Result<()>,
) -> Result<()> {
    let mut statement = connection.prepare_cached(sql).map_err(|error| fault(&error, sql))?;
    if !statement.readonly() {
        return Err(Error::NotAQuestion(Error::excerpt(sql)));
    }
    bind(&mut statement, sql, values)?;
    let mut rows = statement.raw_query();
    while let Some(found) = rows.next().map_err(|error| fault(&error, sql))? {
        row(&Row(Source::Sqlite(found)))?;
    }
    Ok(())
}

pub(crate) fn execute(connection: &Connection, sql: &str, values: &[Value]) -> Result<u64> {
    let mut statement = connection.prepare_cached(sql).map_err(|error| fault(&error, sql))?;
    bind(&mut statement, sql, values)?;
    statement.raw_execute().map(|rows| rows as u64).map_err(|error| fault(&error, sql))
}

/// Binds `values` by the numbers in `$1`, `$2` …, which are but names to SQLite.
fn bind(statement: &mut rusqlite::Statement<'_>, sql: &str, values: &[Value]) -> Result<()> {
    for index in 1..=statement.parameter_count() {
        let number = statement.parameter_name(index).and_then(|name| name.strip_prefix('$')?.parse::<usize>().ok());
        let value = number.and_then(|number| values.get(number.checked_sub(1)?)).ok_or_else(|| Error::Statement {
            message: format!("{} values were given, and the statement asks for more", values.len()),
            sql: Error::excerpt(sql),
        })?;
        bind_one(statement, index, value).map_err(|error| error.of(sql))?;
    }
    Ok(())
}

/// Binds the parameter at `index`, counted from 1 in the order in which the statement first mentions them.
pub(crate) fn bind_one(statement: &mut rusqlite::Statement<'_>, index: usize, value: &Value) -> Result<()> {
    let mut buffer = [0; 27];
    let bound = Bound(value.for_sqlite(&mut buffer)?);
    statement.raw_bind_parameter(index, bound).map_err(|error| fault(&error, ""))
}

/// A value that is copied by SQLite at once, and so may be borrowed from a buffer.
struct Bound<'v>(ValueRef<'v>);

impl ToSql for Bound<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(self.0))
    }
}

impl Error {
    /// The same error, now that the statement is known.
    fn of(self, statement: &str) -> Self {
        match self {
            Self::Statement { message, .. } => Self::Statement { message, sql: Self::excerpt(statement) },
            other => other,
        }
    }
}

/// What a failure of SQLite's means to us.
pub(crate) fn fault(error: &rusqlite::Error, sql: &str) -> Error {
    let rusqlite::Error::SqliteFailure(code, message) = error else {
        return Error::Statement { message: error.to_string(), sql: Error::excerpt(sql) };
    };
    let message = message.clone().unwrap_or_else(|| code.to_string());
    let detail = message.rsplit_once(": ").map_or(message.as_str(), |(_, detail)| detail);
    match (code.code, code.extended_code) {
        (ffi::ErrorCode::DatabaseBusy | ffi::ErrorCode::DatabaseLocked, _) => Error::Busy(message),
        (ffi::ErrorCode::DatabaseCorrupt | ffi::ErrorCode::NotADatabase, _) => Error::Damaged(message),
        (_, ffi::SQLITE_CONSTRAINT_PRIMARYKEY | ffi::SQLITE_CONSTRAINT_ROWID) => match detail.strip_suffix(".id") {
            Some(table) => Error::Clash(table.to_owned()),
            None => Error::Unique(detail.to_owned()),
        },
        (_, ffi::SQLITE_CONSTRAINT_UNIQUE) => Error::Unique(detail.to_owned()),
        (ffi::ErrorCode::ConstraintViolation, _) => Error::Constraint(message),
        _ => Error::Statement { message, sql: Error::excerpt(sql) },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOME: Limits = Limits { worth: 20, long: 100, large: 1 << 20 };

    fn opened(folder: &crate::testing::Folder) -> Sqlite {
        let file = folder.path().join("log.db");
        make_private(&file).unwrap();
        let sqlite = Sqlite::open(&file).unwrap();
        save(&sqlite, "CREATE TABLE note (id INTEGER PRIMARY KEY, body BLOB)");
        sqlite
    }

    fn save(sqlite: &Sqlite, sql: &str) {
        sqlite.write(|connection| execute(connection, sql, &[])).unwrap().unwrap();
    }

    /// So many pages, each written by a save of its own.
    fn saves(sqlite: &Sqlite, count: usize) {
        for _ in 0..count {
            save(sqlite, "INSERT INTO note (body) VALUES (zeroblob(3000))");
        }
    }

    fn log(sqlite: &Sqlite) -> Log {
        Log::after(&sqlite.readers.take().unwrap(), "NOOP").unwrap()
    }

    fn size(sqlite: &Sqlite) -> u64 {
        std::fs::metadata(format!("{}-wal", sqlite.path.display())).unwrap().len()
    }

    #[test]
    fn the_log_is_copied_when_there_is_enough_of_it_and_keeps_its_place() {
        let folder = crate::testing::Folder::new();
        let sqlite = opened(&folder);
        saves(&sqlite, 2);
        sqlite.checkpoint_from(&SOME).unwrap();
        assert!(log(&sqlite).left() > 0, "little is left where it is");
        saves(&sqlite, 30);
        let before = size(&sqlite);
        sqlite.checkpoint_from(&SOME).unwrap();
        assert_eq!(log(&sqlite).left(), 0);
        saves(&sqlite, 2);
        assert!(log(&sqlite).pages < 20, "begun anew");
        assert_eq!(size(&sqlite), before, "in the same place");
    }

    #[test]
    fn whoever_reads_keeps_what_they_see_and_hinders_nobody() {
        let folder = crate::testing::Folder::new();
        let sqlite = opened(&folder);
        saves(&sqlite, 60);
        let count = |connection: &Connection| -> i64 {
            connection.query_row("SELECT COUNT(*) FROM note", [], |row| row.get(0)).unwrap()
        };
        let read = sqlite.read(|connection| {
            let before = count(connection);
            saves(&sqlite, 60);
            sqlite.checkpoint_from(&SOME)?;
            assert!(log(&sqlite).left() > 0, "what was written since is not copied over what is being read");
            saves(&sqlite, 1);
            Ok::<_, Error>((before, count(connection)))
        });
        assert_eq!(read.unwrap().unwrap(), (60, 60));
        sqlite.checkpoint_from(&SOME).unwrap();
        assert_eq!(log(&sqlite).left(), 0);
        saves(&sqlite, 300);
        sqlite.checkpoint_from(&SOME).unwrap();
        assert_eq!(size(&sqlite), 0, "a large one is cut short");
        assert_eq!(sqlite.read(|connection| Ok::<_, Error>(count(connection))).unwrap().unwrap(), 421);
    }

    #[test]
    fn the_log_is_begun_anew_also_while_others_share_a_commit() {
        let folder = crate::testing::Folder::new();
        let sqlite = opened(&folder);
        saves(&sqlite, 300);
        // As somebody leaves it who is through, and knows that another one waits to join.
        let batch = {
            let mut turn = lock(&sqlite.turn);
            let batch = turn.join().unwrap();
            let sql = "INSERT INTO note (body) VALUES (zeroblob(3000))";
            turn.savepoint(|connection| execute(connection, sql, &[])).unwrap().unwrap();
            batch
        };
        sqlite.checkpoint_from(&SOME).unwrap();
        assert_eq!(size(&sqlite), 0);
        batch.wait().unwrap();
        let saved = sqlite.read(|connection| {
            Ok::<_, Error>(connection.query_row("SELECT COUNT(*) FROM note", [], |row| row.get::<_, i64>(0)).unwrap())
        });
        assert_eq!(saved.unwrap().unwrap(), 301, "whoever shared the commit has it");
    }
}
