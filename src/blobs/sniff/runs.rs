//! Sound and films that begin somewhere: cut out of a recording, caught from a line, or behind what some program put before them. A run of
//! pieces tells, each of which begins where the one before it says that it ends, as far as can be seen.

use super::{Found, found, frames};
use crate::domain::media_type::MediaType::*;

/// So many tell also where something else stands behind them.
const MANY: usize = 6;

/// For what is nothing else.
pub(super) fn look(head: &[u8]) -> Option<Found> {
    if is_run(head, 3, mpeg) {
        Some(found("audio/mpeg", &[Mp3]))
    } else if is_run(head, 3, aac) || is_run(head, 4, loas) {
        Some(found("audio/aac", &[Aac]))
    } else if is_run(head, 2, dolby) {
        // They are so long that no more of them may be seen, and their mark says more.
        Some(found("audio/ac3", &[Ac3]))
    } else {
        is_programme(head).then(|| found("video/mpeg", &[Mpeg]))
    }
}

/// How long a piece is, and what does not change from one to the next.
type Piece = (usize, u32);

/// The longest header of a piece.
const HEADER: usize = 7;

fn is_run(head: &[u8], least: usize, piece: impl Fn(&[u8]) -> Option<Piece>) -> bool {
    (0..head.len()).any(|first| {
        let Some((_, kind)) = piece(&head[first..]) else { return false };
        let (mut at, mut count) = (first, 0);
        while count < MANY
            && let Some((length, _)) = head.get(at..).and_then(&piece).filter(|(_, same)| *same == kind)
        {
            (at, count) = (at + length, count + 1);
        }
        count >= MANY || count >= least && at + HEADER > head.len()
    })
}

fn mpeg(frame: &[u8]) -> Option<Piece> {
    let length = frames::frame_length(frame)?;
    Some((length, u32::from(frame[1]) << 8 | u32::from(frame[2] & 0x0C)))
}

fn aac(frame: &[u8]) -> Option<Piece> {
    let &[0xFF, second @ (0xF0 | 0xF1 | 0xF8 | 0xF9), third, fourth, ..] = frame else { return None };
    let length = frames::aac_length(frame).filter(|_| third >> 2 & 15 < 13)?;
    Some((length, u32::from(second) << 16 | u32::from(third) << 8 | u32::from(fourth & 0xC0)))
}

fn loas(frame: &[u8]) -> Option<Piece> {
    frames::loas_length(frame).map(|length| (length, 0))
}

fn dolby(frame: &[u8]) -> Option<Piece> {
    let length = frames::dolby_length(frame).filter(|_| frame.starts_with(&[0x0B, 0x77]))?;
    Some((length, u32::from(frame[5])))
}

/// A pack of a programme stream, and behind its head packets of what such a stream is made of (ISO/IEC 13818-1, 2.5.3); or so many of
/// these, for some packs are longer than what is seen.
fn is_programme(head: &[u8]) -> bool {
    const ENOUGH: usize = 3;
    head.windows(4).enumerate().filter(|(_, mark)| mark.starts_with(&[0, 0, 1])).any(|(at, mark)| {
        let pack = &head[at..];
        let (length, enough) = match (mark[3], pack.get(4)) {
            (0xBB..=0xEF, _) => (0, ENOUGH),
            (0xBA, Some(kind)) if kind & 0xF0 == 0x20 => (12, 1),
            (0xBA, Some(kind)) if kind & 0xC0 == 0x40 => (14 + usize::from(pack.get(13).copied().unwrap_or_default() & 7), 1),
            _ => return false,
        };
        let (mut rest, mut count) = (pack.get(length..).unwrap_or_default(), 0);
        while let [0, 0, 1, 0xBB..=0xEF, high, low, packet @ ..] = rest {
            rest = packet.get(usize::from(*high) << 8 | usize::from(*low)..).unwrap_or_default();
            count += 1;
        }
        // Then comes the next pack, or it goes on behind what is seen.
        count >= enough && (rest.len() < 4 || rest.starts_with(&[0, 0, 1]))
    })
}
