//! Thumbnails by the hundred: each at an address that is kept for good, and fifty on one picture.

use super::*;

const FOR_GOOD: &str = "private, max-age=31536000, immutable";

fn pixels(jpeg: &[u8]) -> image::RgbImage {
    image::load_from_memory_with_format(jpeg, image::ImageFormat::Jpeg).expect("a JPEG").into_rgb8()
}

/// How green a square is on the whole.
fn mean(picture: &image::RgbImage, (x, y): (u32, u32), side: u32) -> f64 {
    let sum: f64 = (0..side * side).map(|n| f64::from(picture.get_pixel(x + n % side, y + n / side).0[1])).sum();
    sum / f64::from(side * side)
}

#[tokio::test]
async fn a_thumbnail_is_kept_for_good_at_the_address_of_its_content() {
    let office = Office::open().await;
    let case = dispatched(&office).await;
    let photo = sends_photo(&case, "Panen", jpeg(1)).await;
    let digest = photo["content"]["sha256"].as_str().expect("a digest").to_owned();
    for size in ["thumbnail", "web"] {
        let path = address(&photo, &format!("/renditions/{size}"));
        let asked = case.subhead.get(&path).await.is(200);
        assert_eq!(asked.header("cache-control"), Some("private, no-cache"));
        let kept = case.subhead.get(&format!("{path}?sha256={digest}")).await.is(200);
        assert_eq!((kept.header("cache-control"), &kept.bytes, kept.etag()), (Some(FOR_GOOD), &asked.bytes, asked.etag()));
        let known = case.subhead.get(&format!("{path}?sha256={digest}")).header("If-None-Match", kept.etag()).await.is(304);
        assert_eq!(known.header("cache-control"), Some(FOR_GOOD));
    }
    let thumbnail = address(&photo, "/renditions/thumbnail");
    for wrong in ["x", &digest[..63], &digest.replace(|c: char| c.is_ascii_digit(), "A")] {
        let told = case.subhead.get(&format!("{thumbnail}?sha256={wrong}")).await.refused(400, "VALIDATION");
        assert_eq!(told.faults(), [("sha256", "MALFORMED")]);
    }
    office.staff(4).get(&format!("{thumbnail}?sha256={digest}")).await.refused(404, "NOT_FOUND");
    // Another content has another address; the one before is nobody's any more.
    let replaced = puts_file(&case.photographer, &address(&photo, "/content"), "image/jpeg", jpeg(2)).await.is(200);
    case.subhead.get(&format!("{thumbnail}?sha256={digest}")).await.refused(404, "NOT_FOUND");
    let now = replaced["content"]["sha256"].as_str().expect("a digest");
    let kept = case.subhead.get(&format!("{thumbnail}?sha256={now}")).await.is(200);
    assert_eq!(kept.header("cache-control"), Some(FOR_GOOD));
    // Of a video it is the poster that is named.
    let video = sends_video(&case).await;
    let posed = puts_file(&case.photographer, &address(&video, "/poster"), "image/jpeg", jpeg(3)).await.is(200);
    let poster = posed["poster"]["sha256"].as_str().expect("a digest");
    let path = address(&video, &format!("/renditions/thumbnail?sha256={poster}"));
    assert_eq!(case.subhead.get(&path).await.is(200).header("cache-control"), Some(FOR_GOOD));
}

#[tokio::test]
async fn many_thumbnails_are_one_picture_with_a_map() {
    let office = Office::open().await;
    let case = dispatched(&office).await;
    let mut photos = Vec::new();
    for seed in 1..=12 {
        photos.push(sends_photo(&case, &format!("Foto {seed}"), jpeg(seed)).await);
    }
    let video = sends_video(&case).await;
    case.writer.drafts(&case.assignment, "PRESS_RELEASE", "Panen").await;
    let list = format!("/v1/assignments/{}", case.assignment.id());
    // Two calls, whatever there is.
    let map = case.subhead.get(&format!("{list}/sprite")).await.good();
    let tiles = map["tiles"].as_array().expect("tiles");
    let (shown, sent): (Vec<&Value>, Vec<&Value>) =
        (tiles.iter().map(|tile| &tile["artifactId"]).collect(), photos.iter().map(|photo| &photo["id"]).collect());
    assert_eq!(shown, sent, "what has no thumbnail is not on it");
    assert_eq!(tiles[11], json!({ "artifactId": photos[11].id(), "x": 160, "y": 160, "width": 160, "height": 160 }));
    assert_eq!((&map["width"], &map["height"], &map["nextCursor"]), (&json!(1600), &json!(320), &Value::Null));
    let image = map["image"].as_str().expect("an address");
    let sprite = case.subhead.get(image).await.is(200);
    assert_eq!((sprite.header("content-type"), sprite.header("cache-control")), (Some("image/jpeg"), Some(FOR_GOOD)));
    let known = case.subhead.get(image).header("If-None-Match", sprite.etag()).await.is(304);
    assert_eq!(known.header("cache-control"), Some(FOR_GOOD));
    let picture = pixels(&sprite.bytes);
    assert_eq!(picture.dimensions(), (1600, 320));
    // In the middle of each tile stands what its thumbnail shows there.
    for (photo, tile) in photos.iter().zip(tiles) {
        let thumbnail = pixels(&case.subhead.get(&address(photo, "/renditions/thumbnail")).await.good().bytes);
        let at = |member: &str| u32::try_from(tile[member].as_u64().expect("a number")).expect("a pixel");
        let small = mean(&picture, (at("x") + 60, at("y") + 60), 40);
        let large = mean(&thumbnail, (thumbnail.width() / 2 - 40, thumbnail.height() / 2 - 40), 80);
        assert!((small - large).abs() < 12.0, "{small} {large}");
    }
    // Above them it is grey: they are wider than high.
    assert!(picture.get_pixel(80, 2).0.iter().all(|value| (200..=240).contains(value)), "{:?}", picture.get_pixel(80, 2));
    // With another content it is another picture.
    puts_file(&case.photographer, &address(&photos[0], "/content"), "image/jpeg", jpeg(99)).await.is(200);
    case.subhead.get(image).await.refused(404, "NOT_FOUND");
    let by_ids = format!("{list}/sprite.jpg?artifact={}&artifact={}", photos[0].id(), video.id());
    let asked = case.subhead.get(&by_ids).await.is(200);
    assert_eq!((asked.header("cache-control"), pixels(&asked.bytes).dimensions()), (Some("private, no-cache"), (320, 160)));
    office.staff(4).get(&by_ids).await.refused(404, "NOT_FOUND");
}

#[tokio::test]
async fn a_sprite_has_the_filters_and_pages_of_the_list() {
    let office = Office::open().await;
    let case = dispatched(&office).await;
    let mut photos = Vec::new();
    for seed in 1..=4 {
        photos.push(sends_photo(&case, &format!("Foto {seed}"), jpeg(seed)).await);
    }
    sends_video(&case).await;
    let list = format!("/v1/assignments/{}", case.assignment.id());
    let first = case.subhead.get(&format!("{list}/sprite?q=foto&limit=3&sort=-createdAt")).await.good();
    assert_eq!((first["tiles"].as_array().map(Vec::len), &first["tiles"][0]["artifactId"]), (Some(3), &photos[3]["id"]));
    let next = first.header("link").and_then(|link| link[1..].split('>').next()).expect("a link");
    let rest = case.subhead.get(next).await.good();
    assert_eq!((rest["tiles"].as_array().map(Vec::len), &rest["tiles"][0]["artifactId"]), (Some(1), &photos[0]["id"]));
    let none = case.subhead.get(&format!("{list}/sprite?kind=VIDEO")).await.good();
    assert_eq!((&none["tiles"], &none["image"]), (&json!([]), &Value::Null));
    let told = case.subhead.get(&format!("{list}/sprite?limit=51")).await.refused(400, "VALIDATION");
    assert_eq!(told.faults(), [("limit", "OUT_OF_RANGE")]);
    office.staff(4).get(&format!("{list}/sprite")).await.refused(404, "NOT_FOUND");
    for (query, fault) in [("", ("artifact", "REQUIRED")), ("?artifact=x", ("artifact", "NOT_AN_ID"))] {
        let told = case.subhead.get(&format!("{list}/sprite.jpg{query}")).await.refused(400, "VALIDATION");
        assert_eq!(told.faults(), [fault]);
    }
    let many = vec![format!("artifact={}", photos[0].id()); 51].join("&");
    let told = case.subhead.get(&format!("{list}/sprite.jpg?{many}")).await.refused(400, "VALIDATION");
    assert_eq!(told.faults(), [("artifact", "TOO_MANY")]);
    let other = dispatched(&office).await;
    let foreign = format!("/v1/assignments/{}/sprite.jpg?artifact={}", other.assignment.id(), photos[0].id());
    other.subhead.get(&foreign).await.refused(404, "NOT_FOUND");
}

/// A flag and a burst are reckoned, and filtered by as what is read.
#[tokio::test]
async fn a_list_is_narrowed_by_flag_and_burst() {
    let office = Office::open().await;
    let case = dispatched(&office).await;
    let shot = |time: &str, seed: u32| {
        let camera = Camera { taken: Some(format!("2026:01:{time}")), ..at_the_event() };
        camera.shoots(&scene(seed, 0, (480, 320)))
    };
    let one = sends_photo(&case, "Satu", shot("14 09:30:00", 1)).await;
    let two = sends_photo(&case, "Dua", shot("14 09:30:04", 1)).await;
    let alone = sends_photo(&case, "Tiga", shot("20 09:31:00", 7)).await;
    sends_photo(&case, "Empat", jpeg(9)).await;
    case.writer.drafts(&case.assignment, "PRESS_RELEASE", "Panen").await;
    let list = format!("/v1/assignments/{}/artifacts", case.assignment.id());
    // The copies by which they are compared.
    for photo in [&one, &two, &alone] {
        case.subhead.get(&address(photo, "/renditions/thumbnail")).await.good();
    }
    let ids = async |query: String| -> Vec<Value> {
        let list = case.subhead.get(&format!("{list}?{query}")).await.good();
        list.items().iter().map(|item| item["id"].clone()).collect()
    };
    for member in [&one, &two] {
        assert_eq!(ids(format!("burst={}", member.id())).await, [one["id"].clone(), two["id"].clone()]);
    }
    assert_eq!(ids(format!("burst={}", alone.id())).await, [alone["id"].clone()]);
    assert!(ids(format!("burst={}", uuid::Uuid::now_v7())).await.is_empty());
    // The list of a flag is of those that have it: one was taken days later.
    let all = case.subhead.get(&list).await.good();
    let flagged = |flag: &str| -> Vec<Value> {
        let has = |item: &&Value| item["flags"].as_array().is_some_and(|flags| flags.contains(&json!(flag)));
        all.items().iter().filter(has).map(|item| item["id"].clone()).collect()
    };
    let outside = flagged("TAKEN_OUTSIDE_EVENT");
    assert_eq!(outside, [alone["id"].clone()], "{all:?}");
    for flag in ["TAKEN_OUTSIDE_EVENT", "TAKEN_ELSEWHERE"] {
        assert_eq!(ids(format!("flag={flag}")).await, flagged(flag), "{flag}");
    }
    assert_eq!(ids("flag=TAKEN_OUTSIDE_EVENT&flag=TAKEN_ELSEWHERE".to_owned()).await, outside);
    assert_eq!(ids(format!("flag=TAKEN_OUTSIDE_EVENT&burst={}", alone.id())).await, outside);
    assert!(ids(format!("flag=TAKEN_OUTSIDE_EVENT&burst={}", one.id())).await.is_empty());
}
