//! The dump: all that is published as of one moment, and nothing lost between it and the changes.

use super::Following;
use crate::publications::{Accepted, at};
use crate::support::{Office, Reply};
use chrono::TimeDelta;
use futures_util::future::join_all;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io::Read;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Where it says to go on, and what it holds.
async fn dumps(office: &Office) -> (String, Vec<Value>) {
    let answer = office.nobody().get("/v1/public/dump").await.is(200);
    assert_eq!(answer.header("content-type"), Some("application/x-ndjson"));
    let text = String::from_utf8(answer.bytes).expect("UTF-8");
    assert!(text.ends_with('\n'));
    let mut lines = text.lines().map(|line| serde_json::from_str::<Value>(line).expect("a line of JSON"));
    let first = lines.next().expect("where to go on");
    (first["after"].as_str().expect("a place").to_owned(), lines.collect())
}

#[tokio::test]
async fn it_holds_what_anybody_may_read_and_says_where_to_go_on() {
    let office = Office::open().await;
    let (after, lines) = dumps(&office).await;
    assert!(lines.is_empty());
    let shown = Accepted::of(&office).await.is_published().await;
    let hidden = Accepted::of(&office).await;
    let later = (office.clock().now() + TimeDelta::days(2)).to_rfc3339();
    hidden.case.subhead.post("/v1/publications", hidden.body_with(json!({ "publishAt": later }))).await.is(201);
    let withdrawn = Accepted::of(&office).await;
    let gone = withdrawn.is_published().await;
    withdrawn.case.head.post(&at(&gone, "/withdrawal"), json!({ "reason": "Batal" })).await.is(200);
    let (then, lines) = dumps(&office).await;
    assert_eq!(lines.len(), 1);
    let address = format!("/v1/public/publications/{}", shown["slug"].as_str().expect("a slug"));
    let read = office.nobody().get(&address).await.is(200);
    assert_eq!((&lines[0], &read["id"]), (read.json(), &shown["id"]));
    let packed = office.nobody().get("/v1/public/dump").header("Accept-Encoding", "gzip").await.is(200);
    assert_eq!(packed.header("content-encoding"), Some("gzip"));
    let mut plain = String::new();
    flate2::read::GzDecoder::new(packed.bytes.as_slice()).read_to_string(&mut plain).expect("gzip");
    assert_eq!(plain.lines().count(), 2);
    let mut portal = Following::of(office.integration());
    portal.after = Some(after);
    assert_eq!(portal.reads().await.len(), 3);
    portal.after = Some(then);
    assert!(portal.reads().await.is_empty());
    office.nobody().get("/v1/public/dump?after=1").await.refused(400, "VALIDATION");
}

/// What stands, by slug with its digest, after a dump and all changes behind it.
async fn mirrors(office: &Office, writing: &AtomicUsize) -> BTreeMap<String, String> {
    let (after, lines) = dumps(office).await;
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    let mut kept: BTreeMap<String, String> =
        lines.iter().map(|line| (text(&line["slug"]), text(&line["contentDigest"]))).collect();
    let mut portal = Following::of(office.integration());
    portal.after = Some(after);
    loop {
        let was_over = writing.load(Ordering::SeqCst) == 0;
        let page = portal.caller.get(&portal.next("")).header("Prefer", "wait=1").await.is(200);
        portal.goes_on(&page);
        for change in page.items() {
            match change["withdrawn"].is_null() {
                true => kept.insert(text(&change["slug"]), text(&change["contentDigest"])),
                false => kept.remove(&text(&change["slug"])),
            };
        }
        if was_over && page.items().is_empty() {
            return kept;
        }
    }
}

#[tokio::test]
async fn whoever_begins_with_it_while_others_write_ends_with_exactly_what_is_published() {
    let office = Office::open().await;
    let other = office.another().await;
    let mut made: Vec<(Accepted, Reply)> = Vec::new();
    for _ in 0..6 {
        let accepted = Accepted::of(&office).await;
        let published = accepted.is_published().await;
        made.push((accepted, published));
    }
    let writing = AtomicUsize::new(made.len());
    let acts = made.iter().enumerate().map(|(number, (accepted, published))| {
        let (case, writing) = (&accepted.case, &writing);
        async move {
            for turn in 0..4 {
                let body = json!({ "changed": "Judul", "headline": format!("Panen {number} {turn}") });
                case.subhead.post(&at(published, "/correction"), body).await.is(200);
            }
            if number % 2 == 0 {
                case.head.post(&at(published, "/withdrawal"), json!({ "reason": "Batal" })).await.is(200);
            }
            writing.fetch_sub(1, Ordering::SeqCst);
        }
    });
    let mirrored = join_all([mirrors(&office, &writing), mirrors(&other, &writing), mirrors(&office, &writing)]);
    let (_, mirrored) = tokio::join!(join_all(acts), mirrored);
    let stands = "SELECT x.slug, encode(v.content_digest, 'hex') FROM publications x JOIN publication_versions v
        ON v.publication_id = x.id AND v.number = x.content_number WHERE x.withdrawn_at IS NULL";
    let rows = office.sql().await.query(stands, &[]).await.expect("what stands");
    let stands: BTreeMap<String, String> = rows.iter().map(|row| (row.get(0), row.get(1))).collect();
    assert_eq!(stands.len(), 3);
    for kept in mirrored {
        assert_eq!(kept, stands);
    }
}

#[tokio::test]
async fn what_is_committed_after_its_moment_is_no_part_of_it_and_what_hangs_behind_is_told_later() {
    let office = Office::open().await;
    let made = Accepted::of(&office).await.is_published().await;
    // Somebody writes, and does not come to an end: what is told may not pass them by.
    let sql = office.sql().await;
    let entry = "BEGIN; INSERT INTO journal (id, stream, assignment_id, type, subject_kind, subject_id, actor, role, changes, occurred_at,
            received_at, request_id, previous_hash, hash)
        SELECT gen_random_uuid(), gen_random_uuid(), assignment_id, 'publication.verified', subject_kind, subject_id, actor, role, '{}', now(),
            now(), request_id, previous_hash, hash FROM journal WHERE subject_kind = 'PUBLICATION' LIMIT 1";
    sql.batch_execute(entry).await.expect("an entry that is not committed");
    office.division_head().post(&at(&made, "/verification"), json!({ "checked": "Angka" })).await.is(200);
    let (after, lines) = dumps(&office).await;
    assert!(!lines[0]["lastVerifiedAt"].is_null());
    sql.batch_execute("COMMIT").await.expect("committed late");
    let mut portal = Following::of(office.integration());
    portal.after = Some(after);
    assert_eq!(super::types(&portal.reads().await), ["verified", "verified"], "told by both, and missed by none");
}
