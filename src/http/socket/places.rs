//! How many web sockets there may be, in all and for one client.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::config::Limits;
use crate::value::network;

/// The places for web sockets.
#[derive(Debug)]
pub(in crate::http) struct Places {
    most: usize,
    most_of_one: usize,
    taken: Mutex<Taken>,
}

#[derive(Debug, Default)]
struct Taken {
    all: usize,
    of_each: HashMap<Option<IpAddr>, usize>,
}

/// A place for one web socket, free again when this is dropped.
#[derive(Debug)]
pub(super) struct Place {
    places: Arc<Places>,
    network: Option<IpAddr>,
}

/// Why there is no place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Full {
    /// All are taken.
    All,
    /// This client has as many as it may.
    OfOne,
}

impl Places {
    /// As many as the settings say.
    pub(in crate::http) fn new(limits: &Limits) -> Arc<Self> {
        let (most, most_of_one) = (limits.sockets, limits.sockets_per_address);
        Arc::new(Self { most, most_of_one, taken: Mutex::default() })
    }

    /// A place for a client at this address.
    pub(super) fn take(self: &Arc<Self>, address: Option<IpAddr>) -> Result<Place, Full> {
        let network = address.map(network);
        let mut taken = self.taken();
        if taken.all >= self.most {
            return Err(Full::All);
        }
        let of_one = taken.of_each.get(&network).copied().unwrap_or(0);
        if of_one >= self.most_of_one {
            return Err(Full::OfOne);
        }
        taken.of_each.insert(network, of_one + 1);
        taken.all += 1;
        Ok(Place { places: Arc::clone(self), network })
    }

    fn taken(&self) -> MutexGuard<'_, Taken> {
        // What is counted is whole between any two statements here, so a panic elsewhere is no reason to stop.
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut taken = self.places.taken();
        taken.all = taken.all.saturating_sub(1);
        match taken.of_each.get_mut(&self.network) {
            Some(more) if *more > 1 => *more -= 1,
            _ => drop(taken.of_each.remove(&self.network)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_client_cannot_take_all_places() {
        let limits = Limits { sockets: 3, sockets_per_address: 2, ..Limits::default() };
        let places = Places::new(&limits);
        let take = |address: &str| places.take(Some(address.parse().unwrap()));
        let first = take("2001:db8:1:2::1").unwrap();
        let second = take("2001:db8:1:2::ffff").unwrap();
        assert_eq!(take("2001:db8:1:2:3::").unwrap_err(), Full::OfOne);
        let third = take("192.0.2.1").unwrap();
        assert_eq!(take("192.0.2.1").unwrap_err(), Full::All);
        drop((first, second));
        let (_fourth, _fifth) = (take("192.0.2.1").unwrap(), take("192.0.2.2").unwrap());
        drop(third);
        assert_eq!(places.take(None).map(drop), Ok(()));
        assert_eq!(places.taken().of_each.len(), 2, "only who has a place is remembered");
    }
}
