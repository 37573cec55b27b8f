//! WebP, in chunks of RIFF.

use super::BadHeader::{self, Truncated, Unreadable};
use super::{Format, Header, header, take};
use std::borrow::Cow;

/// The chunks of a RIFF file that are whole; an odd one is followed by a byte of padding.
pub fn chunks(bytes: &[u8]) -> impl Iterator<Item = ([u8; 4], &[u8])> {
    let mut rest = bytes;
    std::iter::from_fn(move || {
        let (kind, after) = rest.split_first_chunk::<4>()?;
        let (length, after) = after.split_first_chunk::<4>()?;
        let length = u32::from_le_bytes(*length) as usize;
        let data = after.get(..length)?;
        rest = after.get(length + length % 2..).unwrap_or_default();
        Some((*kind, data))
    })
}

pub fn webp(bytes: &[u8]) -> Result<Header<'_>, BadHeader> {
    // The size stands in the first chunk, which may be the pixels themselves and so end after these bytes.
    let (kind, data) = (take::<4>(bytes, 12)?, bytes.get(20..).ok_or(Truncated)?);
    let size = match &kind {
        b"VP8X" => {
            let [x0, x1, x2, y0, y1, y2] = take(data, 4)?;
            (u32::from_le_bytes([x0, x1, x2, 0]) + 1, u32::from_le_bytes([y0, y1, y2, 0]) + 1)
        }
        b"VP8L" => {
            let [signature, bits @ ..] = take::<5>(data, 0)?;
            let bits = if signature == 0x2F { u32::from_le_bytes(bits) } else { return Err(Unreadable) };
            ((bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1)
        }
        b"VP8 " => {
            let [start @ .., x0, x1, y0, y1] = take::<7>(data, 3)?;
            if start != [0x9D, 0x01, 0x2A] {
                return Err(Unreadable);
            }
            ((u16::from_le_bytes([x0, x1]) & 0x3FFF).into(), (u16::from_le_bytes([y0, y1]) & 0x3FFF).into())
        }
        _ => return Err(Unreadable),
    };
    let find = |wanted: &[u8; 4]| chunks(&bytes[12..]).find(|(kind, _)| kind == wanted).map(|(_, data)| data);
    // Some writers keep the prefix that only JPEG has.
    let exif = find(b"EXIF").map(|exif| exif.strip_prefix(b"Exif\0\0").unwrap_or(exif));
    // Four channels, and the planes they are made of.
    Ok(Header { depth: 6, xmp: find(b"XMP ").map(Cow::Borrowed), ..header(Format::Webp, size, exif) })
}
