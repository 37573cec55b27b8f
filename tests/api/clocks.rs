//! An instance whose clock is wrong: it says so, and removes nothing.

use crate::support::{Office, Scene};
use crate::uploads::{ask_how_far, offset, send, video};
use chrono::TimeDelta;
use pubdok::features::background::tidy_once;
use serde_json::json;

async fn tidies(office: &Office) {
    let shared = &office.desk.shared;
    tidy_once(office.database_url(), office.clock(), &shared.blobs, &shared.config, &shared.metrics).await;
}

#[tokio::test]
async fn an_instance_that_is_days_ahead_removes_nothing_and_says_that_its_clock_is_wrong() {
    let scene = Scene::open().await;
    let (office, staff) = (&scene.office, scene.staff());
    let file = video(3_000_000, 4);
    let upload = scene.begins(file.len()).await;
    send(&staff, &upload, 0, &file[..2_000_000]).await.is(204);
    let held = "SELECT (SELECT count(*) FROM upload_segments), (SELECT count(*) FROM idempotency_keys)";
    let keyed = office.division_head().post("/v1/agenda-items", json!({ "title": "Panen", "startsAt": office.clock().now() }));
    keyed.header("Idempotency-Key", "kunci-1").await.is(201);
    let count = async || {
        let row = office.sql().await.query_one(held, &[]).await.expect("counts");
        (row.get::<_, i64>(0), row.get::<_, i64>(1))
    };
    let before = count().await;
    assert!(before.0 > 0 && before.1 > 0, "{before:?}");
    assert_eq!(office.nobody().get("/readyz").await.is(200)["clock"], "ok");
    // Long past the end of both, by this clock alone.
    office.clock().advance(TimeDelta::days(9));
    let ready = office.nobody().get("/readyz").await.is(200);
    assert_eq!((&ready["status"], &ready["clock"]), (&json!("degraded"), &json!("wrong")));
    tidies(office).await;
    assert_eq!(count().await, before);
    // Set right again, it goes on.
    office.clock().advance(TimeDelta::days(-9));
    assert_eq!(office.nobody().get("/readyz").await.is(200)["status"], "ok");
    assert_eq!(offset(&ask_how_far(&staff, &upload).await), 2_000_000);
    send(&staff, &upload, 2_000_000, &file[2_000_000..]).await.is(204);
}

#[tokio::test]
async fn what_is_over_by_both_clocks_is_removed() {
    let scene = Scene::open().await;
    let office = &scene.office;
    let keyed = office.division_head().post("/v1/agenda-items", json!({ "title": "Panen", "startsAt": office.clock().now() }));
    keyed.header("Idempotency-Key", "kunci-2").await.is(201);
    office
        .sql()
        .await
        .execute("UPDATE idempotency_keys SET created_at = created_at - interval '9 days'", &[])
        .await
        .expect("older");
    tidies(office).await;
    let kept = office.sql().await.query_one("SELECT count(*) FROM idempotency_keys", &[]).await.expect("a count");
    assert_eq!(kept.get::<_, i64>(0), 0);
}
