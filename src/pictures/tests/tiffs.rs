//! TIFF in strips: inks keep their profile, one that was cut off is shown as far as it goes, and what would come out wrong is not shown.

use super::told::tiff;
use super::*;
use image::{ImageFormat, RgbImage};
use std::io::Write;

fn decoded(copies: &[Rendition]) -> RgbImage {
    image::load_from_memory_with_format(&copies[0].jpeg, ImageFormat::Jpeg).unwrap().into_rgb8()
}

/// A TIFF of these strips, each of so many rows; more fields of one short number, and a profile.
pub fn striped(
    (width, height): (u16, u16),
    rows: u16,
    bits: &[u8],
    shorts: &[(u16, u16)],
    strips: &[Vec<u8>],
    icc: &[u8],
) -> Vec<u8> {
    let build = |at: usize| {
        let places = strips.iter().scan(at, |at, strip| {
            let place = u32::try_from(*at).unwrap();
            *at += strip.len();
            Some(place.to_le_bytes())
        });
        let lengths = strips.iter().map(|strip| u32::try_from(strip.len()).unwrap().to_le_bytes());
        let (places, lengths): (Vec<[u8; 4]>, Vec<[u8; 4]>) = (places.collect(), lengths.collect());
        let (places, lengths) = (places.concat(), lengths.concat());
        let shorts: Vec<(u16, [u8; 2])> = [(256, width), (257, height), (278, rows)]
            .iter()
            .chain(shorts)
            .map(|(tag, value)| (*tag, value.to_le_bytes()))
            .collect();
        let mut fields: Vec<(u16, u16, &[u8])> = shorts.iter().map(|(tag, value)| (*tag, 3, &value[..])).collect();
        fields.extend([(258, 3, bits), (273, 4, &places), (279, 4, &lengths), (34675, 1, icc)]);
        fields.retain(|(_, _, value)| !value.is_empty());
        fields.sort_unstable_by_key(|(tag, ..)| *tag);
        tiff(&fields)
    };
    [build(build(0).len()), strips.concat()].concat()
}

pub const RGB: [u8; 6] = [8, 0, 8, 0, 8, 0];

pub fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// How many rows of a copy are as they were, and that those behind them are grey.
fn came(copy: &RgbImage, whole: &RgbImage) -> u32 {
    let near = |y: u32, of: &dyn Fn(u32) -> [u8; 3]| {
        (0..copy.width()).all(|x| copy.get_pixel(x, y).0.iter().zip(of(x)).all(|(a, b)| a.abs_diff(b) < 24))
    };
    let came = (0..copy.height()).take_while(|y| near(*y, &|x| whole.get_pixel(x, *y).0)).count() as u32;
    // At the edge JPEG blurs, and the row in which it ends is half of each.
    assert!((came + 10..copy.height()).all(|y| near(y, &|_| [128; 3])), "{came} rows");
    came
}

#[test]
fn inks_keep_their_profile_in_whatever_order_they_lie() {
    let jpeg =
        std::fs::read(std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/api/field/files/colour-cmyk.jpg")).unwrap();
    let at = jpeg.windows(12).position(|part| part == b"ICC_PROFILE\0").unwrap();
    let length = usize::from(u16::from_be_bytes([jpeg[at - 2], jpeg[at - 1]]));
    let icc = &jpeg[at + 14..at - 2 + length];
    let colours = zune_jpeg::zune_core::colorspace::ColorSpace::CMYK;
    let options = zune_jpeg::zune_core::options::DecoderOptions::default().jpeg_set_out_colorspace(colours);
    let mut decoder =
        zune_jpeg::JpegDecoder::new_with_options(zune_jpeg::zune_core::bytestream::ZCursor::new(&jpeg[..]), options);
    // In files of Adobe inks are told the other way round.
    let inks: Vec<u8> = decoder.decode().unwrap().iter().map(|ink| 255 - ink).collect();
    assert_eq!(inks.len(), 240 * 160 * 4);
    let expected = decoded(&made(&jpeg).unwrap());
    let deep: Vec<u8> = inks.iter().flat_map(|ink| [*ink; 2]).collect();
    let planes: Vec<Vec<u8>> = (0..4).map(|plane| inks.iter().copied().skip(plane).step_by(4).collect()).collect();
    let halves: Vec<Vec<u8>> = inks.chunks(240 * 4 * 100).map(packed).collect();
    let eight = [8, 0].repeat(4);
    let common = [(262, 5), (277, 4)];
    for (name, tiff) in [
        ("plain", striped((240, 160), 160, &eight, &[&common[..], &[(259, 1)]].concat(), std::slice::from_ref(&inks), icc)),
        ("deep", striped((240, 160), 160, &[16, 0].repeat(4), &[&common[..], &[(259, 1)]].concat(), &[deep], icc)),
        ("in planes", striped((240, 160), 160, &eight, &[&common[..], &[(259, 1), (284, 2)]].concat(), &planes, icc)),
        ("packed", striped((240, 160), 100, &eight, &[&common[..], &[(259, 8)]].concat(), &halves, icc)),
    ] {
        let seen = decoded(&made(&tiff).unwrap());
        let worst = seen.iter().zip(expected.iter()).map(|(a, b)| a.abs_diff(*b)).max().unwrap();
        assert!(worst <= 3, "{name} differs by {worst}");
    }
}

#[test]
fn one_that_was_cut_off_is_shown_as_far_as_it_goes() {
    let picture = scene(1, 0, (300, 200));
    let all = picture.as_raw().clone();
    let whole = decoded(&made(&encoded(&picture, ImageFormat::Png)).unwrap());
    let plain = striped((300, 200), 200, &RGB, &[(259, 1), (262, 2), (277, 3)], std::slice::from_ref(&all), &[]);
    let strips: Vec<Vec<u8>> = all.chunks(300 * 3 * 50).map(packed).collect();
    let deflated = striped((300, 200), 50, &RGB, &[(259, 8), (262, 2), (277, 3)], &strips, &[]);
    let one = striped((300, 200), 200, &RGB, &[(259, 8), (262, 2), (277, 3)], &[packed(&all)], &[]);
    let grey = image::imageops::grayscale(&picture);
    let dark: Vec<u8> = grey.iter().map(|shade| 255 - shade).collect();
    let inverted = striped((300, 200), 200, &[8, 0], &[(259, 8), (262, 0), (277, 1)], &[packed(&dark)], &[]);
    let grey = decoded(&made(&encoded(&image::DynamicImage::from(grey).into_rgb8(), ImageFormat::Png)).unwrap());
    for (name, tiff, whole) in
        [("plain", &plain, &whole), ("in strips", &deflated, &whole), ("in one", &one, &whole), ("from black", &inverted, &grey)]
    {
        assert_eq!(came(&decoded(&made(tiff).unwrap()), whole), 200, "{name}");
        let half = &tiff[..tiff.len() * 3 / 5];
        assert!(ends_early(half), "{name}");
        assert!((80..160).contains(&came(&decoded(&made(half).unwrap()), whole)), "{name}");
        let last = &tiff[..tiff.len() - 1];
        assert!(ends_early(last) && came(&decoded(&made(last).unwrap()), whole) >= 140, "{name}");
    }
    // Nothing of the pixels is there.
    let bare = &plain[..plain.len() - all.len()];
    assert_eq!(made(bare).unwrap_err().lack(), NoCopies::Damaged);
}

#[test]
fn what_would_come_out_wrong_is_of_a_rare_kind() {
    let pixels = vec![7; 40 * 30 * 4];
    let four = [8, 0].repeat(4);
    let of = |bits: &[u8], shorts: &[(u16, u16)], strip: Vec<u8>| striped((40, 30), 30, bits, shorts, &[strip], &[]);
    for (name, tiff) in [
        ("bits from the other side", of(&[1, 0], &[(259, 1), (262, 1), (266, 2), (277, 1)], vec![7; 5 * 30])),
        ("foretold and not packed", of(&RGB, &[(259, 1), (262, 2), (277, 3), (317, 2)], pixels[..3600].to_vec())),
        ("foretold over what is left out", of(&four, &[(259, 8), (262, 2), (277, 4), (317, 2), (338, 0)], packed(&pixels))),
        ("other inks", of(&four, &[(259, 1), (262, 5), (277, 4), (332, 2)], pixels.clone())),
    ] {
        assert_eq!(made(&tiff).unwrap_err().lack(), NoCopies::Unsupported, "{name}");
    }
    // Each without what makes it rare is shown.
    for tiff in [
        of(&[1, 0], &[(259, 1), (262, 1), (277, 1)], vec![7; 5 * 30]),
        of(&RGB, &[(259, 8), (262, 2), (277, 3), (317, 2)], packed(&pixels[..3600])),
        of(&four, &[(259, 8), (262, 2), (277, 4), (338, 0)], packed(&pixels)),
        of(&four, &[(259, 1), (262, 5), (277, 4), (332, 1)], pixels.clone()),
    ] {
        assert_eq!(made(&tiff).unwrap().len(), 3);
    }
}

#[test]
fn a_page_of_black_and_white_is_shown_however_it_is_packed() {
    // A4 at 600 dpi: white, with a black band.
    let row = |y: usize| if (3000..4000).contains(&y) { [0_u8; 620] } else { [0xFF; 620] };
    let strips: Vec<Vec<u8>> =
        (0..7016).step_by(877).map(|top| packed(&(top..top + 877).flat_map(row).collect::<Vec<u8>>())).collect();
    let page = striped((4960, 7016), 877, &[1, 0], &[(259, 8), (262, 1), (277, 1)], &strips, &[]);
    assert!(is_bomb(4960 * 7016, page.len() as u64), "{}", page.len());
    assert_eq!(lack(&page, page.len() as u64, false, MEMORY), None);
    let copy = decoded(&made(&page).unwrap());
    assert_eq!(copy.dimensions(), (1754, 2480));
    let shades = [500, 1240, 2000].map(|y| copy.get_pixel(800, y).0[0]);
    assert!(shades[0] > 250 && shades[1] < 5 && shades[2] > 250, "{shades:?}");
}
