//! TLS to PostgreSQL, with an authority of the test's own: never plain where more was asked for, never to a stranger.

use crate::support::postgres::{Postgres, blocking};
use crate::support::service::block_on;
use crate::support::{Office, cluster};
use diesel::sql_types::Bool;
use diesel_async::RunQueryDsl;
use pubdok::db::statement::statement;
use pubdok::db::{dial, migrate};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair};
use std::path::{Path, PathBuf};

struct Files {
    server: Postgres,
    authority: PathBuf,
    stranger: PathBuf,
    /// Certificate and key of the role `humas`, and of one that another authority vouches for.
    humas: (PathBuf, PathBuf),
    impostor: (PathBuf, PathBuf),
}

type Authority = CertifiedIssuer<'static, KeyPair>;

fn authority(name: &str) -> Authority {
    let mut params = CertificateParams::new(Vec::new()).expect("parameters");
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.distinguished_name.push(DnType::CommonName, name);
    CertifiedIssuer::self_signed(params, KeyPair::generate().expect("a key")).expect("an authority")
}

/// A certificate and its key, in PEM.
fn certificate(of: &Authority, name: &str, hosts: &[&str]) -> (String, String) {
    let hosts: Vec<String> = hosts.iter().map(|host| (*host).to_owned()).collect();
    let mut params = CertificateParams::new(hosts).expect("parameters");
    params.distinguished_name.push(DnType::CommonName, name);
    let key = KeyPair::generate().expect("a key");
    (params.signed_by(&key, of).expect("a certificate").pem(), key.serialize_pem())
}

/// A role comes in by password over TLS, one by its certificate, and one without TLS.
const ACCESS: &str = "hostssl all postgres all trust
hostssl all sandi all scram-sha-256
hostssl all humas all cert
hostnossl all polos all trust";

fn start() -> Files {
    let server = Postgres::make();
    let (ours, strange) = (authority("Otoritas uji"), authority("Otoritas lain"));
    let (own, key) = certificate(&ours, "localhost", &["localhost"]);
    let (authority, stranger) = (server.file("ca.pem", &ours.pem()), server.file("stranger.pem", &strange.pem()));
    server.file("server.crt", &own);
    server.file("server.key", &key);
    let client = |name: &str, of: &Authority| {
        let (own, key) = certificate(of, "humas", &[]);
        (server.file(&format!("{name}.crt"), &own), server.file(&format!("{name}.key"), &key))
    };
    let (humas, impostor) = (client("humas", &ours), client("impostor", &strange));
    server.start("ssl = on\nssl_ca_file = 'ca.pem'", ACCESS);
    block_on(async {
        let sql = cluster::connect(&server.beside("postgres")).await;
        for statement in [
            "CREATE ROLE sandi LOGIN PASSWORD 'rahasia'",
            "CREATE ROLE humas LOGIN",
            "CREATE ROLE polos LOGIN",
            "CREATE DATABASE office",
        ] {
            sql.batch_execute(statement).await.unwrap_or_else(|error| panic!("{statement}: {error}"));
        }
    });
    Files { server, authority, stranger, humas, impostor }
}

impl Files {
    async fn start() -> Self {
        blocking(start).await
    }

    fn url(&self, role: &str, host: &str, rest: &str) -> String {
        format!("postgres://{role}@{host}:{}/office?{rest}", self.server.address.port())
    }

    /// Whether the line was encrypted; or why there is none.
    async fn dialled(&self, role: &str, host: &str, rest: &str) -> Result<bool, String> {
        let mut conn = dial(&self.url(role, host, rest)).await.map_err(|error| error.to_string())?;
        let ask = statement::<Bool>("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()");
        ask.get_result(&mut conn).await.map_err(|error| error.to_string())
    }

    async fn is_refused(&self, role: &str, host: &str, rest: &str, why: &str) {
        let told = self.dialled(role, host, rest).await.expect_err(rest);
        assert!(told.contains(why), "{role} at {host} with {rest}: {told}");
    }

    async fn stop(self) {
        blocking(move || drop(self)).await;
    }
}

fn root(file: &Path) -> String {
    format!("&sslrootcert={}", file.display())
}

fn own((certificate, key): &(PathBuf, PathBuf)) -> String {
    format!("sslmode=require&sslcert={}&sslkey={}", certificate.display(), key.display())
}

#[tokio::test]
async fn a_line_is_as_secure_as_the_address_asks_and_never_less() {
    let files = Files::start().await;
    let (ours, strangers) = (root(&files.authority), root(&files.stranger));
    let sandi = "sandi:rahasia";
    let cut = "cannot be encrypted";
    for (host, rest) in [
        ("127.0.0.1", String::new()),
        ("127.0.0.1", "sslmode=prefer".to_owned()),
        ("127.0.0.1", "sslmode=require".to_owned()),
        // The password is bound to this line: one in the middle could not pass it on.
        ("127.0.0.1", "sslmode=require&channel_binding=require".to_owned()),
        ("127.0.0.1", format!("sslmode=verify-ca{ours}")),
        ("localhost", format!("sslmode=verify-full{ours}")),
    ] {
        assert_eq!(files.dialled(sandi, host, &rest).await, Ok(true), "{rest}");
    }
    for rest in [format!("sslmode=require{strangers}"), format!("sslmode=verify-ca{strangers}")] {
        files.is_refused(sandi, "127.0.0.1", &rest, cut).await;
    }
    files.is_refused(sandi, "localhost", &format!("sslmode=verify-full{strangers}"), cut).await;
    files.is_refused(sandi, "127.0.0.1", &format!("sslmode=verify-full{ours}"), cut).await;
    // No public authority vouches for it; a machine that trusts none says so.
    let told = files.dialled(sandi, "localhost", "sslmode=verify-full").await.expect_err("a stranger");
    assert!(told.contains(cut) || told.contains("trusts no authority"), "{told}");
    files.is_refused(sandi, "127.0.0.1", "sslmode=disable", "refused").await;
    // Whom the server lets in by a plain line alone, comes in where that is allowed, and only there.
    for rest in ["sslmode=disable", "sslmode=prefer", ""] {
        assert_eq!(files.dialled("polos", "127.0.0.1", rest).await, Ok(false), "{rest}");
    }
    files.is_refused("polos", "127.0.0.1", "sslmode=require", "refused").await;

    // A server that cannot.
    let sql = cluster::connect(&files.server.beside("postgres")).await;
    for statement in ["ALTER SYSTEM SET ssl = off", "SELECT pg_reload_conf()", "SELECT pg_sleep(0.3)"] {
        sql.batch_execute(statement).await.expect("a setting");
    }
    for rest in ["sslmode=require".to_owned(), format!("sslmode=verify-ca{ours}"), format!("sslmode=verify-full{ours}")] {
        files.is_refused("polos", "localhost", &rest, "does not speak TLS").await;
    }
    assert_eq!(files.dialled("polos", "127.0.0.1", "").await, Ok(false));
    files.is_refused("polos", "127.0.0.1", "channel_binding=require", "broke").await;
    drop(sql);
    files.stop().await;
}

#[tokio::test]
async fn who_has_a_certificate_needs_no_password() {
    let files = Files::start().await;
    assert_eq!(files.dialled("humas", "127.0.0.1", &own(&files.humas)).await, Ok(true));
    files.is_refused("humas", "127.0.0.1", "sslmode=require", "refused").await;
    let impostor = files.dialled("humas", "127.0.0.1", &own(&files.impostor)).await;
    assert!(impostor.is_err(), "{impostor:?}");
    let mixed = (files.humas.0.clone(), files.impostor.1.clone());
    files.is_refused("humas", "127.0.0.1", &own(&mixed), "sslkey does not belong to sslcert").await;
    let swapped = (files.humas.1.clone(), files.humas.0.clone());
    files.is_refused("humas", "127.0.0.1", &own(&swapped), "sslcert names").await;
    files.stop().await;
}

#[tokio::test]
async fn migrations_requests_and_the_listener_go_by_the_encrypted_line() {
    let files = Files::start().await;
    let url = files.url("postgres", "localhost", &format!("sslmode=verify-full{}", root(&files.authority)));
    let migrated = url.clone();
    blocking(|| block_on(async move { migrate::run(&migrated).await })).await.expect("migrations");
    let office = Office::open_beside(url, files.server.beside("office"), &[]).await;
    let (head, sql) = (office.division_head(), office.sql().await);
    let item = head.puts_on_agenda("Festival").await;
    // One hears of people and settings, another of publications.
    let ask = "SELECT count(*) FILTER (WHERE query LIKE 'LISTEN%' OR query = 'SELECT 1') AS listening,
                      count(*) AS lines, bool_and(ssl) AS encrypted
               FROM pg_stat_activity JOIN pg_stat_ssl USING (pid) WHERE client_addr IS NOT NULL AND datname = 'office'";
    let told = async || {
        let lines = sql.query_one(ask, &[]).await.expect("the lines");
        (lines.get::<_, i64>("listening"), lines.get::<_, i64>("lines"), lines.get::<_, bool>("encrypted"))
    };
    let mut lines = told().await;
    for _ in 0..100 {
        if lines.0 == 2 {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        lines = told().await;
    }
    assert!(lines.0 == 2 && lines.1 > 2 && lines.2, "{lines:?}");
    // An error's code is read from within the encryption, too.
    sql.batch_execute("BEGIN; LOCK TABLE agenda_items").await.expect("a lock");
    let told = head.get(&format!("/v1/agenda-items/{}", item.id())).await.refused(503, "UNAVAILABLE");
    assert_eq!(told["code"], "UNAVAILABLE");
    drop((office, sql));
    files.stop().await;
}
