//! What a label counts for: where the bytes leave a choice, and nowhere else.

use super::heads::{ape_tag, cut_packets, frames, jpeg, ogg, ole, tiff, zip};
use crate::blobs::sniff::media_type;
use crate::domain::artifact::ArtifactKind::{self, *};
use crate::domain::media_type::MediaType::{self, *};

/// What it is taken for, whether it was called otherwise, and whether its ending stays.
fn kept(kind: ArtifactKind, declared: &str, name: &str, head: &[u8]) -> Option<(MediaType, bool, bool)> {
    let found = media_type(kind, Some(declared), Some(name), head).ok()?;
    let ending = name.rsplit('.').next().unwrap_or_default().to_lowercase();
    Some((found.media_type, found.label_differs, found.media_type.extensions().contains(&ending.as_str())))
}

#[test]
fn unknown_endings_say_nothing_and_others_are_told() {
    for (name, differs) in [
        ("foto.png", true),
        ("foto.pdf", true),
        ("foto.html", true),
        ("foto.jpg.SVG", true),
        ("x.zip", true),
        ("foto", false),
        ("foto.JPEG", false),
        ("foto.jfif", false),
        ("a.jpg.exe", false),
        ("Rapat 10.30", false),
        (".htaccess", false),
        ("x.", false),
    ] {
        assert_eq!(
            kept(Photo, "image/jpeg", name, &jpeg()).map(|(found, differs, _)| (found, differs)),
            Some((Jpeg, differs)),
            "{name}"
        );
    }
}

#[test]
fn a_text_under_the_name_of_a_page_or_script_is_a_text() {
    for (kind, name, declared, expected, stays) in [
        (Dataset, "data.csv", "application/xml", Csv, true),
        (Dataset, "data.html", "text/csv", Csv, false),
        (Document, "catatan.html", "text/plain", PlainText, false),
        (Document, "catatan.txt", "text/html", PlainText, true),
        (Document, "catatan.txt", "application/xhtml+xml; charset=utf-8", PlainText, true),
        (SourceMaterial, "catatan.SVG", "image/svg+xml", PlainText, false),
        (SourceMaterial, "catatan.js", "", PlainText, false),
        (SourceMaterial, "catatan.xml", "text/csv", Csv, false),
        (SourceMaterial, "a.hta", "text/javascript", PlainText, false),
    ] {
        let text = kept(kind, declared, name, b"nama;jumlah\nSiti;1\n");
        assert_eq!(text, Some((expected, true, stays)), "{name} as {declared}");
    }
    assert_eq!(kept(Dataset, "text/javascript", "a.js", b"[1]"), Some((Json, true, false)));
}

#[test]
fn an_ending_that_shares_the_container_stays() {
    let parts = |part| zip(&[("[Content_Types].xml", 400), (part, 600)]);
    let office = [("xl/workbook.bin", Xlsx), ("word/document.xml", Docx), ("ppt/presentation.xml", Pptx)];
    for (part, expected) in office {
        for ending in expected.extensions() {
            let name = format!("a.{ending}");
            assert_eq!(kept(Document, "*/*", &name, &parts(part)), Some((expected, false, true)), "{name}");
            // Behind a password, too, where nothing but its name tells which it is.
            assert_eq!(kept(Document, "*/*", &name, &ole("EncryptedPackage")), Some((expected, false, true)), "{name}");
        }
    }
    for (kind, name, head, expected) in [
        (Dataset, "secret.xlsx", ole("EncryptedPackage"), Xlsx),
        (Document, "a.pub", ole("Quill"), Ole),
        (Document, "a.vsd", ole("VisioDocument"), Ole),
        (Dataset, "a.mpp", ole("Props14"), Ole),
        (Document, "a.vsdx", parts("visio/document.xml"), Visio),
        (Dataset, "desa.kmz", zip(&[("doc.kml", 50)]), Zip),
        (Photo, "a.pef", tiff(&[(254, 1), (330, 80)], b"PENTAX\0\0"), Tiff),
        (Photo, "a.srw", tiff(&[(254, 1), (330, 80)], b"SAMSUNG\0"), Tiff),
    ] {
        assert_eq!(kept(kind, "application/octet-stream", name, &head), Some((expected, false, true)), "{name}");
    }
    let macros = "application/vnd.ms-excel.sheet.macroEnabled.12";
    assert_eq!(kept(Dataset, macros, "a.xlsm", &parts("xl/workbook.xml")), Some((Xlsx, false, true)));
    // What is of another container does not.
    assert_eq!(kept(Document, "*/*", "a.docx", &ole("WordDocument")), Some((Doc, true, false)));
    assert_eq!(kept(Document, "*/*", "a.pub", &parts("word/document.xml")), Some((Docx, true, false)));
}

#[test]
fn sound_and_films_are_known_by_what_comes_again() {
    let found = |kind, head: &[u8]| media_type(kind, None, None, head).ok().map(|found| found.media_type);
    assert_eq!(found(Audio, &[vec![0; 999], frames(2)].concat()), Some(Mp3));
    assert_eq!(found(Audio, &[ape_tag(9), b"\xFF\xF1\x50\x80\x01\x1F\xFC".to_vec()].concat()), Some(Aac));
    // A single frame behind nothing may be chance; a tag before what is no sound of these is of another.
    for head in [[vec![0; 999], frames(1)].concat(), [ape_tag(9), b"MAC \x96\x0F".to_vec()].concat(), vec![0; 5000]] {
        assert_eq!(found(Audio, &head), None);
    }
    for (from, behind) in [(0, 0), (7, 0), (187, 0), (3, 4), (150, 4), (0, 16), (60, 16)] {
        assert_eq!(found(Video, &cut_packets(from, behind)), Some(MpegTs), "{from} of {behind}");
    }
    // One grey as wide as a picture is no stream, nor are a few marks.
    assert_eq!(found(Video, &[vec![0xAA; 100], vec![0x47; 5000]].concat()), None);
    assert_eq!(found(Video, &cut_packets(100, 0)[..700]), None);
    assert_eq!((found(Video, &ogg(b"\x80theora")), found(Video, &ogg(b"OpusHead"))), (Some(OggVideo), None));
    assert_eq!((found(Audio, &ogg(b"\x80theora")), found(Audio, &ogg(b"OpusHead"))), (Some(Ogg), Some(Ogg)));
}

#[test]
fn an_office_file_that_hides_behind_a_picture_is_what_its_sender_says() {
    let picture = |size| zip(&[("Pictures/1.jpg", size), ("word/document.xml", 20)]);
    for (name, declared, expected) in [
        ("surat.docx", "", Some(Docx)),
        ("surat.ODT", "application/octet-stream", Some(Odt)),
        ("surat", Docx.as_str(), Some(Docx)),
        ("surat.zip", "application/zip", None),
        ("surat", "application/octet-stream", None),
    ] {
        let found = kept(Document, declared, name, &picture(20_000)).map(|(found, differs, _)| (found, differs));
        assert_eq!(found, expected.map(|one| (one, false)), "{name} as {declared}");
        let found = kept(SourceMaterial, declared, name, &picture(20_000)).map(|(found, ..)| found);
        assert_eq!(found, expected.or(Some(Zip)), "{name} as {declared}");
    }
    // All of it is seen.
    assert_eq!(kept(SourceMaterial, "", "foto.docx", &zip(&[("foto/1.jpg", 50)])), Some((Zip, true, false)));
}

#[test]
fn a_long_old_office_file_is_known_by_what_is_written_first() {
    let long = |first: &[u8]| {
        let mut head = ole("x");
        head[48..52].copy_from_slice(&90_000_u32.to_le_bytes());
        head[512..512 + first.len()].copy_from_slice(first);
        head
    };
    for (first, expected) in [(&b"\xEC\xA5\xC1\0"[..], Doc), (b"\x09\x08\x10\0\0\x06\x05\0", Xls), (b"\x0F\0\xE8\x03", Ppt)] {
        assert_eq!(kept(SourceMaterial, "application/vnd.ms-office", "laporan", &long(first)), Some((expected, false, false)));
    }
    // Of another kind it is not made another file; and of what tells nothing its sender knows more.
    assert_eq!(kept(Dataset, "", "surat.doc", &long(b"\xEC\xA5\xC1\0")), None);
    assert_eq!(kept(SourceMaterial, "", "surat.xls", &long(b"\xEC\xA5\xC1\0")), Some((Doc, true, false)));
    assert_eq!(kept(SourceMaterial, "", "surat.msg", &long(b"\xFD\xFF\xFF\xFF")), Some((Msg, false, true)));
}

#[test]
fn an_odf_that_was_packed_again_is_what_its_sender_says_and_no_other() {
    let packed = zip(&[("content.xml", 50), ("META-INF/manifest.xml", 50), ("mimetype", 30)]);
    assert_eq!(kept(Document, "", "surat.odt", &packed), Some((Odt, false, true)));
    assert_eq!(kept(Dataset, Ods.as_str(), "anggaran", &packed).map(|(found, ..)| found), Some(Ods));
    assert_eq!(kept(Document, Ods.as_str(), "anggaran.ods", &packed), None);
    assert_eq!(kept(SourceMaterial, "", "anggaran", &packed).map(|(found, ..)| found), Some(Zip));
}

#[test]
fn what_lies_in_an_archive_within_an_archive_is_not_its_own() {
    let (mut holds, inner) = (zip(&[("a.docx", 0)]), zip(&[("[Content_Types].xml", 400), ("word/document.xml", 2_000)]));
    let size = (inner.len() as u32).to_le_bytes();
    holds[18..22].copy_from_slice(&size);
    holds[22..26].copy_from_slice(&size);
    let holds = [holds, inner, zip(&[("x.json", 5)])].concat();
    assert_eq!(kept(Dataset, "application/zip", "berkas.zip", &holds), Some((Zip, false, true)));
}

#[test]
fn letters_that_mark_a_picture_or_sound_also_begin_texts() {
    let filled = [b"P1\t106.8\t-6.2\nP2\t106.9\t-6.3\n".repeat(30), vec![0; 200]].concat();
    assert_eq!(kept(Dataset, "", "titik.txt", &filled).map(|(found, ..)| found), Some(Csv));
    for text in [&b"P2 2026 rapat\x1b koordinasi ya, semua hadir\n"[..], b"ADIF export\x07 from the log of the club\n"] {
        assert_eq!(kept(Document, "", "catatan.txt", text).map(|(found, ..)| found), Some(PlainText));
    }
    let digits = b"P3\n2 2\n255\n255 0 0 0 255 0\n0 0 255 9 9 9\n";
    assert_eq!(kept(Photo, "image/x-portable-pixmap", "peta.ppm", digits), Some((Pnm, false, true)));
    let words: Vec<u8> = "\u{1}\u{2}ab".repeat(41).encode_utf16().flat_map(u16::to_le_bytes).collect();
    let wide = [b"\xFF\xFE".to_vec(), words].concat();
    assert_ne!(kept(SourceMaterial, "", "catatan.txt", &wide).map(|(found, ..)| found), Some(Mp3));
}
