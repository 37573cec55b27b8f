//! What is too large to be held is seen by the means of its squares; what ends early is shown as far as it goes.

use super::super::decode::{Plan, plan};
use super::super::{eighth, header};
use super::camera::vast;
use super::*;
use crate::domain::picture::RenditionSize;
use image::Rgb;

/// The mean difference of an eighth from what the whole gives, made small.
fn differs(jpeg: &[u8]) -> f64 {
    let header = header::read(jpeg).unwrap();
    let small = eighth::decode(jpeg, &header).unwrap();
    let data = if small.data.len() == 3 * (small.width * small.height) as usize {
        small.data
    } else {
        small.data.iter().flat_map(|shade| [*shade; 3]).collect()
    };
    let small = RgbImage::from_raw(small.width, small.height, data).unwrap();
    let whole = decoded(jpeg);
    // Whole squares alone: at the edges they are padded.
    let (width, height) = (whole.width() / 8, whole.height() / 8);
    let mut sum = 0.0;
    for (x, y) in (0..width).flat_map(|x| (0..height).map(move |y| (x, y))) {
        let mut means = [0_u32; 3];
        for (dx, dy) in (0..8).flat_map(|dx| (0..8).map(move |dy| (dx, dy))) {
            let pixel = whole.get_pixel(x * 8 + dx, y * 8 + dy).0;
            (0..3).for_each(|channel| means[channel] += u32::from(pixel[channel]));
        }
        let seen = small.get_pixel(x, y).0;
        // By its light: colours are coarser than that in most files.
        let light = |[red, green, blue]: [u32; 3]| (299 * red + 587 * green + 114 * blue) / 1000;
        sum += f64::from(light(seen.map(u32::from)).abs_diff(light(means.map(|mean| mean / 64))));
    }
    sum / f64::from(width * height)
}

#[test]
fn an_eighth_is_what_the_whole_is() {
    let picture = scene(3, 0, (415, 263));
    let mut grey = std::io::Cursor::new(Vec::new());
    image::DynamicImage::ImageRgb8(picture.clone()).into_luma8().write_to(&mut grey, ImageFormat::Jpeg).unwrap();
    for (name, jpeg) in [
        ("baseline", encoded(&picture, ImageFormat::Jpeg)),
        ("grey", grey.into_inner()),
        // Of other programs: with coarser colours, progressive, with a profile.
        ("4:2:0", file("icc-p3.jpg")),
        ("progressive", file("progressive.jpg")),
        ("by rows of other factors", file("gps-srational.jpg")),
    ] {
        let differs = differs(&jpeg);
        assert!(differs < 3.0, "{name} differs by {differs}");
    }
}

#[test]
fn however_large_a_jpeg_is_it_has_copies_in_bounded_memory() {
    let jpeg = vast(16_320, 12_240);
    let header = header::read(&jpeg).unwrap();
    assert_eq!(header.pixels(), 199_756_800);
    assert_eq!(plan(&header, jpeg.len() as u64, 256 << 20).unwrap(), Plan::Eighth);
    let copies = make(&jpeg, false, 256 << 20).unwrap();
    let sizes: Vec<_> = copies.iter().map(|made| (made.size, made.width, made.height)).collect();
    // Larger than an eighth of the original none is.
    assert_eq!(
        sizes,
        [(RenditionSize::Print, 2040, 1530), (RenditionSize::Web, 1600, 1200), (RenditionSize::Thumbnail, 320, 240)]
    );
    assert_eq!(lack(&jpeg, jpeg.len() as u64, false, 256 << 20), None);
    // With more memory it is decoded whole.
    assert_eq!(plan(&header, jpeg.len() as u64, 2 << 30).unwrap(), Plan::Whole);
}

#[test]
fn damaged_or_cut_anywhere_an_eighth_is_a_picture_or_a_refusal() {
    for name in ["progressive.jpg", "icc-p3.jpg"] {
        let whole = file(name);
        let mut random: u64 = 7;
        let mut next = move || {
            random ^= random << 13;
            random ^= random >> 7;
            random ^= random << 17;
            usize::try_from(random >> 16).unwrap()
        };
        for _ in 0..400 {
            let mut damaged = whole[..whole.len() - next() % (whole.len() / 2)].to_vec();
            for _ in 0..next() % 6 {
                let (place, byte) = (next() % damaged.len(), next() % 256);
                damaged[place] = byte as u8;
            }
            if let Ok(header) = header::read(&damaged)
                && header.pixels() < 4_000_000
            {
                let _ = eighth::decode(&damaged, &header);
            }
        }
    }
}

#[test]
fn what_ends_early_is_told_and_shown_as_far_as_it_goes() {
    let picture = scene(1, 0, (480, 320));
    for format in [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP, ImageFormat::Tiff, ImageFormat::Gif] {
        let whole = encoded(&picture, format);
        assert!(!ends_early(&whole), "{format:?}");
        assert!(ends_early(&whole[..whole.len() / 2]), "{format:?} cut");
        assert!(!ends_early(&[whole, vec![0; 100]].concat()), "{format:?} padded");
    }
    assert!(ends_early(&file("jpeg-cut-half.jpg")) && !ends_early(&file("jpeg-extraneous-bytes.jpg")));
    assert!(!ends_early(&file("heic-named.jpg")) && ends_early(&file("heic-named.jpg")[..900]));
    let cut = |whole: &[u8]| whole[..whole.len() * 2 / 3].to_vec();
    // Zeroes are what a card leaves of the rest.
    let zeroed = |whole: &[u8]| [cut(whole), vec![0; whole.len() / 3]].concat();
    let in_rows = [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::Gif, ImageFormat::WebP];
    for (name, whole) in in_rows
        .map(|format| (format!("{format:?}"), encoded(&picture, format)))
        .into_iter()
        .chain([("lossy".to_owned(), file("lossy.webp"))])
    {
        let full = decoded(&made(&whole).unwrap()[0].jpeg);
        let part = |bytes: Vec<u8>| {
            assert!(ends_early(&bytes), "{name}");
            let part = decoded(&made(&bytes).unwrap()[0].jpeg);
            let rows = [10, 100, 310].map(|y| (0..480).all(|x| is_near(part.get_pixel(x, y), full.get_pixel(x, y))));
            assert_eq!(rows, [true, true, false], "{name}");
            assert!(is_near(part.get_pixel(200, 318), &Rgb([128; 3])), "{name}: what is missing is grey");
        };
        part(cut(&whole));
        // Of WebP a page that is white at its end is nothing else.
        if !whole.starts_with(b"RIFF") {
            part(zeroed(&whole));
        }
    }
    // Of one that comes finer and finer all is there.
    let whole = file("interlaced.png");
    assert!(!ends_early(&whole));
    let full = decoded(&made(&whole).unwrap()[0].jpeg);
    for bytes in [cut(&whole), zeroed(&whole)] {
        let part = decoded(&made(&bytes).unwrap()[0].jpeg);
        let near = full.enumerate_pixels().filter(|(x, y, pixel)| is_near(part.get_pixel(*x, *y), pixel)).count();
        assert!(ends_early(&bytes) && near * 10 > full.pixels().len() * 7, "{near}");
    }
}

fn is_near(one: &Rgb<u8>, other: &Rgb<u8>) -> bool {
    one.0.iter().zip(other.0).all(|(one, other)| one.abs_diff(other) < 24)
}

#[test]
fn what_common_programs_open_has_copies_or_is_said_to_be_of_a_kind_that_has_none() {
    let have = ["jpeg-extraneous-bytes.jpg", "tiff-uncompressed-52.tif", "lzw.tif", "jpeg-cut-half.jpg", "progressive.jpg"];
    for name in have.into_iter().chain(["g4.tif", "big.tif", "jpeg.tif"]) {
        let copies = made(&file(name));
        assert!(copies.is_ok_and(|copies| copies.len() == 3), "{name}");
    }
    for name in ["g3.tif", "palette.tif", "lab.tif", "ycbcr.tif"] {
        let bytes = file(name);
        assert!(!ends_early(&bytes), "{name}");
        assert_eq!(made(&bytes).unwrap_err().lack(), NoCopies::Unsupported, "{name}");
    }
    let arithmetic = {
        let mut jpeg = encoded(&scene(1, 0, (64, 48)), ImageFormat::Jpeg);
        let frame = jpeg.windows(2).position(|two| two == [0xFF, 0xC0]).unwrap();
        jpeg[frame + 1] = 0xC9;
        jpeg
    };
    assert_eq!(made(&arithmetic).unwrap_err().lack(), NoCopies::Unsupported);
    assert!(make(&file("preview-only.nef"), true, MEMORY).is_ok_and(|copies| copies[0].width == 160));
    // The largest JPEG in a raw picture is what is shown of it, held as the camera says.
    let (small, large) =
        (encoded(&scene(1, 0, (160, 120)), ImageFormat::Jpeg), encoded(&scene(2, 0, (600, 400)), ImageFormat::Jpeg));
    let raw =
        [b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0".as_slice(), &small, &[7; 500], &large, &[9; 300]]
            .concat();
    let copies = make(&raw, true, MEMORY).unwrap();
    assert_eq!((copies[0].width, copies[0].height), (400, 600));
}
