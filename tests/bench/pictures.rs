//! What copies of pictures cost: how many a second, also of those whose colours are another's, and the memory of the largest.

use crate::desk::Desk;
use crate::files::{Figure, Outcome, forget_peak, memory};
use crate::progressive::progressive;
use crate::stage::Office;
use image::codecs::jpeg::JpegEncoder;
use image::{GenericImageView, Rgb};
use std::io::Write;
use std::time::Instant;

/// As telephones take them.
const SIDES: (u32, u32) = (4000, 3000);
const PICTURES: usize = 24;

/// Of these none may take more than PUBDOK_PICTURE_MEMORY, which is 512 MiB here.
const LARGE: [((u32, u32), [&str; 3]); 4] = [
    ((4000, 3000), ["12 MP", "12 MP, progressive", "12 MP, PNG with transparency"]),
    ((8160, 6120), ["50 MP", "50 MP, progressive", "50 MP, PNG with transparency"]),
    ((12_000, 9000), ["108 MP", "108 MP, progressive", "108 MP, PNG with transparency"]),
    ((16_320, 12_240), ["200 MP", "200 MP, progressive", "200 MP, PNG with transparency"]),
];

/// A picture that is nowhere held.
struct Drawn {
    sides: (u32, u32),
    shade: u32,
}

impl GenericImageView for Drawn {
    type Pixel = Rgb<u8>;

    fn dimensions(&self) -> (u32, u32) {
        self.sides
    }

    fn get_pixel(&self, x: u32, y: u32) -> Rgb<u8> {
        Rgb([(x / 16 + self.shade) as u8, (y / 12) as u8, ((x ^ y) >> 4) as u8])
    }
}

/// One as a page shows it.
pub fn small() -> Outcome<Vec<u8>> {
    Drawn { sides: (1200, 800), shade: 0 }.jpeg()
}

impl Drawn {
    fn jpeg(&self) -> Outcome<Vec<u8>> {
        let mut jpeg = Vec::new();
        JpegEncoder::new_with_quality(&mut jpeg, 75).encode_image(self)?;
        Ok(jpeg)
    }

    /// Row by row, more and less transparent; small enough to be taken.
    fn png(&self) -> Outcome<Vec<u8>> {
        let mut bytes = Vec::new();
        let mut encoder = png::Encoder::new(&mut bytes, self.sides.0, self.sides.1);
        encoder.set_color(png::ColorType::Rgba);
        encoder.set_compression(png::Compression::Fast);
        encoder.set_filter(png::Filter::Sub);
        let mut writer = encoder.write_header()?;
        let mut rows = writer.stream_writer()?;
        for y in 0..self.sides.1 {
            let row: Vec<u8> = (0..self.sides.0)
                .flat_map(|x| {
                    let Rgb([red, green, blue]) = self.get_pixel(x, y);
                    [red, green, blue, (x / 32 + y) as u8]
                })
                .collect();
            rows.write_all(&row)?;
        }
        rows.finish()?;
        writer.finish()?;
        Ok(bytes)
    }
}

pub fn measure(office: &Office, at: &Desk, figures: &mut Vec<Figure>) -> Outcome<()> {
    let before = forget_peak(office.service.pid())?;
    let plain: Vec<String> = sent(at, 0, None)?;
    figures.push(made("12 MP made small in all sizes, 4 askers", at, &plain)?);
    figures.push(made("the same again, kept", at, &plain)?);
    let wide = sent(at, 100, Some(display_p3()?))?;
    figures.push(made("the same in the colours of Display P3", at, &wide)?);
    figures.push(memory("memory added by making them, at its peak", office.service.pid(), before)?);
    for (sides, [baseline, coarse, clear]) in LARGE {
        // Of none that was sent before: the same again would be answered with what is there.
        let drawn = Drawn { sides, shade: 50 };
        alone(baseline, "image/jpeg", office, at, drawn.jpeg()?, figures)?;
        let (width, height) = (u16::try_from(sides.0)?, u16::try_from(sides.1)?);
        alone(coarse, "image/jpeg", office, at, progressive(width, height), figures)?;
        alone(clear, "image/png", office, at, drawn.png()?, figures)?;
    }
    Ok(())
}

/// Sends the pictures, each under this profile.
fn sent(at: &Desk, shade: u32, profile: Option<Vec<u8>>) -> Outcome<Vec<String>> {
    let profile = profile.unwrap_or_default();
    let numbers = 0..u32::try_from(PICTURES)?;
    numbers
        .map(|number| {
            let jpeg = Drawn { sides: SIDES, shade: shade + number }.jpeg()?;
            let jpeg = [&jpeg[..2], &profile, &jpeg[2..]].concat();
            at.send("PHOTO", "image/jpeg", jpeg.len() as u64, &mut jpeg.as_slice())
        })
        .collect()
}

/// The segment of a telephone's picture that tells its colours.
fn display_p3() -> Outcome<Vec<u8>> {
    let jpeg = include_bytes!("../api/field/files/icc-p3.jpg");
    let begins = jpeg.windows(12).position(|bytes| bytes == b"ICC_PROFILE\0").ok_or("no profile")? - 4;
    let length = usize::from(u16::from_be_bytes([jpeg[begins + 2], jpeg[begins + 3]]));
    Ok(jpeg[begins..begins + 2 + length].to_vec())
}

fn made(name: &'static str, at: &Desk, ids: &[String]) -> Outcome<Figure> {
    let begun = Instant::now();
    let is_there = |id: &String| at.get(&format!("/v1/artifacts/{id}/renditions/web")).is_ok_and(|answer| answer.status == 200);
    std::thread::scope(|scope| {
        let askers: Vec<_> = ids.chunks(ids.len() / 4).map(|some| scope.spawn(move || some.iter().all(is_there))).collect();
        askers.into_iter().all(|asker| asker.join().unwrap_or(false)).then_some(()).ok_or("a rendition failed")
    })?;
    let rate = ids.len() as f64 / begun.elapsed().as_secs_f64();
    Ok(Figure { name, measured: format!("{rate:.1} a second"), value: rate })
}

/// The memory that the copies of one picture add at their peak, and how long they take.
fn alone(
    name: &'static str,
    media_type: &str,
    office: &Office,
    at: &Desk,
    file: Vec<u8>,
    figures: &mut Vec<Figure>,
) -> Outcome<()> {
    let size = file.len() as u64;
    let id = at.send("PHOTO", media_type, size, &mut file.as_slice())?;
    drop(file);
    let (before, begun) = (forget_peak(office.service.pid())?, Instant::now());
    let answer = at.get(&format!("/v1/artifacts/{id}/renditions/web"))?;
    let took = begun.elapsed().as_secs_f64();
    let Figure { measured, value, .. } = memory(name, office.service.pid(), before)?;
    let copies = if answer.status == 200 { "copies" } else { "no copies" };
    figures.push(Figure { name, measured: format!("{measured}; {copies} of {} MiB in {took:.1} s", size >> 20), value });
    Ok(())
}
