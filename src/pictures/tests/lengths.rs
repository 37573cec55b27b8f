//! A TIFF of whose strips the lengths are wrong, as old scanners wrote them, is what other programs show of it.

use super::tiffs::{RGB, packed, striped};
use super::*;

const SIZE: (u16, u16) = (300, 200);
const LENGTHS: u16 = 279;

/// The same with another length for each of its strips; None: no lengths at all.
fn relengthed(tiff: &[u8], other: impl Fn(u32) -> Option<u32>) -> Vec<u8> {
    let mut tiff = tiff.to_vec();
    let count = usize::from(u16::from_le_bytes([tiff[8], tiff[9]]));
    let entry = (0..count).map(|index| 10 + 12 * index).find(|at| tiff[*at..*at + 2] == LENGTHS.to_le_bytes()).unwrap();
    let long = |at: usize| u32::from_le_bytes(*tiff[at..].first_chunk().unwrap());
    let (values, place) = (long(entry + 4) as usize, long(entry + 8) as usize);
    let place = if values == 1 { entry + 8 } else { place };
    for at in (0..values).map(|index| place + 4 * index) {
        match other(u32::from_le_bytes(*tiff[at..].first_chunk().unwrap())) {
            Some(other) => tiff[at..at + 4].copy_from_slice(&other.to_le_bytes()),
            None => tiff[entry] += 1,
        }
        if tiff[entry..entry + 2] != LENGTHS.to_le_bytes() {
            break;
        }
    }
    tiff
}

fn shows(name: &str, tiff: &[u8], expected: &RgbImage) {
    let copies = made(tiff).unwrap_or_else(|error| panic!("{name}: {error}"));
    let seen = decoded(&copies[0].jpeg);
    let worst = seen.iter().zip(expected.iter()).map(|(one, other)| one.abs_diff(*other)).max().unwrap();
    assert!(worst <= 3, "{name} differs by {worst}");
    assert!(!ends_early(tiff), "{name}");
}

#[test]
fn lengths_of_strips_are_those_that_can_be() {
    let picture = scene(1, 0, (SIZE.0.into(), SIZE.1.into()));
    let all = picture.as_raw();
    let expected = decoded(&made(&encoded(&picture, ImageFormat::Png)).unwrap()[0].jpeg);
    let (plain, deflated) = ([(259, 1), (262, 2), (277, 3)], [(259, 8), (262, 2), (277, 3)]);
    let rows = |count: usize| all.chunks(3 * usize::from(SIZE.0) * count);
    let files = [
        ("one", striped(SIZE, 200, &RGB, &plain, std::slice::from_ref(all), &[])),
        ("many", striped(SIZE, 60, &RGB, &plain, &rows(60).map(<[u8]>::to_vec).collect::<Vec<_>>(), &[])),
        ("one packed", striped(SIZE, 200, &RGB, &deflated, &[packed(all)], &[])),
        ("many packed", striped(SIZE, 60, &RGB, &deflated, &rows(60).map(packed).collect::<Vec<_>>(), &[])),
    ];
    for (name, tiff) in &files {
        shows(name, tiff, &expected);
        shows(&format!("{name}, none"), &relengthed(tiff, |_| None), &expected);
        shows(&format!("{name}, nothing"), &relengthed(tiff, |_| Some(0)), &expected);
        shows(&format!("{name}, too small"), &relengthed(tiff, |told| Some(told / 3)), &expected);
        shows(&format!("{name}, one byte"), &relengthed(tiff, |_| Some(1)), &expected);
    }
    for (name, tiff) in &files[..2] {
        shows(&format!("{name}, too large"), &relengthed(tiff, |told| Some(told * 5)), &expected);
        shows(&format!("{name}, beyond all"), &relengthed(tiff, |_| Some(u32::MAX)), &expected);
    }
    // Of one that is packed nobody knows whether there was more of it.
    for (name, tiff) in &files[2..] {
        for most in [200_000, u32::MAX] {
            let tiff = relengthed(tiff, |_| Some(most));
            assert!(ends_early(&tiff) && made(&tiff).is_ok_and(|copies| copies.len() == 3), "{name}, {most}");
        }
    }
}

#[test]
fn what_was_cut_off_is_so_whatever_lengths_it_tells() {
    let picture = scene(1, 0, (SIZE.0.into(), SIZE.1.into()));
    let plain = striped(SIZE, 200, &RGB, &[(259, 1), (262, 2), (277, 3)], std::slice::from_ref(picture.as_raw()), &[]);
    for tiff in
        [plain.clone(), relengthed(&plain, |_| Some(0)), relengthed(&plain, |_| None), relengthed(&plain, |told| Some(told / 3))]
    {
        let cut = &tiff[..tiff.len() / 2];
        assert!(ends_early(cut));
        let seen = decoded(&made(cut).unwrap()[0].jpeg);
        let near = |y: u32, expected: [u8; 3]| seen.get_pixel(150, y).0.iter().zip(expected).all(|(a, b)| a.abs_diff(b) < 24);
        assert!(near(40, picture.get_pixel(150, 40).0) && near(180, [128; 3]));
    }
}

/// With the greater part of a number first, as Macintoshes wrote it.
#[test]
fn the_order_of_its_bytes_is_kept_where_lengths_are_mended() {
    let fields: [(u16, u16, u32); 9] =
        [(256, 3, 64), (257, 3, 48), (258, 3, 8), (259, 3, 1), (262, 3, 1), (273, 4, 0), (277, 3, 1), (278, 3, 48), (279, 4, 0)];
    let mut tiff = [b"MM\0\x2A\0\0\0\x08".as_slice(), &9_u16.to_be_bytes()].concat();
    for (tag, kind, value) in fields {
        let value = if tag == 273 { 8 + 2 + 9 * 12 + 4 } else { value };
        let value = if kind == 3 { value << 16 } else { value };
        tiff.extend([&tag.to_be_bytes()[..], &kind.to_be_bytes(), &1_u32.to_be_bytes(), &value.to_be_bytes()].concat());
    }
    tiff.extend([0; 4]);
    tiff.extend((0..48).flat_map(|y| [y as u8 * 5; 64]));
    shows(
        "MM",
        &tiff,
        &decoded(
            &made(&{
                let picture = RgbImage::from_fn(64, 48, |_, y| image::Rgb([y as u8 * 5; 3]));
                encoded(&picture, ImageFormat::Png)
            })
            .unwrap()[0]
                .jpeg,
        ),
    );
}
