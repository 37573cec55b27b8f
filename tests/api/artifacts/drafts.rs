//! Text drafts, and what is true of every artifact: who sees it, changes it, takes it away, and what the journal keeps.

use super::{Scene, address, insistently};
use futures_util::future::join_all;
use pubdok::domain::digest::Digest;
use reqwest::Method;
use serde_json::json;

#[tokio::test]
async fn a_draft_is_sent_as_json_and_read_back() {
    let scene = Scene::open().await;
    let staff = scene.staff();
    let body = json!({
        "kind": "WEBSITE_DRAFT", "title": "Artikel panen", "headline": "Panen Raya Dibuka", "excerpt": "Naik dua belas persen.",
        "content": "Panen raya dibuka Bupati.\n\nHasilnya naik.", "caption": "Untuk halaman depan", "byline": "Siti Aminah",
        "keywords": ["panen", "pertanian"], "personsShown": ["Bupati"], "childrenShown": false,
        "takenAt": "2026-01-14T09:30:00+07:00", "embargoUntil": "2026-01-15T00:00:00+07:00",
    });
    let made = staff.post(&scene.address(), body.clone()).await.is(201);
    assert_eq!(made.header("location"), Some(address(&made).as_str()));
    for member in ["kind", "title", "caption", "byline", "keywords", "personsShown", "childrenShown"] {
        assert_eq!(made[member], body[member], "{member}");
    }
    assert_eq!(made["draft"], json!({ "headline": body["headline"], "excerpt": body["excerpt"], "content": body["content"] }));
    assert_eq!((&made["content"], &made["selection"]), (&json!(null), &json!(null)));
    assert_eq!((&made["takenAt"], &made["assignmentId"]), (&json!("2026-01-14T02:30:00.000Z"), &json!(scene.case.id())));
    assert_eq!(made["senderId"], staff.officer_id());
    assert_eq!(made.allowed(), ["EDIT_ARTIFACT", "DELETE_ARTIFACT"]);
    let read = staff.get(&address(&made)).await.good();
    assert_eq!((read.json(), read.etag()), (made.json(), made.etag()));
}

#[tokio::test]
async fn a_draft_is_whole_or_refused_with_every_fault() {
    let scene = Scene::open().await;
    let staff = scene.staff();
    let post = |body: serde_json::Value| staff.post(&scene.address(), body);
    let told = post(json!({ "kind": "PRESS_RELEASE", "title": "x", "keywords": vec!["k"; 51] })).await.refused(400, "VALIDATION");
    assert_eq!(told.faults(), [("#/content", "REQUIRED"), ("#/headline", "REQUIRED"), ("#/keywords", "TOO_MANY")]);
    let told = post(json!({ "kind": "PRESS_RELEASE", "titel": "x", "headline": "a\u{0}b", "content": "a\u{7}" }))
        .await
        .refused(400, "VALIDATION");
    let controls = [("#/content", "CONTROL_CHARACTER"), ("#/headline", "CONTROL_CHARACTER")];
    assert_eq!(told.faults(), [controls[0], controls[1], ("#/titel", "UNKNOWN_FIELD"), ("#/title", "REQUIRED")]);
    // Left empty, a text is not there; a draft needs both.
    let told =
        post(json!({ "kind": "PRESS_RELEASE", "title": "x", "headline": " ", "content": "" })).await.refused(400, "VALIDATION");
    assert_eq!(told.faults(), [("#/content", "REQUIRED"), ("#/headline", "REQUIRED")]);
    let told = post(json!({ "kind": "PHOTO", "title": "x" })).in_english().await.refused(400, "VALIDATION");
    assert_eq!(told.faults(), [("#/kind", "FILE_EXPECTED")]);
    assert!(told["errors"][0]["detail"].as_str().is_some_and(|detail| detail.contains("multipart/form-data")));
    assert!(scene.titles("").await.is_empty());
}

#[tokio::test]
async fn a_case_out_of_sight_has_no_artifacts_and_takes_none() {
    let scene = Scene::open().await;
    let draft = scene.staff().drafts(&scene.case, "PRESS_RELEASE", "Panen Raya").await;
    let photo = scene.staff().uploads_photo(&scene.case, "Pembukaan").await;
    for outsider in [scene.office.staff(2), scene.office.other_subdivision_head()] {
        for artifact in [&draft, &photo] {
            for path in ["", "/content", "/versions"] {
                outsider.get(&format!("{}{path}", address(artifact))).await.refused(404, "NOT_FOUND");
            }
            outsider.patch(&address(artifact), "*", json!({ "title": "x" })).await.refused(404, "NOT_FOUND");
            outsider.delete(&address(artifact), "*").await.refused(404, "NOT_FOUND");
        }
        outsider.get(&scene.address()).await.refused(404, "NOT_FOUND");
        let metadata = super::photo_metadata();
        outsider.uploads(&scene.case, metadata, "a.jpg", "image/jpeg", super::photo(1)).await.refused(404, "NOT_FOUND");
    }
    assert_eq!(scene.files().await.0, 1, "a stranger's file was stored");
    for (reader, allowed) in [(scene.office.division_head(), &["TAKE_DOWN"][..]), (scene.office.auditor(), &[])] {
        assert_eq!(reader.get(&scene.address()).await.good().items().len(), 2);
        assert_eq!(reader.get(&address(&photo)).await.good().allowed(), allowed);
        reader.get(&super::content(&photo)).await.is(200);
        reader.patch(&address(&photo), "*", json!({ "title": "x" })).await.refused(403, "ROLE_MISSING");
    }
    scene.office.admin().get(&address(&draft)).await.refused(403, "ROLE_MISSING");
    let nowhere = "/v1/assignments/019ab0d0-0000-7000-8000-00000000ffff/artifacts";
    scene.office.division_head().get(nowhere).await.refused(404, "NOT_FOUND");
}

#[tokio::test]
async fn the_list_is_filtered_sorted_and_cut_into_pages() {
    let scene = Scene::open().await;
    let (staff, subhead) = (scene.staff(), scene.subhead());
    staff.uploads_photo(&scene.case, "satu").await;
    staff.drafts(&scene.case, "PRESS_RELEASE", "dua").await;
    subhead.uploads_photo(&scene.case, "tiga").await;
    assert_eq!(scene.titles("").await, ["satu", "dua", "tiga"]);
    assert_eq!(scene.titles("?sort=-createdAt").await, ["tiga", "dua", "satu"]);
    assert_eq!(scene.titles("?kind=PHOTO").await, ["satu", "tiga"]);
    assert_eq!(scene.titles("?kind=PHOTO&kind=PRESS_RELEASE&limit=2").await, ["satu", "dua"]);
    assert_eq!(scene.titles(&format!("?senderId={}", subhead.officer_id())).await, ["tiga"]);
    let page = subhead.get(&format!("{}?limit=2&count=true", scene.address())).await.good();
    assert_eq!(page["count"], json!({ "value": 3, "exact": true }));
    let cursor = page["nextCursor"].as_str().expect("a cursor");
    assert_eq!(scene.titles(&format!("?limit=2&cursor={cursor}")).await, ["tiga"]);
    let told = subhead.get(&format!("{}?kind=X&decided=maybe&x=1", scene.address())).await.refused(400, "VALIDATION");
    assert_eq!(told.faults(), [("decided", "UNKNOWN_VALUE"), ("kind", "UNKNOWN_VALUE"), ("x", "UNKNOWN_FIELD")]);
}

#[tokio::test]
async fn whoever_sent_it_changes_it_while_the_work_runs() {
    let scene = Scene::open().await;
    let staff = scene.staff();
    let draft = staff.drafts(&scene.case, "PRESS_RELEASE", "Panen").await;
    let changed = staff
        .patch(
            &address(&draft),
            draft.etag(),
            json!({ "headline": "Panen Raya", "excerpt": "Naik.", "altText": null, "keywords": ["a"] }),
        )
        .await
        .is(200);
    assert_eq!((&changed["draft"]["headline"], &changed["draft"]["excerpt"]), (&json!("Panen Raya"), &json!("Naik.")));
    assert_eq!((&changed["draft"]["content"], &changed["version"]), (&draft["draft"]["content"], &json!(2)));
    staff.patch(&address(&draft), draft.etag(), json!({ "title": "x" })).await.refused(412, "PRECONDITION_FAILED");
    staff.ask(Method::PATCH, &address(&draft)).json(&json!({ "title": "x" })).await.refused(428, "PRECONDITION_REQUIRED");
    let told = staff.patch(&address(&draft), "*", json!({ "headline": null, "kind": "PHOTO" })).await.refused(400, "VALIDATION");
    assert_eq!(told.faults(), [("#/headline", "REQUIRED"), ("#/kind", "UNKNOWN_FIELD")]);
    let photo = staff.uploads_photo(&scene.case, "Pembukaan").await;
    let told = staff.patch(&address(&photo), "*", json!({ "headline": "x", "content": "y" })).await.refused(400, "VALIDATION");
    assert_eq!(told.faults(), [("#/content", "NOT_FOR_FILES"), ("#/headline", "NOT_FOR_FILES")]);
    // The assignee's own are not the crew's to change; the crew's are the assignee's.
    let theirs = scene.subhead().drafts(&scene.case, "WEBSITE_DRAFT", "Dari Kasubag").await;
    staff.patch(&address(&theirs), "*", json!({ "title": "x" })).await.refused(403, "NOT_YOURS");
    scene.subhead().patch(&address(&draft), "*", json!({ "title": "Disunting" })).await.is(200);
    staff.completes(&scene.order).await;
    let told = staff.patch(&address(&draft), "*", json!({ "title": "x" })).await.refused(409, "STATE_FORBIDS");
    assert_eq!(told.faults(), [("#", "STATE_FORBIDS")]);
    staff
        .post(&scene.address(), json!({ "kind": "PRESS_RELEASE", "title": "x", "headline": "x", "content": "x" }))
        .await
        .refused(409, "STATE_FORBIDS");
}

#[tokio::test]
async fn of_fifty_changes_made_on_one_version_one_wins() {
    let scene = Scene::open().await;
    let staff = scene.staff();
    let draft = staff.drafts(&scene.case, "PRESS_RELEASE", "Panen").await;
    let path = address(&draft);
    let patches = (0..50).map(async |n| {
        let title = json!({ "title": format!("judul {n}") });
        insistently(|| staff.patch(&path, draft.etag(), title.clone())).await.status
    });
    let mut statuses = join_all(patches).await;
    statuses.sort_unstable();
    assert_eq!((statuses[0], &statuses[1..]), (200, &[412; 49][..]));
    assert_eq!(staff.get(&path).await.good()["version"], 2);
}

#[tokio::test]
async fn what_is_taken_away_is_gone_but_the_journal_keeps_that_it_was() {
    let scene = Scene::open().await;
    let staff = scene.staff();
    let photo = staff.uploads_photo(&scene.case, "Salah unggah").await;
    staff.ask(Method::DELETE, &address(&photo)).await.refused(428, "PRECONDITION_REQUIRED");
    staff.delete(&address(&photo), "\"7.x\"").await.refused(412, "PRECONDITION_FAILED");
    staff.delete(&format!("{}?dryRun=true", address(&photo)), photo.etag()).await.is(204);
    staff.get(&address(&photo)).await.is(200);
    assert!(staff.delete(&address(&photo), photo.etag()).await.is(204).bytes.is_empty());
    for path in ["", "/content", "/versions"] {
        staff.get(&format!("{}{path}", address(&photo))).await.refused(404, "NOT_FOUND");
    }
    staff.delete(&address(&photo), "*").await.refused(404, "NOT_FOUND");
    let entries = scene.entries("artifact.deleted").await;
    assert_eq!(entries.len(), 1);
    assert_eq!((&entries[0]["subject"]["id"], &entries[0]["changes"]["after"]), (&json!(photo.id()), &json!(null)));
    let before = &entries[0]["changes"]["before"];
    assert_eq!((&before["kind"], &before["content"]["sha256"]), (&json!("PHOTO"), &photo["content"]["sha256"]));
}

#[tokio::test]
async fn the_journal_tells_of_texts_and_persons_without_repeating_them() {
    let scene = Scene::open().await;
    let staff = scene.staff();
    let draft = json!({
        "kind": "PRESS_RELEASE", "title": "Siaran", "headline": "Panen", "content": "Kalimat yang panjang sekali.", "personsShown": ["Budi Santoso"],
    });
    let made = staff.post(&scene.address(), draft).await.is(201);
    staff.patch(&address(&made), "*", json!({ "content": "Kalimat lain.", "personsShown": ["Ani Wijaya"] })).await.is(200);
    let added = &scene.entries("artifact.added").await[0]["changes"];
    assert_eq!(
        (&added["after"]["draft"]["content"]["length"], &added["withheld"]),
        (&json!(28), &json!(["draft.headline", "personsShown", "title"]))
    );
    let edited = &scene.entries("artifact.edited").await[0]["changes"];
    assert_eq!((&edited["after"]["draft"]["content"]["length"], &edited["withheld"]), (&json!(13), &json!(["personsShown"])));
    let all = scene.office.auditor().get("/v1/journal").await.good().json().to_string();
    for text in ["Kalimat", "Budi", "Ani Wijaya", "Siaran"] {
        assert!(!all.contains(text), "{text}");
    }
}

#[tokio::test]
async fn a_case_has_so_many_drafts_and_no_more() {
    let scene = Scene::open().await;
    let staff = scene.staff();
    let mut last = staff.drafts(&scene.case, "PRESS_RELEASE", "Panen 1").await;
    for number in 2..=50 {
        last = staff.drafts(&scene.case, "PRESS_RELEASE", &format!("Panen {number}")).await;
    }
    let body = json!({ "kind": "PRESS_RELEASE", "title": "x", "headline": "x", "content": "x" });
    staff.post(&scene.address(), body.clone()).await.refused(507, "QUOTA_EXCEEDED");
    // Files have a number of their own.
    staff.uploads_photo(&scene.case, "Pembukaan").await;
    staff.delete(&address(&last), last.etag()).await.is(204);
    staff.post(&scene.address(), body).await.is(201);
}

#[tokio::test]
async fn the_digests_kept_beside_a_text_are_those_of_its_bytes() {
    let scene = Scene::open().await;
    let texts = ["Kata \"Bupati\" \\ kabag/staf", "tab\tdan\nbaris", "</script> \u{2028} \u{1f33e} \u{fdd0} \u{a0}é", "a"];
    let mut made = Vec::new();
    for (number, text) in texts.iter().enumerate() {
        let excerpt = (number % 2 == 0).then_some(*text);
        let draft = json!({ "kind": "PRESS_RELEASE", "title": "x", "headline": texts[0], "excerpt": excerpt, "content": text });
        let draft = scene.staff().post(&scene.address(), draft).await.is(201);
        made.push(draft);
    }
    scene.documented().await;
    let report = scene.subhead().opens_report(&scene.case, "Belum ada.").await;
    let told = report["undecided"].as_array().expect("what is reported");
    assert_eq!(told.len(), texts.len() + 2);
    for draft in &made {
        let text = &draft["draft"];
        let whole = json!([text["headline"], text["excerpt"], text["content"]]).to_string();
        let reference = told.iter().find(|one| one["id"] == draft["id"]).expect("it is reported");
        assert_eq!(reference["sha256"], Digest::of(whole.as_bytes()).to_string(), "{whole}");
    }
}
