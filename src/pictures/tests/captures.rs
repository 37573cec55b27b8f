//! What cameras and agencies wrote is read, cleaned and never trusted.

use super::*;
use crate::domain::picture::{NoCopies, Position};
use crate::domain::time::OfficeZone;

fn capture(camera: &Camera) -> Capture {
    look(&camera.shoots(&scene(1, 0, (64, 48))), false, OfficeZone::Jakarta).unwrap().capture
}

fn text(bytes: impl AsRef<[u8]>) -> Option<Vec<u8>> {
    Some(bytes.as_ref().to_vec())
}

fn taken(taken: &str, offset: Option<&str>) -> Option<String> {
    let camera = Camera { taken: Some(taken.to_owned()), offset: offset.map(str::to_owned), ..Camera::default() };
    capture(&camera).taken_at.map(|at| at.to_rfc3339())
}

#[test]
fn a_camera_tells_when_where_and_with_what() {
    let camera = Camera {
        make: text("NIKON CORPORATION"),
        model: text("NIKON D750"),
        artist: text("Siti Aminah"),
        description: text("Bupati memotong padi."),
        taken: Some("2026:01:14 09:30:00".to_owned()),
        gps: Some((-7.5966, 110.9506)),
        ..Camera::default()
    };
    let seen = capture(&camera);
    // A clock without a zone is the office's.
    assert_eq!(seen.taken_at.unwrap().to_rfc3339(), "2026-01-14T02:30:00+00:00");
    assert_eq!(seen.camera.as_deref(), Some("NIKON CORPORATION NIKON D750"));
    assert_eq!((seen.byline.as_deref(), seen.caption.as_deref()), (Some("Siti Aminah"), Some("Bupati memotong padi.")));
    let Position { latitude, longitude } = seen.position.unwrap();
    assert!((latitude + 7.5966).abs() < 1e-6 && (longitude - 110.9506).abs() < 1e-6);
    let canon = Camera { make: text("Canon"), model: text("Canon EOS R6"), ..Camera::default() };
    assert_eq!(capture(&canon).camera.as_deref(), Some("Canon EOS R6"));
    assert_eq!(capture(&Camera::default()), Capture::default());
}

#[test]
fn a_clock_with_a_zone_is_read_in_it() {
    assert_eq!(taken("2026:01:14 09:30:00", Some("+09:00")).as_deref(), Some("2026-01-14T00:30:00+00:00"));
    assert_eq!(taken("2026:01:14 09:30:00", Some("+9:00")).as_deref(), Some("2026-01-14T00:30:00+00:00"));
    // An offset that no place has is none, too.
    for broken in ["      ", "x", "+99:00", "*07:00"] {
        assert_eq!(taken("2026:01:14 09:30:00", Some(broken)).as_deref(), Some("2026-01-14T02:30:00+00:00"), "{broken}");
    }
    for nonsense in [
        "0000:00:00 00:00:00",
        "2026:13:40 25:61:61",
        "                   ",
        "yesterday",
        "",
        "1600:01:01 00:00:00",
        "2026:02:29 09:00:00",
    ] {
        assert_eq!(taken(nonsense, None), None, "{nonsense}");
    }
}

#[test]
fn an_agency_tells_the_rest_and_goes_before_the_camera() {
    let iptc: Vec<(u8, Vec<u8>)> = [
        (120, "Bupati membuka panen.\r\nWarga menyaksikan."),
        (80, "Budi"),
        (25, "panen"),
        (25, "padi"),
        (25, "panen"),
        (92, "Alun-alun"),
        (90, "Karanganyar"),
        (110, "Humas"),
        (116, "Pemkab 2026"),
    ]
    .map(|(number, text)| (number, text.as_bytes().to_vec()))
    .to_vec();
    let seen = capture(&Camera { artist: text("Kamera 3"), iptc, ..Camera::default() });
    assert_eq!(seen.caption.as_deref(), Some("Bupati membuka panen.\nWarga menyaksikan."));
    assert_eq!(
        (seen.byline.as_deref(), seen.credit.as_deref(), seen.copyright.as_deref()),
        (Some("Budi"), Some("Humas"), Some("Pemkab 2026"))
    );
    assert_eq!(seen.location.as_deref(), Some("Alun-alun, Karanganyar"));
    assert_eq!(seen.keywords.iter().map(|word| &**word).collect::<Vec<_>>(), ["panen", "padi"]);
}

#[test]
fn letters_are_read_as_they_were_written() {
    let byline = |bytes: &[u8], utf8| capture(&Camera { iptc: vec![(80, bytes.to_vec())], utf8, ..Camera::default() }).byline;
    assert_eq!(byline("Café".as_bytes(), true).as_deref(), Some("Café"));
    assert_eq!(byline("Café".as_bytes(), false).as_deref(), Some("Café"));
    assert_eq!(byline(b"Caf\xE9", false).as_deref(), Some("Café"), "Windows-1252 where it cannot be UTF-8");
    assert_eq!(byline(b"Caf\xC3\xA9 \xE5\x86", false).as_deref(), Some("Café"), "cut within its last letter");
    assert_eq!(byline(b"Caf\xC3\xA9 \xC3", false).as_deref(), Some("Café"));
    assert_eq!(byline(b"Caf\xE9 \x96", true).as_deref(), Some("Café –"), "whatever is said of it");
}

#[test]
fn hostile_values_are_cleaned_cut_or_left_out() {
    let long = "x".repeat(9000);
    let camera = Camera {
        make: text("a\x1b[31m\nb\tc"),
        artist: text(&long),
        description: text("OLYMPUS DIGITAL CAMERA"),
        orientation: Some(99),
        gps: Some((0.0, 0.0)),
        iptc: vec![
            (120, b"\0\0 ".to_vec()),
            (25, b"\r\n".to_vec()),
            (25, long.as_bytes().to_vec()),
            (110, b"<script>\0alert(1)</script>".to_vec()),
        ],
        ..Camera::default()
    };
    let seen = capture(&camera);
    assert_eq!(seen.camera.as_deref(), Some("a [31m b c"));
    assert_eq!(seen.byline.map(|byline| byline.len()), Some(200));
    assert_eq!(seen.keywords.iter().map(|word| word.len()).collect::<Vec<_>>(), [100]);
    assert_eq!(seen.credit.as_deref(), Some("<script> alert(1)</script>"));
    assert_eq!((seen.caption, seen.position), (None, None));
    let many = (0..200).map(|number| (25, format!("kata {number}").into_bytes())).collect();
    assert_eq!(capture(&Camera { iptc: many, ..Camera::default() }).keywords.len(), 50);
    assert_eq!(capture(&Camera { gps: Some((91.0, 10.0)), ..Camera::default() }).position, None);
}

#[test]
fn png_and_webp_carry_the_same() {
    let exif = Camera { make: text("Sony"), orientation: Some(6), ..Camera::default() }.exif();
    let length = u32::try_from(exif.len()).unwrap();
    let png = [png_header(40, 20).as_slice(), &length.to_be_bytes(), b"eXIf", &exif, &[0; 4]].concat();
    let extended = b"VP8X\x0A\0\0\0\x08\0\0\0\x27\0\0\x13\0\0";
    let webp = [b"RIFF\0\0\0\0WEBP".as_slice(), extended, b"EXIF", &length.to_le_bytes(), &exif].concat();
    for picture in [png, webp] {
        let seen = look(&picture, false, OfficeZone::Jakarta).unwrap();
        assert_eq!(seen.capture.camera.as_deref(), Some("Sony"));
        assert_eq!(seen.size, Some((20, 40)), "held upright");
    }
}

#[test]
fn heic_carries_it_anywhere_in_the_file() {
    let camera = Camera { make: text("Apple"), taken: Some("2026:01:14 09:30:00".to_owned()), ..Camera::default() };
    let heic = camera.shoots_heic();
    let seen = look(&heic, false, OfficeZone::Jakarta).unwrap();
    assert_eq!((seen.size, seen.capture.camera.as_deref()), (None, Some("Apple")));
    assert_eq!(seen.capture.taken_at.unwrap().to_rfc3339(), "2026-01-14T02:30:00+00:00");
    // Cut off or damaged anywhere it says less, and is let through.
    for at in 0..heic.len() {
        assert_eq!(look(&heic[..at.max(12)], false, OfficeZone::Jakarta).unwrap().size, None);
        let mut damaged = heic.clone();
        damaged[at.max(12)] ^= 0xFF;
        assert_eq!(look(&damaged, false, OfficeZone::Jakarta).unwrap().size, None);
    }
}

#[test]
fn heic_is_as_large_as_its_boxes_say() {
    let camera = Camera { make: text("Apple"), orientation: Some(6), gps: Some((-7.5966, 110.9506)), ..Camera::default() };
    for (quarters, size) in [(0, (4032, 3024)), (1, (3024, 4032)), (2, (4032, 3024)), (3, (3024, 4032))] {
        let seen = look(&camera.shoots_heic_of((4032, 3024), quarters), false, OfficeZone::Jakarta).unwrap();
        assert_eq!(seen.size, Some(size), "{quarters}");
        assert!(seen.capture.position.is_some());
    }
    let real = look(&file("heic-named.jpg"), false, OfficeZone::Jakarta).unwrap();
    assert_eq!(real.size, Some((200, 320)));
    let heic = camera.shoots_heic_of((4032, 3024), 1);
    assert_eq!(lack(&heic, heic.len() as u64, false, MEMORY), Some(NoCopies::Unsupported));
    assert_eq!(look(&camera.shoots_heic_of((0, 3024), 1), false, OfficeZone::Jakarta).unwrap().size, None);
    // Damaged anywhere it says something else or less, and is let through.
    for at in 12..heic.len() - 5000 {
        let mut damaged = heic.clone();
        damaged[at] ^= 0xFF;
        look(&damaged, false, OfficeZone::Jakarta).unwrap();
        look(&heic[..at], false, OfficeZone::Jakarta).unwrap();
    }
}

#[test]
fn heic_tables_that_lie_lead_nowhere() {
    let heic = Camera { make: text("Apple"), ..Camera::default() }.shoots_heic();
    let at = |mark: &[u8]| heic.windows(mark.len()).position(|part| part == mark).unwrap() + mark.len();
    let (places, items) = (at(b"iloc"), at(b"iinf"));
    // Numbers of no bytes, a million items, an item of 65,535 pieces, one that begins behind the end.
    for (place, lie) in [
        (places + 4, &[0, 0][..]),
        (places + 6, &[0xFF, 0xFF]),
        (places + 12, &[0xFF, 0xFF]),
        (places + 14, &[0xFF; 4]),
        (places + 18, &[0xFF; 4]),
        (items + 4, &[0xFF, 0xFF]),
        (places - 8, &[0, 0, 0, 1]),
        (places - 8, &[0, 0, 0, 7]),
    ] {
        let mut lying = heic.clone();
        lying[place..place + lie.len()].copy_from_slice(lie);
        let seen = look(&lying, false, OfficeZone::Jakarta).unwrap();
        let found = seen.capture.camera.is_some();
        // How many there are is not what leads there.
        assert_eq!(found, [places + 6, items + 4].contains(&place), "at {place}: {lie:?}");
    }
}

#[test]
fn directories_over_one_another_cost_nothing_and_hide_nothing() {
    let good = Camera { make: text("NIKON"), ..Camera::default() }.exif();
    let bomb = |pointers: u16| {
        let count = 1 + pointers;
        let mut exif = [b"MM\0\x2A\0\0\0\x08".as_slice(), &count.to_be_bytes()].concat();
        exif.extend(b"\x01\x0F\0\x02\0\0\0\x04Red\0");
        for pointer in 0..u32::from(pointers) {
            exif.extend([b"\x87\x69\0\x04\0\0\0\x01".as_slice(), &(40_000 + pointer).to_be_bytes()].concat());
        }
        exif.resize(60_000, 0x14);
        exif
    };
    let camera = |exif: &[u8]| {
        let length = u32::try_from(exif.len()).unwrap();
        let png = [png_header(40, 20).as_slice(), &length.to_be_bytes(), b"eXIf", exif, &[0; 4]].concat();
        look(&png, false, OfficeZone::Jakarta).unwrap().capture.camera.map(|camera| camera.to_string())
    };
    assert_eq!(camera(&good).as_deref(), Some("NIKON"));
    assert_eq!(camera(&bomb(60)).as_deref(), Some("Red"));
    assert_eq!(camera(&bomb(1000)).as_deref(), Some("Red"));
    assert_eq!(camera(&bomb(2500)).as_deref(), Some("Red"), "of more fields than any camera has the first");
}

#[test]
fn metadata_damaged_anywhere_never_costs_more_than_itself() {
    let camera = Camera {
        make: text("NIKON"),
        taken: Some("2026:01:14 09:30:00".to_owned()),
        gps: Some((-7.5966, 110.9506)),
        iptc: vec![(120, b"Panen".to_vec())],
        ..Camera::default()
    };
    let good = camera.shoots(&scene(1, 0, (64, 48)));
    // What stands in the two segments, behind their markers and lengths.
    let length = |at: usize| usize::from(u16::from_be_bytes([good[at], good[at + 1]]));
    let second = 4 + length(4);
    let bodies = [6..second, second + 4..second + 2 + length(second + 2)];
    let mut random: u64 = 7;
    let mut next = || {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        usize::try_from(random >> 16).unwrap()
    };
    for _ in 0..5_000 {
        let mut damaged = good.clone();
        for _ in 0..1 + next() % 4 {
            let body = &bodies[next() % 2];
            damaged[body.start + next() % body.len()] = u8::try_from(next() % 256).unwrap();
        }
        // It may be turned now, but it is still a picture of its size.
        let seen = look(&damaged, false, OfficeZone::Jakarta).unwrap();
        assert!([(64, 48), (48, 64)].map(Some).contains(&seen.size));
    }
}
