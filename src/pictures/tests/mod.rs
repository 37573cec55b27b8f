//! Pictures good, odd and hostile: what is read of them, what is made of them, what is refused.

mod camera;
mod captures;
mod colours;
mod headers;
mod large;
mod odd;
mod public;
mod renditions;
mod strips;
mod told;
mod words;

use super::*;
use crate::domain::picture::NoCopies;
use camera::{Camera, encoded, png_header, scene};

/// What one picture may take, where nothing else is set.
const MEMORY: u64 = 512 << 20;

fn made(bytes: &[u8]) -> Result<Vec<Rendition>, Undecodable> {
    make(bytes, false, MEMORY)
}
