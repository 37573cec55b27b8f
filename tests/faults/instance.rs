//! An instance of the service in a process of its own: killed, told to stop, frozen, started again at the same address.

use crate::line::Line;
use rustix::process::{Pid, Resource, Rlimit, Signal, getrlimit, kill_process, prlimit};
use std::error::Error;
use std::fs::{self, File};
use std::net::{SocketAddr, TcpListener};
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

type Outcome<T> = Result<T, Box<dyn Error + Send + Sync>>;

pub const SECRET: &str = "bFq0y4pX2mZ8sT6vW1uR9kD3hJ7nL5gC0aE4iO8wQ2s=";
pub const ISSUER: &str = "https://id.faults.go.id";
/// What addresses in answers begin with; they are asked for at the real one.
pub const BASE_URL: &str = "http://pubdok.faults";
const SIGTERM: i32 = 15;
/// What runs is finished in this time, says the README; a slow machine may take longer.
const LEAVING: Duration = Duration::from_secs(120);

pub struct Instance {
    pub name: String,
    program: PathBuf,
    dir: PathBuf,
    settings: Vec<(&'static str, String)>,
    address: SocketAddr,
    /// How clients reach it.
    pub line: Line,
    process: Mutex<Option<Child>>,
    /// Held by whoever ends it and starts it again.
    pub hand: tokio::sync::Mutex<()>,
}

impl Instance {
    pub async fn new(name: &str, program: &Path, dir: PathBuf, database_url: &str, store: &str) -> Outcome<Self> {
        fs::create_dir_all(&dir)?;
        let address = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
        let settings = vec![
            ("DATABASE_URL", database_url.to_owned()),
            ("PUBDOK_BIND", address.to_string()),
            ("PUBDOK_BASE_URL", BASE_URL.to_owned()),
            ("PUBDOK_DATA_DIR", dir.display().to_string()),
            ("PUBDOK_BLOB_STORE", format!("file://{store}")),
            ("PUBDOK_JWT_SECRET", SECRET.to_owned()),
            ("PUBDOK_JWT_ISSUER", ISSUER.to_owned()),
            ("PUBDOK_WORKERS", "2".to_owned()),
            ("PUBDOK_DB_CONNECTIONS", "6".to_owned()),
            ("PUBDOK_DRAIN_GRACE", "0".to_owned()),
            // Few people ask for all that the machine can do, all from one address.
            ("PUBDOK_RATE", "0".to_owned()),
            ("PUBDOK_ADDRESS_RATE", "0".to_owned()),
            ("PUBDOK_AT_ONCE", "0".to_owned()),
            ("RUST_LOG", std::env::var("RUST_LOG").unwrap_or_else(|_| "warn".to_owned())),
        ];
        let line = Line::to(address).await?;
        let (name, program) = (name.to_owned(), program.to_owned());
        Ok(Self { name, program, dir, settings, address, line, process: Mutex::default(), hand: tokio::sync::Mutex::default() })
    }

    /// Its log goes on where it was.
    pub fn starts(&self) -> Outcome<()> {
        let log = File::options().create(true).append(true).open(self.log())?;
        let process = Command::new(&self.program)
            .arg("serve")
            .envs(self.settings.iter().map(|(name, value)| (name, value)))
            .stdout(Stdio::null())
            .stderr(log)
            // Ctrl-C is for the simulator, which sees to it that they end.
            .process_group(0)
            .spawn()?;
        *self.process() = Some(process);
        Ok(())
    }

    /// A command of the same program with the same settings, on this database; what it said where it failed.
    pub fn asks(&self, arguments: &[&str], database_url: &str) -> Outcome<Result<(), String>> {
        let mut command = Command::new(&self.program);
        command.args(arguments).envs(self.settings.iter().map(|(name, value)| (name, value)));
        let output = command.env("DATABASE_URL", database_url).output()?;
        let said = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
        Ok(if output.status.success() { Ok(()) } else { Err(said) })
    }

    pub fn log(&self) -> PathBuf {
        self.dir.join("log")
    }

    /// Where its own port is, beside the line.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// kill -9.
    pub fn is_killed(&self) {
        if let Some(mut process) = self.process().take() {
            let _ = process.kill();
            let _ = process.wait();
        }
    }

    /// SIGTERM; whether it ended well, and in its time. What has ended by itself before is judged by why.
    pub fn leaves(&self) -> Outcome<bool> {
        let Some(mut process) = self.process().take() else { return Ok(true) };
        signal(process.id(), Signal::TERM);
        let told = Instant::now();
        while told.elapsed() < LEAVING {
            if let Some(status) = process.try_wait()? {
                // Who has only just begun does not hear of it yet, and ends all the same.
                return Ok(status.success() || status.signal() == Some(SIGTERM));
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        process.kill()?;
        process.wait()?;
        Ok(false)
    }

    /// Whether it ended at its start for want of what it cannot begin without: the mark of the store, a file that it may open.
    pub fn is_excused(&self) -> bool {
        let why = self.ended().unwrap_or_default();
        ["pubdok blobs adopt", "Too many open files"].iter().any(|words| why.contains(words))
    }

    /// Whether it runs, without having been told to end.
    pub fn is_running(&self) -> bool {
        self.process().as_mut().is_some_and(|process| matches!(process.try_wait(), Ok(None)))
    }

    /// Why it ended by itself, as it says; None: it runs.
    pub fn ended(&self) -> Option<String> {
        if self.is_running() {
            return None;
        }
        let log = fs::read_to_string(self.log()).unwrap_or_default();
        Some(
            log.lines()
                .rev()
                .take(30)
                .collect::<Vec<_>>()
                .into_iter()
                .rev()
                .skip_while(|line| line.starts_with('{'))
                .collect::<Vec<_>>()
                .join(" "),
        )
    }

    pub fn freezes(&self) {
        self.signalled(Signal::STOP);
    }

    pub fn goes_on(&self) {
        self.signalled(Signal::CONT);
    }

    /// It may open no more files, or as many as before.
    pub fn may_open_files(&self, may: bool) {
        let Some(id) = self.process().as_ref().map(Child::id) else { return };
        let ours = getrlimit(Resource::Nofile);
        let limit = if may { ours } else { Rlimit { current: Some(0), ..ours } };
        if let Some(pid) = i32::try_from(id).ok().and_then(Pid::from_raw) {
            let _ = prlimit(Some(pid), Resource::Nofile, limit);
        }
    }

    fn signalled(&self, what: Signal) {
        if let Some(process) = self.process().as_ref() {
            signal(process.id(), what);
        }
    }

    fn process(&self) -> MutexGuard<'_, Option<Child>> {
        self.process.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Instance {
    fn drop(&mut self) {
        self.is_killed();
    }
}

/// To a process of ours.
pub fn signal(id: u32, what: Signal) {
    if let Some(pid) = i32::try_from(id).ok().and_then(Pid::from_raw) {
        // It may have ended already.
        let _ = kill_process(pid, what);
    }
}
