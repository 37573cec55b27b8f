//! Pictures as bytes: what a header says, what the camera and the agency wrote into it, smaller copies, and how alike two are.
//!
//! All of it blocks and knows neither web nor database; `features::pictures` calls it beside the threads that serve.

mod capture;
mod colour;
mod decode;
mod eighth;
mod ending;
mod header;
mod heic;
mod ifd;
mod iptc;
mod lengths;
pub mod logo;
pub mod public;
mod raw;
mod rendition;
pub mod sprite;
#[cfg(test)]
mod tests;
mod xmp;

pub use capture::{Capture, Look, look};
pub use ending::ends_early;
pub use header::BadHeader;
pub use rendition::{MEDIA_TYPE, Rendition, Undecodable, is_bomb, lack, make};

use crate::domain::media_type::MediaType;

/// Whether a file of this type says something of itself that we can read.
pub fn is_readable(media_type: &str) -> bool {
    let others = [MediaType::Heic, MediaType::Avif];
    is_decodable(media_type) || others.iter().any(|one| one.as_str() == media_type)
}

/// Whether copies can be made of a file of this type. HEIC and AVIF are pictures, but nothing here decodes them.
pub fn is_decodable(media_type: &str) -> bool {
    MediaType::parse(media_type).is_some_and(MediaType::has_copies)
}
