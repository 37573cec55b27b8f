//! What is there of a GIF that was cut off: what is missing is grey. Of WebP its decoder gives the whole or nothing.

use super::super::ending;
use super::super::header::{Format, Header};
use super::MISSING;
use image::codecs::gif::GifDecoder;
use image::{DynamicImage, ImageDecoder, Limits, Rgba, RgbaImage};
use std::io::Cursor;

const GREY: Rgba<u8> = Rgba([MISSING, MISSING, MISSING, 255]);

/// The rows that came, for its decoder writes one after the other and leaves what it has; None where none did.
pub fn of(bytes: &[u8], header: &Header<'_>, memory: u64) -> Option<DynamicImage> {
    if header.format != Format::Gif || !ending::ends_early(bytes) {
        return None;
    }
    let mut decoder = GifDecoder::new(Cursor::new(bytes)).ok()?;
    let mut limits = Limits::default();
    limits.max_alloc = Some(memory);
    decoder.set_limits(limits).ok()?;
    let (width, height) = decoder.dimensions();
    let mut picture = RgbaImage::from_pixel(width, height, GREY);
    let _cut = decoder.read_image(&mut picture);
    picture.pixels().any(|pixel| *pixel != GREY).then(|| picture.into())
}
