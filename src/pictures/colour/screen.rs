//! From the numbers of a file to those of a screen: sRGB, in bytes.

use super::Meaning;
use lcms2::{ColorSpaceSignature, Flags, Intent, PixelFormat, Profile, Transform};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ink {
    Grey,
    Rgb,
    /// Four inks: all of one is the greatest number.
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

    fn fits(self, space: ColorSpaceSignature) -> bool {
        match self {
            Self::Grey | Self::Rgb => matches!(space, ColorSpaceSignature::RgbData | ColorSpaceSignature::GrayData),
            Self::Cmyk => space == ColorSpaceSignature::CmykData,
        }
    }
}

/// Turns what a picture is measured in to what a screen shows.
pub struct Screen {
    ink: Ink,
    /// Its profile is one of greys.
    is_of_greys: bool,
    turn: Turn,
}

enum Turn {
    /// Nothing is said of it, or nothing that can be: what most mean by it.
    Usual,
    Bytes(Transform<u8, u8>),
    Grey(Transform<u16, [u8; 3]>),
    Rgb(Transform<[u16; 3], [u8; 3]>),
    Cmyk(Transform<[u16; 4], [u8; 3]>),
}

impl Screen {
    /// For samples of sixteen bits, or of eight.
    pub fn of(meaning: &Meaning, ink: Ink, is_deep: bool) -> Self {
        let usual = Self { ink, is_of_greys: false, turn: Turn::Usual };
        let Meaning::Profile(profile) = meaning else { return usual };
        if !ink.fits(profile.color_space()) {
            return usual;
        }
        let is_of_greys = profile.color_space() == ColorSpaceSignature::GrayData;
        let turn = if is_deep { deep(profile, ink, is_of_greys) } else { shallow(profile, ink, is_of_greys) };
        turn.map_or(usual, |turn| Self { ink, is_of_greys, turn })
    }

    /// Nothing is to be done.
    pub fn shows_as_it_is(&self) -> bool {
        self.ink == Ink::Rgb && matches!(self.turn, Turn::Usual)
    }

    /// Three bytes a pixel.
    pub fn bytes(&self, data: &[u8]) -> Vec<u8> {
        let Turn::Bytes(transform) = &self.turn else { return usual(self.ink, data) };
        let mut out = vec![0; data.len() / self.ink.channels() * 3];
        match (self.ink, self.is_of_greys) {
            (Ink::Grey, false) => transform.transform_pixels(&unfolded(data), &mut out),
            (Ink::Rgb, true) => transform.transform_pixels(&folded(data), &mut out),
            _ => transform.transform_pixels(data, &mut out),
        }
        out
    }

    /// The same of samples of sixteen bits.
    pub fn shorts(&self, data: &[u16]) -> Vec<u8> {
        let mut out = vec![[0; 3]; data.len() / self.ink.channels()];
        match (&self.turn, self.ink) {
            (Turn::Usual | Turn::Bytes(_), _) => {
                let bytes: Vec<u8> = data.iter().copied().map(byte).collect();
                return self.bytes(&bytes);
            }
            (Turn::Grey(transform), Ink::Rgb) => transform.transform_pixels(&folded(data), &mut out),
            (Turn::Grey(transform), _) => transform.transform_pixels(data, &mut out),
            (Turn::Rgb(transform), Ink::Grey) => transform.transform_pixels(unfolded(data).as_chunks().0, &mut out),
            (Turn::Rgb(transform), _) => transform.transform_pixels(data.as_chunks().0, &mut out),
            (Turn::Cmyk(transform), _) => transform.transform_pixels(data.as_chunks().0, &mut out),
        }
        out.into_flattened()
    }
}

/// The nearest number of eight bits.
pub fn byte(short: u16) -> u8 {
    ((u32::from(short) + 128) / 257) as u8
}

fn shallow(profile: &Profile, ink: Ink, is_of_greys: bool) -> Option<Turn> {
    let format = match (ink, is_of_greys) {
        (Ink::Cmyk, _) => PixelFormat::CMYK_8,
        (_, true) => PixelFormat::GRAY_8,
        (_, false) => PixelFormat::RGB_8,
    };
    Transform::new(profile, format, &Profile::new_srgb(), PixelFormat::RGB_8, Intent::Perceptual).ok().map(Turn::Bytes)
}

/// Step by step as the profile has them: of sixteen bits LittleCMS makes them all one coarse table else, in which the dark shades of a
/// linear space are lost.
fn deep(profile: &Profile, ink: Ink, is_of_greys: bool) -> Option<Turn> {
    let (srgb, to, by) = (Profile::new_srgb(), PixelFormat::RGB_8, Intent::Perceptual);
    match (ink, is_of_greys) {
        (Ink::Cmyk, _) => {
            Transform::new_flags(profile, PixelFormat::CMYK_16, &srgb, to, by, Flags::NO_OPTIMIZE).ok().map(Turn::Cmyk)
        }
        (_, true) => Transform::new_flags(profile, PixelFormat::GRAY_16, &srgb, to, by, Flags::NO_OPTIMIZE).ok().map(Turn::Grey),
        (_, false) => Transform::new_flags(profile, PixelFormat::RGB_16, &srgb, to, by, Flags::NO_OPTIMIZE).ok().map(Turn::Rgb),
    }
}

/// What most mean by them.
fn usual(ink: Ink, data: &[u8]) -> Vec<u8> {
    match ink {
        Ink::Rgb => data.to_vec(),
        Ink::Grey => unfolded(data),
        Ink::Cmyk => {
            let light = |ink: u8, black: u8| ((255 - u32::from(ink)) * (255 - u32::from(black)) / 255) as u8;
            data.chunks_exact(4).flat_map(|inks| [0, 1, 2].map(|index| light(inks[index], inks[3]))).collect()
        }
    }
}

/// A grey as a colour.
fn unfolded<T: Copy>(greys: &[T]) -> Vec<T> {
    greys.iter().flat_map(|shade| [*shade; 3]).collect()
}

/// Unfolded by its decoder: all three are the same.
fn folded<T: Copy>(colours: &[T]) -> Vec<T> {
    colours.iter().copied().step_by(3).collect()
}
