//! What a picture says of itself on arrival: kept, filled in where nobody said otherwise, flagged where it does not fit.

use super::*;
use crate::support::work::{ENDS_AT, STARTS_AT};

fn told() -> Camera {
    let iptc = [(120, "Bupati memotong padi."), (80, "Budi"), (25, "panen"), (92, "Alun-alun"), (110, "Humas"), (116, "Pemkab")];
    Camera {
        gps: Some((-7.5966, 110.9506)),
        iptc: iptc.map(|(number, text)| (number, text.as_bytes().to_vec())).to_vec(),
        ..at_the_event()
    }
}

#[tokio::test]
async fn it_fills_what_the_sender_left_empty_and_nothing_else() {
    let office = Office::open().await;
    let case = dispatched(&office).await;
    let file = told().shoots(&scene(1, 0, (480, 320)));
    let filled = sends_photo(&case, "Panen", file.clone()).await;
    let members = |artifact: &Reply, names: &[&str]| names.iter().map(|name| artifact[*name].clone()).collect::<Vec<_>>();
    let names = ["takenAt", "caption", "byline", "keywords", "locationShown", "credit", "copyright"];
    let found = [json!("2026-01-14T02:30:00.000Z"), json!("Bupati memotong padi."), json!("Budi"), json!(["panen"])];
    assert_eq!(members(&filled, &names[..4]), found);
    assert_eq!(members(&filled, &names[4..]), [json!("Alun-alun"), json!("Humas"), json!("Pemkab")]);
    let capture = &filled["content"]["capture"];
    assert_eq!((&capture["width"], &capture["height"]), (&json!(480), &json!(320)));
    assert_eq!((&capture["camera"], &capture["takenAt"]), (&json!("NIKON"), &json!("2026-01-14T02:30:00.000Z")));
    assert!((capture["position"]["latitude"].as_f64().expect("a latitude") + 7.5966).abs() < 1e-6);
    assert_eq!(filled["flags"], json!([]));
    // The original is what was sent, to the byte.
    assert_eq!(case.photographer.get(&address(&filled, "/content")).await.good().bytes, file);

    let said = json!({ "kind": "PHOTO", "title": "Panen", "caption": "Kata saya", "byline": "Siti", "keywords": ["sendiri"],
        "takenAt": "2026-01-14T03:00:00Z", "locationShown": "Sawah", "credit": "Saya", "copyright": "Siti" });
    let elsewhere = dispatched(&office).await;
    let kept = sends(&elsewhere.photographer, &elsewhere, said.clone(), file).await.is(201);
    for name in names.into_iter().filter(|name| *name != "takenAt") {
        assert_eq!(kept[name], said[name], "{name}");
    }
    assert_eq!(kept["takenAt"], "2026-01-14T03:00:00.000Z");
    // Once a content: both artifacts have the same.
    assert_eq!(count(&office, "SELECT count(*) FROM pictures").await, 1);
    // The journal is kept for ever: no place where somebody stood.
    let journal = office.auditor().journal_of(filled.id()).await;
    assert!(!json!(journal).to_string().contains("latitude"), "{journal:?}");
}

#[tokio::test]
async fn a_new_version_fills_what_is_still_empty() {
    let office = Office::open().await;
    let case = dispatched(&office).await;
    let made =
        sends(&case.photographer, &case, json!({ "kind": "PHOTO", "title": "Panen", "byline": "Siti" }), jpeg(1)).await.is(201);
    assert_eq!((&made["takenAt"], &made["content"]["capture"]["camera"]), (&json!(null), &json!(null)));
    let replaced =
        puts_file(&case.photographer, &address(&made, "/content"), "image/jpeg", told().shoots(&scene(1, 0, (200, 100)))).await;
    let replaced = replaced.is(200);
    assert_eq!((&replaced["byline"], &replaced["caption"]), (&json!("Siti"), &json!("Bupati memotong padi.")));
    assert_eq!(
        (&replaced["takenAt"], &replaced["content"]["capture"]["width"]),
        (&json!("2026-01-14T02:30:00.000Z"), &json!(200))
    );
    // Each version tells of itself.
    let versions = case.photographer.get(&address(&made, "/versions")).await.good();
    let widths: Vec<_> = versions.items().iter().map(|version| version["capture"]["width"].clone()).collect();
    assert_eq!(widths, [json!(200), json!(480)]);
}

#[tokio::test]
async fn bombs_and_ruins_are_kept_and_never_decoded() {
    let office = Office::open().await;
    let case = dispatched(&office).await;
    let photo = sends_photo(&case, "Panen", jpeg(1)).await;
    let torn = jpeg(1)[..40].to_vec();
    for (file, media_type, lack) in [(png_header(100_000, 100_000), "image/png", "PACKED"), (torn, "image/jpeg", "DAMAGED")] {
        let replaced = puts_file(&case.photographer, &address(&photo, "/content"), media_type, file.clone()).await.is(200);
        assert_eq!((&replaced["content"]["noCopies"], &replaced["flags"]), (&json!(lack), &json!(["ENDS_EARLY"])));
        assert_eq!(case.photographer.get(&address(&photo, "/content")).await.good().bytes, file);
        case.subhead.get(&address(&photo, "/renditions/web")).await.refused(404, "NOT_FOUND");
    }
    assert_eq!(office.pictures_made(), 0);
}

#[tokio::test]
async fn what_nothing_here_decodes_still_tells_when_it_was_taken() {
    let office = Office::open().await;
    let case = dispatched(&office).await;
    let bare = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic and so on".to_vec();
    let late = Camera { taken: Some("2026:01:15 09:30:00".to_owned()), ..at_the_event() };
    for (heic, taken_at, flags) in
        [(bare, json!(null), json!([])), (late.shoots_heic(), json!("2026-01-15T02:30:00.000Z"), json!(["TAKEN_OUTSIDE_EVENT"]))]
    {
        let metadata = json!({ "kind": "PHOTO", "title": "Panen" });
        let made = case.photographer.uploads(&case.assignment, metadata, "a.heic", "image/heic", heic).await.is(201);
        assert_eq!((&made["takenAt"], &made["flags"]), (&taken_at, &flags));
        assert_eq!(made["content"]["capture"], json!(null));
        assert!(made.allowed().contains(&"ATTACH_POSTER"));
    }
    assert_eq!(count(&office, "SELECT count(*) FROM pictures").await, 0);
}

#[tokio::test]
async fn what_nothing_here_decodes_still_tells_where_it_was_taken() {
    let office = Office::open().await;
    let mut case = Case::assigned(&office).await;
    let square = json!({ "latitude": -7.5966, "longitude": 110.9506 });
    case.head.patch(&format!("/v1/agenda-items/{}", case.event.id()), "*", json!({ "venuePosition": square })).await.is(200);
    case.is_dispatched().await;
    for (latitude, flags) in [(-7.5966, json!([])), (-7.70, json!(["TAKEN_ELSEWHERE"]))] {
        let heic = Camera { gps: Some((latitude, 110.9506)), ..at_the_event() }.shoots_heic_of((4032, 3024), 1);
        let metadata = json!({ "kind": "PHOTO", "title": "Panen" });
        let made = case.photographer.uploads(&case.assignment, metadata, "a.heic", "image/heic", heic).await.is(201);
        assert_eq!(made["flags"], flags);
        let (capture, lack) = (&made["content"]["capture"], &made["content"]["noCopies"]);
        assert_eq!((&capture["width"], &capture["height"], lack), (&json!(3024), &json!(4032), &json!("UNSUPPORTED")));
        assert_eq!(capture["position"]["latitude"], latitude);
        assert!(made.allowed().contains(&"ATTACH_POSTER"));
        case.subhead.get(&address(&made, "/renditions/web")).await.refused(404, "NOT_FOUND");
    }
    // Nobody tries to make copies of them.
    assert_eq!(count(&office, "SELECT count(*) FROM pictures WHERE no_copies = 'UNSUPPORTED'").await, 2);
    assert_eq!(office.pictures_made(), 0);
}

#[tokio::test]
async fn a_picture_beyond_all_measure_is_kept_as_it_is() {
    let office = Office::open().await;
    let case = dispatched(&office).await;
    let mut scan = encoded(&scene(1, 0, (480, 320)), image::ImageFormat::Png);
    scan.resize(193 << 20, 0);
    let metadata = json!({ "kind": "SOURCE_MATERIAL", "title": "Peta" });
    let made = case.photographer.uploads(&case.assignment, metadata, "peta.png", "image/png", scan).await.is(201);
    assert_eq!((&made["content"]["capture"]["width"], &made["content"]["noCopies"]), (&json!(480), &json!("TOO_LARGE")));
    let told = case.subhead.get(&address(&made, "/renditions/web")).in_english().await.refused(404, "NOT_FOUND");
    assert_eq!(told["detail"], "This file is too large to be made smaller; download it itself at …/content.");
    assert_eq!(office.pictures_made(), 0);
}

#[tokio::test]
async fn time_and_place_that_do_not_fit_are_flagged_and_never_refused() {
    let office = Office::open().await;
    let mut case = Case::assigned(&office).await;
    let event = format!("/v1/agenda-items/{}", case.event.id());
    let square = json!({ "latitude": -7.5966, "longitude": 110.9506 });
    case.head.patch(&event, "*", json!({ "venuePosition": square })).await.is(200);
    case.is_dispatched().await;
    let elsewhere = Camera { taken: Some("2026:01:15 09:30:00".to_owned()), gps: Some((-7.70, 110.9506)), ..at_the_event() };
    let photo = sends_photo(&case, "Panen", elsewhere.shoots(&scene(1, 0, (48, 32)))).await;
    assert_eq!(photo["flags"], json!(["TAKEN_OUTSIDE_EVENT", "TAKEN_ELSEWHERE"]));
    let listed = case.subhead.get(&format!("/v1/assignments/{}/artifacts", case.assignment.id())).await.good();
    assert_eq!(listed.items()[0]["flags"], photo["flags"]);
    // The clock of the camera was wrong, says who was there.
    let patched =
        case.photographer.patch(&address(&photo, ""), "*", json!({ "takenAt": "2026-01-14T09:40:00+07:00" })).await.is(200);
    assert_eq!(patched["flags"], json!(["TAKEN_ELSEWHERE"]));
    assert_eq!(patched["content"]["capture"]["takenAt"], "2026-01-15T02:30:00.000Z");
    // Flags are of the event as it stands now.
    case.head.patch(&event, "*", json!({ "venuePosition": { "latitude": -7.70, "longitude": 110.95 } })).await.is(200);
    assert_eq!(case.photographer.reads("artifacts", &photo).await["flags"], json!([]));
    case.head
        .patch(&event, "*", json!({ "startsAt": "2026-02-14T09:00:00+07:00", "endsAt": null, "venuePosition": null }))
        .await
        .is(200);
    assert_eq!(case.photographer.reads("artifacts", &photo).await["flags"], json!(["TAKEN_OUTSIDE_EVENT"]));
}

#[tokio::test]
async fn the_place_of_an_event_is_a_point_on_the_earth() {
    let office = Office::open().await;
    let head = office.division_head();
    let put = |position: Value| {
        head.post(
            "/v1/agenda-items",
            json!({ "title": "Panen", "startsAt": STARTS_AT, "endsAt": ENDS_AT, "venuePosition": position }),
        )
    };
    let made = put(json!({ "latitude": -7, "longitude": 110.5 })).await.is(201);
    assert_eq!(made["venuePosition"], json!({ "latitude": -7.0, "longitude": 110.5 }));
    let kept = head.patch(&format!("/v1/agenda-items/{}", made.id()), "*", json!({ "title": "Panen Raya" })).await.is(200);
    assert_eq!(kept["venuePosition"], made["venuePosition"]);
    let cleared = head.patch(&format!("/v1/agenda-items/{}", made.id()), "*", json!({ "venuePosition": null })).await.is(200);
    assert_eq!(cleared["venuePosition"], json!(null));
    for (position, faults) in [
        (
            json!({ "latitude": -90.1, "longitude": 181 }),
            vec![("#/venuePosition/latitude", "OUT_OF_RANGE"), ("#/venuePosition/longitude", "OUT_OF_RANGE")],
        ),
        (json!({ "latitude": 1 }), vec![("#/venuePosition/longitude", "REQUIRED")]),
        (json!({ "latitude": "1", "longitude": 1 }), vec![("#/venuePosition/latitude", "WRONG_TYPE")]),
        (json!({ "latitude": 1, "longitude": 1, "altitude": 5 }), vec![("#/venuePosition/altitude", "UNKNOWN_FIELD")]),
    ] {
        assert_eq!(put(position).await.refused(400, "VALIDATION").faults(), faults);
    }
}

/// An animation whose canvas is as large as WebP can tell (2^24 a side), or small with very many frames of nothing.
fn animation(side: u32, frames: usize) -> Vec<u8> {
    let chunk =
        |name: &[u8; 4], body: &[u8]| [name, &u32::try_from(body.len()).expect("a size").to_le_bytes()[..], body].concat();
    let canvas = [&[2, 0, 0, 0][..], &(side - 1).to_le_bytes()[..3], &(side - 1).to_le_bytes()[..3]].concat();
    let frame = chunk(b"ANMF", &[0; 16]);
    let body = [b"WEBP".to_vec(), chunk(b"VP8X", &canvas), chunk(b"ANIM", &[0; 6]), frame.repeat(frames)].concat();
    chunk(b"RIFF", &body)
}

#[tokio::test]
async fn an_animation_that_would_fill_the_memory_is_never_decoded_and_one_of_many_frames_harms_nobody() {
    let office = Office::open().await;
    let case = dispatched(&office).await;
    let metadata = json!({ "kind": "PHOTO", "title": "x" });
    let told = case.photographer.uploads(&case.assignment, metadata.clone(), "a", "image/webp", animation(1 << 24, 1)).await;
    assert_eq!(told.is(201)["content"]["noCopies"], "PACKED");
    let many = case.photographer.uploads(&case.assignment, metadata, "a", "image/webp", animation(64, 100_000)).await;
    // Kept, but no frame of it can be shown.
    case.subhead.get(&address(&many.is(201), "/renditions/web")).await.refused(404, "NOT_FOUND");
    case.photographer.uploads_photo(&case.assignment, "Panen").await;
}
