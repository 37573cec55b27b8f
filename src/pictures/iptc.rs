//! IPTC IIM as agencies and picture desks write it into a JPEG: caption, byline, keywords, place, rights.
//!
//! Read here in a screenful, for the one crate there is pulls in every decoder that `image` knows.

use crate::domain::text_encoding::guess;
use std::str::Utf8Error;

/// The records we read, by the number of the data set in record 2.
pub const KEYWORD: u8 = 25;
pub const BYLINE: u8 = 80;
pub const CITY: u8 = 90;
pub const SUBLOCATION: u8 = 92;
pub const CREDIT: u8 = 110;
pub const COPYRIGHT: u8 = 116;
pub const CAPTION: u8 = 120;
/// Date and time: when it was made, when it was put into numbers.
pub const TIMES: [[u8; 2]; 2] = [[55, 60], [62, 63]];

/// How resources of Photoshop and of its kin begin.
const SIGNATURES: [&[u8; 4]; 5] = [b"8BIM", b"MeSa", b"AgHg", b"PHUT", b"DCSR"];

/// The IPTC block among the image resources of Photoshop (id 0x0404). What stands between two of them is passed over.
pub fn in_photoshop(mut resources: &[u8]) -> Option<&[u8]> {
    loop {
        let at = resources.windows(4).position(|four| SIGNATURES.iter().any(|signature| *signature == four))?;
        let (id, rest) = resources[at + 4..].split_first_chunk::<2>()?;
        // A name with its length in front, padded to an even number of bytes together.
        let name = usize::from(*rest.first()?) + 1;
        let rest = rest.get(name + name % 2..)?;
        let (size, rest) = rest.split_first_chunk::<4>()?;
        let size = u32::from_be_bytes(*size) as usize;
        if u16::from_be_bytes(*id) == 0x0404 {
            // Of one that is cut off what is there counts.
            return Some(&rest[..size.min(rest.len())]);
        }
        resources = rest.get(size..)?;
    }
}

/// The data sets of record 2 as text, in their order.
pub fn texts(block: &[u8]) -> Vec<(u8, String)> {
    data_sets(block).filter(|(record, ..)| *record == 2).map(|(_, number, data)| (number, plain(data))).collect()
}

/// UTF-8 where it can be, else Windows-1252; what is said of it (in data set 1:90) is as often wrong as right. Programs cut it to a
/// length in bytes: after letters of UTF-8 the beginning of one more is no other letter.
pub fn plain(data: &[u8]) -> String {
    let is_cut = |error: &Utf8Error| error.error_len().is_none() && !data[..error.valid_up_to()].is_ascii();
    match str::from_utf8(data) {
        Err(error) if is_cut(&error) => guess(&data[..error.valid_up_to()]),
        _ => guess(data),
    }
}

fn data_sets(block: &[u8]) -> impl Iterator<Item = (u8, u8, &[u8])> {
    let mut rest = block;
    std::iter::from_fn(move || {
        // What some programs pad with is passed over.
        rest = &rest[rest.iter().position(|byte| *byte == 0x1C)?..];
        let ([_, record, number, high, low], after) = rest.split_first_chunk::<5>()?;
        let told = u16::from_be_bytes([*high, *low]);
        // A length above 32767 stands in so many bytes behind.
        let (length, after) = match told.checked_sub(0x8000) {
            None => (usize::from(told), after),
            Some(width) => {
                let (length, after) = after.split_at_checked(width.into())?;
                let length = length.iter().fold(0_u64, |length, byte| length << 8 | u64::from(*byte));
                (usize::try_from(length).ok()?, after)
            }
        };
        let (data, after) = after.split_at_checked(length)?;
        rest = after;
        Some((*record, *number, data))
    })
}
