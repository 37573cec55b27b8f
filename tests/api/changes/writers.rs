//! Nothing is skipped, however late a transaction commits.

use super::Following;
use crate::publications::Accepted;
use crate::support::Office;
use futures_util::future::join_all;
use serde_json::Value;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use uuid::Uuid;

const WRITERS: usize = 50;
const ACTS: usize = 4;

/// One entry of one publication, or of its case, in a transaction that is held open for as long as chance has it, before and behind it.
fn act(publication: &str, id: Uuid, is_told: bool, chance: u128) -> String {
    let (before, behind) = (chance % 7, chance / 7 % 23);
    let end = if (chance / 161).is_multiple_of(5) { "ROLLBACK" } else { "COMMIT" };
    let (kind, subject) = if is_told { ("publication.verified", "PUBLICATION") } else { ("assignment.edited", "ASSIGNMENT") };
    format!(
        "BEGIN; SELECT pg_current_xact_id(), pg_sleep({before} / 20.0);
         INSERT INTO journal (id, stream, assignment_id, type, subject_kind, subject_id, actor, role, changes, occurred_at, received_at,
             request_id, previous_hash, hash)
         SELECT '{id}', gen_random_uuid(), x.assignment_id, '{kind}', '{subject}', x.id, 'kasubag', 'SUBDIVISION_HEAD', '{{}}', now(), now(),
             '{id}', sha256(''), sha256('') FROM publications x WHERE x.id = '{publication}';
         SELECT pg_sleep({behind} / 20.0); {end}"
    )
}

/// Writes, and answers what was committed of what a portal is told.
async fn writes(office: &Office, publication: &str) -> Vec<Uuid> {
    let sql = office.sql().await;
    let mut committed = Vec::new();
    for _ in 0..ACTS {
        // The random part of an id.
        let (id, chance) = (Uuid::now_v7(), Uuid::now_v7().as_u128() & 0xFFFF_FFFF);
        let is_told = !chance.is_multiple_of(3);
        let text = act(publication, id, is_told, chance);
        sql.batch_execute(&text).await.expect("written");
        if is_told && text.ends_with("COMMIT") {
            committed.push(id);
        }
    }
    committed
}

/// Follows the feed on one instance until all have written and nothing more comes.
async fn follows(office: &Office, waits: bool, writing: Arc<AtomicUsize>) -> Vec<Value> {
    let mut one = Following::of(office.integration());
    let mut all = Vec::new();
    loop {
        let was_over = writing.load(Ordering::SeqCst) == 0;
        let asked = one.caller.get(&one.next(""));
        let asked = if waits { asked.header("Prefer", "wait=1") } else { asked };
        let page = asked.await.is(200);
        one.goes_on(&page);
        all.extend(page.items().iter().cloned());
        if was_over && page.items().is_empty() {
            return all;
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fifty_writers_who_hold_their_transactions_open_hide_nothing_from_readers_of_two_instances() {
    let office = Office::open().await;
    let other = office.another().await;
    let made = Accepted::of(&office).await.is_published().await;
    let writing = Arc::new(AtomicUsize::new(WRITERS));
    let writer = || async {
        let done = writes(&office, made.id()).await;
        writing.fetch_sub(1, Ordering::SeqCst);
        done
    };
    let writers = join_all(std::iter::repeat_with(writer).take(WRITERS));
    let readers = join_all([
        follows(&office, true, writing.clone()),
        follows(&other, true, writing.clone()),
        follows(&office, false, writing.clone()),
        follows(&other, false, writing.clone()),
    ]);
    let (written, read) = tokio::join!(writers, readers);
    let committed = 1 + written.iter().map(Vec::len).sum::<usize>();
    assert!(committed > 50, "{committed}");
    // In the order of their numbers, each once, on either instance, by whoever waits and whoever asks again and again.
    let order = "SELECT count(*) FROM journal WHERE subject_kind = 'PUBLICATION'";
    let count: i64 = office.sql().await.query_one(order, &[]).await.expect("a count").get(0);
    assert_eq!(usize::try_from(count), Ok(committed));
    let places =
        |all: &[Value]| -> Vec<String> { all.iter().map(|one| one["position"].as_str().expect("a place").to_owned()).collect() };
    let whole = places(&Following::of(office.integration()).reads().await);
    assert_eq!(whole.len(), committed);
    for all in read {
        assert_eq!(places(&all), whole);
    }
}
