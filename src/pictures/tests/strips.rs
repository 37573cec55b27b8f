//! What is decoded and made small strip by strip is what it was, whatever it comes as; what is packed as no photograph is not tried.

use super::*;
use crate::domain::picture::RenditionSize::Print;
use image::{DynamicImage, ImageFormat, Rgb, RgbImage};
use std::io::Cursor;

/// Two to three times as wide as the largest copy, in several strips, with a last one that is cut short.
const WIDE: (u32, u32) = (4960, 303);

/// Shades to the right and below, in patches whose edges would show if a row were lost.
fn shades() -> RgbImage {
    RgbImage::from_fn(WIDE.0, WIDE.1, |x, y| {
        Rgb([(x / 20) as u8, (y / 5) as u8, if (x / 50 + y / 50) % 2 == 0 { 40 } else { 200 }])
    })
}

fn written(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

fn copy(original: &[u8]) -> RgbImage {
    let made = made(original).unwrap().into_iter().find(|made| made.size == Print).unwrap();
    image::load_from_memory_with_format(&made.jpeg, ImageFormat::Jpeg).unwrap().into_rgb8()
}

/// The mean difference of their channels.
fn difference(one: &RgbImage, other: &RgbImage) -> f64 {
    assert_eq!(one.dimensions(), other.dimensions());
    let sum: u64 = one.iter().zip(other.iter()).map(|(a, b)| u64::from(a.abs_diff(*b))).sum();
    sum as f64 / one.len() as f64
}

#[test]
fn every_format_and_depth_gives_the_same_copy() {
    let picture = shades();
    let expected = image::imageops::thumbnail(&picture, 2480, 152);
    let plain = DynamicImage::ImageRgb8(picture);
    for format in [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP, ImageFormat::Tiff] {
        let differs = difference(&copy(&written(&plain, format)), &expected);
        assert!(differs < 4.0, "{format:?} differs by {differs}");
    }
    let deep = written(&plain.to_rgba16().into(), ImageFormat::Png);
    assert!(difference(&copy(&deep), &expected) < 4.0);
    let grey = image::imageops::grayscale(&expected);
    let expected = DynamicImage::from(grey).into_rgb8();
    for grey in [DynamicImage::from(plain.to_luma8()), plain.to_luma_alpha16().into()] {
        let differs = difference(&copy(&written(&grey, ImageFormat::Png)), &expected);
        assert!(differs < 4.0, "{:?} differs by {differs}", grey.color());
    }
}

#[test]
fn a_palette_is_looked_up_and_half_a_picture_is_shown_as_far_as_it_goes() {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, 5000, 700);
    encoder.set_color(png::ColorType::Indexed);
    encoder.set_depth(png::BitDepth::One);
    encoder.set_palette(vec![200, 0, 0, 0, 0, 200]);
    encoder.set_trns(vec![255, 0]);
    // The left half red, the right one blue and clear.
    let row = [vec![0x00; 313], vec![0xFF; 312]].concat();
    encoder.write_header().unwrap().write_image_data(&row.repeat(700)).unwrap();
    let made = copy(&bytes);
    assert_eq!(made.dimensions(), (2480, 348));
    let near = |at: (u32, u32), colour: [u8; 3]| made.get_pixel(at.0, at.1).0.iter().zip(colour).all(|(a, b)| a.abs_diff(b) < 8);
    assert!(near((100, 170), [200, 0, 0]) && near((2400, 170), [255, 255, 255]));
    let cut = &bytes[..bytes.len() - 40];
    // What is there of it is shown.
    assert!(ends_early(cut) && super::made(cut).is_ok());
}

#[test]
fn what_is_packed_as_no_photograph_is_not_tried_beyond_what_strips_take() {
    // Of one colour, in some 15 kB.
    let flat = |side: u32| {
        let mut bytes = Vec::new();
        let mut encoder = png::Encoder::new(&mut bytes, side, side);
        encoder.set_color(png::ColorType::Grayscale);
        encoder.set_depth(png::BitDepth::One);
        encoder.write_header().unwrap().write_image_data(&vec![0; side as usize / 8 * side as usize]).unwrap();
        bytes
    };
    let bomb = flat(12_000);
    assert!(bomb.len() < 100_000, "{}", bomb.len());
    assert!(matches!(made(&bomb), Err(Undecodable::Bomb)));
    let told = |bytes: &[u8]| lack(bytes, 30_000, false, MEMORY);
    assert_eq!(told(&bomb), Some(NoCopies::Packed));
    // A poster of one colour comes in strips, and is shown; interlaced it would have to be held.
    let mut poster = flat(5_000);
    assert!(made(&poster).is_ok_and(|copies| copies[0].width == 2480));
    assert_eq!(told(&poster), None);
    poster[28] = 1;
    assert_eq!(told(&poster), Some(NoCopies::Packed));
    // A white page is nothing to fear.
    let mut page = Vec::new();
    let mut encoder = png::Encoder::new(&mut page, 3300, 4677);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::One);
    encoder.write_header().unwrap().write_image_data(&vec![0xFF; 413 * 4677]).unwrap();
    assert!(made(&page).is_ok());
}

/// The margin of the rule: what the smoothest pictures there are are packed to.
#[test]
fn no_photograph_comes_near_a_bomb() {
    let packed = |picture: &RgbImage, quality: u8| {
        let mut jpeg = Vec::new();
        picture.write_with_encoder(image::codecs::jpeg::JpegEncoder::new_with_quality(&mut jpeg, quality)).unwrap();
        picture.as_raw().len() / jpeg.len()
    };
    let smooth = scene(1, 0, (1600, 1067));
    let (good, poor, black) = (packed(&smooth, 75), packed(&smooth, 30), packed(&RgbImage::new(1600, 1067), 75));
    println!("packed {good}, at a poor quality {poor}, one that is black {black}");
    assert!(smooth.width() == 1600 && good < 100 && black < 250, "{good}, {poor}, {black}");
    let large = |packed: usize| is_bomb(24_000_000, 72_000_000 / packed as u64);
    assert!(!large(good) && !large(poor) && !large(black));
}
