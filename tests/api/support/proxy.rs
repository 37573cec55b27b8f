//! A line to PostgreSQL that a test can spoil: bytes are passed, or swallowed as a network swallows them that drops packets.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream, UnixStream};
use tokio::sync::oneshot;
use tokio_postgres::Config;
use tokio_postgres::config::Host;

/// Stands before a server until it is dropped, on a thread of its own.
pub struct Proxy {
    address: SocketAddr,
    rest: String,
    state: Arc<State>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

#[derive(Default)]
struct State {
    /// Lines that are opened now lead nowhere.
    swallows_new: AtomicBool,
    /// Lines opened before this many others were are silent for ever: what was swallowed does not come back.
    silent_before: AtomicUsize,
    opened: AtomicUsize,
    /// Where a request has this in it, it or its answer is the last that was heard of its line.
    trap: Mutex<Option<Trap>>,
}

#[derive(Clone, Copy)]
pub enum Trap {
    /// The request does not arrive.
    Request(&'static [u8]),
    /// It does, but its answer gets lost.
    Answer(&'static [u8]),
}

enum Server {
    Socket(PathBuf),
    Tcp(SocketAddr),
}

impl Proxy {
    /// Before the server of this address.
    pub fn before(url: &str) -> Self {
        let config: Config = url.parse().expect("an address");
        let port = config.get_ports().first().copied().unwrap_or(5432);
        let server = match config.get_hosts().first().expect("a host") {
            Host::Unix(folder) => Server::Socket(folder.join(format!(".s.PGSQL.{port}"))),
            Host::Tcp(host) => Server::Tcp(SocketAddr::new(host.parse().expect("an IP address"), port)),
        };
        let database = config.get_dbname().expect("a database").to_owned();
        let state = Arc::<State>::default();
        let (stop, stopped) = oneshot::channel::<()>();
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
        listener.set_nonblocking(true).expect("a listener for tokio");
        let address = listener.local_addr().expect("its address");
        let of = state.clone();
        let serving = async move {
            let listener = TcpListener::from_std(listener).expect("a listener");
            loop {
                let (client, _) = listener.accept().await.expect("a client");
                tokio::spawn(line(client, of_server(&server).await, of.clone()));
            }
        };
        let thread = thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
            runtime.block_on(async {
                tokio::select! { () = serving => {}, _ = stopped => {} }
            });
        });
        Self { address, rest: database, state, stop: Some(stop), thread: Some(thread) }
    }

    /// The same database, by this line.
    pub fn url(&self) -> String {
        format!("postgres://postgres@{}/{}", self.address, self.rest)
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// How many lines were opened so far.
    fn opened(&self) -> usize {
        self.state.opened.load(Ordering::SeqCst)
    }

    /// Nothing passes, and new lines lead nowhere.
    pub fn swallow(&self) {
        self.state.swallows_new.store(true, Ordering::SeqCst);
        self.swallow_what_is_open();
    }

    /// The lines that are open fall silent; new ones are good.
    pub fn swallow_what_is_open(&self) {
        self.state.silent_before.store(self.opened(), Ordering::SeqCst);
    }

    /// New lines are good again.
    pub fn pass(&self) {
        self.swallow_what_is_open();
        self.state.swallows_new.store(false, Ordering::SeqCst);
    }

    /// Sets a trap for one request.
    pub fn trap(&self, trap: Trap) {
        *self.state.trap.lock().expect("the trap") = Some(trap);
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        drop(self.stop.take());
        let ended = self.thread.take().map_or(Ok(()), JoinHandle::join);
        if !thread::panicking() {
            ended.expect("the proxy ends well");
        }
    }
}

trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}
impl<S: AsyncRead + AsyncWrite + Send + Unpin> Stream for S {}

/// None: it takes no connections.
async fn of_server(server: &Server) -> Option<Box<dyn Stream>> {
    match server {
        Server::Socket(path) => UnixStream::connect(path).await.ok().map(|socket| Box::new(socket) as Box<dyn Stream>),
        Server::Tcp(address) => TcpStream::connect(address).await.ok().map(|socket| Box::new(socket) as Box<dyn Stream>),
    }
}

async fn line(client: TcpStream, server: Option<Box<dyn Stream>>, state: Arc<State>) {
    let Some(server) = server else { return };
    let number = state.opened.fetch_add(1, Ordering::SeqCst);
    let fell_silent = Arc::new(AtomicBool::new(state.swallows_new.load(Ordering::SeqCst)));
    let (from_client, to_client) = client.into_split();
    let (from_server, to_server) = tokio::io::split(server);
    let is_silent = |fell_silent: Arc<AtomicBool>| {
        let state = state.clone();
        move || fell_silent.load(Ordering::SeqCst) || number < state.silent_before.load(Ordering::SeqCst)
    };
    let (asked, told) = (is_silent(fell_silent.clone()), is_silent(fell_silent.clone()));
    let requests = pump(from_client, to_server, asked, |bytes| {
        let mut set = state.trap.lock().expect("the trap");
        let is_in = |what: &[u8]| bytes.windows(what.len()).any(|window| window == what);
        let lost = match *set {
            Some(Trap::Request(what)) if is_in(what) => Some(true),
            Some(Trap::Answer(what)) if is_in(what) => Some(false),
            _ => None,
        };
        if lost.is_some() {
            *set = None;
            fell_silent.store(true, Ordering::SeqCst);
        }
        lost.unwrap_or(false)
    });
    // An end that closes, closes the other.
    tokio::select! { () = requests => {}, () = pump(from_server, to_client, told, |_| false) => {} }
}

/// Passes on what comes, until one side ends; `loses` sees it first.
async fn pump(
    mut from: impl AsyncRead + Unpin,
    mut to: impl AsyncWrite + Unpin,
    is_silent: impl Fn() -> bool,
    loses: impl Fn(&[u8]) -> bool,
) {
    let mut bytes = vec![0; 16 * 1024];
    while let Ok(count @ 1..) = from.read(&mut bytes).await {
        if is_silent() || loses(&bytes[..count]) {
            continue;
        }
        if to.write_all(&bytes[..count]).await.is_err() {
            return;
        }
    }
}
