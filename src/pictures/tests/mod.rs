//! Pictures good, odd and hostile: what is read of them, what is made of them, what is refused.

mod camera;
mod captures;
mod headers;
mod renditions;
mod strips;

use super::*;
use camera::{Camera, encoded, png_header, scene};
