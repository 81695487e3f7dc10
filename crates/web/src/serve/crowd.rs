//! How many connections are open at once: so many in all, and so many from one address, that nobody can keep others out.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// How many connections are open at once.
const MOST: usize = 2000;
/// How many of them come from one address. A browser opens six; an office behind one address has many browsers.
const FROM_ONE: usize = 200;

/// The connections that are open.
pub(super) struct Crowd {
    room: Arc<Semaphore>,
    from: Mutex<HashMap<IpAddr, usize>>,
    /// Everybody comes from the proxy's address.
    behind_proxy: bool,
}

/// One connection's place, free again when this is dropped.
pub(super) struct Place {
    crowd: Arc<Crowd>,
    address: IpAddr,
    _room: OwnedSemaphorePermit,
}

impl Crowd {
    pub fn new(behind_proxy: bool) -> Arc<Self> {
        Arc::new(Self { room: Arc::new(Semaphore::new(MOST)), from: Mutex::default(), behind_proxy })
    }

    /// Room for one connection more; waits until there is some. Whoever comes meanwhile waits in the system's queue.
    pub async fn room(&self) -> Option<OwnedSemaphorePermit> {
        self.room.clone().acquire_owned().await.ok()
    }

    /// The place of a connection from this address, if it has not too many already.
    pub fn place(self: &Arc<Self>, room: Option<OwnedSemaphorePermit>, address: IpAddr) -> Option<Place> {
        let room = room?;
        let mut from = self.from();
        let count = from.entry(address).or_default();
        if *count >= FROM_ONE && !self.behind_proxy {
            return None;
        }
        *count += 1;
        drop(from);
        Some(Place { crowd: self.clone(), address, _room: room })
    }

    fn from(&self) -> MutexGuard<'_, HashMap<IpAddr, usize>> {
        self.from.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut from = self.crowd.from();
        if let Some(count) = from.get_mut(&self.address) {
            *count -= 1;
            if *count == 0 {
                from.remove(&self.address);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn one_address_cannot_take_every_place() {
        let crowd = Crowd::new(false);
        let (one, other) = (IpAddr::from([192, 0, 2, 1]), IpAddr::from([192, 0, 2, 2]));
        let mut places = Vec::new();
        for _ in 0..FROM_ONE {
            places.push(crowd.place(crowd.room().await, one).unwrap());
        }
        assert!(crowd.place(crowd.room().await, one).is_none());
        assert!(crowd.place(crowd.room().await, other).is_some());
        places.pop();
        assert!(crowd.place(crowd.room().await, one).is_some());
        drop(places);
        assert!(crowd.from().is_empty(), "nothing is kept of those who left");
        assert_eq!(crowd.room.available_permits(), MOST);
    }

    #[tokio::test]
    async fn a_proxy_may_bring_everybody() {
        let crowd = Crowd::new(true);
        let proxy = IpAddr::from([127, 0, 0, 1]);
        let mut places = Vec::new();
        for _ in 0..=FROM_ONE {
            places.push(crowd.place(crowd.room().await, proxy).unwrap());
        }
    }
}
