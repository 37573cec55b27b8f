//! The same file twice on one case is one artifact; on another case it is another.

use super::{Scene, address, content, decide, photo, photo_metadata};
use crate::support::work::action;
use crate::support::{Reply, patiently};
use futures_util::future::join_all;
use pubdok::domain::digest::Digest;
use reqwest::Method;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// What says that nothing was made, and where the one is that was there.
fn is_there(again: &Reply, first: &Reply) {
    assert_eq!(again.header("content-location"), Some(address(first).as_str()));
    assert_eq!(again.header("location"), None);
    assert_eq!((again.json(), again.etag()), (first.json(), first.etag()));
}

#[tokio::test]
async fn a_file_sent_again_answers_with_the_one_that_is_there() {
    let scene = Scene::open().await;
    let staff = scene.staff();
    let first = staff.uploads(&scene.case, photo_metadata(), "a.jpg", "image/jpeg", photo(1)).await.is(201);
    assert_eq!(first.header("location"), Some(address(&first).as_str()));
    // Whatever is said of it this time, and however it comes.
    let other = json!({ "kind": "PHOTO", "title": "Judul lain", "altText": "Lain" });
    is_there(&staff.uploads(&scene.case, other, "b.jpg", "image/jpeg", photo(1)).await.is(200), &first);
    is_there(&scene.sends("kind=SOURCE_MATERIAL&title=x", "image/jpeg", photo(1)).await.is(200), &first);
    is_there(&scene.sends("kind=PHOTO&title=x&dryRun=true", "image/jpeg", photo(1)).await.is(200), &first);
    assert_eq!(scene.titles("").await, ["Pembukaan"]);
    assert_eq!(scene.entries("artifact.added").await.len(), 1);
    let seen = scene.subhead().uploads(&scene.case, photo_metadata(), "c.jpg", "image/jpeg", photo(1)).await.is(200);
    assert_eq!((seen.id(), &seen["senderId"]), (first.id(), &json!(staff.officer_id())));
    // It is checked all the same.
    let wrong = staff.ask(Method::POST, &format!("{}?kind=PHOTO&title=x", scene.address()));
    let wrong = wrong.header("Repr-Digest", Digest::of(b"x").repr_digest()).header("Content-Type", "image/jpeg");
    wrong.body(photo(1)).await.refused(400, "DIGEST_MISMATCH");
}

#[tokio::test]
async fn a_key_gives_the_same_answer_again() {
    let scene = Scene::open().await;
    let first = scene.sends("kind=PHOTO&title=x", "image/jpeg", photo(1)).await.is(201);
    let ask = || {
        let ask = scene.staff().ask(Method::POST, &format!("{}?kind=PHOTO&title=y", scene.address())).with_key("lagi");
        ask.header("Content-Type", "image/jpeg").body(photo(1))
    };
    is_there(&ask().await.is(200), &first);
    let again = ask().await.is(200);
    assert_eq!(again.header("idempotent-replayed"), Some("true"));
    is_there(&again, &first);
}

#[tokio::test]
async fn of_many_who_send_it_at_once_one_makes_it() {
    let scene = Scene::open().await;
    let staff = scene.staff();
    let address = format!("{}?kind=PHOTO&title=Panggung", scene.address());
    let send = || staff.ask(Method::POST, &address).header("Content-Type", "image/jpeg").body(photo(7));
    let answers = join_all((0..8).map(|_| patiently(send))).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 201).count(), 1);
    let ids: BTreeSet<&str> = answers.iter().map(|answer| answer.id()).collect();
    assert_eq!(ids.len(), 1);
    assert_eq!((scene.titles("").await.len(), scene.entries("artifact.added").await.len()), (1, 1));
}

#[tokio::test]
async fn only_what_is_the_content_now_and_here_is_a_duplicate() {
    let scene = Scene::open().await;
    let (staff, subhead) = (scene.staff(), scene.subhead());
    let first = scene.sends("kind=PHOTO&title=x", "image/jpeg", photo(1)).await.is(201);
    let put = staff.ask(Method::PUT, &content(&first)).header("If-Match", "*").header("Content-Type", "image/jpeg");
    put.body(photo(2)).await.is(200);
    // What it was before may come as something new; what it is now may not.
    let before = scene.sends("kind=PHOTO&title=y", "image/jpeg", photo(1)).await.is(201);
    assert_eq!(scene.sends("kind=PHOTO&title=z", "image/jpeg", photo(2)).await.is(200).id(), first.id());
    staff.delete(&address(&before), "*").await.is(204);
    scene.sends("kind=PHOTO&title=z", "image/jpeg", photo(1)).await.is(201);
    // Another case knows nothing of this one.
    let head = scene.office.division_head();
    let other = head.assigns(&subhead, &head.puts_on_agenda("Rapat").await).await;
    subhead.dispatches(&other, &[action(&scene.office.staff(2), "PHOTOGRAPHER")]).await;
    let there = scene.office.staff(2).uploads(&other, photo_metadata(), "a.jpg", "image/jpeg", photo(2)).await.is(201);
    assert!(there.id() != first.id() && there["assignmentId"] == other["id"]);
    // The same text twice may be meant.
    staff.drafts(&scene.case, "PRESS_RELEASE", "Panen").await;
    staff.drafts(&scene.case, "PRESS_RELEASE", "Panen").await;
}

#[tokio::test]
async fn the_content_it_has_is_no_new_version() {
    let scene = Scene::open().await;
    let (shown, _) = scene.documented().await;
    let subhead = scene.subhead();
    decide(&subhead, &shown, json!({ "decision": "NOT_SELECTED", "reason": "Buram" })).await.is(200);
    let bytes = subhead.get(&content(&shown)).await.good().bytes;
    let put = |etag: &str, file: Vec<u8>| {
        let ask = subhead.ask(Method::PUT, &format!("{}?fileName=lain.jpg", content(&shown))).header("If-Match", etag);
        ask.header("Content-Type", "image/jpeg").body(file)
    };
    let same = put("*", bytes.clone()).await.is(200);
    assert_eq!((&same["content"], &same["version"]), (&shown["content"], &json!(2)));
    assert_eq!(same["selection"]["decision"], "NOT_SELECTED", "nothing was changed");
    assert!(scene.entries("artifact.content-replaced").await.is_empty());
    put("\"1.x\"", bytes).await.refused(412, "PRECONDITION_FAILED");
    let changed = put("*", photo(3)).await.is(200);
    assert_eq!((&changed["content"]["number"], &changed["selection"]), (&json!(2), &Value::Null));
}

#[tokio::test]
async fn every_version_is_told_and_can_be_had_with_its_own_digest() {
    let scene = Scene::open().await;
    let staff = scene.staff();
    let made = scene.sends("kind=PHOTO&title=x", "image/jpeg", photo(1)).await.is(201);
    let put = scene.subhead().ask(Method::PUT, &content(&made)).header("If-Match", made.etag());
    put.header("Content-Type", "image/jpeg").body(photo(2)).await.is(200);
    let list = staff.get(&format!("{}/versions", address(&made))).await.good();
    let officers = [scene.subhead().officer_id(), staff.officer_id()];
    for (version, (file, officer)) in list.items().iter().zip([photo(2), photo(1)].iter().zip(officers)) {
        let digest = Digest::of(file);
        assert_eq!((&version["sha256"], &version["uploadedById"]), (&json!(digest.to_string()), &json!(officer)));
        assert!(version["uploadedAt"].is_string(), "{version}");
        let old = staff.get(&format!("{}?version={}", content(&made), version["number"])).await.is(200);
        assert_eq!((&old.bytes, old.etag()), (file, format!("\"{digest}\"").as_str()));
        assert_eq!(old.header("repr-digest"), Some(digest.repr_digest().as_str()));
    }
    assert_eq!(list.items().len(), 2);
}
