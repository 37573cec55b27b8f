//! Alive, ready, and honest about it; what was written stays written.

use crate::support::{Office, Reply};
use pubdok::db::embedded::{Embedded, Kind, throw_away_dir};
use pubdok::db::migrate;
use serde_json::json;
use std::time::{Duration, Instant};

#[tokio::test]
async fn an_open_office_is_alive_and_ready() {
    let office = Office::open().await;
    assert_eq!(office.nobody().get("/livez").await.is(200)["status"], "ok");
    assert_eq!(office.nobody().get("/readyz").await.is(200)["status"], "ok");
    assert_eq!(office.nobody().get("/status").await.is(200)["status"], "ok");
    office.desk.shared.draining.store(true, std::sync::atomic::Ordering::Relaxed);
    let told = office.nobody().get("/readyz").in_english().await.refused(503, "UNAVAILABLE");
    assert_eq!(told["detail"], "Stopping.");
    office.nobody().get("/livez").await.is(200);
}

/// PostgreSQL's own commands block; a thread of their own keeps the test's runtime going.
async fn on_a_thread<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    tokio::task::spawn_blocking(work).await.expect("the thread ends well")
}

#[tokio::test]
async fn a_database_that_goes_away_is_told_and_found_again() {
    let dir = throw_away_dir();
    let start = |dir: std::path::PathBuf| move || Embedded::start(Kind::Development, &dir).expect("a private PostgreSQL");
    let server = on_a_thread(start(dir.clone())).await;
    server.create_database_if_missing("office").expect("a database");
    let url = server.url("office");
    let migrated = url.clone();
    let migrations = async move { migrate::run(&migrated).await.expect("migrations") };
    on_a_thread(|| tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime").block_on(migrations))
        .await;
    let office = Office::open_on(url).await;
    let head = office.division_head();
    let item = head.puts_on_agenda("Festival").await;
    let path = format!("/v1/agenda-items/{}", item.id());

    on_a_thread(|| server.stop().expect("PostgreSQL stops")).await;
    let gone = |reply: Reply, begun: Instant| {
        reply.refused(503, "UNAVAILABLE");
        assert!(begun.elapsed() < Duration::from_secs(5), "a caller waited {:?}", begun.elapsed());
    };
    for _ in 0..8 {
        gone(office.nobody().get("/readyz").await, Instant::now());
        gone(head.get(&path).await, Instant::now());
        gone(head.patch(&path, item.etag(), json!({ "venue": "Pendopo" })).await, Instant::now());
        office.nobody().get("/livez").await.is(200);
    }

    let server = on_a_thread(start(dir.clone())).await;
    let deadline = Instant::now() + Duration::from_secs(5);
    while office.nobody().get("/readyz").await.status != 200 {
        assert!(Instant::now() < deadline, "not ready again");
    }
    // As many requests as the pool has connections: none of those that broke is left.
    for _ in 0..8 {
        assert_eq!(head.get(&path).await.good().json(), item.json());
    }
    head.patch(&path, item.etag(), json!({ "venue": "Pendopo" })).await.is(200);
    drop(office);
    on_a_thread(|| server.stop().expect("PostgreSQL stops")).await;
    std::fs::remove_dir_all(dir).expect("its files are removed");
}

#[tokio::test]
async fn a_restart_keeps_everything() {
    let office = Office::open().await;
    let item = office.division_head().puts_on_agenda("Festival").await;
    let path = format!("/v1/agenda-items/{}", item.id());
    let token = office.division_head().token();
    let office = office.restarts().await;
    let again = office.division_head().get(&path).await.good();
    assert_eq!((again.json(), again.etag()), (item.json(), item.etag()));
    // The key is kept too: a token of yesterday is a token of today.
    office.nobody().get(&path).header("Authorization", format!("Bearer {token}")).await.is(200);
}

#[tokio::test]
async fn the_printed_address_tells_what_this_is_and_where_to_go() {
    let office = Office::open().await;
    let told = office.nobody().get("/").await.is(200);
    assert_eq!(told["name"], "Pubdok");
    for (place, status) in [("documentation", 200), ("openapi", 200), ("me", 401)] {
        office.nobody().get(told[place].as_str().expect("an address")).await.is(status);
    }
    // A browser and curl get the same; a person may ask for words.
    let browser = office.nobody().get("/").header("Accept", "text/html,application/xhtml+xml,*/*;q=0.8").await.is(200);
    assert_eq!(browser.header("content-type"), Some("application/json"));
    let words = office.nobody().get("/").header("Accept", "text/plain").await.is(200);
    assert_eq!(words.header("content-type"), Some("text/plain; charset=utf-8"));
    assert!(String::from_utf8_lossy(&words.bytes).contains("/docs/"));
    let head = office.nobody().head("/").await.is(200);
    assert!(head.bytes.is_empty() && head.header("content-length") == Some(told.bytes.len().to_string().as_str()));
    office.nobody().get("/").header("Accept", "image/png").await.refused(406, "NOT_ACCEPTABLE");
    office.nobody().post("/", json!({})).await.refused(405, "METHOD_NOT_ALLOWED");
}
