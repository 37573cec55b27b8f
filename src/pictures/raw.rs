//! Raw pictures: what the sensor saw is for an editor; the camera laid a JPEG beside it, and copies are made of that.

use super::header::{self, Coding, Header};

/// More of what begins like a JPEG stands in no raw picture.
const MOST_CANDIDATES: usize = 4096;

/// The largest JPEG in it that can be decoded, and how it begins; None where there is none.
pub fn preview(bytes: &[u8]) -> Option<(&[u8], Header<'_>)> {
    let mut best: Option<(&[u8], Header<'_>)> = None;
    let starts = bytes.windows(3).enumerate().filter(|(_, mark)| *mark == [0xFF, 0xD8, 0xFF]).take(MOST_CANDIDATES);
    for (at, _) in starts {
        let jpeg = &bytes[at..];
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
