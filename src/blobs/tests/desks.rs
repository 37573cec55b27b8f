//! What desks keep: papers from before there were containers, databases, maps and drawings; and texts that only look like none.

use super::cut::{aac, mp3, noise, packs};
use super::heads::ftyp;
use crate::blobs::HEAD;
use crate::blobs::sniff::media_type;
use crate::domain::artifact::ArtifactKind::{self, *};
use crate::domain::media_type::MediaType::{self, *};

fn found(kind: ArtifactKind, name: &str, head: &[u8]) -> Option<MediaType> {
    media_type(kind, None, Some(name), head).ok().map(|found| found.media_type)
}

fn at(length: usize, parts: &[(usize, &[u8])]) -> Vec<u8> {
    let mut head = vec![0; length];
    parts.iter().for_each(|(at, part)| head[*at..*at + part.len()].copy_from_slice(part));
    head
}

fn dbase() -> Vec<u8> {
    at(
        200,
        &[
            (0, b"\x03\x7E\x0C\x01\x05\0\0\0\x61\0\x0B\0"),
            (32, b"DESA\0\0\0\0\0\0\0C"),
            (64, b"JUMLAH\0\0\0\0\0N"),
            (96, b"\r"),
            (97, &noise(100)),
        ],
    )
}

/// What heads tells none of.
pub(super) fn samples() -> Vec<(MediaType, Vec<u8>)> {
    let behind = |head: &[u8]| [head, &noise(300)].concat();
    let motion = b"\0\0\0\x0CjP  \r\n\x87\n\0\0\0\x14ftypmjp2\0\0\0\0mjp2";
    let large = [b"\0\0\0\x01ftyp\0\0\0\0\0\0\0\x20isom\0\0\x02\0isomavc1\0\0\0\x08free".as_slice(), &noise(300)].concat();
    vec![
        (Pnm, b"P7\nWIDTH 4\nHEIGHT 1\nDEPTH 3\nMAXVAL 255\nENDHDR\n\x80\xFF\x01\x02\x03\x90\0\x01\x02\x88\0\0".to_vec()),
        (Pnm, b"PF\n640 480\n-1.0\n\x80\xFF\x01\x02\x03\x90\0\x01\x02\x88\0\0".to_vec()),
        (Wmf, behind(b"\xD7\xCD\xC6\x9A\0\0")),
        (Wmf, behind(b"\x01\0\x09\0\0\x03\x10\0")),
        (Emf, at(200, &[(0, b"\x01\0\0\0\x6C\0\0\0"), (40, b" EMF\0\0\x01\0")])),
        (Crw, b"II\x1A\0\0\0HEAPCCDR\x02\0\x01\0\0\0\0\0".to_vec()),
        (Mrw, b"\0MRM\0\x01\x02\x03\0PRD\0\0\0\x18".to_vec()),
        (X3f, b"FOVb\0\0\x02\0\x01\x02\x03\x04".to_vec()),
        (Mp4, large),
        (Mp4, behind(b"\0\0\0\x18stypmsdh\0\0\0\0msdhmsix\0\0\x02\0moof")),
        (Mp4, behind(b"\0\0\x02\0moof\0\0\0\x10mfhd")),
        (Mp4, behind(b"\0\0\x02\0sidx\0\0\0\0")),
        (Mp4, ftyp(b"M4A ", &[b"M4A ", b"isom", b"avc1"])),
        (QuickTime, behind(b"\0\0\0\x10uuid\x01\x02\x03\x04\x05\x06\x07\x08\0\0\x10\0mdat")),
        (QuickTime, behind(b"\0\0\x10\0udta\0\0\0\x20meta")),
        (Mj2, motion.to_vec()),
        (Mj2, ftyp(b"mjp2", &[b"mjp2"])),
        (Mpeg, packs(12)[300..].to_vec()),
        (H264, behind(b"\0\0\0\x01\x67\x64\0\x1F\xAC\xD9")),
        (H265, behind(b"\0\0\0\x01\x40\x01\x0C\x01\xFF\xFF\x01\x60")),
        (Mpeg4Visual, behind(b"\0\0\x01\xB0\x01\0\0\x01\xB5\x89")),
        (Y4m, behind(b"YUV4MPEG2 W320 H240 F25:1\nFRAME\n")),
        (Mp3, mp3()[100..HEAD + 100].to_vec()),
        (Aac, aac()[100..HEAD + 100].to_vec()),
        (AudioQuickTime, ftyp(b"qt  ", &[b"qt  "])),
        (AudioQuickTime, ftyp(b"qta ", &[b"qta "])),
        (Tta, behind(b"TTA1\x01\0\x02\0\x10\0")),
        (Sqlite, at(100, &[(0, b"SQLite format 3\0\x10\0\x01\x01\0\x40\x20\x20")])),
        (Access, at(100, &[(0, b"\0\x01\0\0Standard Jet DB\0\x01")])),
        (Access, at(100, &[(0, b"\0\x01\0\0Standard ACE DB\0\x02")])),
        (Dbase, dbase()),
        (Shape, at(100, &[(0, b"\0\0\x27\x0A"), (24, b"\0\0\0\x32\xE8\x03\0\0\x05\0\0\0")])),
        (Lzma, behind(b"\x5D\0\0\x80\0\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\0\x31")),
        (Lzh, at(80, &[(0, b"\x24\x7D-lh5-\x40\0\0\0\x50\0\0\0\0\0\x21\x5A\x20\x02\x91"), (22, &noise(50))])),
        (Xls, behind(b"\x09\0\x04\0\x02\0\x10\0\x42\0\x02\0\xE4\x04")),
        (Xls, behind(b"\x09\x02\x06\0\0\0\x10\0\0\0\x42\0\x02\0\xE4\x04")),
        (Xls, behind(b"\x09\x04\x06\0\0\0\x10\0\0\0\x42\0\x02\0\xE4\x04")),
        (Xls, behind(b"\x09\x08\x08\0\0\x05\x05\0\x9A\x18\xCD\x07\x42\0\x02\0\xE4\x04")),
        (Doc, behind(b"\xDB\xA5\x2D\0\x31\x20")),
        (Doc, behind(b"\x9B\xA5\x21\0\x31\x20")),
        (Doc, at(200, &[(0, b"\x31\xBE\0\0\0\xAB"), (14, b"\x90\x01"), (128, b"Laporan panen")])),
        (Doc, at(200, &[(0, b"\x32\xBE\0\0\0\xAB"), (14, b"\x90\x01"), (128, b"Laporan panen")])),
        (WordPerfect, behind(b"\xFFWPC\x10\0\0\0\x01\x0A")),
        (OneNote, behind(b"\xE4\x52\x5C\x7B\x8C\xD8\xA7\x4D\xAE\xB1\x53\x78\xD0\x29\x96\xD3")),
        (CorelDraw, behind(b"RIFF\x24\x10\0\0CDRBvrsn\x02\0\0\0")),
    ]
}

#[test]
fn what_is_known_by_little_is_known_by_what_stands_behind_it() {
    for (head, changed) in [
        // Of no month, no day, no column, a head without one, another kind of column.
        (dbase(), &[(2, 13), (3, 0), (32, 9), (8, 40), (43, b'?'), (12, 1)][..]),
        // Of no kind of sheet, too long, and with nothing that may follow.
        (b"\x09\0\x04\0\x02\0\x10\0\x42\0\x02\0\xE4\x04\x01\x02".to_vec(), &[(6, 0x30), (2, 8), (9, 0x70), (11, 0x70)]),
        (b"\x5D\0\0\x80\0\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\0\x31\x87\x98".to_vec(), &[(2, 0x13), (9, 1), (13, 7)]),
        (b"\xDB\xA5\x2D\0\x31\x20\x90\x01\x02\x87".to_vec(), &[(2, 0x33), (3, 1)]),
    ] {
        assert!(found(SourceMaterial, "a", &head).is_some_and(|one| !one.is_text()), "{head:x?}");
        for (at, byte) in changed {
            let mut other = head.clone();
            other[*at] = *byte;
            let found = found(SourceMaterial, "a", &other);
            assert!(found.is_none_or(MediaType::is_text), "{byte:#x} at {at}: {found:?}");
        }
    }
    // A box that leads to none, and one that is longer than any.
    for other in [
        &b"\0\0\0\x10uuid\x01\x02\x03\x04\x05\x06\x07\x08\0\0\x10\0nons"[..],
        b"\x7F\0\0\x10moof\0\0\0\x10mfhd",
        b"\0\0\0\x04meta",
    ] {
        assert_eq!(found(Video, "a.mp4", &[other, &noise(300)].concat()), None, "{other:x?}");
    }
}

#[test]
fn the_container_alone_makes_neither_a_film_nor_a_sound() {
    let (common, quicktime) = (ftyp(b"M4A ", &[b"M4A ", b"mp42", b"isom"]), ftyp(b"qt  ", &[b"qt  "]));
    assert_eq!((found(Video, "a.mp4", &common), found(Audio, "a.m4a", &common)), (Some(Mp4), Some(AudioMp4)));
    assert_eq!((found(Video, "a.mov", &quicktime), found(Audio, "a.qta", &quicktime)), (Some(QuickTime), Some(AudioQuickTime)));
    assert_eq!(found(SourceMaterial, "a.mov", &quicktime), Some(QuickTime), "a film, where nobody says otherwise");
    assert_eq!(found(SourceMaterial, "a.qta", &quicktime), Some(AudioQuickTime));
    assert_eq!(found(Photo, "a.jp2", &ftyp(b"mjp2", &[b"mjp2"])), None);
}

#[test]
fn what_is_packed_is_no_text_however_short() {
    for length in [60, 100, 300, 900] {
        for from in 0..40 {
            let packed = &noise(1000)[from..from + length];
            assert_eq!(found(SourceMaterial, "a.bin", packed), None, "{length} from {from}");
        }
    }
    for nothing in [vec![0; 500], vec![0; HEAD]] {
        assert_eq!(found(SourceMaterial, "a.txt", &nothing), None);
        assert_eq!(found(SourceMaterial, "a.iso", &nothing), Some(DiskImage));
        assert_eq!(found(Document, "a.iso", &nothing), None);
    }
}

#[test]
fn what_steers_a_screen_or_is_four_bytes_wide_is_a_text() {
    let quarters = |order: fn(u32) -> [u8; 4]| {
        "Nama;Desa\r\nSiti;Karang Anyar é\r\n".chars().flat_map(|c| order(c.into())).collect::<Vec<u8>>()
    };
    for text in [
        b"\x1B[31mA\x1B[0m\n".to_vec(),
        b"\x1B[1;31mx\x1B[K\x1B[m\x1B[01mok\x1B[0m".to_vec(),
        quarters(u32::to_le_bytes),
        quarters(u32::to_be_bytes),
    ] {
        assert_eq!(found(Document, "a.txt", &text), Some(PlainText), "{text:x?}");
    }
    assert_eq!(found(Document, "a.txt", b"\x1B[31\x01a\x1B[\x02b\x1B\x03cc"), None);
    // Numbers are no letters, nor are pairs of letters that are half as wide.
    let numbers: Vec<u8> = (1_u32..60).flat_map(u32::to_le_bytes).collect();
    assert_eq!(found(Document, "a.txt", &numbers), None);
    let lines: Vec<u8> = "1\n2\n3\n4\n5\n6\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let encoding = {
        let mut letters = crate::domain::text_encoding::Letters::default();
        letters.take(&lines);
        letters.seen(true)
    };
    assert_eq!(encoding, Some(crate::domain::text_encoding::TextEncoding::Utf16Le));
}
