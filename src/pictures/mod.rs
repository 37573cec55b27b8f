//! Pictures as bytes: what a header says, what the camera and the agency wrote into it, smaller copies, and how alike two are.
//!
//! All of it blocks and knows neither web nor database; `features::pictures` calls it beside the threads that serve.

mod capture;
mod decode;
mod header;
mod heic;
mod iptc;
pub mod logo;
mod rendition;
pub mod sprite;
#[cfg(test)]
mod tests;

pub use capture::{Capture, Look, look};
pub use header::{BadHeader, LONGEST_SIDE, MOST_PIXELS, too_large};
pub use rendition::{MEDIA_TYPE, Rendition, Undecodable, is_bomb, make};

use crate::domain::media_type::MediaType;

/// Whether a file of this type says something of itself that we can read.
pub fn is_readable(media_type: &str) -> bool {
    is_decodable(media_type) || media_type == MediaType::Heic.as_str()
}

/// Whether copies can be made of a file of this type. HEIC is a picture, but nothing here decodes it.
pub fn is_decodable(media_type: &str) -> bool {
    MediaType::parse(media_type).is_some_and(MediaType::has_copies)
}
