//! My uploads: each as it stands, whatever became of it; and all that a screen for sending asks, in one answer.

use super::{Scene, UPLOADS, at, begin, metadata, send, tus, video};
use crate::support::{Caller, Reply};
use chrono::TimeDelta;
use reqwest::Method;
use serde_json::{Value, json};

/// One in each state, the first begun first.
async fn one_of_each(scene: &Scene) -> Vec<(&'static str, Reply)> {
    let (staff, file) = (scene.staff(), video(9000, 1));
    let expired = scene.begins(9000).await;
    scene.office.clock().advance(TimeDelta::days(8));
    let finished = scene.begins(9000).await;
    send(&staff, &finished, 0, &file).await.is(204);
    let refused = scene.begins(9000).await;
    send(&staff, &refused, 0, &[b"\xff\xd8\xff\xe0".as_slice(), &[7; 200]].concat()).await.refused(400, "VALIDATION");
    let ended = scene.begins(9000).await;
    tus(&staff, Method::DELETE, at(&ended)).await.is(204);
    let unfinished = scene.begins(9000).await;
    send(&staff, &unfinished, 0, &file[..5000]).await.is(204);
    vec![("EXPIRED", expired), ("FINISHED", finished), ("REFUSED", refused), ("ENDED", ended), ("UNFINISHED", unfinished)]
}

fn told<'a>(list: &'a Reply, member: &str) -> Vec<&'a Value> {
    list.items().iter().map(|item| &item[member]).collect()
}

#[tokio::test]
async fn they_are_listed_with_their_state_and_why_they_were_refused() {
    let scene = Scene::open().await;
    let (staff, all) = (scene.staff(), one_of_each(&scene).await);
    let list = staff.get(&format!("{UPLOADS}?sort=createdAt&count=true")).in_english().await.good();
    assert_eq!(told(&list, "state"), all.iter().map(|(state, _)| *state).collect::<Vec<_>>());
    assert_eq!(told(&list, "id"), all.iter().map(|(_, upload)| &upload["id"]).collect::<Vec<_>>());
    assert_eq!(list["count"], json!({ "value": 5, "exact": true }));
    for (state, upload) in &all {
        let one = staff.get(&format!("{UPLOADS}?state={state}")).await.good();
        assert_eq!((one.items().len(), &one.items()[0]["id"]), (1, &upload["id"]), "{state}");
    }
    let (refused, unfinished) = (&list.items()[2], &list.items()[4]);
    assert_eq!(refused["refusal"]["code"], "TYPE_MISMATCH");
    assert!(refused["refusal"]["detail"].as_str().is_some_and(|detail| detail.contains("image/jpeg")), "{refused}");
    let indonesian = staff.get(&format!("{UPLOADS}?state=REFUSED")).await.good();
    assert_ne!(indonesian.items()[0]["refusal"]["detail"], refused["refusal"]["detail"]);
    assert_eq!(
        (&unfinished["offset"], &unfinished["length"], &unfinished["fileName"]),
        (&json!(5000), &json!(9000), &json!("panen.mp4"))
    );
    assert_eq!((&unfinished["assignmentId"], &unfinished["refusal"]), (&scene.case["id"], &Value::Null));
    assert!(unfinished["expiresAt"].is_string());
    // By pages, the newest first.
    let first = staff.get(&format!("{UPLOADS}?limit=3")).await.good();
    let rest = staff.get(&format!("{UPLOADS}?limit=3&cursor={}", first["nextCursor"].as_str().expect("a cursor"))).await.good();
    let walked: Vec<&Value> = told(&first, "id").into_iter().chain(told(&rest, "id")).collect();
    assert_eq!(walked, all.iter().rev().map(|(_, upload)| &upload["id"]).collect::<Vec<_>>());
}

#[tokio::test]
async fn they_are_mine_alone_and_asked_for_as_every_list() {
    let scene = Scene::open().await;
    scene.begins(9000).await;
    let of = |caller: Caller, query: &'static str| async move { caller.get(&format!("{UPLOADS}{query}")).await };
    assert_eq!(of(scene.staff(), "").await.good().items().len(), 1);
    assert!(of(scene.subhead(), "").await.good().items().is_empty());
    of(scene.office.division_head(), "").await.refused(403, "ROLE_MISSING");
    of(scene.office.auditor(), "").await.refused(403, "ROLE_MISSING");
    of(scene.office.nobody(), "").await.refused(401, "TOKEN_MISSING");
    let other = format!("{UPLOADS}?assignmentId={}", uuid::Uuid::now_v7());
    assert!(scene.staff().get(&other).await.good().items().is_empty());
    let mine = format!("{UPLOADS}?assignmentId={}&state=UNFINISHED&state=REFUSED", scene.case.id());
    assert_eq!(scene.staff().get(&mine).await.good().items().len(), 1);
    assert_eq!(
        of(scene.staff(), "?state=LOST&sort=length").await.refused(400, "VALIDATION").faults(),
        [("sort", "UNKNOWN_VALUE"), ("state", "UNKNOWN_VALUE")]
    );
    // It is no request of tus, and may be one.
    tus(&scene.staff(), Method::GET, UPLOADS).await.is(200);
    scene.staff().head(UPLOADS).await.is(200);
    scene.staff().ask(Method::POST, UPLOADS).await.refused(412, "TUS_VERSION");
}

/// The screen of who sends: what it may send, what is left of it, what can be gone on with, and then the file.
#[tokio::test]
async fn a_screen_for_sending_needs_two_calls() {
    let scene = Scene::open().await;
    let (staff, all) = (scene.staff(), one_of_each(&scene).await);
    let screen = staff.get("/v1/me/storage").await.good();
    assert!(screen.bytes.len() < 16_000, "{} bytes", screen.bytes.len());
    let limits = staff.get("/v1/settings/upload-limits").await.good();
    assert_eq!(&screen["limits"], limits.json(), "the same as it is set");
    assert_eq!((&screen["usedBytes"], &screen["limitBytes"]), (&json!(18_000), &limits["bytesPerOfficer"]));
    let types = screen["limits"]["acceptedTypes"].as_array().expect("types");
    let of = |name: &str| types.iter().find(|one| one["mediaType"] == name).expect("such a type");
    assert_eq!(
        of("image/jpeg"),
        &json!({ "mediaType": "image/jpeg", "extensions": ["jpg", "jpeg", "jpe", "jfif"], "kinds": ["PHOTO", "SOURCE_MATERIAL"], "inline": true, "copies": true })
    );
    assert_eq!((&of("video/quicktime")["inline"], &of("image/heic")["copies"]), (&json!(false), &json!(false)));
    let unfinished = screen["unfinishedUploads"].as_array().expect("uploads");
    assert_eq!((unfinished.len(), &unfinished[0]["id"], &unfinished[0]["offset"]), (1, &all[4].1["id"], &json!(5000)));
    assert_eq!(screen["unfinishedUploadsNext"], Value::Null);
    send(&staff, &all[4].1, 5000, &video(9000, 1)[5000..]).await.is(204);
    // Who sends nothing has nothing under way.
    for caller in [scene.office.division_head(), scene.office.auditor(), scene.office.admin()] {
        assert_eq!(caller.get("/v1/me/storage").await.good()["unfinishedUploads"], json!([]));
    }
}

#[tokio::test]
async fn of_many_under_way_the_rest_is_a_page_further() {
    let scene = Scene::open().await;
    for _ in 0..51 {
        scene.begins(9).await;
    }
    let screen = scene.staff().get("/v1/me/storage").await.good();
    assert_eq!(screen["unfinishedUploads"].as_array().map(Vec::len), Some(50));
    let rest = scene.staff().get(screen["unfinishedUploadsNext"].as_str().expect("an address")).await.good();
    assert_eq!((rest.items().len(), &rest["nextCursor"]), (1, &Value::Null));
}

/// Programs find what is in the way as a member, and not in a sentence.
#[tokio::test]
async fn refusals_name_the_things_they_are_about() {
    let scene = Scene::open().await;
    let staff = scene.staff();
    let photo = staff.uploads_photo(&scene.case, "Pembukaan").await;
    let film = scene.begins(9000).await;
    let sound = begin(&staff, 9000, &metadata(&[("assignmentId", scene.case.id()), ("kind", "AUDIO"), ("title", "Sambutan")]))
        .await
        .is(201);
    let completion = format!("/v1/dispositions/{}/completion", scene.order.id());
    let told = staff.post(&completion, json!({})).await.refused(409, "STATE_FORBIDS");
    let about = |told: &Reply, code: &str| {
        let fault = told["errors"].as_array().expect("faults").iter().find(|fault| fault["code"] == code);
        fault.unwrap_or_else(|| panic!("{code}: {told:?}"))["about"].clone()
    };
    let things = |kind: &str, things: &[&Reply]| -> Value {
        things.iter().map(|thing| json!({ "kind": kind, "id": thing.id() })).collect()
    };
    assert_eq!(about(&told, "UPLOAD_UNFINISHED"), things("UPLOAD", &[&film, &sound]));
    let told = send(&staff, &film, 100, b"x").await.refused(409, "CONFLICT");
    assert_eq!(about(&told, "OFFSET_MISMATCH"), things("UPLOAD", &[&film]));
    for upload in [&film, &sound] {
        tus(&staff, Method::DELETE, at(upload)).await.is(204);
    }
    // The same file as another's new content.
    let other = staff.uploads_photo(&scene.case, "Penutupan").await;
    let bytes = staff.get(&format!("/v1/artifacts/{}/content", photo.id())).await.good().bytes;
    let content = staff.ask(Method::PUT, &format!("/v1/artifacts/{}/content", other.id())).header("If-Match", "*");
    let told = content.header("Content-Type", "image/jpeg").body(bytes).await.refused(409, "CONFLICT");
    assert_eq!(about(&told, "ALREADY_THERE"), things("ARTIFACT", &[&photo]));
    let draft = staff.drafts(&scene.case, "PRESS_RELEASE", "Panen").await;
    staff.completes(&scene.order).await;
    let subhead = scene.subhead();
    let report = subhead.opens_report(&scene.case, "Laporan.").await;
    subhead.selects(&photo).await;
    let told = subhead.post(&format!("/v1/reports/{}/submission", report.id()), json!({})).await.refused(409, "STATE_FORBIDS");
    assert_eq!(about(&told, "ARTIFACT_UNDECIDED"), things("ARTIFACT", &[&other, &draft]));
    let again = subhead.post(&format!("/v1/assignments/{}/reports", scene.case.id()), json!({ "summary": "Lagi." })).await;
    assert_eq!(about(&again.refused(409, "STATE_FORBIDS"), "REPORT_DRAFT_OPEN"), things("REPORT", &[&report]));
    // What is about the whole request stands beside its words.
    let (admin, path) = (scene.office.admin(), "/v1/settings/upload-limits");
    let limits = admin.get(path).await.good();
    let mut few = limits.json().clone();
    few["filesPerAssignment"] = json!(2);
    admin.put(path, limits.etag(), few).await.is(200);
    subhead.returns_work(&scene.order, &staff, "Satu lagi.").await;
    let bare = format!("/v1/assignments/{}/artifacts?kind=PHOTO&title=x", scene.case.id());
    let told = staff
        .ask(Method::POST, &bare)
        .header("Content-Type", "image/jpeg")
        .body(vec![0; 10])
        .await
        .refused(507, "QUOTA_EXCEEDED");
    assert_eq!(told["about"], things("ASSIGNMENT", &[&scene.case]));
}
