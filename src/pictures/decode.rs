//! Decoding: a picture of any size becomes one of less than twice the largest copy's, and is nowhere held twice.
//!
//! `image` decodes, of JPEG `zune-jpeg` beneath it, and `fast_image_resize` makes small with SIMD; all are pure Rust, so that a hostile
//! picture can at worst be refused. What comes from them is made small strip by strip. Only PNG and TIFF also *come* in strips: so they take
//! some 130 MB however large they are. Of JPEG, WebP, GIF and interlaced PNG no decoder in Rust that is kept up gives less than the
//! whole: these are held once, if that is within the memory that one picture may take. Beyond it a JPEG still gives an eighth of itself, and
//! so does one whose channels come one after the other or in rare proportions: `zune-jpeg` makes stripes of it.

mod part;
mod sieve;
mod tiff;

use super::colour::{self, Ink, Meaning, Screen};
use super::header::{self, Coding, Format, Header, Segments};
use super::rendition::Undecodable;
use super::{eighth, ending, raw};
use image::{DynamicImage, ImageFormat, ImageReader, Limits, RgbImage};
use png::Transformations;
use sieve::{Form, Samples, Sieve};
use std::borrow::Cow;
use std::io::Cursor;
use zune_jpeg::JpegDecoder;
use zune_jpeg::zune_core::bytestream::ZCursor;
use zune_jpeg::zune_core::colorspace::ColorSpace;
use zune_jpeg::zune_core::options::DecoderOptions;

/// What stands beside the pixels as they come: a strip, the picture made small, and what comes of it.
const BESIDES: u64 = 130 * 1024 * 1024;
/// Rows longer than this (of sixteen bits and four channels) are no picture's.
const LONGEST_ROW: u64 = 4 * 1024 * 1024;
/// More takes minutes, however little of it is held at once.
const MOST_PIXELS: u64 = 1_000_000_000;

/// How a picture is decoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Plan {
    Rows,
    Whole,
    /// A JPEG, from the means of its squares.
    Eighth,
}

/// How, within so many bytes of memory.
pub fn plan(header: &Header<'_>, length: u64, memory: u64) -> Result<Plan, Undecodable> {
    if header.frame.is_some_and(|frame| frame.coding == Coding::Rare) {
        return Err(Undecodable::Unsupported("a JPEG of a rare kind".to_owned()));
    }
    let beside = length + BESIDES;
    if header.pixels() > MOST_PIXELS {
        return Err(Undecodable::TooLarge);
    }
    if header.is_in_rows && u64::from(header.width) <= LONGEST_ROW && beside <= memory {
        return Ok(Plan::Rows);
    }
    let is_usual = header.frame.is_none_or(|frame| frame.is_usual);
    if is_usual && header.pixels() * header.depth + beside <= memory {
        return Ok(Plan::Whole);
    }
    let is_jpeg = header.frame.is_some_and(|frame| frame.scan > 0);
    if !is_usual && !is_jpeg {
        return Err(Undecodable::Unsupported("a JPEG of a rare kind".to_owned()));
    }
    if is_jpeg && eighth::memory(header) + beside <= memory { Ok(Plan::Eighth) } else { Err(Undecodable::TooLarge) }
}

/// The picture as it lies in the file, a whole number of times smaller, so that its longer side is still `least` at least (unless it
/// is too large for that), in sRGB.
pub fn decode(bytes: &[u8], header: &Header<'_>, least: u32, memory: u64) -> Result<RgbImage, Undecodable> {
    let meaning = colour::meaning(bytes, header);
    let sieve = |form| Sieve::new(header, least, form, &meaning);
    match (plan(header, bytes.len() as u64, memory)?, header.format) {
        (Plan::Eighth, _) => eighth(bytes, header, &meaning),
        (_, Format::Jpeg) => jpeg(bytes, header, sieve),
        (_, Format::Tiff) => tiff::decode(bytes, sieve, memory),
        (_, Format::Png) if header::is_of_apple(bytes) => Err(Undecodable::Unsupported("a PNG of Apple's".to_owned())),
        (Plan::Rows, _) => in_strips(bytes, header, sieve),
        (_, Format::Png) => all_or_part(bytes, header, ImageFormat::Png, memory, sieve),
        (_, Format::Webp) => all_or_part(bytes, header, ImageFormat::WebP, memory, sieve),
        (_, Format::Gif) => all_or_part(bytes, header, ImageFormat::Gif, memory, sieve),
    }
}

fn eighth(bytes: &[u8], header: &Header<'_>, meaning: &Meaning) -> Result<RgbImage, Undecodable> {
    let small = eighth::decode(bytes, header)?;
    let is_as_it_is = small.ink == Ink::Rgb && matches!(meaning, Meaning::Usual);
    let shown = if is_as_it_is { small.data } else { Screen::of(meaning, small.ink, false).bytes(&small.data) };
    RgbImage::from_raw(small.width, small.height, shown).ok_or_else(|| Undecodable::of("a buffer of another size"))
}

/// A raw picture, by the JPEG that the camera laid in it, held as the camera says; where there is none, by the little picture that
/// is there.
pub fn shown(bytes: &[u8], is_raw: bool) -> Result<(&[u8], Header<'_>), header::BadHeader> {
    match is_raw.then(|| raw::preview(bytes)).flatten() {
        Some((jpeg, preview)) => Ok((jpeg, as_told(bytes, preview))),
        None => match header::read(bytes) {
            Ok(header) => Ok(larger(bytes, &header).unwrap_or((bytes, header))),
            Err(bad) => beside(bytes).ok_or(bad),
        },
    }
}

/// Of what says of itself that it is the small form of another the larger one that is ready.
fn larger<'a>(bytes: &'a [u8], header: &Header<'_>) -> Option<(&'a [u8], Header<'a>)> {
    if !raw::is_reduced(bytes) {
        return None;
    }
    beside(bytes).filter(|(_, preview)| preview.pixels() > header.pixels())
}

/// The picture that a TIFF keeps ready beside one that nothing here reads: most raw pictures are TIFFs, whosever they are.
pub fn beside(bytes: &[u8]) -> Option<(&[u8], Header<'_>)> {
    raw::kept(bytes).map(|(jpeg, preview)| (jpeg, as_told(bytes, preview)))
}

fn as_told<'a>(bytes: &'a [u8], preview: Header<'a>) -> Header<'a> {
    let told = super::capture::orientation(raw::first(bytes));
    let orientation = if told == 1 { preview.orientation } else { told };
    // How its colours are meant the raw picture says, where the one in it does not.
    let exif = preview.exif.or(Some(raw::first(bytes)));
    Header { orientation, exif, ..preview }
}

/// The channels as they are in the file, so that the profile of inks meets inks.
fn jpeg(bytes: &[u8], header: &Header<'_>, sieve: impl Fn(Form) -> Sieve) -> Result<RgbImage, Undecodable> {
    let bytes = tidy(bytes, header);
    let options = DecoderOptions::default().set_strict_mode(false).set_max_width(usize::MAX).set_max_height(usize::MAX);
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(&*bytes), options);
    decoder.decode_headers().map_err(Undecodable::of)?;
    let space = decoder.input_colorspace().ok_or_else(|| Undecodable::of("of no colours"))?;
    let (ink, out) = match space {
        ColorSpace::Luma => (Ink::Grey, ColorSpace::Luma),
        ColorSpace::CMYK | ColorSpace::YCCK => (Ink::Cmyk, space),
        _ => (Ink::Rgb, ColorSpace::RGB),
    };
    decoder.set_options(options.jpeg_set_out_colorspace(out));
    let mut pixels = decoder.decode().map_err(Undecodable::of)?;
    if ink == Ink::Cmyk {
        let transform = Segments::of(&bytes).find(|(marker, segment)| *marker == 0xEE && segment.starts_with(b"Adobe"));
        let transform = transform.and_then(|(_, segment)| segment.get(11).copied());
        for inks in pixels.chunks_exact_mut(4) {
            let [a, b, c, black] = [inks[0], inks[1], inks[2], inks[3]];
            // In files of Adobe inks are told the other way round.
            let colours = match transform {
                Some(2) => eighth::light(a.into(), b.into(), c.into()),
                Some(_) => [255 - a, 255 - b, 255 - c],
                None => [a, b, c],
            };
            inks[..3].copy_from_slice(&colours);
            inks[3] = if transform.is_some() { 255 - black } else { black };
        }
    }
    let mut sieve = sieve(Form::plain(ink));
    sieve.take_all(Samples::Bytes(&pixels))?;
    drop(pixels);
    sieve.finish()
}

/// Without what stands between the segments and belongs to none: some decoders stumble over it.
fn tidy<'a>(bytes: &'a [u8], header: &Header<'_>) -> Cow<'a, [u8]> {
    let mut segments = Segments::of(bytes);
    let parts: Vec<(u8, &[u8])> = segments.by_ref().collect();
    let Some(scan) = header.frame.map(|frame| frame.scan).filter(|scan| *scan > 0) else { return Cow::Borrowed(bytes) };
    let length: usize = parts.iter().map(|(_, segment)| segment.len() + 4).sum();
    if length + 2 == scan {
        return Cow::Borrowed(bytes);
    }
    let mut tidy = Vec::with_capacity(bytes.len());
    tidy.extend_from_slice(&bytes[..2]);
    for (marker, segment) in parts {
        let length = u16::try_from(segment.len() + 2).unwrap_or(u16::MAX).to_be_bytes();
        tidy.extend_from_slice(&[0xFF, marker, length[0], length[1]]);
        tidy.extend_from_slice(segment);
    }
    tidy.extend_from_slice(&bytes[scan..]);
    Cow::Owned(tidy)
}

/// Where a picture ends early, what is missing is grey: nobody takes it for more than it is.
const MISSING: u8 = 128;

/// A PNG, of which no more than a strip is there at a time.
fn in_strips(bytes: &[u8], header: &Header<'_>, sieve: impl Fn(Form) -> Sieve) -> Result<RgbImage, Undecodable> {
    let mut reader = png_reader(bytes, Transformations::EXPAND)?;
    let line = reader.output_line_size(header.width).ok_or_else(|| Undecodable::of("a row of it is too long"))?;
    let form = form(reader.output_color_type())?;
    let mut sieve = sieve(form);
    let (mut left, mut came, mut is_over) = (sieve.height, 0, false);
    while left > 0 {
        let rows = sieve.rows().min(left);
        let mut strip = vec![MISSING; line * rows as usize];
        for row in strip.chunks_exact_mut(line) {
            if is_over {
                break;
            }
            match reader.read_row(row) {
                Ok(Some(_)) => came += 1,
                // What is there of one that was cut off is shown.
                Ok(None) => is_over = true,
                Err(error) if came > 0 && is_cut_off(&error) => is_over = true,
                Err(error) => return Err(Undecodable::of(error)),
            }
        }
        if came == 0 {
            return Err(Undecodable::of("it has no rows"));
        }
        if form.is_deep {
            let shorts: Vec<u16> = strip.as_chunks::<2>().0.iter().map(|two| u16::from_be_bytes(*two)).collect();
            sieve.take(Samples::Shorts(&shorts))?;
        } else {
            sieve.take(Samples::Bytes(&strip))?;
        }
        left -= rows;
    }
    sieve.finish()
}

fn form((colour, depth): (png::ColorType, png::BitDepth)) -> Result<Form, Undecodable> {
    let (ink, has_alpha) = match colour {
        png::ColorType::Grayscale => (Ink::Grey, false),
        png::ColorType::GrayscaleAlpha => (Ink::Grey, true),
        png::ColorType::Rgb => (Ink::Rgb, false),
        png::ColorType::Rgba => (Ink::Rgb, true),
        // Palettes are looked up by the decoder.
        png::ColorType::Indexed => return Err(Undecodable::of("colours that are not looked up")),
    };
    Ok(Form { ink, is_deep: depth == png::BitDepth::Sixteen, has_alpha })
}

fn png_reader(bytes: &[u8], transformations: Transformations) -> Result<png::Reader<Cursor<&[u8]>>, Undecodable> {
    let mut decoder = png::Decoder::new(Cursor::new(before_zeroes(bytes)));
    decoder.set_transformations(transformations);
    // Neither is shown, and both may be packed a thousandfold.
    decoder.set_ignore_text_chunk(true);
    decoder.set_ignore_iccp_chunk(true);
    decoder.read_info().map_err(Undecodable::of)
}

fn is_cut_off(error: &png::DecodingError) -> bool {
    matches!(error, png::DecodingError::IoError(error) if error.kind() == std::io::ErrorKind::UnexpectedEof)
}

/// Nothing but zeroes up to the end is what a card leaves of the rest of a file: it is cut off there.
fn before_zeroes(bytes: &[u8]) -> &[u8] {
    let end = bytes.iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 1);
    if ending::ends_early(bytes) { &bytes[..end] } else { bytes }
}

/// The first frame of it; of an animation the others are never looked at.
fn whole(bytes: &[u8], format: ImageFormat, memory: u64) -> Result<DynamicImage, Undecodable> {
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    let mut limits = Limits::default();
    limits.max_alloc = Some(memory);
    reader.limits(limits);
    reader.decode().map_err(|error| match error {
        image::ImageError::Unsupported(what) => Undecodable::Unsupported(what.to_string()),
        image::ImageError::Limits(_) => Undecodable::TooLarge,
        other => Undecodable::of(other),
    })
}

fn all_or_part(
    bytes: &[u8],
    header: &Header<'_>,
    format: ImageFormat,
    memory: u64,
    sieve: impl Fn(Form) -> Sieve,
) -> Result<RgbImage, Undecodable> {
    let all = whole(bytes, format, memory);
    made_small(all.or_else(|error| part::of(bytes, header, memory).ok_or(error))?, sieve)
}

fn made_small(picture: DynamicImage, sieve: impl Fn(Form) -> Sieve) -> Result<RgbImage, Undecodable> {
    let colour = picture.color();
    let ink = if colour.has_color() { Ink::Rgb } else { Ink::Grey };
    let is_deep = colour.bytes_per_pixel() / colour.channel_count() > 1;
    let mut sieve = sieve(Form { ink, is_deep, has_alpha: colour.has_alpha() });
    if (picture.width(), picture.height()) != (sieve.width, sieve.height) {
        return Err(Undecodable::of("its pixels are of another size than its header says"));
    }
    match picture {
        // Of what is as it should be nothing is copied, least of all the whole.
        DynamicImage::ImageRgb8(plain) if sieve.is_through() => return Ok(plain),
        DynamicImage::ImageLuma8(greys) => sieve.take_all(Samples::Bytes(greys.as_raw()))?,
        DynamicImage::ImageLumaA8(greys) => sieve.take_all(Samples::Bytes(greys.as_raw()))?,
        DynamicImage::ImageRgb8(colours) => sieve.take_all(Samples::Bytes(colours.as_raw()))?,
        DynamicImage::ImageRgba8(colours) => sieve.take_all(Samples::Bytes(colours.as_raw()))?,
        DynamicImage::ImageLuma16(greys) => sieve.take_all(Samples::Shorts(greys.as_raw()))?,
        DynamicImage::ImageLumaA16(greys) => sieve.take_all(Samples::Shorts(greys.as_raw()))?,
        DynamicImage::ImageRgb16(colours) => sieve.take_all(Samples::Shorts(colours.as_raw()))?,
        DynamicImage::ImageRgba16(colours) => sieve.take_all(Samples::Shorts(colours.as_raw()))?,
        other => return Err(Undecodable::Unsupported(format!("pixels of {:?}", other.color()))),
    }
    sieve.finish()
}
