//! Smaller copies of a picture, all of one decoding: upright, without metadata, and what it looks like in 64 bits.

use super::decode::{Plan, beside, decode, plan, shown};
use super::header::{self, Header};
use super::heic;
use crate::domain::label::Label;
use crate::domain::picture::{NoCopies, RenditionSize};
use fast_image_resize::images::{Image, ImageRef};
use fast_image_resize::{PixelType, Resizer};
use image::codecs::jpeg::JpegEncoder;
use image::imageops::FilterType;
use image::metadata::Orientation;
use image::{DynamicImage, RgbImage};
use std::cmp::Reverse;
use std::fmt::Display;
use std::panic::catch_unwind;

/// Renditions are JPEG, which everything shows.
pub const MEDIA_TYPE: &str = "image/jpeg";

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendition {
    pub size: RenditionSize,
    pub jpeg: Vec<u8>,
    pub width: u32,
    pub height: u32,
    /// Of a thumbnail only, so that all are hashed at one size.
    pub likeness: Option<u64>,
}

#[derive(Debug, thiserror::Error)]
pub enum Undecodable {
    /// It was not tried: no photograph is packed like this.
    #[error("the picture is packed as no photograph is")]
    Bomb,
    /// It was not tried: it would take more memory than one picture may.
    #[error("the picture is too large to be decoded")]
    TooLarge,
    /// It is good, but nothing here reads it.
    #[error("the picture is of a kind that is not decoded: {0}")]
    Unsupported(String),
    /// What is there of it is not as it should be.
    #[error("the picture cannot be decoded: {0}")]
    Broken(String),
}

impl Undecodable {
    pub(super) fn of(reason: impl Display) -> Self {
        Self::Broken(reason.to_string())
    }

    /// As it is kept.
    pub fn lack(&self) -> NoCopies {
        match self {
            Self::Bomb => NoCopies::Packed,
            Self::TooLarge => NoCopies::TooLarge,
            Self::Unsupported(_) => NoCopies::Unsupported,
            Self::Broken(_) => NoCopies::Damaged,
        }
    }
}

/// What is no larger is decoded in a moment, and may be packed as it likes: a page scanned at 400 dpi is mostly white.
const HARMLESS: u64 = 16_000_000;
/// Bytes of pixels (three each) from a byte of the file, at most. Cameras write 5 to 30, a picture that telephones forward to each
/// other has 50, the smoothest that the tests draw 104 at a poor quality; the lens cap has 192, and no photograph is so black. One colour of
/// 100 megapixels has 1,000 as PNG and without an end as WebP.
const MOST_PACKED: u64 = 250;

/// What comes in strips is a second's work up to so many pixels, and never held: a poster of one colour, a page at 600 dpi, may be packed
/// as it likes as well.
const HARMLESS_IN_STRIPS: u64 = 120_000_000;

/// Whether a file would make more pixels than any photograph of its length: nothing that is worth a second of a core.
pub fn is_bomb(pixels: u64, bytes: u64) -> bool {
    pixels > HARMLESS && pixels * 3 > bytes * MOST_PACKED
}

/// How it is decoded; what is packed as no photograph is not.
fn planned(header: &Header<'_>, length: u64, memory: u64) -> Result<Plan, Undecodable> {
    let plan = plan(header, length, memory);
    let is_harmless = matches!(plan, Ok(Plan::Rows)) && header.pixels() <= HARMLESS_IN_STRIPS;
    if is_bomb(header.pixels(), length) && !is_harmless { Err(Undecodable::Bomb) } else { plan }
}

/// Makes all copies, the largest first, within so many bytes of memory. Takes a second of one core.
pub fn make(bytes: &[u8], is_raw: bool, memory: u64) -> Result<Vec<Rendition>, Undecodable> {
    // A decoder that stumbles over a hostile picture has no more to say than one that refuses it.
    catch_unwind(|| copies(bytes, is_raw, memory)).unwrap_or_else(|_| Err(Undecodable::of("the decoder panicked")))
}

/// Whether no copies will be made of it, and why, as far as its header tells.
pub fn lack(bytes: &[u8], length: u64, is_raw: bool, memory: u64) -> Option<NoCopies> {
    let Ok((_, header)) = shown(bytes, is_raw) else {
        return (heic::is_boxes(bytes) && !is_raw).then_some(NoCopies::Unsupported);
    };
    let lack = planned(&header, length, memory).err()?.lack();
    let other = beside(bytes).filter(|_| !is_raw);
    if other.is_some_and(|(_, header)| planned(&header, length, memory).is_ok()) { None } else { Some(lack) }
}

fn copies(bytes: &[u8], is_raw: bool, memory: u64) -> Result<Vec<Rendition>, Undecodable> {
    let length = bytes.len() as u64;
    let of = |(bytes, header)| copies_of(bytes, &header, length, memory);
    let first = shown(bytes, is_raw).map_err(Undecodable::of)?;
    let is_itself = first.0.len() == bytes.len();
    let made = of(first);
    if is_raw || matches!(made, Ok(_) | Err(Undecodable::Bomb)) {
        return made;
    }
    let itself = || header::read(bytes).ok().map(|header| (bytes, header));
    match if is_itself { beside(bytes) } else { itself() } {
        Some(other) => of(other).or(made),
        None => made,
    }
}

fn copies_of(bytes: &[u8], header: &Header<'_>, length: u64, memory: u64) -> Result<Vec<Rendition>, Undecodable> {
    planned(header, length, memory)?;
    let mut sizes = RenditionSize::ALL.to_vec();
    sizes.sort_by_key(|size| Reverse(size.longest_side()));
    let largest = sizes.first().map_or(1, |size| size.longest_side());
    let small = decode(bytes, header, largest, memory)?;
    // What came of a part of it is not blown up again.
    let fitting_whole = fitting((header.width, header.height), largest);
    let is_part = small.width() < fitting_whole.0 || small.height() < fitting_whole.1;
    let lying = if is_part { fitting(small.dimensions(), largest) } else { fitting_whole };
    let fitted = shrink(small, lying)?;
    // Turned when it is small: a quarter turn of a large one would hold it twice.
    let mut upright = DynamicImage::ImageRgb8(fitted);
    upright.apply_orientation(Orientation::from_exif(header.orientation).unwrap_or(Orientation::NoTransforms));
    let mut picture = upright.into_rgb8();
    let whole = if is_part { picture.dimensions() } else { header.upright() };
    let mut made = Vec::new();
    for size in sizes {
        // Each from the one before: the whole picture is gone by now.
        picture = shrink(picture, fitting(whole, size.longest_side()))?;
        let jpeg = encode(&picture, quality(size))?;
        let (width, height) = picture.dimensions();
        let likeness = (size == RenditionSize::Thumbnail).then(|| likeness(picture.clone()));
        made.push(Rendition { size, jpeg, width, height, likeness });
    }
    Ok(made)
}

pub(super) fn encode(picture: &RgbImage, quality: u8) -> Result<Vec<u8>, Undecodable> {
    let mut jpeg = Vec::new();
    picture.write_with_encoder(JpegEncoder::new_with_quality(&mut jpeg, quality)).map_err(Undecodable::of)?;
    Ok(jpeg)
}

fn quality(size: RenditionSize) -> u8 {
    match size {
        RenditionSize::Thumbnail => 80,
        RenditionSize::Web => 82,
        RenditionSize::Print => 90,
    }
}

/// The size that fits a square of this side; a smaller picture stays as it is.
pub(super) fn fitting((width, height): (u32, u32), side: u32) -> (u32, u32) {
    let longest = width.max(height);
    let scaled =
        |length: u32| u32::try_from((u64::from(length) * u64::from(side)).div_ceil(longest.into())).unwrap_or(side).max(1);
    if longest <= side { (width, height) } else { (scaled(width), scaled(height)) }
}

pub(super) fn shrink(picture: RgbImage, (width, height): (u32, u32)) -> Result<RgbImage, Undecodable> {
    if picture.dimensions() == (width, height) {
        return Ok(picture);
    }
    let source = ImageRef::new(picture.width(), picture.height(), picture.as_raw(), PixelType::U8x3);
    let source = source.map_err(Undecodable::of)?;
    let mut small = Image::new(width, height, PixelType::U8x3);
    Resizer::new().resize(&source, &mut small, None).map_err(Undecodable::of)?;
    RgbImage::from_raw(width, height, small.into_vec()).ok_or_else(|| Undecodable::of("a buffer of another size"))
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
