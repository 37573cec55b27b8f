//! Whether a file is what its sender says: the declared type and the file name's extension against the bytes.

use super::incoming::HEAD;
use crate::domain::artifact::ArtifactKind;
use crate::domain::media_type::MediaType::{self, *};
use crate::domain::media_type::accepted;

/// What the bytes look like: a name to tell, and the types they may count as, the likeliest first.
struct Found {
    name: &'static str,
    may_be: &'static [MediaType],
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "declared as {}, extension {}, found {found}; accepted are: {}",
    declared.as_deref().unwrap_or("none"),
    extension.as_deref().unwrap_or("none"),
    list(accepts)
)]
pub struct TypeMismatch {
    pub declared: Option<String>,
    pub extension: Option<String>,
    /// A media type, or in words what it looks like. Text that is not UTF-8 is `unknown`.
    pub found: &'static str,
    pub accepts: &'static [MediaType],
}

/// Extensions of what a browser runs: no bytes, however harmless, may carry such a name.
const ACTIVE: &[&str] =
    &["htm", "html", "xhtml", "xht", "shtml", "mhtml", "mht", "svg", "svgz", "xml", "xsl", "xslt", "js", "mjs", "cjs", "hta"];

/// What makes text into a page or a program, wherever old readers would look for it.
const MARKUP: &[&str] = &["<!doctype", "<html", "<head", "<body", "<script", "<iframe", "<svg", "<?xml", "<?php", "%pdf-"];

/// The type to store, when declaration, name and bytes agree on one that the kind accepts.
///
/// `head` is [`super::Incoming::head`]: shorter than [`HEAD`] it is the whole file. Nothing declared, or
/// `application/octet-stream`, leaves the choice to the extension and the bytes.
pub fn media_type(
    kind: ArtifactKind,
    declared: Option<&str>,
    file_name: Option<&str>,
    head: &[u8],
) -> Result<MediaType, TypeMismatch> {
    let accepts = accepted(kind);
    let declared = declared.map(str::trim).filter(|text| says_something(text));
    let extension = file_name.and_then(extension);
    let found = look(head);
    let fits = |one: &MediaType| accepts.contains(one) && may_be_named(*one, extension.as_deref());
    let mut may_be = found.may_be.iter().copied().filter(fits);
    let chosen = match declared {
        Some(text) => {
            let wanted = MediaType::parse(text);
            may_be.find(|one| Some(*one) == wanted)
        }
        None => may_be.next(),
    };
    chosen.ok_or_else(|| TypeMismatch {
        declared: declared.map(|text| text.chars().take(100).collect()),
        extension,
        found: found.name,
        accepts,
    })
}

/// Fewer bytes tell nothing for sure.
const LEAST: usize = 64;

/// What a file can never be that begins with these few bytes: only where their signature is of another type than any that is wanted.
/// Texts, archives and what is unknown may still show otherwise.
pub fn never(kind: ArtifactKind, declared: Option<&str>, file_name: Option<&str>, beginning: &[u8]) -> Option<TypeMismatch> {
    if beginning.len() < LEAST || text(beginning).is_some() || beginning.starts_with(b"PK") {
        return None;
    }
    let may_be = look(beginning).may_be;
    let is_none = !may_be.is_empty() && !may_be.iter().any(|one| accepted(kind).contains(one));
    if is_none { media_type(kind, declared, file_name, beginning).err() } else { None }
}

fn says_something(declared: &str) -> bool {
    !declared.is_empty() && !declared.eq_ignore_ascii_case("application/octet-stream")
}

/// What stands behind the last dot, if it can be an extension at all ("Rapat 10.30" has one, too).
fn extension(file_name: &str) -> Option<String> {
    let (_, last) = file_name.trim().rsplit_once('.')?;
    let plausible = (1..=10).contains(&last.len()) && last.bytes().all(|b| b.is_ascii_alphanumeric());
    plausible.then(|| last.to_ascii_lowercase())
}

/// An extension known for another type contradicts; an unknown one says nothing.
fn may_be_named(media_type: MediaType, extension: Option<&str>) -> bool {
    let Some(extension) = extension else {
        return true;
    };
    let belongs = |one: &MediaType| one.extensions().contains(&extension);
    belongs(&media_type) || !(ACTIVE.contains(&extension) || MediaType::all().iter().any(belongs))
}

fn look(head: &[u8]) -> Found {
    if head.is_empty() {
        return found("empty", &[]);
    }
    // Before the magic bytes, some of which are two letters long: a CSV may begin with "BM" or "ID3".
    if let Some(text) = text(head) {
        return look_at_text(text, head);
    }
    // `infer` would open such a file as a file system within the file; no old Office format is accepted anyway.
    if head.starts_with(b"\xD0\xCF\x11\xE0") {
        return found("application/x-ole-storage", &[]);
    }
    if head.starts_with(b"PK\x03\x04") {
        return look_at_zip(head);
    }
    match infer::get(head).map(|kind| kind.mime_type()) {
        Some("image/jpeg") => found("image/jpeg", &[Jpeg]),
        Some("image/png") => found("image/png", &[Png]),
        Some("image/webp") => found("image/webp", &[Webp]),
        Some("image/heif") => found("image/heic", &[Heic]),
        Some("image/tiff") => found("image/tiff", &[Tiff]),
        // The container does not tell whether there are pictures in it.
        Some("video/mp4" | "video/x-m4v") => found("video/mp4", &[Mp4, AudioMp4]),
        Some("audio/m4a") => found("audio/mp4", &[AudioMp4]),
        Some("video/quicktime") => found("video/quicktime", &[QuickTime]),
        Some("video/webm") => found("video/webm", &[Webm]),
        Some("video/x-matroska") => found("video/matroska", &[Matroska]),
        Some("audio/mpeg") => found("audio/mpeg", &[Mp3]),
        Some("audio/ogg" | "audio/opus") => found("audio/ogg", &[Ogg]),
        Some("audio/x-wav") => found("audio/wav", &[Wav]),
        Some("audio/x-flac") => found("audio/flac", &[Flac]),
        Some("application/pdf") => found("application/pdf", &[Pdf]),
        Some("application/rtf") => found("application/rtf", &[Rtf]),
        Some(other) => found(other, &[]),
        None if is_mp4_by_compatible_brand(head) => found("video/mp4", &[Mp4, AudioMp4]),
        None => found("unknown", &[]),
    }
}

/// The head as text: UTF-8 without the control characters that no text has.
fn text(head: &[u8]) -> Option<&str> {
    let text = match str::from_utf8(head) {
        Ok(text) => text,
        // The end of the head, though not the end of a file, may cut a character.
        Err(error) if error.error_len().is_none() && head.len() >= HEAD => str::from_utf8(&head[..error.valid_up_to()]).ok()?,
        Err(_) => return None,
    };
    let binary = |c: char| c.is_control() && !matches!(c, '\t' | '\n' | '\r' | '\u{c}' | '\u{85}');
    (!text.contains(binary)).then(|| text.trim_start_matches('\u{feff}').trim_start())
}

fn look_at_text(text: &str, head: &[u8]) -> Found {
    if text.is_empty() {
        return found("empty", &[]);
    }
    if head.starts_with(b"%PDF-") {
        return found("application/pdf", &[Pdf]);
    }
    if text.starts_with("{\\rtf") {
        return found("application/rtf", &[Rtf]);
    }
    let lower = text.to_ascii_lowercase();
    if text.starts_with('<') || MARKUP.iter().any(|mark| lower.contains(mark)) {
        return found("markup or script", &[]);
    }
    if text.starts_with("#!") || text.starts_with("%!") {
        return found("a script", &[]);
    }
    match text.starts_with(['{', '[']) {
        true => found("application/json", &[Json, PlainText, Csv]),
        false => found("text/plain", &[PlainText, Csv]),
    }
}

/// Office files are archives, told apart by the names in them. `infer` wants the first four of these in the head;
/// when the head shows none that decides, the sender's word counts.
fn look_at_zip(head: &[u8]) -> Found {
    match infer::get(head).map(|kind| kind.mime_type()) {
        Some("application/vnd.oasis.opendocument.text") => return found(Odt.as_str(), &[Odt, Zip]),
        Some("application/vnd.oasis.opendocument.spreadsheet") => {
            return found(Ods.as_str(), &[Ods, Zip]);
        }
        _ => {}
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
        (true, false, false) => found(Docx.as_str(), &[Docx, Zip]),
        (false, true, false) => found(Xlsx.as_str(), &[Xlsx, Zip]),
        (false, false, true) => found(Pptx.as_str(), &[Pptx, Zip]),
        (false, false, false) => found("application/zip", &[Docx, Xlsx, Pptx, Zip]),
        _ => found("application/zip", &[Zip]),
    }
}

/// The names behind the local file headers that lie in the head.
fn entries(head: &[u8]) -> impl Iterator<Item = &[u8]> {
    let starts = head.windows(4).enumerate();
    starts.filter(|(_, window)| *window == b"PK\x03\x04").filter_map(|(at, _)| head.get(at + 30..))
}

/// Cameras write brands of their own (XAVC, 3gp6) and list the common ones as compatible.
fn is_mp4_by_compatible_brand(head: &[u8]) -> bool {
    let Some((size, rest)) = head.split_first_chunk::<4>() else {
        return false;
    };
    let size = u32::from_be_bytes(*size) as usize;
    let Some(brands) = rest.strip_prefix(b"ftyp").and_then(|rest| rest.get(8..size.saturating_sub(8).min(rest.len()))) else {
        return false;
    };
    brands.as_chunks::<4>().0.iter().any(|brand| matches!(brand, b"isom" | b"iso2" | b"mp41" | b"mp42" | b"avc1"))
}

fn found(name: &'static str, may_be: &'static [MediaType]) -> Found {
    Found { name, may_be }
}

fn list(accepts: &[MediaType]) -> String {
    let names: Vec<_> = accepts.iter().map(|one| one.as_str()).collect();
    names.join(", ")
}
