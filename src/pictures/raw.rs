//! Raw pictures: what the sensor saw is for an editor; the camera laid a JPEG beside it, and copies are made of that.

use super::header::{self, Coding, Header};
use super::ifd::{Directory, Tiff};

/// Where a directory keeps a picture that is ready: its place, or the only strip of one that is packed so.
const JPEG: u16 = 513;
const STRIPS: u16 = 273;
const COMPRESSION: u16 = 259;
const SUBFILE: u16 = 254;

/// More of what begins like a JPEG stands in no raw picture.
const MOST_CANDIDATES: usize = 4096;

/// The largest JPEG in it that can be decoded, and how it begins; None where there is none.
pub fn preview(bytes: &[u8]) -> Option<(&[u8], Header<'_>)> {
    let starts = bytes.windows(3).enumerate().filter(|(_, mark)| *mark == [0xFF, 0xD8, 0xFF]).take(MOST_CANDIDATES);
    largest(bytes, starts.map(|(at, _)| at))
}

/// The same of what is not known to be raw, where a directory says that there is one: what merely begins like it may be a strip of a page.
pub fn kept(bytes: &[u8]) -> Option<(&[u8], Header<'_>)> {
    let place = |directory: &Directory<'_>| {
        let is_packed = || matches!(directory.number(COMPRESSION), Some(6 | 7));
        let only = || directory.get(STRIPS).filter(|strips| strips.count() == 1 && is_packed())?.number(0);
        usize::try_from(directory.number(JPEG).or_else(only)?).ok()
    };
    largest(bytes, Tiff::open(bytes)?.all().iter().filter_map(place))
}

/// Whether the first picture of a TIFF is said to be the small form of another.
pub fn is_reduced(bytes: &[u8]) -> bool {
    let first = Tiff::open(bytes).and_then(|tiff| tiff.first().ok());
    first.and_then(|first| first.number(SUBFILE)).is_some_and(|kind| kind & 1 == 1)
}

fn largest(bytes: &[u8], starts: impl Iterator<Item = usize>) -> Option<(&[u8], Header<'_>)> {
    let mut best: Option<(&[u8], Header<'_>)> = None;
    for at in starts {
        let Some(jpeg) = bytes.get(at..).filter(|rest| rest.starts_with(&[0xFF, 0xD8, 0xFF])) else { continue };
        let Ok(header) = header::read(jpeg) else { continue };
        // What the sensor saw is in some cameras a JPEG of a rare kind.
        let is_shown = header.frame.is_some_and(|frame| frame.coding != Coding::Rare && frame.channels == 3 && frame.scan > 0);
        if is_shown && best.as_ref().is_none_or(|(_, best)| header.pixels() > best.pixels()) {
            best = Some((jpeg, header));
        }
    }
    best
}

/// What cameras of Canon keep in boxes of their own, each in the form of a TIFF.
pub struct Canon<'a> {
    pub first: &'a [u8],
    pub own: &'a [u8],
    pub gps: Option<&'a [u8]>,
}

pub fn canon(bytes: &[u8]) -> Option<Canon<'_>> {
    let beginning = &bytes[..bytes.len().min(256 * 1024)];
    let after = |mark: &[u8]| beginning.windows(4).position(|four| four == mark).map(|at| &beginning[at + 4..]);
    Some(Canon { first: after(b"CMT1")?, own: after(b"CMT2")?, gps: after(b"CMT4") })
}

/// The TIFF in which a raw picture tells how to hold it: it is one itself, or it is kept in a box.
pub fn first(bytes: &[u8]) -> &[u8] {
    let is_boxes = matches!(bytes, [_, _, _, _, b'f', b't', b'y', b'p', ..]);
    is_boxes.then(|| canon(bytes)).flatten().map_or(bytes, |canon| canon.first)
}
