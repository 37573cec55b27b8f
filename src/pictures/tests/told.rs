//! What stands elsewhere than cameras and editors mostly put it, or in another form, is read as well.

use super::camera::{heic, part};
use super::*;
use crate::domain::time::OfficeZone;
use image::ImageFormat;

pub fn seen(bytes: &[u8], is_raw: bool) -> Look {
    look(bytes, is_raw, OfficeZone::Jakarta).unwrap()
}

/// A packet with these attributes.
pub fn packet(attributes: &str) -> String {
    format!(
        r#"<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about=""
        xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
        xmlns:exif="http://ns.adobe.com/exif/1.0/" {attributes}><dc:subject><rdf:Bag><rdf:li>panen</rdf:li></rdf:Bag></dc:subject>
        </rdf:Description></rdf:RDF></x:xmpmeta>"#
    )
}

fn in_jpeg(marker: u8, body: &[u8]) -> Vec<u8> {
    with_segments(marker, &[body])
}

/// A JPEG that has these segments before all others.
pub fn with_segments(marker: u8, bodies: &[&[u8]]) -> Vec<u8> {
    let jpeg = encoded(&scene(1, 0, (64, 48)), ImageFormat::Jpeg);
    let segment = |body: &&[u8]| [&[0xFF, marker], &u16::try_from(body.len() + 2).unwrap().to_be_bytes()[..], body].concat();
    [&jpeg[..2], &bodies.iter().flat_map(segment).collect::<Vec<u8>>(), &jpeg[2..]].concat()
}

/// A TIFF of one directory, little end first; behind it stands what is added.
pub fn tiff(fields: &[(u16, u16, &[u8])]) -> Vec<u8> {
    let mut table = [b"II*\0\x08\0\0\0".as_slice(), &u16::try_from(fields.len()).unwrap().to_le_bytes()].concat();
    let (mut values, start) = (Vec::new(), 10 + 12 * fields.len() + 4);
    for (tag, kind, value) in fields {
        let size = match kind {
            3 => 2,
            4 => 4,
            _ => 1,
        };
        table.extend([tag.to_le_bytes(), kind.to_le_bytes()].concat());
        table.extend(u32::try_from(value.len() / size).unwrap().to_le_bytes());
        if value.len() <= 4 {
            table.extend(value.iter().copied().chain([0; 4]).take(4));
        } else {
            table.extend(u32::try_from(start + values.len()).unwrap().to_le_bytes());
            values.extend_from_slice(value);
        }
    }
    [table, vec![0; 4], values].concat()
}

const IPTC: &[u8] = b"\x1C\x02\x78\0\x05Panen\x1C\x02\x50\0\x04Budi";

fn taken(attributes: &str) -> Option<String> {
    let jpeg = in_jpeg(0xE1, &[b"http://ns.adobe.com/xap/1.0/\0", packet(attributes).as_bytes()].concat());
    seen(&jpeg, false).capture.taken_at.map(|at| at.format("%Y-%m-%dT%H:%M:%S").to_string())
}

#[test]
fn a_time_of_xmp_is_read_in_every_form_it_may_have() {
    for time in [
        "2026-11-30T09:30:00+07:00",
        "2026-11-30T09:30+07:00",
        "2026-11-30T02:30Z",
        "2026-11-30T02:30:00Z",
        "2026-11-30T02:30:00.25Z",
        "2026-11-30T09:30:00.5",
        "2026-11-30T09:30",
        "2026-11-29T21:30-05:00",
        "2026-11-30T09:30:00+0700",
        "2026:11:30 09:30:00",
        // A broken zone is none, and costs no time.
        "2026-11-30T09:30+99:00",
    ] {
        let seen = taken(&format!(r#"exif:DateTimeOriginal="{time}""#));
        assert_eq!(seen.as_deref(), Some("2026-11-30T02:30:00"), "{time}");
    }
    // What is no time hides none.
    let told = Some("2026-11-30T02:30:00".to_owned());
    assert_eq!(taken(r#"photoshop:DateCreated="2026-11-30" xmp:CreateDate="2026-11-30T09:30:00""#), told);
    assert_eq!(taken(r#"exif:DateTimeOriginal="0000-00-00T00:00:00" exif:DateTimeDigitized="2026-11-30T09:30""#), told);
    assert_eq!(taken(r#"exif:DateTimeOriginal="2026-11-30T09:30" xmp:CreateDate="2026-11-30T10:00""#), told);
    for nonsense in ["2026-11-30", "2026-11-30T25:00+07:00", "2026-11-30T09:30 PM", ""] {
        assert_eq!(taken(&format!(r#"xmp:CreateDate="{nonsense}""#)), None, "{nonsense}");
    }
}

#[test]
fn a_packet_is_read_wherever_the_format_keeps_it() {
    let packet = packet(r#"photoshop:Credit="Humas" xmp:CreateDate="2026-11-30T09:30""#);
    let jpeg = encoded(&scene(1, 0, (64, 48)), ImageFormat::Jpeg);
    let raw = [tiff(&[(700, 1, packet.as_bytes())]), jpeg.clone()].concat();
    let gif = encoded(&scene(1, 0, (64, 48)), ImageFormat::Gif);
    // Behind the header and the palette of all: here none, so the first block follows.
    let blocks = 13 + if gif[10] & 0x80 > 0 { 3 << ((gif[10] & 7) + 1) } else { 0 };
    let trailer: Vec<u8> = [1].into_iter().chain((0..=255).rev()).chain([0]).collect();
    let gif = [&gif[..blocks], b"\x21\xFF\x0BXMP DataXMP", packet.as_bytes(), &trailer, &gif[blocks..]].concat();
    let canon = [
        part(b"ftyp", b"crx \0\0\0\x01crx isom"),
        part(b"uuid", &[b"\xBE\x7A\xCF\xCB\x97\xA9\x42\xE8\x9C\x71\x99\x94\x91\xE3\xAF\xAC", packet.as_bytes()].concat()),
        part(b"mdat", &jpeg),
    ];
    // Its words stand in the picture that it keeps, alone.
    let shown = in_jpeg(0xE1, &[b"http://ns.adobe.com/xap/1.0/\0", packet.as_bytes()].concat());
    for (name, bytes, is_raw) in [
        ("raw", raw, true),
        ("HEIC", heic(b"mime\0application/rdf+xml\0", packet.as_bytes()), false),
        ("HEIC with a name", heic(b"mimeXMP\0application/rdf+xml\0\0", packet.as_bytes()), false),
        ("GIF", gif, false),
        ("CR3", canon.concat(), true),
        ("RAF", [b"FUJIFILMCCD-RAW 0201FF393101X-T2".as_slice(), &[0; 60], &shown].concat(), true),
    ] {
        let told = seen(&bytes, is_raw).capture;
        assert_eq!(told.credit.as_deref(), Some("Humas"), "{name}");
        assert_eq!(told.keywords.iter().map(|word| &**word).collect::<Vec<_>>(), ["panen"], "{name}");
        assert_eq!(told.taken_at.map(|at| at.to_rfc3339()).as_deref(), Some("2026-11-30T02:30:00+00:00"), "{name}");
    }
    let other = heic(b"mime\0text/plain\0", packet.as_bytes());
    assert_eq!(seen(&other, false).capture, Capture::default());
}

#[test]
fn iptc_is_read_in_raw_and_as_photoshop_keeps_it_in_a_tiff() {
    let jpeg = encoded(&scene(1, 0, (64, 48)), ImageFormat::Jpeg);
    let resources = [b"8BIM\x04\x04\0\0\0\0\0\x13".as_slice(), IPTC].concat();
    let raw = [tiff(&[(33723, 1, IPTC)]), jpeg].concat();
    let size = [(256, 3, &[8, 0][..]), (257, 3, &[8, 0]), (34377, 1, &resources)];
    for (bytes, is_raw) in [(raw, true), (tiff(&size), false)] {
        let told = seen(&bytes, is_raw).capture;
        assert_eq!((told.caption.as_deref(), told.byline.as_deref()), (Some("Panen"), Some("Budi")));
    }
}

#[test]
fn what_stands_before_or_between_the_words_of_iptc_costs_nothing() {
    let resource = |signature: &[u8], id: u16, data: &[u8]| {
        let size = u32::try_from(data.len()).unwrap().to_be_bytes();
        [signature, &id.to_be_bytes(), &[0, 0], &size, data].concat()
    };
    let words = |block: &[u8]| resource(b"8BIM", 0x0404, block);
    let long = [b"\x1C\x02\xCA\x80\x04\0\0\x80\xE8".as_slice(), &[b'K'; 33_000]].concat();
    for (name, resources) in [
        ("of another program first", [resource(b"MeSa", 0x03ED, &[b'x'; 16]), words(IPTC)].concat()),
        ("odd, and not padded", [resource(b"8BIM", 0x03ED, b"abc"), words(IPTC)].concat()),
        ("odd, and padded", [resource(b"8BIM", 0x03ED, b"abc"), vec![0], words(IPTC)].concat()),
        ("padding before it", [vec![0; 5], words(IPTC)].concat()),
        ("a long one first", words(&[&long, IPTC].concat())),
        ("padding in it", words(&[&[0; 3], &IPTC[..10], &[0; 2], &IPTC[10..]].concat())),
        ("cut off", {
            let whole = words(&[IPTC, &[0; 40]].concat());
            whole[..whole.len() - 30].to_vec()
        }),
    ] {
        let told = seen(&in_jpeg(0xED, &[b"Photoshop 3.0\0", resources.as_slice()].concat()), false).capture;
        assert_eq!((told.caption.as_deref(), told.byline.as_deref()), (Some("Panen"), Some("Budi")), "{name}");
    }
    for bad in [
        &b"8BIM"[..],
        b"8BIM\x04\x04\0\0\xFF\xFF\xFF\xFF",
        b"MeSa\x04\x04\xFF",
        b"8BIM\x04\x04\0\0\0\0\0\x05\x1C\x02\x78\xFF\xFF",
        b"",
    ] {
        let told = seen(&in_jpeg(0xED, &[b"Photoshop 3.0\0", bad].concat()), false).capture;
        assert_eq!(told, Capture::default(), "{bad:?}");
    }
}

#[test]
fn a_caption_that_speaks_of_a_camera_is_one() {
    let caption = |text: &str, of: u8| {
        let data = text.as_bytes().to_vec();
        let camera = match of {
            0 => Camera { description: Some(data), ..Camera::default() },
            _ => Camera { iptc: vec![(120, data)], ..Camera::default() },
        };
        seen(&camera.shoots(&scene(1, 0, (64, 48))), false).capture.caption.map(|text| text.to_string())
    };
    for text in [
        "Bupati menyerahkan hadiah digital camera",
        "BUPATI MEMEGANG DIGITAL CAMERA",
        "Sony DSC dipakai tim",
        "Samsung camera pictures of the harvest",
        "Exif_jpeg dijelaskan narasumber",
        "DCIM/ adalah folder kamera",
    ] {
        assert_eq!(caption(text, 0).as_deref(), Some(text));
        assert_eq!(caption(text, 1).as_deref(), Some(text));
    }
    // Programs hand on what cameras write, from field to field.
    for own in [
        "OLYMPUS DIGITAL CAMERA         ",
        "KONICA MINOLTA DIGITAL CAMERA",
        "SONY DSC",
        "DCIM\\100MEDIA\\DJI_0001.JPG",
        "Exif_JPEG",
    ] {
        assert_eq!((caption(own, 0), caption(own, 1)), (None, None), "{own}");
    }
}

#[test]
fn a_raw_picture_of_canon_is_held_as_it_says_and_tells_where_it_was() {
    let camera =
        Camera { make: Some(b"Canon".to_vec()), orientation: Some(6), gps: Some((-7.5966, 110.9506)), ..Camera::default() };
    // The directory of places alone, as these cameras keep it.
    let degrees =
        |parts: [u32; 3]| parts.iter().flat_map(|part| [part.to_le_bytes(), 1_u32.to_le_bytes()].concat()).collect::<Vec<u8>>();
    let gps = {
        let (north, east) = (degrees([7, 35, 48]), degrees([110, 57, 2]));
        let mut table = b"II*\0\x08\0\0\0\x04\0".to_vec();
        table.extend(b"\x01\0\x02\0\x02\0\0\0S\0\0\0\x02\0\x05\0\x03\0\0\0\x3E\0\0\0");
        table.extend(b"\x03\0\x02\0\x02\0\0\0E\0\0\0\x04\0\x05\0\x03\0\0\0\x56\0\0\0\0\0\0\0");
        [table, north, east].concat()
    };
    let own = tiff(&[(0x9003, 2, b"2026:11:30 09:30:00\0")]);
    let jpeg = encoded(&scene(1, 0, (160, 120)), ImageFormat::Jpeg);
    let raw = |with_gps: bool| {
        let directories = [part(b"CMT1", &camera.exif()), part(b"CMT2", &own)].concat();
        let gps = if with_gps { part(b"CMT4", &gps) } else { Vec::new() };
        let canon = part(b"uuid", &[[0x85; 16].as_slice(), &directories, &gps].concat());
        [part(b"ftyp", b"crx \0\0\0\x01crx isom"), part(b"moov", &canon), part(b"mdat", &jpeg)].concat()
    };
    let told = seen(&raw(true), true);
    assert_eq!(told.size, Some((120, 160)));
    assert_eq!(told.capture.camera.as_deref(), Some("Canon"));
    assert_eq!(told.capture.position.map(|at| (at.latitude, at.longitude)), Some((-7.5966667, 110.9505556)));
    assert_eq!(told.capture.taken_at.map(|at| at.to_rfc3339()).as_deref(), Some("2026-11-30T02:30:00+00:00"));
    assert_eq!(seen(&raw(false), true).capture.position, None);
    let copies = make(&raw(true), true, MEMORY).unwrap();
    assert_eq!((copies[0].width, copies[0].height), (120, 160));
}
