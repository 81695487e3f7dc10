//! Registers being compared with themselves, in the background: at most one comparison of each at a time.

use crate::App;
use base::{Actor, Id};
use records::people::duplicates::{self, Step};
use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError};

/// How a comparison stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Standing {
    /// It is at work.
    Working(Step),
    /// Something failed that should not; the reason is in the log under this reference.
    Failed(String),
}

/// The comparisons of this process by register. One that is done is not kept: what it found is in the database.
#[derive(Debug, Clone, Default)]
pub(crate) struct Reviews(Arc<Mutex<HashMap<Id, Standing>>>);

impl Reviews {
    /// How the comparison of a register stands, if there is one at work, or the last one failed.
    pub fn standing(&self, register: Id) -> Option<Standing> {
        self.all(|all| all.get(&register).cloned())
    }

    /// Begins to compare the register of a programme with itself, unless that is at work already.
    pub fn begin(&self, app: &App, actor: Actor, programme: Id) {
        let register = app.workspace().catalogue().register(programme);
        let at_work = self.all(|all| {
            let at_work = matches!(all.get(&register), Some(Standing::Working(_)));
            if !at_work {
                all.insert(register, Standing::Working(Step::Reading(0)));
            }
            at_work
        });
        if at_work {
            return;
        }
        let (reviews, app) = (self.clone(), app.clone());
        tokio::task::spawn_blocking(move || {
            let mut told = |step| reviews.put(register, Some(Standing::Working(step)));
            let work = || duplicates::review(app.workspace(), &actor, programme, &mut told);
            let why = match catch_unwind(AssertUnwindSafe(work)) {
                Ok(Ok(_)) => None,
                Ok(Err(fault)) => Some(fault.to_string()),
                Err(_) => Some("comparing a register with itself panicked".to_owned()),
            };
            let failed = why.map(|why| {
                let reference = app.workspace().id().to_string();
                eprintln!("{} {reference} {why}", app.workspace().clock().now());
                Standing::Failed(reference)
            });
            reviews.put(register, failed);
        });
    }

    fn put(&self, register: Id, standing: Option<Standing>) {
        self.all(|all| match standing {
            Some(standing) => all.insert(register, standing),
            None => all.remove(&register),
        });
    }

    /// Nothing but one value put in place of another is done under the lock, so what a panic left behind is whole.
    fn all<T>(&self, with: impl FnOnce(&mut HashMap<Id, Standing>) -> T) -> T {
        with(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
