//! Sound and films without a signature of their own: known by the mark that each of their pieces begins with.

use super::text::{self, Reading};
use super::{Found, found, tags};
use crate::domain::media_type::MediaType::*;

pub(super) fn look(head: &[u8]) -> Option<Found> {
    if is_transport_stream(head) {
        return Some(found("video/mp2t", &[MpegTs]));
    }
    tags::ape(head).or_else(|| look_behind_zeros(head))
}

/// The header of a frame of MPEG audio, of every version and layer, with a checksum or without.
pub(super) fn is_sound(second: u8, third: u8) -> bool {
    let (sync, version, layer) = (second >> 5, second >> 3 & 3, second >> 1 & 3);
    let (rate, frequency) = (third >> 4, third >> 2 & 3);
    sync == 7 && version != 1 && layer != 0 && rate != 15 && frequency != 3
}

/// Some recorders write nothing first, or what was cut away left nothing. Two frames in a row are no chance.
fn look_behind_zeros(head: &[u8]) -> Option<Found> {
    let (zeros, rest) = head.split_at(head.iter().position(|byte| *byte != 0)?);
    let is_tag = matches!(rest, [b'I', b'D', b'3', 2..=4, ..]);
    (!zeros.is_empty() && (is_tag || is_followed(rest))).then(|| found("audio/mpeg", &[Mp3]))
}

/// Whether behind the frame that begins here there is another.
pub(super) fn is_followed(frame: &[u8]) -> bool {
    let next = frame_length(frame).and_then(|length| frame.get(length..));
    next.is_some_and(|next| matches!(next, [0xFF, second, third, ..] if *second == frame[1] && is_sound(*second, *third)))
}

/// The same of AAC in frames of ADTS.
pub(super) fn is_followed_by_aac(frame: &[u8]) -> bool {
    let next = aac_length(frame).and_then(|length| frame.get(length..));
    matches!(next, Some([0xFF, next, ..]) if *next == frame[1])
}

/// Bytes of a frame of ADTS; less than its header none has.
pub(super) fn aac_length(frame: &[u8]) -> Option<usize> {
    let &[0xFF, _, _, third, fourth, fifth, ..] = frame else { return None };
    let length = usize::from(third & 3) << 11 | usize::from(fourth) << 3 | usize::from(fifth >> 5);
    (length >= 7).then_some(length)
}

/// The same of LOAS, as broadcasters and some recorders send it.
pub(super) fn loas_length(frame: &[u8]) -> Option<usize> {
    let &[0x56, second, third, ..] = frame else { return None };
    (second >> 5 == 7).then(|| (usize::from(second & 0x1F) << 8 | usize::from(third)) + 3)
}

/// Bytes of the frame of MPEG audio that begins here, where its header tells.
pub(super) fn frame_length(frame: &[u8]) -> Option<usize> {
    /// Kilobits a second: of the first version by layer, and of the others.
    const RATES: [[usize; 15]; 5] = [
        [0, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448],
        [0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384],
        [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
        [0, 32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256],
        [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
    ];
    let [0xFF, second, third, ..] = *frame else { return None };
    if !is_sound(second, third) {
        return None;
    }
    let is_first = second >> 3 & 3 == 3;
    let layer = usize::from(4 - (second >> 1 & 3));
    let rates = match (is_first, layer) {
        (true, layer) => RATES[layer - 1],
        (false, 1) => RATES[3],
        (false, _) => RATES[4],
    };
    let rate = rates[usize::from(third >> 4)] * 1000;
    let slower = match second >> 3 & 3 {
        3 => 1,
        2 => 2,
        _ => 4,
    };
    let frequency = [44_100, 48_000, 32_000][usize::from(third >> 2 & 3)] / slower;
    let padding = usize::from(third >> 1 & 1);
    let length = match layer {
        1 => (12 * rate / frequency + padding) * 4,
        3 if !is_first => 72 * rate / frequency + padding,
        _ => 144 * rate / frequency + padding,
    };
    // The rate may be left untold.
    (rate > 0).then_some(length)
}

/// A frame of AC-3 or E-AC-3: its header makes sense, and where the next should begin another does (ATSC A/52, 5.4 and E.2).
pub(super) fn is_dolby(head: &[u8]) -> bool {
    let length = dolby_length(head);
    length.is_some_and(|length| match head.get(length..) {
        // Of less than a frame: two of its bytes are also a letter of Chinese that many texts begin with.
        None | Some([] | [_]) => matches!(text::read(head), Reading::Binary),
        Some(next) => next.starts_with(&[0x0B, 0x77]),
    })
}

pub(super) fn dolby_length(head: &[u8]) -> Option<usize> {
    /// Kilobits a second.
    const RATES: [usize; 19] = [32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384, 448, 512, 576, 640];
    let &[_, _, first, second, rates, version, ..] = head else { return None };
    let (frequency, code) = (rates >> 6, usize::from(rates & 0x3F));
    match version >> 3 {
        0..=10 => {
            let rate = *RATES.get(code / 2)?;
            let words = match frequency {
                0 => rate * 2,
                1 => 320 * rate / 147 + code % 2,
                2 => rate * 3,
                _ => return None,
            };
            Some(words * 2)
        }
        // The newer kind tells its length itself, and of which stream it is; of a slower one the frequency stands elsewhere.
        11..=16 if first >> 6 != 3 && rates >> 4 != 15 => Some((usize::from(first & 7) << 8 | usize::from(second)) * 2 + 2),
        _ => None,
    }
}

const MARK: u8 = 0x47;
/// Bytes of a packet: alone, with a time before it (on the cards of AVCHD cameras), with a checksum behind it.
const PACKETS: [usize; 3] = [188, 192, 204];
/// So many tell beyond doubt.
const MANY: usize = 20;
/// Fewer tell nothing of a stream that was cut somewhere.
const ENOUGH: usize = 5;

/// Packets of equal length, each behind a mark; a receiver or a pair of scissors may begin within one.
fn is_transport_stream(head: &[u8]) -> bool {
    let whole = [(0, 188), (4, 192), (0, 204)].into_iter().any(|(first, length)| {
        let marks = || head.iter().skip(first).step_by(length).take(MANY);
        // Of a single packet the mark alone would tell too little.
        marks().count() > 1 && marks().all(|byte| *byte == MARK)
    });
    whole || PACKETS.into_iter().any(|length| (1..length).any(|first| is_cut_stream(head, first, length)))
}

/// A mark is a byte as any other: what stands behind it must fit, too, for here the first is looked for.
fn is_cut_stream(head: &[u8], first: usize, length: usize) -> bool {
    let packets = || (first..head.len().saturating_sub(3)).step_by(length).take(MANY);
    // Neither is it damaged, nor empty of both content and clock.
    let is_packet = |at: usize| head[at] == MARK && head[at + 1] & 0x80 == 0 && head[at + 3] & 0x30 != 0;
    packets().all(is_packet) && packets().count() >= ENOUGH
}
