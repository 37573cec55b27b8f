//! Sound and films that begin somewhere, or without a container: a run of their pieces tells what they are.

use super::heads::{dolby, frames};
use crate::blobs::HEAD;
use crate::blobs::sniff::media_type;
use crate::domain::artifact::ArtifactKind::{self, *};
use crate::domain::media_type::MediaType::{self, *};

fn found(kind: ArtifactKind, head: &[u8]) -> Option<MediaType> {
    media_type(kind, None, None, &head[..head.len().min(HEAD)]).ok().map(|found| found.media_type)
}

/// Bytes as of what is packed, of which none begins a frame.
pub(super) fn noise(length: usize) -> Vec<u8> {
    let mut state = 7_u32;
    let mut random = move || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 24) as u8
    };
    (0..length).map(|_| random() % 0xFF).collect()
}

/// So many pieces with this head.
pub(super) fn pieces(head: &[u8], length: usize, count: usize) -> Vec<u8> {
    [head, &noise(length - head.len())].concat().repeat(count)
}

/// Packs of a programme stream, one packet in each.
pub(super) fn packs(count: usize) -> Vec<u8> {
    let packet = [b"\0\0\x01\xE0\x02\xEC".as_slice(), &noise(0x2EC)].concat();
    [b"\0\0\x01\xBA\x44\0\x04\0\x04\x01\0\0\x03\xF8".as_slice(), &packet].concat().repeat(count)
}

/// MPEG audio of 128 kilobits a second at 44.1 kHz.
pub(super) fn mp3() -> Vec<u8> {
    pieces(b"\xFF\xFB\x90\x44", 417, 30)
}

pub(super) fn aac() -> Vec<u8> {
    pieces(b"\xFF\xF1\x50\x80\x2E\x7F\xFC", 371, 30)
}

#[test]
fn sound_that_begins_within_a_frame_is_known_by_those_that_follow() {
    let second = pieces(b"\xFF\xFD\xA0\x04", 626, 20);
    let latm = pieces(b"\x56\xE1\x71", 372, 30);
    for (name, whole, expected) in
        [("mp3", mp3(), Mp3), ("mp2", second, Mp3), ("aac", aac(), Aac), ("latm", latm, Aac), ("ac3", dolby(768).repeat(4), Ac3)]
    {
        for cut in [0, 1, 77, 100, 370] {
            assert_eq!(found(Audio, &whole[cut..]), Some(expected), "{name} from {cut}");
        }
        // All that is there is short.
        assert_eq!(found(Audio, &whole[100..whole.len().min(3000)]), Some(expected), "{name}, short");
    }
    for before in
        [&b"\r\n"[..], &[0xFF; 300], b"ICY 200 OK\r\nicy-name: Radio Desa\r\ncontent-type: audio/mpeg\r\n\r\n", &[0; 50]]
    {
        assert_eq!(found(Audio, &[before, &mp3()].concat()), Some(Mp3), "{before:x?}");
    }
    // What ends in a tag of the old kind.
    let tagged = [&mp3()[100..4000], b"TAG", &[b' '; 125]].concat();
    assert_eq!(found(Audio, &tagged), Some(Mp3));
}

#[test]
fn nothing_else_is_taken_for_sound() {
    assert_eq!(found(Audio, &noise(HEAD)), None);
    // Two frames in the middle of something, or three behind which there is no fourth.
    let frame = || pieces(b"\xFF\xFB\x90\x44", 417, 1);
    for count in 1..=3 {
        let head = [noise(2000), frame().repeat(count), noise(3000)].concat();
        assert_eq!(found(Audio, &head), None, "{count}");
    }
    // Frames of another kind each time.
    let mixed: Vec<u8> =
        (0..20).flat_map(|at| [vec![0xFF, if at % 2 == 0 { 0xFB } else { 0xFA }], frame()[2..].to_vec()].concat()).collect();
    assert_eq!(found(Audio, &[noise(10), mixed].concat()), None);
    let text = "Rapat koordinasi ÿû panen raya di alun-alun; semua hadir.\r\n".repeat(200);
    assert_eq!((found(Audio, text.as_bytes()), found(Document, text.as_bytes())), (None, Some(PlainText)));
    assert_eq!(found(Document, &[&b"MZ\x90\0"[..], &frames(30)].concat()), None);
}

#[test]
fn a_programme_stream_is_known_wherever_it_begins() {
    for cut in [0, 4, 20, 100, 1000] {
        assert_eq!(found(Video, &packs(12)[cut..]), Some(Mpeg), "from {cut}");
    }
    // As the first ones had it, and with bytes that fill.
    let old = [b"\0\0\x01\xBA\x21\0\x01\0\x01\x80\x1B\x91\0\0\x01\xE0\x01\0".as_slice(), &noise(256)].concat();
    let filled = [b"\0\0\x01\xBA\x44\0\x04\0\x04\x01\0\0\x03\xFA\xFF\xFF\0\0\x01\xC0\x01\0".as_slice(), &noise(256)].concat();
    for pack in [old, filled] {
        assert_eq!(found(Video, &pack.repeat(30)[50..]), Some(Mpeg));
    }
    // Packets of one long pack, of which three must be seen.
    let long = [b"\0\0\x01\xE0\x07\xFA".as_slice(), &noise(0x7FA)].concat();
    assert_eq!(found(Video, &[noise(100), long.repeat(4)].concat()), Some(Mpeg));
    assert_eq!(found(Video, &[noise(100), long.repeat(2), noise(6000)].concat()), None);
    // A pack of nothing, one that none can be, and packets that lead nowhere.
    for (at, byte) in [(17, 0x01), (4, 0x84), (19, 0xED)] {
        let mut other = packs(1);
        other[at] = byte;
        assert_eq!(found(Video, &[noise(100), other, noise(3000)].concat()), None, "{byte:#x} at {at}");
    }
}

#[test]
fn a_film_without_a_container_is_known_by_its_first_unit() {
    for (head, expected) in [
        (&b"\0\0\0\x01\x67\x64\0\x1F\xAC\xD9"[..], H264),
        (b"\0\0\x01\x27\x42\xE0\x1E\xDA", H264),
        (b"\0\0\0\x01\x09\xF0\0\0\0\x01\x67\x64", H264),
        (b"\0\0\0\x01\x09\x10\0\0\x01\x67\x64\0", H264),
        (b"\0\0\0\x01\x40\x01\x0C\x01\xFF\xFF\x01\x60", H265),
        (b"\0\0\0\x01\x46\x01\x10\0\0\0\x01\x40", H265),
        (b"\0\0\x01\xB0\x01\0\0\x01\xB5\x89", Mpeg4Visual),
        (b"\0\0\x01\0\0\0\x01\x20\0\xC4", Mpeg4Visual),
        (b"YUV4MPEG2 W320 H240 F25:1\nFRAME\n\x80\xFF\x10\x01\x02\x03\0\0\x80\x90", Y4m),
    ] {
        assert_eq!(found(Video, &[head, &noise(400)].concat()), Some(expected), "{head:x?}");
        assert_eq!(found(Photo, head), None);
    }
    for other in [
        &b"\0\0\0\x01\x67\x01\0\x1F\xAC\xD9"[..],
        b"\0\0\0\x01\x67\x64\0\xFF\xAC\xD9",
        b"\0\0\0\x01\x09\xF1\0\0\0\x01",
        b"\0\0\0\x01\x40\x01\x0C\x01\x80\xFF\x01\x60",
        b"\0\0\x01\xB0\x01\x02\x03\x04",
    ] {
        assert_eq!(found(Video, &[other, &noise(400)].concat()), None, "{other:x?}");
    }
}

#[test]
fn a_tag_before_a_sound_hides_it_from_nobody() {
    // Its length is told in seven bits a byte.
    let tag =
        |length: usize| [b"ID3\x03\0\0\0\0".as_slice(), &[(length >> 7) as u8, (length & 0x7F) as u8], &vec![0; length]].concat();
    let flac = b"fLaC\0\0\0\x22\x10\0\x10\0".to_vec();
    let wav = b"RIFF\x24\0\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0".to_vec();
    for (sound, expected) in [(&flac, Flac), (&wav, Wav), (&mp3(), Mp3), (&aac(), Aac), (&noise(500), Mp3)] {
        for name in ["a.mp3", "a"] {
            let head = [tag(300), sound.clone()].concat();
            let taken = media_type(Audio, None, Some(name), &head[..head.len().min(HEAD)]).map(|found| found.media_type);
            assert_eq!(taken, Ok(expected), "{name}");
        }
    }
    let foot = [&b"ID3\x04\0\x10\0\0\0\x05abcde3DI\x04\0\x10\0\0\0\x05"[..], &flac].concat();
    assert_eq!(found(Audio, &foot), Some(Flac));
    assert_eq!(found(Audio, &[tag(20), tag(40), flac].concat()), Some(Flac), "one behind the other");
    // A picture in it is longer than what is seen: its name knows.
    for (name, expected) in [("a.flac", Flac), ("a.wav", Wav), ("a.mp3", Mp3), ("a.aac", Aac), ("a", Mp3), ("a.jpg", Mp3)] {
        let taken = media_type(Audio, None, Some(name), &tag(9000)[..HEAD]).map(|found| found.media_type);
        assert_eq!(taken, Ok(expected), "{name}");
    }
    assert_eq!(found(Video, &[tag(300), wav].concat()), None);
    assert_eq!(found(Audio, &[b"RIFF\x24\0\0\0RMP3data\x10\0\0\0", &mp3()[..]].concat()), Some(Mp3));
}
