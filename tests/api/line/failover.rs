//! The database's host is gone without a word, and its standby takes over: work goes on, and nothing acknowledged is lost.

use crate::support::postgres::{Postgres, blocking};
use crate::support::service::block_on;
use crate::support::{Caller, Office, Proxy, cluster};
use futures_util::future::join_all;
use pubdok::db::migrate;
use serde_json::json;
use std::cell::{Cell, RefCell};
use std::time::{Duration, Instant};

const ACCESS: &str = "host all all 127.0.0.1/32 trust\nhost replication all 127.0.0.1/32 trust";

/// A server and its standby, which confirms every commit.
async fn pair() -> (Postgres, Postgres) {
    let first = blocking(|| {
        let first = Postgres::make();
        first.start("", ACCESS);
        let url = first.url("office");
        block_on(async {
            cluster::connect(&first.url("postgres")).await.batch_execute("CREATE DATABASE office").await.expect("a database");
        });
        tokio::runtime::Runtime::new().expect("a runtime").block_on(migrate::run(&url)).expect("migrations");
        first
    })
    .await;
    let (first, second) = blocking(move || {
        let second = first.standby();
        (first, second)
    })
    .await;
    let sql = cluster::connect(&first.url("office")).await;
    let settings = [
        "ALTER SYSTEM SET synchronous_standby_names = '*'",
        "ALTER SYSTEM SET synchronous_commit = on",
        "SELECT pg_reload_conf()",
    ];
    for statement in settings {
        sql.batch_execute(statement).await.expect("a setting");
    }
    let ask = "SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'sync'";
    while sql.query_one(ask, &[]).await.expect("a count").get::<_, i64>(0) == 0 {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    (first, second)
}

/// Writes one event after the other, each until it is acknowledged, until told to stop; notes what was, and when.
async fn writes(head: &Caller, writer: usize, ledger: &RefCell<Vec<(String, Instant)>>, stop: &Cell<bool>) {
    for number in 0.. {
        let title = format!("Acara {writer}-{number}");
        loop {
            if stop.get() {
                return;
            }
            let body = json!({ "title": title, "startsAt": "2026-09-30T09:00:00+07:00" });
            let told = head.post("/v1/agenda-items", body).with_key(&title.replace(" ", "-")).await;
            if told.status == 201 {
                ledger.borrow_mut().push((title.clone(), Instant::now()));
                break;
            }
            assert_eq!(told.status, 503, "{told:?}");
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test]
async fn work_goes_on_with_the_standby_once_it_is_promoted() {
    let (first, second) = pair().await;
    let lines = (Proxy::before(&first.url("office")), Proxy::before(&second.url("office")));
    let url = format!("postgres://postgres@{},{}/office?target_session_attrs=read-write", lines.0.address(), lines.1.address());
    let office = Office::open_beside(url, first.url("office"), &[("PUBDOK_WORKERS", "2")]).await;
    let head = office.division_head();
    let (ledger, stop) = (RefCell::new(Vec::new()), Cell::new(false));
    let writers = join_all((0..4).map(|writer| writes(&head, writer, &ledger, &stop)));
    let events = async {
        while ledger.borrow().len() < 40 {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        // Packets are dropped from now on: no reset, no refusal.
        lines.0.swallow();
        tokio::time::sleep(Duration::from_secs(1)).await;
        let second = blocking(move || {
            second.is_promoted();
            second
        })
        .await;
        let promoted = Instant::now();
        let after = |limit| promoted.elapsed() < limit;
        while ledger.borrow().iter().filter(|(_, at)| *at > promoted).count() < 40 {
            assert!(after(Duration::from_secs(30)), "no work after the promotion");
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        stop.set(true);
        (second, promoted)
    };
    let (_, (second, promoted)) = tokio::join!(writers, events);
    let first_again = ledger.borrow().iter().map(|(_, at)| *at).find(|at| *at > promoted).expect("an act after it");
    let took = first_again - promoted;
    println!("first acknowledged write {took:?} after the promotion");
    assert!(took < Duration::from_secs(15), "{took:?}");
    // Everything acknowledged is there, once.
    let sql = cluster::connect(&second.url("office")).await;
    for (title, _) in ledger.into_inner() {
        let ask = "SELECT count(*) FROM agenda_items WHERE title = $1";
        assert_eq!(sql.query_one(ask, &[&title]).await.expect("a count").get::<_, i64>(0), 1, "{title}");
    }
    drop((office, sql));
    blocking(move || drop((first, second))).await;
}
