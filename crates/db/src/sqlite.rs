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
use std::time::Duration;

/// The most writes that share one commit; the first of them waits for the last.
const BATCH: usize = 256;
/// How long one process waits for another to finish a write.
const PATIENCE: Duration = Duration::from_secs(10);
/// How many connections may read at once; more wait.
const READERS: usize = 16;
/// The size of the write-ahead log, in bytes, from which it is worth copying into the database file.
const LOG: u64 = 4 << 20;
/// The size from which the log is also cut short.
const LONG_LOG: u64 = 128 << 20;

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
            turn: Mutex::new(Turn { connection, batch: None, size: 0 }),
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
        } else if self.waiting.load(Ordering::SeqCst) == 0 || turn.size >= BATCH {
            let committed = run(&turn.connection, "COMMIT");
            if committed.is_err() && !turn.connection.is_autocommit() {
                // What cannot be committed must not stay open; that it could not be is what is reported.
                let _ = run(&turn.connection, "ROLLBACK");
            }
            turn.close(committed);
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

    /// Copies the write-ahead log into the database file if it has grown. Hinders neither readers nor writers.
    pub(crate) fn checkpoint(&self) -> Result<()> {
        let mut log = self.path.clone().into_os_string();
        log.push("-wal");
        let size = || std::fs::metadata(&log).map_or(0, |file| file.len());
        if size() < LOG {
            return Ok(());
        }
        let fault = |error| fault(&error, "checkpoint");
        let reader = self.readers.take()?;
        reader.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(())).map_err(fault)?;
        if size() >= LONG_LOG {
            // Little is left to copy by now. Readers that never pause would let the log grow for ever; those of this moment are
            // waited for, writers with them, but not for long.
            reader.busy_timeout(Duration::from_millis(200)).map_err(fault)?;
            let cut = reader.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()));
            reader.busy_timeout(PATIENCE).map_err(fault)?;
            cut.map_err(fault)?;
        }
        Ok(())
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
        self.size = 0;
        Ok(batch)
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
    open().map_err(|error| Error::Open { what: path.display().to_string(), why: error.to_string() })
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
