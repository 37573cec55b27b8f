//! Tags that stand before a sound: what it is stands behind them.

use super::{Found, found, magic};
use crate::domain::artifact::ArtifactKind;
use crate::domain::media_type::MediaType::*;

/// ID3v2, which some programs put before sounds of every kind. Its head tells how long it is, in bytes of seven bits.
pub(super) fn id3(head: &[u8]) -> Option<Found> {
    const FOOT: u8 = 0x10;
    let [b'I', b'D', b'3', 2..=4, rest @ ..] = head else { return None };
    let told = rest.get(1).zip(rest.get(2..).and_then(|size| size.first_chunk::<4>()));
    let Some((flags, size)) = told.filter(|(_, size)| size.iter().all(|part| *part < 0x80)) else { return Some(usual()) };
    let size = size.iter().fold(0, |sum, part| sum << 7 | usize::from(*part));
    let behind = 10 + size + if flags & FOOT == 0 { 0 } else { 10 };
    Some(match head.get(behind..) {
        // It is longer than what is seen, as one with a picture in it is: its name knows.
        None | Some([]) => Found { if_named: &[Flac, Wav, Aiff, Ogg, WavPack, Tta, Ac3, Dts], ..usual() },
        Some(sound) => {
            let known = magic::look_at_audio(sound).or_else(|| magic::look_at_video(sound));
            known.filter(|known| known.may_be.iter().any(|one| one.is_for(ArtifactKind::Audio))).unwrap_or_else(usual)
        }
    })
}

fn usual() -> Found {
    found("audio/mpeg", &[Mp3, Aac])
}

/// An APE tag that stands before the sound, not behind it as most do.
pub(super) fn ape(head: &[u8]) -> Option<Found> {
    let (tag, _) = head.strip_prefix(b"APETAGEX")?.split_first_chunk::<8>()?;
    let size = u32::from_le_bytes([tag[4], tag[5], tag[6], tag[7]]) as usize;
    match head.get(size.checked_add(32)?..) {
        None | Some([]) => Some(usual()),
        Some(sound) => magic::look_at_audio(sound).filter(|sound| sound.may_be.contains(&Mp3) || sound.may_be.contains(&Aac)),
    }
}
