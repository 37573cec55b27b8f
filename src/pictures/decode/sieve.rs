//! Averages squares of pixels, strip by strip.

use super::super::colour::{Ink, Small};
use super::super::header::Header;
use super::super::rendition::Undecodable;
use fast_image_resize::images::{Image, ImageRef};
use fast_image_resize::{FilterType, PixelType, ResizeAlg, ResizeOptions, Resizer};

/// Of the pixels as they come.
const STRIP: usize = 4 * 1024 * 1024;

pub struct Sieve {
    pub width: u32,
    pub height: u32,
    /// The side of a square.
    pub factor: u32,
    ink: Ink,
    resizer: Resizer,
    small: Vec<u8>,
}

impl Sieve {
    pub fn new(header: &Header<'_>, least: u32, ink: Ink) -> Self {
        let (width, height) = (header.width, header.height);
        let factor = (width.max(height) / least).max(1);
        Self { width, height, factor, ink, resizer: Resizer::new(), small: Vec::new() }
    }

    fn line(&self) -> usize {
        self.ink.channels() * self.width as usize
    }

    fn pixel(&self) -> PixelType {
        match self.ink {
            Ink::Grey => PixelType::U8,
            Ink::Rgb => PixelType::U8x3,
            Ink::Cmyk => PixelType::U8x4,
        }
    }

    /// How many rows it takes at once: those of whole squares.
    pub fn rows(&self) -> u32 {
        let squares = self.line() * self.factor as usize;
        self.factor * u32::try_from(STRIP / squares).unwrap_or(u32::MAX).clamp(1, self.height)
    }

    /// Takes the next rows.
    pub fn take(&mut self, strip: &[u8], rows: u32) -> Result<(), Undecodable> {
        let (width, height) = (self.width.div_ceil(self.factor), rows.div_ceil(self.factor));
        if self.small.is_empty() {
            let all = self.ink.channels() * width as usize * self.height.div_ceil(self.factor) as usize;
            self.small.reserve_exact(all);
        }
        if self.factor == 1 {
            self.small.extend_from_slice(strip);
            return Ok(());
        }
        let source = ImageRef::new(self.width, rows, strip, self.pixel()).map_err(Undecodable::of)?;
        let mut averages = Image::new(width, height, self.pixel());
        // The fourth is an ink, and not how clear the others are.
        let average = ResizeOptions::new().resize_alg(ResizeAlg::Convolution(FilterType::Box)).use_alpha(false);
        self.resizer.resize(&source, &mut averages, &average).map_err(Undecodable::of)?;
        self.small.extend_from_slice(averages.buffer());
        Ok(())
    }

    /// All rows, as they stand one after the other.
    pub fn take_all(&mut self, pixels: &[u8]) -> Result<(), Undecodable> {
        let line = self.line();
        for strip in pixels.chunks(line * self.rows() as usize) {
            self.take(strip, u32::try_from(strip.len() / line).map_err(Undecodable::of)?)?;
        }
        Ok(())
    }

    pub fn finish(self) -> Result<Small, Undecodable> {
        let (width, height) = (self.width.div_ceil(self.factor), self.height.div_ceil(self.factor));
        if self.small.len() == self.ink.channels() * width as usize * height as usize {
            Ok(Small { width, height, ink: self.ink, data: self.small })
        } else {
            Err(Undecodable::of("it has too few rows"))
        }
    }
}
