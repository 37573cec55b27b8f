//! TIFF, and what cameras write in its form.

use super::BadHeader::{self, Truncated, Unreadable};
use super::{Format, Header, header};
use crate::pictures::ifd::Tiff;
use crate::pictures::iptc;

const WIDTH: u16 = 256;
const HEIGHT: u16 = 257;
const BITS: u16 = 258;
const SAMPLES: u16 = 277;
const XMP: u16 = 700;
const IPTC: u16 = 33723;
const PHOTOSHOP: u16 = 34377;

/// The first picture of it. It is its own metadata.
pub fn read(bytes: &[u8]) -> Result<Header<'_>, BadHeader> {
    let tiff = Tiff::open(bytes).ok_or(Unreadable)?;
    let directory = tiff.first().map_err(|_| Truncated)?;
    let side = |tag| directory.number(tag).and_then(|side| u32::try_from(side).ok()).ok_or(Unreadable);
    let size = (side(WIDTH)?, side(HEIGHT)?);
    let (bits, samples) = (directory.number(BITS).unwrap_or(1), directory.number(SAMPLES).unwrap_or(1));
    // A bit or a shade that is looked up is unfolded to its colour.
    let depth = (bits.clamp(8, 64) / 8 * samples.clamp(1, 8)).max(3);
    let (iptc, xmp) = words(bytes);
    Ok(Header { depth, iptc, xmp, ..header(Format::Tiff, size, Some(bytes)) })
}

/// IPTC and XMP, as they stand in its first directory.
pub fn words(bytes: &[u8]) -> (Option<&[u8]>, Option<&[u8]>) {
    let Some(directory) = Tiff::open(bytes).and_then(|tiff| tiff.first().ok()) else { return (None, None) };
    let data = |tag| directory.get(tag).map(|field| field.data());
    (data(IPTC).or_else(|| data(PHOTOSHOP).and_then(iptc::in_photoshop)), data(XMP))
}
