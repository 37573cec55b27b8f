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

/// A TIFF of one directory, with the maker behind it.
pub(super) fn tiff(tags: &[(u16, u32)], make: &[u8]) -> Vec<u8> {
    let mut head = b"II*\x00\x08\x00\x00\x00".to_vec();
    head.extend((tags.len() as u16 + 1).to_le_bytes());
    let at = 10 + 12 * (tags.len() as u32 + 1) + 4;
    for (tag, value) in tags.iter().copied().filter(|(tag, _)| *tag < 271) {
        head.extend([&tag.to_le_bytes()[..], &[4, 0, 1, 0, 0, 0], &value.to_le_bytes()].concat());
    }
    head.extend([&271_u16.to_le_bytes()[..], &[2, 0], &(make.len() as u32).to_le_bytes(), &at.to_le_bytes()].concat());
    for (tag, value) in tags.iter().copied().filter(|(tag, _)| *tag > 271) {
        head.extend([&tag.to_le_bytes()[..], &[4, 0, 1, 0, 0, 0], &value.to_le_bytes()].concat());
    }
    [head, vec![0; 4], make.to_vec()].concat()
}

/// Packets of a transport stream, each with a time before it if that is wanted.
fn packets(before: usize) -> Vec<u8> {
    let packet = [vec![0; before], vec![0x47], vec![0xAA; 187]].concat();
    packet.repeat(20)
}

/// The same from somewhere within a packet, with so many bytes of a checksum behind each.
pub(super) fn cut_packets(from: usize, behind: usize) -> Vec<u8> {
    let packet = [vec![0x47, 0x40, 0x11, 0x10], vec![0xAA; 184 + behind]].concat();
    packet.repeat(20)[from..].to_vec()
}

/// Frames of MPEG audio of 104 bytes each.
pub(super) fn frames(count: usize) -> Vec<u8> {
    [b"\xFF\xF3\x40\xC4".to_vec(), vec![0x55; 100]].concat().repeat(count)
}

/// A tag with so much in it, before whatever comes then.
pub(super) fn ape_tag(size: u8) -> Vec<u8> {
    let head = [b"APETAGEX\xD0\x07\0\0".as_slice(), &[size, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0xA0], &[0; 8]].concat();
    [head, vec![b'x'; size.into()]].concat()
}

/// The first page of an Ogg stream, by the words that name its coder.
pub(super) fn ogg(coder: &[u8]) -> Vec<u8> {
    [b"OggS\0\x02\0\0\0\0\0\0\0\0".as_slice(), &[7; 14], coder, &[0; 1200]].concat()
}

/// Frames of AC-3 of 192 kilobits a second, each of so many bytes.
pub(super) fn dolby(length: usize) -> Vec<u8> {
    let mut frame = b"\x0B\x77\x8D\xE4\x14\x40\x2F\x84".to_vec();
    frame.resize(length, 0x5A);
    frame.repeat(3)
}

/// Of 32 pixels a row, in three planes.
pub(super) fn pcx() -> Vec<u8> {
    let mut head = b"\x0A\x05\x01\x08\0\0\0\0\x1F\0\x0F\0\x48\0\x48\0".to_vec();
    head.resize(64, 0);
    head.extend([0, 3, 32, 0, 1, 0]);
    head.resize(300, 0xC1);
    head
}

/// A Targa of 32 pixels a row, without a mark.
pub(super) fn targa() -> Vec<u8> {
    let mut file = b"\0\0\x0A\0\0\0\0\0\0\0\0\0\x20\0\x10\0\x18\x20".to_vec();
    file.resize(600, 0x9F);
    file
}

/// An old Office file, with its directory in the first sector.
pub(super) fn ole(stream: &str) -> Vec<u8> {
    let mut head = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".to_vec();
    head.resize(1024, 0);
    head[30] = 9;
    head[512..522].copy_from_slice(b"R\0o\0o\0t\0 \0");
    let name: Vec<u8> = stream.encode_utf16().flat_map(u16::to_le_bytes).collect();
    head[640..640 + name.len()].copy_from_slice(&name);
    head
}

fn wide(text: &str) -> Vec<u8> {
    [b"\xFF\xFE".to_vec(), text.encode_utf16().flat_map(u16::to_le_bytes).collect()].concat()
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
        (Heic, ftyp(b"msf1", &[b"hevc", b"msf1"])),
        (Avif, ftyp(b"avif", &[b"mif1", b"avif"])),
        (Avif, ftyp(b"mif1", &[b"avif", b"mif1"])),
        (Gif, b"GIF89a\x01\x00\x01\x00\x80\x00\x00".to_vec()),
        (Jxl, b"\xFF\x0A\x00\x10\xB0\x13".to_vec()),
        (Jxl, b"\x00\x00\x00\x0CJXL \x0D\x0A\x87\x0A".to_vec()),
        (Jpeg2000, b"\x00\x00\x00\x0CjP  \x0D\x0A\x87\x0A\x00\x00\x00\x14ftypjp2 ".to_vec()),
        (Jpeg2000, b"\xFF\x4F\xFF\x51\x00\x2F".to_vec()),
        (Psd, b"8BPS\x00\x01\0\0\0\0\0\0\0\x03\0\0\x01\x40".to_vec()),
        (Raf, b"FUJIFILMCCD-RAW 0201FF393101X-T2\0\0\0\0".to_vec()),
        (Bmp, b"BM\x46\x00\x00\x00\x00\x00\x00\x00\x36\x00\x00\x00\x28\x00\x00\x00".to_vec()),
        (Ico, b"\0\0\x01\0\x02\0\x10\x10\0\0\x01\0\x20\0\x68\x04\0\0\x26\0\0\0".to_vec()),
        (Pnm, b"P6\n640 480\n255\n\x80\xFF\x01\x02\x03\x90\0\x01\x02\x88".to_vec()),
        (Dng, tiff(&[(254, 1), (330, 80), (0xC612, 1)], b"Google\0\0")),
        (Nef, tiff(&[(254, 1), (330, 80)], b"NIKON CO")),
        (Arw, tiff(&[(254, 1), (330, 80)], b"SONY\0\0\0\0")),
        (Cr2, b"II*\x00\x10\x00\x00\x00CR\x02\x00".to_vec()),
        (Cr3, ftyp(b"crx ", &[b"crx ", b"isom"])),
        (Rw2, b"IIU\x00\x18\x00\x00\x00\x88\xE7".to_vec()),
        (Orf, b"IIRO\x08\x00\x00\x00\x10\x00".to_vec()),
        (Tiff, b"MM\x00\x2B\x00\x08\x00\x00".to_vec()),
        (Tiff, tiff(&[(254, 0)], b"NIKON CO")),
        (Tiff, b"II*\x00\x08\x00\x00\x00\x0b\x00".to_vec()),
        (Mp4, ftyp(b"isom", &[b"isom", b"avc1"])),
        (Mp4, ftyp(b"M4V ", &[b"M4V ", b"mp42"])),
        (Mp4, ftyp(b"XAVC", &[b"XAVC", b"mp42", b"iso2"])),
        (QuickTime, ftyp(b"qt  ", &[b"qt  "])),
        // From before there were brands.
        (QuickTime, b"\x00\x00\x00\x08wide\x00\x00\x34\x80mdat".to_vec()),
        (QuickTime, b"\x00\x00\x10\x00moov\x00\x00\x00\x6Cmvhd".to_vec()),
        (ThreeGp, ftyp(b"3gp5", &[b"3gp5", b"isom"])),
        (ThreeG2, ftyp(b"3g2a", &[b"3g2a"])),
        (MpegTs, packets(0)),
        (MpegTs, packets(4)),
        (MpegTs, cut_packets(0, 16)),
        (MpegTs, cut_packets(100, 0)),
        (MpegTs, cut_packets(1, 4)),
        (MpegTs, cut_packets(203, 16)),
        (OggVideo, ogg(b"\x80theora\x03\x02")),
        (Flv, b"FLV\x01\x05\0\0\0\x09\0\0\0\0".to_vec()),
        (Mpeg, b"\x00\x00\x01\xBA\x44\x00\x04\x00".to_vec()),
        (Avi, riff(b"AVI ")),
        (Wmv, b"\x30\x26\xB2\x75\x8E\x66\xCF\x11\xA6\xD9\x00\xAA".to_vec()),
        (Mxf, b"\x06\x0E\x2B\x34\x02\x05\x01\x01\x0D\x01\x02\x01".to_vec()),
        (Dv, [b"\x1F\x07\0\xBF\xF8\x78\x78\x78".to_vec(), vec![0xFF; 72], b"\x3F\x07\0\xFF".to_vec()].concat()),
        (RealMedia, b".RMF\0\0\0\x12\0\x01\0\0\0\0\0\0\0\x06PROP".to_vec()),
        (Webm, ebml(b"webm")),
        (Matroska, ebml(b"matroska")),
        (Mp3, b"ID3\x04\x00\x00\x00\x00\x00\x23TSSE".to_vec()),
        (Mp3, b"\xFF\xFB\x90\x44\x00\x00".to_vec()),
        // With a checksum, of the lower rates, of the other layers.
        (Mp3, b"\xFF\xFA\x50\xC4\x00\x00".to_vec()),
        (Mp3, b"\xFF\xF3\x40\xC4\x00\x00".to_vec()),
        (Mp3, b"\xFF\xE3\x40\xC4\x00\x00".to_vec()),
        (Mp3, b"\xFF\xFD\xA0\x04\x00\x00".to_vec()),
        (Mp3, [vec![0; 100], frames(2)].concat()),
        (Mp3, [vec![0; 1], b"ID3\x03\0\0".to_vec()].concat()),
        (Mp3, [ape_tag(0), frames(1)].concat()),
        (Mp3, [ape_tag(40), frames(1)].concat()),
        // With a picture in it that is longer than the head.
        (Mp3, ape_tag(250)[..200].to_vec()),
        (Caf, b"caff\0\x01\0\0desc\0\0\0\0".to_vec()),
        (Ogg, ogg(b"OpusHead")),
        (AudioMp4, ftyp(b"M4A ", &[b"M4A ", b"mp42"])),
        (AudioMp4, ftyp(b"mp42", &[b"isom", b"mp42"])),
        (AudioMp4, ftyp(b"M4B ", &[b"M4B "])),
        (AudioThreeGp, ftyp(b"3gp4", &[b"3gp4"])),
        (Aac, b"\xFF\xF1\x50\x80\x01\x1F\xFC\x00\x00".to_vec()),
        (Aac, b"\xFF\xF9\x50\x80\x01\x1F\xFC\x00\x00".to_vec()),
        (Aac, [vec![0x56, 0xE0, 30], vec![0x20; 30]].concat().repeat(3)),
        (Ac3, b"\x0B\x77\x8D\xE4\x1C\x40\x2F\x84".to_vec()),
        (Ac3, dolby(768)),
        (Ac3, b"\x0B\x77\x01\x7F\x34\x86\xFF\xE1".to_vec()),
        (Dts, b"\x7F\xFE\x80\x01\xFC\x3C\x7D\xB2".to_vec()),
        // In words of fourteen bits.
        (Dts, b"\x1F\xFF\xE8\x00\x07\xF0\xDF\xDB".to_vec()),
        (Dts, b"\xFF\x1F\x00\xE8\xF1\x07\xDF\xFC".to_vec()),
        (Au, b".snd\0\0\0\x18\0\0\x10\0\0\0\0\x01".to_vec()),
        (WavPack, b"wvpk\x9A\x10\0\0\x10\x04\0\0".to_vec()),
        (Wav, b"riff\x2E\x91\xCF\x11\xA5\xD6\x28\xDB\x04\xC1\0\0".to_vec()),
        (Amr, b"#!AMR\n\x3C\x91\x17\x16\xBE\x66".to_vec()),
        (AmrWb, b"#!AMR-WB\n\x04\x10\x20\x00".to_vec()),
        (Aiff, b"FORM\x00\x00\x10\x00AIFFCOMM\x00\x00".to_vec()),
        (Wma, b"\x30\x26\xB2\x75\x8E\x66\xCF\x11\xA6\xD9\x00\xAA".to_vec()),
        (Ogg, b"OggS\x00\x02\x00\x00\x00\x00\x00\x00\x00\x00".to_vec()),
        (Wav, riff(b"WAVE")),
        (Flac, b"fLaC\x00\x00\x00\x22\x10\x00".to_vec()),
        (Csv, "nama;jumlah\r\nPanen raya;12\r\n".into()),
        (Csv, "\u{feff}BMI,Größe\n".into()),
        (Csv, "ID3,nilai\n1,2\n".into()),
        (Csv, b"Nama;Desa\r\nSiti;10 \x96 20\r\n".to_vec()),
        (Csv, wide("Nama;D\u{e9}sa\r\n")),
        (Csv, b"a,b\n1,\0\n".to_vec()),
        (Csv, wide("Nama;\0Desa\r\n")),
        (Csv, b"nama,catatan\n1,<script>alert(1)</script>\n".to_vec()),
        (Json, " {\"a\": 1}".into()),
        (Xlsx, xlsx),
        (Ods, odf("application/vnd.oasis.opendocument.spreadsheet")),
        (Odt, odf("application/vnd.oasis.opendocument.text")),
        (Zip, zip(&[("foto/1.jpg", 50)])),
        (Gzip, b"\x1F\x8B\x08\x08\0\0\0\0\0\x03a.tar\0\x80\xFF".to_vec()),
        (Bzip2, b"BZh91AY&SY\x94\x24\x11\x0F\0\0".to_vec()),
        (Bzip2, b"BZh9\x17\x72\x45\x38\x50\x90\0\0\0\0".to_vec()),
        (Xz, b"\xFD7zXZ\0\0\x04\xE6\xD6\xB4\x46".to_vec()),
        (Zstandard, b"\x28\xB5\x2F\xFD\x24\x05\x29\0\0".to_vec()),
        (Pcx, pcx()),
        (Tar, [b"foto/1.jpg".to_vec(), vec![0; 247], b"ustar\x0000".to_vec(), vec![0; 249]].concat()),
        (Zip, b"PK\x03\x04".to_vec()),
        (Pdf, b"%PDF-1.7\n%\xE2\xE3\xCF\xD3\n1 0 obj".to_vec()),
        (Pdf, b"%PDF-1.4\n1 0 obj <</Type /Catalog>>\n".to_vec()),
        (Pdf, b"HTTP/1.1 200 OK\r\n\r\n%PDF-1.4\n%\xE2\xE3\xCF\xD3\x00\n".to_vec()),
        (Doc, ole("WordDocument")),
        (Xls, ole("Workbook")),
        (Ppt, ole("PowerPoint Document")),
        (Msg, ole("__properties_version1.0")),
        (Doc, b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1\x00\x00".to_vec()),
        (Docx, ole("EncryptedPackage")),
        (Ole, ole("Quill")),
        (Visio, zip(&[("[Content_Types].xml", 400), ("visio/document.xml", 9)])),
        (Odp, odf("application/vnd.oasis.opendocument.presentation")),
        (SevenZip, b"7z\xBC\xAF\x27\x1C\x00\x04".to_vec()),
        (Rar, b"Rar!\x1A\x07\x01\x00".to_vec()),
        (Docx, word()),
        (Docx, zip(&[("[Content_Types].xml", 9_000)])),
        (Docx, zip(&[("word/numbering.xml", 2_000), ("word/settings.xml", 9_000)])),
        (Pptx, pptx),
        (Rtf, b"{\\rtf1\\ansi Laporan}".to_vec()),
        (PlainText, b"\x1B[1mCatatan\x1B[0m rapat di alun-alun\n".to_vec()),
        (PlainText, "Yth. Kepala Bagian,\nterlampir…\n".into()),
    ]
}
