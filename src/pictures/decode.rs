//! Decoding: a picture of any size becomes one of less than twice the largest copy's, and is nowhere held twice.
//!
//! `image` decodes and `fast_image_resize` makes small with SIMD; both are pure Rust, so that a hostile picture can at worst be refused.
//! What comes from them is made small strip by strip. Only a PNG also *comes* in strips: so it takes some 100 MB however large it is.
//! Of JPEG, WebP, TIFF and interlaced PNG no decoder in Rust that is kept up gives less than the whole: these are held once, at three
//! bytes a pixel of a JPEG (beside them, of a progressive one, its coefficients) and four of what may be clear.

use super::header::{self, Format, Header};
use super::rendition::Undecodable;
use fast_image_resize::images::{Image, ImageRef};
use fast_image_resize::{FilterType, PixelType, ResizeAlg, ResizeOptions, Resizer};
use image::{DynamicImage, GrayAlphaImage, GrayImage, ImageFormat, ImageReader, Limits, RgbImage, RgbaImage};
use std::io::Cursor;

/// What decoding may hold at once: the largest picture at four bytes a pixel.
const MOST_MEMORY: u64 = header::MOST_PIXELS * 4;
/// Of the pixels as they come.
const STRIP: usize = 4 * 1024 * 1024;

/// The picture as it lies in the file, a whole number of times smaller, so that its longer side is still `least` at least.
pub fn decode(bytes: &[u8], header: &Header<'_>, least: u32) -> Result<RgbImage, Undecodable> {
    let sieve = Sieve::new(header, least);
    let small = match header.format {
        Format::Png => in_strips(bytes, sieve)?,
        Format::Jpeg => made_small(whole(bytes, ImageFormat::Jpeg)?, sieve)?,
        Format::Webp => made_small(whole(bytes, ImageFormat::WebP)?, sieve)?,
        Format::Tiff => made_small(whole(bytes, ImageFormat::Tiff)?, sieve)?,
    };
    Ok(small)
}

/// Averages squares of pixels, strip by strip.
struct Sieve {
    width: u32,
    height: u32,
    /// The side of a square.
    factor: u32,
    resizer: Resizer,
    small: Vec<u8>,
}

impl Sieve {
    fn new(header: &Header<'_>, least: u32) -> Self {
        let (width, height) = (header.width, header.height);
        let factor = (width.max(height) / least).max(1);
        Self { width, height, factor, resizer: Resizer::new(), small: Vec::new() }
    }

    /// How many rows it takes at once: those of whole squares.
    fn rows(&self) -> u32 {
        let squares = 3 * self.width as usize * self.factor as usize;
        self.factor * u32::try_from(STRIP / squares).unwrap_or(u32::MAX).clamp(1, self.height)
    }

    /// Takes the next rows.
    fn take(&mut self, strip: &[u8], rows: u32) -> Result<(), Undecodable> {
        let (width, height) = (self.width.div_ceil(self.factor), rows.div_ceil(self.factor));
        if self.small.is_empty() {
            self.small.reserve_exact(3 * width as usize * self.height.div_ceil(self.factor) as usize);
        }
        if self.factor == 1 {
            self.small.extend_from_slice(strip);
            return Ok(());
        }
        let source = ImageRef::new(self.width, rows, strip, PixelType::U8x3).map_err(Undecodable::of)?;
        let mut averages = Image::new(width, height, PixelType::U8x3);
        let average = ResizeOptions::new().resize_alg(ResizeAlg::Convolution(FilterType::Box));
        self.resizer.resize(&source, &mut averages, &average).map_err(Undecodable::of)?;
        self.small.extend_from_slice(averages.buffer());
        Ok(())
    }

    fn finish(self) -> Result<RgbImage, Undecodable> {
        let (width, height) = (self.width.div_ceil(self.factor), self.height.div_ceil(self.factor));
        RgbImage::from_raw(width, height, self.small).ok_or_else(|| Undecodable::of("it has too few rows"))
    }
}

/// A PNG, of which no more than a strip is there at a time, unless it comes interlaced.
fn in_strips(bytes: &[u8], mut sieve: Sieve) -> Result<RgbImage, Undecodable> {
    let mut decoder = png::Decoder::new(Cursor::new(bytes));
    decoder.set_transformations(png::Transformations::normalize_to_color8());
    // Neither is shown, and both may be packed a thousandfold.
    decoder.set_ignore_text_chunk(true);
    decoder.set_ignore_iccp_chunk(true);
    let mut reader = decoder.read_info().map_err(Undecodable::of)?;
    if reader.info().interlaced {
        return made_small(whole(bytes, ImageFormat::Png)?, sieve);
    }
    let line = reader.output_line_size(sieve.width).ok_or_else(|| Undecodable::of("a row of it is too long"))?;
    let (colour, _) = reader.output_color_type();
    let mut left = sieve.height;
    while left > 0 {
        let rows = sieve.rows().min(left);
        let mut strip = vec![0; line * rows as usize];
        for row in strip.chunks_exact_mut(line) {
            reader.read_row(row).map_err(Undecodable::of)?.ok_or_else(|| Undecodable::of("it has too few rows"))?;
        }
        let pixels = pixels(colour, sieve.width, rows, strip).ok_or_else(|| Undecodable::of("a strip of another size"))?;
        sieve.take(&flatten(pixels), rows)?;
        left -= rows;
    }
    sieve.finish()
}

fn pixels(colour: png::ColorType, width: u32, height: u32, bytes: Vec<u8>) -> Option<DynamicImage> {
    match colour {
        png::ColorType::Grayscale => GrayImage::from_raw(width, height, bytes).map(DynamicImage::from),
        png::ColorType::GrayscaleAlpha => GrayAlphaImage::from_raw(width, height, bytes).map(DynamicImage::from),
        png::ColorType::Rgb => RgbImage::from_raw(width, height, bytes).map(DynamicImage::from),
        png::ColorType::Rgba => RgbaImage::from_raw(width, height, bytes).map(DynamicImage::from),
        // Palettes are looked up by the decoder.
        png::ColorType::Indexed => None,
    }
}

/// The first frame of it; of an animation the others are never looked at.
fn whole(bytes: &[u8], format: ImageFormat) -> Result<DynamicImage, Undecodable> {
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    let mut limits = Limits::default();
    limits.max_image_width = Some(header::LONGEST_SIDE);
    limits.max_image_height = Some(header::LONGEST_SIDE);
    limits.max_alloc = Some(MOST_MEMORY);
    reader.limits(limits);
    reader.decode().map_err(Undecodable::of)
}

fn made_small(picture: DynamicImage, mut sieve: Sieve) -> Result<RgbImage, Undecodable> {
    let (width, height) = (picture.width(), picture.height());
    if (width, height) != (sieve.width, sieve.height) {
        return Err(Undecodable::of("its pixels are of another size than its header says"));
    }
    // Of what is as it should be nothing is copied, least of all the whole.
    let plain = match picture {
        DynamicImage::ImageRgb8(plain) if sieve.factor == 1 => return Ok(plain),
        DynamicImage::ImageRgb8(plain) => plain,
        other => {
            for top in (0..height).step_by(sieve.rows() as usize) {
                let rows = sieve.rows().min(height - top);
                sieve.take(&flatten(other.crop_imm(0, top, width, rows)), rows)?;
            }
            return sieve.finish();
        }
    };
    let line = 3 * width as usize;
    for strip in plain.chunks(line * sieve.rows() as usize) {
        sieve.take(strip, u32::try_from(strip.len() / line).map_err(Undecodable::of)?)?;
    }
    sieve.finish()
}

/// JPEG has no transparency: what is behind the picture is white.
fn flatten(picture: DynamicImage) -> RgbImage {
    if !picture.color().has_alpha() {
        return picture.into_rgb8();
    }
    let clear: RgbaImage = picture.into_rgba8();
    let mut flat = RgbImage::new(clear.width(), clear.height());
    for (to, from) in flat.pixels_mut().zip(clear.pixels()) {
        let [red, green, blue, alpha] = from.0.map(u32::from);
        let over_white = |channel: u32| u8::try_from((channel * alpha + 255 * (255 - alpha) + 127) / 255).unwrap_or(u8::MAX);
        to.0 = [red, green, blue].map(over_white);
    }
    flat
}
