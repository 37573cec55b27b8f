//! A JPEG at an eighth of its size, from the mean of each of its squares alone: however large it is and however it is coded, a
//! sixty-fourth of it is in memory. Written here, for no decoder in Rust that is kept up gives less than the whole of a progressive one.

mod bits;

use super::colour::Ink;
use super::header::{Coding, Header, Segments};
use super::rendition::Undecodable;
use bits::{Bits, Codes, next_marker};

/// The pixels of it, in the channels of its file.
pub struct Small {
    pub width: u32,
    pub height: u32,
    pub ink: Ink,
    pub data: Vec<u8>,
}

/// Bytes that it takes for a picture of so many channels.
pub fn memory(header: &Header<'_>) -> u64 {
    let channels = header.frame.map_or(3, |frame| u64::from(frame.channels));
    // Two for a mean, and one for what it is made.
    header.pixels().div_ceil(64) * channels * 4
}

/// The squares of one channel: so many a row, and their means.
struct Plane {
    id: u8,
    /// How many squares of it a unit has, across and down.
    across: usize,
    down: usize,
    /// 0 before it is told.
    quantum: i32,
    table: u8,
    /// Squares of a row that the picture fills, and of a column: those of a scan of this channel alone.
    filled: (usize, usize),
    stride: usize,
    means: Vec<i16>,
}

struct Scan<'a> {
    bits: Bits<'a>,
    dc: [Codes; 4],
    ac: [Codes; 4],
}

pub fn decode(bytes: &[u8], header: &Header<'_>) -> Result<Small, Undecodable> {
    let frame = header.frame.filter(|frame| frame.scan > 0 && frame.coding != Coding::Rare);
    let frame = frame.ok_or_else(|| Undecodable::Unsupported("a JPEG of a rare kind".to_owned()))?;
    let (mut quanta, mut planes, mut interval, mut transform) = ([1_i32; 4], Vec::new(), 0, None);
    let mut scan =
        Scan { bits: Bits::of(&[]), dc: std::array::from_fn(|_| Codes::none()), ac: std::array::from_fn(|_| Codes::none()) };
    let mut rest = bytes;
    let mut has_means = false;
    loop {
        let mut segments = Segments::of(rest);
        for (marker, segment) in segments.by_ref() {
            match marker {
                0xC0..=0xC2 if planes.is_empty() => planes = self::planes(segment, header)?,
                0xC4 => tables(segment, &mut scan),
                0xDB => quantise(segment, &mut quanta),
                0xDD => interval = segment.first_chunk().map_or(0, |two| usize::from(u16::from_be_bytes(*two))),
                0xEE if segment.starts_with(b"Adobe") => transform = segment.get(11).copied(),
                _ => {}
            }
        }
        // Behind the last scan, or where it ends early.
        if rest.get(segments.at + 1) != Some(&0xDA) {
            break;
        }
        let (head, after) = scan_head(&rest[segments.at..])?;
        // As it is where the channel is first told: it may be another for the next.
        for plane in planes.iter_mut().filter(|plane| plane.quantum == 0 && head.parts.iter().any(|(id, ..)| *id == plane.id)) {
            plane.quantum = quanta[usize::from(plane.table & 3)];
        }
        let is_first = frame.coding == Coding::Baseline || head.low_end == 0 && head.high == 0;
        scan.bits = Bits::of(after);
        if head.begin == 0 && is_first {
            means(&mut scan, &head, &mut planes, interval, frame.coding == Coding::Baseline, false)?;
            has_means = true;
        } else if head.begin == 0 && head.high > 0 {
            means(&mut scan, &head, &mut planes, interval, false, true)?;
        } else if head.begin == 0 {
            means(&mut scan, &head, &mut planes, interval, false, false)?;
            has_means = true;
        }
        let Some(next) = next_marker(after) else { break };
        // As if the picture began here: two bytes before the next marker.
        let at = bytes.len() - after.len() + next;
        rest = &bytes[at - 2..];
    }
    if !has_means {
        return Err(Undecodable::of("none of its pixels are there"));
    }
    Ok(picture(header, &planes, transform))
}

struct Head {
    /// Which planes, and their tables.
    parts: Vec<(u8, usize, usize)>,
    begin: u8,
    high: u8,
    low: u8,
    low_end: u8,
}

/// What stands before the bits, and the bits.
fn scan_head(rest: &[u8]) -> Result<(Head, &[u8]), Undecodable> {
    let short = || Undecodable::of("a scan is cut off");
    let length = usize::from(u16::from_be_bytes(*rest.get(2..).and_then(|rest| rest.first_chunk()).ok_or_else(short)?));
    let head = rest.get(4..2 + length).ok_or_else(short)?;
    let count = usize::from(*head.first().ok_or_else(short)?);
    let parts = head.get(1..1 + 2 * count).ok_or_else(short)?;
    let [begin, low_end, precision] = *head.get(1 + 2 * count..).and_then(|rest| rest.first_chunk()).ok_or_else(short)?;
    let parts = parts.chunks_exact(2).map(|part| (part[0], usize::from(part[1] >> 4 & 3), usize::from(part[1] & 3))).collect();
    Ok((Head { parts, begin, high: precision >> 4, low: precision & 15, low_end }, &rest[2 + length..]))
}

fn planes(segment: &[u8], header: &Header<'_>) -> Result<Vec<Plane>, Undecodable> {
    let parts: Vec<&[u8]> = segment.get(6..).unwrap_or_default().chunks_exact(3).collect();
    let factor = |part: &&[u8]| (usize::from(part[1] >> 4), usize::from(part[1] & 15));
    let (most_across, most_down) = parts.iter().map(factor).fold((1, 1), |most, one| (most.0.max(one.0), most.1.max(one.1)));
    let is_sound =
        [1, 3, 4].contains(&parts.len()) && parts.iter().map(factor).all(|(x, y)| (1..=4).contains(&x) && (1..=4).contains(&y));
    if !is_sound || segment.first() != Some(&8) {
        return Err(Undecodable::Unsupported("channels of a rare kind".to_owned()));
    }
    let (width, height) = (header.width as usize, header.height as usize);
    let units = (width.div_ceil(8 * most_across), height.div_ceil(8 * most_down));
    let plane = |part: &&[u8]| {
        let (across, down) = factor(part);
        let filled = ((width * across).div_ceil(most_across).div_ceil(8), (height * down).div_ceil(most_down).div_ceil(8));
        let stride = units.0 * across;
        let means = vec![0; stride * units.1 * down];
        Plane { id: part[0], across, down, quantum: 0, table: part[2], filled, stride, means }
    };
    Ok(parts.iter().map(plane).collect())
}

fn quantise(mut segment: &[u8], quanta: &mut [i32; 4]) {
    while let [kind, rest @ ..] = segment {
        let wide = kind >> 4 != 0;
        let first = if wide {
            rest.first_chunk().map(|two| i32::from(u16::from_be_bytes(*two)))
        } else {
            rest.first().map(|one| i32::from(*one))
        };
        quanta[usize::from(kind & 3)] = first.unwrap_or(1);
        segment = rest.get(if wide { 128 } else { 64 }..).unwrap_or_default();
    }
}

fn tables(mut segment: &[u8], scan: &mut Scan<'_>) {
    while let Some(([kind, lengths @ ..], rest)) = segment.split_first_chunk::<17>() {
        let count: usize = lengths.iter().map(|count| usize::from(*count)).sum();
        let values = rest.get(..count).unwrap_or(rest).to_vec();
        let codes = Codes::of(lengths, values);
        let of = if kind >> 4 == 0 { &mut scan.dc } else { &mut scan.ac };
        of[usize::from(kind & 3)] = codes;
        segment = rest.get(count..).unwrap_or_default();
    }
}

/// Reads the means of a scan. `has_rest`: behind each mean stands the rest of its square, to be passed over. `is_finer`: one more bit of each.
fn means(
    scan: &mut Scan<'_>,
    head: &Head,
    planes: &mut [Plane],
    interval: usize,
    has_rest: bool,
    is_finer: bool,
) -> Result<(), Undecodable> {
    let index = |id: u8| planes.iter().position(|plane| plane.id == id);
    let parts: Option<Vec<(usize, usize, usize)>> = head.parts.iter().map(|(id, dc, ac)| Some((index(*id)?, *dc, *ac))).collect();
    let parts = parts.filter(|parts| !parts.is_empty()).ok_or_else(|| Undecodable::of("a scan of no channel"))?;
    let mut before = vec![0_i32; planes.len()];
    // A channel alone comes square by square, several together in units of all.
    let alone = parts.len() == 1;
    let units = match alone {
        true => planes[parts[0].0].filled,
        false => {
            let plane = &planes[parts[0].0];
            (plane.stride / plane.across, plane.means.len() / plane.stride / plane.down)
        }
    };
    let mut count = 0;
    for y in 0..units.1 {
        for x in 0..units.0 {
            if interval > 0 && count > 0 && count % interval == 0 {
                scan.bits.restart();
                before.fill(0);
            }
            count += 1;
            for (plane, dc, ac) in &parts {
                let (across, down) = if alone { (1, 1) } else { (planes[*plane].across, planes[*plane].down) };
                for square in 0..across * down {
                    let at = (y * down + square / across) * planes[*plane].stride + x * across + square % across;
                    if is_finer {
                        let bit = scan.bits.take(1) as i16;
                        planes[*plane].means[at] |= bit << head.low;
                        continue;
                    }
                    let size = scan.bits.code(&scan.dc[*dc]).min(16);
                    before[*plane] = before[*plane].wrapping_add(scan.bits.signed(size));
                    planes[*plane].means[at] = (before[*plane] << head.low) as i16;
                    if has_rest {
                        scan.bits.pass(&scan.ac[*ac]);
                    }
                }
            }
            if scan.bits.is_over {
                return Ok(());
            }
        }
    }
    Ok(())
}

fn picture(header: &Header<'_>, planes: &[Plane], transform: Option<u8>) -> Small {
    let (width, height) = (header.width.div_ceil(8), header.height.div_ceil(8));
    let (most_across, most_down) = planes.iter().fold((1, 1), |most, plane| (most.0.max(plane.across), most.1.max(plane.down)));
    let sample = |plane: &Plane, x: usize, y: usize| {
        let (x, y) = ((x * plane.across / most_across).min(plane.stride - 1), y * plane.down / most_down);
        let mean = plane.means.get(y * plane.stride + x).copied().unwrap_or_default();
        // An eighth of the first coefficient is the mean, which is told from the middle on.
        (((i32::from(mean).saturating_mul(plane.quantum).saturating_add(4)) >> 3) + 128).clamp(0, 255)
    };
    let is_rgb = transform == Some(0) || planes.iter().map(|plane| plane.id).eq(*b"RGB");
    let ink = match planes.len() {
        1 => Ink::Grey,
        4 => Ink::Cmyk,
        _ => Ink::Rgb,
    };
    let mut data = Vec::with_capacity(width as usize * height as usize * ink.channels());
    let byte = |value: i32| value.clamp(0, 255) as u8;
    for y in 0..height as usize {
        for x in 0..width as usize {
            let at = |index: usize| sample(&planes[index], x, y);
            match planes.len() {
                1 => data.push(byte(at(0))),
                3 if is_rgb => data.extend([0, 1, 2].map(|index| byte(at(index)))),
                3 => data.extend(light(at(0), at(1), at(2))),
                // In files of Adobe inks are told the other way round.
                _ => {
                    let inks =
                        if transform == Some(2) { light(at(0), at(1), at(2)) } else { [0, 1, 2].map(|index| byte(at(index))) };
                    let black = byte(at(3));
                    data.extend(inks.map(|ink| if transform == Some(0) { 255 - ink } else { ink }));
                    data.push(if transform.is_some() { 255 - black } else { black });
                }
            }
        }
    }
    Small { width, height, ink, data }
}

/// Light and two differences of colour as red, green and blue.
pub fn light(y: i32, cb: i32, cr: i32) -> [u8; 3] {
    let (cb, cr) = (cb - 128, cr - 128);
    let sum = |parts: i32| (y + ((parts + 0x8000) >> 16)).clamp(0, 255) as u8;
    [sum(91_881 * cr), sum(-22_554 * cb - 46_802 * cr), sum(116_130 * cb)]
}
