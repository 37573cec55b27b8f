//! A PostgreSQL of one test's own, on a port: what the shared one cannot be, which listens on a socket and may not be stopped.

use pubdok::db::embedded::{Embedded, Kind, throw_away_dir};
use std::fs;
use std::net::{SocketAddr, TcpListener};
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A folder of locales beside its data.
pub const LANGUAGES: &str = "languages";

/// Stopped, and its files removed, when it is dropped.
pub struct Postgres {
    above: PathBuf,
    dir: PathBuf,
    programs: PathBuf,
    owner: (u32, u32),
    pub address: SocketAddr,
}

impl Postgres {
    /// A new cluster, not running yet. Blocks, as all of this does.
    pub fn make() -> Self {
        Self::make_in(throw_away_dir())
    }

    /// The same in this folder, which is made for it.
    pub fn make_in(dir: PathBuf) -> Self {
        // The embedded one knows how: it finds the programs and an account that may run them, and leaves a cluster behind.
        let made = Embedded::start(Kind::Development, &dir).expect("a private PostgreSQL");
        let (data, programs) = (made.data_dir().to_owned(), made.client("pg_ctl"));
        made.stop().expect("it stops");
        let meta = fs::metadata(&data).expect("its data");
        let programs = programs.parent().expect("a folder").to_owned();
        Self { above: dir, dir: data, programs, owner: (meta.uid(), meta.gid()), address: free_port() }
    }

    /// Starts it with these lines in `postgresql.conf` and `pg_hba.conf`.
    pub fn start(&self, settings: &str, access: &str) {
        let own = fs::read_to_string(self.dir.join("postgresql.conf")).expect("its settings");
        self.file("postgresql.conf", &format!("{own}\n{settings}\n"));
        self.file("pg_hba.conf", &format!("local all all trust\n{access}\n"));
        self.starts_again();
    }

    /// A hot standby of it.
    pub fn standby(&self) -> Self {
        self.standby_in(throw_away_dir())
    }

    pub fn standby_in(&self, dir: PathBuf) -> Self {
        fs::create_dir(&dir).expect("a folder");
        let (programs, owner) = (self.programs.clone(), self.owner);
        let standby = Self { dir: dir.join("data"), above: dir, programs, owner, address: free_port() };
        standby.owns(&standby.above);
        let source = format!("host=127.0.0.1 port={} user=postgres", self.address.port());
        standby.must("pg_basebackup", &["-R", "--checkpoint=fast", "--no-sync", "-d", &source, "-D", &standby.path()]);
        standby.starts_again();
        standby
    }

    /// As it was.
    pub fn starts_again(&self) {
        let options = format!(
            "-c listen_addresses=127.0.0.1 -c port={} -c unix_socket_directories='{}' -c fsync=off",
            self.address.port(),
            self.path()
        );
        let log = self.dir.join("log");
        self.must("pg_ctl", &["start", "-w", "-D", &self.path(), "-l", &log.display().to_string(), "-o", &options]);
    }

    pub fn is_promoted(&self) {
        self.must("pg_ctl", &["promote", "-w", "-D", &self.path()]);
    }

    pub fn url(&self, database: &str) -> String {
        format!("postgres://postgres@{}/{database}", self.address)
    }

    /// By its socket, where everybody is let in.
    pub fn beside(&self, database: &str) -> String {
        let folder = self.path().replace('/', "%2F");
        format!("postgres://postgres@{folder}:{}/{database}", self.address.port())
    }

    /// A file that the server may read, and nobody else.
    pub fn file(&self, name: &str, content: &str) -> PathBuf {
        let path = self.dir.join(name);
        fs::write(&path, content).expect("a file");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).expect("its mode");
        self.owns(&path);
        path
    }

    fn owns(&self, path: &Path) {
        // As oneself one owns it already.
        let _not_root = chown(path, Some(self.owner.0), Some(self.owner.1));
    }

    /// Its data directory.
    pub fn path(&self) -> String {
        self.dir.display().to_string()
    }

    fn command(&self, program: &str, arguments: &[&str]) -> Command {
        let mut command = Command::new(self.programs.join(program));
        command.args(arguments).current_dir("/").env("LC_ALL", "C");
        // Languages that this machine has not, and a test has made for it.
        let languages = self.dir.join(LANGUAGES);
        if languages.exists() {
            command.env("LOCPATH", languages);
        }
        // Only root can become somebody else, and must.
        if fs::metadata("/proc/self").is_ok_and(|own| own.uid() == 0) {
            command.uid(self.owner.0).gid(self.owner.1);
        }
        command
    }

    pub fn must(&self, program: &str, arguments: &[&str]) {
        let mut command = self.command(program, arguments);
        // Its output in a file: a server that is started here would keep a pipe open.
        let told = std::env::temp_dir().join(format!("pubdok-{}-{}", std::process::id(), self.address.port()));
        let file = fs::File::create(&told).expect("a file");
        command.stdout(file.try_clone().expect("a file")).stderr(file).stdin(std::process::Stdio::null());
        let status = command.status().unwrap_or_else(|error| panic!("{program}: {error}"));
        let said = fs::read_to_string(&told).unwrap_or_default();
        let _gone_already = fs::remove_file(told);
        let log = fs::read_to_string(self.dir.join("log")).unwrap_or_default();
        assert!(status.success(), "{program} {arguments:?}: {said}\n{log}");
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        let path = self.path();
        let _stopped_already = self.command("pg_ctl", &["stop", "-m", "immediate", "-D", &path]).output();
        let removed = fs::remove_dir_all(&self.above);
        if !std::thread::panicking() {
            removed.expect("its files are removed");
        }
    }
}

fn free_port() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0").and_then(|port| port.local_addr()).expect("a free port")
}

/// PostgreSQL's own commands block; a thread of their own keeps the test's runtime going.
pub async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    tokio::task::spawn_blocking(work).await.expect("the thread ends well")
}
