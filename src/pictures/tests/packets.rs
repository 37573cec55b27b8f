//! Metadata in the forms that other readers take as well: cut in pieces, packed, in other letters, or with something beside it.

use super::told::{packet, seen, with_segments};
use super::*;
use flate2::Compression;
use flate2::write::ZlibEncoder;
use std::io::Write;

const XMP: &[u8] = b"http://ns.adobe.com/xap/1.0/\0";

fn of_packet(packet: &[u8]) -> Capture {
    seen(&with_segments(0xE1, &[&[XMP, packet].concat()]), false).capture
}

#[test]
fn a_place_in_xmp_is_never_on_the_wrong_side() {
    let place = |latitude: &str, side: &str| {
        let side = if side.is_empty() { String::new() } else { format!(r#"exif:GPSLatitudeRef="{side}""#) };
        let told = format!(r#"exif:GPSLatitude="{latitude}" {side} exif:GPSLongitude="110,57.036E""#);
        of_packet(packet(&told).as_bytes()).position.map(|at| (at.latitude, at.longitude))
    };
    for (latitude, side) in
        [("7,35.8S", ""), ("7,35,48S", ""), ("7,35.8 s", "S"), ("7,35.8", "S"), ("7,35,48", "South"), ("-7,35.8", "")]
    {
        assert_eq!(place(latitude, side), Some((-7.5966667, 110.9506)), "{latitude} {side}");
    }
    assert_eq!(place("7,34,60S", "").map(|at| at.0), Some(-7.5833333));
    for (latitude, side) in [
        ("7,35.8S", "N"),
        ("7,35.8", "null"),
        ("7,35.8", ""),
        ("7,35.8NS", ""),
        ("7,35.8null", ""),
        ("-7,35.8S", ""),
        ("-7,35.8", "N"),
        ("7,60S", ""),
        ("7,3579S", ""),
        ("7,35,61S", ""),
        ("7,35,48,1S", ""),
        ("1e0,35.8S", ""),
        ("infS", ""),
        ("S", ""),
        ("", "S"),
    ] {
        assert_eq!(place(latitude, side), None, "{latitude} {side}");
    }
}

#[test]
fn a_true_time_goes_before_that_of_the_last_change() {
    let mut exif = super::told::tiff(&[(0x0132, 2, b"2026:11:30 12:00:00\0")]);
    exif.splice(..0, *b"Exif\0\0");
    let iptc = |sets: &[(u8, &str)]| {
        let set = |(number, text): &(u8, &str)| [&[0x1C, 2, *number, 0, text.len() as u8], text.as_bytes()].concat();
        let block: Vec<u8> = sets.iter().flat_map(set).collect();
        [b"Photoshop 3.0\08BIM\x04\x04\0\0".as_slice(), &u32::try_from(block.len()).unwrap().to_be_bytes(), &block].concat()
    };
    let taken = |xmp: &str, sets: &[(u8, &str)]| {
        let jpeg = with_segments(0xE1, &[&exif, &[XMP, packet(xmp).as_bytes()].concat()]);
        let iptc = iptc(sets);
        let length = u16::try_from(iptc.len() + 2).unwrap().to_be_bytes();
        let jpeg = [&jpeg[..2], &[0xFF, 0xED], &length, &iptc, &jpeg[2..]].concat();
        seen(&jpeg, false).capture.taken_at.map(|at| at.format("%H:%M").to_string())
    };
    let filed: [(u8, &str); 2] = [(55, "20261130"), (60, "090000+0900")];
    let digital: [(u8, &str); 2] = [(62, "20261130"), (63, "100000")];
    let original = r#"exif:DateTimeOriginal="2026-11-30T08:00""#;
    let digitised = r#"photoshop:DateCreated="2026-11-30T11:00" exif:DateTimeDigitized="2026-11-30T09:00""#;
    assert_eq!(taken("", &[]).as_deref(), Some("05:00"), "of the change");
    assert_eq!(taken(original, &filed).as_deref(), Some("01:00"));
    assert_eq!(taken(digitised, &filed).as_deref(), Some("02:00"));
    assert_eq!(taken("", &filed).as_deref(), Some("00:00"), "in its zone");
    assert_eq!(taken("", &digital).as_deref(), Some("03:00"));
    assert_eq!(taken("", &[filed, digital].concat()).as_deref(), Some("00:00"));
    for none in [[(55, "20261130"), (60, "")], [(55, "00000000"), (60, "090000")], [(55, "20261130"), (60, "996100")]] {
        assert_eq!(taken("", &none).as_deref(), Some("05:00"), "{none:?}");
    }
}

#[test]
fn a_packet_is_read_whatever_stands_in_it_or_around_it() {
    let plain = packet("").replace("<dc:subject>", "<dc:description>LANGS</dc:description><dc:subject>");
    let of = |languages: &str| plain.replace("LANGS", languages);
    let simple = of("<rdf:Alt><rdf:li xml:lang='x-default'>Café</rdf:li></rdf:Alt>");
    let wide = |number: fn(u16) -> [u8; 2], mark: &str| -> Vec<u8> {
        format!("{mark}{simple}").encode_utf16().flat_map(number).collect()
    };
    let broken = simple.replace("panen", "pan\u{1}en").into_bytes();
    let at = broken.windows(2).position(|two| two == [b'n', 1]).unwrap();
    let bad_byte = [&broken[..at], b"n\xE9", &broken[at + 2..]].concat();
    for (name, bytes) in [
        ("UTF-16, the little end first", wide(u16::to_le_bytes, "\u{feff}")),
        ("the great one", wide(u16::to_be_bytes, "\u{feff}")),
        ("without a mark", wide(u16::to_le_bytes, "")),
        ("nor that", wide(u16::to_be_bytes, "")),
        ("what is left of an older one", format!("{simple}<?xpacket end='w'?>\0</rdf:li>rest").into_bytes()),
        ("something before it", format!("\0\0rest{simple}").into_bytes()),
        ("no end of the outer", simple.replace("</x:xmpmeta>", "").into_bytes()),
        ("a bad byte", bad_byte),
        ("a control character", broken),
        ("a comment", of("<rdf:Alt><rdf:li xml:lang='x-default'>Ca<!-- ? -->fé</rdf:li></rdf:Alt>").into_bytes()),
        (
            "another language first",
            of("<rdf:Alt><rdf:li xml:lang='en'>Coffee</rdf:li><rdf:li xml:lang='x-default'>Café</rdf:li></rdf:Alt>").into_bytes(),
        ),
        ("none for all", of("<rdf:Alt><rdf:li xml:lang='id'>Café</rdf:li><rdf:li>Kopi</rdf:li></rdf:Alt>").into_bytes()),
        (
            "a value with qualities",
            plain
                .replace("<dc:description>", "<dc:description rdf:parseType='Resource'>")
                .replace("LANGS", "<rdf:value>Café</rdf:value><dc:type>teks</dc:type>")
                .into_bytes(),
        ),
        (
            "the same in a list",
            of("<rdf:Alt><rdf:li><rdf:Description><rdf:value>Café</rdf:value></rdf:Description></rdf:li></rdf:Alt>").into_bytes(),
        ),
    ] {
        let seen = of_packet(&bytes);
        assert_eq!((seen.caption.as_deref(), seen.keywords.len()), (Some("Café"), 1), "{name}");
    }
}

#[test]
fn a_packet_in_a_png_may_be_packed_or_of_a_language() {
    let packet = packet(r#"photoshop:Credit="Humas""#);
    let packed = |bytes: &[u8]| {
        let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    };
    let credit = |text: &[u8]| {
        let text = [b"XML:com.adobe.xmp\0", text].concat();
        let length = u32::try_from(text.len()).unwrap().to_be_bytes();
        seen(&[png_header(40, 20).as_slice(), &length, b"iTXt", &text, &[0; 4]].concat(), false).capture.credit
    };
    let plain = |before: &[u8]| credit(&[before, packet.as_bytes()].concat());
    assert_eq!(plain(b"\0\0\0\0").as_deref(), Some("Humas"));
    assert_eq!(plain(b"\0\0x-default\0keterangan\0").as_deref(), Some("Humas"));
    let small = packed(packet.as_bytes());
    assert_eq!(credit(&[b"\x01\0id\0\0", small.as_slice()].concat()).as_deref(), Some("Humas"));
    // What is packed as no packet is ends where enough of it came.
    let endless = packed(&[packet.as_bytes(), &vec![b' '; 64 << 20]].concat());
    assert_eq!(credit(&[b"\x01\0\0\0", endless.as_slice()].concat()).as_deref(), Some("Humas"));
    for none in [&b""[..], b"\x01", b"\0\0", b"\x01\0\0\0no zlib"] {
        assert_eq!(credit(none), None, "{none:?}");
    }
}

#[test]
fn exif_that_says_nothing_costs_not_that_which_follows() {
    let good =
        [b"Exif\0\0".as_slice(), &Camera { make: Some(b"Sony".to_vec()), orientation: Some(6), ..Camera::default() }.exif()]
            .concat();
    let other = [b"Exif\0\0".as_slice(), &Camera { make: Some(b"Canon".to_vec()), ..Camera::default() }.exif()].concat();
    for first in [
        &b"Exif\0\0"[..],
        b"Exif\0",
        b"Exif\0\0garbage that is no directory",
        b"Exif\0\0II*\0\x08\0\0\0\0\0",
        b"Exif\0\0MM\0*\0\0\xFF\0",
    ] {
        let told = seen(&with_segments(0xE1, &[first, &good, &other]), false);
        assert_eq!((told.size, told.capture.camera.as_deref()), (Some((48, 64)), Some("Sony")), "{first:?}");
        assert_eq!(seen(&with_segments(0xE1, &[&good, first]), false).capture.camera.as_deref(), Some("Sony"), "{first:?}");
    }
}

#[test]
fn words_that_have_no_room_in_a_segment_go_on_in_the_next() {
    let caption = "Panen raya. ".repeat(40);
    let length = u16::try_from(caption.len()).unwrap().to_be_bytes();
    let block = [b"\x1C\x02\x78".as_slice(), &length, caption.as_bytes(), b"\x1C\x02\x50\0\x04Budi"].concat();
    let size = u32::try_from(block.len()).unwrap().to_be_bytes();
    let resources = [b"8BIM\x03\xED\0\0\0\0\0\x04abcd8BIM\x04\x04\0\0".as_slice(), &size, &block].concat();
    let told = |parts: &[&[u8]]| {
        let parts: Vec<Vec<u8>> = parts.iter().map(|part| [b"Photoshop 3.0\0", *part].concat()).collect();
        let parts: Vec<&[u8]> = parts.iter().map(Vec::as_slice).collect();
        let capture = seen(&with_segments(0xED, &parts), false).capture;
        (capture.caption.map(|text| text.to_string()), capture.byline.map(|text| text.to_string()))
    };
    let whole = (Some(caption.trim().to_owned()), Some("Budi".to_owned()));
    for cut in [1, 6, 17, 22, 26, 30, 200, resources.len() - 2] {
        let (first, second) = resources.split_at(cut);
        assert_eq!(told(&[first, second]), whole, "{cut}");
    }
    let (first, rest) = resources.split_at(100);
    let (second, third) = rest.split_at(100);
    assert_eq!(told(&[first, second, third]), whole);
    // One that lies about its size hides no other.
    assert_eq!(told(&[b"8BIM\x03\xED\0\0\x7F\0\0\0abcd", &resources]), whole);
    assert_eq!(told(&[&resources, b"8BIM\x03\xED"]), whole);
}
