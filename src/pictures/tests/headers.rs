//! Sizes are told by the header alone; bombs and ruins are refused before a pixel is decoded.

use super::super::header::{Format, Header, read};
use super::*;
use image::ImageFormat;

fn size(bytes: &[u8]) -> Result<(Format, u32, u32), BadHeader> {
    read(bytes).map(|Header { format, width, height, .. }| (format, width, height))
}

#[test]
fn every_format_tells_its_size() {
    let picture = scene(1, 0, (70, 30));
    for (format, kind) in [
        (Format::Jpeg, ImageFormat::Jpeg),
        (Format::Png, ImageFormat::Png),
        (Format::Webp, ImageFormat::WebP),
        (Format::Tiff, ImageFormat::Tiff),
    ] {
        assert_eq!(size(&encoded(&picture, kind)), Ok((format, 70, 30)));
    }
    // A lossy WebP, and one in the extended form, by their first bytes.
    let riff = |chunk: &[u8]| [b"RIFF\xFF\xFF\0\0WEBP".as_slice(), chunk].concat();
    assert_eq!(size(&riff(b"VP8 \0\xFF\0\0\x30\x01\0\x9D\x01\x2A\x40\x01\xF0\0")), Ok((Format::Webp, 320, 240)));
    assert_eq!(size(&riff(b"VP8X\x0A\0\0\0\0\0\0\0\x3F\x01\0\xEF\0\0")), Ok((Format::Webp, 320, 240)));
    assert_eq!(size(&riff(b"VP8 \0\xFF\0\0\x30\x01\0\0\0\0\x40\x01\xF0\0")), Err(BadHeader::Unreadable));
}

#[test]
fn what_is_too_large_is_known_by_its_header_and_never_tried() {
    let told = |bytes: &[u8]| lack(bytes, 1 << 30, false, MEMORY);
    assert_eq!(told(&png_header(100_000, 100_000)), Some(NoCopies::TooLarge));
    assert_eq!(told(&png_header(30_001, 1)), Some(NoCopies::TooLarge), "a gigabyte of file");
    assert_eq!(lack(&png_header(30_001, 10_000), 100 << 20, false, MEMORY), None, "in rows");
    assert_eq!(size(&png_header(10_000, 10_000)), Ok((Format::Png, 10_000, 10_000)));
    assert_eq!(size(&png_header(0, 10)), Err(BadHeader::Unreadable));
    let mut jpeg = encoded(&scene(1, 0, (70, 30)), ImageFormat::Jpeg);
    let frame = jpeg.windows(2).position(|marker| marker == [0xFF, 0xC0]).unwrap();
    jpeg[frame + 5..frame + 9].copy_from_slice(&[0xFF, 0xFF, 0xFF, 0xFF]);
    assert_eq!(size(&jpeg), Ok((Format::Jpeg, 65_535, 65_535)));
    assert!(made(&jpeg).is_err());
    let tiff = b"II*\0\x08\0\0\0\x02\0\0\x01\x04\0\x01\0\0\0\0\0\x01\0\x01\x01\x04\0\x01\0\0\0\0\0\x01\0\0\0\0\0";
    assert_eq!(size(tiff), Ok((Format::Tiff, 65_536, 65_536)));
    assert_eq!(told(tiff), Some(NoCopies::TooLarge));
}

#[test]
fn a_picture_cut_off_anywhere_is_read_or_refused() {
    let picture = scene(2, 0, (90, 60));
    for kind in [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP, ImageFormat::Tiff] {
        let whole = encoded(&picture, kind);
        for length in 0..whole.len() {
            let cut = &whole[..length];
            match size(cut) {
                Ok((_, width, height)) => assert_eq!((width, height), (90, 60), "{kind:?} cut at {length}"),
                Err(BadHeader::Truncated) => {}
                // Too short to say even of what.
                Err(bad) => assert!(length < 12, "{kind:?} cut at {length}: {bad}"),
            }
        }
        // What is made of half a picture is half a picture or a refusal.
        let _ = made(&whole[..whole.len() / 2]);
    }
}

#[test]
fn what_is_no_picture_is_unreadable() {
    for bytes in [b"".as_slice(), b"<svg/>", b"%PDF-1.7", b"\xFF\xD8\xFF\xD9", b"\xFF\xD8\xFF\xE0\0\x01"] {
        assert_eq!(size(bytes), Err(BadHeader::Unreadable), "{bytes:?}");
    }
}
