//! What desks keep beside papers: databases, maps, drawings, and papers of other programs.

use super::{Found, found};
use crate::domain::media_type::MediaType::{self, *};

pub(super) fn look(head: &[u8]) -> Option<Found> {
    let one = match head {
        _ if head.starts_with(b"SQLite format 3\0") => Sqlite,
        _ if head.starts_with(b"\0\x01\0\0Standard Jet DB\0") || head.starts_with(b"\0\x01\0\0Standard ACE DB\0") => Access,
        [0, 0, 0x27, 0x0A, ..] if head.get(28..32) == Some(&[0xE8, 3, 0, 0]) => Shape,
        [0xD7, 0xCD, 0xC6, 0x9A, ..] | [1 | 2, 0, 9, 0, 0, 1 | 3, ..] => Wmf,
        [1, 0, 0, 0, ..] if head.get(40..44) == Some(b" EMF") => Emf,
        [0xFF, b'W', b'P', b'C', ..] => WordPerfect,
        [0xE4, 0x52, 0x5C, 0x7B, 0x8C, 0xD8, 0xA7, 0x4D, ..] => OneNote,
        [b'R', b'I', b'F', b'F', _, _, _, _, b'C' | b'c', b'D' | b'd', b'R' | b'r', ..] => CorelDraw,
        // How it is packed stands between two strokes, how its head is written far behind.
        [_, _, b'-', b'l', b'h' | b'z', _, b'-', ..] if head.get(20).is_some_and(|level| *level <= 3) => Lzh,
        _ if is_lzma(head) => Lzma,
        _ if is_dbase(head) => Dbase,
        _ => return None,
    };
    Some(found(MediaType::as_str(one), &[one]))
}

/// Without a mark: how it is packed as nearly all are, a window of a size that is used, the length or that it is not told, and the first
/// byte of what is packed, which is always empty.
fn is_lzma(head: &[u8]) -> bool {
    const LONGEST: u64 = 1 << 40;
    let Some((&[0x5D, a, b, c, d], rest)) = head.split_first_chunk::<5>() else { return false };
    let Some((length, [0, ..])) = rest.split_first_chunk::<8>() else { return false };
    let (window, length) = (u32::from_le_bytes([a, b, c, d]), u64::from_le_bytes(*length));
    let is_window = window >= 1 << 12
        && (window == u32::MAX || window.count_ones() == 1 || window.count_ones() == 2 && window & window << 1 != 0);
    is_window && (length == u64::MAX || length < LONGEST)
}

/// A table of dBase and its kin: a date, how long its head and its rows are, and the first column.
fn is_dbase(head: &[u8]) -> bool {
    const COLUMN: usize = 32;
    let &[
        0x02..=0x05 | 0x30..=0x32 | 0x43 | 0x63 | 0x83 | 0x8B | 0xCB | 0xF5 | 0xFB,
        _,
        1..=12,
        1..=31,
        _,
        _,
        _,
        _,
        low,
        high,
        row0,
        row1,
        0,
        0,
        ..,
    ] = head
    else {
        return false;
    };
    let (length, row) = (usize::from(u16::from_le_bytes([low, high])), u16::from_le_bytes([row0, row1]));
    let Some(column) = head.get(COLUMN..2 * COLUMN) else { return false };
    let is_name = column[0].is_ascii_alphabetic() || column[0] == b'_';
    length > 2 * COLUMN && row > 1 && is_name && b"CNLDMFGBPTIYVQW@O+".contains(&column[11])
}
