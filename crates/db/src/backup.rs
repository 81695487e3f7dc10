//! Backup and restore. A backup is one SQLite file, whatever the workspace is kept in.

use crate::database::Store;
use crate::migrate::MIGRATIONS;
use crate::{Copied, Db, Error, Result, copy, sqlite};
use base::Clock;
use std::fs::{self, File};
use std::path::{Path, PathBuf};

impl Db {
    /// Writes a backup of the workspace, as it is at one moment, into a new file, while others go on working. It is a database
    /// like any other: it can be opened and looked at. It has been opened and [checked](Self::check) when this returns.
    ///
    /// # Errors
    /// [`Error::File`] when there is such a file already or it cannot be written; the first fault that the check finds; and when
    /// the database fails.
    pub fn backup(&self, file: &Path) -> Result<()> {
        let fault = |error: std::io::Error| file_fault(file, &error);
        if file.exists() {
            return Err(Error::File {
                file: file.display().to_string(),
                why: "exists already; name a new file".to_owned(),
            });
        }
        let partial = Partial(beside(file, ".partial"));
        sqlite::make_private(&partial.0).map_err(fault)?;
        match &self.inner.store {
            Store::Sqlite(sqlite) => sqlite.vacuum_into(&partial.0)?,
            Store::Postgres(_) => {
                copy(self, &open_quietly(&partial.0)?, |_, _| {})?;
            }
        }
        for finding in open_quietly(&partial.0)?.check() {
            finding.outcome?;
        }
        File::open(&partial.0).and_then(|written| written.sync_all()).map_err(fault)?;
        fs::rename(&partial.0, file).map_err(fault)?;
        // The new name must survive a power cut as well.
        let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        File::open(folder).and_then(|folder| folder.sync_all()).map_err(fault)
    }

    /// Restores a backup into this workspace, which must be empty. A backup made by an older version is brought up to date on
    /// the way; the file itself is not touched.
    ///
    /// # Errors
    /// [`Error::File`] when the file is no backup or cannot be read, [`Error::NotEmpty`], and as [`copy`].
    pub fn restore(&self, file: &Path, progress: impl FnMut(&str, u64)) -> Result<Vec<Copied>> {
        let fault = |error: std::io::Error| file_fault(file, &error);
        let name = format!("waymark-restore-{}-{:016x}.db", std::process::id(), fastrand::u64(..));
        let work = Partial(std::env::temp_dir().join(name));
        sqlite::make_private(&work.0).map_err(fault)?;
        fs::copy(file, &work.0).map_err(fault)?;
        let backup = open_quietly(&work.0)?;
        for finding in backup.check() {
            finding.outcome?;
        }
        copy(&backup, self, progress)
    }
}

/// Opens a file in which nothing is to be done in the background.
fn open_quietly(file: &Path) -> Result<Db> {
    Db::open_with(&format!("sqlite:{}", file.display()), Clock::System, MIGRATIONS, false)
}

fn beside(file: &Path, suffix: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

fn file_fault(file: &Path, error: &std::io::Error) -> Error {
    Error::File { file: file.display().to_string(), why: error.to_string() }
}

/// A database file that is removed when it is dropped, unless it has been renamed by then.
struct Partial(PathBuf);

impl Drop for Partial {
    fn drop(&mut self) {
        for suffix in ["", "-wal", "-shm", "-journal"] {
            let _ = fs::remove_file(beside(&self.0, suffix));
        }
    }
}
