//! What pictures of one sender cost another: a small one, alone and while three large ones are worked on.

use crate::cases::Caller;
use crate::cost;
use crate::desk::Desk;
use crate::files::{Figure, open_case};
use crate::service;
use crate::stage::Office;
use image::RgbImage;
use image::codecs::jpeg::JpegEncoder;
use std::error::Error;
use std::thread;
use std::time::{Duration, Instant};
use tokio::runtime::Runtime;

type Outcome<T> = Result<T, Box<dyn Error>>;

/// 63 megapixels that took a good camera, in three different files.
const LARGE: (u32, u32) = (9000, 7000);
const LARGES: usize = 3;
const SMALL: (u32, u32) = (1200, 800);
const SMALLS: usize = 20;

pub fn measure(runtime: &Runtime, office: &Office) -> Outcome<Vec<Figure>> {
    let desk = |number| -> Outcome<Desk> {
        let case = runtime.block_on(open_case(office, number))?;
        Ok(Desk { address: office.service.address, case, token: service::token(&Caller::subhead(number)) })
    };
    let (one, another) = (desk(0)?, desk(1)?);
    let alone = send(&another, SMALL, 0, SMALLS)?;
    let beside = send(&another, SMALL, SMALLS, SMALLS)?;
    let large = send(&one, LARGE, 0, LARGES)?;
    let held = cost::memory(office.service.pid(), "VmRSS:")?;
    let alone = slowest(alone.iter().map(|id| time(&another, id)).collect::<Outcome<_>>()?);
    let beside = thread::scope(|scope| {
        let working: Vec<_> = large.iter().map(|id| scope.spawn(|| time(&one, id).map_err(|error| error.to_string()))).collect();
        let mut took = Vec::new();
        for id in &beside {
            took.push(time(&another, id)?);
            // What is made after them is made alone.
            if working.iter().all(thread::ScopedJoinHandle::is_finished) {
                break;
            }
        }
        for worked in working {
            worked.join().map_err(|_| "a thread died")??;
        }
        Ok::<_, Box<dyn Error>>(slowest(took))
    })?;
    let ratio = beside.as_secs_f64() / alone.as_secs_f64();
    let peak = cost::memory(office.service.pid(), "VmHWM:")?;
    let kept = cost::memory(office.service.pid(), "VmRSS:")?.saturating_sub(held) as f64 / 1024.0;
    Ok(vec![
        Figure {
            name: "a small picture beside 3 large of another (p95, ≤ 2)",
            measured: format!("{ratio:.2}   {} ms, alone {} ms", beside.as_millis(), alone.as_millis()),
            value: ratio,
        },
        Figure {
            name: "memory kept of that when it was done",
            measured: format!("{kept:.0} MiB, of {:.0} MiB at its peak", peak.saturating_sub(held) as f64 / 1024.0),
            value: kept,
        },
    ])
}

fn send(desk: &Desk, (width, height): (u32, u32), first: usize, count: usize) -> Outcome<Vec<String>> {
    let grain = |x: u32, y: u32| (x.wrapping_mul(0x9E37_79B9) ^ y.wrapping_mul(0x85EB_CA6B)) >> 29;
    let picture = RgbImage::from_fn(width, height, |x, y| {
        image::Rgb([(x / 16 + grain(x, y)) as u8, (y / 12 + grain(y, x)) as u8, ((x ^ y) >> 4) as u8])
    });
    let mut jpeg = Vec::new();
    picture.write_with_encoder(JpegEncoder::new(&mut jpeg))?;
    (first..first + count)
        .map(|number| {
            // Another file of the same pixels: what follows the end is not read.
            let file = [&jpeg[..], &number.to_le_bytes()].concat();
            desk.send("PHOTO", "image/jpeg", file.len() as u64, &mut file.as_slice())
        })
        .collect()
}

fn time(desk: &Desk, id: &str) -> Outcome<Duration> {
    let begun = Instant::now();
    let answer = desk.get(&format!("/v1/artifacts/{id}/renditions/web"))?;
    if answer.status == 200 { Ok(begun.elapsed()) } else { Err(format!("{} to a rendition", answer.status).into()) }
}

/// The slowest but for one in twenty.
fn slowest(mut took: Vec<Duration>) -> Duration {
    took.sort();
    took.get((took.len() * 95 / 100).min(took.len().saturating_sub(1))).copied().unwrap_or_default()
}
