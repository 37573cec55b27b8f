//! ISO media files (ISO/IEC 14496-12), told apart by the brands in their first box.

use super::{Found, found};
use crate::domain::media_type::MediaType::*;

const STILLS: &[&[u8]] =
    &[b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs", b"mif1", b"mif2", b"msf1", b"heif", b"MiHE"];

/// Boxes that films from before there were brands begin with.
const OLD: &[&[u8]] = &[b"moov", b"mdat", b"wide", b"pnot", b"skip", b"free"];

/// Boxes that pieces of a film begin with, sent one after the other.
const PIECES: &[&[u8]] = &[b"styp", b"moof", b"sidx", b"prft", b"emsg"];

/// Boxes that some programs put first, where others follow.
const STRAY: &[&[u8]] = &[b"uuid", b"meta", b"udta", b"PICT", b"pdin"];

/// Longer ones stand before no film.
const LONGEST: usize = 1 << 24;

/// None for what is no such file.
pub(super) fn look(head: &[u8]) -> Option<Found> {
    let (size, rest) = head.split_first_chunk::<4>()?;
    let (kind, mut rest) = rest.split_first_chunk::<4>()?;
    let mut size = u32::from_be_bytes(*size) as usize;
    if kind == b"JXL " && size == 12 && rest.starts_with(b"\r\n\x87\n") {
        return Some(found("image/jxl", &[Jxl]));
    }
    if OLD.contains(&kind.as_slice()) && (size == 1 || size >= 8) {
        return Some(found("video/quicktime", &[QuickTime, Mp4, AudioQuickTime]));
    }
    if PIECES.contains(&kind.as_slice()) && is_followed(head, size) {
        return Some(found("video/mp4", &[Mp4, AudioMp4]));
    }
    if STRAY.contains(&kind.as_slice()) && is_followed(head, size) {
        return Some(found("video/quicktime", &[QuickTime, Mp4, AudioQuickTime]));
    }
    if kind == b"ftyp" && size == 1 {
        // Its size is told in eight bytes, behind its kind.
        let (long, behind) = rest.split_first_chunk::<8>()?;
        (size, rest) = (usize::try_from(u64::from_be_bytes(*long)).ok()?.checked_sub(8)?, behind);
    }
    if kind != b"ftyp" || size < 16 {
        return None;
    }
    let (major, rest) = rest.split_first_chunk::<4>()?;
    // Behind the major brand and its version.
    let compatible = rest.get(4..(size - 12).min(rest.len())).unwrap_or_default();
    let brands: Vec<&[u8]> = compatible.as_chunks::<4>().0.iter().map(<[u8; 4]>::as_slice).collect();
    Some(by_brands(major, &brands))
}

/// Whether behind the first box, if that is seen, there is another.
fn is_followed(head: &[u8], size: usize) -> bool {
    const OTHERS: [&[u8]; 3] = [b"ftyp", b"trak", b"mvex"];
    let Some(next) = head.get(size..).filter(|_| size >= 8) else { return (8..LONGEST).contains(&size) };
    let known = || [OLD, PIECES, STRAY, &OTHERS].into_iter().flatten();
    next.len() < 8 || known().any(|kind| next[4..].starts_with(kind))
}

fn by_brands(major: &[u8], brands: &[&[u8]]) -> Found {
    let has = |wanted: &[&[u8]]| brands.iter().any(|brand| wanted.contains(brand));
    let is_common = has(&[b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1"]);
    match major {
        b"crx " => found(Cr3.as_str(), &[Cr3]),
        b"avif" | b"avis" => found("image/avif", &[Avif]),
        b"mif1" | b"msf1" | b"mif2" if has(&[b"avif", b"avis"]) => found("image/avif", &[Avif, Heic]),
        major if STILLS.contains(&major) => found("image/heic", &[Heic]),
        b"jp2 " | b"jpx " | b"jpm " => found("image/jp2", &[]),
        b"mjp2" => found("video/mj2", &[Mj2]),
        // Some programs call a film so: the brands beside it are those of both.
        b"M4A " | b"M4B " | b"M4P " if is_common => found("audio/mp4", &[AudioMp4, Mp4]),
        b"M4A " | b"M4B " | b"M4P " => found("audio/mp4", &[AudioMp4]),
        // The container does not tell whether there are pictures in it.
        b"qt  " if is_common => found("video/quicktime", &[QuickTime, Mp4, AudioQuickTime]),
        b"qt  " => found("video/quicktime", &[QuickTime, AudioQuickTime]),
        b"qta " => found("audio/quicktime", &[AudioQuickTime]),
        [b'3', b'g', b'2', _] => found("video/3gpp2", &[ThreeG2, AudioThreeGp, Mp4, AudioMp4]),
        [b'3', b'g', ..] if is_common => found("video/3gpp", &[ThreeGp, Mp4, AudioThreeGp, AudioMp4]),
        [b'3', b'g', ..] => found("video/3gpp", &[ThreeGp, AudioThreeGp, Mp4, AudioMp4]),
        // Of a brand that only its maker knows, the common ones that stand beside it tell; where none does, it is one of films.
        _ if has(&[b"avif", b"avis"]) => found("image/avif", &[Avif]),
        _ if !is_common && has(STILLS) => found("image/heic", &[Heic]),
        _ if !is_common && has(&[b"qt  "]) => found("video/quicktime", &[QuickTime, AudioQuickTime]),
        _ => found("video/mp4", &[Mp4, AudioMp4]),
    }
}
