//! Corrections: a new version that says what it changed; the one before stays as it was.

use super::{Accepted, at, codes, told};
use crate::support::Office;
use serde_json::{Value, json};

#[tokio::test]
async fn a_correction_supersedes_and_says_what_it_changed() {
    let office = Office::open().await;
    let accepted = Accepted::of(&office).await;
    let (case, made) = (&accepted.case, accepted.is_published().await);
    let nothing =
        case.head.post(&at(&made, "/correction"), json!({ "changed": "Tidak ada" })).await.refused(409, "STATE_FORBIDS");
    assert_eq!(codes(&nothing), ["NOTHING_CHANGED"]);
    let change = json!({ "changed": "Nama desa diperbaiki", "body": "Panen raya di **Sukamaju**.", "headline": "Judul lain", "tags": ["sukamaju"] });
    case.head
        .post(&at(&made, "/correction"), change.clone())
        .header("If-Match", "\"9.x\"")
        .await
        .refused(412, "PRECONDITION_FAILED");
    let corrected = case.head.post(&at(&made, "/correction"), change).header("If-Match", made.etag()).await.is(200);
    let content = &corrected["content"];
    assert_eq!((&corrected["slug"], &corrected["version"]), (&made["slug"], &json!(2)), "its address stays");
    assert_eq!(
        (&content["number"], &content["changed"], &content["asAccepted"]),
        (&json!(2), &json!("Nama desa diperbaiki"), &json!(false))
    );
    assert_eq!((&content["media"], &content["excerpt"]), (&made["content"]["media"], &Value::Null), "what is not named stays");
    assert!(content["contentDigest"] != made["content"]["contentDigest"]);

    let versions = case.subhead.get(&at(&made, "/versions?count=true")).await.good();
    assert_eq!((versions.items().len(), &versions["count"]["value"]), (2, &json!(2)));
    let mut first = made["content"].clone();
    first["supersededBy"] = json!(2);
    assert_eq!((&versions.items()[0], &versions.items()[1]), (content, &first), "the first is as it was");
    let standing = case.subhead.get(&at(&made, "/versions?standing=false")).await.good();
    assert_eq!(standing.items(), [first]);
    let page = case.subhead.get(&at(&made, "/versions?limit=1&sort=number")).await.good();
    let next = page["nextCursor"].as_str().expect("a cursor");
    let rest = case.subhead.get(&at(&made, &format!("/versions?limit=1&sort=number&cursor={next}"))).await.good();
    assert_eq!((&page.items()[0]["number"], &rest.items()[0]["number"]), (&json!(1), &json!(2)));
    assert_eq!(told(&office, &made).await, ["publication.published", "publication.corrected"]);
}

#[tokio::test]
async fn a_correction_is_held_against_every_gate() {
    let office = Office::open().await;
    let accepted = Accepted::of(&office).await;
    let (case, made) = (&accepted.case, accepted.is_published().await);
    let bare = json!({ "changed": "Foto", "informationClass": "EXEMPT", "media": [{ "artifactId": case.photo().id() }] });
    let refused = case.subhead.post(&at(&made, "/correction"), bare).await.refused(409, "STATE_FORBIDS");
    assert_eq!(codes(&refused), ["CHILDREN_UNSAID", "CREDIT_MISSING", "INFORMATION_EXEMPT"]);
    let refused =
        case.subhead.post(&at(&made, "/correction"), json!({ "changed": "x", "body": "# a" })).await.refused(400, "VALIDATION");
    assert_eq!(refused.faults(), [("#/body", "NOT_STRUCTURED_TEXT")]);
    let without = json!({ "changed": "Foto dilepas", "media": [], "excerpt": "Ringkas", "language": "JV" });
    let corrected = case.subhead.post(&at(&made, "/correction"), without).await.is(200);
    assert_eq!((&corrected["content"]["media"], &corrected["content"]["language"]), (&json!([]), &json!("JV")));
    let cleared =
        case.subhead.post(&at(&made, "/correction"), json!({ "changed": "Ringkasan dihapus", "excerpt": null })).await.is(200);
    assert_eq!(cleared["content"]["excerpt"], Value::Null);
}

#[tokio::test]
async fn the_database_keeps_what_was_published_as_it_was() {
    let office = Office::open().await;
    let accepted = Accepted::of(&office).await;
    accepted.is_published().await;
    let sql = office.sql().await;
    for act in [
        "UPDATE publication_versions SET body = 'lain'",
        "DELETE FROM publication_versions",
        "UPDATE publication_media SET credit = 'lain'",
        "UPDATE publication_media SET credit = 'lain', withdrawn_at = now(), withdrawal_reason = 'x'",
        "DELETE FROM publication_media",
        "UPDATE publication_reviews SET at = now()",
        "DELETE FROM publications",
    ] {
        let error = sql.batch_execute(act).await.expect_err(act);
        assert_eq!(error.as_db_error().map(|error| error.message()), Some("what was published is kept as it was"), "{act}");
    }
}
