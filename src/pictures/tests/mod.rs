//! Pictures good, odd and hostile: what is read of them, what is made of them, what is refused.

mod camera;
mod captures;
mod colours;
mod depths;
mod headers;
mod large;
mod lengths;
mod odd;
mod packets;
mod previews;
mod public;
mod renditions;
mod strips;
mod tiffs;
mod told;
mod words;

use super::*;
use crate::domain::picture::NoCopies;
use camera::{Camera, encoded, png_header, scene};
use image::{ImageFormat, RgbImage};

/// What one picture may take, where nothing else is set.
const MEMORY: u64 = 512 << 20;

fn made(bytes: &[u8]) -> Result<Vec<Rendition>, Undecodable> {
    make(bytes, false, MEMORY)
}

/// One of the small files that the tests over HTTP send, too.
fn file(name: &str) -> Vec<u8> {
    std::fs::read(std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/api/field/files").join(name)).unwrap()
}

fn decoded(jpeg: &[u8]) -> RgbImage {
    image::load_from_memory_with_format(jpeg, ImageFormat::Jpeg).unwrap().into_rgb8()
}
