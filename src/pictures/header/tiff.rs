//! TIFF, and what cameras write in its form.

use super::BadHeader::{self, Truncated, Unreadable};
use super::{Format, Header, header};
use crate::pictures::ifd::Tiff;
use crate::pictures::iptc;
use std::borrow::Cow;

const WIDTH: u16 = 256;
const HEIGHT: u16 = 257;
const BITS: u16 = 258;
const SAMPLES: u16 = 277;
/// Rows of a strip, or of a tile.
const ROWS: [u16; 2] = [278, 323];
const XMP: u16 = 700;
const IPTC: u16 = 33723;
const PHOTOSHOP: u16 = 34377;

/// Bytes of what is held of it at a time, where it comes in strips or in rows of tiles.
const LARGEST_STRIP: u64 = 32 * 1024 * 1024;

/// The first picture of it. It is its own metadata.
pub fn read(bytes: &[u8]) -> Result<Header<'_>, BadHeader> {
    let tiff = Tiff::open(bytes).ok_or(Unreadable)?;
    let directory = tiff.first().map_err(|_| Truncated)?;
    let side = |tag| directory.number(tag).and_then(|side| u32::try_from(side).ok()).ok_or(Unreadable);
    let size = (side(WIDTH)?, side(HEIGHT)?);
    let (bits, samples) = (directory.number(BITS).unwrap_or(1), directory.number(SAMPLES).unwrap_or(1));
    // A bit or a shade that is looked up is unfolded to its colour.
    let depth = (bits.clamp(8, 64) / 8 * samples.clamp(1, 8)).max(3);
    let rows = ROWS.into_iter().find_map(|tag| directory.number(tag)).unwrap_or(u64::MAX).min(size.1.into());
    let line = (u64::from(size.0) * bits.min(64) * samples.min(8)).div_ceil(8);
    let (iptc, xmp) = words(bytes);
    Ok(Header {
        depth,
        is_in_rows: line.saturating_mul(rows) <= LARGEST_STRIP,
        iptc: iptc.map(Cow::Borrowed),
        xmp: xmp.map(Cow::Borrowed),
        ..header(Format::Tiff, size, Some(bytes))
    })
}

/// IPTC and XMP, as they stand in its first directory.
pub fn words(bytes: &[u8]) -> (Option<&[u8]>, Option<&[u8]>) {
    let Some(directory) = Tiff::open(bytes).and_then(|tiff| tiff.first().ok()) else { return (None, None) };
    let data = |tag| directory.get(tag).map(|field| field.data());
    (data(IPTC).or_else(|| data(PHOTOSHOP).and_then(iptc::in_photoshop)), data(XMP))
}
