//! What the database gives up, and what it cannot promise, is told as such.

use crate::support::caller::Asked;
use crate::support::{Caller, Office, Reply, cluster, patiently};
use futures_util::future::join_all;
use pubdok::db::embedded::{Embedded, Kind, throw_away_dir};
use pubdok::db::migrate;
use serde_json::json;
use std::future::IntoFuture;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio_postgres::{Client, NoTls};

const AGENDA: &str = "/v1/agenda-items";

/// The session of the service that waits for this, once there is one.
pub async fn waiting(sql: &Client, event_type: &str, event: &str) -> i32 {
    let ask = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = $1 AND wait_event LIKE $2 LIMIT 1";
    for _ in 0..500 {
        if let Some(row) = sql.query_opt(ask, &[&event_type, &event]).await.expect("the sessions") {
            return row.get(0);
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("nobody waits for {event_type} {event}");
}

async fn end(sql: &Client, function: &str, pid: i32) {
    sql.execute(&format!("SELECT {function}($1)"), &[&pid]).await.expect("it is told");
}

#[tokio::test]
async fn a_statement_that_is_cancelled_or_whose_session_is_ended_is_503() {
    let office = Office::open().await;
    let (head, sql) = (office.division_head(), office.sql().await);
    let item = head.puts_on_agenda("Festival").await;
    let path = format!("{AGENDA}/{}", item.id());
    let other = office.sql().await;
    let ends = async |function: &'static str, ask: Asked| {
        let give_up = async { end(&other, function, waiting(&other, "Lock", "%").await).await };
        let (told, ()) = tokio::join!(async { ask.await }, give_up);
        told.refused(503, "UNAVAILABLE");
    };
    sql.batch_execute("BEGIN; LOCK TABLE agenda_items").await.expect("a lock");
    ends("pg_cancel_backend", head.get(&path)).await;
    ends("pg_cancel_backend", head.patch(&path, item.etag(), json!({ "venue": "Aula" }))).await;
    ends("pg_terminate_backend", head.patch(&path, item.etag(), json!({ "venue": "Aula" }))).await;
    sql.batch_execute("ROLLBACK").await.expect("the lock is given back");
    // Nothing of it happened.
    assert_eq!(patiently(|| head.get(&path)).await.good().json(), item.json());
}

/// A PostgreSQL of the test's own, which may have a standby: those of the other tests may not.
struct Server(Option<Embedded>, PathBuf);

impl Server {
    async fn start() -> (Self, String) {
        let dir = throw_away_dir();
        let of = dir.clone();
        let server = blocking(move || Embedded::start(Kind::Development, &of).expect("a private PostgreSQL")).await;
        server.create_database_if_missing("office").expect("a database");
        let url = server.url("office");
        (Self(Some(server), dir), url)
    }

    async fn stop(mut self) {
        let server = self.0.take();
        blocking(move || drop(server)).await;
        std::fs::remove_dir_all(&self.1).expect("its files are removed");
    }
}

/// PostgreSQL's own commands block; a thread of their own keeps the test's runtime going.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    tokio::task::spawn_blocking(work).await.expect("the thread ends well")
}

async fn set_standby(sql: &Client, names: &str) {
    for statement in [&format!("ALTER SYSTEM SET synchronous_standby_names = '{names}'"), "SELECT pg_reload_conf()"] {
        sql.batch_execute(statement).await.expect("a setting");
    }
    // Its sessions know of it before its own processes do, and only by those is a commit held.
    let write = "BEGIN; SET LOCAL synchronous_commit = on; SELECT pg_logical_emit_message(true, 'test', ''); COMMIT";
    for _ in 0..500 {
        let confirmed = tokio::time::timeout(Duration::from_millis(100), sql.batch_execute(write)).await.is_ok();
        if !confirmed {
            sql.cancel_token().cancel_query(NoTls).await.expect("it is told");
        }
        if confirmed == names.is_empty() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("the setting was not taken over");
}

/// Sends a request that will not be confirmed, and has the wait given up once it has outlived every time limit of a statement.
async fn unconfirmed(sql: &Client, ask: impl Future<Output = Reply>) -> Reply {
    let give_up = async {
        let pid = waiting(sql, "IPC", "SyncRep").await;
        sql.batch_execute("SELECT pg_sleep(0.5)").await.expect("a while");
        assert_eq!(waiting(sql, "IPC", "SyncRep").await, pid, "a time limit cut the wait short");
        end(sql, "pg_cancel_backend", pid).await;
    };
    tokio::join!(ask, give_up).0
}

#[tokio::test]
async fn a_commit_that_no_standby_confirmed_is_never_told_as_done() {
    let (server, url) = Server::start().await;
    let (office, sql) = office_with_a_standby(&url, "?options=-c%20statement_timeout%3D200").await;
    let head: Caller = office.division_head();
    set_standby(&sql, "nobody").await;

    let ask = async || {
        head.post(AGENDA, json!({ "title": "Festival", "startsAt": "2026-09-30T09:00:00+07:00" }))
            .with_key("k")
            .in_english()
            .await
    };
    // Asked again while the standby is still away, it is again not told as done, though it is recorded here.
    for _ in 0..2 {
        let told = unconfirmed(&sql, ask()).await.refused(503, "UNAVAILABLE");
        assert!(told["detail"].as_str().is_some_and(|words| words.contains("same Idempotency-Key")), "{told:?}");
    }
    set_standby(&sql, "").await;
    let done = ask().await.is(201);
    assert_eq!(done.header("idempotent-replayed"), Some("true"));
    assert_eq!(head.get(AGENDA).await.good().items().len(), 1);
    drop((office, sql));
    server.stop().await;
}

/// On a server of the test's own whose commits wait for their standby, unless they say otherwise.
async fn office_with_a_standby(url: &str, options: &str) -> (Office, Client) {
    let migrated = url.to_owned();
    blocking(|| tokio::runtime::Runtime::new().expect("a runtime").block_on(async move { migrate::run(&migrated).await }))
        .await
        .expect("migrations");
    let office = Office::open_on(format!("{url}{options}")).await;
    let sql = office.sql().await;
    // The development cluster commits lazily, and no one else's commits may wait here.
    sql.batch_execute(
        "SET synchronous_commit = local; SET statement_timeout = 0; ALTER DATABASE office SET synchronous_commit = on",
    )
    .await
    .expect("settings");
    (office, sql)
}

#[tokio::test]
async fn commits_that_wait_for_a_standby_leave_connections_to_read_with() {
    let (server, url) = Server::start().await;
    let (office, sql) = office_with_a_standby(&url, "").await;
    let head = office.division_head();
    let item = head.puts_on_agenda("Festival").await;
    let path = format!("{AGENDA}/{}", item.id());
    set_standby(&sql, "nobody").await;
    let over = AtomicBool::new(false);
    let writers = async {
        let event = |number| json!({ "title": format!("Pawai {number}"), "startsAt": "2026-09-30T09:00:00+07:00" });
        let told = join_all((0..24).map(|number| head.post(AGENDA, event(number)).into_future())).await;
        over.store(true, Ordering::Relaxed);
        told
    };
    let readers = async {
        waiting(&sql, "IPC", "SyncRep").await;
        while !over.load(Ordering::Relaxed) {
            join_all((0..4).map(|_| async { head.get(&path).await.good() })).await;
            office.nobody().get("/readyz").await.is(200);
        }
    };
    let (told, ()) = tokio::join!(writers, readers);
    for answer in told {
        assert!(answer.header("retry-after").is_some() && answer.status == 503, "{answer:?}");
    }
    set_standby(&sql, "").await;
    head.patch(&path, item.etag(), json!({ "venue": "Aula" })).await.is(200);
    drop((office, sql));
    server.stop().await;
}

#[tokio::test]
async fn a_role_that_may_not_make_tables_is_told_how_to_be_allowed() {
    let cluster::Database { name, url } = cluster::empty_database().await;
    let sql = cluster::connect(&url).await;
    // Roles belong to the whole cluster, which the other tests share.
    let role = format!("humas_{name}");
    sql.batch_execute(&format!("CREATE ROLE {role} LOGIN")).await.expect("a role");
    let theirs = url.replace("postgres@", &format!("{role}@"));
    let told = migrate::run(&theirs).await.expect_err("it may not").to_string();
    let mend = format!("GRANT CREATE ON SCHEMA public TO \"{role}\";");
    assert!(told.contains(&format!("ALTER DATABASE \"{name}\" OWNER TO \"{role}\";")) && told.contains(&mend), "{told}");
    sql.batch_execute(&mend).await.expect("the mend");
    assert!(migrate::run(&theirs).await.expect("what it is told works") > 0);

    let nowhere = migrate::run(&url.replace(&name, "nowhere")).await.expect_err("there is none").to_string();
    assert!(nowhere.contains("CREATE DATABASE \"nowhere\" OWNER \"postgres\""), "{nowhere}");
    let nobody = migrate::run(&url.replace("postgres@", "nobody_here@")).await.expect_err("there is none").to_string();
    assert!(nobody.contains("CREATE ROLE \"nobody_here\" LOGIN"), "{nobody}");
    drop(sql);
    cluster::drop_database(&name).await;
}
