//! The program as its operator meets it: settings, messages, the background work alone, and being told to stop.

use crate::support::cluster;
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use pubdok::domain::role::Roles;
use pubdok::http::auth::token::{DevelopmentKey, DevelopmentToken, sign_development_token};
use serde_json::json;
use std::net::{SocketAddr, TcpListener};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader, Lines};
use tokio::process::{Child, ChildStderr};
use uuid::Uuid;

pub const PRODUCTION: [(&str, &str); 2] =
    [("PUBDOK_JWT_ISSUER", "https://sso.test"), ("PUBDOK_JWT_SECRET", "Zk1xw0J8sTq3vR5yBn7mLp2dGf9hKc4aXe6uVi0o")];

/// `pubdok` with these settings, and none of the tests' own.
fn pubdok(arguments: &[&str], settings: &[(&str, &str)]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_pubdok"));
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("PUBDOK_") || name == "RUST_LOG") {
        command.env_remove(name);
    }
    command.args(arguments).env_remove("DATABASE_URL").envs(settings.iter().copied());
    command
}

/// Whether it ended well, and what it said.
pub async fn ends(arguments: &[&str], settings: &[(&str, &str)]) -> (bool, String) {
    let mut command = pubdok(arguments, settings);
    let output = tokio::task::spawn_blocking(move || command.output()).await.expect("a thread").expect("the program runs");
    (output.status.success(), String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned())
}

fn folder() -> (PathBuf, String) {
    let folder = crate::support::service::data_dir();
    let address = format!("file://{}", folder.display());
    (folder, address)
}

#[tokio::test]
async fn a_bad_setting_is_told_before_the_database_is_touched() {
    let database = cluster::empty_database().await;
    let (folder, files) = folder();
    let unwritable = format!("file://{}/file", folder.display());
    std::fs::write(folder.join("file"), "no folder").expect("a file");
    let nothing = folder.display().to_string();
    let [issuer, secret] = PRODUCTION;
    for (bad, name) in [
        (&[issuer, ("PUBDOK_JWKS_FILE", "/nowhere/keys.json"), ("PUBDOK_BLOB_STORE", &files)][..], "PUBDOK_JWKS_FILE"),
        (&[issuer, secret, ("PUBDOK_BLOB_STORE", &unwritable)], "PUBDOK_BLOB_STORE"),
        (&[issuer, secret, ("PUBDOK_BLOB_STORE", &files), ("RUST_LOG", "pubdok=loud")], "RUST_LOG"),
        #[cfg(feature = "pdf")]
        (&[issuer, secret, ("PUBDOK_BLOB_STORE", &files), ("PUBDOK_FONTS", "/nowhere/fonts")], "PUBDOK_FONTS"),
        // A folder without a font in it.
        #[cfg(feature = "pdf")]
        (&[issuer, secret, ("PUBDOK_BLOB_STORE", &files), ("PUBDOK_FONTS", &nothing)], "PUBDOK_FONTS"),
    ] {
        let settings: Vec<_> = bad.iter().copied().chain([("DATABASE_URL", database.url.as_str())]).collect();
        let (well, said) = ends(&["serve"], &settings).await;
        assert!(!well && said.contains(name), "{said}");
    }
    let sql = cluster::connect(&database.url).await;
    let tables = sql.query_one("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'", &[]).await.expect("a count");
    assert_eq!(tables.get::<_, i64>(0), 0);
    std::fs::remove_dir_all(folder).expect("the files are removed");
    cluster::drop_database(&database.name).await;
}

#[tokio::test]
async fn commands_that_serve_nothing_need_the_database_alone() {
    let database = cluster::empty_database().await;
    let (folder, files) = folder();
    let url = ("DATABASE_URL", database.url.as_str());
    let (well, said) = ends(&["migrate"], &[url]).await;
    assert!(well && said.contains("migration(s) run"), "{said}");
    let (well, said) = ends(&["journal", "verify"], &[url]).await;
    assert!(well && said.contains("The journal is whole"), "{said}");
    let (well, said) = ends(&["blobs", "verify"], &[url, ("PUBDOK_BLOB_STORE", &files)]).await;
    assert!(well && said.contains("The files are whole"), "{said}");
    let (well, said) = ends(&["blobs", "verify"], &[url, ("PUBDOK_BLOB_STORE", "somewhere")]).await;
    assert!(!well && said.contains("PUBDOK_BLOB_STORE"), "{said}");
    std::fs::remove_dir_all(folder).expect("the files are removed");
    cluster::drop_database(&database.name).await;
}

#[tokio::test]
async fn a_database_that_is_not_there_is_named_with_what_to_check() {
    let port = free_port();
    let url = format!("postgres://pubdok:geheim@{port}/pubdok");
    let (well, said) = ends(&["migrate"], &[("DATABASE_URL", &url)]).await;
    assert!(!well && said.contains(&port.to_string()) && said.contains("DATABASE_URL") && !said.contains("geheim"), "{said}");
}

fn free_port() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0").and_then(|port| port.local_addr()).expect("a free port")
}

/// A process that goes on until it is told to stop.
pub struct Running {
    process: Child,
    log: Lines<BufReader<ChildStderr>>,
    pub address: SocketAddr,
    files: PathBuf,
    database: cluster::Database,
}

impl Running {
    pub async fn start(command: &str, more: &[(&str, &str)]) -> Self {
        let database = cluster::migrated_database().await;
        let (files, store) = folder();
        let address = free_port();
        let mut process = pubdok(&[command], &PRODUCTION);
        process.env("DATABASE_URL", &database.url).env("PUBDOK_BLOB_STORE", store).env("PUBDOK_BIND", address.to_string());
        process.env("PUBDOK_WORKERS", "1").envs(more.iter().copied()).stdout(Stdio::null()).stderr(Stdio::piped());
        let mut process = tokio::process::Command::from(process).kill_on_drop(true).spawn().expect("the program starts");
        let log = BufReader::new(process.stderr.take().expect("its log")).lines();
        Self { process, log, address, files, database }
    }

    /// Reads on in the log until there is a line with this.
    pub async fn says(&mut self, words: &str) -> String {
        let reading = async {
            while let Some(line) = self.log.next_line().await.expect("the log") {
                if line.contains(words) {
                    return line;
                }
            }
            panic!("it ended without saying {words:?}");
        };
        tokio::time::timeout(Duration::from_secs(60), reading).await.unwrap_or_else(|_| panic!("it never said {words:?}"))
    }

    pub async fn status(&self, path: &str) -> u16 {
        reqwest::get(format!("http://{}{path}", self.address)).await.map_or(0, |answer| answer.status().as_u16())
    }

    pub fn pid(&self) -> u32 {
        self.process.id().expect("it runs")
    }

    pub async fn told_to_stop(&self) {
        let pid = self.pid().to_string();
        let told = tokio::process::Command::new("kill").args(["-TERM", &pid]).status().await;
        assert!(told.is_ok_and(|status| status.success()));
    }

    pub async fn ends_well(mut self) {
        let ended = tokio::time::timeout(Duration::from_secs(20), self.process.wait()).await.expect("it ends");
        assert!(ended.expect("its end").success());
        std::fs::remove_dir_all(&self.files).expect("the files are removed");
        cluster::drop_database(&self.database.name).await;
    }
}

#[tokio::test]
async fn who_is_told_to_stop_says_so_before_it_takes_no_more() {
    let mut server = Running::start("serve", &[("PUBDOK_DRAIN_GRACE", "300")]).await;
    server.says("serving").await;
    assert_eq!(server.status("/readyz").await, 200);
    server.told_to_stop().await;
    server.says("draining").await;
    // In the grace a balancer is told to look elsewhere, while what it still sends is served.
    assert_eq!((server.status("/readyz").await, server.status("/livez").await, server.status("/v1/me").await), (503, 200, 401));
    let begun = Instant::now();
    server.told_to_stop().await;
    server.ends_well().await;
    assert!(begun.elapsed() < Duration::from_secs(10), "the second signal ends at once");
}

#[tokio::test]
async fn what_strangers_send_that_is_no_http_is_no_error_of_the_service() {
    let mut server = Running::start("serve", &[("PUBDOK_DRAIN_GRACE", "0")]).await;
    server.says("serving").await;
    let long = format!("GET /livez HTTP/1.1\r\nHost: office\r\nX: {}\r\n\r\n", "x".repeat(300_000));
    for sent in ["\r\n\r\nx\r\n\r\n", "\u{16}\u{3}\u{1}", "GET / HTTP/9.9\r\n\r\n", "GET /livez HTTP/1.1\r\nHost", &long] {
        let mut line = tokio::net::TcpStream::connect(server.address).await.expect("a connection");
        // It may be ended before all is sent.
        let _ = line.write_all(sent.as_bytes()).await;
        let _ = line.shutdown().await;
        let _ = line.read_to_end(&mut Vec::new()).await;
    }
    assert_eq!(server.status("/livez").await, 200);
    server.told_to_stop().await;
    while let Some(said) = server.log.next_line().await.expect("the log") {
        assert!(!said.contains("ERROR"), "{said}");
    }
}

#[tokio::test]
async fn who_serves_as_the_owner_of_the_record_is_warned() {
    let mut server = Running::start("serve", &[("PUBDOK_DRAIN_GRACE", "0")]).await;
    let said = server.says("can rewrite the journal").await;
    assert!(said.contains("WARN") && said.contains("Two roles"), "{said}");
    server.says("serving").await;
    server.told_to_stop().await;
    server.ends_well().await;
}

#[tokio::test]
async fn the_port_is_closed_when_the_grace_is_over() {
    let mut server = Running::start("serve", &[("PUBDOK_DRAIN_GRACE", "1")]).await;
    server.says("serving").await;
    let mut idle = tokio::net::TcpStream::connect(server.address).await.expect("a connection");
    idle.write_all(b"HEAD /livez HTTP/1.1\r\nHost: office\r\n\r\n").await.expect("a request");
    tokio::time::sleep(Duration::from_millis(700)).await;
    server.told_to_stop().await;
    server.says("draining").await;
    let (told, address) = (Instant::now(), server.address);
    server.ends_well().await;
    assert!((900..8000).contains(&told.elapsed().as_millis()), "it waited the grace, and for nobody else");
    idle.read_to_end(&mut Vec::new()).await.expect("its end");
    assert!(tokio::net::TcpStream::connect(address).await.is_err());
}

#[tokio::test]
async fn the_background_work_alone_says_what_it_does_and_how_it_is() {
    let mut work = Running::start("work", &[("PUBDOK_DRAIN_GRACE", "0")]).await;
    let said = work.says("doing the background work").await;
    assert!(said.contains(&work.address.to_string()), "{said}");
    assert_eq!((work.status("/livez").await, work.status("/readyz").await), (200, 200));
    // It serves nothing else.
    assert_eq!((work.status("/v1/me").await, work.status("/docs/").await), (404, 404));
    work.told_to_stop().await;
    work.ends_well().await;
}

#[tokio::test]
async fn the_background_work_waits_for_no_identity_provider_and_who_serves_tells_of_it() {
    let nowhere = format!("http://{}", free_port());
    let settings = [
        ("PUBDOK_OIDC_ISSUER", nowhere.as_str()),
        ("PUBDOK_JWT_ISSUER", ""),
        ("PUBDOK_JWT_SECRET", ""),
        ("PUBDOK_DRAIN_GRACE", "0"),
    ];
    let mut work = Running::start("work", &settings).await;
    work.says("doing the background work").await;
    assert_eq!(work.status("/readyz").await, 200);
    work.told_to_stop().await;
    work.ends_well().await;
    let mut server = Running::start("serve", &settings).await;
    let said = server.says("PUBDOK_OIDC_ISSUER").await;
    assert!(said.contains(&nowhere) && said.contains("cannot be reached"), "{said}");
    assert_eq!((server.status("/readyz").await, server.status("/livez").await), (503, 200));
    server.told_to_stop().await;
    server.ends_well().await;
}

#[tokio::test]
async fn a_round_that_did_something_is_told() {
    let database = cluster::migrated_database().await;
    let sql = cluster::connect(&database.url).await;
    let old = "INSERT INTO idempotency_keys (subject, method, path, key, fingerprint, status, body, assignment_ids, created_at)
               VALUES ('kabag', 'POST', '/v1/agenda-items', 'k', '', 201, '', '{}', now() - interval '30 days')";
    sql.batch_execute(old).await.expect("an old key");
    let mut work = Running::start("work", &[("DATABASE_URL", &database.url), ("PUBDOK_DRAIN_GRACE", "0")]).await;
    let said = work.says("old idempotency keys purged").await;
    assert!(said.contains("\"keys\":1"), "{said}");
    work.told_to_stop().await;
    work.ends_well().await;
    cluster::drop_database(&database.name).await;
}

#[tokio::test]
async fn what_is_amiss_with_a_token_is_in_the_log_and_no_value_of_it_is() {
    let mut server =
        Running::start("serve", &[("PUBDOK_ROLES_CLAIM", "groups,realm_access.roles"), ("PUBDOK_DRAIN_GRACE", "0")]).await;
    server.says("serving").await;
    let now = pubdok::office::app::Clock::default().now().timestamp();
    let claims = json!({ "iss": PRODUCTION[0].1, "aud": "pubdok", "sub": "kabag", "iat": now, "exp": now + 900,
        "resource_access": { "pubdok": { "roles": ["rahasia"] } } });
    let key = EncodingKey::from_secret(PRODUCTION[1].1.as_bytes());
    let token = encode(&Header::new(Algorithm::HS256), &claims, &key).expect("a token");
    let ask = async |token: &str| {
        let asked = reqwest::Client::new().get(format!("http://{}/v1/agenda-items", server.address)).bearer_auth(token);
        asked.send().await.expect("an answer").status().as_u16()
    };
    let folder = server.files.join("another");
    let key = DevelopmentKey::open(&folder).expect("another folder's key");
    let foreign = DevelopmentToken {
        subject: "kabag",
        roles: Roles::NONE,
        audience: "pubdok",
        issued_at: now,
        lifetime: 900,
        id: Uuid::now_v7(),
    };
    let foreign = sign_development_token(&key, &foreign).expect("a token");
    assert_eq!((ask(&token).await, ask(&foreign).await), (403, 401));
    let said = server.says("none of the roles known here").await;
    for part in ["groups, realm_access.roles", "resource_access", "PUBDOK_ROLES_CLAIM"] {
        assert!(said.contains(part), "{part}: {said}");
    }
    assert!(!said.contains("rahasia") && !said.contains("kabag"), "{said}");
    server.says("a development token, but not of this service's key").await;
    server.told_to_stop().await;
    server.ends_well().await;
}
