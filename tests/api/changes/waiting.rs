//! Held requests: answered as soon as there is something, and holding nothing that others need.

use super::{Following, types};
use crate::publications::{Accepted, at};
use crate::support::counter::counted;
use crate::support::{Asked, Office, Reply, cluster};
use chrono::TimeDelta;
use futures_util::future::join_all;
use pubdok::domain::role::Role;
use pubdok::features::background;
use serde_json::json;
use std::time::{Duration, Instant};
use tokio::task::JoinHandle;

/// Sends it now, and answers later.
fn sent(asked: Asked) -> JoinHandle<Reply> {
    tokio::spawn(asked.into_future())
}

/// Until so many are held.
async fn are_held(office: &Office, many: usize) {
    for _ in 0..60_000 {
        if office.desk.shared.desk.waiting() == many {
            return;
        }
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    panic!("{} wait, and not {many}", office.desk.shared.desk.waiting());
}

fn waits(following: &Following) -> Asked {
    following.caller.get(&following.next("")).header("Prefer", "wait=50")
}

#[tokio::test]
async fn an_answer_is_held_until_something_happens_on_any_instance() {
    let office = Office::open().await;
    let other = office.another().await;
    let accepted = Accepted::of(&office).await;
    let (mut here, mut there) = (Following::of(office.integration()), Following::of(other.integration()));
    here.reads().await;
    there.reads().await;
    let held = [sent(waits(&here)), sent(waits(&there))];
    are_held(&office, 1).await;
    are_held(&other, 1).await;
    let made = accepted.is_published().await;
    let begun = Instant::now();
    for held in held {
        let page = held.await.expect("an answer").is(200);
        assert_eq!((types(page.items()), &page.items()[0]["id"]), (vec!["published"], &made["id"]));
        assert_eq!(page.header("preference-applied"), Some("wait=50"));
        here.goes_on(&page);
    }
    assert!(begun.elapsed() < Duration::from_secs(20), "woken, not timed out");
    are_held(&office, 0).await;
    // What is there already is not waited for.
    let page = office.integration().get("/v1/changes").header("Prefer", "wait=50").await.is(200);
    assert_eq!((page.items().len(), page.header("preference-applied")), (1, Some("wait=50")));
    // Who does not wish to wait does not.
    for prefer in ["wait=0", "wait=soon", "return=minimal"] {
        let page = here.caller.get(&here.next("")).header("Prefer", prefer).await.is(200);
        assert_eq!((page.items().len(), page.header("preference-applied")), (0, None), "{prefer}");
    }
    let page = here.caller.get(&here.next("")).header("Prefer", "wait=1").await.is(200);
    assert_eq!((page.items().len(), page.header("preference-applied")), (0, Some("wait=1")));
    assert_eq!(page["after"], here.after.clone().expect("a place"));
}

#[tokio::test]
async fn what_is_certain_late_wakes_them_when_it_is() {
    let office = Office::open().await;
    let made = Accepted::of(&office).await.is_published().await;
    let mut portal = Following::of(office.integration());
    portal.reads().await;
    // Somebody is at it to write of something else, and holds what comes behind it up.
    let sql = office.sql().await;
    let entry = "BEGIN; INSERT INTO journal (id, stream, type, subject_kind, subject_id, actor, role, changes, occurred_at, received_at,
            request_id, previous_hash, hash)
        SELECT gen_random_uuid(), gen_random_uuid(), 'agenda-item.edited', 'AGENDA_ITEM', subject_id, actor, role, changes, occurred_at,
            received_at, request_id, previous_hash, hash FROM journal LIMIT 1";
    sql.batch_execute(entry).await.expect("an entry that is not committed");
    let held = sent(waits(&portal));
    are_held(&office, 1).await;
    office.division_head().post(&at(&made, "/verification"), json!({ "checked": "Angka" })).await.is(200);
    let early = portal.caller.get(&portal.next("")).await.is(200);
    assert!(early.items().is_empty() && !held.is_finished(), "it is not certain yet what comes first");
    sql.batch_execute("COMMIT").await.expect("committed late");
    let page = held.await.expect("an answer").is(200);
    assert_eq!(types(page.items()), ["verified"]);
}

#[tokio::test]
async fn who_waits_is_told_of_what_appears_by_itself_long_before_they_give_up() {
    let office = Office::open().await;
    let accepted = Accepted::of(&office).await;
    let mut portal = Following::of(office.integration());
    portal.reads().await;
    // By the clock on the wall, for no such work is done while clocks disagree.
    let appears = (office.clock().now() + TimeDelta::seconds(3)).to_rfc3339();
    let made = accepted.case.subhead.post("/v1/publications", accepted.body_with(json!({ "publishAt": appears }))).await.is(201);
    let shared = &office.desk.shared;
    let (clock, blobs, config, metrics) =
        (shared.clock.clone(), shared.blobs.clone(), shared.config.clone(), shared.metrics.clone());
    let working = tokio::spawn(background::work(office.database_url().to_owned(), clock, blobs, config, metrics));
    let held = sent(waits(&portal));
    let begun = Instant::now();
    let page = held.await.expect("an answer").is(200);
    assert_eq!((types(page.items()), &page.items()[0]["id"]), (vec!["appeared"], &made["id"]));
    assert!(begun.elapsed() < Duration::from_secs(20), "told, not timed out");
    working.abort();
}

#[tokio::test]
async fn who_is_told_nothing_of_it_waits_on() {
    let office = Office::open().await;
    let accepted = Accepted::of(&office).await;
    let (mut stranger, mut head) = (Following::of(office.other_subdivision_head()), Following::of(accepted.case.head.clone()));
    stranger.reads().await;
    head.reads().await;
    let (blind, seeing) = (sent(waits(&stranger)), sent(waits(&head)));
    are_held(&office, 2).await;
    let appears = (office.clock().now() + TimeDelta::days(2)).to_rfc3339();
    let mut portal = Following::of(office.integration());
    portal.reads().await;
    let anybody = sent(waits(&portal));
    are_held(&office, 3).await;
    let body = accepted.body_with(json!({ "publishAt": appears }));
    accepted.case.subhead.post("/v1/publications", body).await.is(201);
    let page = seeing.await.expect("an answer").is(200);
    assert_eq!(types(page.items()), ["published"]);
    are_held(&office, 2).await;
    assert!(!blind.is_finished() && !anybody.is_finished());
    Accepted::of(&office).await.is_published().await;
    assert_eq!(types(anybody.await.expect("an answer").is(200).items()), ["published"]);
    assert!(!blind.is_finished());
    blind.abort();
    are_held(&office, 0).await;
}

#[tokio::test]
async fn who_waits_takes_no_seat_no_connection_and_nobody_elses_place() {
    let settings = [("PUBDOK_AT_ONCE", "2"), ("PUBDOK_RATE", "12000"), ("PUBDOK_DB_CONNECTIONS", "2")];
    let office = Office::open_with(&settings).await;
    let accepted = Accepted::of(&office).await;
    let mut portal = Following::of(office.integration());
    portal.reads().await;
    let mut held = Vec::new();
    // Of one subject more than may be worked on at once.
    for many in 1..=100 {
        held.push(sent(waits(&portal)));
        are_held(&office, many).await;
    }
    // One more than that is not held, and is not told to have been.
    let beyond = waits(&portal).await.is(200);
    assert_eq!((beyond.items().len(), beyond.header("preference-applied")), (0, None));
    let told = portal.caller.get("/v1/me").await.is(200);
    assert!(told.header("ratelimit").is_some_and(|told| told.starts_with("\"subject\";r=")));
    for number in 0..200 {
        let mut other = Following::of(office.caller(&format!("portal-{number}"), &[Role::Integration]));
        other.after = portal.after.clone();
        held.push(sent(waits(&other)));
    }
    are_held(&office, 300).await;
    let made = accepted.is_published().await;
    for page in join_all(held).await {
        let page = page.expect("an answer").is(200);
        assert_eq!((page.items().len(), &page.items()[0]["id"]), (1, &made["id"]));
        // What was left when it came is no longer so.
        assert_eq!((page.header("preference-applied"), page.header("ratelimit")), (Some("wait=50"), None));
    }
}

#[tokio::test]
async fn who_is_told_of_a_publication_and_comes_back_at_once_needs_no_connection() {
    let database = cluster::migrated_database().await;
    let counted = counted(&database.url).await;
    let office = Office::open_on(counted.url.clone()).await;
    let accepted = Accepted::of(&office).await;
    let mut portals: Vec<Following> =
        (0..50).map(|number| Following::of(office.caller(&format!("portal-{number}"), &[Role::Integration]))).collect();
    for portal in &mut portals {
        portal.reads().await;
    }
    let held: Vec<_> = portals.iter().map(|portal| sent(waits(portal))).collect();
    are_held(&office, 50).await;
    accepted.is_published().await;
    for (portal, held) in portals.iter_mut().zip(held) {
        portal.goes_on(&held.await.expect("an answer").is(200));
    }
    // Until all is heard that there is to hear.
    tokio::time::sleep(Duration::from_millis(500)).await;
    let before = counted.asked();
    let again = portals.iter().map(|portal| portal.caller.get(&portal.next("")).header("Prefer", "wait=1").into_future());
    for page in join_all(again).await {
        assert_eq!(page.is(200).items().len(), 0);
    }
    // Now and then it is asked whether PostgreSQL is there, and what has appeared.
    let asked = counted.asked() - before;
    assert!(asked < 25, "{asked} questions for fifty");
    drop((accepted, office));
    cluster::drop_database(&database.name).await;
}

#[tokio::test]
async fn whose_rights_have_changed_is_told_nothing_by_an_answer_from_before() {
    let office = Office::open().await;
    let accepted = Accepted::of(&office).await;
    let mut crew = Following::of(accepted.case.photographer.clone());
    crew.reads().await;
    let held = sent(waits(&crew));
    are_held(&office, 1).await;
    let entry = format!("/v1/officers/{}", crew.caller.officer_id());
    office.admin().patch(&entry, "*", json!({ "active": false })).await.is(200);
    accepted.is_published().await;
    held.await.expect("an answer").refused(403, "OFFICER_INACTIVE");
    crew.caller.get(&crew.next("")).await.refused(403, "OFFICER_INACTIVE");
}
