//! Files of offices: what lies in the two kinds of container that they are written in.

use super::{Found, found};
use crate::blobs::HEAD;
use crate::domain::media_type::MediaType::{self, *};
use std::iter;

/// Old Office files are file systems of their own; the names in their directory, if the head shows it, tell what is in them.
pub(super) fn look_at_old(head: &[u8]) -> Found {
    let name = Ole.as_str();
    let number = |at: usize| head.get(at..).and_then(|rest| rest.first_chunk::<4>()).map(|four| u32::from_le_bytes(*four));
    let sector = if head.get(30) == Some(&12) { 4096 } else { 512 };
    let directory =
        number(48).and_then(|first| (first as usize).checked_add(1)?.checked_mul(sector)).and_then(|at| head.get(at..));
    let Some(directory) = directory.filter(|directory| directory.len() >= 512) else {
        return look_at_first_stream(head.get(sector..).unwrap_or_default());
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
    } else if has("EncryptedPackage") {
        // A new Office file behind a password: which, its sender knows.
        found(name, &[Docx, Xlsx, Pptx, Visio])
    } else {
        // Of another program, unless the directory goes on elsewhere.
        found(name, &[Ole, Doc, Xls, Ppt, Msg, Docx, Xlsx, Pptx])
    }
}

/// Of a long file the directory lies at its end. The content itself, which most programs write first, tells then, or its sender.
fn look_at_first_stream(stream: &[u8]) -> Found {
    match stream {
        [0xEC, 0xA5, ..] => found(Doc.as_str(), &[Doc]),
        [9, 8 | 4 | 2 | 0, _, 0, 0 | 1, 0x05 | 0x06 | 0x10, ..] => found(Xls.as_str(), &[Xls]),
        [0, 0x6E, 0x1E, 0xF0, ..] | [0x0F, 0, 0xE8, 3, ..] | [0xA0, 0x46, 0x1D, 0xF0, ..] | [0x60, 0x21, 0x1B, 0xF0, ..] => {
            found(Ppt.as_str(), &[Ppt])
        }
        _ => found(Ole.as_str(), &[Doc, Xls, Ppt, Msg, Docx, Xlsx, Pptx, Ole]),
    }
}

/// From before there was such a container: Excel 2 to 4 and what followed it without one, Word 1 and 2, Word for DOS and Write.
pub(super) fn look_at_bare(head: &[u8]) -> Option<Found> {
    if let [0xDB, 0xA5, 0x2D, 0, ..] | [0x9B, 0xA5, 0x21, 0, ..] | [0x31 | 0x32, 0xBE, 0, 0, 0, 0xAB, 0, 0, ..] = head {
        return Some(found(Doc.as_str(), &[Doc]));
    }
    // Which version it is of, how long it is, and what kind of sheet; then comes the next record.
    let &[9, version @ (0 | 2 | 4 | 8), length @ (4 | 6 | 8 | 16), 0, _, _, kind, more, ..] = head else { return None };
    let is_sheet = matches!((kind, more), (0x05 | 0x10 | 0x20 | 0x40, 0) | (0, 1));
    let next = head.get(4 + usize::from(length)..)?;
    let is_followed = matches!(next, [_, 0..=0x08, _, 0..=0x20, ..]);
    let is_as_long = matches!((version, length), (0, 4) | (2 | 4, 4 | 6) | (8, 8 | 16));
    (is_sheet && is_followed && is_as_long).then(|| found(Xls.as_str(), &[Xls]))
}

/// New ones are archives, told apart by the names in them. `infer` wants the first four of these in the head;
/// when the head shows none that decides, the sender's word counts.
pub(super) fn look_at_zip(head: &[u8]) -> Found {
    let names: Vec<&[u8]> = entries(head).collect();
    let told = |one: MediaType| {
        let says = |name: &&[u8]| name.strip_prefix(b"mimetype").is_some_and(|said| said.starts_with(one.as_str().as_bytes()));
        names.iter().any(says)
    };
    if let Some(one) = [Odt, Ods, Odp].into_iter().find(|one| told(*one)) {
        return found(one.as_str(), &[one]);
    }
    let has = |start: &[u8]| names.iter().any(|name| name.starts_with(start));
    // Packed again, the word that tells which is squeezed like everything else.
    if has(b"content.xml") && (has(b"META-INF/manifest.xml") || has(b"mimetype") || has(b"styles.xml")) {
        return Found { if_named: &[Odt, Ods, Odp], ..found("application/zip", &[Zip]) };
    }
    let parts = ["[Content_Types].xml", "_rels/", "docProps/", "customXml/", "word/", "xl/", "ppt/", "visio/"];
    if !parts.iter().any(|start| has(start.as_bytes())) {
        // A picture that lies before everything else hides the rest.
        let if_named: &[_] = if head.len() < HEAD { &[] } else { &[Docx, Xlsx, Pptx, Visio, Odt, Ods, Odp] };
        return Found { if_named, ..found("application/zip", &[Zip]) };
    }
    match (has(b"word/"), has(b"xl/"), has(b"ppt/"), has(b"visio/")) {
        (true, false, false, false) => found(Docx.as_str(), &[Docx]),
        (false, true, false, false) => found(Xlsx.as_str(), &[Xlsx]),
        (false, false, true, false) => found(Pptx.as_str(), &[Pptx]),
        (false, false, false, true) => found(Visio.as_str(), &[Visio]),
        (false, false, false, false) => found("application/zip", &[Docx, Xlsx, Pptx, Visio, Zip]),
        _ => found("application/zip", &[Zip]),
    }
}

/// What stands behind the local file headers that lie in the head, each beginning with its name. What a member holds is passed over where
/// its size is told: it may be an archive itself.
fn entries(head: &[u8]) -> impl Iterator<Item = &[u8]> {
    const MARK: &[u8] = b"PK\x03\x04";
    let mut rest = head;
    iter::from_fn(move || {
        let at = rest.windows(MARK.len()).position(|window| window == MARK)?;
        let header = &rest[at..];
        let name = header.get(30..)?;
        let short = |at: usize| usize::from(u16::from_le_bytes([header[at], header[at + 1]]));
        let size = u32::from_le_bytes([header[18], header[19], header[20], header[21]]) as usize;
        let is_told = header[6] & 8 == 0;
        let behind = short(26) + short(28) + if is_told { size } else { 0 };
        rest = name.get(behind..).unwrap_or_default();
        Some(name)
    })
}
