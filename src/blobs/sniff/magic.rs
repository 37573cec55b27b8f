//! What the first bytes of a file are.

use super::text::{self, Reading};
use super::{Found, boxes, found, frames, jxl, office, plain, rare, raw, runs, streams, tags};
use crate::blobs::HEAD;
use crate::domain::media_type::MediaType::*;

pub(super) fn look(head: &[u8]) -> Found {
    if head.is_empty() {
        return found("empty", &[]);
    }
    // Before the magic bytes, some of which are two letters long: a CSV may begin with "BM" or "ID3".
    match text::read(head) {
        Reading::Plain(words) => return look_at_text(&words, head),
        Reading::Odd(words) if begins_like_a_text(&words, head) => return look_at_text(&words, head),
        Reading::Odd(_) | Reading::Binary => {}
    }
    let known = look_at_audio(head)
        .or_else(|| look_at_video(head))
        .or_else(|| look_at_picture(head))
        .or_else(|| boxes::look(head))
        .or_else(|| raw::look(head))
        .or_else(|| look_at_document(head))
        .or_else(|| rare::look(head))
        .or_else(|| frames::look(head));
    if let Some(known) = known {
        return known;
    }
    if head.len() < HEAD && plain::has_foot_of_targa(head) || plain::is_targa(head) {
        return found("image/x-tga", &[Targa]);
    }
    if let Some(run) = runs::look(head) {
        return run;
    }
    // What a disk holds begins far behind; of anything else this is all that a card has left.
    if head.iter().all(|byte| *byte == 0) {
        return Found { if_named: &[DiskImage], ..found("nothing but zeroes", &[]) };
    }
    let likeliest = match text::read(head) {
        Reading::Plain(words) | Reading::Odd(words) => look_at_text(&words, head),
        Reading::Binary => found(infer::get(head).map_or("unknown", |kind| kind.mime_type()), &[]),
    };
    // Without a mark it is for its sender to say.
    if plain::may_be_targa(head) { Found { if_named: &[Targa], ..likeliest } } else { likeliest }
}

/// By the mark of a wide text, or by letters that are also the mark of a sound or picture: as long as it can be read, it is a text.
fn begins_like_a_text(words: &str, head: &[u8]) -> bool {
    let marks: [&[u8]; 4] = [b"\xFF\xFE", b"\xFE\xFF", b"ADIF", b"wvpk"];
    let is_archive = plain::is_tar(head);
    (is_pnm(head) || is_no_sound(words, head) || marks.iter().any(|mark| head.starts_with(mark))) && !is_archive
}

/// With the mark of a frame of sound, behind which there is no other; read as letters of two bytes, or as bytes of which each is one.
fn is_no_sound(words: &str, head: &[u8]) -> bool {
    let is_followed = || frames::is_followed(head) || frames::is_followed_by_aac(head);
    let is_wide = || words.chars().count() * 2 <= head.len() + 1;
    let is_letter = |byte: &u8| !byte.is_ascii_control() || byte.is_ascii_whitespace();
    matches!(head, [0xFF, 0xE0..=0xFF, ..]) && !is_followed() && (is_wide() || head.iter().all(is_letter))
}

fn is_pnm(head: &[u8]) -> bool {
    const FIELDS: [&[u8]; 6] = [b"WIDTH ", b"HEIGHT ", b"DEPTH ", b"MAXVAL ", b"TUPLTYPE ", b"#"];
    match head {
        [b'P', b'1'..=b'6', blank, b'#' | b'0'..=b'9', ..] | [b'P', b'F' | b'f', blank @ b'\n', b'1'..=b'9', ..] => {
            blank.is_ascii_whitespace()
        }
        [b'P', b'7', b'\n', rest @ ..] => FIELDS.iter().any(|field| rest.starts_with(field)),
        _ => false,
    }
}

fn look_at_text(words: &str, head: &[u8]) -> Found {
    let words = words.trim_start();
    if words.is_empty() {
        return found("empty", &[]);
    }
    if let Some(amr) = look_at_amr(head) {
        return amr;
    }
    if head.starts_with(b"%PDF-") && head.get(5).is_none_or(u8::is_ascii_digit) {
        return found("application/pdf", &[Pdf]);
    }
    if words.starts_with("{\\rtf") {
        return found("application/rtf", &[Rtf]);
    }
    if text::is_markup(words) {
        return found("markup or script", &[]);
    }
    if text::is_script(words) {
        return found("a script", &[]);
    }
    if is_pdf(head, |before| matches!(before, b'\n' | b'\r')) {
        return found("application/pdf", &[Pdf, PlainText, Csv]);
    }
    // A text may speak of one: its sender knows.
    if is_pdf(head, |_| true) {
        return found("text/plain", &[PlainText, Csv, Pdf]);
    }
    // Three kinds of these pictures are written in digits, and the bytes of the others may be letters by chance.
    if is_pnm(head) {
        return found("text/plain", &[PlainText, Csv, Pnm]);
    }
    match words.starts_with(['{', '[']) {
        true => found("application/json", &[Json, PlainText, Csv]),
        false => found("text/plain", &[PlainText, Csv]),
    }
}

fn look_at_amr(head: &[u8]) -> Option<Found> {
    let begins = |marks: [&[u8]; 2]| marks.iter().any(|mark| head.starts_with(mark));
    if begins([b"#!AMR-WB\n", b"#!AMR-WB_MC1.0\n"]) {
        Some(found("audio/amr-wb", &[AmrWb]))
    } else {
        begins([b"#!AMR\n", b"#!AMR_MC1.0\n"]).then(|| found("audio/amr", &[Amr]))
    }
}

pub(super) fn look_at_audio(head: &[u8]) -> Option<Found> {
    Some(match head {
        [b'#', b'!', ..] => return look_at_amr(head),
        [b'I', b'D', b'3', ..] => return tags::id3(head),
        // As old programs of Windows packed it.
        [b'R', b'I', b'F', b'F', _, _, _, _, b'R', b'M', b'P', b'3', ..] => found("audio/mpeg", &[Mp3]),
        [b'T', b'T', b'A', b'1', 1..=3, 0, ..] => found("audio/x-tta", &[Tta]),
        [b'O', b'g', b'g', b'S', ..] => look_at_ogg(head),
        [b'c', b'a', b'f', b'f', 0, 1, ..] => found("audio/x-caf", &[Caf]),
        [b'f', b'L', b'a', b'C', ..] => found("audio/flac", &[Flac]),
        [b'.', b's', b'n', b'd', 0, 0, _, _, ..] => found("audio/basic", &[Au]),
        [b'w', b'v', b'p', b'k', ..] => found("audio/x-wavpack", &[WavPack]),
        [0x0B, 0x77, ..] if frames::is_dolby(head) => found("audio/ac3", &[Ac3]),
        // In words of sixteen bits or of fourteen, with either byte first.
        [0x7F, 0xFE, 0x80, 0x01, ..]
        | [0xFE, 0x7F, 0x01, 0x80, ..]
        | [0x1F, 0xFF, 0xE8, 0x00, 0x07, 0xF0..=0xFF, ..]
        | [0xFF, 0x1F, 0x00, 0xE8, 0xF0..=0xFF, 0x07, ..] => found("audio/vnd.dts", &[Dts]),
        [0x56, ..] if is_loas(head) => found("audio/aac", &[Aac]),
        [b'A', b'D', b'I', b'F', ..] => found("audio/aac", &[Aac]),
        [b'F', b'O', b'R', b'M', _, _, _, _, b'A', b'I', b'F', b'F' | b'C', ..] => found("audio/aiff", &[Aiff]),
        [0xFF, 0xF0 | 0xF1 | 0xF8 | 0xF9, third, ..] if third >> 2 & 15 < 13 => found("audio/aac", &[Aac]),
        // The mark of UTF-16 is that of a frame of a kind that hardly anybody writes: then the next one counts, too.
        [0xFF, second, third, ..] if frames::is_sound(*second, *third) && (*second != 0xFE || frames::is_followed(head)) => {
            found("audio/mpeg", &[Mp3])
        }
        _ => return None,
    })
}

/// The first pages tell the coder of each stream, in one of these words.
fn look_at_ogg(head: &[u8]) -> Found {
    const PAGES: usize = 1024;
    const PICTURES: [&[u8]; 5] = [b"\x80theora", b"\x01video\0\0", b"BBCD\0", b"OVP80", b"\x80daala"];
    const SOUNDS: [&[u8]; 4] = [b"\x01vorbis", b"OpusHead", b"Speex   ", b"\x7FFLAC"];
    let first = &head[..head.len().min(PAGES)];
    let has = |marks: &[&[u8]]| marks.iter().any(|mark| first.windows(mark.len()).any(|bytes| bytes == *mark));
    if has(&PICTURES) {
        found("video/ogg", &[OggVideo, Ogg])
    } else if first.len() == PAGES && has(&SOUNDS) {
        found("audio/ogg", &[Ogg])
    } else {
        found("audio/ogg", &[Ogg, OggVideo])
    }
}

pub(super) fn look_at_video(head: &[u8]) -> Option<Found> {
    Some(match head {
        [b'R', b'I', b'F', b'F', _, _, _, _, b'A', b'V', b'I', b' ', ..] => found("video/x-msvideo", &[Avi]),
        [b'R', b'I', b'F', b'F' | b'X', _, _, _, _, b'W', b'A', b'V', b'E', ..]
        | [b'R', b'F', b'6', b'4', _, _, _, _, b'W', b'A', b'V', b'E', ..]
        | [b'B', b'W', b'6', b'4', _, _, _, _, b'W', b'A', b'V', b'E', ..]
        | [b'r', b'i', b'f', b'f', 0x2E, 0x91, 0xCF, 0x11, ..] => found("audio/wav", &[Wav]),
        // Behind its header a block of another kind.
        [0x1F, 7, 0, _, ..] if head.get(80).is_none_or(|block| block >> 5 == 1) => found("video/dv", &[Dv]),
        [b'.', b'R', b'M', b'F', 0, 0, 0, ..] | [b'.', b'r', b'a', 0xFD, ..] => {
            found("application/vnd.rn-realmedia", &[RealMedia])
        }
        [0, 0, 1, 0xBA | 0xB3, ..] => found("video/mpeg", &[Mpeg]),
        [0x30, 0x26, 0xB2, 0x75, 0x8E, 0x66, 0xCF, 0x11, ..] => found("video/x-ms-asf", &[Wmv, Wma]),
        [0x06, 0x0E, 0x2B, 0x34, 0x02, 0x05, 0x01, 0x01, 0x0D, 0x01, 0x02, ..] => found("application/mxf", &[Mxf]),
        [0x1A, 0x45, 0xDF, 0xA3, ..] => match infer::get(head).map(|kind| kind.mime_type()) {
            Some("video/webm") => found("video/webm", &[Webm]),
            _ => found("video/matroska", &[Matroska]),
        },
        [b'F', b'L', b'V', 1, ..] => found("video/x-flv", &[Flv]),
        // The same first box as of pictures, and behind it its brand.
        [0, 0, 0, 12, b'j', b'P', b' ', b' ', ..] if head.get(16..24) == Some(b"ftypmjp2") => found("video/mj2", &[Mj2]),
        _ => return streams::look(head),
    })
}

fn look_at_picture(head: &[u8]) -> Option<Found> {
    Some(match head {
        [0xFF, 0xD8, 0xFF, ..] => found("image/jpeg", &[Jpeg]),
        [0xFF, 0xD8, rest @ ..] if is_segment_soon(rest) => found("image/jpeg", &[Jpeg]),
        [0x89, b'P', b'N', b'G', ..] => found("image/png", &[Png]),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => found("image/webp", &[Webp]),
        [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => found("image/gif", &[Gif]),
        [0xFF, 0x0A, ..] if jxl::is_codestream(head) => found("image/jxl", &[Jxl]),
        [0x0A, ..] if plain::is_pcx(head) => found("image/vnd.zbrush.pcx", &[Pcx]),
        [0, 0, 0, 12, b'j', b'P', b' ', b' ', b'\r', b'\n', ..] | [0xFF, 0x4F, 0xFF, 0x51, ..] => found("image/jp2", &[Jpeg2000]),
        [b'8', b'B', b'P', b'S', 0, 1 | 2, ..] => found("image/vnd.adobe.photoshop", &[Psd]),
        // Four bytes that are always empty, and the length of one of the headers there are.
        [b'B', b'M', _, _, _, _, 0, 0, 0, 0, _, _, 0, 0, 12 | 40 | 52 | 56 | 64 | 108 | 124, 0, ..] => found("image/bmp", &[Bmp]),
        // So many pictures, the first of which lies behind all their entries.
        [0, 0, 1 | 2, 0, count @ 1..=64, 0, _, _, _, 0, ..] if is_behind_entries(head, *count) => {
            found("image/vnd.microsoft.icon", &[Ico])
        }
        _ if is_pnm(head) => found("image/x-portable-anymap", &[Pnm]),
        _ => return None,
    })
}

fn is_behind_entries(icon: &[u8], count: u8) -> bool {
    let first = icon.get(18..).and_then(|rest| rest.first_chunk::<4>()).map(|at| u32::from_le_bytes(*at));
    first.is_some_and(|first| first >= 6 + 16 * u32::from(count) && first < 1 << 20)
}

/// The length tells where the next one begins.
fn is_loas(head: &[u8]) -> bool {
    let next = frames::loas_length(head).and_then(|length| head.get(length..));
    matches!(next, Some([0x56, next, ..]) if next >> 5 == 7)
}

/// Whether the first segment of a JPEG begins behind a few bytes that belong to none.
fn is_segment_soon(rest: &[u8]) -> bool {
    const MOST_STRAY: usize = 64;
    let marker = rest.iter().take(MOST_STRAY).skip_while(|byte| **byte != 0xFF).find(|byte| **byte != 0xFF);
    matches!(marker, Some(0xC0..=0xCF | 0xDB | 0xDD | 0xE0..=0xEF | 0xFE))
}

fn look_at_document(head: &[u8]) -> Option<Found> {
    Some(match head {
        [0xD0, 0xCF, 0x11, 0xE0, ..] => office::look_at_old(head),
        [b'P', b'K', 3, 4, ..] => office::look_at_zip(head),
        [9 | 0x31 | 0x32 | 0x9B | 0xDB, ..] if let Some(old) = office::look_at_bare(head) => old,
        // An archive of nothing.
        [b'P', b'K', 5, 6, ..] => found("application/zip", &[Zip]),
        [b'7', b'z', 0xBC, 0xAF, 0x27, 0x1C, ..] => found("application/x-7z-compressed", &[SevenZip]),
        [b'R', b'a', b'r', b'!', 0x1A, 7, ..] => found("application/vnd.rar", &[Rar]),
        [0x1F, 0x8B, 8, flags, ..] if flags & 0xE0 == 0 => found("application/gzip", &[Gzip]),
        [b'B', b'Z', b'h', b'1'..=b'9', 0x31, 0x41, 0x59, 0x26, 0x53, 0x59, ..]
        | [b'B', b'Z', b'h', b'1'..=b'9', 0x17, 0x72, 0x45, 0x38, 0x50, 0x90, ..] => found("application/x-bzip2", &[Bzip2]),
        [0xFD, b'7', b'z', b'X', b'Z', 0, 0, 0 | 1 | 4 | 10, ..] => found("application/x-xz", &[Xz]),
        _ if plain::is_zstandard(head) => found("application/zstd", &[Zstandard]),
        _ if plain::is_tar(head) => found("application/x-tar", &[Tar]),
        [b'{', b'\\', b'r', b't', b'f', ..] => found("application/rtf", &[Rtf]),
        _ if is_pdf(head, |_| true) && !text::is_markup(&String::from_utf8_lossy(head)) => found("application/pdf", &[Pdf]),
        _ => return None,
    })
}

/// Readers look for the mark within the first kilobyte: some servers and printers put words of their own before it.
fn is_pdf(head: &[u8], may_be_before: impl Fn(u8) -> bool) -> bool {
    let beginning = &head[..head.len().min(1024)];
    let at = |(at, mark): (usize, &[u8])| {
        let version = beginning.get(at + mark.len()).is_some_and(u8::is_ascii_digit);
        mark == b"%PDF-" && version && (at == 0 || may_be_before(beginning[at - 1]))
    };
    beginning.windows(5).enumerate().any(at)
}
