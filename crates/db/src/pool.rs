//! Connections, lent and given back.

use crate::{Error, Result};
use std::ops::{Deref, DerefMut};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// How long to wait for a connection before the database counts as too busy.
const PATIENCE: Duration = Duration::from_secs(30);

/// Opens connections as they are needed, up to a limit, and keeps them for the next: to open one takes longer than most questions,
/// and what was prepared on it would be prepared again.
pub(crate) struct Pool<C> {
    state: Mutex<State<C>>,
    returned: Condvar,
    limit: usize,
    connect: Box<dyn Fn() -> Result<C> + Send + Sync>,
}

struct State<C> {
    idle: Vec<C>,
    open: usize,
}

impl<C> Pool<C> {
    pub(crate) fn new(limit: usize, connect: Box<dyn Fn() -> Result<C> + Send + Sync>) -> Self {
        Self { state: Mutex::new(State { idle: Vec::new(), open: 0 }), returned: Condvar::new(), limit, connect }
    }

    fn lock(&self) -> MutexGuard<'_, State<C>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A connection, until it is dropped.
    pub(crate) fn take(&self) -> Result<Lent<'_, C>> {
        let until = Instant::now() + PATIENCE;
        let mut state = self.lock();
        loop {
            if let Some(connection) = state.idle.pop() {
                return Ok(Lent { pool: self, connection: Some(connection), sound: true });
            }
            if state.open < self.limit {
                state.open += 1;
                drop(state);
                // Given back, or the place freed again, however this ends.
                let mut lent = Lent { pool: self, connection: None, sound: true };
                lent.connection = Some((self.connect)()?);
                return Ok(lent);
            }
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Err(Error::Busy(format!("all {} connections are in use", self.limit)));
            }
            state = self.returned.wait_timeout(state, left).unwrap_or_else(PoisonError::into_inner).0;
        }
    }
}

/// A connection on loan.
pub(crate) struct Lent<'p, C> {
    pool: &'p Pool<C>,
    connection: Option<C>,
    sound: bool,
}

impl<C> Lent<'_, C> {
    /// Says that the connection is of no more use.
    pub(crate) fn spoilt(&mut self) {
        self.sound = false;
    }
}

impl<C> Drop for Lent<'_, C> {
    fn drop(&mut self) {
        let mut state = self.pool.lock();
        // A panic may have left a transaction open.
        let sound = self.sound && !std::thread::panicking();
        match self.connection.take().filter(|_| sound) {
            Some(connection) => state.idle.push(connection),
            None => state.open -= 1,
        }
        drop(state);
        self.pool.returned.notify_one();
    }
}

/// `connection` is only empty while it is being made, when nobody can hold the loan yet.
impl<C> Deref for Lent<'_, C> {
    type Target = C;

    #[expect(clippy::expect_used, reason = "a loan leaves `take` only with its connection")]
    fn deref(&self) -> &C {
        self.connection.as_ref().expect("a loan has its connection")
    }
}

impl<C> DerefMut for Lent<'_, C> {
    #[expect(clippy::expect_used, reason = "a loan leaves `take` only with its connection")]
    fn deref_mut(&mut self) -> &mut C {
        self.connection.as_mut().expect("a loan has its connection")
    }
}
