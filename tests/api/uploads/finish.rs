//! The last byte and the artifact are one: neither is there without the other.

use super::{Scene, ask_how_far, at, begin, content, metadata, offset, send, tus, video};
use futures_util::future::join_all;
use reqwest::Method;
use serde_json::json;

#[tokio::test]
async fn a_new_version_of_an_artifact_is_made_in_one_step() {
    let scene = Scene::open().await;
    let (staff, file) = (scene.staff(), video(5000, 1));
    let first = scene.begins(file.len()).await;
    let made = send(&staff, &first, 0, &file).await.is(204);
    let artifact = made.header("content-location").expect("Content-Location").to_owned();
    let id = artifact.rsplit('/').next().expect("an id");
    let better = video(9000, 2);
    let pairs = metadata(&[("artifactId", id), ("filename", "panen-2.mp4"), ("filetype", "video/mp4")]);
    let upload = begin(&staff, better.len(), &pairs).await.is(201);
    assert_eq!(upload["replacesId"], id);
    let made = send(&staff, &upload, 0, &better).await.is(204);
    assert_eq!(made.header("content-location"), Some(artifact.as_str()));
    assert!(content(&staff, &made).await == better);
    let shown = staff.get(&artifact).await.good();
    assert_eq!((&shown["content"]["number"], &shown["content"]["fileName"]), (&json!(2), &json!("panen-2.mp4")));
    assert_eq!(tus(&staff, Method::GET, at(&upload)).await.good()["versionNumber"], 2);
    assert_eq!((scene.count_entries("artifact.content-replaced").await, scene.artifacts().await.len()), (1, 1));
    // Closed like every request: a version has no title of its own, and its kind is the artifact's.
    let told = begin(&staff, 10, &metadata(&[("artifactId", id), ("title", "x")])).await.refused(400, "VALIDATION");
    assert_eq!(told.faults(), [("Upload-Metadata", "UNKNOWN_FIELD")]);
}

#[tokio::test]
async fn what_is_left_empty_of_a_new_version_is_not_there() {
    let scene = Scene::open().await;
    let (staff, file) = (scene.staff(), video(5000, 1));
    let made = send(&staff, &scene.begins(file.len()).await, 0, &file).await.is(204);
    let id = made.header("content-location").and_then(|path| path.rsplit('/').next()).expect("an id").to_owned();
    let empty = ["assignmentId", "kind", "title", "caption", "takenAt", "childrenShown", "metadata", "type", "name"];
    let version = [("artifactId", id.as_str()), ("filetype", "video/mp4"), ("filename", "panen-2.mp4")];
    for around in [true, false] {
        let empty = empty.map(|key| (key, if around { "" } else { " " }));
        let pairs = if around { [&empty[..], &version].concat() } else { [&version[..], &empty].concat() };
        let better = video(9000, 2 + u64::from(around));
        let upload = begin(&staff, better.len(), &metadata(&pairs)).await.is(201);
        let made = send(&staff, &upload, 0, &better).await.is(204);
        let shown = staff.get(made.header("content-location").expect("an artifact")).await.good();
        assert_eq!((shown.id(), &shown["content"]["fileName"]), (id.as_str(), &json!("panen-2.mp4")));
    }
    for (key, text, code) in
        [("caption", "x", "UNKNOWN_FIELD"), ("kind", "VIDEO", "UNKNOWN_FIELD"), ("type", "video/mpeg", "DUPLICATE_FIELD")]
    {
        let told = begin(&staff, 10, &metadata(&[&version[..], &[(key, text)]].concat())).await.refused(400, "VALIDATION");
        assert_eq!(told.faults(), [("Upload-Metadata", code)]);
    }
}

#[tokio::test]
async fn when_the_case_forbids_the_artifact_the_offset_stays_and_when_the_file_does_it_is_over() {
    let scene = Scene::open().await;
    let (staff, file) = (scene.staff(), video(5000, 1));
    // Nothing shows what it is before the last byte: it is too short for that.
    let text = [b'x'; 600];
    let upload = scene.begins(text.len()).await;
    send(&staff, &upload, 0, &text[..400]).await.is(204);
    let told = send(&staff, &upload, 400, &text[400..]).await.refused(400, "VALIDATION");
    assert_eq!(told.faults(), [("Upload-Metadata", "TYPE_MISMATCH")]);
    tus(&staff, Method::HEAD, at(&upload)).await.is(410);
    // The case has moved on: told before the bytes are taken, and again whenever they come.
    let upload = scene.begins(file.len()).await;
    send(&staff, &upload, 0, &file[..4000]).await.is(204);
    scene.office.division_head().cancels(&scene.case, "Batal.").await;
    for _ in 0..2 {
        send(&staff, &upload, 4000, &file[4000..]).await.refused(409, "STATE_FORBIDS");
        assert_eq!(offset(&ask_how_far(&staff, &upload).await), 4000);
    }
    assert_eq!((scene.artifacts().await.len(), scene.count_entries("artifact.added").await), (0, 0));
}

#[tokio::test]
async fn two_that_send_the_last_piece_at_once_make_one_artifact() {
    let scene = Scene::open().await;
    let (staff, file) = (scene.staff(), video(12_000_000, 1));
    let upload = scene.begins(file.len()).await;
    send(&staff, &upload, 0, &file[..11_000_000]).await.is(204);
    let answers = join_all((0..4).map(|_| send(&staff, &upload, 11_000_000, &file[11_000_000..]).into_future())).await;
    let made: Vec<_> = answers.iter().filter(|answer| answer.status == 204).collect();
    assert!(!made.is_empty());
    for answer in &answers {
        // Made, or told that it is whole or that another writes.
        assert!(answer.status == 204 || answer["code"] == "CONFLICT", "{answer:?}");
        assert!(answer.status != 204 || offset(answer) == file.len());
    }
    assert!(content(&staff, made[0]).await == file);
    assert_eq!((scene.artifacts().await.len(), scene.count_entries("artifact.added").await), (1, 1));
    let pieces: i64 =
        scene.office.sql().await.query_one("SELECT count(*) FROM upload_segments", &[]).await.expect("a count").get(0);
    assert_eq!(pieces, 0, "what became an artifact is kept once");
}

#[tokio::test]
async fn step_three_waits_for_ones_own_uploads() {
    let scene = Scene::open().await;
    let (staff, file) = (scene.staff(), video(5000, 1));
    staff.uploads_photo(&scene.case, "Pembukaan").await;
    staff.drafts(&scene.case, "PRESS_RELEASE", "Panen Raya Dibuka").await;
    let (first, second) = (scene.begins(file.len()).await, scene.begins(file.len()).await);
    let complete = || staff.post(&format!("/v1/dispositions/{}/completion", scene.order.id()), json!({}));
    let told = complete().in_english().await.refused(409, "STATE_FORBIDS");
    assert_eq!(told.faults(), [("#", "UPLOAD_UNFINISHED")]);
    let detail = told["errors"][0]["detail"].as_str().expect("a detail");
    assert!(detail.contains(first.id()) && detail.contains(second.id()), "{detail}");
    send(&staff, &first, 0, &file).await.is(204);
    tus(&staff, Method::DELETE, at(&second)).await.is(204);
    complete().await.is(200);
}
