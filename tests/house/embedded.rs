//! The embedded PostgreSQL starts, is shared, survives kill -9 and says what is wrong.

use std::{
    env,
    fs::{self, Permissions},
    io::{BufRead, BufReader, Read},
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use pubdok::db::embedded::*;

/// A directory of one test, removed at its end.
struct Scratch(PathBuf);

impl Scratch {
    fn new() -> Self {
        Self(throw_away_dir())
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Another process that runs a development server; it is this test binary, running `a_service_of_the_other_tests`.
struct Service(Child);

impl Service {
    fn spawn(dir: &Path, bin_dir: Option<&str>) -> Self {
        let mut command = Command::new(env::current_exe().unwrap());
        command.args(["a_service_of_the_other_tests", "--ignored", "--nocapture"]).env("EMBEDDED_DIR", dir);
        if let Some(bin_dir) = bin_dir {
            command.env("PG_BIN_DIR", bin_dir);
        }
        Self(command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap())
    }

    /// What it says once its server runs, or why it does not.
    fn says(&mut self) -> String {
        BufReader::new(self.0.stdout.as_mut().unwrap())
            .lines()
            .map(Result::unwrap)
            .find_map(|line| line.split_once("SAYS ").map(|(_, said)| said.to_owned()))
            .unwrap()
    }

    /// As kill -9 does.
    fn kill(mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }

    fn end(mut self) {
        drop(self.0.stdin.take());
        self.0.wait().unwrap();
    }
}

#[test]
#[ignore = "run by the other tests, in a process of its own"]
fn a_service_of_the_other_tests() {
    let dir = PathBuf::from(env::var_os("EMBEDDED_DIR").unwrap());
    match Embedded::start(Kind::Development, &dir) {
        Err(error) => println!("SAYS {error}"),
        Ok(server) => {
            server.create_database_if_missing("office").unwrap();
            println!("SAYS {}", server.url("office"));
            std::io::stdin().read_to_end(&mut Vec::new()).unwrap();
            server.stop().unwrap();
        }
    }
}

fn databases(server: &Embedded) -> usize {
    fs::read_dir(server.data_dir().join("base")).unwrap().count()
}

#[test]
fn a_throw_away_server_is_shared_and_leaves_nothing() {
    let dir = throw_away_dir();
    let server = Embedded::start(Kind::ThrowAway, &dir).unwrap();
    server.create_database_if_missing("office").unwrap();
    server.create_database_if_missing("office").unwrap();
    let url = server.url("office");
    assert!(url.starts_with("postgres://postgres@%2F") && url.ends_with("/office"), "{url}");

    let guest = Embedded::start(Kind::ThrowAway, &dir).unwrap();
    assert_eq!(guest.url("office"), url);
    guest.stop().unwrap();
    server.create_database_if_missing("still_there").unwrap();

    let data = server.data_dir().to_owned();
    server.stop().unwrap();
    assert!(!data.exists() && !dir.exists());
}

#[test]
fn a_development_server_keeps_its_data() {
    let scratch = Scratch::new();
    let server = Embedded::start(Kind::Development, &scratch.0).unwrap();
    server.create_database_if_missing("office").unwrap();
    let before = databases(&server);
    server.stop().unwrap();

    let server = Embedded::start(Kind::Development, &scratch.0).unwrap();
    server.create_database_if_missing("office").unwrap();
    assert_eq!(databases(&server), before);
    server.stop().unwrap();
    // Nothing went wrong, and nothing in its log says that something did.
    let log = fs::read_to_string(scratch.0.join("postgres.log")).unwrap();
    // A client that has just gone may still have its session when the server is told to stop: PostgreSQL says that it ends it.
    let ended = "FATAL:  terminating connection due to administrator command";
    let signs = ["ERROR", "FATAL", "No such process"];
    let wrong = log.lines().find(|line| !line.ends_with(ended) && signs.iter().any(|sign| line.contains(sign)));
    assert_eq!(wrong, None, "{log}");
}

/// Only root runs PostgreSQL as somebody else, who may not follow everywhere.
#[test]
fn data_that_cannot_lie_in_the_folder_lie_where_nothing_is_cleaned() {
    if !rustix::process::geteuid().is_root() {
        eprintln!("skipped: not root");
        return;
    }
    let scratch = Scratch::new();
    fs::create_dir(&scratch.0).unwrap();
    fs::set_permissions(&scratch.0, Permissions::from_mode(0o700)).unwrap();
    let closed = scratch.0.join("pubdok");
    let server = Embedded::start(Kind::Development, &closed).unwrap();
    let data = server.data_dir().to_owned();
    let link = fs::read_dir(&closed).unwrap().find_map(|entry| fs::read_link(entry.unwrap().path()).ok());
    server.stop().unwrap();
    fs::remove_dir_all(data.parent().unwrap()).unwrap();
    assert_eq!(link, Some(data.clone()));
    assert!(!data.starts_with("/tmp") && !data.starts_with("/var/tmp") && !data.starts_with("/dev"), "{data:?}");
}

#[test]
fn a_start_right_after_kill_9_finds_the_data() {
    let scratch = Scratch::new();
    let mut killed = Service::spawn(&scratch.0, None);
    let url = killed.says();
    killed.kill();

    let server = Embedded::start(Kind::Development, &scratch.0).unwrap();
    let before = databases(&server);
    assert_eq!(server.url("office"), url);
    server.create_database_if_missing("office").unwrap();
    assert_eq!(databases(&server), before);
}

#[test]
fn two_starts_at_once_both_work() {
    let scratch = Scratch::new();
    let mut services = [(); 2].map(|()| Service::spawn(&scratch.0, None));
    let [first, second] = services.each_mut().map(Service::says);
    assert_eq!(first, second);
    assert!(first.starts_with("postgres://"), "{first}");
    for service in services {
        service.end();
    }
}

#[test]
fn a_server_that_ends_at_once_is_told_at_once() {
    let scratch = Scratch::new();
    let server = Embedded::start(Kind::Development, &scratch.0).unwrap();
    let settings = server.data_dir().join("postgresql.auto.conf");
    server.stop().unwrap();
    fs::write(settings, "shared_buffers = plenty\n").unwrap();

    let begun = Instant::now();
    let error = Embedded::start(Kind::Development, &scratch.0).unwrap_err();
    assert!(begun.elapsed() < Duration::from_secs(5));
    assert!(matches!(error, EmbeddedError::EndedAtOnce { .. }));
    assert!(error.to_string().contains("shared_buffers"), "{error}");
}

#[test]
fn a_wrong_pg_bin_dir_is_named() {
    let scratch = Scratch::new();
    let mut service = Service::spawn(&scratch.0, Some("/nowhere"));
    let said = service.says();
    assert!(said.contains("PG_BIN_DIR") && said.contains("/nowhere"), "{said}");
    service.end();
}
