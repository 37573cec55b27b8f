//! Copies are upright, small and silent; alike pictures are found alike.

use super::*;
use crate::domain::picture::RenditionSize::{self, Print, Thumbnail, Web};
use image::{DynamicImage, ImageFormat, Rgb, RgbImage, Rgba, RgbaImage};

/// One of the copies.
fn copy(original: &[u8], size: RenditionSize) -> Rendition {
    made(original).unwrap().into_iter().find(|made| made.size == size).unwrap()
}

fn decoded(made: &Rendition) -> RgbImage {
    let picture = image::load_from_memory_with_format(&made.jpeg, ImageFormat::Jpeg).unwrap().into_rgb8();
    assert_eq!(picture.dimensions(), (made.width, made.height));
    picture
}

/// The corners as letters: top left, top right, bottom left, bottom right.
fn corners(picture: &RgbImage) -> String {
    let (right, bottom) = (picture.width() - 8, picture.height() - 8);
    let letter = |(x, y)| match picture.get_pixel(x, y).0.map(|channel| channel > 128) {
        [true, false, false] => 'R',
        [false, true, false] => 'G',
        [false, false, true] => 'B',
        [true, true, true] => 'W',
        _ => '?',
    };
    [(8, 8), (right, 8), (8, bottom), (right, bottom)].into_iter().map(letter).collect()
}

#[test]
fn all_eight_orientations_are_held_upright() {
    let quarters = RgbImage::from_fn(640, 320, |x, y| match (x < 320, y < 160) {
        (true, true) => Rgb([255, 0, 0]),
        (false, true) => Rgb([0, 255, 0]),
        (true, false) => Rgb([0, 0, 255]),
        (false, false) => Rgb([255, 255, 255]),
    });
    let seen = |orientation: u16, size: RenditionSize| {
        let camera = Camera { orientation: Some(orientation), ..Camera::default() };
        let made = copy(&camera.shoots(&quarters), size);
        (corners(&decoded(&made)), made.width, made.height)
    };
    for (orientation, expected) in
        [(1, "RGBW"), (2, "GRWB"), (3, "WBGR"), (4, "BWRG"), (5, "RBGW"), (6, "BRWG"), (7, "WGBR"), (8, "GWRB")]
    {
        let (width, height) = if orientation < 5 { (320, 160) } else { (160, 320) };
        assert_eq!(seen(orientation, Thumbnail), (expected.to_owned(), width, height), "orientation {orientation}");
        assert_eq!(
            seen(orientation, Web),
            (expected.to_owned(), width * 2, height * 2),
            "orientation {orientation}, not made small"
        );
    }
}

#[test]
fn a_copy_fits_its_size_and_is_never_larger_than_the_original() {
    for (original, size, expected) in [
        ((900, 600), Thumbnail, (320, 214)),
        ((2000, 100), Web, (1600, 80)),
        ((100, 2000), Web, (80, 1600)),
        ((3000, 20), Print, (2480, 17)),
        ((300, 200), Thumbnail, (300, 200)),
        ((4000, 1), Thumbnail, (320, 1)),
    ] {
        let plain = RgbImage::from_pixel(original.0, original.1, Rgb([40, 90, 30]));
        let made = copy(&Camera::default().shoots(&plain), size);
        assert_eq!((made.width, made.height), expected, "{original:?} as {size}");
    }
}

#[test]
fn nothing_of_the_metadata_is_in_a_copy() {
    let camera = Camera {
        make: Some(b"RAHASIA".to_vec()),
        taken: Some("2026:01:14 09:30:00".to_owned()),
        gps: Some((-7.5966, 110.9506)),
        iptc: vec![(120, b"RAHASIA".to_vec())],
        ..Camera::default()
    };
    let original = camera.shoots(&scene(1, 0, (200, 100)));
    let has = |bytes: &[u8], text: &str| bytes.windows(text.len()).any(|part| part == text.as_bytes());
    for text in ["RAHASIA", "Exif", "Photoshop", "8BIM", "2026:01:14"] {
        assert!(has(&original, text), "{text}");
        for size in [Thumbnail, Web, Print] {
            assert!(!has(&copy(&original, size).jpeg, text), "{text} in {size}");
        }
    }
}

#[test]
fn every_format_is_decoded_and_what_is_clear_is_white() {
    let picture = scene(3, 0, (120, 80));
    for format in [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP, ImageFormat::Tiff] {
        let made = copy(&encoded(&picture, format), Thumbnail);
        let error: u64 = decoded(&made).iter().zip(picture.iter()).map(|(a, b)| u64::from(a.abs_diff(*b))).sum();
        assert!(error / (120 * 80 * 3) < 6, "{format:?} differs by {error}");
    }
    let clear = RgbaImage::from_fn(32, 32, |x, _| if x < 16 { Rgba([200, 0, 0, 0]) } else { Rgba([0, 0, 0, 128]) });
    let mut png = std::io::Cursor::new(Vec::new());
    DynamicImage::ImageRgba8(clear).write_to(&mut png, ImageFormat::Png).unwrap();
    let flat = decoded(&copy(png.get_ref(), Thumbnail));
    assert!(flat.get_pixel(4, 16).0.iter().all(|channel| *channel > 250), "{:?}", flat.get_pixel(4, 16));
    assert!(flat.get_pixel(28, 16).0.iter().all(|channel| channel.abs_diff(127) < 6), "{:?}", flat.get_pixel(28, 16));
}

#[test]
fn the_same_picture_gives_the_same_copy() {
    let original = Camera::default().shoots(&scene(1, 0, (480, 320)));
    assert_eq!(copy(&original, Thumbnail), copy(&original, Thumbnail));
    assert_eq!(copy(&original, Web).likeness, None);
}

#[test]
fn frames_of_a_burst_are_alike_and_other_scenes_are_not() {
    let likeness = |seed, moment| copy(&Camera::default().shoots(&scene(seed, moment, (360, 240))), Thumbnail).likeness.unwrap();
    let differ = |one: u64, other: u64| (one ^ other).count_ones();
    for moment in 1..12 {
        assert!(differ(likeness(1, moment - 1), likeness(1, moment)) <= 10);
    }
    for seed in 2..8 {
        assert!(
            differ(likeness(1, 0), likeness(seed, 0)) > 10,
            "scene {seed} differs by {}",
            differ(likeness(1, 0), likeness(seed, 0))
        );
    }
}

/// The database keeps these: another order of the bits, and nothing new would look like what is there.
#[test]
fn likeness_is_a_byte_a_row_with_the_leftmost_patch_lowest() {
    // In each row one patch is darker than its right neighbour, a column further right every time.
    let stairs = RgbImage::from_fn(9, 8, |x, y| Rgb([if x <= y { 200 - 10 * x as u8 } else { 250 - 10 * x as u8 }; 3]));
    let mut png = std::io::Cursor::new(Vec::new());
    DynamicImage::ImageRgb8(stairs).write_to(&mut png, ImageFormat::Png).unwrap();
    assert_eq!(copy(png.get_ref(), Thumbnail).likeness, Some(0x01_02_04_08_10_20_40_80));
}
