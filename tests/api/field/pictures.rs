//! Pictures of every kind are kept, told as what they are, and shown as far as they can be.

use super::*;
use crate::pictures::camera::{encoded, scene, vast};
use image::ImageFormat;

impl Scene {
    async fn copy(&self, artifact: &Reply, size: &str) -> Reply {
        self.subhead().get(&format!("/v1/artifacts/{}/renditions/{size}", artifact.id())).in_english().await
    }
}

fn dimensions(copy: &Reply) -> (u32, u32) {
    let picture = image::load_from_memory_with_format(&copy.bytes, ImageFormat::Jpeg).expect("a JPEG");
    (picture.width(), picture.height())
}

/// A TIFF whose only directory stands behind what a sensor saw, which nothing here reads, and a JPEG to which it leads or not.
fn raw(kind: u8, leads: bool) -> Vec<u8> {
    let jpeg = encoded(&scene(kind.into(), 0, (200, 150)), ImageFormat::Jpeg);
    let before = [vec![0x5A; 9000], jpeg.clone()].concat();
    let mut fields =
        vec![(256, 400), (257, 300), (258, 14), (259, 65_535), (262, 32_803), (273, 8), (277, 1), (278, 300), (279, 9000)];
    if leads {
        fields.extend([(513, 9008), (514, jpeg.len() as u32)]);
    }
    let field = |(tag, value): (u16, u32)| [&tag.to_le_bytes()[..], &[4, 0, 1, 0, 0, 0], &value.to_le_bytes()].concat();
    let count = (fields.len() as u16).to_le_bytes();
    let directory: Vec<u8> = fields.into_iter().flat_map(field).collect();
    let at = (before.len() as u32 + 8).to_le_bytes();
    [b"II*\0".as_slice(), &at, &before, &count, &directory, &[0; 4]].concat()
}

/// Name, type; its flags; why it has no copies, or the longer side of its thumbnail.
type Expected = (&'static str, &'static str, Vec<u8>, &'static [&'static str], Result<u32, &'static str>);

#[tokio::test]
async fn every_picture_is_kept_and_says_what_it_lacks() {
    let pictures: [Expected; 19] = [
        ("jpeg-extraneous-bytes.jpg", "image/jpeg", file("jpeg-extraneous-bytes.jpg"), &[], Ok(320)),
        ("jpeg-cut-half.jpg", "image/jpeg", file("jpeg-cut-half.jpg"), &["ENDS_EARLY"], Ok(320)),
        ("tiff-uncompressed-52.tif", "image/tiff", file("tiff-uncompressed-52.tif"), &[], Ok(64)),
        ("lzw.tif", "image/tiff", file("lzw.tif"), &[], Ok(160)),
        ("g4.tif", "image/tiff", file("g4.tif"), &[], Ok(160)),
        ("big.tif", "image/tiff", file("big.tif"), &[], Ok(160)),
        ("jpeg.tif", "image/tiff", file("jpeg.tif"), &[], Ok(160)),
        ("progressive.jpg", "image/jpeg", file("progressive.jpg"), &[], Ok(160)),
        ("g3.tif", "image/tiff", file("g3.tif"), &[], Err("UNSUPPORTED")),
        ("palette.tif", "image/tiff", file("palette.tif"), &[], Err("UNSUPPORTED")),
        ("lab.tif", "image/tiff", file("lab.tif"), &[], Err("UNSUPPORTED")),
        ("ycbcr.tif", "image/tiff", file("ycbcr.tif"), &[], Err("UNSUPPORTED")),
        ("preview-only.nef", "image/x-nikon-nef", file("preview-only.nef"), &["TAKEN_OUTSIDE_EVENT"], Ok(160)),
        // Raw by its name alone, by no name that is known, and with no picture in it.
        ("IMG_1.dng", "image/x-adobe-dng", raw(1, false), &[], Ok(200)),
        ("IMG_2.pef", "image/tiff", raw(2, true), &[], Ok(200)),
        ("IMG_3.tif", "image/tiff", raw(3, false), &[], Err("UNSUPPORTED")),
        ("CRW_4.crw", "image/x-canon-crw", [b"II\x1A\0\0\0HEAPCCDR".as_slice(), &[0xA7; 900]].concat(), &[], Err("UNSUPPORTED")),
        ("png-108mp.png", "image/png", file("png-108mp.png"), &[], Ok(320)),
        ("heic-named.heic", "image/heic", file("heic-named.jpg"), &["TAKEN_OUTSIDE_EVENT"], Err("UNSUPPORTED")),
    ];
    for way in WAYS {
        let scene = Scene::open().await;
        for (name, declared, bytes, flags, copies) in pictures.clone() {
            let made = scene.keeps(way, &Sent { kind: "PHOTO", name, declared, bytes }).await;
            assert_eq!(made["flags"], json!(flags), "{name} {way:?}");
            let copy = scene.copy(&made, "thumbnail").await;
            match copies {
                Ok(side) => {
                    assert_eq!(made["content"]["noCopies"], json!(null), "{name} {way:?}");
                    let (width, height) = dimensions(&copy.is(200));
                    assert_eq!(width.max(height), side, "{name} {way:?}");
                }
                Err(lack) => {
                    let told = copy.refused(404, "NOT_FOUND");
                    // Some of it is known only once a copy was tried.
                    let now = scene.subhead().get(&format!("/v1/artifacts/{}", made.id())).await.is(200);
                    assert_eq!(now["content"]["noCopies"], lack, "{name} {way:?}");
                    let words = match lack {
                        "PACKED" => "packed as no photograph",
                        "UNSUPPORTED" => "not supported for copies",
                        _ => "damaged",
                    };
                    assert!(told["detail"].as_str().is_some_and(|detail| detail.contains(words)), "{name} {way:?}: {told:?}");
                }
            }
        }
        let flagged = format!("/v1/assignments/{}/artifacts?flag=ENDS_EARLY", scene.case.id());
        assert_eq!(scene.subhead().get(&flagged).await.good().items().len(), 1);
    }
}

#[tokio::test]
async fn a_picture_of_two_hundred_megapixels_has_its_thumbnail() {
    let scene = Scene::open().await;
    let sent = Sent { kind: "PHOTO", name: "200mp.jpg", declared: "image/jpeg", bytes: vast(16_320, 12_240) };
    let made = scene.keeps(Way::Tus, &sent).await;
    assert_eq!((&made["content"]["capture"]["width"], &made["content"]["noCopies"]), (&json!(16_320), &json!(null)));
    assert_eq!(dimensions(&scene.copy(&made, "thumbnail").await.is(200)), (320, 240));
    assert_eq!(dimensions(&scene.copy(&made, "print").await.is(200)), (2480, 1860));
}

/// Patches of 80 pixels: what LittleCMS makes of them.
#[tokio::test]
async fn copies_are_what_a_colour_managed_screen_shows() {
    let scene = Scene::open().await;
    for (name, media_type, first) in [
        ("colour-p3.jpg", "image/jpeg", [219, 41, 23]),
        ("colour-adobe.jpg", "image/jpeg", [233, 57, 34]),
        ("colour-prophoto.png", "image/png", [255, 0, 43]),
        ("colour-grey.png", "image/png", [26, 26, 26]),
        ("colour-cmyk.jpg", "image/jpeg", [0, 163, 207]),
    ] {
        let made = scene.keeps(Way::Form, &Sent { kind: "PHOTO", name, declared: media_type, bytes: file(name) }).await;
        let copy = scene.copy(&made, "web").await.is(200);
        let picture = image::load_from_memory_with_format(&copy.bytes, ImageFormat::Jpeg).expect("a JPEG").into_rgb8();
        let seen = picture.get_pixel(40, 40).0;
        assert!(seen.iter().zip(first).all(|(a, b)| a.abs_diff(b) <= 3), "{name}: {seen:?}");
    }
}

#[tokio::test]
async fn times_places_and_words_are_read_in_whatever_form_they_stand() {
    for way in WAYS {
        let scene = Scene::open().await;
        let sends = async |name: &'static str| {
            scene.keeps(way, &Sent { kind: "PHOTO", name, declared: "image/jpeg", bytes: file(name) }).await
        };
        let digitised = sends("date-digitized-only.jpg").await;
        assert_eq!(digitised["takenAt"], "2026-11-20T01:30:00.000Z");
        let placed = sends("gps-srational.jpg").await;
        let position = &placed["content"]["capture"]["position"];
        assert!(position["latitude"].as_f64().is_some_and(|latitude| (latitude + 7.596_6).abs() < 1e-6), "{position}");
        assert!(position["longitude"].as_f64().is_some_and(|longitude| (longitude - 110.950_6).abs() < 1e-4), "{position}");
        assert_eq!(sends("gps-ref-garbage.jpg").await["content"]["capture"]["position"], json!(null));
        assert_eq!(sends("iptc-utf8-marker-latin1-text.jpg").await["caption"], "Café Ñandú");
    }
}
