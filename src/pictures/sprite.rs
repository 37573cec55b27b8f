//! A sprite: many small pictures on one, each in the middle of a cell of its own.

use super::rendition::{Undecodable, encode, fitting, shrink};
use image::{ImageFormat, RgbImage, imageops};
use std::panic::catch_unwind;

/// Pixels of a side of a cell.
pub const SIDE: u32 = 160;
pub const COLUMNS: u32 = 10;
/// So many pictures are on one at most.
pub const MOST: usize = 50;

/// Around the pictures, and where one cannot be shown.
const GREY: u8 = 0xE0;

/// Where the cell of the `index`th picture begins.
pub fn place(index: usize) -> (u32, u32) {
    let index = u32::try_from(index).unwrap_or(u32::MAX);
    (index % COLUMNS * SIDE, index / COLUMNS * SIDE)
}

/// How large a sprite of so many is; one without a picture has a cell all the same.
pub fn size(pictures: usize) -> (u32, u32) {
    let pictures = u32::try_from(pictures).unwrap_or(u32::MAX).max(1);
    (pictures.min(COLUMNS) * SIDE, pictures.div_ceil(COLUMNS) * SIDE)
}

/// Puts thumbnails (JPEG) on one. Takes a few milliseconds a picture.
pub fn compose(thumbnails: &[Option<Vec<u8>>]) -> Result<Vec<u8>, Undecodable> {
    let (width, height) = size(thumbnails.len());
    let mut sprite = RgbImage::from_pixel(width, height, image::Rgb([GREY; 3]));
    for (index, thumbnail) in thumbnails.iter().enumerate() {
        let Some(picture) = thumbnail.as_ref().and_then(|jpeg| small(jpeg).ok()) else { continue };
        let (x, y) = place(index);
        let middle = |cell: u32, side: u32| i64::from(cell + (SIDE - side) / 2);
        imageops::replace(&mut sprite, &picture, middle(x, picture.width()), middle(y, picture.height()));
    }
    encode(&sprite, 80)
}

/// They are our own, but a store may have been changed behind our back.
fn small(jpeg: &[u8]) -> Result<RgbImage, Undecodable> {
    let decoded = catch_unwind(|| image::load_from_memory_with_format(jpeg, ImageFormat::Jpeg));
    let picture = decoded.map_err(|_| Undecodable::of("the decoder panicked"))?.map_err(Undecodable::of)?.into_rgb8();
    let size = fitting(picture.dimensions(), SIDE);
    shrink(picture, size)
}
