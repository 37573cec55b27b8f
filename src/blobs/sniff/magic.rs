//! What the first bytes of a file are.

use super::text::{self, Reading};
use super::{Found, boxes, found, raw};
use crate::domain::media_type::MediaType::*;

pub(super) fn look(head: &[u8]) -> Found {
    if head.is_empty() {
        return found("empty", &[]);
    }
    // Before the magic bytes, some of which are two letters long: a CSV may begin with "BM" or "ID3".
    if let Reading::Plain(words) = text::read(head) {
        return look_at_text(&words, head);
    }
    let known = look_at_audio(head)
        .or_else(|| look_at_video(head))
        .or_else(|| look_at_picture(head))
        .or_else(|| boxes::look(head))
        .or_else(|| raw::look(head))
        .or_else(|| look_at_document(head));
    if let Some(known) = known {
        return known;
    }
    match text::read(head) {
        Reading::Plain(words) | Reading::Odd(words) => look_at_text(&words, head),
        Reading::Binary => found(infer::get(head).map_or("unknown", |kind| kind.mime_type()), &[]),
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
    if head.starts_with(b"%PDF-") {
        return found("application/pdf", &[Pdf]);
    }
    if words.starts_with("{\\rtf") {
        return found("application/rtf", &[Rtf]);
    }
    if text::is_markup(words) {
        return found("markup or script", &[]);
    }
    if words.starts_with("#!") || words.starts_with("%!") {
        return found("a script", &[]);
    }
    if is_pdf(head, |before| matches!(before, b'\n' | b'\r')) {
        return found("application/pdf", &[Pdf, PlainText, Csv]);
    }
    match words.starts_with(['{', '[']) {
        true => found("application/json", &[Json, PlainText, Csv]),
        false => found("text/plain", &[PlainText, Csv]),
    }
}

fn look_at_amr(head: &[u8]) -> Option<Found> {
    if head.starts_with(b"#!AMR-WB") {
        Some(found("audio/amr-wb", &[AmrWb]))
    } else {
        head.starts_with(b"#!AMR").then(|| found("audio/amr", &[Amr]))
    }
}

fn look_at_audio(head: &[u8]) -> Option<Found> {
    Some(match head {
        [b'#', b'!', ..] => return look_at_amr(head),
        // The tags that some programs put before it.
        [b'I', b'D', b'3', 2..=4, ..] => found("audio/mpeg", &[Mp3, Aac]),
        [b'O', b'g', b'g', b'S', ..] => found("audio/ogg", &[Ogg]),
        [b'f', b'L', b'a', b'C', ..] => found("audio/flac", &[Flac]),
        [b'A', b'D', b'I', b'F', ..] => found("audio/aac", &[Aac]),
        [b'F', b'O', b'R', b'M', _, _, _, _, b'A', b'I', b'F', b'F' | b'C', ..] => found("audio/aiff", &[Aiff]),
        [0xFF, 0xF0 | 0xF1 | 0xF8 | 0xF9, third, ..] if third >> 2 & 15 < 13 => found("audio/aac", &[Aac]),
        [0xFF, second, third, ..] if is_mpeg_frame(*second, *third) => found("audio/mpeg", &[Mp3]),
        _ => return None,
    })
}

/// The header of a frame of MPEG audio, of every version and layer, with a checksum or without.
fn is_mpeg_frame(second: u8, third: u8) -> bool {
    let (sync, version, layer) = (second >> 5, second >> 3 & 3, second >> 1 & 3);
    let (rate, frequency) = (third >> 4, third >> 2 & 3);
    sync == 7 && version != 1 && layer != 0 && rate != 15 && frequency != 3
}

fn look_at_video(head: &[u8]) -> Option<Found> {
    Some(match head {
        [b'R', b'I', b'F', b'F', _, _, _, _, b'A', b'V', b'I', b' ', ..] => found("video/x-msvideo", &[Avi]),
        [b'R', b'I', b'F', b'F' | b'X', _, _, _, _, b'W', b'A', b'V', b'E', ..]
        | [b'R', b'F', b'6', b'4', _, _, _, _, b'W', b'A', b'V', b'E', ..]
        | [b'B', b'W', b'6', b'4', _, _, _, _, b'W', b'A', b'V', b'E', ..] => found("audio/wav", &[Wav]),
        [0, 0, 1, 0xBA | 0xB3, ..] => found("video/mpeg", &[Mpeg]),
        [0x30, 0x26, 0xB2, 0x75, 0x8E, 0x66, 0xCF, 0x11, ..] => found("video/x-ms-asf", &[Wmv, Wma]),
        [0x06, 0x0E, 0x2B, 0x34, 0x02, 0x05, 0x01, 0x01, 0x0D, 0x01, 0x02, ..] => found("application/mxf", &[Mxf]),
        [0x1A, 0x45, 0xDF, 0xA3, ..] => match infer::get(head).map(|kind| kind.mime_type()) {
            Some("video/webm") => found("video/webm", &[Webm]),
            _ => found("video/matroska", &[Matroska]),
        },
        _ if is_transport_stream(head) => found("video/mp2t", &[MpegTs]),
        _ => return None,
    })
}

/// Packets of 188 bytes, each behind a mark; on the cards of AVCHD cameras with a time of four bytes before it.
fn is_transport_stream(head: &[u8]) -> bool {
    const MARK: u8 = 0x47;
    [(0, 188), (4, 192)].into_iter().any(|(first, length)| {
        let marks = || head.iter().skip(first).step_by(length);
        // Of a single packet the mark alone would tell too little.
        marks().count() > 1 && marks().take(20).all(|byte| *byte == MARK)
    })
}

fn look_at_picture(head: &[u8]) -> Option<Found> {
    Some(match head {
        [0xFF, 0xD8, 0xFF, ..] => found("image/jpeg", &[Jpeg]),
        [0x89, b'P', b'N', b'G', ..] => found("image/png", &[Png]),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => found("image/webp", &[Webp]),
        [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => found("image/gif", &[Gif]),
        [0xFF, 0x0A, ..] => found("image/jxl", &[Jxl]),
        // Four bytes that are always empty, and the length of one of the headers there are.
        [b'B', b'M', _, _, _, _, 0, 0, 0, 0, _, _, 0, 0, 12 | 40 | 52 | 56 | 64 | 108 | 124, 0, ..] => found("image/bmp", &[Bmp]),
        _ => return None,
    })
}

fn look_at_document(head: &[u8]) -> Option<Found> {
    Some(match head {
        [0xD0, 0xCF, 0x11, 0xE0, ..] => look_at_old_office(head),
        [b'P', b'K', 3, 4, ..] => look_at_zip(head),
        // An archive of nothing.
        [b'P', b'K', 5, 6, ..] => found("application/zip", &[Zip]),
        [b'7', b'z', 0xBC, 0xAF, 0x27, 0x1C, ..] => found("application/x-7z-compressed", &[SevenZip]),
        [b'R', b'a', b'r', b'!', 0x1A, 7, ..] => found("application/vnd.rar", &[Rar]),
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

/// Old Office files are file systems of their own; the names in their directory, if the head shows it, tell what is in them.
fn look_at_old_office(head: &[u8]) -> Found {
    let name = "application/x-ole-storage";
    let number = |at: usize| head.get(at..).and_then(|rest| rest.first_chunk::<4>()).map(|four| u32::from_le_bytes(*four));
    let sector = if head.get(30) == Some(&12) { 4096 } else { 512 };
    let directory =
        number(48).and_then(|first| (first as usize).checked_add(1)?.checked_mul(sector)).and_then(|at| head.get(at..));
    let Some(directory) = directory.filter(|directory| directory.len() >= 512) else {
        return found(name, &[Doc, Xls, Ppt, Msg]);
    };
    let has = |wanted: &str| {
        let wide: Vec<u8> = wanted.encode_utf16().flat_map(u16::to_le_bytes).collect();
        directory.chunks_exact(128).any(|entry| entry.starts_with(&wide))
    };
    if has("WordDocument") {
        found(Doc.as_str(), &[Doc])
    } else if has("Workbook") || has("Book") {
        found(Xls.as_str(), &[Xls])
    } else if has("PowerPoint Document") {
        found(Ppt.as_str(), &[Ppt])
    } else if has("__properties_version1.0") || has("__nameid_version1.0") {
        found(Msg.as_str(), &[Msg])
    } else {
        found(name, &[Doc, Xls, Ppt, Msg])
    }
}

/// Office files are archives, told apart by the names in them. `infer` wants the first four of these in the head;
/// when the head shows none that decides, the sender's word counts.
fn look_at_zip(head: &[u8]) -> Found {
    let told = head.get(38..).filter(|_| head.get(30..38) == Some(b"mimetype")).unwrap_or_default();
    for one in [Odt, Ods, Odp] {
        if told.starts_with(one.as_str().as_bytes()) {
            return found(one.as_str(), &[one]);
        }
    }
    let names: Vec<&[u8]> = entries(head).collect();
    let has = |start: &[u8]| names.iter().any(|name| name.starts_with(start));
    if !["[Content_Types].xml", "_rels/", "docProps/", "customXml/", "word/", "xl/", "ppt/"]
        .iter()
        .any(|start| has(start.as_bytes()))
    {
        return found("application/zip", &[Zip]);
    }
    match (has(b"word/"), has(b"xl/"), has(b"ppt/")) {
        (true, false, false) => found(Docx.as_str(), &[Docx]),
        (false, true, false) => found(Xlsx.as_str(), &[Xlsx]),
        (false, false, true) => found(Pptx.as_str(), &[Pptx]),
        (false, false, false) => found("application/zip", &[Docx, Xlsx, Pptx, Zip]),
        _ => found("application/zip", &[Zip]),
    }
}

/// The names behind the local file headers that lie in the head.
fn entries(head: &[u8]) -> impl Iterator<Item = &[u8]> {
    let starts = head.windows(4).enumerate();
    starts.filter(|(_, window)| *window == b"PK\x03\x04").filter_map(|(at, _)| head.get(at + 30..))
}
