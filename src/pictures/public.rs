//! Copies for the public: the pixels as they are, without all that a camera, an editor or an agency wrote beside them (position, device,
//! people, thumbnails, whole films behind the picture), and with whose it is, as IPTC and XMP have it. What is not known to be needed to
//! show the picture is left out.

mod jpeg;
mod png;
mod rights;
mod webp;

pub use rights::Rights;

use super::header::{self, Format};

/// The same picture for the public; None of what nothing here can clean.
pub fn clean(bytes: &[u8], rights: &Rights) -> Option<Vec<u8>> {
    let header = header::read(bytes).ok()?;
    match header.format {
        Format::Jpeg => jpeg::clean(bytes, header.orientation, rights),
        Format::Png => png::clean(bytes, rights),
        Format::Webp => webp::clean(bytes, (header.width, header.height), rights),
        Format::Gif | Format::Tiff => None,
    }
}

/// Whether files of this type can be.
pub fn can_be_cleaned(media_type: &str) -> bool {
    ["image/jpeg", "image/png", "image/webp"].contains(&media_type)
}
