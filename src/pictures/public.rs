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
        Format::Png => png::clean(bytes, header.orientation, rights),
        Format::Webp => webp::clean(bytes, &header, rights),
        Format::Gif | Format::Tiff => None,
    }
}

/// How to hold it, where that is not as it lies: a TIFF of one entry, of its tag, its kind (a short) and one of it.
fn turned(orientation: u8) -> Option<Vec<u8>> {
    let held = (2..=8).contains(&orientation).then_some([orientation, 0, 0, 0, 0, 0, 0])?;
    Some([b"MM\0\x2A\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".as_slice(), &held].concat())
}

/// Whether files of this type can be.
pub fn can_be_cleaned(media_type: &str) -> bool {
    ["image/jpeg", "image/png", "image/webp"].contains(&media_type)
}
