//! Who may have how many connections, and how many files the process may open for them.

use crate::http::line::{Line, Patience};
use crate::http::peer::{Proxies, household};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use std::collections::HashMap;
use std::io;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::net::TcpStream;

/// A head comes in one packet; a slow line may need some for a long token.
pub const HEAD: Duration = Duration::from_secs(10);
pub const PATIENCE: Patience = Patience { head: HEAD, answer: Duration::from_secs(60), idle: Duration::from_millis(250) };

/// The connections that are open, by where they come from.
pub struct Doors {
    most: usize,
    proxies: Proxies,
    open: Mutex<HashMap<IpAddr, usize>>,
}

/// One of them; given back when it is closed.
pub struct Entry {
    doors: Arc<Doors>,
    from: Option<IpAddr>,
}

impl Doors {
    pub fn new(most: usize, proxies: Proxies) -> Arc<Self> {
        Arc::new(Self { most, proxies, open: Mutex::default() })
    }

    /// The connection, unless where it comes from has too many.
    pub fn let_in(self: &Arc<Self>, io: TcpStream) -> io::Result<Line<TcpStream, Entry>> {
        // An answer must not wait until the last packet of the one before is acknowledged.
        io.set_nodelay(true)?;
        let entry = self.enter(io.peer_addr()?.ip())?;
        Ok(Line::new(io, PATIENCE, entry))
    }

    fn enter(self: &Arc<Self>, address: IpAddr) -> io::Result<Entry> {
        let (from, doors) = (household(address), Arc::clone(self));
        if self.most == 0 || self.proxies.trusts(address.to_canonical()) {
            return Ok(Entry { doors, from: None });
        }
        let mut open = self.lock();
        let count = open.entry(from).or_insert(0);
        if *count >= self.most {
            tracing::debug!(target: "pubdok", %from, "connection refused: the address has too many");
            return Err(io::ErrorKind::QuotaExceeded.into());
        }
        *count += 1;
        Ok(Entry { doors, from: Some(from) })
    }

    /// Held for a moment when a connection comes or goes, never for a request.
    fn lock(&self) -> MutexGuard<'_, HashMap<IpAddr, usize>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Entry {
    fn drop(&mut self) {
        let Some(from) = self.from else { return };
        let mut open = self.doors.lock();
        if let Some(count) = open.get_mut(&from) {
            *count -= 1;
            if *count == 0 {
                open.remove(&from);
            }
        }
    }
}

/// What is kept for the database, the file store and the log.
const OURS: u64 = 256;

/// Lets the process open as many files as it may, and answers how many connections that makes for each worker.
///
/// The usual 1,024 are for programs that do not know how to wait for more; a thousand idle callers would shut out all others.
pub fn make_room(workers: usize) -> usize {
    let limit = getrlimit(Resource::Nofile);
    let raised = setrlimit(Resource::Nofile, Rlimit { current: limit.maximum, maximum: limit.maximum });
    let files = if raised.is_ok() { limit.maximum } else { limit.current };
    let each = files.map_or(u64::MAX, |files| files.saturating_sub(OURS).max(OURS)) / workers.max(1) as u64;
    // As many as the framework would take by itself, at most.
    usize::try_from(each).unwrap_or(usize::MAX).clamp(1, 25_600)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_so_many_connections_and_a_proxy_any_number() {
        let doors = Doors::new(2, "10.0.0.0/8".parse().unwrap());
        let enter = |address: &str| doors.enter(address.parse().unwrap());
        let two = [enter("203.0.113.9").unwrap(), enter("203.0.113.9").unwrap()];
        assert!(enter("203.0.113.9").is_err() && enter("203.0.113.8").is_ok());
        let proxied: Vec<_> = (0..9).map(|_| enter("::ffff:10.0.0.1").unwrap()).collect();
        drop((two, proxied));
        assert!(enter("203.0.113.9").is_ok());
        assert!(doors.lock().is_empty(), "nobody is remembered who has gone");
        let network = [enter("2001:db8::1").unwrap(), enter("2001:db8::2").unwrap()];
        assert!(enter("2001:db8::3").is_err(), "who holds a network is one caller");
        drop(network);
    }

    #[test]
    fn the_process_may_open_what_it_is_allowed_to() {
        assert!(make_room(2) >= 128);
        let limit = getrlimit(Resource::Nofile);
        assert_eq!(limit.current, limit.maximum);
    }
}
