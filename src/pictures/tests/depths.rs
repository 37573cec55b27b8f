//! What one sees through, and what is finer than a byte: within 3 of LittleCMS's own values, which take no short way.

use super::tiffs::striped;
use super::*;
use image::codecs::webp::WebPEncoder;
use image::{ExtendedColorType, ImageEncoder};
use lcms2::{CIExyY, CIExyYTRIPLE, Flags, Intent, PixelFormat, Profile, ToneCurve, Transform};
use png::{BitDepth, ColorType};

const DAY: CIExyY = CIExyY { x: 0.3127, y: 0.3290, Y: 1.0 };
const LAMP: CIExyY = CIExyY { x: 0.3457, y: 0.3585, Y: 1.0 };

fn space(white: CIExyY, primaries: [[f64; 2]; 3], gamma: f64) -> Profile {
    let [red, green, blue] = primaries.map(|[x, y]| CIExyY { x, y, Y: 1.0 });
    let curve = ToneCurve::new(gamma);
    Profile::new_rgb(&white, &CIExyYTRIPLE { Red: red, Green: green, Blue: blue }, &[&curve; 3]).unwrap()
}

fn spaces() -> [(&'static str, Profile); 3] {
    let wide = [[0.7347, 0.2653], [0.1596, 0.8404], [0.0366, 0.0001]];
    [
        ("P3", space(DAY, [[0.680, 0.320], [0.265, 0.690], [0.150, 0.060]], 2.2)),
        ("ProPhoto", space(LAMP, wide, 1.8)),
        ("linear", space(DAY, [[0.64, 0.33], [0.30, 0.60], [0.15, 0.06]], 1.0)),
    ]
}

/// By LittleCMS in floating point; laid on white as a screen lays it.
fn expected(profile: &Profile, colour: [f64; 3], alpha: f64) -> [u8; 3] {
    let (from, to) = (PixelFormat::RGB_FLT, PixelFormat::RGB_FLT);
    let transform: Transform<[f32; 3], [f32; 3]> =
        Transform::new_flags(profile, from, &Profile::new_srgb(), to, Intent::Perceptual, Flags::NO_OPTIMIZE).unwrap();
    let mut out = [[0.0; 3]];
    transform.transform_pixels(&[colour.map(|part| part as f32)], &mut out);
    out[0].map(|part| ((f64::from(part).clamp(0.0, 1.0) * alpha + 1.0 - alpha) * 255.0).round() as u8)
}

fn assert_near(name: &str, picture: &[u8], expected: [u8; 3]) {
    let copy = decoded(&made(picture).unwrap()[0].jpeg);
    let seen = copy.get_pixel(copy.width() / 2, copy.height() / 2).0;
    assert!(seen.iter().zip(expected).all(|(one, other)| one.abs_diff(other) <= 3), "{name}: {seen:?} for {expected:?}");
}

/// As it is, and several times as wide as the largest copy.
const SIZES: [(u32, u32); 2] = [(240, 160), (5200, 24)];

/// Of one colour, told in parts of one.
fn flat_png((width, height): (u32, u32), color_type: ColorType, bit_depth: BitDepth, pixel: &[f64], icc: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut info = png::Info::with_size(width, height);
    (info.color_type, info.bit_depth) = (color_type, bit_depth);
    info.icc_profile = (!icc.is_empty()).then(|| icc.to_vec().into());
    let mut writer = png::Encoder::with_info(&mut bytes, info).unwrap().write_header().unwrap();
    writer
        .write_image_data(&told(pixel, bit_depth == BitDepth::Sixteen, u16::to_be_bytes).repeat((width * height) as usize))
        .unwrap();
    drop(writer);
    bytes
}

fn told(pixel: &[f64], is_deep: bool, order: fn(u16) -> [u8; 2]) -> Vec<u8> {
    match is_deep {
        true => pixel.iter().flat_map(|part| order((part * 65535.0).round() as u16)).collect(),
        false => pixel.iter().map(|part| (part * 255.0).round() as u8).collect(),
    }
}

fn flat_tiff((width, height): (u32, u32), is_deep: bool, pixel: &[f64], extra: Option<u16>, icc: &[u8]) -> Vec<u8> {
    let size = (width as u16, height as u16);
    let samples = pixel.len() as u16;
    let bits = [if is_deep { 16 } else { 8 }, 0].repeat(pixel.len());
    let light = if pixel.len() > 2 { 2 } else { 1 };
    let shorts: Vec<(u16, u16)> =
        [(259, 1), (262, light), (277, samples)].into_iter().chain(extra.map(|kind| (338, kind))).collect();
    striped(size, size.1, &bits, &shorts, &[told(pixel, is_deep, u16::to_le_bytes).repeat((width * height) as usize)], icc)
}

#[test]
fn what_one_sees_through_is_turned_to_srgb_before_it_is_laid_on_white() {
    for (name, profile) in spaces() {
        let icc = profile.icc().unwrap();
        for (alpha, size) in [0.0, 0.1, 0.5, 0.8, 1.0].into_iter().flat_map(|alpha| SIZES.map(|size| (alpha, size))) {
            let bytes = |part: f64| (part * 255.0).round() / 255.0;
            let colour = [0.9, 0.2, 0.05].map(bytes);
            let alpha = bytes(alpha);
            let pixel = [colour[0], colour[1], colour[2], alpha];
            let wanted = expected(&profile, colour, alpha);
            let name = |of: &str| format!("{of}, {name}, {alpha} at {size:?}");
            for depth in [BitDepth::Eight, BitDepth::Sixteen] {
                let png = flat_png(size, ColorType::Rgba, depth, &pixel, &icc);
                assert_near(&name("PNG"), &png, wanted);
                let is_deep = depth == BitDepth::Sixteen;
                assert_near(&name("TIFF"), &flat_tiff(size, is_deep, &pixel, Some(2), &icc), wanted);
                // Of eight bits so clear that hardly a colour is left of it.
                if is_deep || alpha == 0.0 || alpha > 0.4 {
                    let over_black = [colour[0] * alpha, colour[1] * alpha, colour[2] * alpha, alpha];
                    assert_near(&name("over black"), &flat_tiff(size, is_deep, &over_black, Some(1), &icc), wanted);
                }
            }
            let mut webp = Vec::new();
            let mut encoder = WebPEncoder::new_lossless(&mut webp);
            encoder.set_icc_profile(icc.clone()).unwrap();
            let pixels = told(&pixel, false, u16::to_le_bytes).repeat((size.0 * size.1) as usize);
            encoder.write_image(&pixels, size.0, size.1, ExtendedColorType::Rgba8).unwrap();
            assert_near(&name("WebP"), &webp, wanted);
        }
    }
}

#[test]
fn greys_that_one_sees_through_are_those_of_their_profile() {
    for gamma in [1.0, 1.8] {
        let icc = Profile::new_gray(&LAMP, &ToneCurve::new(gamma)).unwrap().icc().unwrap();
        for (shade, alpha) in [0.05, 0.3, 0.7].into_iter().flat_map(|shade| [0.2, 0.6, 1.0].map(|alpha| (shade, alpha))) {
            let linear: f64 = f64::powf(shade, gamma);
            let number = if linear <= 0.003_130_8 { linear * 12.92 } else { 1.055 * linear.powf(1.0 / 2.4) - 0.055 };
            let wanted = [((number * alpha + 1.0 - alpha) * 255.0).round() as u8; 3];
            for size in SIZES {
                let png = flat_png(size, ColorType::GrayscaleAlpha, BitDepth::Sixteen, &[shade, alpha], &icc);
                assert_near(&format!("PNG, {gamma}, {shade}, {alpha}"), &png, wanted);
                for (kind, told) in [(2, shade), (1, shade * alpha)] {
                    let tiff = flat_tiff(size, true, &[told, alpha], Some(kind), &icc);
                    assert_near(&format!("TIFF {kind}, {gamma}, {shade}, {alpha}"), &tiff, wanted);
                }
            }
        }
    }
}

/// Dark shades of these a byte has not: of a linear space its first is 13 of sRGB.
#[test]
fn what_has_sixteen_bits_keeps_its_dark_shades() {
    for (name, profile) in spaces() {
        let icc = profile.icc().unwrap();
        for colour in [[0.0005, 0.0011, 0.002], [0.004, 0.002, 0.0061], [0.02, 0.013, 0.0095], [0.3, 0.5, 0.2], [1.0, 0.9, 0.95]]
        {
            let wanted = expected(&profile, colour, 1.0);
            for size in SIZES {
                let name = |of: &str| format!("{of}, {name}, {colour:?} at {size:?}");
                let png = flat_png(size, ColorType::Rgb, BitDepth::Sixteen, &colour, &icc);
                assert_near(&name("PNG"), &png, wanted);
                assert_near(&name("TIFF"), &flat_tiff(size, true, &colour, None, &icc), wanted);
            }
        }
    }
}

#[test]
fn what_a_png_of_sixteen_bits_tells_without_a_profile_is_honoured_in_its_dark_shades() {
    let linear = &spaces()[2].1;
    for shade in [0.0005, 0.0011, 0.003, 0.01, 0.2, 0.8] {
        let plain = flat_png((240, 160), ColorType::Rgb, BitDepth::Sixteen, &[shade; 3], &[]);
        let kind = [b"gAMA".as_slice(), &100_000_u32.to_be_bytes()].concat();
        let chunk = [4_u32.to_be_bytes().as_slice(), &kind, &crc32fast::hash(&kind).to_be_bytes()].concat();
        assert_near(&format!("{shade}"), &[&plain[..33], &chunk, &plain[33..]].concat(), expected(linear, [shade; 3], 1.0));
        // Of which nothing is said, it is the nearest byte.
        assert_near(&format!("{shade}"), &plain, [(shade * 255.0).round() as u8; 3]);
    }
}
