//! A WebP chunk by chunk.

use super::{Rights, turned};
use crate::pictures::header::Header;

/// In VP8X: what else the file has.
const HAS_ICC: u8 = 0x20;
const HAS_ALPHA: u8 = 0x10;
const HAS_EXIF: u8 = 0x08;
const HAS_XMP: u8 = 0x04;
const IS_ANIMATED: u8 = 0x02;

pub fn clean(bytes: &[u8], header: &Header<'_>, rights: &Rights) -> Option<Vec<u8>> {
    let mut rest = bytes.get(12..)?;
    let (mut kept, mut flags) = (Vec::new(), HAS_XMP);
    let mut canvas = (header.width, header.height);
    let turned = turned(header.orientation);
    if turned.is_some() {
        flags |= HAS_EXIF;
    }
    while let Some((kind, after)) = rest.split_first_chunk::<4>() {
        let (length, after) = after.split_first_chunk::<4>()?;
        let length = u32::from_le_bytes(*length) as usize;
        let (data, after) = after.split_at_checked(length)?;
        rest = after.get(length % 2..).unwrap_or_default();
        match kind {
            b"VP8X" => {
                flags |= data.first()? & (HAS_ALPHA | IS_ANIMATED);
                let side = |at: usize| Some(1 + u32::from_le_bytes([*data.get(at)?, *data.get(at + 1)?, *data.get(at + 2)?, 0]));
                canvas = (side(4)?, side(7)?);
            }
            b"ICCP" => {
                flags |= HAS_ICC;
                chunk(&mut kept, kind, data);
            }
            b"VP8L" => {
                // The bit behind both sides says whether anything shines through.
                flags |= if data.get(4)? & 0x10 == 0 { 0 } else { HAS_ALPHA };
                chunk(&mut kept, kind, data);
            }
            b"VP8 " | b"ALPH" | b"ANIM" | b"ANMF" => chunk(&mut kept, kind, data),
            _ => {}
        }
    }
    let mut all = Vec::with_capacity(bytes.len() + 1024);
    let side = |length: u32| length.checked_sub(1).map(|length| length.to_le_bytes());
    let (width, height) = (side(canvas.0)?, side(canvas.1)?);
    chunk(&mut all, b"VP8X", &[flags, 0, 0, 0, width[0], width[1], width[2], height[0], height[1], height[2]]);
    all.extend(kept);
    if let Some(turned) = turned {
        chunk(&mut all, b"EXIF", &turned);
    }
    chunk(&mut all, b"XMP ", rights.xmp().as_bytes());
    let mut clean = b"RIFF".to_vec();
    clean.extend(u32::try_from(all.len() + 4).ok()?.to_le_bytes());
    clean.extend(b"WEBP");
    clean.extend(all);
    Some(clean)
}

fn chunk(all: &mut Vec<u8>, kind: &[u8; 4], data: &[u8]) {
    all.extend(kind);
    all.extend(u32::try_from(data.len()).unwrap_or_default().to_le_bytes());
    all.extend(data);
    if !data.len().is_multiple_of(2) {
        all.push(0);
    }
}
