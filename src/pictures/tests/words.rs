//! Places, times and captions in whatever form cameras and editors write them.

use super::*;
use crate::domain::time::OfficeZone;

/// The first directory, that of EXIF and that of places, field by field.
fn exif(first: &[(u16, u16, u32, &[u8])], own: &[(u16, u16, u32, &[u8])], gps: &[(u16, u16, u32, &[u8])]) -> Vec<u8> {
    let size = |fields: &[(u16, u16, u32, &[u8])]| 6 + fields.iter().map(|(.., value)| 12 + value.len()).sum::<usize>();
    let (at_own, at_gps) = (8 + size(first) + 24, 8 + size(first) + 24 + size(own));
    let directory = |fields: &[(u16, u16, u32, &[u8])], at: usize| {
        let mut table = u16::try_from(fields.len()).unwrap().to_le_bytes().to_vec();
        let mut values = Vec::new();
        for (tag, kind, count, value) in fields {
            table.extend([tag.to_le_bytes(), kind.to_le_bytes()].concat());
            table.extend(count.to_le_bytes());
            let place = at + 2 + 12 * fields.len() + 4 + values.len();
            if value.len() <= 4 {
                table.extend(value.iter().copied().chain([0; 4]).take(4));
                values.extend(vec![0; value.len()]);
            } else {
                table.extend(u32::try_from(place).unwrap().to_le_bytes());
                values.extend_from_slice(value);
            }
        }
        [table, vec![0; 4], values].concat()
    };
    let pointer = |at: usize| u32::try_from(at).unwrap().to_le_bytes();
    let (own_at, gps_at) = (pointer(at_own + 8), pointer(at_gps + 8));
    let first: Vec<_> = first.iter().copied().chain([(0x8769, 4, 1, &own_at[..]), (0x8825, 4, 1, &gps_at[..])]).collect();
    let mut bytes = [b"II*\0\x08\0\0\0".to_vec(), directory(&first, 8)].concat();
    bytes.resize(at_own + 8, 0);
    bytes.extend(directory(own, at_own + 8));
    bytes.resize(at_gps + 8, 0);
    bytes.extend(directory(gps, at_gps + 8));
    bytes
}

fn seen(exif: &[u8]) -> Capture {
    let length = u32::try_from(exif.len()).unwrap();
    let png = [png_header(40, 20).as_slice(), &length.to_be_bytes(), b"eXIf", exif, &[0; 4]].concat();
    look(&png, false, OfficeZone::Jakarta).unwrap().capture
}

fn fractions(parts: &[(i32, i32)]) -> Vec<u8> {
    parts.iter().flat_map(|(above, below)| [above.to_le_bytes(), below.to_le_bytes()].concat()).collect()
}

#[test]
fn a_place_is_read_in_whatever_parts_and_never_on_the_wrong_side() {
    let place = |kind: u16, latitude: &[(i32, i32)], side: &[u8], longitude: &[(i32, i32)]| {
        let (latitude, longitude) = (fractions(latitude), fractions(longitude));
        let count = |bytes: &[u8]| u32::try_from(bytes.len() / 8).unwrap();
        let gps: [(u16, u16, u32, &[u8]); 4] = [
            (1, 2, u32::try_from(side.len()).unwrap(), side),
            (2, kind, count(&latitude), &latitude),
            (3, 2, 2, b"E\0"),
            (4, kind, count(&longitude), &longitude),
        ];
        seen(&exif(&[], &[], &gps)).position.map(|at| (at.latitude, at.longitude))
    };
    let east = [(110, 1), (57, 1), (216, 100)];
    let told = Some((-7.5966667, 110.9506));
    assert_eq!(place(5, &[(7, 1), (35, 1), (4800, 100)], b"S\0", &east), told);
    assert_eq!(place(10, &[(7, 1), (35, 1), (4800, 100)], b"S\0", &east), told);
    assert_eq!(place(10, &[(-7, 1), (-35, 1), (-4800, 100)], b"S\0", &east), told);
    assert_eq!(place(10, &[(-7, 1), (35, 1), (48, 1)], b"\0\0", &east), told, "a sign tells it as well");
    assert_eq!(place(5, &[(7, 1), (358, 10), (0, 0)], b"S\0", &east), told, "0/0 is nothing");
    assert_eq!(place(5, &[(7, 1), (358, 10)], b"S\0", &east), told, "two parts");
    assert_eq!(place(5, &[(75_966_667, 10_000_000)], b"S\0", &[(1_109_506, 10_000)]), told, "one");
    for side in [&b"s\0"[..], b"S", b" S \0\0", b"South\0", b"SOUTH"] {
        assert_eq!(place(5, &[(7, 1), (35, 1), (48, 1)], side, &east), told, "{side:?}");
    }
    assert_eq!(place(5, &[(7, 1), (34, 1), (60, 1)], b"S", &east).map(|at| at.0), Some(-7.5833333), "rounded up");
    for side in ["null", "None", "NaN", "n/a", "Not set", "NS", "SN", "Southwest", "E", "no", "-"] {
        assert_eq!(place(5, &[(7, 1), (35, 1), (48, 1)], side.as_bytes(), &east), None, "{side}");
    }
    for parts in [[(7, 1), (3579, 1), (0, 1)], [(7, 1), (60, 1), (0, 1)], [(7, 1), (35, 1), (61, 1)]] {
        assert_eq!(place(5, &parts, b"S", &east), None, "{parts:?}");
    }
    for (latitude, side) in [
        (&[(7, 1), (35, 1), (48, 1)][..], b"\x01\0"),
        (&[(7, 1), (35, 1), (48, 1)], b"\0\0"),
        (&[(7, 1), (35, 1), (48, 1)], b"I*"),
        (&[(-7, 1), (35, 1), (48, 1)], b"N\0"),
        (&[(0, 0), (35, 1), (48, 1)], b"S\0"),
        (&[], b"S\0"),
    ] {
        assert_eq!(place(10, latitude, side, &east), None, "{latitude:?} {side:?}");
    }
}

#[test]
fn a_side_that_is_told_twice_is_told_alike() {
    let (latitude, longitude) = (fractions(&[(7, 1), (35, 1), (48, 1)]), fractions(&[(110, 1), (57, 1), (0, 1)]));
    let sides = |sides: [&'static [u8]; 2]| {
        let sides = sides.map(|side| (1, 2, u32::try_from(side.len()).unwrap(), side));
        let places: [(u16, u16, u32, &[u8]); 3] = [(2, 5, 3, &latitude), (3, 2, 2, b"E\0"), (4, 5, 3, &longitude)];
        seen(&exif(&[], &[], &sides.into_iter().chain(places).collect::<Vec<_>>())).position.is_some()
    };
    assert!(sides([b"S\0", b"South\0"]) && sides([b"\0\0", b"S\0"]));
    assert!(!sides([b"S\0", b"N\0"]) && !sides([b"N\0", b"S\0"]) && !sides([b"S\0", b"null\0"]));
}

#[test]
fn a_time_is_read_in_whatever_plain_form() {
    let at = |time: &[u8], offset: &[u8], parts: &[u8]| {
        let count = |text: &[u8]| u32::try_from(text.len()).unwrap();
        let own: [(u16, u16, u32, &[u8]); 3] =
            [(0x9003, 2, count(time), time), (0x9011, 2, count(offset), offset), (0x9291, 2, count(parts), parts)];
        seen(&exif(&[], &own, &[])).taken_at.map(|at| at.format("%Y-%m-%dT%H:%M:%S%.3f").to_string())
    };
    for (time, utc) in [
        (&b"2026:12:30 09:30:00\0"[..], Some("2026-12-30T02:30:00.000")),
        (b"2026:12:30 09:30:00+09:00", Some("2026-12-30T00:30:00.000")),
        (b"2026-12-30T09:30:00", Some("2026-12-30T02:30:00.000")),
        (b"2026-12-30T09:30:00Z", Some("2026-12-30T09:30:00.000")),
        (b"2026:12:30 09:30:00.55", Some("2026-12-30T02:30:00.550")),
        (b"2026/12/30 09:30:00", Some("2026-12-30T02:30:00.000")),
        (b"2026.12.30 09:30", Some("2026-12-30T02:30:00.000")),
        (b"2026:12:30 09:30:00 +0900", Some("2026-12-30T00:30:00.000")),
        (b"2026:12:30 09:30:00\xFF\xFF", Some("2026-12-30T02:30:00.000")),
        // What may change it and is not understood leaves no time.
        (b"2026:12:30 09:30:00 PM", None),
        (b"30/12/2026 09:30:00", None),
        (b"2026:12:30", None),
        (b"2026:12:32 09:30:00", None),
    ] {
        assert_eq!(at(time, b"", b"").as_deref(), utc, "{}", String::from_utf8_lossy(time));
    }
    let time = b"2026:12:30 09:30:00\0";
    for (offset, utc) in [
        (&b"+09:00\0"[..], "2026-12-30T00:30:00.000"),
        (b"+0900", "2026-12-30T00:30:00.000"),
        (b"+09", "2026-12-30T00:30:00.000"),
        (b"+9:00", "2026-12-30T00:30:00.000"),
        (b"-03:30", "2026-12-30T13:00:00.000"),
        (b"z", "2026-12-30T09:30:00.000"),
        // A broken one is none, and costs no time.
        (b"+99:00", "2026-12-30T02:30:00.000"),
        (b"+09:75", "2026-12-30T02:30:00.000"),
        (b"09:00", "2026-12-30T02:30:00.000"),
        (b"+", "2026-12-30T02:30:00.000"),
    ] {
        assert_eq!(at(time, offset, b"").as_deref(), Some(utc), "{}", String::from_utf8_lossy(offset));
    }
    assert_eq!(at(b"2026:12:30 09:30:00+09:00", b"+07:00", b"25").as_deref(), Some("2026-12-30T00:30:00.250"));
    assert_eq!(at(b"2026:12:30 09:30:00.55", b"", b"25").as_deref(), Some("2026-12-30T02:30:00.550"), "once");
}

#[test]
fn a_directory_that_says_of_more_fields_than_there_are_keeps_those() {
    let whole = exif(&[(0x0112, 8, 1, &[6, 0]), (0x010F, 2, 4, b"Sony")], &[], &[]);
    for count in [[40, 0], [0, 4], [0xFF, 0xFF]] {
        let told = [&whole[..8], &count, &whole[10..8 + 2 + 2 * 12]].concat();
        let length = u32::try_from(told.len()).unwrap();
        let png = [png_header(40, 20).as_slice(), &length.to_be_bytes(), b"eXIf", &told, &[0; 4]].concat();
        let seen = look(&png, false, OfficeZone::Jakarta).unwrap();
        assert_eq!((seen.size, seen.capture.camera.as_deref()), (Some((20, 40)), Some("Sony")), "{count:?}");
    }
    let beyond = [&whole[..8], &[0xFF, 0xFF], &whole[10..], &[0xEE; 60_000]].concat();
    assert_eq!(seen(&beyond).camera.as_deref(), Some("Sony"), "what follows is no field");
}

#[test]
fn parts_of_a_second_order_a_burst_and_other_times_stand_in() {
    let time = b"2026:11:20 08:30:00\0";
    let at = |own: &[(u16, u16, u32, &[u8])], first: &[(u16, u16, u32, &[u8])]| {
        seen(&exif(first, own, &[])).taken_at.map(|at| at.format("%H:%M:%S%.3f").to_string())
    };
    let original = (0x9003, 2, 20, &time[..]);
    assert_eq!(at(&[original, (0x9291, 2, 3, b"34\0")], &[]).as_deref(), Some("01:30:00.340"));
    assert_eq!(at(&[original, (0x9291, 2, 7, b"345678\0")], &[]).as_deref(), Some("01:30:00.345"));
    assert_eq!(at(&[original, (0x9291, 2, 3, b"  \0")], &[]).as_deref(), Some("01:30:00.000"));
    let later = (0x0132, 2, 20, &b"2026:11:20 09:00:00\0"[..]);
    assert_eq!(at(&[(0x9004, 2, 20, time)], &[later]).as_deref(), Some("01:30:00.000"), "when it was put into numbers");
    assert_eq!(at(&[], &[later]).as_deref(), Some("02:00:00.000"), "when it was changed");
    assert_eq!(
        at(&[(0x9003, 2, 20, b"0000:00:00 00:00:00\0")], &[later]).as_deref(),
        Some("02:00:00.000"),
        "of a clock that was never set"
    );
}

#[test]
fn a_caption_in_capitals_is_one_and_what_cameras_write_of_themselves_is_none() {
    let caption = |text: &str| {
        let text = [text.as_bytes(), b"\0"].concat();
        seen(&exif(&[(0x010E, 2, u32::try_from(text.len()).unwrap(), &text)], &[], &[])).caption.map(|text| text.to_string())
    };
    assert_eq!(caption("BUPATI MEMBUKA PANEN RAYA").as_deref(), Some("BUPATI MEMBUKA PANEN RAYA"));
    for own in [
        "OLYMPUS DIGITAL CAMERA",
        "SONY DSC",
        "Exif_JPEG_PICTURE",
        "DCIM\\100MEDIA\\DJI_0001.JPG",
        "SAMSUNG CAMERA PICTURES",
        " ",
    ] {
        assert_eq!(caption(own), None, "{own}");
    }
}

#[test]
fn notes_of_a_maker_cost_nothing_however_large_or_strange() {
    let notes: Vec<u8> = (0..300_000_u32).flat_map(|n| [0x69, 0x87, (n % 251) as u8]).collect();
    let size = u32::try_from(notes.len()).unwrap();
    let seen = {
        let exif = exif(&[(0x0112, 3, 1, &[6, 0])], &[(0x927C, 7, size, &notes), (0x9003, 2, 20, b"2026:11:20 08:30:00\0")], &[]);
        let length = u32::try_from(exif.len()).unwrap();
        let png = [png_header(40, 20).as_slice(), &length.to_be_bytes(), b"eXIf", &exif, &[0; 4]].concat();
        look(&png, false, OfficeZone::Jakarta).unwrap()
    };
    assert_eq!(seen.size, Some((20, 40)), "held upright");
    assert!(seen.capture.taken_at.is_some());
}

#[test]
fn a_packet_of_xmp_tells_what_the_others_lack() {
    let packet = r#"<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
        <rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/"
            xmlns:exif="http://ns.adobe.com/exif/1.0/" photoshop:City="Karanganyar" photoshop:Credit="Humas"
            photoshop:DateCreated="2026-11-20T08:30:00+07:00" exif:GPSLatitude="7,35.8S" exif:GPSLongitude="110,57.036E">
            <dc:description><rdf:Alt><rdf:li xml:lang="x-default">Bupati membuka panen.</rdf:li></rdf:Alt></dc:description>
            <dc:creator><rdf:Seq><rdf:li>Siti Aminah</rdf:li></rdf:Seq></dc:creator>
            <dc:subject><rdf:Bag><rdf:li>panen</rdf:li><rdf:li>padi</rdf:li></rdf:Bag></dc:subject>
        </rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>"#;
    let with = |camera: &Camera, packet: &str| {
        let body = [b"http://ns.adobe.com/xap/1.0/\0", packet.as_bytes()].concat();
        let length = u16::try_from(body.len() + 2).unwrap().to_be_bytes();
        let jpeg = camera.shoots(&scene(1, 0, (64, 48)));
        let marked = [&jpeg[..2], &[0xFF, 0xE1], &length, &body, &jpeg[2..]].concat();
        look(&marked, false, OfficeZone::Jakarta).unwrap().capture
    };
    let seen = with(&Camera::default(), packet);
    assert_eq!((seen.caption.as_deref(), seen.byline.as_deref()), (Some("Bupati membuka panen."), Some("Siti Aminah")));
    assert_eq!((seen.location.as_deref(), seen.credit.as_deref()), (Some("Karanganyar"), Some("Humas")));
    assert_eq!(seen.taken_at.unwrap().to_rfc3339(), "2026-11-20T01:30:00+00:00");
    assert_eq!(seen.position.map(|at| (at.latitude, at.longitude)), Some((-7.5966667, 110.9506)));
    assert_eq!(seen.keywords.iter().map(|word| &**word).collect::<Vec<_>>(), ["panen", "padi"]);
    // What EXIF and IPTC tell goes before it.
    let camera = Camera { artist: Some(b"Budi".to_vec()), iptc: vec![(120, b"Panen".to_vec())], ..Camera::default() };
    let seen = with(&camera, packet);
    assert_eq!((seen.caption.as_deref(), seen.byline.as_deref()), (Some("Panen"), Some("Budi")));
    for bad in ["", "<", "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", &"<a>".repeat(20_000)] {
        assert_eq!(with(&Camera::default(), bad), Capture::default());
    }
}
