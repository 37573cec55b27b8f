//! The header of a picture: its size and where its metadata is, told without decoding a pixel.

use super::{capture, iptc};

/// More is no photograph of ours: decoded, it would take 300 MB to a gigabyte.
pub const MOST_PIXELS: u64 = 100_000_000;
pub const LONGEST_SIDE: u32 = 30_000;

/// Metadata beyond this is not read: cameras write a few kilobytes, and a JPEG segment holds 64 of them.
pub const MOST_METADATA: usize = 64 * 1024;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    Jpeg,
    Png,
    Webp,
    Tiff,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Header<'a> {
    pub format: Format,
    /// As the pixels lie in the file; `orientation` says how to hold it.
    pub width: u32,
    pub height: u32,
    /// 1 to 8 as EXIF has it.
    pub orientation: u8,
    /// A TIFF structure.
    pub exif: Option<&'a [u8]>,
    /// IPTC IIM records.
    pub iptc: Option<&'a [u8]>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadHeader {
    /// It goes on after these bytes.
    #[error("the picture ends within its header")]
    Truncated,
    #[error("not a readable JPEG, PNG, WebP or TIFF")]
    Unreadable,
    #[error("{width} × {height} pixels")]
    TooManyPixels { width: u32, height: u32 },
}

use BadHeader::{Truncated, Unreadable};

/// Reads the header of a whole picture, or of its beginning.
pub fn read(bytes: &[u8]) -> Result<Header<'_>, BadHeader> {
    let header = match bytes {
        [0xFF, 0xD8, ..] => jpeg(bytes),
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1A, b'\n', ..] => png(bytes),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => webp(bytes),
        [b'I', b'I', 42, 0, ..] => tiff(bytes, u16::from_le_bytes, u32::from_le_bytes),
        [b'M', b'M', 0, 42, ..] => tiff(bytes, u16::from_be_bytes, u32::from_be_bytes),
        _ => Err(Unreadable),
    }?;
    let (width, height) = (header.width, header.height);
    if width == 0 || height == 0 {
        return Err(Unreadable);
    }
    if width.max(height) > LONGEST_SIDE || u64::from(width) * u64::from(height) > MOST_PIXELS {
        return Err(BadHeader::TooManyPixels { width, height });
    }
    Ok(header)
}

fn header<'a>(format: Format, (width, height): (u32, u32), exif: Option<&'a [u8]>) -> Header<'a> {
    let exif = exif.filter(|exif| exif.len() <= MOST_METADATA);
    Header { format, width, height, orientation: exif.map_or(1, capture::orientation), exif, iptc: None }
}

/// Whether these first bytes tell that the picture is larger than any that is shown.
pub fn too_large(beginning: &[u8]) -> Option<BadHeader> {
    read(beginning).err().filter(|bad| matches!(bad, BadHeader::TooManyPixels { .. }))
}

/// `N` bytes at a place.
fn take<const N: usize>(bytes: &[u8], at: usize) -> Result<[u8; N], BadHeader> {
    bytes.get(at..).and_then(|rest| rest.first_chunk::<N>()).copied().ok_or(Truncated)
}

fn jpeg(bytes: &[u8]) -> Result<Header<'_>, BadHeader> {
    let (mut size, mut exif, mut iptc) = (None, None, None);
    let mut rest = &bytes[2..];
    let end = loop {
        // Any number of 0xFF may stand before a marker.
        let fill = rest.iter().take_while(|byte| **byte == 0xFF).count();
        let Some((marker, after)) = rest[fill..].split_first() else { break Truncated };
        if fill == 0 {
            break Unreadable;
        }
        rest = after;
        match marker {
            0x01 | 0xD0..=0xD8 => continue,
            // The pixels begin, or there are none.
            0xDA | 0xD9 => break Unreadable,
            _ => {}
        }
        let Ok(length) = take(rest, 0).map(u16::from_be_bytes).map(usize::from) else { break Truncated };
        if length < 2 {
            break Unreadable;
        }
        let Some(segment) = rest.get(2..length) else { break Truncated };
        match marker {
            0xC0..=0xC3 | 0xC5..=0xC7 | 0xC9..=0xCB | 0xCD..=0xCF => {
                let [_, y1, y0, x1, x0] = take(segment, 0).map_err(|_| Unreadable)?;
                size = Some((u16::from_be_bytes([x1, x0]).into(), u16::from_be_bytes([y1, y0]).into()));
            }
            0xE1 if exif.is_none() => exif = segment.strip_prefix(b"Exif\0\0"),
            0xED if iptc.is_none() => iptc = segment.strip_prefix(b"Photoshop 3.0\0").and_then(iptc::in_photoshop),
            _ => {}
        }
        rest = &rest[length..];
    };
    let header = header(Format::Jpeg, size.ok_or(end)?, exif);
    Ok(Header { iptc, ..header })
}

fn png(bytes: &[u8]) -> Result<Header<'_>, BadHeader> {
    let [length, kind, width, height] = [8, 12, 16, 20].map(|at| take::<4>(bytes, at));
    if (length?, &kind?) != (13u32.to_be_bytes(), b"IHDR") {
        return Err(Unreadable);
    }
    let size = (u32::from_be_bytes(width?), u32::from_be_bytes(height?));
    let exif = chunks(&bytes[8..], u32::from_be_bytes).find(|(kind, _)| kind == b"eXIf").map(|(_, data)| data);
    Ok(header(Format::Png, size, exif))
}

/// The chunks that are whole: PNG has length, kind, data and a checksum; [`riff`] has the kind first.
fn chunks(bytes: &[u8], number: fn([u8; 4]) -> u32) -> impl Iterator<Item = ([u8; 4], &[u8])> {
    let mut rest = bytes;
    std::iter::from_fn(move || {
        let (length, after) = rest.split_first_chunk::<4>()?;
        let (kind, after) = after.split_first_chunk::<4>()?;
        let (data, after) = after.split_at_checked(number(*length) as usize)?;
        rest = after.get(4..).unwrap_or_default();
        Some((*kind, data))
    })
}

/// The chunks of a RIFF file that are whole; an odd one is followed by a byte of padding.
fn riff(bytes: &[u8]) -> impl Iterator<Item = ([u8; 4], &[u8])> {
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

fn webp(bytes: &[u8]) -> Result<Header<'_>, BadHeader> {
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
    let exif = riff(&bytes[12..]).find(|(kind, _)| kind == b"EXIF").map(|(_, data)| data);
    // Some writers keep the prefix that only JPEG has.
    Ok(header(Format::Webp, size, exif.map(|exif| exif.strip_prefix(b"Exif\0\0").unwrap_or(exif))))
}

/// Its metadata is left alone: a TIFF is its own metadata, up to gigabytes of it, and no camera of ours writes one.
fn tiff(bytes: &[u8], short: fn([u8; 2]) -> u16, long: fn([u8; 4]) -> u32) -> Result<Header<'_>, BadHeader> {
    let directory = long(take(bytes, 4)?) as usize;
    let count = usize::from(short(take(bytes, directory)?));
    let (mut width, mut height, mut orientation) = (None, None, 1);
    for index in 0..count {
        let entry: [u8; 12] = take(bytes, directory + 2 + index * 12)?;
        let [t0, t1, k0, k1, .., v0, v1, v2, v3] = entry;
        let value = match short([k0, k1]) {
            3 => u32::from(short([v0, v1])),
            4 => long([v0, v1, v2, v3]),
            _ => continue,
        };
        match short([t0, t1]) {
            256 => width = Some(value),
            257 => height = Some(value),
            274 => orientation = u8::try_from(value).ok().filter(|value| (1..=8).contains(value)).unwrap_or(1),
            _ => {}
        }
    }
    let size = (width.ok_or(Unreadable)?, height.ok_or(Unreadable)?);
    Ok(Header { orientation, ..header(Format::Tiff, size, None) })
}

impl Header<'_> {
    /// Width and height as it is looked at.
    pub fn upright(&self) -> (u32, u32) {
        if self.orientation >= 5 { (self.height, self.width) } else { (self.width, self.height) }
    }
}
