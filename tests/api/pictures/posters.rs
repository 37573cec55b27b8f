//! Posters: the picture that stands for a video or a document.

use super::*;

fn png() -> Vec<u8> {
    encoded(&scene(9, 0, (640, 360)), image::ImageFormat::Png)
}

#[tokio::test]
async fn a_poster_stands_for_what_is_no_picture() {
    let office = Office::open().await;
    let case = dispatched(&office).await;
    let video = sends_video(&case).await;
    assert_eq!((&video["poster"], &video["content"]["capture"]), (&json!(null), &json!(null)));
    assert_eq!(video.allowed(), ["EDIT_ARTIFACT", "REPLACE_CONTENT", "ATTACH_POSTER", "DELETE_ARTIFACT"]);
    let copy = address(&video, "/renditions/thumbnail");
    let told = case.subhead.get(&copy).in_english().await.refused(404, "NOT_FOUND");
    assert!(told["detail"].as_str().is_some_and(|detail| detail.contains("PUT …/poster")), "{told:?}");

    let poster = address(&video, "/poster");
    let shown = puts_file(&case.photographer, &poster, "image/png", png()).await.is(200);
    assert_eq!((&shown["poster"]["mediaType"], &shown["poster"]["size"]), (&json!("image/png"), &json!(png().len())));
    assert_eq!((&shown["version"], &shown["poster"]["uploadedById"]), (&json!(2), &json!(case.photographer.officer_id())));
    assert_eq!(shown["content"], video["content"], "the video is the same");
    assert!(shown.allowed().contains(&"REMOVE_POSTER"));
    let first = case.subhead.get(&copy).await.is(200);
    assert!(first.bytes.starts_with(&[0xFF, 0xD8]));
    // Another one takes its place.
    puts_file(&case.photographer, &poster, "image/jpeg", jpeg(2)).await.is(200);
    assert_ne!(case.subhead.get(&copy).await.is(200).bytes, first.bytes);

    let removed = case.photographer.delete(&poster, "*").await.is(200);
    assert_eq!((&removed["poster"], &removed["version"]), (&json!(null), &json!(4)));
    case.subhead.get(&copy).await.refused(404, "NOT_FOUND");
    let told: Vec<_> = office.auditor().journal_of(video.id()).await.iter().map(|entry| entry["type"].clone()).collect();
    assert_eq!(told, ["artifact.added", "artifact.poster-attached", "artifact.poster-attached", "artifact.poster-removed"]);
}

#[tokio::test]
async fn a_poster_is_refused_where_it_makes_no_sense() {
    let office = Office::open().await;
    let case = dispatched(&office).await;
    let attach = async |artifact: &Reply| puts_file(&case.photographer, &address(artifact, "/poster"), "image/png", png()).await;
    let photo = sends_photo(&case, "Panen", jpeg(1)).await;
    assert_eq!(attach(&photo).await.refused(409, "STATE_FORBIDS").faults(), [("#", "PICTURE_NEEDS_NO_POSTER")]);
    let draft = case.photographer.drafts(&case.assignment, "PRESS_RELEASE", "Panen").await;
    assert_eq!(attach(&draft).await.refused(409, "STATE_FORBIDS").faults(), [("#", "DRAFT_IS_TEXT")]);
    let video = sends_video(&case).await;
    let poster = address(&video, "/poster");
    let told = case.photographer.delete(&poster, "*").await.refused(409, "STATE_FORBIDS");
    assert_eq!(told.faults(), [("#", "POSTER_MISSING")]);
    // Somebody else's, and nobody's at all.
    puts_file(&case.writer, &poster, "image/png", png()).await.refused(403, "NOT_YOURS");
    puts_file(&office.staff(4), &poster, "image/png", png()).await.refused(404, "NOT_FOUND");
    case.photographer
        .ask(Method::PUT, &poster)
        .header("Content-Type", "image/png")
        .body(png())
        .await
        .refused(428, "PRECONDITION_REQUIRED");
    let stale = case.photographer.ask(Method::PUT, &poster).header("If-Match", "\"9-x\"").header("Content-Type", "image/png");
    stale.body(png()).await.refused(412, "PRECONDITION_FAILED");
    assert_eq!(case.photographer.reads("artifacts", &video).await["poster"], json!(null));
    assert_eq!(count(&office, "SELECT count(*) FROM posters").await, 0);
}

#[tokio::test]
async fn a_poster_is_a_small_picture_that_browsers_show() {
    let office = Office::open().await;
    let case = dispatched(&office).await;
    let video = sends_video(&case).await;
    let poster = address(&video, "/poster");
    let put = async |media_type: &str, file: Vec<u8>| puts_file(&case.photographer, &poster, media_type, file).await;
    put("multipart/mixed", png()).await.refused(415, "UNSUPPORTED_MEDIA_TYPE");
    let tiff = encoded(&scene(1, 0, (48, 32)), image::ImageFormat::Tiff);
    for media_type in ["image/tiff", "image/png", "application/octet-stream"] {
        assert_eq!(put(media_type, tiff.clone()).await.refused(400, "VALIDATION").faults(), [("#", "TYPE_MISMATCH")]);
    }
    let film = put("image/png", b"\0\0\0\x18ftypisom\0\0\0\0isommp42 and so on".to_vec()).await;
    assert_eq!(film.refused(400, "VALIDATION").faults(), [("Content-Type", "TYPE_MISMATCH")]);
    assert_eq!(
        put("image/png", png_header(100_000, 100_000)).await.refused(400, "VALIDATION").faults(),
        [("#", "PACKED_LIKE_NO_PHOTOGRAPH")]
    );
    assert_eq!(put("image/png", Vec::new()).await.refused(400, "VALIDATION").faults(), [("#", "EMPTY")]);
    let mut large = png();
    large.resize(20 * 1024 * 1024 + 1, 0);
    put("image/png", large.clone()).await.refused(413, "PAYLOAD_TOO_LARGE");
    // In pieces, without an announced length.
    let pieces: Vec<Result<Vec<u8>, std::io::Error>> = large.chunks(1 << 20).map(|piece| Ok(piece.to_vec())).collect();
    let stream = reqwest::Body::wrap_stream(futures_util::stream::iter(pieces));
    let ask = case.photographer.ask(Method::PUT, &poster).header("If-Match", "*").header("Content-Type", "image/png");
    ask.body(stream).await.refused(413, "PAYLOAD_TOO_LARGE");
    assert_eq!(count(&office, "SELECT count(*) FROM posters").await, 0);
    // Whatever it is called, the bytes say what it is.
    assert_eq!(put("image/jpeg", png()).await.is(200)["poster"]["mediaType"], "image/png");
}

#[tokio::test]
async fn what_is_selected_keeps_its_poster() {
    let office = Office::open().await;
    let mut case = dispatched(&office).await;
    let video = sends_video(&case).await;
    puts_file(&case.photographer, &address(&video, "/poster"), "image/png", png()).await.is(200);
    case.is_documented().await;
    case.subhead.selects(&video).await;
    let poster = address(&video, "/poster");
    let told = puts_file(&case.subhead, &poster, "image/png", png()).await.refused(409, "STATE_FORBIDS");
    assert_eq!(told.faults(), [("#", "ARTIFACT_SELECTED")]);
    assert_eq!(case.subhead.delete(&poster, "*").await.refused(409, "STATE_FORBIDS").faults(), [("#", "ARTIFACT_SELECTED")]);
    // The sender's part is over.
    let told = case.photographer.delete(&poster, "*").await.refused(409, "STATE_FORBIDS");
    assert!(told.faults().contains(&("#", "STATE_FORBIDS")));
}
