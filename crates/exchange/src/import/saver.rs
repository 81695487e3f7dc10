//! Two threads to an import: one reads, understands and checks the rows, the other has the transaction.

use super::run::Stop;
use db::Tx;
use std::panic::resume_unwind;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread;

/// How many pieces of work may wait for the transaction besides the one it is at: each can be a block of records.
const AHEAD: usize = 1;

/// Something to do within the transaction.
type Work = Box<dyn FnOnce(&mut Tx<'_>) -> records::Result<()> + Send>;

/// The transaction, as the thread that reads the rows knows it. What it is given is done in order.
pub(super) struct Saver(SyncSender<Work>);

impl Saver {
    /// Has something done, without waiting for it unless much is waiting already.
    pub fn later(&self, work: impl FnOnce(&mut Tx<'_>) -> records::Result<()> + Send + 'static) -> Result<(), Stop> {
        self.0.send(Box::new(work)).map_err(|_| Stop::Saving)
    }

    /// Has something done, and waits for what comes of it.
    pub fn now<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Tx<'_>) -> records::Result<T> + Send + 'static,
    ) -> Result<T, Stop> {
        let (tell, told) = sync_channel(1);
        self.later(move |tx| {
            // Whoever asked waits for the answer, and so is there.
            let _ = tell.send(work(tx)?);
            Ok(())
        })?;
        told.recv().map_err(|_| Stop::Saving)
    }
}

/// Runs `read` beside this thread, which does within `tx` what it is told to meanwhile.
pub(super) fn beside<T: Send>(tx: &mut Tx<'_>, read: impl FnOnce(&Saver) -> Result<T, Stop> + Send) -> Result<T, Stop> {
    thread::scope(|scope| {
        let (sender, works) = sync_channel::<Work>(AHEAD);
        let reading = scope.spawn(move || read(&Saver(sender)));
        // The first work that fails ends this, and the reading with it: nobody takes what is sent then.
        let saved = works.into_iter().try_for_each(|work| work(tx));
        let read = reading.join().unwrap_or_else(|panic| resume_unwind(panic));
        saved?;
        read
    })
}
