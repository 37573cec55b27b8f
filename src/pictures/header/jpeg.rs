//! JPEG: segments, with whatever some programs leave between them.

use super::BadHeader::{self, Truncated, Unreadable};
use super::{Format, Header, header, take};
use crate::pictures::{capture, iptc};
use std::borrow::Cow;

/// How the pixels are coded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Coding {
    /// Row after row.
    Baseline,
    /// The whole again and again, each time finer.
    Progressive,
    /// Arithmetic, lossless, in layers or of more than eight bits: no decoder here reads it.
    Rare,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Frame {
    pub coding: Coding,
    pub channels: u8,
    /// Samples of all channels for a hundred pixels: 300 where no colour is coarser than the light, 150 in most.
    pub samples: u16,
    /// Where the pixels begin; 0: behind these bytes.
    pub scan: usize,
    /// Its channels come together, or are all alike, and none is finer than the light: others the decoder of whole pictures gives wrongly,
    /// and says nothing.
    pub is_usual: bool,
}

/// The segments before the pixels: marker, and what stands in each; at last why there are no more.
pub struct Segments<'a> {
    bytes: &'a [u8],
    /// Where the next begins.
    pub at: usize,
    pub end: Option<BadHeader>,
}

/// So many bytes that belong to nothing are passed over: what some programs pad with.
const MOST_STRAY: usize = 64 * 1024;

impl<'a> Segments<'a> {
    pub fn of(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 2, end: None }
    }

    fn stop(&mut self, why: BadHeader) -> Option<(u8, &'a [u8])> {
        self.end = Some(why);
        None
    }
}

impl<'a> Iterator for Segments<'a> {
    type Item = (u8, &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let mut strays = 0;
        loop {
            let rest = self.bytes.get(self.at..).unwrap_or_default();
            // Any number of 0xFF may stand before a marker, and before these what is none.
            let stray = rest.iter().take_while(|byte| **byte != 0xFF).count();
            strays += stray;
            let fill = rest[stray..].iter().take_while(|byte| **byte == 0xFF).count();
            let Some(marker) = rest.get(stray + fill).copied() else { return self.stop(Truncated) };
            if strays > MOST_STRAY {
                return self.stop(Unreadable);
            }
            let begin = self.at;
            self.at += stray + fill + 1;
            match marker {
                0x00 => {
                    strays += 2;
                    continue;
                }
                0x01 | 0xD0..=0xD8 => continue,
                // The pixels begin, or there are none.
                0xDA | 0xD9 => {
                    self.at = begin + stray + fill - 1;
                    return self.stop(Unreadable);
                }
                _ => {}
            }
            let Ok(length) = take(self.bytes, self.at).map(u16::from_be_bytes).map(usize::from) else {
                return self.stop(Truncated);
            };
            if length < 2 {
                return self.stop(Unreadable);
            }
            let Some(segment) = self.bytes.get(self.at + 2..self.at + length) else { return self.stop(Truncated) };
            self.at += length;
            return Some((marker, segment));
        }
    }
}

pub fn read(bytes: &[u8]) -> Result<Header<'_>, BadHeader> {
    let (mut size, mut exif, mut xmp): (_, Option<&[u8]>, _) = (None, None, None);
    let mut resources: Vec<&[u8]> = Vec::new();
    let mut segments = Segments::of(bytes);
    for (marker, segment) in segments.by_ref() {
        match marker {
            0xC0..=0xC3 | 0xC5..=0xC7 | 0xC9..=0xCB | 0xCD..=0xCF => size = Some(frame(marker, segment)?),
            // Of several the first that says something.
            0xE1 if segment.starts_with(b"Exif\0") => exif = exif.filter(|exif| capture::is_told(exif)).or(segment.get(6..)),
            0xE1 if xmp.is_none() => xmp = segment.strip_prefix(b"http://ns.adobe.com/xap/1.0/\0"),
            0xED => resources.extend(segment.strip_prefix(b"Photoshop 3.0\0")),
            _ => {}
        }
    }
    let (mut size, mut frame) = size.ok_or(segments.end.unwrap_or(Unreadable))?;
    if let (0, Some(height)) = (size.1, height_behind(bytes.get(segments.at..).unwrap_or_default())) {
        (size.1, frame.coding) = (height, Coding::Rare);
    }
    let has_scan = bytes.get(segments.at + 1) == Some(&0xDA);
    // Of a baseline the first scan has all channels, or each comes alone: which is read rightly only where all are alike.
    let is_together = frame.coding != Coding::Baseline || frame.samples == 100 * u16::from(frame.channels);
    let is_together = is_together || !has_scan || bytes.get(segments.at + 4) == Some(&frame.channels);
    let scan = if has_scan { segments.at } else { 0 };
    let frame = Frame { scan, is_usual: frame.is_usual && is_together, ..frame };
    let coefficients = if frame.coding == Coding::Progressive { u64::from(frame.samples) * 2 / 100 } else { 0 };
    let depth = u64::from(frame.channels) + coefficients;
    let (iptc, xmp) = (words(&resources), xmp.map(Cow::Borrowed));
    Ok(Header { iptc, xmp, depth, frame: Some(frame), ..header(Format::Jpeg, size, exif) })
}

/// More of what Photoshop keeps is not held a second time.
const MOST_RESOURCES: usize = 1024 * 1024;

/// IPTC among what Photoshop keeps: what has no room in a segment goes on in the next of its kind.
fn words<'a>(resources: &[&'a [u8]]) -> Option<Cow<'a, [u8]>> {
    let apart = || resources.iter().find_map(|part| iptc::in_photoshop(part)).map(Cow::Borrowed);
    let is_joined = resources.len() > 1 && resources.iter().map(|part| part.len()).sum::<usize>() <= MOST_RESOURCES;
    let joined = || iptc::in_photoshop(&resources.concat()).map(|words| Cow::Owned(words.to_vec()));
    if is_joined { joined().or_else(apart) } else { apart() }
}

/// How high it is, where that was not known before the first scan was over (ITU-T T.81, B.2.5).
fn height_behind(scan: &[u8]) -> Option<u32> {
    let at = scan.windows(4).position(|four| four == [0xFF, 0xDC, 0, 4])?;
    take(scan, at + 4).ok().map(u16::from_be_bytes).map(u32::from)
}

fn frame(marker: u8, segment: &[u8]) -> Result<((u32, u32), Frame), BadHeader> {
    let [bits, y1, y0, x1, x0, channels] = take(segment, 0).map_err(|_| Unreadable)?;
    let coding = match (marker, bits) {
        (0xC0 | 0xC1, 8) => Coding::Baseline,
        (0xC2, 8) => Coding::Progressive,
        _ => Coding::Rare,
    };
    let sides: Vec<(u8, u8)> = segment[6..].chunks_exact(3).map(|part| (part[1] >> 4, part[1] & 15)).collect();
    let factors: Vec<u16> = sides.iter().map(|(across, down)| u16::from(*across) * u16::from(*down)).collect();
    let most = factors.iter().copied().max().unwrap_or(1).max(1);
    let samples = factors.iter().map(|factor| factor * 100 / most).sum();
    let size = (u16::from_be_bytes([x1, x0]).into(), u16::from_be_bytes([y1, y0]).into());
    Ok((size, Frame { coding, channels, samples, scan: 0, is_usual: is_usual(&sides) }))
}

/// Whether each channel is as fine as the first, or half or a quarter as fine.
fn is_usual(sides: &[(u8, u8)]) -> bool {
    let Some(light) = sides.first() else { return false };
    let is_part = |whole: u8, part: u8| [1, 2, 4].iter().any(|times| part > 0 && whole == part.saturating_mul(*times));
    sides.iter().all(|side| is_part(light.0, side.0) && is_part(light.1, side.1)) && light.0.is_power_of_two()
}
