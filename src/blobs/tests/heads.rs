//! The beginnings of files, as small as the checks allow.

use crate::blobs::HEAD;
use crate::domain::media_type::MediaType::{self, *};

pub(super) fn jpeg() -> Vec<u8> {
    b"\xFF\xD8\xFF\xE0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00".to_vec()
}

pub(super) fn png() -> Vec<u8> {
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x02\x00\x00\x00".to_vec()
}

pub(super) fn ftyp(major: &[u8; 4], compatible: &[&[u8; 4]]) -> Vec<u8> {
    let size = 16 + 4 * compatible.len() as u32;
    let brands: Vec<u8> = compatible.iter().flat_map(|brand| **brand).collect();
    [&size.to_be_bytes()[..], b"ftyp", major, &[0; 4], &brands, &[0, 0, 0, 8], b"free"].concat()
}

pub(super) fn ebml(doc_type: &[u8]) -> Vec<u8> {
    let mut head = b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\xf7\x81\x01\x42\x82".to_vec();
    head.push(0x80 | doc_type.len() as u8);
    head.extend_from_slice(doc_type);
    head.resize(300, 0);
    head
}

pub(super) fn riff(what: &[u8; 4]) -> Vec<u8> {
    [b"RIFF\x24\x00\x00\x00", &what[..], b"fmt \x10\x00\x00\x00VP8 "].concat()
}

/// An archive of stored entries, as far as a head shows it.
pub(super) fn zip(entries: &[(&str, usize)]) -> Vec<u8> {
    let mut head = Vec::new();
    for (name, size) in entries {
        head.extend_from_slice(b"PK\x03\x04\x14\x00\x00\x00\x00\x00\x00\x00\x21\x00\x00\x00\x00\x00");
        head.extend_from_slice(&(*size as u32).to_le_bytes());
        head.extend_from_slice(&(*size as u32).to_le_bytes());
        head.extend_from_slice(&(name.len() as u16).to_le_bytes());
        head.extend_from_slice(&[0, 0]);
        head.extend_from_slice(name.as_bytes());
        head.resize(head.len() + size, b'.');
    }
    head.truncate(HEAD);
    head
}

pub(super) fn odf(media_type: &str) -> Vec<u8> {
    let mut head = zip(&[("mimetype", media_type.len())]);
    head.truncate(38);
    head.extend_from_slice(media_type.as_bytes());
    head.extend(zip(&[("content.xml", 10)]));
    head
}

pub(super) fn word() -> Vec<u8> {
    zip(&[("[Content_Types].xml", 400), ("_rels/.rels", 300), ("word/document.xml", 20_000)])
}

pub(super) fn samples() -> Vec<(MediaType, Vec<u8>)> {
    let xlsx = zip(&[("docProps/app.xml", 90), ("_rels/.rels", 300), ("xl/workbook.xml", 600)]);
    let pptx = zip(&[("[Content_Types].xml", 400), ("_rels/.rels", 300), ("ppt/presentation.xml", 9)]);
    vec![
        (Jpeg, jpeg()),
        (Png, png()),
        (Webp, riff(b"WEBP")),
        (Heic, ftyp(b"heic", &[b"mif1", b"heic"])),
        (Heic, ftyp(b"mif1", &[b"mif1", b"heic"])),
        (Tiff, b"II*\x00\x08\x00\x00\x00\x0b\x00".to_vec()),
        (Mp4, ftyp(b"isom", &[b"isom", b"avc1"])),
        (Mp4, ftyp(b"M4V ", &[b"M4V ", b"mp42"])),
        (Mp4, ftyp(b"XAVC", &[b"XAVC", b"mp42", b"iso2"])),
        (QuickTime, ftyp(b"qt  ", &[b"qt  "])),
        (Webm, ebml(b"webm")),
        (Matroska, ebml(b"matroska")),
        (Mp3, b"ID3\x04\x00\x00\x00\x00\x00\x23TSSE".to_vec()),
        (Mp3, b"\xFF\xFB\x90\x44\x00\x00".to_vec()),
        (AudioMp4, ftyp(b"M4A ", &[b"M4A ", b"mp42"])),
        (AudioMp4, ftyp(b"mp42", &[b"isom", b"mp42"])),
        (Ogg, b"OggS\x00\x02\x00\x00\x00\x00\x00\x00\x00\x00".to_vec()),
        (Wav, riff(b"WAVE")),
        (Flac, b"fLaC\x00\x00\x00\x22\x10\x00".to_vec()),
        (Csv, "nama;jumlah\r\nPanen raya;12\r\n".into()),
        (Csv, "\u{feff}BMI,Größe\n".into()),
        (Csv, "ID3,nilai\n1,2\n".into()),
        (Json, " {\"a\": 1}".into()),
        (Xlsx, xlsx),
        (Ods, odf("application/vnd.oasis.opendocument.spreadsheet")),
        (Odt, odf("application/vnd.oasis.opendocument.text")),
        (Zip, zip(&[("foto/1.jpg", 50)])),
        (Zip, b"PK\x03\x04".to_vec()),
        (Pdf, b"%PDF-1.7\n%\xE2\xE3\xCF\xD3\n1 0 obj".to_vec()),
        (Pdf, b"%PDF-1.4\n1 0 obj <</Type /Catalog>>\n".to_vec()),
        (Docx, word()),
        (Docx, zip(&[("[Content_Types].xml", 9_000)])),
        (Docx, zip(&[("word/numbering.xml", 2_000), ("word/settings.xml", 9_000)])),
        (Pptx, pptx),
        (Rtf, b"{\\rtf1\\ansi Laporan}".to_vec()),
        (PlainText, "Yth. Kepala Bagian,\nterlampir…\n".into()),
    ]
}
