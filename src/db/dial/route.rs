//! The way to one server: a socket, encrypted where that was asked for; connections and cancellations take the same one.

use super::DialError;
use super::tls::{Secured, Tls};
use socket2::{SockRef, TcpKeepalive};
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use tokio::net::{TcpStream, UnixStream, lookup_host};
use tokio::time::{Instant, timeout_at};
use tokio_postgres::Config;
use tokio_postgres::config::Host;

const PORT: u16 = 5432;

/// A host of the address.
pub enum Door {
    /// The name is what a certificate must have; an address beside it saves asking for it.
    Tcp {
        name: String,
        address: Option<IpAddr>,
        port: u16,
    },
    Socket(PathBuf),
}

/// Where a server is.
#[derive(Clone)]
enum Place {
    Tcp { name: String, address: SocketAddr },
    Socket(PathBuf),
}

/// The way to it.
#[derive(Clone)]
pub struct Route {
    place: Place,
    /// How it is told.
    pub at: String,
    pub config: Arc<Config>,
    tls: Option<Tls>,
}

/// A line to speak on.
pub enum Opened {
    Tcp(Secured<TcpStream>),
    /// What does not leave the machine is not encrypted, as with libpq.
    Unix(UnixStream),
}

pub fn doors(config: &Config) -> Vec<Door> {
    let (hosts, addresses, ports) = (config.get_hosts(), config.get_hostaddrs(), config.get_ports());
    let port = |at: usize| ports.get(at).or(ports.first()).copied().unwrap_or(PORT);
    let door = |at: usize| match (addresses.get(at).copied(), hosts.get(at)) {
        (address, Some(Host::Tcp(name))) => Some(Door::Tcp { name: name.clone(), address, port: port(at) }),
        (Some(address), _) => Some(Door::Tcp { name: address.to_string(), address: Some(address), port: port(at) }),
        (None, Some(Host::Unix(folder))) => Some(Door::Socket(folder.join(format!(".s.PGSQL.{}", port(at))))),
        (None, None) => None,
    };
    (0..hosts.len().max(addresses.len())).filter_map(door).collect()
}

impl Door {
    /// Every way to it.
    pub async fn routes(self, config: &Arc<Config>, tls: Option<&Tls>, until: Instant) -> Result<Vec<Route>, DialError> {
        let route = |place, at| Route { place, at, config: config.clone(), tls: tls.cloned() };
        match self {
            Self::Socket(path) => {
                let at = path.display().to_string();
                Ok(vec![route(Place::Socket(path), at)])
            }
            Self::Tcp { name, address, port } => {
                let unknown = |source| DialError::UnknownHost { host: name.clone(), source };
                let found: Vec<SocketAddr> = match address {
                    Some(address) => vec![(address, port).into()],
                    None => in_time(until, lookup_host((name.as_str(), port))).await.map_err(unknown)?.collect(),
                };
                if found.is_empty() {
                    return Err(unknown(io::ErrorKind::NotFound.into()));
                }
                let told = |at: &SocketAddr| if name == at.ip().to_string() { at.to_string() } else { format!("{name}, {at}") };
                let place = |address| Place::Tcp { name: name.clone(), address };
                Ok(found.into_iter().map(|address| route(place(address), told(&address))).collect())
            }
        }
    }
}

impl Route {
    /// The same way without encryption, where that is only preferred.
    pub fn without_encryption(&self) -> Option<Self> {
        let tls = self.tls.as_ref()?;
        (!tls.is_required).then(|| Self { tls: None, ..self.clone() })
    }

    pub async fn open(&self, until: Instant) -> Result<Opened, DialError> {
        let unreachable = |source| DialError::Unreachable { at: self.at.clone(), source };
        match &self.place {
            Place::Socket(path) => Ok(Opened::Unix(in_time(until, UnixStream::connect(path)).await.map_err(unreachable)?)),
            Place::Tcp { name, address } => {
                let socket = in_time(until, TcpStream::connect(address)).await.and_then(|socket| self.tuned(socket));
                Ok(Opened::Tcp(self.secured(socket.map_err(unreachable)?, name, until).await?))
            }
        }
    }

    async fn secured(&self, socket: TcpStream, name: &str, until: Instant) -> Result<Secured<TcpStream>, DialError> {
        let Some(tls) = &self.tls else { return Ok(Secured::Plain(socket)) };
        let at = || self.at.clone();
        match timeout_at(until, tls.secure(socket, name)).await {
            Err(_) => Err(DialError::Silent { at: at() }),
            Ok(Err(source)) => Err(DialError::Certificate { at: at(), source }),
            Ok(Ok(None)) => Err(DialError::NotEncrypted { at: at() }),
            Ok(Ok(Some(secured))) => Ok(secured),
        }
    }

    /// As the address asks; without these a server that vanishes is noticed after hours.
    fn tuned(&self, socket: TcpStream) -> io::Result<TcpStream> {
        let config = &self.config;
        socket.set_nodelay(true)?;
        let options = SockRef::from(&socket);
        #[cfg(target_os = "linux")]
        options.set_tcp_user_timeout(config.get_tcp_user_timeout().copied())?;
        if config.get_keepalives() {
            let mut keepalive = TcpKeepalive::new().with_time(config.get_keepalives_idle());
            if let Some(interval) = config.get_keepalives_interval() {
                keepalive = keepalive.with_interval(interval);
            }
            if let Some(retries) = config.get_keepalives_retries() {
                keepalive = keepalive.with_retries(retries);
            }
            options.set_tcp_keepalive(&keepalive)?;
        }
        Ok(socket)
    }
}

async fn in_time<T>(until: Instant, work: impl Future<Output = io::Result<T>>) -> io::Result<T> {
    timeout_at(until, work).await.unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into()))
}
