//! What keeps a case, a draft or a file from the public: all of it told at once, and nothing written.

use super::{Accepted, codes};
use crate::support::work::photo;
use crate::support::{Case, Office};
use chrono::TimeDelta;
use pubdok::domain::assignment::State;
use serde_json::{Value, json};

#[tokio::test]
async fn everything_that_is_in_the_way_is_told_at_once() {
    let office = Office::open().await;
    let soon = office.clock().now() + TimeDelta::days(3);
    let accepted = Accepted::with(&office, async |case| {
        let metadata = json!({ "kind": "PHOTO", "title": "Anak menari", "personsShown": ["Ani"], "childrenShown": true,
            "embargoUntil": soon.to_rfc3339() });
        let sent = case.photographer.uploads(&case.assignment, metadata, "a.jpg", "image/jpeg", photo(7)).await.is(201);
        case.photo = Some(sent);
        case.release = Some(case.writer.drafts(&case.assignment, "PRESS_RELEASE", "Panen Raya").await);
    })
    .await;
    let case = &accepted.case;
    let bare = json!({ "informationClass": "EXEMPT", "media": [{ "artifactId": case.photo().id() }] });
    let ask = |members: Value| case.subhead.post("/v1/publications", accepted.body_with(members));
    let refused = ask(bare).await.refused(409, "STATE_FORBIDS");
    let all =
        ["ALT_TEXT_MISSING", "CONSENT_MISSING", "CREDIT_MISSING", "EMBARGOED", "INFORMATION_EXEMPT", "LAWFUL_BASIS_MISSING"];
    assert_eq!(codes(&refused), all);
    let named = refused["errors"].as_array().expect("errors").iter().filter(|one| one["pointer"] == "#/media/0");
    assert!(named.clone().all(|one| one["about"] == json!([{ "kind": "ARTIFACT", "id": case.photo().id() }])), "{refused:?}");
    assert_eq!(named.count(), 5);
    // Each can be mended here; the embargo by waiting for it.
    let mended = json!({ "artifactId": case.photo().id(), "credit": "Humas", "altText": "Anak menari", "consentRef": "IZIN/1", "lawfulBasis": "Persetujuan" });
    let refused = ask(json!({ "media": [mended] })).await.refused(409, "STATE_FORBIDS");
    assert_eq!(codes(&refused), ["EMBARGOED"]);
    assert_eq!(case.head.get("/v1/publications").await.good().items().len(), 0, "a refused act writes nothing");
    let later = json!({ "media": [mended], "publishAt": soon.to_rfc3339() });
    assert_eq!(ask(later).await.is(201)["state"], "SCHEDULED");
}

#[tokio::test]
async fn what_a_picture_says_of_children_is_not_taken_back_by_publishing_it() {
    let office = Office::open().await;
    let accepted = Accepted::with(&office, async |case| {
        let metadata = json!({ "kind": "PHOTO", "title": "Anak menari", "altText": "Anak menari", "childrenShown": true });
        let sent = case.photographer.uploads(&case.assignment, metadata, "a.jpg", "image/jpeg", photo(7)).await.is(201);
        case.photo = Some(sent);
        case.release = Some(case.writer.drafts(&case.assignment, "PRESS_RELEASE", "Panen Raya").await);
    })
    .await;
    // As the body has it no child is shown.
    let refused = accepted.case.subhead.post("/v1/publications", accepted.body()).await.refused(409, "STATE_FORBIDS");
    assert_eq!(codes(&refused), ["CONSENT_MISSING"]);
    let mut media = accepted.body()["media"].clone();
    media[0]["consentRef"] = json!("IZIN/1");
    let made = accepted.case.subhead.post("/v1/publications", accepted.body_with(json!({ "media": media }))).await.is(201);
    assert_eq!(made["content"]["media"][0]["childrenShown"], true);
}

#[tokio::test]
async fn what_was_taken_down_or_left_out_is_not_published() {
    let office = Office::open().await;
    let accepted = Accepted::of(&office).await;
    let case = &accepted.case;
    case.head.takes_down(case.photo(), "Permintaan keluarga").await;
    case.head.takes_down(case.release(), "Salah kutip").await;
    let refused = case.head.post("/v1/publications", accepted.body()).await.refused(409, "STATE_FORBIDS");
    assert_eq!(refused.faults(), [("#/draftId", "ARTIFACT_TAKEN_DOWN"), ("#/media/0", "ARTIFACT_TAKEN_DOWN")]);

    let other = Case::in_state(&office, State::Closed).await;
    let body = json!({ "reportId": other.report().id(), "draftId": other.release().id(), "informationClass": "IMMEDIATE" });
    let refused = other.head.post("/v1/publications", body).await.refused(409, "STATE_FORBIDS");
    assert_eq!(refused.faults(), [("#/draftId", "ARTIFACT_NOT_SELECTED")]);
}

#[tokio::test]
async fn only_an_accepted_report_of_an_ordinary_case_is_published() {
    let office = Office::open().await;
    let reported = Case::in_state(&office, State::Reported).await;
    let body = json!({ "reportId": reported.report().id(), "draftId": reported.release().id(), "informationClass": "PERIODIC" });
    let refused = reported.head.post("/v1/publications", body).await.refused(409, "STATE_FORBIDS");
    assert_eq!(codes(&refused), ["ARTIFACT_NOT_SELECTED", "REPORT_NOT_ACCEPTED", "STATE_FORBIDS"]);

    let accepted = Accepted::with(&office, async |case| {
        let change = json!({ "classification": "RESTRICTED" });
        case.head.patch(&format!("/v1/assignments/{}", case.assignment.id()), "*", change).await.is(200);
        case.has_results().await;
    })
    .await;
    let case = &accepted.case;
    let refused = case.head.post("/v1/publications", accepted.body()).await.refused(409, "STATE_FORBIDS");
    assert_eq!(codes(&refused), ["CASE_NOT_ORDINARY"]);
    assert!(case.head.reads("reports", case.report()).await.allowed().is_empty(), "it never can be");

    // A revision that was sent back is not the one that was accepted.
    let returned = Case::in_state(&office, State::Reported).await;
    returned.head.returns_report(returned.report(), "Kurang").await;
    let next = returned.head.reads("reports", returned.report()).await["nextRevisionId"].clone();
    let submitted =
        returned.subhead.post(&format!("/v1/reports/{}/submission", next.as_str().expect("an id")), json!({})).await.is(200);
    returned.head.accepts(&submitted).await;
    let body = json!({ "reportId": returned.report().id(), "draftId": returned.release().id(), "informationClass": "PERIODIC" });
    let refused = returned.head.post("/v1/publications", body).await.refused(409, "STATE_FORBIDS");
    assert_eq!(codes(&refused), ["ARTIFACT_NOT_SELECTED", "REPORT_NOT_ACCEPTED"]);
}

#[tokio::test]
async fn only_artifacts_of_the_case_are_named_each_once() {
    let office = Office::open().await;
    let (accepted, other) = (Accepted::of(&office).await, Accepted::of(&office).await);
    let case = &accepted.case;
    let photo = |id: &str| json!({ "artifactId": id, "credit": "Humas", "childrenShown": false });
    let media =
        json!([photo(other.case.photo().id()), photo(case.photo().id()), photo(case.photo().id()), photo(case.release().id())]);
    let body = accepted.body_with(json!({ "draftId": case.photo().id(), "media": media }));
    let refused = case.head.post("/v1/publications", body).await.refused(400, "VALIDATION");
    assert_eq!(
        refused.faults(),
        [
            ("#/draftId", "UNKNOWN_REFERENCE"),
            ("#/media/0/artifactId", "UNKNOWN_REFERENCE"),
            ("#/media/2/artifactId", "NOT_UNIQUE"),
            ("#/media/3/artifactId", "UNKNOWN_REFERENCE"),
        ]
    );
}

#[tokio::test]
async fn a_draft_with_what_cannot_be_published_is_made_ready_first() {
    let office = Office::open().await;
    let accepted = Accepted::with(&office, async |case| {
        case.photo = Some(case.photographer.uploads_photo(&case.assignment, "Bupati membuka panen").await);
        let draft =
            json!({ "kind": "WEBSITE_DRAFT", "title": "Artikel", "headline": "Panen", "content": "Baik.\n\n<b>Tebal</b>" });
        let path = format!("/v1/assignments/{}/artifacts", case.assignment.id());
        case.release = Some(case.writer.post(&path, draft).await.is(201));
    })
    .await;
    let case = &accepted.case;
    let refused = case.head.post("/v1/publications", accepted.body()).in_english().await.refused(409, "STATE_FORBIDS");
    assert_eq!(refused.faults(), [("#/draftId", "TEXT_OUTSIDE_SUBSET")]);
    assert!(refused["errors"][0]["detail"].as_str().is_some_and(|detail| detail.starts_with("Line 3 ")), "{refused:?}");
    let ready = accepted.body_with(json!({ "body": "Baik.\n\n**Tebal**" }));
    case.head.post("/v1/publications", ready).await.is(201);
}
