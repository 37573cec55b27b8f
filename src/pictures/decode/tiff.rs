//! TIFF, strip by strip or tile by tile: no more than a row of these is held, inks stay inks, and one that was cut off is shown as far as
//! it goes. What its decoder would give wrongly is told to be of a rare kind.

use super::super::colour::{Ink, Small};
use super::super::ending;
use super::super::ifd::Tiff;
use super::super::rendition::Undecodable;
use super::MISSING;
use super::sieve::Sieve;
use std::cell::Cell;
use std::io::{Error, ErrorKind, Read, Result as IoResult, Seek, SeekFrom};
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
    ink: Ink,
    /// Those that are looked at: of red, green and blue a fourth is how clear they are.
    channels: usize,
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
        let (ink, channels, bits) = match colours {
            ColorType::Gray(bits @ (1 | 8 | 16)) => (Ink::Grey, 1, bits),
            ColorType::RGB(bits @ (8 | 16 | 32)) => (Ink::Rgb, 3, bits),
            ColorType::RGBA(bits @ (8 | 16 | 32)) => (Ink::Rgb, 4, bits),
            ColorType::CMYK(bits @ (8 | 16)) if told(INK_SET, 1) == 1 => (Ink::Cmyk, 4, bits),
            other => return Err(rare(format!("a TIFF of {other:?}"))),
        };
        if told(SAMPLE_FORMAT, 1) != if bits == 32 { 3 } else { 1 } {
            return Err(rare("samples that are no shades"));
        }
        let compression = told(COMPRESSION, 1);
        let is_planar = told(PLANAR, 1) == 2;
        let is_plain = is_planar || told(SAMPLES, 1) == channels as u64;
        let is_foretold = told(PREDICTOR, 1) != 1;
        // These would come out wrong, and nothing would be said of it.
        if is_foretold && !(is_plain && FORETELLING.contains(&compression)) || told(FILL_ORDER, 1) != 1 {
            return Err(rare("a TIFF of a rare order"));
        }
        Ok(Self {
            ink,
            channels,
            bits,
            is_planar,
            is_over_black: told(EXTRA_SAMPLES, 0) == 1,
            is_white_zero: directory.number(PHOTOMETRIC) == Some(0),
            is_packed: compression != 1,
            is_foretold,
            is_plain,
        })
    }

    /// Of a bit every second is set: from afar that is grey as well.
    fn missing(&self) -> u8 {
        if self.bits == 1 { 0xAA } else { MISSING }
    }

    fn sample(&self, row: &[u8], index: usize) -> u8 {
        let wide = |size: usize| &row[index * size..][..size];
        match self.bits {
            1 => (row[index / 8] >> (7 - index % 8) & 1) * 255,
            8 => row[index],
            16 => wide(2).first_chunk().map_or(0, |two| ((u32::from(u16::from_ne_bytes(*two)) + 128) / 257) as u8),
            _ => wide(4).first_chunk().map_or(0, |four| (f32::from_ne_bytes(*four).clamp(0.0, 1.0) * 255.0).round() as u8),
        }
    }

    /// The pixels of a row, in the channels that are shown.
    fn append(&self, parts: &[Part], y: usize, to: &mut Vec<u8>) {
        let rows: Vec<&[u8]> = parts.iter().map(|part| &part.data[y * part.stride..]).collect();
        let width = parts.first().map_or(0, |part| part.width);
        if self.bits == 8 && !self.is_planar && self.channels == self.ink.channels() {
            to.extend_from_slice(&rows[0][..width * self.channels]);
            return;
        }
        for x in 0..width {
            let at = |channel: usize| match self.is_planar {
                true => self.sample(rows[channel], x),
                false => self.sample(rows[0], x * self.channels + channel),
            };
            if self.channels == self.ink.channels() {
                to.extend((0..self.channels).map(at));
                continue;
            }
            // What is behind the picture is white.
            let clear = u32::from(at(3));
            let over_white = |colour: u32| match self.is_over_black {
                true => colour + 255 - clear,
                false => (colour * clear + 255 * (255 - clear) + 127) / 255,
            };
            to.extend((0..3).map(|channel| over_white(at(channel).into()).min(255) as u8));
        }
    }
}

/// A strip or a tile, or a plane of it.
struct Part {
    data: Vec<u8>,
    stride: usize,
    width: usize,
}

pub fn decode(bytes: &[u8], sieve: impl Fn(Ink) -> Sieve, memory: u64) -> Result<Small, Undecodable> {
    let most = usize::try_from(memory).unwrap_or(usize::MAX);
    let mut limits = Limits::default();
    (limits.decoding_buffer_size, limits.intermediate_buffer_size, limits.ifd_value_size) = (most, most, most);
    let (filler, came) = (Cell::new(None), Cell::new(0));
    let file = File { bytes, at: 0, filler: &filler, came: &came };
    let mut decoder = Decoder::new(file).map_err(refused)?.with_limits(limits);
    let shape = Shape::of(bytes, decoder.colortype().map_err(refused)?)?;
    let mut sieve = sieve(shape.ink);
    let (width, height) = (sieve.width, sieve.height);
    if decoder.dimensions().map_err(refused)? != (width, height) {
        return Err(Undecodable::of("its pixels are of another size than its header says"));
    }
    filler.set((!shape.is_packed).then(|| shape.missing()));
    let is_cut = ending::ends_early(bytes);
    let (chunk_width, chunk_height) = decoder.chunk_dimensions();
    let chunk_height = chunk_height.clamp(1, height);
    let (across, down) = (width.div_ceil(chunk_width.max(1)), height.div_ceil(chunk_height));
    let planes = if shape.is_planar { shape.channels as u32 } else { 1 };
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
    let line = shape.ink.channels() * width as usize;
    let whole = line * sieve.rows() as usize;
    let mut strip = Vec::new();
    for row in 0..down {
        let indices = (0..across).flat_map(|column| (0..planes).map(move |plane| (plane * down + row) * across + column));
        let parts: Vec<Part> = indices.map(&mut part).collect::<Result<_, _>>()?;
        for y in 0..chunk_height.min(height - row * chunk_height) as usize {
            parts.chunks(planes as usize).for_each(|parts| shape.append(parts, y, &mut strip));
            if strip.len() == whole {
                sieve.take(&strip, sieve.rows())?;
                strip.clear();
            }
        }
    }
    if !strip.is_empty() {
        sieve.take(&strip, u32::try_from(strip.len() / line).map_err(Undecodable::of)?)?;
    }
    if !is_seen {
        return Err(Undecodable::of("it ends before its pixels"));
    }
    sieve.finish()
}

/// Its bytes; behind them comes what stands for missing pixels, where these are not packed.
struct File<'a> {
    bytes: &'a [u8],
    at: u64,
    filler: &'a Cell<Option<u8>>,
    /// How many of its own were read.
    came: &'a Cell<usize>,
}

impl Read for File<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> IoResult<usize> {
        let rest = usize::try_from(self.at).ok().and_then(|at| self.bytes.get(at..)).unwrap_or_default();
        let length = match (rest.len().min(buffer.len()), self.filler.get()) {
            (0, Some(filler)) => {
                buffer.fill(filler);
                buffer.len()
            }
            (length, _) => {
                buffer[..length].copy_from_slice(&rest[..length]);
                self.came.set(self.came.get() + length);
                length
            }
        };
        self.at += length as u64;
        Ok(length)
    }
}

impl Seek for File<'_> {
    fn seek(&mut self, to: SeekFrom) -> IoResult<u64> {
        let at = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::Current(by) => self.at.checked_add_signed(by),
            SeekFrom::End(by) => (self.bytes.len() as u64).checked_add_signed(by),
        };
        self.at = at.ok_or_else(|| Error::from(ErrorKind::InvalidInput))?;
        Ok(self.at)
    }
}
