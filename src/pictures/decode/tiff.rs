//! TIFF, strip by strip or tile by tile: no more than a row of these is held, inks stay inks, and one that was cut off is shown as far as
//! it goes. What its decoder would give wrongly is told to be of a rare kind.

mod file;

use super::super::colour::Ink;
use super::super::ending;
use super::super::ifd::Tiff;
use super::super::lengths::Strips;
use super::super::rendition::Undecodable;
use super::MISSING;
use super::sieve::{Form, Samples, Sieve};
use file::{File, Mended};
use image::RgbImage;
use std::cell::Cell;
use tiff::decoder::{Decoder, Limits};
use tiff::{ColorType, TiffError};

const COMPRESSION: u16 = 259;
const PHOTOMETRIC: u16 = 262;
const FILL_ORDER: u16 = 266;
const SAMPLES: u16 = 277;
const PLANAR: u16 = 284;
const PREDICTOR: u16 = 317;
const INK_SET: u16 = 332;
const EXTRA_SAMPLES: u16 = 338;
const SAMPLE_FORMAT: u16 = 339;

/// LZW and two of deflate: the only ones that foretell each sample from the one before.
const FORETELLING: [u64; 3] = [5, 8, 32946];
/// Of which what came before the end is what it is; others would have to be undone first.
const WHOLE_BITS: u8 = 8;

/// How its samples lie.
struct Shape {
    form: Form,
    bits: u8,
    is_planar: bool,
    /// Its colours are those over black already.
    is_over_black: bool,
    is_white_zero: bool,
    is_packed: bool,
    is_foretold: bool,
    /// Nothing is left out between the samples that are looked at.
    is_plain: bool,
}

fn rare(what: impl std::fmt::Display) -> Undecodable {
    Undecodable::Unsupported(what.to_string())
}

/// What it does not know this decoder takes for a fault of the file.
fn refused(error: TiffError) -> Undecodable {
    if matches!(error, TiffError::LimitsExceeded) { Undecodable::TooLarge } else { rare(error) }
}

impl Shape {
    fn of(bytes: &[u8], colours: ColorType) -> Result<Self, Undecodable> {
        let directory = Tiff::open(bytes).and_then(|tiff| tiff.first().ok()).ok_or_else(|| Undecodable::of("it is no TIFF"))?;
        let told = |tag, usual| directory.number(tag).unwrap_or(usual);
        let is_white_zero = directory.number(PHOTOMETRIC) == Some(0);
        let (ink, has_alpha, bits) = match colours {
            ColorType::Gray(bits @ (1 | 8 | 16)) => (Ink::Grey, false, bits),
            ColorType::Multiband { bit_depth: bits @ (8 | 16), num_samples: 2 }
                if !is_white_zero && matches!(told(EXTRA_SAMPLES, 0), 1 | 2) =>
            {
                (Ink::Grey, true, bits)
            }
            ColorType::RGB(bits @ (8 | 16 | 32)) => (Ink::Rgb, false, bits),
            ColorType::RGBA(bits @ (8 | 16 | 32)) => (Ink::Rgb, true, bits),
            ColorType::CMYK(bits @ (8 | 16)) if told(INK_SET, 1) == 1 => (Ink::Cmyk, false, bits),
            other => return Err(rare(format!("a TIFF of {other:?}"))),
        };
        if told(SAMPLE_FORMAT, 1) != if bits == 32 { 3 } else { 1 } {
            return Err(rare("samples that are no shades"));
        }
        // What was laid on black is taken up again, and that to its last bit.
        let is_over_black = has_alpha && told(EXTRA_SAMPLES, 0) == 1;
        let form = Form { ink, is_deep: bits > 8 || is_over_black, has_alpha };
        let compression = told(COMPRESSION, 1);
        let is_planar = told(PLANAR, 1) == 2;
        let is_plain = is_planar || told(SAMPLES, 1) == form.samples() as u64;
        let is_foretold = told(PREDICTOR, 1) != 1;
        // These would come out wrong, and nothing would be said of it.
        if is_foretold && !(is_plain && FORETELLING.contains(&compression)) || told(FILL_ORDER, 1) != 1 {
            return Err(rare("a TIFF of a rare order"));
        }
        Ok(Self { form, bits, is_planar, is_over_black, is_white_zero, is_packed: compression != 1, is_foretold, is_plain })
    }

    /// Of a bit every second is set: from afar that is grey as well.
    fn missing(&self) -> u8 {
        if self.bits == 1 { 0xAA } else { MISSING }
    }

    /// As one of sixteen bits.
    fn sample(&self, row: &[u8], index: usize) -> u16 {
        let wide = |size: usize| &row[index * size..][..size];
        match self.bits {
            1 => u16::from(row[index / 8] >> (7 - index % 8) & 1) * u16::MAX,
            8 => u16::from(row[index]) * 257,
            16 => wide(2).first_chunk().map_or(0, |two| u16::from_ne_bytes(*two)),
            _ => wide(4).first_chunk().map_or(0, |four| (f32::from_ne_bytes(*four).clamp(0.0, 1.0) * 65535.0).round() as u16),
        }
    }

    /// The pixels of a row.
    fn append(&self, parts: &[Part], y: usize, to: &mut Strip) {
        let rows: Vec<&[u8]> = parts.iter().map(|part| &part.data[y * part.stride..]).collect();
        let width = parts.first().map_or(0, |part| part.width);
        let size = self.form.samples();
        if self.bits == 8 && !self.is_planar && !self.form.is_deep {
            to.bytes.extend_from_slice(&rows[0][..width * size]);
            return;
        }
        for x in 0..width {
            let at = |channel: usize| match self.is_planar {
                true => self.sample(rows[channel], x),
                false => self.sample(rows[0], x * size + channel),
            };
            if self.is_over_black {
                let alpha = at(size - 1);
                to.shorts.extend((0..size - 1).map(|channel| taken_up(at(channel), alpha)));
                to.shorts.push(alpha);
            } else if self.form.is_deep {
                to.shorts.extend((0..size).map(at));
            } else {
                to.bytes.extend((0..size).map(|channel| (at(channel) >> 8) as u8));
            }
        }
    }
}

/// The colour that covers black so far, when it comes out as this.
fn taken_up(colour: u16, alpha: u16) -> u16 {
    const ALL: u32 = u16::MAX as u32;
    let alpha = u32::from(alpha);
    ((u32::from(colour) * ALL + alpha / 2) / alpha.max(1)).min(ALL) as u16
}

/// Rows as they are shown: of one kind or the other.
#[derive(Default)]
struct Strip {
    bytes: Vec<u8>,
    shorts: Vec<u16>,
}

impl Strip {
    fn length(&self) -> usize {
        self.bytes.len().max(self.shorts.len())
    }

    fn give(&mut self, sieve: &mut Sieve) -> Result<(), Undecodable> {
        sieve.take(if self.shorts.is_empty() { Samples::Bytes(&self.bytes) } else { Samples::Shorts(&self.shorts) })?;
        self.bytes.clear();
        self.shorts.clear();
        Ok(())
    }
}

/// A strip or a tile, or a plane of it.
struct Part {
    data: Vec<u8>,
    stride: usize,
    width: usize,
}

pub fn decode(bytes: &[u8], sieve: impl Fn(Form) -> Sieve, memory: u64) -> Result<RgbImage, Undecodable> {
    let directory = Tiff::open(bytes).and_then(|tiff| tiff.first().ok()).ok_or_else(|| Undecodable::of("it is no TIFF"))?;
    let strips = Strips::of(&directory, bytes.len() as u64);
    let mended = strips.as_ref().and_then(Strips::mended).and_then(|lengths| Mended::of(bytes, &lengths));
    let tried = tried(bytes, mended.as_ref(), &sieve, memory);
    let is_odd = matches!(tried, Err(Undecodable::Unsupported(_) | Undecodable::Broken(_)));
    let longest = strips.filter(|_| is_odd).and_then(|strips| strips.as_long_as_can_be());
    match longest.and_then(|lengths| Mended::of(bytes, &lengths)) {
        Some(longest) => self::tried(bytes, Some(&longest), &sieve, memory).or(tried),
        None => tried,
    }
}

fn tried(bytes: &[u8], mended: Option<&Mended>, sieve: impl Fn(Form) -> Sieve, memory: u64) -> Result<RgbImage, Undecodable> {
    let most = usize::try_from(memory).unwrap_or(usize::MAX);
    let mut limits = Limits::default();
    (limits.decoding_buffer_size, limits.intermediate_buffer_size, limits.ifd_value_size) = (most, most, most);
    let (filler, came) = (Cell::new(None), Cell::new(0));
    let file = File { bytes, mended, at: 0, filler: &filler, came: &came };
    let mut decoder = Decoder::new(file).map_err(refused)?.with_limits(limits);
    let shape = Shape::of(bytes, decoder.colortype().map_err(refused)?)?;
    let mut sieve = sieve(shape.form);
    let (width, height) = (sieve.width, sieve.height);
    if decoder.dimensions().map_err(refused)? != (width, height) {
        return Err(Undecodable::of("its pixels are of another size than its header says"));
    }
    filler.set((!shape.is_packed).then(|| shape.missing()));
    let is_cut = ending::ends_early(bytes);
    let (chunk_width, chunk_height) = decoder.chunk_dimensions();
    let chunk_height = chunk_height.clamp(1, height);
    let (across, down) = (width.div_ceil(chunk_width.max(1)), height.div_ceil(chunk_height));
    let planes = if shape.is_planar { shape.form.samples() as u32 } else { 1 };
    // Of a strip what came is known, of a tile only whether all of it did.
    let has_halves = shape.bits <= WHOLE_BITS && shape.is_plain && !shape.is_foretold && chunk_width == width;
    let mut is_seen = false;
    let mut part = |index: u32| {
        let layout = decoder.image_chunk_buffer_layout(index).map_err(refused)?;
        let mut data = vec![shape.missing(); layout.len];
        came.set(0);
        match decoder.read_chunk_bytes(index, &mut data) {
            Ok(()) => is_seen |= came.get() > 0,
            Err(error @ (TiffError::UnsupportedError(_) | TiffError::LimitsExceeded)) => return Err(refused(error)),
            Err(_) if is_cut && has_halves => {
                is_seen |= data.iter().any(|byte| *byte != shape.missing());
                if shape.is_white_zero {
                    data.iter_mut().for_each(|byte| *byte = !*byte);
                }
            }
            Err(_) if is_cut => data.fill(shape.missing()),
            Err(error) => return Err(refused(error)),
        }
        let width = decoder.chunk_data_dimensions(index).0 as usize;
        Ok(Part { data, stride: layout.row_stride.map_or(0, usize::from), width })
    };
    let whole = sieve.line() * sieve.rows() as usize;
    let mut strip = Strip::default();
    for row in 0..down {
        let indices = (0..across).flat_map(|column| (0..planes).map(move |plane| (plane * down + row) * across + column));
        let parts: Vec<Part> = indices.map(&mut part).collect::<Result<_, _>>()?;
        for y in 0..chunk_height.min(height - row * chunk_height) as usize {
            parts.chunks(planes as usize).for_each(|parts| shape.append(parts, y, &mut strip));
            if strip.length() == whole {
                strip.give(&mut sieve)?;
            }
        }
    }
    if strip.length() > 0 {
        strip.give(&mut sieve)?;
    }
    if !is_seen {
        return Err(Undecodable::of("it ends before its pixels"));
    }
    sieve.finish()
}
