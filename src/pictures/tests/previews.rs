//! The picture that lies ready in another: in raw ones whatever their name, and in every TIFF that nothing here reads.

use super::tiffs::striped;
use super::*;
use image::ImageFormat;

fn number(bytes: &mut Vec<u8>, tag: u16, value: u32) {
    bytes.extend([&tag.to_le_bytes()[..], &[4, 0, 1, 0, 0, 0], &value.to_le_bytes()].concat());
}

/// A TIFF whose directories stand behind all else: samples that nothing here reads, and a JPEG in the second or below the first.
fn raw(jpeg: &[u8], own: &[(u16, u32)], is_below: bool) -> Vec<u8> {
    let samples = vec![0x5A; 9000];
    let first = 8 + samples.len() + jpeg.len();
    let mut fields =
        vec![(256, 400), (257, 300), (258, 14), (259, 65_535), (262, 32_803), (273, 8), (277, 1), (278, 300), (279, 9000)];
    fields.extend(own);
    if is_below {
        fields.push((330, 0));
    }
    fields.sort_unstable();
    let second = (first + 2 + 12 * fields.len() + 4) as u32;
    let mut bytes =
        [b"II*\0".as_slice(), &(first as u32).to_le_bytes(), &samples, jpeg, &(fields.len() as u16).to_le_bytes()].concat();
    for (tag, value) in fields {
        number(&mut bytes, tag, if tag == 330 { second } else { value });
    }
    bytes.extend(if is_below { 0 } else { second }.to_le_bytes());
    bytes.extend(2_u16.to_le_bytes());
    number(&mut bytes, 513, 8 + samples.len() as u32);
    number(&mut bytes, 514, jpeg.len() as u32);
    [bytes, vec![0; 4]].concat()
}

fn jpeg() -> Vec<u8> {
    encoded(&scene(3, 0, (200, 150)), ImageFormat::Jpeg)
}

#[test]
fn a_tiff_that_is_not_read_is_shown_by_the_picture_it_keeps() {
    let whole = decoded(&made(&jpeg()).unwrap()[0].jpeg);
    for (is_raw, is_below) in [(false, false), (false, true), (true, false), (true, true)] {
        let bytes = raw(&jpeg(), &[], is_below);
        assert_eq!(lack(&bytes, bytes.len() as u64, is_raw, MEMORY), None);
        let copies = make(&bytes, is_raw, MEMORY).unwrap();
        let copy = decoded(&copies[0].jpeg);
        assert_eq!(copy.dimensions(), (200, 150), "{is_raw} {is_below}");
        assert!(copy.iter().zip(whole.iter()).all(|(a, b)| a.abs_diff(*b) < 24));
    }
    // Held as the whole says.
    let turned = make(&raw(&jpeg(), &[(274, 6)], false), false, MEMORY).unwrap();
    assert_eq!((turned[0].width, turned[0].height), (150, 200));
    // Of a small form of itself, that is read, the larger one is shown; one that is broken hides it from nobody.
    let small = |kind: u16, jpeg: &[u8]| {
        let pixels = scene(1, 0, (40, 30)).into_raw();
        let mut fields = vec![(254, kind), (259, 1), (262, 2), (277, 3), (513, 0), (514, jpeg.len() as u16)];
        let own = |fields: &[(u16, u16)]| striped((40, 30), 30, &[8, 0, 8, 0, 8, 0], fields, std::slice::from_ref(&pixels), &[]);
        fields[4].1 = own(&fields).len() as u16;
        [own(&fields), jpeg.to_vec()].concat()
    };
    let broken = [&jpeg()[..400], &[0xFF; 90], b"\xFF\xD9"].concat();
    for (kind, beside, width) in
        [(1, jpeg(), 200), (0, jpeg(), 40), (1, broken, 40), (1, encoded(&scene(1, 0, (20, 15)), ImageFormat::Jpeg), 40)]
    {
        assert_eq!(made(&small(kind, &beside)).unwrap()[0].width, width, "{kind}");
    }
    // What is too large for the memory has it all the same.
    let large = raw(&jpeg(), &[], true);
    let at = large.windows(4).position(|four| four == 400_u32.to_le_bytes()).unwrap();
    let large = [&large[..at], &60_000_u32.to_le_bytes(), &large[at + 4..]].concat();
    let large = [&large[..at + 12], &20_000_u32.to_le_bytes(), &large[at + 16..]].concat();
    assert_eq!(lack(&large, large.len() as u64, false, MEMORY), None);
}

#[test]
fn what_only_begins_like_one_is_not_shown() {
    // Nothing leads to it.
    let bytes = raw(&jpeg(), &[], false);
    let at = bytes.windows(4).rposition(|four| four == [1, 2, 4, 0]).unwrap();
    let mut lost = bytes.clone();
    lost[at - 1..at + 1].copy_from_slice(&[9, 9]);
    assert_eq!(make(&lost, false, MEMORY).unwrap_err().lack(), NoCopies::Unsupported);
    // One of the strips of a page is no page.
    let strips = [jpeg(), jpeg()];
    let page = striped((200, 300), 150, &[12, 0, 12, 0, 12, 0], &[(259, 7), (262, 6), (277, 3)], &strips, &[]);
    assert_eq!(make(&page, false, MEMORY).unwrap_err().lack(), NoCopies::Unsupported);
    // One that is read is shown itself.
    let pixels = scene(1, 0, (40, 30)).into_raw();
    let mut own = striped((40, 30), 30, &[8, 0, 8, 0, 8, 0], &[(259, 1), (262, 2), (277, 3)], &[pixels], &[]);
    own.extend(jpeg());
    assert_eq!(made(&own).unwrap()[0].width, 40);
}

#[test]
fn directories_that_lead_in_a_circle_come_to_an_end() {
    let mut bytes = raw(&jpeg(), &[], false);
    let first = u32::from_le_bytes(*bytes[4..].first_chunk().unwrap()) as usize;
    let next = first + 2 + 12 * 9;
    bytes.copy_within(4..8, next);
    assert_eq!(make(&bytes, false, MEMORY).unwrap_err().lack(), NoCopies::Unsupported);
}

#[test]
fn pictures_of_a_rare_kind_are_not_called_damaged() {
    // As Apple packs them, with a chunk of its own first.
    let png = encoded(&scene(1, 0, (64, 48)), ImageFormat::Png);
    let apple = [&png[..8], b"\0\0\0\x04CgBI\x50\0\x20\x02\x2B\xD5\xB3\x7F", &png[8..]].concat();
    assert_eq!(made(&apple).unwrap_err().lack(), NoCopies::Unsupported);
    // With its height behind the scan.
    let mut jpeg = encoded(&scene(1, 0, (64, 48)), ImageFormat::Jpeg);
    let frame = jpeg.windows(2).position(|two| two == [0xFF, 0xC0]).unwrap();
    jpeg[frame + 5..frame + 7].fill(0);
    assert_eq!(made(&jpeg).unwrap_err().lack(), NoCopies::Damaged, "it is told nowhere");
    let end = jpeg.len() - 2;
    let later = [&jpeg[..end], b"\xFF\xDC\0\x04\0\x30\xFF\xD9"].concat();
    assert_eq!(made(&later).unwrap_err().lack(), NoCopies::Unsupported);
    for bytes in [apple, later] {
        let seen = look(&bytes, false, crate::domain::time::OfficeZone::Jakarta).unwrap();
        assert_eq!(seen.size, Some((64, 48)));
    }
}
