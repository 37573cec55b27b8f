//! A JPEG segment by segment: what a decoder needs is copied as it is, to the end of the picture and not beyond.

use super::{Rights, turned};

const EXIF: &[u8] = b"Exif\0\0";
const XMP: &[u8] = b"http://ns.adobe.com/xap/1.0/\0";

pub fn clean(bytes: &[u8], orientation: u8, rights: &Rights) -> Option<Vec<u8>> {
    let mut rest = bytes.strip_prefix(&[0xFF, 0xD8])?;
    let mut clean = Vec::with_capacity(bytes.len() + 2048);
    clean.extend([0xFF, 0xD8]);
    let mut is_said = false;
    loop {
        let (marker, after) = marker(rest)?;
        match marker {
            0xD9 => {
                clean.extend([0xFF, 0xD9]);
                return is_said.then_some(clean);
            }
            // Marks of no length, which stand only between the pixels.
            0x01 | 0xD0..=0xD8 => rest = after,
            _ => {
                let (length, _) = after.split_first_chunk::<2>()?;
                let (segment, following) = after.split_at_checked(u16::from_be_bytes(*length).into())?;
                let body = segment.get(2..)?;
                // JFIF must stand first of all.
                let is_jfif = marker == 0xE0 && body.starts_with(b"JFIF\0");
                if !is_said && !is_jfif {
                    say(&mut clean, orientation, rights);
                    is_said = true;
                }
                if is_needed(marker, body) {
                    clean.extend([0xFF, marker]);
                    clean.extend(segment);
                }
                rest = following;
                if marker == 0xDA {
                    let end = pixels(rest);
                    clean.extend(&rest[..end]);
                    rest = &rest[end..];
                    if rest.is_empty() {
                        // It ends early; a reader shows what there is.
                        clean.extend([0xFF, 0xD9]);
                        return Some(clean);
                    }
                }
            }
        }
    }
}

/// The next mark, of which filling bytes may stand in front.
fn marker(rest: &[u8]) -> Option<(u8, &[u8])> {
    let rest = rest.strip_prefix(&[0xFF])?;
    let at = rest.iter().position(|byte| *byte != 0xFF)?;
    Some((rest[at], &rest[at + 1..]))
}

/// How the picture is coded, and its colours.
fn is_needed(marker: u8, body: &[u8]) -> bool {
    match marker {
        // With a thumbnail in it, it is longer.
        0xE0 => body.starts_with(b"JFIF\0") && body.len() == 14,
        0xE2 => body.starts_with(b"ICC_PROFILE\0"),
        0xEE => body.starts_with(b"Adobe"),
        0xE1 | 0xE3..=0xEF | 0xF0..=0xFE | 0x02..=0xBF => false,
        _ => true,
    }
}

/// Where the coded pixels end: at the next mark that is none of theirs.
fn pixels(rest: &[u8]) -> usize {
    let is_end = |pair: &[u8]| pair[0] == 0xFF && !matches!(pair[1], 0x00 | 0xD0..=0xD7 | 0xFF);
    rest.windows(2).position(is_end).unwrap_or(rest.len())
}

/// How to hold it, and whose it is.
fn say(clean: &mut Vec<u8>, orientation: u8, rights: &Rights) {
    if let Some(turned) = turned(orientation) {
        segment(clean, 0xE1, &[EXIF, &turned].concat());
    }
    segment(clean, 0xE1, &[XMP, rights.xmp().as_bytes()].concat());
    segment(clean, 0xED, &rights.photoshop());
}

fn segment(clean: &mut Vec<u8>, marker: u8, body: &[u8]) {
    // Credit and copyright are a few hundred letters.
    let Ok(length) = u16::try_from(body.len() + 2) else { return };
    clean.extend([0xFF, marker]);
    clean.extend(length.to_be_bytes());
    clean.extend(body);
}
