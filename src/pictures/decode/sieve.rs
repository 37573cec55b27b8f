//! Averages squares of pixels, strip by strip, and shows them: what comes of it is as small as it is wanted, and as a screen has it.

mod means;

use super::super::colour::{Ink, Meaning, Screen};
use super::super::header::Header;
use super::super::rendition::Undecodable;
use fast_image_resize::images::{Image, ImageRef};
use fast_image_resize::{FilterType, PixelType, ResizeAlg, ResizeOptions, Resizer};
use image::RgbImage;

/// Of the pixels as they come.
const STRIP: usize = 4 * 1024 * 1024;

/// How the samples of a pixel lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Form {
    pub ink: Ink,
    /// Of sixteen bits, and not of eight.
    pub is_deep: bool,
    /// Behind the colours stands how much of them covers what is behind the picture.
    pub has_alpha: bool,
}

/// Rows of pixels, or a part of them.
#[derive(Debug, Clone, Copy)]
pub enum Samples<'a> {
    Bytes(&'a [u8]),
    Shorts(&'a [u16]),
}

pub struct Sieve {
    pub width: u32,
    pub height: u32,
    /// The side of a square.
    pub factor: u32,
    form: Form,
    screen: Screen,
    resizer: Resizer,
    small: Vec<u8>,
}

impl Form {
    /// Of bytes, and covering all.
    pub fn plain(ink: Ink) -> Self {
        Self { ink, is_deep: false, has_alpha: false }
    }

    pub fn samples(self) -> usize {
        self.ink.channels() + usize::from(self.has_alpha)
    }
}

impl Sieve {
    pub fn new(header: &Header<'_>, least: u32, form: Form, meaning: &Meaning) -> Self {
        let (width, height) = (header.width, header.height);
        let factor = (width.max(height) / least).max(1);
        let screen = Screen::of(meaning, form.ink, form.is_deep);
        Self { width, height, factor, form, screen, resizer: Resizer::new(), small: Vec::new() }
    }

    /// Nothing comes of such pixels but themselves.
    pub fn is_through(&self) -> bool {
        self.factor == 1 && self.form == Form::plain(Ink::Rgb) && self.screen.shows_as_it_is()
    }

    /// Samples of a row.
    pub fn line(&self) -> usize {
        self.form.samples() * self.width as usize
    }

    /// How many rows it takes at once: those of whole squares.
    pub fn rows(&self) -> u32 {
        let squares = self.line() * if self.form.is_deep { 2 } else { 1 } * self.factor as usize;
        self.factor * u32::try_from(STRIP / squares).unwrap_or(u32::MAX).clamp(1, self.height)
    }

    /// Takes the next rows.
    pub fn take(&mut self, strip: Samples<'_>) -> Result<(), Undecodable> {
        let shown = match strip {
            Samples::Bytes(bytes) if !self.form.has_alpha => {
                if self.factor == 1 {
                    self.screen.bytes(bytes)
                } else {
                    let means = self.plain_means(bytes)?;
                    self.screen.bytes(&means)
                }
            }
            Samples::Bytes(bytes) => means::of(bytes, 257, self.form, self.width, self.factor).shown(&self.screen, self.form),
            Samples::Shorts(shorts) => means::of(shorts, 1, self.form, self.width, self.factor).shown(&self.screen, self.form),
        };
        if self.small.is_empty() {
            let (width, height) = self.size();
            self.small.reserve_exact(3 * width as usize * height as usize);
        }
        self.small.extend_from_slice(&shown);
        Ok(())
    }

    /// By far the most pictures are of bytes that cover all: these are made small with SIMD.
    fn plain_means(&mut self, bytes: &[u8]) -> Result<Vec<u8>, Undecodable> {
        let pixel = match self.form.ink {
            Ink::Grey => PixelType::U8,
            Ink::Rgb => PixelType::U8x3,
            Ink::Cmyk => PixelType::U8x4,
        };
        let rows = u32::try_from(bytes.len() / self.line()).map_err(Undecodable::of)?;
        let source = ImageRef::new(self.width, rows, bytes, pixel).map_err(Undecodable::of)?;
        let mut means = Image::new(self.size().0, rows.div_ceil(self.factor), pixel);
        // The fourth is an ink, and not how clear the others are.
        let average = ResizeOptions::new().resize_alg(ResizeAlg::Convolution(FilterType::Box)).use_alpha(false);
        self.resizer.resize(&source, &mut means, &average).map_err(Undecodable::of)?;
        Ok(means.into_vec())
    }

    /// All rows, as they stand one after the other.
    pub fn take_all(&mut self, pixels: Samples<'_>) -> Result<(), Undecodable> {
        let length = self.line() * self.rows() as usize;
        match pixels {
            Samples::Bytes(bytes) => bytes.chunks(length).try_for_each(|strip| self.take(Samples::Bytes(strip))),
            Samples::Shorts(shorts) => shorts.chunks(length).try_for_each(|strip| self.take(Samples::Shorts(strip))),
        }
    }

    fn size(&self) -> (u32, u32) {
        (self.width.div_ceil(self.factor), self.height.div_ceil(self.factor))
    }

    pub fn finish(self) -> Result<RgbImage, Undecodable> {
        let (width, height) = self.size();
        let is_whole = self.small.len() == 3 * width as usize * height as usize;
        let picture = if is_whole { RgbImage::from_raw(width, height, self.small) } else { None };
        picture.ok_or_else(|| Undecodable::of("it has too few rows"))
    }
}
