//! Runs a private PostgreSQL from the machine's own packages, so that `cargo run` and `cargo test` need no set-up.
//!
//! One process starts the server and owns it (the lock file); others that name the same directory use it too. The
//! server ends with its owner, however that ends: see `supervisor`. It listens on a unix socket only.

mod account;
mod binaries;
mod error;
mod place;
mod postmaster;
mod supervisor;
mod throw_away;

use std::{
    ffi::OsString,
    fs::{self, File},
    path::{Path, PathBuf},
    process::{self, Command, Output},
    thread,
    time::{Duration, Instant},
};

use self::{
    binaries::Binaries,
    error::failed_to,
    place::{Place, private, remove_unfinished, unfinished},
    postmaster::{PORT, Postmaster},
    supervisor::Supervisor,
};
pub use self::{error::EmbeddedError, throw_away::throw_away_dir};

/// How long a server may take to recover from a crash, or to stop.
const PATIENCE: Duration = Duration::from_secs(60);
/// How long what is left of a killed server may keep the data directory.
const LAST_GASP: Duration = Duration::from_secs(10);
const PAUSE: Duration = Duration::from_millis(10);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Kept between runs. A power cut can lose the last half second, but damages nothing.
    Development,
    /// For tests: fast, unsafe, and removed when the process that started it ends. Give it a directory of its own, of
    /// [`throw_away_dir`].
    ThrowAway,
}

/// A running PostgreSQL server.
///
/// The process that started it stops it: by [`Embedded::stop`], by dropping this value, or by ending, even by kill -9.
/// **A process that found the server running loses it when the one that started it ends.**
///
/// Starting and stopping block the thread: call them before the async runtime starts, or in `spawn_blocking`.
#[derive(Debug)]
pub struct Embedded {
    binaries: Binaries,
    place: Place,
    sockets: PathBuf,
    /// `None` if another process started the server.
    owned: Option<Owned>,
}

#[derive(Debug)]
struct Owned {
    /// Before the lock, so that it is dropped first: whoever gets the lock must find the server gone.
    supervisor: Supervisor,
    _lock: File,
}

impl Embedded {
    /// Starts the server whose files are in `dir`, making them on first use, or joins the one that runs on them.
    ///
    /// The data are in `dir/pg<major version>`: another major version of PostgreSQL begins with an empty cluster beside
    /// it. If root's stand-in account cannot go there, that is a link to where they are ([`Embedded::data_dir`]).
    pub fn start(kind: Kind, dir: &Path) -> Result<Self, EmbeddedError> {
        let binaries = Binaries::find()?;
        let deadline = Instant::now() + PATIENCE;
        loop {
            let place = Place::prepare(kind, dir, binaries.major)?;
            if let Some(lock) = place.try_own()? {
                // Once more: the holder before us can have made or removed the data since.
                let place = Place::prepare(kind, dir, binaries.major)?;
                return Self::start_owned(kind, binaries, place, lock);
            }
            if let Some(server) = Postmaster::of(&place.data).filter(|server| server.ready) {
                return Ok(Self { binaries, place, sockets: server.sockets, owned: None });
            }
            if Instant::now() > deadline {
                return Err(EmbeddedError::Busy { lock: place.lock_path(), data: place.data, seconds: PATIENCE.as_secs() });
            }
            thread::sleep(PAUSE);
        }
    }

    fn start_owned(kind: Kind, binaries: Binaries, place: Place, lock: File) -> Result<Self, EmbeddedError> {
        Postmaster::end_orphan(&place.data)?;
        place.forget_strangers_data()?;
        if kind == Kind::ThrowAway && place.data.exists() {
            // Left by a process that was killed together with its supervisor: without fsync it proves nothing.
            place.remove_data()?;
        }
        if !place.data.exists() {
            initialise(&binaries, &place)?;
        }
        let deadline = Instant::now() + LAST_GASP;
        let (supervisor, server) = loop {
            postmaster::disown_dead(&place.data).map_err(failed_to(format!("read {:?}", place.data)))?;
            match Supervisor::launch(kind, &binaries, &place) {
                // A killed postmaster takes a moment to die, and its sessions first finish their statement. A
                // throw-away cluster is new, so nobody is in it; besides, its supervisor has just removed it.
                Err(EmbeddedError::EndedAtOnce { log, .. })
                    if kind == Kind::Development
                        && ["is still in use", "already exists"].iter().any(|sign| log.contains(sign))
                        && Instant::now() < deadline =>
                {
                    thread::sleep(PAUSE * 10);
                }
                launched => break launched?,
            }
        };
        Ok(Self { binaries, place, sockets: server.sockets, owned: Some(Owned { supervisor, _lock: lock }) })
    }

    /// Where to connect; the superuser needs no password, since only he can enter the socket's directory.
    pub fn url(&self, database: &str) -> String {
        let host = percent_encoded(self.sockets.as_os_str().as_encoded_bytes());
        let database = percent_encoded(database.as_bytes());
        format!("postgres://postgres@{host}/{database}")
    }

    /// A client program that belongs to the server, such as `pgbench`.
    pub fn client(&self, name: &str) -> PathBuf {
        self.binaries.client(name)
    }

    /// Where the data are, for the log.
    pub fn data_dir(&self) -> &Path {
        &self.place.data
    }

    pub fn create_database_if_missing(&self, database: &str) -> Result<(), EmbeddedError> {
        // Asked first, for a refusal would stand in the log of every later start as an error that is none.
        if self.has_database(database)? {
            return Ok(());
        }
        let output = self.run_client("createdb", |createdb| {
            // template0, because a session in template1 would make the copy fail.
            createdb.args(["--maintenance-db=postgres", "--template=template0", "--", database]);
        })?;
        let told = String::from_utf8_lossy(&output.stderr);
        // Another process was quicker; the second message is that of a race to the end.
        let there = ["already exists", "pg_database_datname_index"].iter().any(|sign| told.contains(sign));
        if output.status.success() || there {
            return Ok(());
        }
        Err(EmbeddedError::CreateDatabase { database: database.into(), output: told.trim().into() })
    }

    fn has_database(&self, database: &str) -> Result<bool, EmbeddedError> {
        let output = self.run_client("psql", |psql| {
            psql.args(["--no-psqlrc", "--tuples-only", "--no-align", "--dbname=postgres"]);
            psql.args(["--command", "SELECT datname FROM pg_database"]);
        })?;
        Ok(String::from_utf8_lossy(&output.stdout).lines().any(|name| name == database))
    }

    fn run_client(&self, name: &str, prepare: impl FnOnce(&mut Command)) -> Result<Output, EmbeddedError> {
        let mut host = OsString::from("--host=");
        host.push(&self.sockets);
        self.place.account.run(&self.binaries.client(name), |client| {
            client.arg(host).arg(format!("--port={PORT}")).args(["--username=postgres", "--no-password"]);
            prepare(client);
        })
    }

    /// Stops the server and waits until it has ended. One that another process started is left running.
    pub fn stop(self) -> Result<(), EmbeddedError> {
        match self.owned {
            Some(Owned { supervisor, _lock }) => supervisor.stop(&self.place.data),
            None => Ok(()),
        }
    }
}

/// Makes the cluster beside its final place, so that a killed initdb leaves nothing that looks finished.
fn initialise(binaries: &Binaries, place: &Place) -> Result<(), EmbeddedError> {
    remove_unfinished(&place.data);
    let attempt = unfinished(&place.data, process::id());
    private(&attempt, &place.account)?;
    let output = place.account.run(&binaries.initdb(), |initdb| {
        initdb.args(["--no-sync", "--locale=C", "--encoding=UTF8", "--username=postgres"]);
        // Nothing listens on TCP; should anybody ever switch it on, nobody comes in without a password.
        initdb.args(["--auth-local=trust", "--auth-host=reject", "-D"]).arg(&attempt);
    })?;
    if !output.status.success() {
        remove_unfinished(&place.data);
        let told = [output.stdout, output.stderr].concat();
        return Err(EmbeddedError::InitDb {
            data: place.data.clone(),
            account: place.account.name().into(),
            output: String::from_utf8_lossy(&told).trim().into(),
        });
    }
    fs::rename(&attempt, &place.data).map_err(failed_to(format!("rename {attempt:?} to {:?}", place.data)))?;
    place.remember_elsewhere()
}

/// All but the unreserved characters of RFC 3986; the host part of a URL would take no `/` otherwise.
fn percent_encoded(bytes: &[u8]) -> String {
    bytes
        .iter()
        .map(|byte| match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => char::from(*byte).to_string(),
            _ => format!("%{byte:02X}"),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::percent_encoded;

    #[test]
    fn a_socket_directory_becomes_a_host() {
        assert_eq!(percent_encoded(b"/tmp/pubdok-101-7"), "%2Ftmp%2Fpubdok-101-7");
        assert_eq!(percent_encoded("é %".as_bytes()), "%C3%A9%20%25");
    }
}
