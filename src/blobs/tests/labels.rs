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
    for (first, expected) in [
        (&b"\xEC\xA5\xC1\0"[..], Doc),
        (b"\x09\x08\x10\0\0\x06\x05\0", Xls),
        (b"\x0F\0\xE8\x03", Ppt),
        (b"\xFD\xFF\xFF\xFF", Doc),
    ] {
        assert_eq!(kept(SourceMaterial, "application/vnd.ms-office", "laporan", &long(first)), Some((expected, false, false)));
    }
    // Its sender knows better.
    assert_eq!(kept(SourceMaterial, "", "surat.msg", &long(b"\xEC\xA5\xC1\0")), Some((Msg, false, true)));
}
