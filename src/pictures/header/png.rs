//! PNG, in chunks of its own.

use super::BadHeader::{self, Unreadable};
use super::{Format, Header, header, take};
use flate2::read::ZlibDecoder;
use std::borrow::Cow;
use std::io::Read;

/// What a packet of XMP is called where text of any kind may be.
const XMP: &[u8] = b"XML:com.adobe.xmp\0";
/// So much at most is unpacked of it.
const MOST_UNPACKED: u64 = 2 * 1024 * 1024;

pub fn read(bytes: &[u8]) -> Result<Header<'_>, BadHeader> {
    let [length, kind, width, height] = [8, 12, 16, 20].map(|at| take::<4>(bytes, at));
    if (length?, &kind?) != (13u32.to_be_bytes(), b"IHDR") {
        return Err(Unreadable);
    }
    let size = (u32::from_be_bytes(width?), u32::from_be_bytes(height?));
    let find = |wanted: &[u8; 4]| chunks(&bytes[8..]).find(|(kind, _)| kind == wanted).map(|(_, data)| data);
    let xmp = chunks(&bytes[8..]).filter(|(kind, _)| kind == b"iTXt").find_map(|(_, data)| packet(data));
    // Some writers keep the prefix that only JPEG has.
    let exif = find(b"eXIf").map(|exif| exif.strip_prefix(b"Exif\0\0").unwrap_or(exif));
    let is_in_rows = bytes.get(28) == Some(&0);
    // Sixteen bits of four channels at most, and the whole once more, unfolded.
    Ok(Header { depth: 8, is_in_rows, xmp, ..header(Format::Png, size, exif) })
}

/// The chunks that are whole: length, kind, data and a checksum.
fn chunks(bytes: &[u8]) -> impl Iterator<Item = ([u8; 4], &[u8])> {
    let mut rest = bytes;
    std::iter::from_fn(move || {
        let (length, after) = rest.split_first_chunk::<4>()?;
        let (kind, after) = after.split_first_chunk::<4>()?;
        let (data, after) = after.split_at_checked(u32::from_be_bytes(*length) as usize)?;
        rest = after.get(4..).unwrap_or_default();
        Some((*kind, data))
    })
}

/// The packet in a text: behind its name stand whether it is packed, how, and two texts that tell its language, each with its end.
fn packet(text: &[u8]) -> Option<Cow<'_, [u8]>> {
    let [is_packed, _method, rest @ ..] = text.strip_prefix(XMP)? else { return None };
    let content = rest.splitn(3, |byte| *byte == 0).nth(2)?;
    if *is_packed == 0 {
        return Some(Cow::Borrowed(content));
    }
    let mut unpacked = Vec::new();
    // Of what is cut off or damaged that counts which came before.
    let _ = ZlibDecoder::new(content).take(MOST_UNPACKED).read_to_end(&mut unpacked);
    Some(Cow::Owned(unpacked))
}
