//! Where everything in a ZIP stands whose files are stored as they are: sizes and sum before each, so that whoever reads along knows
//! where it ends; and each part of it can be made without what lies before it (APPNOTE.TXT 6.3, chapters 4.3 and 4.5.3).

use crate::domain::digest::Crc32;
use chrono::{Datelike, NaiveDateTime, Timelike};

/// What a field of 32 bits tells of a number that does not fit: it stands in the long form. So does this number itself.
const LONG: u64 = u32::MAX as u64;
/// The same of 16 bits.
const MANY: u64 = u16::MAX as u64;
/// Names are UTF-8.
const FLAGS: u16 = 1 << 11;
/// Of whoever reads a file that is stored; of whoever reads the long form.
const PLAIN: u16 = 10;
const ZIP64: u16 = 45;
/// Made on Unix, where a file may be read by all and written by its owner.
const UNIX: u16 = 3 << 8;
const MODE: u32 = 0o100_644 << 16;

/// One file.
#[derive(Debug, Clone, Copy)]
pub struct Member<'a> {
    pub path: &'a str,
    pub at: NaiveDateTime,
    pub size: u64,
    pub crc32: Crc32,
}

impl Member<'_> {
    fn is_long(&self) -> bool {
        self.size >= LONG
    }

    /// What stands before its bytes.
    pub fn header(&self) -> Vec<u8> {
        let extra = if self.is_long() { zip64(&[self.size, self.size]) } else { Vec::new() };
        let mut header = Fields(Vec::with_capacity(30 + self.path.len() + extra.len()));
        header.four(0x0403_4b50);
        self.facts(&mut header, self.size, &extra);
        header.0.extend_from_slice(self.path.as_bytes());
        header.0.extend_from_slice(&extra);
        header.0
    }

    /// Its entry in the directory: its header is at `offset`.
    fn entry(&self, offset: u64, directory: &mut Fields) {
        let is_far = offset >= LONG;
        // Sizes and place together: of a place alone Info-ZIP reads as a size what comes behind a file of 2^32 - 1 bytes.
        let long = [self.size, self.size, offset];
        let extra = match (self.is_long(), is_far) {
            (false, false) => Vec::new(),
            (true, false) => zip64(&long[..2]),
            (_, true) => zip64(&long),
        };
        let size = if extra.is_empty() { self.size } else { LONG };
        directory.four(0x0201_4b50);
        directory.two(UNIX | needed(!extra.is_empty()));
        self.facts(directory, size, &extra);
        // No comment; the one disk; nothing inside it is known.
        directory.two(0).two(0).two(0).four(MODE).short(offset);
        directory.0.extend_from_slice(self.path.as_bytes());
        directory.0.extend_from_slice(&extra);
    }

    /// What both of them tell.
    fn facts(&self, fields: &mut Fields, size: u64, extra: &[u8]) {
        let (date, time) = stamp(self.at);
        fields.two(needed(!extra.is_empty())).two(FLAGS).two(0).two(time).two(date);
        fields.four(self.crc32.0).short(size).short(size);
        // A path is far shorter than that.
        fields.few(self.path.len() as u64).few(extra.len() as u64);
    }
}

/// The directory of files that stand one after the other from the beginning on, and the end of the archive.
pub fn directory<'a>(members: impl Iterator<Item = Member<'a>>) -> Vec<u8> {
    let (mut directory, mut at, mut count) = (Fields(Vec::new()), 0, 0);
    for member in members {
        member.entry(at, &mut directory);
        at += member.header().len() as u64 + member.size;
        count += 1;
    }
    end(directory.0, at, count)
}

/// The directory, which begins at `at` and tells of so many files, with what ends the archive.
fn end(directory: Vec<u8>, at: u64, count: u64) -> Vec<u8> {
    let size = directory.len() as u64;
    let mut end = Fields(directory);
    if count >= MANY || size >= LONG || at >= LONG {
        // So much of it follows: two versions, two disks, and four numbers.
        end.four(0x0606_4b50).eight(44).two(UNIX | ZIP64).two(ZIP64).four(0).four(0);
        end.eight(count).eight(count).eight(size).eight(at);
        end.four(0x0706_4b50).four(0).eight(at + size).four(1);
    }
    end.four(0x0605_4b50).two(0).two(0).few(count).few(count).short(size).short(at).two(0);
    end.0
}

fn needed(is_long: bool) -> u16 {
    if is_long { ZIP64 } else { PLAIN }
}

/// The numbers that do not fit where they belong.
fn zip64(numbers: &[u64]) -> Vec<u8> {
    let mut extra = Fields(Vec::new());
    extra.two(1).few(numbers.len() as u64 * 8);
    for number in numbers {
        extra.eight(*number);
    }
    extra.0
}

/// Date and time as MS-DOS has them: from 1980 on, every other second.
fn stamp(at: NaiveDateTime) -> (u16, u16) {
    let years = u16::try_from(at.year() - 1980).ok().filter(|years| *years < 128);
    let part = |number: u32| u16::try_from(number).unwrap_or_default();
    match years {
        Some(years) => {
            let date = years << 9 | part(at.month()) << 5 | part(at.day());
            (date, part(at.hour()) << 11 | part(at.minute()) << 5 | part(at.second()) / 2)
        }
        None => (1 << 5 | 1, 0),
    }
}

/// Numbers, the lowest byte first.
struct Fields(Vec<u8>);

impl Fields {
    fn two(&mut self, number: u16) -> &mut Self {
        self.0.extend_from_slice(&number.to_le_bytes());
        self
    }

    fn four(&mut self, number: u32) -> &mut Self {
        self.0.extend_from_slice(&number.to_le_bytes());
        self
    }

    fn eight(&mut self, number: u64) -> &mut Self {
        self.0.extend_from_slice(&number.to_le_bytes());
        self
    }

    /// In four bytes, where it fits.
    fn short(&mut self, number: u64) -> &mut Self {
        self.four(u32::try_from(number).unwrap_or(u32::MAX))
    }

    /// In two bytes, where it fits.
    fn few(&mut self, number: u64) -> &mut Self {
        self.two(u16::try_from(number).unwrap_or(u16::MAX))
    }
}

#[cfg(test)]
mod tests;
