//! Smaller copies: made once, safe to show, gone with their original.

use super::*;
use futures_util::future::join_all;
use pubdok::db::Db;
use pubdok::domain::digest::Digest;
use pubdok::domain::label::Label;
use pubdok::domain::picture::RenditionSize;
use pubdok::features::pictures::{forget_unused, prepare_all};

fn dimensions(jpeg: &[u8]) -> (u32, u32) {
    let picture = image::load_from_memory_with_format(jpeg, image::ImageFormat::Jpeg).expect("a JPEG");
    (picture.width(), picture.height())
}

fn has(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|part| part == text.as_bytes())
}

#[tokio::test]
async fn a_copy_is_small_upright_and_without_metadata() {
    let office = Office::open().await;
    let case = dispatched(&office).await;
    let camera = Camera { orientation: Some(6), gps: Some((-7.5966, 110.9506)), ..at_the_event() };
    let photo = sends_photo(&case, "Panen", camera.shoots(&scene(1, 0, (1800, 1200)))).await;
    assert_eq!((&photo["content"]["capture"]["width"], &photo["content"]["capture"]["height"]), (&json!(1200), &json!(1800)));
    for (size, expected) in [("thumbnail", (214, 320)), ("web", (1067, 1600)), ("print", (1200, 1800))] {
        let path = address(&photo, &format!("/renditions/{size}"));
        let copy = case.subhead.get(&path).await.is(200);
        assert_eq!(dimensions(&copy.bytes), expected, "{size}");
        assert!(!has(&copy.bytes, "NIKON") && !has(&copy.bytes, "Exif"), "{size}");
        assert_eq!((copy.header("content-type"), copy.header("x-content-type-options")), (Some("image/jpeg"), Some("nosniff")));
        assert_eq!(copy.etag(), format!("\"{}\"", Digest::of(&copy.bytes)));
        let name = copy.header("content-disposition").expect("a name");
        assert!(name.starts_with("inline") && name.contains(&format!("IMG_1-{size}.jpg")), "{name}");
        case.subhead.get(&path).header("If-None-Match", copy.etag()).await.is(304);
        assert_eq!(case.subhead.get(&path).header("Range", "bytes=0-9").await.is(206).bytes, copy.bytes[..10]);
        assert!(case.subhead.head(&path).await.is(200).bytes.is_empty());
        assert_eq!(case.photographer.get(&path).await.is(200).bytes, copy.bytes);
    }
    assert_eq!(RenditionSize::ALL.len(), 3);
}

#[tokio::test]
async fn a_copy_is_for_whoever_sees_the_artifact() {
    let office = Office::open().await;
    let case = dispatched(&office).await;
    let photo = sends_photo(&case, "Panen", jpeg(1)).await;
    let path = address(&photo, "/renditions/web");
    for stranger in [office.other_subdivision_head(), office.staff(4)] {
        stranger.get(&path).await.refused(404, "NOT_FOUND");
    }
    office.integration().get(&path).await.refused(403, "ROLE_MISSING");
    office.nobody().get(&path).await.refused(401, "TOKEN_MISSING");
    let told = case.subhead.get(&address(&photo, "/renditions/4k")).in_english().await.refused(404, "NOT_FOUND");
    assert_eq!(told["detail"], "The sizes are: thumbnail, web, print.");
    let told = case.subhead.get(&format!("{path}?width=9000")).await.refused(400, "VALIDATION");
    assert_eq!(told.faults(), [("width", "UNKNOWN_FIELD")]);
    let draft = case.writer.drafts(&case.assignment, "PRESS_RELEASE", "Panen").await;
    case.subhead.get(&address(&draft, "/renditions/web")).await.refused(404, "NOT_FOUND");
    assert_eq!(count(&office, "SELECT count(*) FROM renditions").await, 0, "nothing was made for a refusal");
}

#[tokio::test]
async fn fifty_ask_at_once_and_it_is_made_once() {
    let office = Office::open().await;
    let case = dispatched(&office).await;
    let photo = sends_photo(&case, "Panen", jpeg(1)).await;
    let path = address(&photo, "/renditions/web");
    let answers = join_all((0..50).map(|_| crate::support::patiently(|| case.subhead.get(&path)))).await;
    assert!(answers.iter().all(|answer| answer.status == 200 && answer.bytes == answers[0].bytes));
    // The other sizes came of the same decoding.
    for size in ["thumbnail", "print"] {
        case.subhead.get(&address(&photo, &format!("/renditions/{size}"))).await.is(200);
    }
    assert_eq!(office.pictures_made(), 1);
    assert_eq!(count(&office, "SELECT count(*) FROM renditions").await, 3);
}

#[tokio::test]
async fn who_hangs_up_ends_neither_the_work_nor_the_line_behind_it() {
    let office = Office::open().await;
    let case = dispatched(&office).await;
    let photo = sends_photo(&case, "Panen", Camera::default().shoots(&scene(1, 0, (2400, 1600)))).await;
    let path = address(&photo, "/renditions/web");
    for millis in [20, 40, 80, 160] {
        let asking = std::pin::pin!(async { case.subhead.get(&path).await });
        // Gone, mostly in the midst of it. The same is not begun anew beside what is still done.
        drop(tokio::time::timeout(std::time::Duration::from_millis(millis), asking).await);
    }
    case.subhead.get(&path).await.is(200);
    assert_eq!(office.pictures_made(), 1);
}

/// A hundred megapixels of one colour.
fn bomb() -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, 12_000, 12_000);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::One);
    encoder.write_header().expect("a header").write_image_data(&vec![0; 1500 * 12_000]).expect("pixels");
    bytes
}

#[tokio::test]
async fn what_is_packed_as_no_photograph_is_kept_and_served_and_never_decoded() {
    let office = Office::open().await;
    let case = dispatched(&office).await;
    let metadata = json!({ "kind": "PHOTO", "title": "Panen" });
    let photo = case.photographer.uploads(&case.assignment, metadata, "a.png", "image/png", bomb()).await.is(201);
    assert_eq!(photo["content"]["capture"]["width"], 12_000);
    assert_eq!(case.photographer.get(&address(&photo, "/content")).await.good().bytes, bomb());
    for size in ["web", "thumbnail"] {
        let told =
            case.subhead.get(&address(&photo, &format!("/renditions/{size}"))).in_english().await.refused(404, "NOT_FOUND");
        let expected =
            "This file is packed as no photograph is, so nothing here makes it smaller; download it itself at …/content.";
        assert_eq!(told["detail"], expected);
    }
    // Nobody tries it again, and it holds nothing up.
    let db = Db::new(office.database_url(), 2);
    prepare_all(&db, office.workshop()).await.expect("copies");
    let bursts = case.subhead.get(&format!("/v1/assignments/{}/bursts", case.assignment.id())).await.is(200);
    assert_eq!(bursts["pending"], 0);
    assert_eq!(office.pictures_made(), 0);
    if cfg!(feature = "pdf") {
        case.subhead.get(&format!("/v1/assignments/{}/contact-sheet", case.assignment.id())).await.is(200);
    }
    // A poster is nothing but its copies.
    let poster = address(&sends_video(&case).await, "/poster");
    let told = puts_file(&case.photographer, &poster, "image/png", bomb()).await.refused(400, "VALIDATION");
    assert_eq!(told.faults(), [("#", "PACKED_LIKE_NO_PHOTOGRAPH")]);
}

#[tokio::test]
async fn a_copy_that_the_store_has_lost_is_made_again() {
    let office = Office::open().await;
    let case = dispatched(&office).await;
    let photo = sends_photo(&case, "Panen", jpeg(1)).await;
    let path = address(&photo, "/renditions/web");
    let copy = case.subhead.get(&path).await.is(200);
    let digest = Digest::of(&copy.bytes).to_string();
    let file = office.blob_dir().join("sha256").join(&digest[..2]).join(&digest[2..4]).join(&digest);
    std::fs::remove_file(file).expect("a file to lose");
    assert_eq!(case.subhead.get(&path).await.is(200).bytes, copy.bytes);
    assert_eq!(case.subhead.get(&path).await.is(200).etag(), copy.etag());
    assert_eq!(office.pictures_made(), 2);
}

#[tokio::test]
async fn a_picture_whose_pixels_are_damaged_is_kept_and_tried_once() {
    let office = Office::open().await;
    let case = dispatched(&office).await;
    let whole = encoded(&scene(1, 0, (480, 320)), image::ImageFormat::Png);
    let metadata = json!({ "kind": "PHOTO", "title": "Panen" });
    // The name of the chunk of its pixels is another: none of them are there.
    let mut torn = whole.clone();
    let at = torn.windows(4).position(|four| four == b"IDAT").expect("pixels");
    torn[at + 8..at + 40].fill(0xEE);
    let photo = case.photographer.uploads(&case.assignment, metadata, "a.png", "image/png", torn.clone()).await.is(201);
    assert_eq!(case.photographer.get(&address(&photo, "/content")).await.good().bytes, torn);
    for _ in 0..2 {
        let told = case.subhead.get(&address(&photo, "/renditions/web")).in_english().await.refused(404, "NOT_FOUND");
        assert!(told["detail"].as_str().is_some_and(|detail| detail.contains("send it again")));
    }
    case.subhead.get(&address(&photo, "/renditions/thumbnail")).await.refused(404, "NOT_FOUND");
    assert_eq!(office.pictures_made(), 1, "it was tried again");
    puts_file(&case.photographer, &address(&photo, "/content"), "image/png", whole).await.is(200);
    case.subhead.get(&address(&photo, "/renditions/web")).await.is(200);
}

#[tokio::test]
async fn copies_are_prepared_before_anybody_asks() {
    let office = Office::open().await;
    let case = dispatched(&office).await;
    for seed in 0..10 {
        sends_photo(&case, "Panen", jpeg(seed)).await;
    }
    let db = Db::new(office.database_url(), 2);
    prepare_all(&db, office.workshop()).await.expect("copies");
    assert_eq!(count(&office, "SELECT count(*) FROM pictures WHERE likeness IS NOT NULL").await, 10);
    assert_eq!(count(&office, "SELECT count(*) FROM renditions").await, 30);
    prepare_all(&db, office.workshop()).await.expect("nothing to do");
    assert_eq!(office.pictures_made(), 10);
}

#[tokio::test]
async fn a_copy_goes_with_the_last_use_of_its_original() {
    let office = Office::open().await;
    let (case, elsewhere) = (dispatched(&office).await, dispatched(&office).await);
    let (one, other) = (sends_photo(&case, "Satu", jpeg(1)).await, sends_photo(&elsewhere, "Dua", jpeg(1)).await);
    case.subhead.get(&address(&one, "/renditions/thumbnail")).await.is(200);
    case.photographer.delete(&address(&one, ""), "*").await.is(204);
    assert_eq!(forget_unused(office.database_url()).await, Ok(0), "another artifact has the same content");
    case.photographer.delete(&address(&other, ""), "*").await.is(204);
    assert_eq!(forget_unused(office.database_url()).await, Ok(3));
    assert_eq!(count(&office, "SELECT (SELECT count(*) FROM pictures) + (SELECT count(*) FROM renditions)").await, 0);
    // Sent again, it is made again.
    let again = sends_photo(&case, "Tiga", jpeg(1)).await;
    case.subhead.get(&address(&again, "/renditions/thumbnail")).await.is(200);
}
