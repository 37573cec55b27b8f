//! Colours as a screen without profiles shows them: what a picture is measured in becomes sRGB.
//!
//! By moxcms, which is pure Rust and comes with `image` anyway; LittleCMS, against whose values this is tested, is C. A profile that makes
//! no sense is passed over: then the numbers are taken for what most pictures mean by them.

use super::capture;
use super::header::{Format, Header, Segments, riff_chunks};
use super::ifd::Tiff;
use image::RgbImage;
use moxcms::{ColorProfile, DataColorSpace, Layout, TransformOptions};
use std::io::Cursor;

/// Profiles of printing presses have a megabyte or two.
const MOST_BYTES: usize = 8 * 1024 * 1024;
const PROFILE: u16 = 34675;

/// What the numbers of a picture mean.
pub enum Meaning {
    Profile(Box<ColorProfile>),
    /// Nothing is said of it.
    Usual,
}

impl Meaning {
    /// Whether inks are measured in a way that is not converted rightly: by tables that lead to XYZ, up to 52 of 255 off.
    pub fn is_beyond(&self, ink: Ink) -> bool {
        let Self::Profile(profile) = self else { return false };
        ink == Ink::Cmyk && profile.color_space == DataColorSpace::Cmyk && profile.pcs == DataColorSpace::Xyz
    }
}

/// The pixels of a picture, made small, in the channels of its file.
pub struct Small {
    pub width: u32,
    pub height: u32,
    pub ink: Ink,
    pub data: Vec<u8>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ink {
    Grey,
    Rgb,
    /// Four inks: 255 is all of one.
    Cmyk,
}

impl Ink {
    pub fn channels(self) -> usize {
        match self {
            Self::Grey => 1,
            Self::Rgb => 3,
            Self::Cmyk => 4,
        }
    }

    fn fits(self, space: DataColorSpace) -> bool {
        match self {
            Self::Grey | Self::Rgb => matches!(space, DataColorSpace::Rgb | DataColorSpace::Gray),
            Self::Cmyk => space == DataColorSpace::Cmyk,
        }
    }
}

/// What a picture says of its colours: its profile, else what its camera says.
pub fn meaning(bytes: &[u8], header: &Header<'_>) -> Meaning {
    let profile = embedded(bytes, header).and_then(|icc| ColorProfile::new_from_slice(&icc).ok());
    let told = || header.exif.is_some_and(capture::is_adobe_rgb).then(ColorProfile::new_adobe_rgb);
    profile.or_else(told).map_or(Meaning::Usual, |profile| Meaning::Profile(profile.into()))
}

fn embedded(bytes: &[u8], header: &Header<'_>) -> Option<Vec<u8>> {
    match header.format {
        Format::Jpeg => of_jpeg(bytes),
        Format::Png => {
            let mut decoder = png::Decoder::new_with_limits(Cursor::new(bytes), png::Limits { bytes: MOST_BYTES });
            // Neither is looked at, and both may be packed a thousandfold.
            decoder.set_ignore_text_chunk(true);
            decoder.read_info().ok()?.info().icc_profile.as_deref().map(<[u8]>::to_vec)
        }
        Format::Webp => riff_chunks(&bytes[12..]).find(|(kind, _)| kind == b"ICCP").map(|(_, data)| data.to_vec()),
        Format::Tiff => Some(Tiff::open(bytes)?.first().ok()?.get(PROFILE)?.data().to_vec()),
        Format::Gif => None,
    }
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

/// The picture as it is looked at, in sRGB.
pub fn to_srgb(small: Small, meaning: &Meaning) -> Option<RgbImage> {
    let (width, height) = (small.width, small.height);
    if let Meaning::Profile(profile) = meaning
        && small.ink.fits(profile.color_space)
        && let Some(converted) = converted(&small, profile)
    {
        return RgbImage::from_raw(width, height, converted);
    }
    RgbImage::from_raw(width, height, usual(small))
}

fn converted(small: &Small, profile: &ColorProfile) -> Option<Vec<u8>> {
    let is_grey = profile.color_space == DataColorSpace::Gray;
    let (layout, data) = match (small.ink, is_grey) {
        (Ink::Cmyk, _) => (Layout::Rgba, small.data.clone()),
        (Ink::Grey, true) => (Layout::Gray, small.data.clone()),
        (Ink::Grey, false) => (Layout::Rgb, small.data.iter().flat_map(|shade| [*shade; 3]).collect()),
        // Unfolded by its decoder: all three are the same.
        (Ink::Rgb, true) => (Layout::Gray, small.data.iter().copied().step_by(3).collect()),
        (Ink::Rgb, false) => (Layout::Rgb, small.data.clone()),
    };
    let options = TransformOptions { prefer_fixed_point: false, ..TransformOptions::default() };
    let transform = profile.create_transform_8bit(layout, &ColorProfile::new_srgb(), Layout::Rgb, options).ok()?;
    let mut out = vec![0; small.width as usize * small.height as usize * 3];
    transform.transform(&data, &mut out).ok()?;
    Some(out)
}

/// What most mean by them.
fn usual(small: Small) -> Vec<u8> {
    match small.ink {
        Ink::Rgb => small.data,
        Ink::Grey => small.data.iter().flat_map(|shade| [*shade; 3]).collect(),
        Ink::Cmyk => {
            let light = |ink: u8, black: u8| ((255 - u32::from(ink)) * (255 - u32::from(black)) / 255) as u8;
            small.data.chunks_exact(4).flat_map(|inks| [0, 1, 2].map(|index| light(inks[index], inks[3]))).collect()
        }
    }
}
