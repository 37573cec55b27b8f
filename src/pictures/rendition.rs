//! A smaller copy of a picture: upright, without metadata, and what it looks like in 64 bits.
//!
//! `image` decodes and encodes, `fast_image_resize` makes small with SIMD; both are pure Rust, so that a hostile picture can at worst be refused.

use super::header::{self, Format};
use crate::domain::picture::RenditionSize;
use fast_image_resize::images::{Image, ImageRef};
use fast_image_resize::{PixelType, Resizer};
use image::codecs::jpeg::JpegEncoder;
use image::imageops::FilterType;
use image::metadata::Orientation;
use image::{DynamicImage, ImageFormat, ImageReader, Limits, RgbImage, RgbaImage};
use std::io::Cursor;
use std::panic::catch_unwind;

/// Renditions are JPEG, which everything shows.
pub const MEDIA_TYPE: &str = "image/jpeg";

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendition {
    pub jpeg: Vec<u8>,
    pub width: u32,
    pub height: u32,
    /// Of a thumbnail only, so that all are hashed at one size.
    pub likeness: Option<u64>,
}

/// The header is good, but what follows is not, or would take too much memory.
#[derive(Debug, thiserror::Error)]
#[error("the picture cannot be decoded: {0}")]
pub struct Undecodable(String);

/// What decoding may hold at once: the largest picture at four bytes a pixel.
const MOST_MEMORY: u64 = header::MOST_PIXELS * 4;

/// Makes a copy. Takes a second of one core; of the largest picture, 700 MB with transparency and 1.1 GB as a progressive JPEG.
pub fn make(bytes: &[u8], size: RenditionSize) -> Result<Rendition, Undecodable> {
    // A decoder that stumbles over a hostile picture has no more to say than one that refuses it.
    catch_unwind(|| copy(bytes, size)).unwrap_or_else(|_| Err(Undecodable("the decoder panicked".to_owned())))
}

fn copy(bytes: &[u8], size: RenditionSize) -> Result<Rendition, Undecodable> {
    let header = header::read(bytes).map_err(|error| Undecodable(error.to_string()))?;
    let small = shrink(flatten(decode(bytes, header.format)?), size.longest_side())?;
    // Turned when it is small: a quarter turn of a large one would hold it twice.
    let mut upright = DynamicImage::ImageRgb8(small);
    upright.apply_orientation(Orientation::from_exif(header.orientation).unwrap_or(Orientation::NoTransforms));
    let upright = upright.into_rgb8();
    let mut jpeg = Vec::new();
    let encoder = JpegEncoder::new_with_quality(&mut jpeg, quality(size));
    upright.write_with_encoder(encoder).map_err(|error| Undecodable(error.to_string()))?;
    let (width, height) = upright.dimensions();
    let likeness = (size == RenditionSize::Thumbnail).then(|| likeness(upright));
    Ok(Rendition { jpeg, width, height, likeness })
}

fn quality(size: RenditionSize) -> u8 {
    match size {
        RenditionSize::Thumbnail => 80,
        RenditionSize::Web => 82,
        RenditionSize::Print => 90,
    }
}

/// The first frame of it; of an animation the others are never looked at.
fn decode(bytes: &[u8], format: Format) -> Result<DynamicImage, Undecodable> {
    let format = match format {
        Format::Jpeg => ImageFormat::Jpeg,
        Format::Png => ImageFormat::Png,
        Format::Webp => ImageFormat::WebP,
        Format::Tiff => ImageFormat::Tiff,
    };
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    let mut limits = Limits::default();
    limits.max_image_width = Some(header::LONGEST_SIDE);
    limits.max_image_height = Some(header::LONGEST_SIDE);
    limits.max_alloc = Some(MOST_MEMORY);
    reader.limits(limits);
    reader.decode().map_err(|error| Undecodable(error.to_string()))
}

/// JPEG has no transparency: what is behind the picture is white.
fn flatten(picture: DynamicImage) -> RgbImage {
    if !picture.color().has_alpha() {
        return picture.into_rgb8();
    }
    let clear: RgbaImage = picture.into_rgba8();
    let mut flat = RgbImage::new(clear.width(), clear.height());
    for (to, from) in flat.pixels_mut().zip(clear.pixels()) {
        let [red, green, blue, alpha] = from.0.map(u32::from);
        let over_white = |channel: u32| u8::try_from((channel * alpha + 255 * (255 - alpha) + 127) / 255).unwrap_or(u8::MAX);
        to.0 = [red, green, blue].map(over_white);
    }
    flat
}

/// Makes it fit a square of this side; a smaller one stays as it is.
fn shrink(picture: RgbImage, side: u32) -> Result<RgbImage, Undecodable> {
    let (width, height) = picture.dimensions();
    let longest = width.max(height);
    if longest <= side {
        return Ok(picture);
    }
    let scaled = |length: u32| (length * side).div_ceil(longest).max(1);
    let (width, height) = (scaled(width), scaled(height));
    let failed = |error: &dyn std::fmt::Display| Undecodable(error.to_string());
    let source =
        ImageRef::new(picture.width(), picture.height(), picture.as_raw(), PixelType::U8x3).map_err(|error| failed(&error))?;
    let mut small = Image::new(width, height, PixelType::U8x3);
    Resizer::new().resize(&source, &mut small, None).map_err(|error| failed(&error))?;
    RgbImage::from_raw(width, height, small.into_vec()).ok_or_else(|| failed(&"a buffer of another size"))
}

/// How it looks, in 64 bits: whether each of 8 × 8 patches is darker than its right neighbour. Alike pictures differ in few.
fn likeness(picture: RgbImage) -> u64 {
    let grey = DynamicImage::ImageRgb8(picture).grayscale();
    let patches = grey.resize_exact(9, 8, FilterType::Lanczos3).into_luma8();
    // A row is a byte, its leftmost patch the lowest bit. Another order would find nothing alike in what is kept already.
    patches.as_raw().chunks_exact(9).fold(0, |bits, row| {
        let darker = row.windows(2).rev().fold(0, |bits, pair| bits << 1 | u64::from(pair[0] < pair[1]));
        bits << 8 | darker
    })
}
