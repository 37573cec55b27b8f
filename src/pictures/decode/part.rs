//! What is there of a picture that was cut off and whose decoder gives the whole or nothing: what is missing is grey, or, where finer
//! and finer rows come one after the other, coarse.

use super::super::ending;
use super::super::header::{Format, Header, riff_chunks};
use super::{MISSING, Undecodable, is_cut_off, png_reader, whole};
use image::codecs::gif::GifDecoder;
use image::{DynamicImage, GrayAlphaImage, GrayImage, ImageDecoder, ImageFormat, Limits, RgbImage, Rgba, RgbaImage};
use png::Transformations;
use std::io::Cursor;

const GREY: Rgba<u8> = Rgba([MISSING, MISSING, MISSING, 255]);

/// None where it was not cut off, or nothing of it came.
pub fn of(bytes: &[u8], header: &Header<'_>, memory: u64) -> Option<DynamicImage> {
    if !ending::ends_early(bytes) {
        return None;
    }
    match header.format {
        Format::Gif => gif(bytes, memory),
        Format::Webp => webp(bytes, header, memory),
        Format::Png => interlaced(bytes, header).ok(),
        Format::Jpeg | Format::Tiff => None,
    }
}

/// The rows that came, for its decoder writes one after the other and leaves what it has.
fn gif(bytes: &[u8], memory: u64) -> Option<DynamicImage> {
    let mut decoder = GifDecoder::new(Cursor::new(bytes)).ok()?;
    let mut limits = Limits::default();
    limits.max_alloc = Some(memory);
    decoder.set_limits(limits).ok()?;
    let (width, height) = decoder.dimensions();
    let mut picture = RgbaImage::from_pixel(width, height, GREY);
    let _cut = decoder.read_image(&mut picture);
    picture.pixels().any(|pixel| *pixel != GREY).then(|| picture.into())
}

/// Its coder makes something of nearly all bytes it is given: from the row on in which two different continuations differ, it is made up.
fn webp(bytes: &[u8], header: &Header<'_>, memory: u64) -> Option<DynamicImage> {
    const CONTINUATIONS: [u8; 6] = [0x00, 0xFF, 0x55, 0xAA, 0x33, 0x0F];
    // As much as the coder can ask for, and two pictures.
    let enough = header.pixels().checked_mul(MOST_OF_A_PIXEL)?;
    if enough + header.pixels().checked_mul(2 * header.depth)? > memory {
        return None;
    }
    let enough = usize::try_from(enough).ok()?;
    let went_on = |byte| whole(&gone_on(bytes, byte, enough)?, ImageFormat::WebP, memory).ok();
    let mut made = CONTINUATIONS.into_iter().filter_map(went_on);
    let (mut one, other) = (made.next()?.into_rgba8(), made.next()?.into_rgba8());
    let came = one.rows().zip(other.rows()).take_while(|(one, other)| one.clone().eq(other.clone())).count();
    one.rows_mut().skip(came).flatten().for_each(|pixel| *pixel = GREY);
    (came > 0).then(|| one.into())
}

/// Four codes of fifteen bits.
const MOST_OF_A_PIXEL: u64 = 8;

/// The chunk in which it was cut off, so much longer.
fn gone_on(bytes: &[u8], byte: u8, enough: usize) -> Option<Vec<u8>> {
    const HEAD: usize = 12;
    let before: usize = riff_chunks(bytes.get(HEAD..)?).map(|(_, data)| 8 + data.len() + data.len() % 2).sum();
    let data = HEAD + before + 8;
    let mut all = bytes.to_vec();
    all.resize(bytes.len() + enough + (bytes.len() + enough - data) % 2, byte);
    let size = |from: usize| Some(u32::try_from(all.len() - from).ok()?.to_le_bytes());
    let (whole, chunk) = (size(8)?, size(data)?);
    all[4..8].copy_from_slice(&whole);
    all.get_mut(data - 4..data)?.copy_from_slice(&chunk);
    Some(all)
}

/// A PNG that comes seven times, every time finer.
fn interlaced(bytes: &[u8], header: &Header<'_>) -> Result<DynamicImage, Undecodable> {
    // What is coarse is not seen to its last bit.
    let mut reader = png_reader(bytes, Transformations::normalize_to_color8())?;
    let line = reader.output_line_size(header.width).ok_or(Undecodable::TooLarge)?;
    let (colour, depth) = reader.output_color_type();
    let bits = u8::try_from(colour.samples() * depth as usize).map_err(Undecodable::of)?;
    let mut picture = vec![MISSING; line * header.height as usize];
    let mut has_come = false;
    loop {
        match reader.next_interlaced_row() {
            Ok(Some(row)) => {
                let png::InterlaceInfo::Adam7(place) = row.interlace() else { break };
                png::splat_interlaced_row(&mut picture, line, row.data(), place, bits);
                has_come = true;
            }
            Ok(None) => break,
            Err(error) if has_come && is_cut_off(&error) => break,
            Err(error) => return Err(Undecodable::of(error)),
        }
    }
    pixels(colour, header.width, header.height, picture).ok_or_else(|| Undecodable::of("rows of another size"))
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
