//! IPTC IIM as agencies and picture desks write it into a JPEG: caption, byline, keywords, place, rights.
//!
//! Read here in a screenful, for the one crate there is pulls in every decoder that `image` knows.

use crate::domain::text_encoding::guess;

/// The records we read, by the number of the data set in record 2.
pub const KEYWORD: u8 = 25;
pub const BYLINE: u8 = 80;
pub const CITY: u8 = 90;
pub const SUBLOCATION: u8 = 92;
pub const CREDIT: u8 = 110;
pub const COPYRIGHT: u8 = 116;
pub const CAPTION: u8 = 120;

/// The IPTC block among the image resources of Photoshop (`8BIM`, id 0x0404).
pub fn in_photoshop(mut resources: &[u8]) -> Option<&[u8]> {
    loop {
        let rest = resources.strip_prefix(b"8BIM")?;
        let (id, rest) = rest.split_first_chunk::<2>()?;
        // A name with its length in front, padded to an even number of bytes together.
        let name = usize::from(*rest.first()?) + 1;
        let rest = rest.get(name + name % 2..)?;
        let (size, rest) = rest.split_first_chunk::<4>()?;
        let size = u32::from_be_bytes(*size) as usize;
        let data = rest.get(..size)?;
        if u16::from_be_bytes(*id) == 0x0404 {
            return Some(data);
        }
        resources = rest.get(size + size % 2..)?;
    }
}

/// The data sets of record 2 as text, in their order.
pub fn texts(block: &[u8]) -> Vec<(u8, String)> {
    data_sets(block).filter(|(record, ..)| *record == 2).map(|(_, number, data)| (number, plain(data))).collect()
}

/// UTF-8 where it can be, else Windows-1252; what is said of it (in data set 1:90) is as often wrong as right.
pub fn plain(data: &[u8]) -> String {
    guess(data)
}

fn data_sets(block: &[u8]) -> impl Iterator<Item = (u8, u8, &[u8])> {
    let mut rest = block;
    std::iter::from_fn(move || {
        let ([0x1C, record, number, high, low], after) = rest.split_first_chunk::<5>()? else { return None };
        // A length above 32767 is told in another way; no text of ours is so long.
        let (data, after) = after.split_at_checked(u16::from_be_bytes([*high, *low]).into())?;
        rest = after;
        Some((*record, *number, data))
    })
}
