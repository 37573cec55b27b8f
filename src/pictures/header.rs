//! The header of a picture: its size and where its metadata is, told without decoding a pixel.

mod apple;
mod jpeg;
mod png;
mod riff;
mod tiff;

use super::capture;
pub use apple::is_of_apple;
pub use jpeg::{Coding, Frame, Segments};
pub use riff::chunks as riff_chunks;
use std::borrow::Cow;
pub use tiff::words;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    Jpeg,
    Png,
    Webp,
    Gif,
    Tiff,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header<'a> {
    pub format: Format,
    /// As the pixels lie in the file; `orientation` says how to hold it.
    pub width: u32,
    pub height: u32,
    /// 1 to 8 as EXIF has it.
    pub orientation: u8,
    /// Bytes of a pixel, as a decoder that gives the whole holds them.
    pub depth: u64,
    /// A decoder gives it in rows, and never the whole.
    pub is_in_rows: bool,
    /// A TIFF structure.
    pub exif: Option<&'a [u8]>,
    /// IPTC IIM records.
    pub iptc: Option<Cow<'a, [u8]>>,
    /// A packet of XMP.
    pub xmp: Option<Cow<'a, [u8]>>,
    /// How a JPEG is coded.
    pub frame: Option<Frame>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadHeader {
    /// It goes on after these bytes.
    #[error("the picture ends within its header")]
    Truncated,
    #[error("not a readable JPEG, PNG, WebP, GIF or TIFF")]
    Unreadable,
}

use BadHeader::{Truncated, Unreadable};

/// Reads the header of a whole picture, or of its beginning.
pub fn read(bytes: &[u8]) -> Result<Header<'_>, BadHeader> {
    let header = match bytes {
        [0xFF, 0xD8, ..] => jpeg::read(bytes),
        _ if is_of_apple(bytes) => apple::read(bytes),
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1A, b'\n', ..] => png::read(bytes),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => riff::webp(bytes),
        [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => gif(bytes),
        [b'I', b'I', ..] | [b'M', b'M', ..] => tiff::read(bytes),
        _ => Err(Unreadable),
    }?;
    if header.width == 0 || header.height == 0 { Err(Unreadable) } else { Ok(header) }
}

fn header<'a>(format: Format, (width, height): (u32, u32), exif: Option<&'a [u8]>) -> Header<'a> {
    let orientation = exif.map_or(1, capture::orientation);
    Header { format, width, height, orientation, depth: 4, is_in_rows: false, exif, iptc: None, xmp: None, frame: None }
}

/// `N` bytes at a place.
fn take<const N: usize>(bytes: &[u8], at: usize) -> Result<[u8; N], BadHeader> {
    bytes.get(at..).and_then(|rest| rest.first_chunk::<N>()).copied().ok_or(Truncated)
}

/// What stands before the packet in a GIF.
const XMP_GIF: &[u8] = b"\x21\xFF\x0BXMP DataXMP";

fn gif(bytes: &[u8]) -> Result<Header<'_>, BadHeader> {
    let [x0, x1, y0, y1] = take(bytes, 6)?;
    let size = (u16::from_le_bytes([x0, x1]).into(), u16::from_le_bytes([y0, y1]).into());
    // It stands there as it is, before the mark that leads out of it; what is taken for a length in it nobody minds.
    let packet = bytes.windows(XMP_GIF.len()).position(|part| part == XMP_GIF).map(|at| &bytes[at + XMP_GIF.len()..]);
    let xmp = packet.and_then(|packet| Some(&packet[..packet.windows(4).position(|four| four == [1, 0xFF, 0xFE, 0xFD])?]));
    // The canvas and a frame upon it.
    Ok(Header { depth: 8, xmp: xmp.map(Cow::Borrowed), ..header(Format::Gif, size, None) })
}

impl Header<'_> {
    /// Width and height as it is looked at.
    pub fn upright(&self) -> (u32, u32) {
        if self.orientation >= 5 { (self.height, self.width) } else { (self.width, self.height) }
    }

    pub fn pixels(&self) -> u64 {
        u64::from(self.width) * u64::from(self.height)
    }
}
