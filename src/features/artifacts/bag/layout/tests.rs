//! The arithmetic of archives that nobody writes for a test: read again as the format is told, number by number.

use super::*;
use chrono::NaiveDate;

const GIB4: u64 = 1 << 32;

fn member(path: &str, size: u64) -> Member<'_> {
    let at = NaiveDate::from_ymd_opt(2026, 9, 30).unwrap().and_hms_opt(10, 31, 7).unwrap();
    Member { path, at, size, crc32: Crc32(0x0102_0304) }
}

/// Bytes read one after the other.
struct Reader<'a>(&'a [u8]);

impl Reader<'_> {
    fn take(&mut self, count: usize) -> Vec<u8> {
        let (taken, rest) = self.0.split_at(count);
        self.0 = rest;
        taken.to_vec()
    }

    fn number(&mut self, bytes: usize) -> u64 {
        self.take(bytes).iter().rev().fold(0, |number, byte| number << 8 | u64::from(*byte))
    }

    /// Each of these numbers, of which those that are at their highest stand in the extra field instead.
    fn lengthened<const N: usize>(&mut self, told: [u64; N]) -> [u64; N] {
        if self.0.is_empty() {
            return told;
        }
        assert_eq!(self.number(2), 1);
        let mut left = self.number(2);
        let long = told.map(|number| {
            if number == LONG {
                left -= 8;
                self.number(8)
            } else {
                number
            }
        });
        assert!(left == 0 && self.0.is_empty(), "more than is asked for");
        long
    }
}

/// Of a header: the path, the size, and how long the header is.
fn read_header(bytes: &[u8]) -> (String, u64, u64) {
    let mut reader = Reader(bytes);
    assert_eq!(reader.number(4), 0x0403_4b50);
    let (needed, flags, method) = (reader.number(2), reader.number(2), reader.number(2));
    assert_eq!((flags, method), (0x800, 0), "UTF-8, no descriptor behind it, stored");
    assert_eq!((reader.number(2), reader.number(2)), (10 << 11 | 31 << 5 | 3, 46 << 9 | 9 << 5 | 30));
    assert_eq!(reader.number(4), 0x0102_0304);
    let (packed, size) = (reader.number(4), reader.number(4));
    let (name, extra) = (reader.number(2), reader.number(2));
    assert_eq!(needed, if extra > 0 { 45 } else { 10 });
    let path = String::from_utf8(reader.take(name as usize)).unwrap();
    let [packed, size] = Reader(&reader.take(extra as usize)).lengthened([packed, size]);
    assert!(reader.0.is_empty());
    assert_eq!(packed, size);
    (path, size, bytes.len() as u64)
}

/// Of a directory that begins at `at`: paths, sizes and offsets. Found from the end, as every reader does.
fn read_directory(bytes: &[u8], at: u64) -> Vec<(String, u64, u64)> {
    let mut end = Reader(&bytes[bytes.len() - 22..]);
    assert_eq!((end.number(4), end.number(2), end.number(2)), (0x0605_4b50, 0, 0));
    let (mut here, mut count) = (end.number(2), end.number(2));
    let (mut size, mut offset) = (end.number(4), end.number(4));
    assert_eq!(end.number(2), 0);
    let is_long = count == MANY || size == LONG || offset == LONG;
    let mut length = bytes.len() as u64 - 22;
    if is_long {
        let mut locator = Reader(&bytes[bytes.len() - 42..bytes.len() - 22]);
        assert_eq!((locator.number(4), locator.number(4)), (0x0706_4b50, 0));
        let (stands, disks) = (locator.number(8), locator.number(4));
        assert_eq!(disks, 1);
        length = stands - at;
        let mut long = Reader(&bytes[usize::try_from(length).unwrap()..bytes.len() - 42]);
        assert_eq!((long.number(4), long.number(8)), (0x0606_4b50, 44));
        assert_eq!((long.number(2) & 255, long.number(2), long.number(4), long.number(4)), (45, 45, 0, 0));
        (here, count, size, offset) = (long.number(8), long.number(8), long.number(8), long.number(8));
        assert!(long.0.is_empty());
    }
    assert_eq!((here, size, offset), (count, length, at));
    let mut reader = Reader(&bytes[..usize::try_from(length).unwrap()]);
    let entries = (0..count).map(|_| {
        assert_eq!(reader.number(4), 0x0201_4b50);
        let (made, needed) = (reader.number(2), reader.number(2));
        assert_eq!((made >> 8, made & 255), (3, needed));
        assert_eq!((reader.number(2), reader.number(2)), (0x800, 0));
        reader.take(4);
        assert_eq!(reader.number(4), 0x0102_0304);
        let (packed, size) = (reader.number(4), reader.number(4));
        let (name, extra) = (reader.number(2), reader.number(2));
        assert_eq!((reader.number(2), reader.number(2), reader.number(2)), (0, 0, 0));
        assert_eq!(reader.number(4) >> 16, 0o100_644);
        let offset = reader.number(4);
        assert_eq!(needed, if extra > 0 { 45 } else { 10 });
        let path = String::from_utf8(reader.take(name as usize)).unwrap();
        let [size, packed, offset] = Reader(&reader.take(extra as usize)).lengthened([size, packed, offset]);
        assert_eq!(packed, size);
        (path, size, offset)
    });
    let entries: Vec<_> = entries.collect();
    assert!(reader.0.is_empty());
    entries
}

/// Lays these files out, reads them again and answers the end of the archive.
fn laid_out(files: &[(&str, u64)]) -> Vec<u8> {
    let members = || files.iter().map(|(path, size)| member(path, *size));
    let (mut at, mut stand) = (0, Vec::new());
    for (member, (path, size)) in members().zip(files) {
        let (told, long, length) = read_header(&member.header());
        assert_eq!((told.as_str(), long), (*path, *size));
        stand.push((told, *size, at));
        at += length + size;
    }
    let directory = directory(members());
    assert_eq!(read_directory(&directory, at), stand);
    directory
}

#[test]
fn the_long_form_is_used_where_a_number_does_not_fit_and_nowhere_else() {
    for size in [0, 1, GIB4 - 2, GIB4 - 1, GIB4, GIB4 + 1, 5 * GIB4] {
        let header = member("data/001-panen.mp4", size).header();
        let extra = if size >= GIB4 - 1 { 20 } else { 0 };
        assert_eq!(header.len(), 30 + 18 + extra, "{size}");
        laid_out(&[("a", size), ("b", 10)]);
    }
    // Of the second file the place, of the third both; the directory begins beyond.
    let end = laid_out(&[("data/a", GIB4 - 2), ("data/b", 1), ("data/c", GIB4), ("data/d", 7)]);
    assert!(end.windows(4).any(|four| four == b"PK\x06\x06"));
    // A place never stands alone: Info-ZIP would take it for a size.
    assert!(end.windows(4).any(|four| four == [1, 0, 24, 0]) && !end.windows(4).any(|four| four == [1, 0, 8, 0]));
    // Everything fits: the second begins at the last place that does, and the directory, too.
    let end = laid_out(&[("a", GIB4 - 2 - 31 - 31 - 5), ("b", 5)]);
    assert!(!end.windows(4).any(|four| four == b"PK\x06\x06"));
    let end = laid_out(&[("a", GIB4 - 2 - 31 - 31 - 4), ("b", 5)]);
    assert!(end.windows(4).any(|four| four == b"PK\x06\x06"));
}

#[test]
fn as_many_files_as_there_are_have_a_place() {
    let names: Vec<String> = (0..65_536).map(|number| format!("data/{number:05}-foto.jpg")).collect();
    for count in [1, 65_534, 65_535, 65_536] {
        let files: Vec<(&str, u64)> = names[..count].iter().map(|name| (name.as_str(), 10)).collect();
        let end = laid_out(&files);
        assert_eq!(end[end.len() - 42..].starts_with(b"PK\x06\x07"), count >= 65_535, "{count}");
    }
}

#[test]
fn what_the_format_cannot_tell_of_time_is_its_first_day() {
    let at = |year| NaiveDate::from_ymd_opt(year, 12, 31).unwrap().and_hms_opt(23, 59, 59).unwrap();
    assert_eq!(stamp(at(1979)), (33, 0));
    assert_eq!(stamp(at(1980)), (12 << 5 | 31, 23 << 11 | 59 << 5 | 29));
    assert_eq!(stamp(at(2107)), (127 << 9 | 12 << 5 | 31, 23 << 11 | 59 << 5 | 29));
    assert_eq!(stamp(at(2108)), (33, 0));
}
