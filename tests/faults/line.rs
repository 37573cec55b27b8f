//! A line between two programs that can be spoiled: cut, swallowed, led elsewhere, or lost at a COMMIT or in the middle of a body.

use socket2::SockRef;
use std::io;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

/// What is looked for in requests to PostgreSQL.
const COMMIT: &[u8] = b"COMMIT";

#[derive(Clone)]
pub struct Line {
    pub address: SocketAddr,
    state: Arc<State>,
}

struct State {
    target: Mutex<SocketAddr>,
    /// Counts the cuts: each ends what is open.
    cuts: watch::Sender<u64>,
    /// Lines that are opened now lead nowhere.
    swallows_new: AtomicBool,
    /// Lines opened before this many others were are silent for ever: what was swallowed does not come back.
    silent_before: AtomicUsize,
    opened: AtomicUsize,
    trap: Mutex<Option<Trap>>,
}

/// Ends one connection.
#[derive(Debug, Clone, Copy)]
pub struct Trap {
    at: At,
    /// Where it falls silent instead of being cut.
    is_silent: bool,
}

#[derive(Debug, Clone, Copy)]
enum At {
    /// The next COMMIT does not arrive,
    Commit,
    /// or arrives, and its answer does not.
    CommitAnswer,
    /// After so many bytes of requests from now,
    Request(usize),
    /// or of answers.
    Answer(usize),
}

impl Trap {
    pub fn commit(is_answer: bool, is_silent: bool) -> Self {
        Self { at: if is_answer { At::CommitAnswer } else { At::Commit }, is_silent }
    }

    pub fn body(is_answer: bool, bytes: usize, is_silent: bool) -> Self {
        Self { at: if is_answer { At::Answer(bytes) } else { At::Request(bytes) }, is_silent }
    }
}

/// What becomes of bytes that came.
enum Passing {
    All,
    /// Only so many, and no more of this connection ever.
    Last {
        bytes: usize,
        is_silent: bool,
    },
}

impl Line {
    pub async fn to(target: SocketAddr) -> io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let state = Arc::new(State {
            target: Mutex::new(target),
            cuts: watch::channel(0).0,
            swallows_new: AtomicBool::default(),
            silent_before: AtomicUsize::default(),
            opened: AtomicUsize::default(),
            trap: Mutex::default(),
        });
        let of = state.clone();
        tokio::spawn(async move {
            loop {
                match listener.accept().await {
                    Ok((client, _)) => drop(tokio::spawn(carry(client, of.clone()))),
                    // No descriptor is free for the moment.
                    Err(_) => tokio::time::sleep(Duration::from_millis(20)).await,
                }
            }
        });
        Ok(Self { address, state })
    }

    /// What is open ends with a reset, and what is opened now leads there.
    pub fn leads_to(&self, target: SocketAddr) {
        *lock(&self.state.target) = target;
        self.cut();
    }

    /// What is open ends with a reset.
    pub fn cut(&self) {
        self.state.cuts.send_modify(|cuts| *cuts += 1);
    }

    /// Nothing passes, and new lines lead nowhere.
    pub fn swallow(&self) {
        self.state.swallows_new.store(true, Ordering::SeqCst);
        self.swallow_what_is_open();
    }

    /// The lines that are open fall silent; new ones are good.
    pub fn swallow_what_is_open(&self) {
        self.state.silent_before.store(self.state.opened.load(Ordering::SeqCst), Ordering::SeqCst);
    }

    /// New lines are good again, and nothing waits in a trap.
    pub fn pass(&self) {
        *lock(&self.state.trap) = None;
        if self.state.swallows_new.swap(false, Ordering::SeqCst) {
            self.swallow_what_is_open();
        }
    }

    pub fn set(&self, trap: Trap) {
        *lock(&self.state.trap) = Some(trap);
    }

    /// Whether what was set still waits for somebody.
    pub fn is_set(&self) -> bool {
        lock(&self.state.trap).is_some()
    }
}

impl State {
    /// What the trap does with a request, or with an answer.
    fn passing(&self, bytes: &[u8], is_answer: bool) -> Passing {
        let mut trap = lock(&self.trap);
        let Some(set) = trap.as_mut() else { return Passing::All };
        let last = match (&mut set.at, is_answer) {
            (At::Commit | At::CommitAnswer, false) if !bytes.windows(COMMIT.len()).any(|window| window == COMMIT) => None,
            (At::Commit, false) => Some(0),
            (At::CommitAnswer, false) => Some(bytes.len()),
            (At::Request(left), false) | (At::Answer(left), true) if *left > bytes.len() => {
                *left -= bytes.len();
                None
            }
            (At::Request(left), false) | (At::Answer(left), true) => Some(*left),
            _ => None,
        };
        let Some(bytes) = last else { return Passing::All };
        let is_silent = set.is_silent;
        *trap = None;
        Passing::Last { bytes, is_silent }
    }
}

async fn carry(client: TcpStream, state: Arc<State>) {
    let number = state.opened.fetch_add(1, Ordering::SeqCst);
    let (mut cuts, target) = (state.cuts.subscribe(), *lock(&state.target));
    let Ok(server) = TcpStream::connect(target).await else { return };
    // Ended, it is reset and not closed: what was on its way is lost.
    for end in [&client, &server] {
        let _ = end.set_nodelay(true);
        let _ = SockRef::from(end).set_linger(Some(Duration::ZERO));
    }
    let silent = AtomicBool::new(state.swallows_new.load(Ordering::SeqCst));
    let (from_client, to_client) = client.into_split();
    let (from_server, to_server) = server.into_split();
    tokio::select! {
        _ = cuts.changed() => {}
        () = pump(from_client, to_server, &state, &silent, number, false) => {}
        () = pump(from_server, to_client, &state, &silent, number, true) => {}
    }
}

/// Passes on what comes, until one side ends or the trap closes.
async fn pump(
    mut from: impl AsyncRead + Unpin,
    mut to: impl AsyncWrite + Unpin,
    state: &State,
    silent: &AtomicBool,
    number: usize,
    is_answer: bool,
) {
    let mut bytes = vec![0; 16 * 1024];
    while let Ok(count @ 1..) = from.read(&mut bytes).await {
        if silent.load(Ordering::SeqCst) || number < state.silent_before.load(Ordering::SeqCst) {
            continue;
        }
        match state.passing(&bytes[..count], is_answer) {
            Passing::All if to.write_all(&bytes[..count]).await.is_ok() => {}
            Passing::All => return,
            Passing::Last { bytes: last, is_silent } => {
                if to.write_all(&bytes[..last.min(count)]).await.is_err() || !is_silent {
                    // What was passed on is read before the reset is heard of.
                    tokio::time::sleep(Duration::from_millis(5)).await;
                    return;
                }
                silent.store(true, Ordering::SeqCst);
            }
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
