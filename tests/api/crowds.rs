//! Those who wait for one row, or for a standby, hold up nobody else.

use crate::support::work::assignment;
use crate::support::{Case, Office, Reply, patiently};
use futures_util::future::join_all;
use pubdok::domain::assignment::State;
use serde_json::json;
use std::sync::atomic::{AtomicBool, Ordering};

const AGENDA: &str = "/v1/agenda-items";
const WRITERS: usize = 24;

/// Lets all of these ask at once; until the last of them is answered all the others are, again and again. Answers how often.
async fn meanwhile(writers: impl Iterator<Item = impl Future<Output = Reply>>, others: impl AsyncFn()) -> (Vec<Reply>, usize) {
    let over = AtomicBool::new(false);
    let crowd = async {
        let answers = join_all(writers).await;
        over.store(true, Ordering::Relaxed);
        answers
    };
    let beside = async {
        let mut rounds = 0;
        while !over.load(Ordering::Relaxed) {
            others().await;
            rounds += 1;
        }
        rounds
    };
    tokio::join!(crowd, beside)
}

fn is_told_to_come_back(answer: Reply) {
    assert!(answer.header("retry-after").is_some(), "{answer:?}");
    answer.refused(503, "UNAVAILABLE");
}

#[tokio::test]
async fn a_series_that_is_locked_holds_up_neither_readers_nor_readiness_nor_other_acts() {
    let office = Office::open().await;
    let (head, subhead, sql) = (office.division_head(), office.subdivision_head(), office.sql().await);
    let event = head.puts_on_agenda("Festival").await;
    let case = head.assigns(&subhead, &event).await;
    let path = format!("/v1/assignments/{}", case.id());
    sql.batch_execute("BEGIN; UPDATE register_series SET last_serial = last_serial").await.expect("a lock");
    // With keys and without: half of them hold a lock of their own before they come to the series.
    let writers = (0..WRITERS).map(|number| {
        let ask = head.post("/v1/assignments", assignment(&event, &subhead));
        let ask = if number % 2 == 0 { ask.with_key(&format!("key-{number}")) } else { ask };
        async { ask.await }
    });
    let (answers, rounds) = meanwhile(writers, async || {
        let event = json!({ "title": "Pawai", "startsAt": "2026-09-30T09:00:00+07:00" });
        let read = join_all((0..4).map(|_| async { head.get(&path).await.is(200) }));
        let (_, ready, made) =
            tokio::join!(read, async { office.nobody().get("/readyz").await }, async { head.post(AGENDA, event).await });
        assert_eq!(ready.is(200)["status"], "ok");
        made.is(201);
    })
    .await;
    assert!(rounds > 0);
    answers.into_iter().for_each(is_told_to_come_back);
    sql.batch_execute("ROLLBACK").await.expect("the lock is given back");
    // No number was lost, and all who come now have their turn.
    let again = || head.post("/v1/assignments", assignment(&event, &subhead));
    let made = join_all((0..WRITERS).map(|_| patiently(again))).await;
    let numbers = made.into_iter().map(|made| made.is(201)["registerNumber"].as_str().expect("a number").to_owned());
    let mut serials: Vec<usize> =
        numbers.map(|number| number.split('/').next().and_then(|serial| serial.parse().ok()).expect("a serial")).collect();
    serials.sort_unstable();
    assert_eq!(serials, (2..2 + WRITERS).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_case_that_is_locked_holds_up_neither_its_readers_nor_acts_on_another() {
    let office = Office::open().await;
    let case = Case::in_state(&office, State::Dispatched).await;
    let other = Case::in_state(&office, State::Dispatched).await;
    let (id, sql) = (case.assignment.id(), office.sql().await);
    let draft = json!({ "kind": "WEBSITE_DRAFT", "title": "Artikel", "headline": "Festival", "content": "Ribuan warga hadir." });
    let artifacts = |case: &Case| format!("/v1/assignments/{}/artifacts", case.assignment.id());
    sql.batch_execute(&format!("BEGIN; SELECT FROM assignments WHERE id = '{id}' FOR UPDATE")).await.expect("a lock");
    let writers = (0..WRITERS).map(|_| {
        let ask = case.writer.post(&artifacts(&case), draft.clone());
        async { ask.await }
    });
    let (answers, rounds) = meanwhile(writers, async || {
        let read = join_all((0..4).map(|_| async { case.head.get(&format!("/v1/assignments/{id}")).await.is(200) }));
        // Only tried, for a case takes so many drafts and no more; it waits for the same.
        let (_, ready, tried) = tokio::join!(read, async { office.nobody().get("/readyz").await }, async {
            other.writer.post(&format!("{}?dryRun=true", artifacts(&other)), draft.clone()).await
        });
        ready.is(200);
        tried.is(200);
    })
    .await;
    assert!(rounds > 0);
    answers.into_iter().for_each(is_told_to_come_back);
    sql.batch_execute("ROLLBACK").await.expect("the lock is given back");
    case.writer.post(&artifacts(&case), draft).await.is(201);
}

#[tokio::test]
async fn acts_on_all_the_things_of_a_locked_case_stand_in_one_line() {
    let office = Office::open().await;
    let case = Case::in_state(&office, State::Dispatched).await;
    let (id, sql, head) = (case.assignment.id(), office.sql().await, office.division_head());
    let mut artifacts = Vec::new();
    for number in 0..WRITERS {
        let headline = format!("Festival {number}");
        artifacts.push(case.writer.drafts(&case.assignment, "WEBSITE_DRAFT", &headline).await);
    }
    sql.batch_execute(&format!("BEGIN; SELECT FROM assignments WHERE id = '{id}' FOR UPDATE")).await.expect("a lock");
    let changes = artifacts.iter().map(|artifact| {
        let path = format!("/v1/artifacts/{}", artifact.id());
        let ask = case.writer.patch(&path, artifact.etag(), json!({ "byline": "Siti" }));
        async { ask.await }
    });
    let (answers, rounds) = meanwhile(changes, async || {
        let event = json!({ "title": "Pawai", "startsAt": "2026-09-30T09:00:00+07:00" });
        head.post(AGENDA, event).await.is(201);
        head.get(&format!("/v1/assignments/{id}")).await.is(200);
    })
    .await;
    assert!(rounds > 0);
    answers.into_iter().for_each(is_told_to_come_back);
    sql.batch_execute("ROLLBACK").await.expect("the lock is given back");
    let path = format!("/v1/artifacts/{}", artifacts[0].id());
    case.writer.patch(&path, artifacts[0].etag(), json!({ "byline": "Siti" })).await.is(200);
}

#[tokio::test]
async fn whatever_row_it_is_that_acts_wait_for_there_is_a_connection_to_read_with() {
    // As few as one may set.
    for connections in ["2", "5"] {
        let office = Office::open_with(&[("PUBDOK_DB_CONNECTIONS", connections)]).await;
        let (head, sql) = (office.division_head(), office.sql().await);
        let item = head.puts_on_agenda("Festival").await;
        let path = format!("{AGENDA}/{}", item.id());
        sql.batch_execute("BEGIN; UPDATE agenda_items SET title = title").await.expect("a lock");
        let writers = (0..WRITERS).map(|_| {
            let ask = head.patch(&path, item.etag(), json!({ "venue": "Aula" }));
            async { ask.await }
        });
        let (answers, rounds) = meanwhile(writers, async || {
            head.get(&path).await.is(200);
            office.nobody().get("/readyz").await.is(200);
        })
        .await;
        assert!(rounds > 0);
        answers.into_iter().for_each(is_told_to_come_back);
        sql.batch_execute("ROLLBACK").await.expect("the lock is given back");
        head.patch(&path, item.etag(), json!({ "venue": "Aula" })).await.is(200);
    }
}
