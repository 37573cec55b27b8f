//! A PNG chunk by chunk.

use super::{Rights, turned};

const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1A\n";

/// What a decoder needs for the picture and its colours.
const NEEDED: [&[u8; 4]; 16] = [
    b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"cHRM", b"gAMA", b"iCCP", b"sBIT", b"sRGB", b"cICP", b"bKGD", b"pHYs", b"acTL",
    b"fcTL", b"fdAT",
];

pub fn clean(bytes: &[u8], orientation: u8, rights: &Rights) -> Option<Vec<u8>> {
    let mut rest = bytes.strip_prefix(SIGNATURE)?;
    let mut clean = SIGNATURE.to_vec();
    loop {
        let (length, after) = rest.split_first_chunk::<4>()?;
        let length = u32::from_be_bytes(*length) as usize;
        let kind = after.first_chunk::<4>()?;
        let whole = rest.get(..length.checked_add(12)?)?;
        rest = &rest[whole.len()..];
        if NEEDED.contains(&kind) {
            clean.extend(whole);
        }
        match kind {
            b"IHDR" => {
                let mut text = b"XML:com.adobe.xmp\0\0\0\0\0".to_vec();
                text.extend(rights.xmp().as_bytes());
                chunk(&mut clean, b"iTXt", &text);
                if let Some(turned) = turned(orientation) {
                    chunk(&mut clean, b"eXIf", &turned);
                }
            }
            // What stands behind it is no part of the picture.
            b"IEND" => return Some(clean),
            _ => {}
        }
    }
}

fn chunk(clean: &mut Vec<u8>, kind: &[u8; 4], data: &[u8]) {
    clean.extend(u32::try_from(data.len()).unwrap_or_default().to_be_bytes());
    let begins = clean.len();
    clean.extend(kind);
    clean.extend(data);
    let checksum = crc32fast::hash(&clean[begins..]);
    clean.extend(checksum.to_be_bytes());
}
