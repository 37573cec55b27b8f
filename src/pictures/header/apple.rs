//! PNG as Apple's tools pack it into programs: a chunk of their own stands before the first, and the pixels lie otherwise.

use super::{BadHeader, Format, Header, header, take};

pub fn is_of_apple(bytes: &[u8]) -> bool {
    bytes.starts_with(b"\x89PNG\r\n\x1A\n\0\0\0\x04CgBI")
}

/// Its size stands where that of others does, behind that chunk.
pub fn read(bytes: &[u8]) -> Result<Header<'_>, BadHeader> {
    let [kind, width, height] = [28, 32, 36].map(|at| take::<4>(bytes, at));
    if &kind? != b"IHDR" {
        return Err(BadHeader::Unreadable);
    }
    let size = (u32::from_be_bytes(width?), u32::from_be_bytes(height?));
    Ok(Header { depth: 8, ..header(Format::Png, size, None) })
}
