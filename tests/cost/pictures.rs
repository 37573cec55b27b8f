//! The memory in which copies of a picture are made.

use allocation_counter::measure;
use image::{ImageBuffer, ImageFormat, PixelWithColorType, RgbImage};
use pubdok::pictures::make as made_within;
use std::io::Cursor;

pub const MIB: u64 = 1024 * 1024;
/// 18 megapixels, twice as wide as the largest copy and more.
const SIZE: (u32, u32) = (6000, 3000);
const RAW: u64 = 3 * SIZE.0 as u64 * SIZE.1 as u64;
/// What the making small takes, with strips and the copies themselves: 29 MiB of a picture of 32 megapixels, as of this.
const SMALL: u64 = 40 * MIB;

/// With the grain of a film: without it a WebP would be packed as no photograph is.
pub fn picture() -> RgbImage {
    RgbImage::from_fn(SIZE.0, SIZE.1, |x, y| {
        let grain = (x.wrapping_mul(0x9E37_79B9) ^ y.wrapping_mul(0x85EB_CA6B)) >> 29;
        image::Rgb([(x / 16 + grain) as u8, (y / 12 + grain) as u8, ((x ^ y) >> 4) as u8])
    })
}

pub fn written<P: PixelWithColorType<Subpixel = u8>>(picture: &ImageBuffer<P, Vec<u8>>, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, format).expect("a file");
    bytes.into_inner()
}

fn peak(name: &str, file: &[u8]) -> u64 {
    let mut copies = 0;
    let memory = measure(|| copies = made_within(file, false, 1 << 30).map_or(0, |made| made.len())).bytes_max;
    println!("{name}: {} KiB for {} megapixels in {} KiB", memory / 1024, SIZE.0 * SIZE.1 / 1_000_000, file.len() / 1024);
    assert_eq!(copies, 3, "{name}");
    memory
}

#[test]
fn a_picture_is_nowhere_held_twice_and_a_png_not_even_once() {
    let picture = picture();
    let written = |format| written(&picture, format);
    assert!(peak("PNG", &written(ImageFormat::Png)) < SMALL);
    for (name, format) in [("JPEG", ImageFormat::Jpeg), ("TIFF", ImageFormat::Tiff)] {
        let file = written(format);
        // The decoder has the file once more.
        let most = RAW + file.len() as u64 + SMALL;
        let memory = peak(name, &file);
        assert!(memory < most, "{name}: {memory} of {most}");
    }
    // Decoded as it is kept, with transparency.
    let file = written(ImageFormat::WebP);
    assert!(peak("WebP", &file) < RAW * 7 / 3 + SMALL);
}
