//! Colours as a screen without profiles shows them: what a picture is measured in becomes sRGB.
//!
//! By LittleCMS, which is what other programs are measured by: of a crate in pure Rust grey profiles and the tables of presses and scanners
//! came out up to 50 of 255 apart from it. It is built from the source that its crate carries. A profile that makes no sense is passed
//! over: then the numbers are taken for what most pictures mean by them.

mod screen;

use super::capture;
use super::header::{Format, Header, Segments, riff_chunks};
use super::ifd::Tiff;
use lcms2::{CIExyY, CIExyYTRIPLE, Profile, ToneCurve};
use png::{CodingIndependentCodePoints, Info, SourceChromaticities};
pub use screen::{Ink, Screen, byte};
use std::io::Cursor;

/// Profiles of printing presses have a megabyte or two.
const MOST_BYTES: usize = 8 * 1024 * 1024;
const PROFILE: u16 = 34675;

/// What the numbers of a picture mean.
pub enum Meaning {
    Profile(Profile),
    /// Nothing is said of it.
    Usual,
}

/// What a picture says of its colours: its profile, else what its camera says.
pub fn meaning(bytes: &[u8], header: &Header<'_>) -> Meaning {
    let told = || header.exif.is_some_and(capture::is_adobe_rgb).then(adobe_rgb).flatten();
    embedded(bytes, header).or_else(told).map_or(Meaning::Usual, Meaning::Profile)
}

fn embedded(bytes: &[u8], header: &Header<'_>) -> Option<Profile> {
    match header.format {
        Format::Jpeg => read(&of_jpeg(bytes)?),
        Format::Png => {
            let mut decoder = png::Decoder::new_with_limits(Cursor::new(bytes), png::Limits { bytes: MOST_BYTES });
            // Neither is looked at, and both may be packed a thousandfold.
            decoder.set_ignore_text_chunk(true);
            of_png(decoder.read_info().ok()?.info())
        }
        Format::Webp => read(riff_chunks(&bytes[12..]).find(|(kind, _)| kind == b"ICCP")?.1),
        Format::Tiff => read(Tiff::open(bytes)?.first().ok()?.get(PROFILE)?.data()),
        Format::Gif => None,
    }
}

/// None for what makes no sense, and for what nobody puts into a picture: a chain of operations (`multiProcessElementsType`) may name the
/// same table a million times, and every one of them would be read.
pub(super) fn read(icc: &[u8]) -> Option<Profile> {
    let is_plain = icc.len() <= MOST_BYTES && tags(icc)?.all(|data| !data.starts_with(b"mpet"));
    if is_plain { Profile::new_icc(icc).ok() } else { None }
}

/// What the tags of a profile lead to (ICC.1, 7.3).
fn tags(icc: &[u8]) -> Option<impl Iterator<Item = &[u8]>> {
    const TABLE: usize = 128;
    let (count, rest) = icc.get(TABLE..)?.split_first_chunk::<4>()?;
    let entries = rest.as_chunks::<12>().0.iter().take(u32::from_be_bytes(*count) as usize);
    Some(entries.map(|entry| {
        let at = u32::from_be_bytes([entry[4], entry[5], entry[6], entry[7]]) as usize;
        icc.get(at..).unwrap_or_default()
    }))
}

/// The light of day, by which most spaces are meant (CIE D65).
const DAYLIGHT: [f64; 2] = [0.3127, 0.3290];
const ADOBE_GAMMA: f64 = 563.0 / 256.0;

fn adobe_rgb() -> Option<Profile> {
    matrix(DAYLIGHT, [[0.64, 0.33], [0.21, 0.71], [0.15, 0.06]], &ToneCurve::new(ADOBE_GAMMA))
}

/// A space that is told by its white, its primaries and a curve.
fn matrix(white: [f64; 2], [red, green, blue]: [[f64; 2]; 3], curve: &ToneCurve) -> Option<Profile> {
    let point = |[x, y]: [f64; 2]| CIExyY { x, y, Y: 1.0 };
    let primaries = CIExyYTRIPLE { Red: point(red), Green: point(green), Blue: point(blue) };
    Profile::new_rgb(&point(white), &primaries, &[curve; 3]).ok()
}

/// The first that is there counts: code points, a profile, that it is sRGB, and how bright and of which primaries it is (PNG, third
/// edition, 4.3).
fn of_png(info: &Info<'_>) -> Option<Profile> {
    if let Some(space) = info.coding_independent_code_points.and_then(of_code_points) {
        return Some(space);
    }
    if let Some(profile) = info.icc_profile.as_deref().and_then(read) {
        return Some(profile);
    }
    let gamma = info.gama_chunk.filter(|_| info.srgb.is_none())?.into_value();
    let told = info.chrm_chunk.map_or((DAYLIGHT, OF_SRGB), chromaticities);
    // So is sRGB told to programs that know no better.
    let curve = if (gamma - 1.0 / 2.2).abs() < 0.001 { srgb_curve()? } else { ToneCurve::new(f64::from(gamma).recip()) };
    (0.1..=10.0).contains(&gamma).then(|| matrix(told.0, told.1, &curve)).flatten()
}

fn chromaticities(told: SourceChromaticities) -> ([f64; 2], [[f64; 2]; 3]) {
    let point = |(x, y): (png::ScaledFloat, png::ScaledFloat)| [f64::from(x.into_value()), f64::from(y.into_value())];
    (point(told.white), [point(told.red), point(told.green), point(told.blue)])
}

const OF_SRGB: [[f64; 2]; 3] = [[0.64, 0.33], [0.30, 0.60], [0.15, 0.06]];

/// Of ITU-T H.273 what is no film: sRGB, Display P3 and BT.2020 in the usual curves.
fn of_code_points(told: CodingIndependentCodePoints) -> Option<Profile> {
    let primaries = match told.color_primaries {
        1 => OF_SRGB,
        9 => [[0.708, 0.292], [0.170, 0.797], [0.131, 0.046]],
        12 => [[0.680, 0.320], [0.265, 0.690], [0.150, 0.060]],
        _ => return None,
    };
    let curve = match told.transfer_function {
        4 => ToneCurve::new(2.2),
        5 => ToneCurve::new(2.8),
        8 => ToneCurve::new(1.0),
        13 => srgb_curve()?,
        _ => return None,
    };
    if told.is_video_full_range_image { matrix(DAYLIGHT, primaries, &curve) } else { None }
}

/// IEC 61966-2-1.
fn srgb_curve() -> Option<ToneCurve> {
    ToneCurve::new_parametric(4, &[2.4, 1.0 / 1.055, 0.055 / 1.055, 1.0 / 12.92, 0.04045]).ok()
}

/// In pieces of 64 KiB, each with its number.
fn of_jpeg(bytes: &[u8]) -> Option<Vec<u8>> {
    let pieces = Segments::of(bytes).filter(|(marker, _)| *marker == 0xE2);
    let pieces = pieces.filter_map(|(_, segment)| segment.strip_prefix(b"ICC_PROFILE\0")?.split_first_chunk::<2>());
    let mut pieces: Vec<(u8, &[u8])> = pieces.map(|([number, _], data)| (*number, data)).collect();
    pieces.sort_by_key(|(number, _)| *number);
    let icc = pieces.into_iter().flat_map(|(_, data)| data).copied().take(MOST_BYTES).collect::<Vec<u8>>();
    (!icc.is_empty()).then_some(icc)
}
