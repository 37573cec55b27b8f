//! Copies for the public: nothing of the camera's, whose it is, and the same pixels.

use super::super::public::{Rights, can_be_cleaned, clean};
use super::super::{capture::look, header};
use super::camera::{Camera, encoded};
use crate::domain::time::OfficeZone;
use image::{ImageFormat, Rgb, RgbImage};

fn picture() -> RgbImage {
    RgbImage::from_fn(40, 30, |x, y| Rgb([x as u8 * 6, y as u8 * 8, 90]))
}

fn rights() -> Rights {
    Rights { credit: "Humas & Protokol <Setda> Kabupaten Sukamaju Raya".to_owned(), copyright: Some("© Pemkab".to_owned()) }
}

fn has(bytes: &[u8], words: &[u8]) -> bool {
    bytes.windows(words.len()).any(|window| window == words)
}

/// What is sent is cleaned of this, and comes out as the same picture with its rights.
fn is_clean(sent: &[u8], secrets: &[&[u8]]) -> Vec<u8> {
    let copy = clean(sent, &rights()).expect("a picture that can be cleaned");
    for secret in secrets {
        assert!(has(sent, secret) && !has(&copy, secret), "{}", String::from_utf8_lossy(secret));
    }
    let capture = look(&copy, false, OfficeZone::Jakarta).expect("a picture").capture;
    assert_eq!((capture.position, capture.camera, capture.byline, capture.caption), (None, None, None, None));
    assert!(has(&copy, b"Humas &amp; Protokol &lt;Setda&gt; Kabupaten Sukamaju Raya") && has(&copy, "© Pemkab".as_bytes()));
    let decoded = |bytes: &[u8]| image::load_from_memory(bytes).expect("a whole picture").to_rgba8();
    assert!(decoded(sent) == decoded(&copy), "other pixels");
    assert_eq!(clean(&copy, &rights()).as_ref(), Some(&copy), "clean already");
    copy
}

#[test]
fn a_jpeg_keeps_its_pixels_and_how_it_is_held() {
    let camera = Camera {
        make: Some(b"RAHASIA".to_vec()),
        gps: Some((-7.5, 110.2)),
        orientation: Some(6),
        iptc: vec![(80, b"Budi".to_vec()), (110, b"Orang lain".to_vec())],
        ..Camera::default()
    };
    let mut sent = camera.shoots(&picture());
    sent.extend(b"ftypmp42 a film behind it");
    let copy = is_clean(&sent, &[b"RAHASIA", b"Budi", b"Orang lain", b"a film behind it"]);
    assert_eq!(header::read(&copy).expect("a header").orientation, 6);
    let capture = look(&copy, false, OfficeZone::Jakarta).expect("a picture").capture;
    assert_eq!(capture.credit.as_deref(), Some(rights().credit.as_str()), "as IPTC, whole");
    assert_eq!(capture.copyright.as_deref(), Some("© Pemkab"));
}

#[test]
fn a_png_and_a_webp_keep_their_pixels() {
    let png = encoded(&picture(), ImageFormat::Png);
    let chunk = |kind: &[u8; 4], data: &[u8]| {
        let body = [kind.as_slice(), data].concat();
        [&u32::try_from(data.len()).unwrap().to_be_bytes(), body.as_slice(), &crc32fast::hash(&body).to_be_bytes()].concat()
    };
    let mut sent = png[..33].to_vec();
    sent.extend(chunk(b"tEXt", b"Author\0RAHASIA"));
    sent.extend(chunk(b"eXIf", b"MM\0*GPSGPS"));
    sent.extend(&png[33..]);
    is_clean(&sent, &[b"RAHASIA", b"GPSGPS"]);

    let mut webp = encoded(&picture(), ImageFormat::WebP);
    webp.extend(b"EXIF\x08\0\0\0RAHASIA!");
    let size = u32::try_from(webp.len() - 8).unwrap();
    webp[4..8].copy_from_slice(&size.to_le_bytes());
    is_clean(&webp, &[b"RAHASIA!", b"EXIF"]);
}

#[test]
fn one_that_lies_on_its_side_is_held_as_before_in_every_format() {
    let turned = b"MM\0\x2A\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0";
    let png = encoded(&picture(), ImageFormat::Png);
    let body = [b"eXIf".as_slice(), turned].concat();
    let exif = [&u32::try_from(turned.len()).unwrap().to_be_bytes(), body.as_slice(), &crc32fast::hash(&body).to_be_bytes()];
    let png = [&png[..33], &exif.concat(), &png[33..]].concat();
    let mut webp = encoded(&picture(), ImageFormat::WebP);
    webp.extend([b"EXIF".as_slice(), &u32::try_from(turned.len()).unwrap().to_le_bytes(), turned].concat());
    let size = u32::try_from(webp.len() - 8).unwrap();
    webp[4..8].copy_from_slice(&size.to_le_bytes());
    for sent in [png, webp] {
        let copy = clean(&sent, &rights()).expect("a picture that can be cleaned");
        assert_eq!((header::read(&sent).unwrap().orientation, header::read(&copy).unwrap().orientation), (6, 6));
        assert_eq!(clean(&copy, &rights()).as_ref(), Some(&copy), "clean already");
    }
}

#[test]
fn what_is_broken_or_of_another_kind_breaks_nothing() {
    for sent in
        [Camera::default().shoots(&picture()), encoded(&picture(), ImageFormat::Png), encoded(&picture(), ImageFormat::WebP)]
    {
        for length in 0..sent.len() {
            clean(&sent[..length], &rights());
            let mut wrong = sent.clone();
            wrong[length] ^= 0xFF;
            clean(&wrong, &rights());
        }
    }
    assert_eq!(clean(&encoded(&picture(), ImageFormat::Gif), &rights()), None);
    assert!(can_be_cleaned("image/jpeg") && !can_be_cleaned("image/gif") && !can_be_cleaned("video/mp4"));
}
