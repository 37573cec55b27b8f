//! Whether a file of a picture ends where it says that it does: one that was cut off on its way is kept, and told as what it is.

use super::header::{self, BadHeader};
use super::ifd::{Directory, Tiff};
use super::lengths::Strips;

/// Where its pixels stand that come in tiles: their places and lengths.
const TILES: (u16, u16) = (324, 325);
const SUB_DIRECTORIES: u16 = 330;

/// Of all of its bytes.
pub fn ends_early(bytes: &[u8]) -> bool {
    match bytes {
        [0xFF, 0xD8, ..] => jpeg(bytes),
        [0x89, b'P', b'N', b'G', ..] => !bytes.windows(4).any(|four| four == b"IEND"),
        [b'G', b'I', b'F', ..] => gif(bytes).is_none(),
        [b'R', b'I', b'F', b'F', a, b, c, d, ..] => u64::from(u32::from_le_bytes([*a, *b, *c, *d])) + 8 > bytes.len() as u64,
        [b'I', b'I', ..] | [b'M', b'M', ..] => tiff(bytes),
        [_, _, _, _, b'f', b't', b'y', b'p', ..] => boxes(bytes),
        _ => false,
    }
}

/// The mark of the end stands behind the pixels, where else it cannot.
fn jpeg(bytes: &[u8]) -> bool {
    match header::read(bytes) {
        Ok(header) => {
            let scan = header.frame.map_or(0, |frame| frame.scan);
            scan == 0 || !bytes[scan..].windows(2).any(|two| two == [0xFF, 0xD9])
        }
        Err(bad) => bad == BadHeader::Truncated,
    }
}

/// Its end, which stands behind the last block; what some programs put behind that is no part of it. None where it never comes.
fn gif(bytes: &[u8]) -> Option<()> {
    // Tables of colours: their flag, and how many bits tell their places.
    let table = |flags: u8| if flags & 0x80 == 0 { 0 } else { 3 << ((flags & 7) + 1) };
    let mut at = 13 + table(*bytes.get(10)?);
    loop {
        match bytes.get(at)? {
            0x3B => return Some(()),
            0x21 => at += 2,
            0x2C => at += 11 + table(*bytes.get(at + 9)?),
            _ => return None,
        }
        // Blocks that tell how long they are, to one that is empty.
        loop {
            let length = usize::from(*bytes.get(at)?);
            at += 1 + length;
            if length == 0 {
                break;
            }
        }
    }
}

fn tiff(bytes: &[u8]) -> bool {
    let Some(tiff) = Tiff::open(bytes) else { return false };
    let Ok(first) = tiff.first() else { return true };
    let below = first.get(SUB_DIRECTORIES).map(|field| (0..field.count().min(16)).filter_map(|index| field.number(index)));
    let below: Vec<Directory<'_>> = below.into_iter().flatten().filter_map(|at| tiff.directory(at).ok()).collect();
    below.iter().chain([&first]).any(|directory| is_cut(directory, bytes.len() as u64))
}

fn is_cut(directory: &Directory<'_>, length: u64) -> bool {
    let tiles = directory.get(TILES.0).zip(directory.get(TILES.1));
    let has_cut_tiles = tiles.is_some_and(|(places, lengths)| {
        let end = |index| Some(places.number(index)?.saturating_add(lengths.number(index)?));
        (0..places.count()).filter_map(end).any(|end| end > length)
    });
    has_cut_tiles || Strips::of(directory, length).is_some_and(|strips| strips.are_cut())
}

/// Each box tells how long it is; the last may go on to the end.
fn boxes(bytes: &[u8]) -> bool {
    let mut rest = bytes;
    while let Some((size, after)) = rest.split_first_chunk::<4>() {
        let size = match u32::from_be_bytes(*size) {
            0 => return false,
            1 => match after.get(4..).and_then(|after| after.first_chunk::<8>()) {
                Some(size) => u64::from_be_bytes(*size),
                None => return true,
            },
            size => size.into(),
        };
        let Some(next) = usize::try_from(size).ok().filter(|size| *size >= 8).and_then(|size| rest.get(size..)) else {
            // What is no box is nothing that was cut off.
            return [b"mdat", b"meta", b"moov"].iter().any(|kind| after.starts_with(*kind));
        };
        rest = next;
    }
    false
}
