//! Films without a container, as cameras of the police and receivers give them: known by the first unit of their coder.

use super::{Found, found};
use crate::domain::media_type::MediaType::*;

/// The profiles of H.264 (ISO/IEC 14496-10, annexes A, F and G), and its levels.
const PROFILES: [u8; 13] = [44, 66, 77, 83, 86, 88, 100, 110, 118, 122, 128, 138, 244];
const LEVELS: std::ops::RangeInclusive<u8> = 9..=62;

pub(super) fn look(head: &[u8]) -> Option<Found> {
    if head.starts_with(b"YUV4MPEG2 ") {
        return Some(found("video/x-yuv4mpeg", &[Y4m]));
    }
    let unit = head.strip_prefix(&[0, 0, 1]).or_else(|| head.strip_prefix(&[0, 0, 0, 1]))?;
    Some(match unit {
        [0x27 | 0x47 | 0x67, profile, _, level, ..] if PROFILES.contains(profile) && LEVELS.contains(level) => {
            found("video/h264", &[H264])
        }
        // What kind of picture comes, and then another unit.
        [0x09, kinds, 0, 0, ..] if kinds & 0x1F == 0x10 => found("video/h264", &[H264]),
        [0x46, 1, kinds, 0, 0, ..] if kinds & 0x1F == 0x10 => found("video/h265", &[H265]),
        [0x40, 1, _, _, 0xFF, 0xFF, ..] => found("video/h265", &[H265]),
        [0xB0, _, 0, 0, 1, ..] | [0..=0x1F, 0, 0, 1, 0x20..=0x2F, ..] => found("video/mp4v-es", &[Mpeg4Visual]),
        _ => return None,
    })
}
