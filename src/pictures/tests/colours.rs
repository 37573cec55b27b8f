//! Copies are what a colour-managed screen shows of the original: within 3 of the values of LittleCMS 2.19 (perceptual, to sRGB).

use super::*;
use crate::domain::picture::RenditionSize;

/// Six patches of 80 pixels each, in two rows.
type Patches = [[u8; 3]; 6];

const P3: Patches = [[217, 42, 23], [0, 183, 49], [29, 71, 208], [234, 209, 61], [128, 128, 128], [250, 250, 250]];
const GREY: Patches = [[26, 26, 26], [77, 77, 77], [129, 129, 129], [176, 176, 176], [219, 219, 219], [251, 251, 251]];

const BY_LITTLE_CMS: [(&str, Patches); 8] = [
    ("colour-p3.jpg", P3),
    ("colour-p3.webp", P3),
    ("colour-p3.tif", P3),
    // Like Adobe RGB: a matrix and a gamma.
    ("colour-adobe.jpg", [[233, 57, 34], [0, 181, 57], [2, 68, 205], [238, 210, 79], [129, 129, 129], [250, 250, 250]]),
    ("colour-prophoto.png", [[255, 0, 43], [0, 209, 49], [0, 93, 223], [255, 215, 71], [146, 146, 146], [251, 251, 251]]),
    ("colour-grey.jpg", GREY),
    ("colour-grey.png", GREY),
    // A table of a printing press.
    ("colour-cmyk.jpg", [[0, 163, 207], [214, 89, 142], [247, 215, 63], [91, 92, 94], [126, 127, 132], [243, 245, 247]]),
];

fn copy(bytes: &[u8], size: RenditionSize) -> RgbImage {
    let copy = made(bytes).unwrap().into_iter().find(|made| made.size == size).unwrap();
    image::load_from_memory_with_format(&copy.jpeg, ImageFormat::Jpeg).unwrap().into_rgb8()
}

/// The patches of a copy as large as the original, each by the mean of its middle.
fn patches(picture: &RgbImage) -> Patches {
    std::array::from_fn(|index| {
        let (left, top) = (index as u32 % 3 * 80 + 30, index as u32 / 3 * 80 + 30);
        let mut sums = [0_u32; 3];
        for (x, y) in (0..20).flat_map(|x| (0..20).map(move |y| (x, y))) {
            let pixel = picture.get_pixel(left + x, top + y).0;
            (0..3).for_each(|channel| sums[channel] += u32::from(pixel[channel]));
        }
        sums.map(|sum| ((sum + 200) / 400) as u8)
    })
}

#[test]
fn profiles_are_honoured_as_little_cms_honours_them() {
    for (name, expected) in BY_LITTLE_CMS {
        let seen = patches(&copy(&file(name), RenditionSize::Print));
        let worst = seen.iter().flatten().zip(expected.iter().flatten()).map(|(a, b)| a.abs_diff(*b)).max().unwrap();
        assert!(worst <= 3, "{name}: {seen:?} for {expected:?}");
    }
}

#[test]
fn what_a_camera_says_counts_where_there_is_no_profile() {
    let patch = |exif: Option<(u16, &[u8; 4])>| {
        let plain = RgbImage::from_pixel(240, 160, image::Rgb([200, 60, 40]));
        let jpeg = encoded(&plain, ImageFormat::Png);
        let Some((space, rule)) = exif else { return patches(&copy(&jpeg, RenditionSize::Print))[0] };
        // The colour space in the second directory, the rule of names in the third.
        let mut exif = b"II*\0\x08\0\0\0\x01\0\x69\x87\x04\0\x01\0\0\0\x1A\0\0\0\0\0\0\0\x02\0".to_vec();
        exif.extend([&[1, 0xA0, 3, 0, 1, 0, 0, 0][..], &space.to_le_bytes(), &[0, 0]].concat());
        exif.extend(b"\x05\xA0\x04\0\x01\0\0\0\x38\0\0\0\0\0\0\0\x01\0\x01\0\x02\0\x04\0\0\0");
        exif.extend(rule);
        exif.extend([0; 4]);
        let length = u32::try_from(exif.len()).unwrap();
        let marked = [&jpeg[..33], &length.to_be_bytes(), b"eXIf", &exif, &[0; 4], &jpeg[33..]].concat();
        patches(&copy(&marked, RenditionSize::Print))[0]
    };
    let usual = patch(None);
    assert!(near(usual, [200, 60, 40]), "{usual:?}");
    assert!(near(patch(Some((1, b"R98\0"))), usual));
    for adobe in [(0xFFFF, b"R03\0"), (2, b"R98\0")] {
        let seen = patch(Some(adobe));
        assert!(near(seen, [233, 57, 34]), "{seen:?}");
    }
}

/// The light that a number of sRGB stands for, and back.
fn lit(number: f64) -> f64 {
    let part = number / 255.0;
    if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
}

fn numbered(light: f64) -> u8 {
    let part = if light <= 0.003_130_8 { light * 12.92 } else { 1.055 * light.powf(1.0 / 2.4) - 0.055 };
    (part.clamp(0.0, 1.0) * 255.0).round() as u8
}

fn near(seen: [u8; 3], expected: [u8; 3]) -> bool {
    seen.iter().zip(expected).all(|(one, other)| one.abs_diff(other) <= 3)
}

/// A picture of one colour as PNG, with a chunk in front of its pixels.
fn told(pixel: [u8; 3], chunks: &[(&[u8; 4], &[u8])]) -> Vec<u8> {
    let plain = encoded(&RgbImage::from_pixel(240, 160, image::Rgb(pixel)), ImageFormat::Png);
    let chunk = |(kind, data): &(&[u8; 4], &[u8])| {
        let length = u32::try_from(data.len()).unwrap().to_be_bytes();
        let sum = crc32fast::hash(&[&kind[..], data].concat()).to_be_bytes();
        [&length, &kind[..], data, &sum].concat()
    };
    [&plain[..33], &chunks.iter().flat_map(chunk).collect::<Vec<u8>>(), &plain[33..]].concat()
}

#[test]
fn what_a_png_tells_without_a_profile_is_honoured() {
    let seen = |pixel, chunks: &[(&[u8; 4], &[u8])]| patches(&copy(&told(pixel, chunks), RenditionSize::Print))[0];
    let gamma = |value: u32| value.to_be_bytes();
    for shade in [12, 60, 128, 230] {
        let linear = numbered(f64::from(shade) / 255.0);
        let found = seen([shade; 3], &[(b"gAMA", &gamma(100_000))]);
        assert!(near(found, [linear; 3]), "{shade}: {found:?} for {linear}");
        let usual = seen([shade; 3], &[(b"gAMA", &gamma(45_455))]);
        assert!(near(usual, [shade; 3]), "{shade}: {usual:?}");
        let overruled = seen([shade; 3], &[(b"sRGB", &[0]), (b"gAMA", &gamma(100_000))]);
        assert!(near(overruled, [shade; 3]), "{shade}: {overruled:?}");
    }
    // Display P3 by its code points and by its primaries, from Apple's matrix.
    let lights = [200.0, 60.0, 40.0].map(lit);
    let rows = [[1.2249, -0.2247, 0.0], [-0.0420, 1.0419, 0.0], [-0.0197, -0.0786, 1.0979]];
    let p3 = rows.map(|row| numbered(row.iter().zip(lights).map(|(part, light)| part * light).sum()));
    let points = [31_270, 32_900, 68_000, 32_000, 26_500, 69_000, 15_000, 6_000_u32].map(u32::to_be_bytes).concat();
    for chunks in [&[(b"cICP", &[12, 13, 0, 1][..])][..], &[(b"gAMA", &gamma(45_455)), (b"cHRM", &points)]] {
        let found = seen([200, 60, 40], chunks);
        assert!(near(found, p3), "{found:?} for {p3:?}");
    }
    // Of light that is brighter than a page nothing is known: as if nothing were said.
    assert!(near(seen([200, 60, 40], &[(b"cICP", &[9, 16, 0, 1])]), [200, 60, 40]));
    for nonsense in [0, 1, u32::MAX] {
        assert!(near(seen([200, 60, 40], &[(b"gAMA", &gamma(nonsense))]), [200, 60, 40]), "{nonsense}");
    }
}

/// A JPEG with a profile.
fn profiled(plain: &[u8], icc: &[u8]) -> Vec<u8> {
    let body = [b"ICC_PROFILE\0\x01\x01", icc].concat();
    let length = u16::try_from(body.len() + 2).unwrap().to_be_bytes();
    [&plain[..2], &[0xFF, 0xE2], &length, &body, &plain[2..]].concat()
}

#[test]
fn dark_greys_are_as_dark_as_their_profile_says() {
    let day = lcms2::CIExyY { x: 0.3457, y: 0.3585, Y: 1.0 };
    for gamma in [1.0, 1.8, 2.2, 2.6] {
        let icc = lcms2::Profile::new_gray(&day, &lcms2::ToneCurve::new(gamma)).unwrap().icc().unwrap();
        for shade in [8, 20, 40, 90, 200] {
            let plain = encoded(&RgbImage::from_pixel(240, 160, image::Rgb([shade; 3])), ImageFormat::Jpeg);
            let expected = numbered((f64::from(shade) / 255.0).powf(gamma));
            let seen = patches(&copy(&profiled(&plain, &icc), RenditionSize::Print))[0];
            assert!(near(seen, [expected; 3]), "{gamma}, {shade}: {seen:?} for {expected}");
        }
    }
}

/// Each of its links may name the same table, and each of them would be read.
#[test]
fn a_profile_of_chained_operations_is_passed_over() {
    let mut icc = lcms2::Profile::new_srgb().icc().unwrap();
    let plain = encoded(&RgbImage::from_pixel(240, 160, image::Rgb([200, 60, 40])), ImageFormat::Jpeg);
    assert!(colour::read(&icc).is_some());
    assert!(colour::read(&[&icc[..], &vec![0; 8 * 1024 * 1024]].concat()).is_none());
    let count = u32::from_be_bytes(*icc[128..].first_chunk().unwrap()) as usize;
    let entry = 132 + 12 * (count - 1);
    let at = u32::from_be_bytes(*icc[entry + 4..].first_chunk().unwrap()) as usize;
    icc[entry..entry + 4].copy_from_slice(b"D2B0");
    icc[at..at + 4].copy_from_slice(b"mpet");
    assert!(colour::read(&icc).is_none());
    let seen = patches(&copy(&profiled(&plain, &icc), RenditionSize::Print))[0];
    assert!(near(seen, [200, 60, 40]), "{seen:?}");
}

#[test]
fn a_profile_that_makes_no_sense_is_passed_over() {
    let plain = encoded(&scene(1, 0, (240, 160)), ImageFormat::Jpeg);
    let expected = copy(&plain, RenditionSize::Thumbnail);
    let p3 = file("colour-p3.jpg");
    let at = p3.windows(12).position(|part| part == b"ICC_PROFILE\0").unwrap() + 14;
    let whole = p3[at..at + 6000].to_vec();
    let mut random: u64 = 7;
    let mut next = move || {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        usize::try_from(random >> 16).unwrap()
    };
    for round in 0..40 {
        let mut bad = whole[..next() % whole.len()].to_vec();
        for _ in 0..round {
            let (place, byte) = (next() % bad.len().max(1), next() % 256);
            bad.get_mut(place).into_iter().for_each(|at| *at = byte as u8);
        }
        assert_eq!(copy(&profiled(&plain, &bad), RenditionSize::Thumbnail).dimensions(), expected.dimensions());
    }
}
