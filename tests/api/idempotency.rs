//! The same request sent again has one effect and one answer.

use crate::mandates::{gives, revokes, subhead_role};
use crate::support::work::photo;
use crate::support::{Caller, Office, Scene, patiently};
use futures_util::future::join_all;
use reqwest::Method;
use serde_json::{Value, json};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

const AGENDA: &str = "/v1/agenda-items";

fn event(title: &str) -> Value {
    json!({ "title": title, "startsAt": "2026-09-30T09:00:00+07:00" })
}

async fn items(head: &Caller) -> usize {
    head.get(AGENDA).await.good().items().len()
}

#[tokio::test]
async fn a_repeated_request_gets_the_first_answer() {
    let office = Office::open().await;
    let head = office.division_head();
    let first = head.post(AGENDA, event("Festival")).with_key("kunci-1").await.is(201);
    assert_eq!(first.header("idempotent-replayed"), None);
    let again = head.post(AGENDA, event("Festival")).with_key("kunci-1").await.is(201);
    assert_eq!(again.header("idempotent-replayed"), Some("true"));
    assert_eq!(
        (again.bytes.clone(), again.etag(), again.header("location")),
        (first.bytes.clone(), first.etag(), first.header("location"))
    );
    // The IETF draft has the key in quotes.
    let quoted = head.post(AGENDA, event("Festival")).with_key("\"kunci-1\"").await.is(201);
    assert_eq!(quoted.id(), first.id());
    assert_eq!(items(&head).await, 1);

    // What was promised then stands, whatever became of the thing since.
    head.patch(&format!("{AGENDA}/{}", first.id()), "*", json!({ "venue": "Pendopo" })).await.is(200);
    assert_eq!(head.post(AGENDA, event("Festival")).with_key("kunci-1").await.is(201).bytes, first.bytes);

    let office = office.restarts().await;
    let head = office.division_head();
    assert_eq!(head.post(AGENDA, event("Festival")).with_key("kunci-1").await.is(201).id(), first.id());
    assert_eq!(items(&head).await, 1);
}

#[tokio::test]
async fn the_same_json_written_otherwise_is_the_same_request() {
    let office = Office::open().await;
    let head = office.division_head();
    let post =
        |body: &'static str| head.ask(Method::POST, AGENDA).header("Content-Type", "application/json").body(body).with_key("k");
    let first = post(r#"{"title":"Festival","startsAt":"2026-09-30T09:00:00Z","attendees":["Bupati","Sekda"]}"#).await.is(201);
    let same =
        post("{ \"attendees\" : [\"Bupati\",\n\"Sekda\"], \"startsAt\":\"2026-09-30T09:00:00Z\", \"title\":\"\\u0046estival\" }")
            .await
            .is(201);
    assert_eq!(same.id(), first.id());
    let other = r#"{"title":"Festival","startsAt":"2026-09-30T09:00:00Z","attendees":["Sekda","Bupati"]}"#;
    post(other).await.refused(422, "KEY_REUSED");
    assert_eq!(items(&head).await, 1);
}

#[tokio::test]
async fn a_key_belongs_to_one_request_of_one_caller() {
    let office = Office::open().await;
    let (head, other) = (office.division_head(), office.other_division_head());
    let mine = head.post(AGENDA, event("Festival")).with_key("k").await.is(201);
    head.post(AGENDA, event("Pawai")).with_key("k").await.refused(422, "KEY_REUSED");
    let theirs = other.post(AGENDA, event("Festival")).with_key("k").await.is(201);
    assert_ne!(mine.id(), theirs.id());
    assert_eq!(theirs.header("idempotent-replayed"), None);
    assert_eq!(items(&head).await, 2);
}

#[tokio::test]
async fn what_failed_is_not_kept() {
    let office = Office::open().await;
    let head = office.division_head();
    head.post(AGENDA, json!({ "title": "Festival" })).with_key("k").await.refused(400, "VALIDATION");
    office.staff(1).post(AGENDA, event("Festival")).with_key("k").await.refused(403, "ROLE_MISSING");
    let tried = head.post(&format!("{AGENDA}?dryRun=true"), event("Festival")).with_key("k").await.is(200);
    assert_eq!(items(&head).await, 0);
    let made = head.post(AGENDA, event("Festival")).with_key("k").await.is(201);
    assert_eq!(made.header("idempotent-replayed"), None);
    assert_ne!(made.id(), tried.id());
}

#[tokio::test]
async fn a_key_is_some_visible_characters() {
    let office = Office::open().await;
    let head = office.division_head();
    for key in ["", "\"\"", "a b", "é", &"k".repeat(256)] {
        let told = head.post(AGENDA, event("Festival")).with_key(key).await.refused(400, "VALIDATION");
        assert_eq!(told.faults()[0].0, "Idempotency-Key", "{key}");
    }
    let twice = head.post(AGENDA, event("Festival")).with_key("a").with_key("b").await;
    twice.refused(400, "VALIDATION");
    assert_eq!(items(&head).await, 0);
    head.post(AGENDA, event("Festival")).with_key(&"k".repeat(255)).await.is(201);
}

#[tokio::test]
async fn a_hundred_posts_with_one_key_have_one_effect() {
    let office = Office::open().await;
    let head = office.division_head();
    let posts = (0..100).map(|_| patiently(|| head.post(AGENDA, event("Festival")).with_key("k")));
    let answers = join_all(posts).await;
    let done: Vec<_> = answers.iter().filter(|answer| answer.status == 201).collect();
    assert!(done.iter().all(|answer| answer.id() == done[0].id()), "two answers for one key");
    assert_eq!(done.iter().filter(|answer| answer.header("idempotent-replayed").is_none()).count(), 1);
    for answer in answers.iter().filter(|answer| answer.status != 201) {
        let waiting = answer.clone().refused(409, "IN_PROGRESS");
        assert!(waiting.header("retry-after").is_some());
    }
    assert_eq!(items(&head).await, 1);
    let entries = office.sql().await.query_one("SELECT count(*) FROM journal", &[]).await.expect("a count");
    assert_eq!(entries.get::<_, i64>(0), 1);
}

#[tokio::test]
async fn answers_are_kept_for_the_promised_time_and_then_forgotten() {
    use diesel_async::AsyncConnection;
    let office = Office::open().await;
    let head = office.division_head();
    let first = head.post(AGENDA, event("Festival")).with_key("k").await.is(201);
    let mut conn = pubdok::db::Connection::establish(office.database_url()).await.expect("a connection");
    office.clock().advance(chrono::TimeDelta::hours(73));
    pubdok::office::idempotency::purge(&mut conn, office.clock().now()).await.expect("a purge");
    assert_eq!(head.post(AGENDA, event("Festival")).with_key("k").await.is(201).id(), first.id());
    office.clock().advance(chrono::TimeDelta::hours(30));
    assert_eq!(pubdok::office::idempotency::purge(&mut conn, office.clock().now()).await.expect("a purge"), 1);
    assert_ne!(head.post(AGENDA, event("Festival")).with_key("k").await.is(201).id(), first.id());
}

#[tokio::test]
async fn who_sees_the_case_no_more_is_told_so_before_their_file_is_taken_again() {
    let scene = Scene::open().await;
    let deputy = scene.office.staff(4);
    let mandate = gives(&scene.office, &deputy, subhead_role(&scene.office, -1, 24)).await;
    let path = format!("/v1/assignments/{}/artifacts?kind=PHOTO&title=x", scene.case.id());
    let send = || deputy.ask(Method::POST, &path).with_key("lagi").header("Content-Type", "image/jpeg");
    send().body(photo(1)).await.is(201);
    assert_eq!(send().body(photo(1)).await.is(201).header("idempotent-replayed"), Some("true"));
    revokes(&scene.office, &mandate).await.is(200);
    // Nothing but the head is sent: whoever waited for the file would answer nothing.
    let mut line = TcpStream::connect(scene.office.desk.address).await.expect("a connection");
    let head = format!(
        "POST {path} HTTP/1.1\r\nHost: office\r\nAuthorization: Bearer {}\r\nIdempotency-Key: lagi\r\nContent-Type: image/jpeg\r\nContent-Length: 99999\r\n\r\n",
        deputy.token()
    );
    line.write_all(head.as_bytes()).await.expect("the head is sent");
    let mut status = [0; 12];
    let read = tokio::time::timeout(Duration::from_secs(10), line.read_exact(&mut status)).await;
    read.expect("an answer before the file").expect("an answer");
    assert_eq!(&status, b"HTTP/1.1 404");
}
