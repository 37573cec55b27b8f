//! Withdrawn: of the whole a tombstone, and of a file that was taken down.

use super::{Accepted, at, codes, told};
use crate::support::Office;
use serde_json::{Value, json};

#[tokio::test]
async fn what_is_withdrawn_leaves_a_tombstone() {
    let office = Office::open().await;
    let accepted = Accepted::of(&office).await;
    let (case, made) = (&accepted.case, accepted.is_published().await);
    case.head.post(&at(&made, "/withdrawal"), json!({})).await.refused(400, "VALIDATION");
    let gone = case.head.post(&at(&made, "/withdrawal"), json!({ "reason": "Kegiatan ditunda" })).await.is(200);
    assert_eq!((&gone["state"], &gone["freshness"], gone.allowed()), (&json!("WITHDRAWN"), &Value::Null, vec![]));
    assert_eq!(
        (&gone["withdrawal"]["reason"], &gone["withdrawal"]["by"]["id"]),
        (&json!("Kegiatan ditunda"), &json!(case.head.officer_id()))
    );
    for (act, body) in [
        ("correction", json!({ "changed": "x", "headline": "y" })),
        ("verification", json!({ "checked": "x" })),
        ("withdrawal", json!({ "reason": "x" })),
    ] {
        let refused = case.head.post(&at(&made, &format!("/{act}")), body).await.refused(409, "STATE_FORBIDS");
        assert_eq!(codes(&refused), ["PUBLICATION_WITHDRAWN"], "{act}");
    }
    let listed = case.head.get("/v1/publications?state=WITHDRAWN").await.good();
    assert_eq!(listed.items()[0]["id"], made.id());
    assert_eq!(case.head.get("/v1/publications?freshness=FRESH,DUE,STALE,EXPIRED").await.good().items().len(), 0);
    let journal = office.auditor().journal_of(made.id()).await;
    assert_eq!((&journal[1]["type"], &journal[1]["reason"]), (&json!("publication.withdrawn"), &json!("Kegiatan ditunda")));
}

#[tokio::test]
async fn a_picture_that_is_taken_down_is_withdrawn_from_every_version_at_once() {
    let office = Office::open().await;
    let accepted = Accepted::of(&office).await;
    let (case, made) = (&accepted.case, accepted.is_published().await);
    case.head.post(&at(&made, "/correction"), json!({ "changed": "Judul", "headline": "Lain" })).await.is(200);
    let tried = case.head.post(&format!("/v1/artifacts/{}/take-down?dryRun=true", case.photo().id()), json!({ "reason": "x" }));
    tried.await.is(200);
    assert_eq!(case.head.get(&at(&made, "")).await.good()["content"]["media"][0]["withdrawn"], Value::Null, "by a try");
    case.subhead.takes_down(case.photo(), "Permintaan keluarga").await;
    let now = case.head.get(&at(&made, "")).await.good();
    assert_eq!((&now["state"], &now["version"]), (&json!("PUBLISHED"), &json!(3)), "the text stays");
    for version in case.head.get(&at(&made, "/versions")).await.good().items() {
        assert_eq!(version["media"][0]["withdrawn"]["reason"], "Permintaan keluarga");
    }
    let types = ["publication.published", "publication.corrected", "publication.picture-withdrawn"];
    assert_eq!(told(&office, &made).await, types);

    // Lifted, it is shown again by a correction alone.
    case.head.lifts_take_down(case.photo(), "Keluarga setuju").await;
    assert_eq!(case.head.get(&at(&made, "")).await.good()["content"]["media"], now["content"]["media"]);
    let again = json!({ "changed": "Foto kembali", "media": accepted.body()["media"] });
    let corrected = case.head.post(&at(&made, "/correction"), again).await.is(200);
    assert_eq!(corrected["content"]["media"][0]["withdrawn"], Value::Null);
    let versions = case.head.get(&at(&made, "/versions?sort=number")).await.good();
    assert!(versions.items()[0]["media"][0]["withdrawn"].is_object(), "the tombstone stays");
    assert_eq!(corrected["content"]["number"], 3);
}

#[tokio::test]
async fn what_was_taken_down_is_not_carried_on_by_a_correction() {
    let office = Office::open().await;
    let accepted = Accepted::of(&office).await;
    let (case, made) = (&accepted.case, accepted.is_published().await);
    case.head.takes_down(case.photo(), "Permintaan keluarga").await;
    let corrected = case.head.post(&at(&made, "/correction"), json!({ "changed": "Foto ditarik" })).await.is(200);
    assert_eq!((&corrected["content"]["media"], &corrected["content"]["number"]), (&json!([]), &json!(2)));
}

#[tokio::test]
async fn a_draft_that_is_taken_down_takes_its_publication_with_it() {
    let office = Office::open().await;
    let accepted = Accepted::of(&office).await;
    let (case, made) = (&accepted.case, accepted.is_published().await);
    case.head.takes_down(case.release(), "Salah kutip").await;
    let gone = case.head.get(&at(&made, "")).await.good();
    assert_eq!((&gone["state"], &gone["withdrawal"]["reason"]), (&json!("WITHDRAWN"), &json!("Salah kutip")));
    assert_eq!(told(&office, &made).await, ["publication.published", "publication.withdrawn"]);
    case.head.lifts_take_down(case.release(), "Kutipan benar").await;
    assert_eq!(case.head.get(&at(&made, "")).await.good()["state"], "WITHDRAWN", "for good");
    let anew = accepted.is_published().await;
    assert!(anew["slug"] != made["slug"]);
}
