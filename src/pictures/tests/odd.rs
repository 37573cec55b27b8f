//! What the decoder of whole pictures gives wrongly is seen another way, or not at all: a copy never shows what is not there.

use super::super::decode::{Plan, plan};
use super::super::header;
use super::*;

/// The mean difference of a copy from a picture in all its channels; at the edges the squares of an eighth are padded.
fn differs(copy: &RgbImage, whole: &RgbImage) -> f64 {
    let side = whole.width().div_ceil(copy.width());
    let (width, height) = (whole.width() / side, whole.height() / side);
    let whole = image::imageops::crop_imm(whole, 0, 0, width * side, height * side).to_image();
    let whole = image::imageops::resize(&whole, width, height, image::imageops::FilterType::Triangle);
    let of =
        |x, y| copy.get_pixel(x, y).0.iter().zip(whole.get_pixel(x, y).0).map(|(a, b)| f64::from(a.abs_diff(b))).sum::<f64>();
    let sum: f64 = whole.enumerate_pixels().map(|(x, y, _)| of(x, y)).sum();
    sum / f64::from(width * height * 3)
}

#[test]
fn channels_apart_or_in_rare_proportions_give_the_same_picture() {
    let whole = decoded(&file("channels-together.jpg"));
    for name in ["channels-apart.jpg", "colours-finer.jpg", "colours-finer-progressive.jpg", "thirds.jpg"] {
        let jpeg = file(name);
        let header = header::read(&jpeg).unwrap();
        assert_eq!(plan(&header, jpeg.len() as u64, MEMORY).unwrap(), Plan::Eighth, "{name}");
        let copies = made(&jpeg).unwrap();
        assert_eq!((copies[0].width, copies[0].height), (29, 19), "{name}");
        let differs = differs(&decoded(&copies[0].jpeg), &whole);
        assert!(differs < 6.0, "{name} differs by {differs}");
    }
    for name in ["channels-apart-alike.jpg", "quarters.jpg"] {
        let differs = differs(&decoded(&made(&file(name)).unwrap()[0].jpeg), &whole);
        assert!(differs < 6.0, "{name} differs by {differs}");
    }
    for name in [
        "channels-apart-alike.jpg",
        "quarters.jpg",
        "channels-together.jpg",
        "progressive.jpg",
        "icc-p3.jpg",
        "colour-cmyk.jpg",
        "colour-grey.jpg",
    ] {
        let jpeg = file(name);
        assert_eq!(plan(&header::read(&jpeg).unwrap(), jpeg.len() as u64, MEMORY).unwrap(), Plan::Whole, "{name}");
    }
}

#[test]
fn a_jpeg_of_more_than_eight_bits_is_of_a_rare_kind_and_not_damaged() {
    for marker in [0xC0, 0xC1, 0xC2] {
        let mut jpeg = encoded(&scene(1, 0, (64, 48)), ImageFormat::Jpeg);
        let frame = jpeg.windows(2).position(|two| two == [0xFF, 0xC0]).unwrap();
        (jpeg[frame + 1], jpeg[frame + 4]) = (marker, 12);
        assert_eq!(made(&jpeg).unwrap_err().lack(), NoCopies::Unsupported);
        assert_eq!(lack(&jpeg, jpeg.len() as u64, false, MEMORY), Some(NoCopies::Unsupported));
    }
}
