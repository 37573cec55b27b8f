//! PostgreSQL says nothing, and nobody cuts the line: every wait ends by our own clock.

use super::Behind;
use crate::support::postgres::{Postgres, blocking};
use crate::support::service::block_on;
use crate::support::{Caller, Office, Reply, Trap, cluster};
use futures_util::future::join_all;
use pubdok::db::migrate;
use serde_json::json;
use std::time::{Duration, Instant};

const AGENDA: &str = "/v1/agenda-items";
/// A client is told within this.
const SOON: Duration = Duration::from_secs(5);

async fn timed(ask: impl Future<Output = Reply>) -> (Reply, Duration) {
    let begun = Instant::now();
    (ask.await, begun.elapsed())
}

fn is_told_to_come_back((reply, took): (Reply, Duration), code: &str) {
    assert!(reply.header("retry-after").is_some() && took < SOON, "{took:?}");
    reply.refused(503, code);
}

/// Asks again until it goes well, and within how long it must.
async fn is_well_within(limit: Duration, head: &Caller) {
    let begun = Instant::now();
    while head.get(AGENDA).await.status != 200 {
        assert!(begun.elapsed() < limit, "not well after {:?}", begun.elapsed());
    }
}

fn event(title: &str) -> serde_json::Value {
    json!({ "title": title, "startsAt": "2026-09-30T09:00:00+07:00" })
}

#[tokio::test]
async fn while_postgresql_is_frozen_all_are_told_so_and_then_all_is_well() {
    let line = Behind::a_proxy_with(&[("PUBDOK_WORKERS", "1"), ("PUBDOK_DB_CONNECTIONS", "4")]).await;
    let head = line.office().division_head();
    // Every slot of the pool has a connection.
    join_all((0..8).map(|_| async { head.get(AGENDA).await.good() })).await;
    line.proxy.swallow();
    // More than there are slots: those that wait for one, those whose connection is silent, and those that cannot open one.
    for _ in 0..2 {
        let reads = join_all((0..10).map(|_| timed(async { head.get(AGENDA).await })));
        let (reads, ready) = tokio::join!(reads, timed(async { line.office().nobody().get("/readyz").await }));
        reads.into_iter().chain([ready]).for_each(|told| is_told_to_come_back(told, "UNAVAILABLE"));
    }
    is_told_to_come_back(timed(async { head.post(AGENDA, event("Pawai")).await }).await, "UNAVAILABLE");
    line.proxy.pass();
    is_well_within(SOON, &head).await;
    // No slot was lost: as many as there are can be at work at once.
    let sql = line.sql().await;
    sql.batch_execute("BEGIN; LOCK TABLE agenda_items").await.expect("a lock");
    let four = async { join_all((0..4).map(|_| async { head.get(AGENDA).await })).await };
    let waiting = async {
        let count = "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'agenda_items'::regclass";
        while sql.query_one(count, &[]).await.expect("a count").get::<_, i64>(0) < 4 {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        sql.batch_execute("ROLLBACK").await.expect("the lock is given back");
    };
    let (four, ()) = tokio::join!(four, waiting);
    four.into_iter().for_each(|read| assert!(read.good().items().is_empty()));
    line.close().await;
}

#[tokio::test]
async fn a_silent_connection_takes_those_opened_before_it_along() {
    let line = Behind::a_proxy_with(&[("PUBDOK_WORKERS", "1"), ("PUBDOK_DB_CONNECTIONS", "4")]).await;
    let head = line.office().division_head();
    join_all((0..8).map(|_| async { head.get(AGENDA).await.good() })).await;
    line.proxy.swallow_what_is_open();
    is_told_to_come_back(timed(async { head.get(AGENDA).await }).await, "UNAVAILABLE");
    // The other three would each have cost a request its patience.
    let (next, took) = timed(async { head.get(AGENDA).await }).await;
    next.good();
    assert!(took < Duration::from_secs(2), "{took:?}");
    line.close().await;
}

#[tokio::test]
async fn a_commit_that_is_not_answered_is_told_neither_as_done_nor_as_not_done() {
    let line = Behind::a_proxy().await;
    let head = line.office().division_head();
    for (trap, is_done) in [(Trap::Request(b"COMMIT"), false), (Trap::Answer(b"COMMIT"), true)] {
        let key = format!("key-{is_done}");
        line.proxy.trap(trap);
        let ask = async || head.post(AGENDA, event(&key)).with_key(&key).await;
        is_told_to_come_back(timed(ask()).await, "OUTCOME_UNKNOWN");
        // The same again tells which, and does it if it was not done.
        let again = ask().await.is(201);
        assert_eq!(again.header("idempotent-replayed"), is_done.then_some("true"));
    }
    assert_eq!(head.get(AGENDA).await.good().items().len(), 2);
    line.close().await;
}

#[tokio::test]
async fn a_commit_that_waits_for_its_standby_is_given_up_and_leaves_no_session_behind() {
    let server = blocking(|| {
        let server = Postgres::make();
        server.start("", "host all all 127.0.0.1/32 trust");
        block_on(async {
            cluster::connect(&server.beside("postgres")).await.batch_execute("CREATE DATABASE office").await.expect("a database");
        });
        let runtime = tokio::runtime::Runtime::new().expect("a runtime");
        runtime.block_on(migrate::run(&server.url("office"))).expect("migrations");
        server
    })
    .await;
    let office = Office::open_beside(server.url("office"), server.beside("office"), &[]).await;
    let (head, sql) = (office.division_head(), office.sql().await);
    sql.batch_execute("SET synchronous_commit = local").await.expect("a setting");
    let standby = async |names: &str| {
        for statement in [format!("ALTER SYSTEM SET synchronous_standby_names = '{names}'"), "SELECT pg_reload_conf()".to_owned()]
        {
            sql.batch_execute(&statement).await.expect("a setting");
        }
        while sql.query_one("SHOW synchronous_standby_names", &[]).await.expect("the setting").get::<_, &str>(0) != names {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    standby("nobody").await;
    let ask = async || head.post(AGENDA, event("Festival")).with_key("festival").await;
    // Again and again, and never as done.
    for _ in 0..2 {
        is_told_to_come_back(timed(ask()).await, "OUTCOME_UNKNOWN");
    }
    let waiting = "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'SyncRep'";
    let begun = Instant::now();
    while sql.query_one(waiting, &[]).await.expect("a count").get::<_, i64>(0) > 0 {
        assert!(begun.elapsed() < Duration::from_secs(3), "a session waits on, for nobody");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    standby("").await;
    assert_eq!(ask().await.is(201).header("idempotent-replayed"), Some("true"));
    assert_eq!(head.get(AGENDA).await.good().items().len(), 1);
    drop((office, sql));
    blocking(move || drop(server)).await;
}

#[tokio::test]
async fn a_statement_that_is_not_answered_surely_changed_nothing() {
    let line = Behind::a_proxy().await;
    let head = line.office().division_head();
    let item = head.puts_on_agenda("Festival").await;
    line.proxy.trap(Trap::Answer(b"BEGIN"));
    let path = format!("{AGENDA}/{}", item.id());
    let told = timed(async { head.patch(&path, item.etag(), json!({ "venue": "Aula" })).await }).await;
    is_told_to_come_back(told, "UNAVAILABLE");
    assert_eq!(head.get(&path).await.good().json(), item.json());
    // Nor does what was given up hold on to its locks.
    let (changed, took) = timed(async { head.patch(&path, item.etag(), json!({ "venue": "Aula" })).await }).await;
    changed.good();
    assert!(took < SOON, "{took:?}");
    line.close().await;
}

#[tokio::test]
async fn who_was_put_out_of_office_is_out_though_the_line_that_would_tell_is_silent() {
    let line = Behind::a_proxy().await;
    let (head, sql) = (line.office().division_head(), line.sql().await);
    // Kept in memory from here on.
    head.get("/v1/me").await.good();
    head.get("/v1/me").await.good();
    line.proxy.swallow_what_is_open();
    let begun = Instant::now();
    sql.batch_execute("UPDATE officers SET active = false WHERE subject = 'kabag'").await.expect("a change");
    while head.get(AGENDA).await.status != 403 {
        assert!(begun.elapsed() < Duration::from_secs(6), "still let in after {:?}", begun.elapsed());
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    // And what comes next is heard of again.
    while sql
        .query_one("SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'", &[])
        .await
        .expect("a count")
        .get::<_, i64>(0)
        == 0
    {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    line.close().await;
}

#[tokio::test]
async fn what_is_kept_about_people_is_read_anew_after_half_a_minute() {
    let line = Behind::a_proxy().await;
    let (head, sql) = (line.office().division_head(), line.sql().await);
    head.get(AGENDA).await.good();
    // As if PostgreSQL had told nobody.
    sql.batch_execute("SET session_replication_role = replica; UPDATE officers SET active = false WHERE subject = 'kabag'")
        .await
        .expect("a change");
    head.get(AGENDA).await.good();
    line.office().clock().advance(chrono::TimeDelta::seconds(31));
    head.get(AGENDA).await.refused(403, "OFFICER_INACTIVE");
    line.close().await;
}
