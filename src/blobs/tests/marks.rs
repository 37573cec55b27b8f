//! What is known by hardly more than two bytes, or by none, is known by what must stand behind them.

use super::heads::{dolby, pcx, targa};
use crate::blobs::HEAD;
use crate::blobs::sniff::media_type;
use crate::domain::artifact::ArtifactKind::{self, *};
use crate::domain::media_type::MediaType::{self, *};

fn found(kind: ArtifactKind, name: &str, head: &[u8]) -> Option<MediaType> {
    media_type(kind, None, Some(name), head).ok().map(|found| found.media_type)
}

#[test]
fn a_targa_is_known_by_its_foot_or_by_its_name() {
    let plain = targa();
    assert_eq!(found(Photo, "a.tga", &plain), Some(Targa));
    assert_eq!(found(SourceMaterial, "a.TGA", &plain), Some(Targa));
    assert_eq!(found(Photo, "a.jpg", &plain), Some(Targa), "so much of it is empty");
    // With a table of colours hardly anything of it is.
    let mut palette = plain.clone();
    palette[..18].copy_from_slice(b"\0\x01\x01\0\0\0\x01\x18\0\0\0\0\x20\0\x10\0\x08\x20");
    assert_eq!(found(Photo, "a.vst", &palette), Some(Targa));
    assert_eq!(found(Photo, "a.jpg", &palette), None, "nobody says so");
    let marked = [palette, vec![0; 8], b"TRUEVISION-XFILE.\0".to_vec()].concat();
    assert_eq!(found(Photo, "a.jpg", &marked), Some(Targa));
    // Longer than what is seen of it, and so grey that its bytes are letters.
    let grey = [&plain[..18], &vec![b'a'; HEAD][..HEAD - 18]].concat();
    assert_eq!(found(Photo, "a.tga", &grey), Some(Targa));
    // A palette where none is, no side, samples of a rare size, rows between rows.
    for (at, byte) in [(1, 1), (1, 7), (2, 1), (2, 40), (5, 1), (12, 0), (16, 13), (17, 0xC0), (17, 9)] {
        let mut other = plain.clone();
        other[at] = byte;
        assert_eq!(found(Photo, "a.tga", &other), None, "{byte} at {at}");
    }
    assert_eq!(found(Photo, "a.tga", b"Nama;Desa;Jumlah\r\nSiti;Karanganyar;1\r\n"), None);
}

#[test]
fn a_pcx_is_known_by_all_of_its_header() {
    assert_eq!(found(Photo, "a", &pcx()), Some(Pcx));
    for (at, byte) in [(1, 1), (2, 2), (3, 3), (4, 0x40), (6, 0x40), (64, 1), (65, 0), (65, 9), (66, 3), (67, 9)] {
        let mut other = pcx();
        other[at] = byte;
        assert_eq!(found(Photo, "a", &other), None, "{byte} at {at}");
    }
}

#[test]
fn sound_of_dolby_is_known_by_its_next_frame() {
    assert_eq!(found(Audio, "a.ac3", &dolby(768)), Some(Ac3));
    assert_eq!(found(Audio, "a.ac3", &dolby(700)), None);
    // Of the newer kind the length is told: 100 words.
    let newer = |length: usize| {
        let mut frame = b"\x0B\x77\x00\x63\x34\x86\xFF\xE1".to_vec();
        frame.resize(length, 0x5A);
        frame.repeat(3)
    };
    assert_eq!((found(Audio, "a.eac3", &newer(200)), found(Audio, "a.eac3", &newer(190))), (Some(Ac3), None));
    // At a rate and a frequency that there are, in the three there are.
    for (rates, length) in [(0x14, 768), (0x54, 834), (0x55, 836), (0x94, 1152)] {
        let mut frames = dolby(length);
        (0..3).for_each(|frame| frames[frame * length + 4] = rates);
        assert_eq!(found(Audio, "a.ac3", &frames), Some(Ac3), "{rates:#x}");
    }
    for rates in [0xD4, 0x3F, 0x26] {
        assert_eq!(found(Audio, "a.ac3", &[b"\x0B\x77\x8D\xE4", &[rates, 0x40, 0x2F][..]].concat()), None, "{rates:#x}");
    }
    // "看" of two bytes is the same mark.
    let chinese: Vec<u8> = "看一看新的村庄，今天有很多人。\r\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(found(Document, "a.txt", &chinese), Some(PlainText));
}

#[test]
fn a_picture_of_jpeg_xl_has_a_size_and_a_depth() {
    // 1 by 1 of eight bits; 256 by 256 in the short form, with all else as usual; 1080 rows by 16 to 9.
    for picture in [&b"\xFF\x0A\x00\x10\xB0\x13"[..], b"\xFF\x0A\x7F\x02\x88\x90", b"\xFF\x0A\xBA\x21\x0D\x00\x88"] {
        assert_eq!(found(Photo, "a.jxl", picture), Some(Jxl), "{picture:x?}");
    }
    for other in [
        // A thousand million rows; samples of 64 bits.
        &b"\xFF\x0A\xFE\xFF\xFF\xFF\xFF\xFF\xFF"[..],
        b"\xFF\x0A\x41\xF0\x0F\x00",
        b"\0\0\0\x10JXL \r\n\x87\n",
        b"\0\0\0\x0CJXL abcd",
    ] {
        assert_eq!(found(Photo, "a.jxl", other), None, "{other:x?}");
    }
    assert_eq!(found(Document, "a.txt", b"\xFF\nNama;Desa;Jumlah\r\nSiti;Karanganyar;1\r\n"), Some(PlainText));
}

#[test]
fn archives_without_a_head_of_theirs_are_none() {
    for other in [
        &b"BZh0\x31AY&SY\0\x01"[..],
        b"BZh9\x01\x02\x03\0\0",
        b"\xFD7zXZ\0\x07\x04\x01",
        b"\x28\xB5\x2F\xFD\x08\x01\x02\x03\x04\x05",
    ] {
        assert_eq!(found(SourceMaterial, "a", other), None, "{other:x?}");
    }
}

#[test]
fn texts_of_every_kind_are_kept() {
    let wide = |text: &str, number: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(number).collect::<Vec<u8>>();
    let arabic = "الاسم;القرية;العدد\r\nسيتي أمينة;كارانج أنيار;١٢\r\n";
    let javanese = "ꦱꦼꦏꦿꦺꦠꦫꦶꦪꦠ꧀ ꦢꦌꦫꦃ\r\n";
    let steered = format!("\u{feff}{}", "Na\u{1}\u{2}ma\u{3};\u{4}".repeat(30));
    for text in [
        wide(arabic, u16::to_le_bytes),
        wide(arabic, u16::to_be_bytes),
        wide(javanese, u16::to_le_bytes),
        wide(&arabic.repeat(1000), u16::to_be_bytes)[..HEAD].to_vec(),
        // With control characters, as many as there are letters.
        wide(&steered, u16::to_le_bytes),
        wide(&steered[3..], u16::to_be_bytes),
        // With a letter of eight bits among others, in alphabets that have hardly one.
        wide("Праздник «Урожай» прошёл в деревне сегодня утром, 25°.\n", u16::to_le_bytes),
        wide("Праздник «Урожай» прошёл в деревне сегодня утром, 25°.\n", u16::to_be_bytes),
        wide("بوڤاتي دان ستاف همڤير سمواڽ حاضر\n", u16::to_le_bytes),
        wide("الاحتفال «الحصاد» في القرية 😀 اليوم\n", u16::to_le_bytes),
        // Beginning with what is also the mark of a sound.
        wide("￥,金额,数量\n一百,二百,三百\n", u16::to_be_bytes),
        b"\xFF\xF0\xEC\xE0\xF0\xEA\xE0 \xE2 \xE4\xE5\xF0\xE5\xE2\xED\xE5, 2 \xF1\xF2\xF0\xEE\xEA\xE0\n".to_vec(),
        // Of seven bits, and printed over.
        b"\x1B$B;3ED\x1B(B;\x1B$B;3ED\x1B(B\r\n".to_vec(),
        b"N\x08NA\x08AM\x08MA\x08A\r\n_\x08D_\x08e_\x08s_\x08a\r\n".to_vec(),
    ] {
        assert_eq!(found(Document, "a.txt", &text), Some(PlainText), "{text:x?}");
        assert_eq!(found(Dataset, "a.csv", &text), Some(Csv), "{text:x?}");
    }
    // What would be run is so in these as well.
    for page in ["<script>alert(1)</script>", "<!doctype html><p>الاسم"] {
        assert_eq!(found(Document, "a.txt", &wide(page, u16::to_le_bytes)), None, "{page}");
    }
    assert_eq!(found(Document, "a.txt", b"\x1B(B<html>\x1B$B;3ED\x1B(B"), None);
    for other in
        [&b"\xFF\xFE\0\xE0\x12\xE1\x34\xE2\x01\xD8\x99\xE5"[..], b"\x08\x08\x08\x08\x08\x08", b"\x01\x02\x03\x04\x05\x06a\x07"]
    {
        assert_eq!(found(Document, "a.txt", other), None, "{other:x?}");
    }
}

#[test]
fn archives_may_begin_with_something_else() {
    let frame: &[u8] = b"\x28\xB5\x2F\xFD\x04\x58\x31\0\0hello\n";
    let passed_over = [b"\x50\x2A\x4D\x18\x04\0\0\0abcd".as_slice(), b"\x5F\x2A\x4D\x18\0\0\0\0", frame].concat();
    assert_eq!(found(SourceMaterial, "a.zst", &passed_over), Some(Zstandard));
    assert_eq!(found(SourceMaterial, "a.zst", &passed_over[..16]), None, "nothing follows");
    // The first archives had no mark: the header tells the sum of its bytes.
    let mut header = [0_u8; 1024];
    header[..5].copy_from_slice(b"a.txt");
    header[100..108].copy_from_slice(b"0000644\0");
    header[124..136].copy_from_slice(b"00000000006\0");
    header[148..156].copy_from_slice(b"        ");
    let sum: u32 = header[..512].iter().map(|byte| u32::from(*byte)).sum();
    header[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    assert_eq!(found(SourceMaterial, "a.tar", &header), Some(Tar));
    header[0] = b'b';
    assert_eq!(found(SourceMaterial, "a.tar", &header), None, "another sum");
}
