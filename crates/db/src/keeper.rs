//! The background thread of an open database: seals the audit log, and keeps SQLite's write-ahead log short.

use crate::Db;
use crate::database::{Inner, Store};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::thread::JoinHandle;
use std::time::Duration;

/// How often it looks.
const PAUSE: Duration = Duration::from_secs(1);

/// The thread, while the database is open.
#[derive(Default)]
pub(crate) struct Keeper {
    running: Mutex<Option<(Sender<()>, JoinHandle<()>)>>,
}

impl Keeper {
    pub(crate) fn start(&self, db: &Db) {
        let weak: Weak<Inner> = Arc::downgrade(&db.inner);
        let (stop, stopped) = channel::<()>();
        let work = move || {
            while stopped.recv_timeout(PAUSE) == Err(RecvTimeoutError::Timeout) {
                let Some(inner) = weak.upgrade() else { return };
                Db { inner }.keep();
            }
        };
        if let Ok(thread) = std::thread::Builder::new().name("waymark-keeper".to_owned()).spawn(work) {
            *self.running.lock().unwrap_or_else(PoisonError::into_inner) = Some((stop, thread));
        }
    }
}

impl Drop for Keeper {
    fn drop(&mut self) {
        let running = self.running.get_mut().unwrap_or_else(PoisonError::into_inner).take();
        if let Some((stop, thread)) = running {
            drop(stop);
            // The thread may itself have been the last to hold the database, and cannot wait for itself.
            if thread.thread().id() != std::thread::current().id() {
                let _ = thread.join();
            }
        }
    }
}

impl Db {
    /// One round. What fails now is tried again in the next round.
    fn keep(&self) {
        let _ = self.seal();
        if let Store::Sqlite(sqlite) = &self.inner.store {
            let _ = sqlite.checkpoint();
        }
    }
}
