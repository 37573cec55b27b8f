//! What field crews bring has a place, and the API tells which.

use super::*;
use serde_json::Value;

fn ftyp(major: &[u8; 4], brand: &[u8; 4]) -> Vec<u8> {
    let kind = [b"\0\0\0\x14ftyp".as_slice(), major, &[0; 4], brand].concat();
    [kind, b"\0\0\0\x08free".to_vec(), vec![0x5A; 300]].concat()
}

fn padded(head: &[u8]) -> Vec<u8> {
    let mut bytes = head.to_vec();
    bytes.resize(head.len() + 9000, 0x55);
    bytes
}

/// An old Office file with its directory in the first sector.
pub fn ole(stream: &str) -> Vec<u8> {
    let mut head = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".to_vec();
    head.resize(1536, 0);
    head[30] = 9;
    let name: Vec<u8> = stream.encode_utf16().flat_map(u16::to_le_bytes).collect();
    head[640..640 + name.len()].copy_from_slice(&name);
    head
}

#[tokio::test]
async fn what_crews_bring_has_a_place() {
    let packets = |before: usize| [vec![0; before], vec![0x47], vec![0xAA; 187]].concat().repeat(60);
    let frame = [b"\xFF\xF3\x40\xC4".to_vec(), vec![0x55; 100]].concat();
    let checked = [vec![0x47, 0x40, 0x11, 0x10], vec![0xAA; 200]].concat();
    let files = [
        ("VIDEO", "00001.MTS", "video/mp2t", packets(4)),
        ("VIDEO", "00001.m2ts", "video/mp2t", packets(0)),
        ("VIDEO", "a.avi", "video/x-msvideo", padded(b"RIFF\x24\0\0\0AVI LIST")),
        ("VIDEO", "a.3gp", "video/3gpp", ftyp(b"3gp5", b"3gp5")),
        ("VIDEO", "a.3g2", "video/3gpp2", ftyp(b"3g2a", b"3g2a")),
        ("VIDEO", "a.mp4", "video/mp4", ftyp(b"XAVC", b"mp42")),
        ("VIDEO", "b.mp4", "video/mp4", ftyp(b"zzzz", b"zzzz")),
        ("VIDEO", "a.mov", "video/quicktime", padded(b"\0\0\x10\0moov")),
        ("AUDIO", "a.dts", "audio/vnd.dts", padded(b"\xFF\x1F\x00\xE8\xF1\x07\xDF\xFC")),
        ("PHOTO", "a.tga", "image/x-tga", padded(b"\0\0\x0A\0\0\0\0\0\0\0\0\0\x20\0\x10\0\x18\x20")),
        ("SOURCE_MATERIAL", "a.tar.xz", "application/x-xz", padded(b"\xFD7zXZ\0\0\x04\xE6\xD6\xB4\x46")),
        ("SOURCE_MATERIAL", "a.bz2", "application/x-bzip2", padded(b"BZh91AY&SY\x94\x24\x11\x0F\0\0")),
        ("SOURCE_MATERIAL", "a.zst", "application/zstd", padded(b"\x28\xB5\x2F\xFD\x24\x05\x29\0\0")),
        ("AUDIO", "a.amr", "audio/amr", padded(b"#!AMR\n\x3C\x91")),
        ("AUDIO", "a.aac", "audio/aac", padded(b"\xFF\xF1\x50\x80\x01\x1F\xFC\0")),
        ("AUDIO", "a.mp3", "audio/mpeg", file("mp3-with-crc.mp3")),
        ("AUDIO", "b.mp3", "audio/mpeg", padded(b"\xFF\xF3\x40\xC4\0\0")),
        ("AUDIO", "c.mp3", "audio/mpeg", padded(b"\xFF\xE3\x40\xC4\0\0")),
        // Behind a tag, behind nothing.
        ("AUDIO", "d.mp3", "audio/mpeg", [b"APETAGEX\xD0\x07\0\0".to_vec(), vec![0; 20], file("mp3-with-crc.mp3")].concat()),
        ("AUDIO", "e.mp3", "audio/mpeg", [vec![0; 1000], frame.repeat(9)].concat()),
        ("AUDIO", "a.caf", "audio/x-caf", padded(b"caff\0\x01\0\0desc")),
        ("VIDEO", "a.ogv", "video/ogg", padded(b"OggS\0\x02\0\0\0\0\0\0\0\0\x80theora\x03")),
        ("VIDEO", "a.flv", "video/x-flv", padded(b"FLV\x01\x05\0\0\0\x09")),
        ("VIDEO", "b.ts", "video/mp2t", checked.repeat(60)),
        ("VIDEO", "c.ts", "video/mp2t", checked.repeat(60)[90..].to_vec()),
        ("AUDIO", "a.m4a", "audio/mp4", file("audio.m4a")),
        // From the middle of a recording, and without a container.
        ("AUDIO", "f.mp3", "audio/mpeg", [vec![0xA7; 90], frame.repeat(90)].concat()),
        ("VIDEO", "a.h264", "video/h264", padded(b"\0\0\0\x01\x67\x64\0\x1F\xAC")),
        ("VIDEO", "a.mj2", "video/mj2", padded(b"\0\0\0\x0CjP  \r\n\x87\n\0\0\0\x14ftypmjp2\0\0\0\0mjp2")),
        ("AUDIO", "memo.qta", "audio/quicktime", ftyp(b"qt  ", b"qt  ")),
        ("DATASET", "desa.gpkg", "application/vnd.sqlite3", padded(b"SQLite format 3\0\x10\0\x01\x01\0\x40\x20\x20")),
        ("DOCUMENT", "lama.xls", "application/vnd.ms-excel", padded(b"\x09\x02\x06\0\0\0\x10\0\0\0\x42\0\x02\0\xE4\x04")),
        ("SOURCE_MATERIAL", "peta.wmf", "image/wmf", b"\xD7\xCD\xC6\x9A\0\0\x10\0\x20\0\x87\x95\xB3".to_vec()),
        ("SOURCE_MATERIAL", "cd.iso", "application/x-iso9660-image", [vec![0; 32_769], b"CD001".to_vec()].concat()),
        ("PHOTO", "a.gif", "image/gif", padded(b"GIF89a\x01\0\x01\0\x80\0\0")),
        ("PHOTO", "a.avif", "image/avif", ftyp(b"avif", b"mif1")),
        ("PHOTO", "a.heic", "image/heic", ftyp(b"heix", b"mif1")),
        ("PHOTO", "a.cr3", "image/x-canon-cr3", ftyp(b"crx ", b"isom")),
        ("DOCUMENT", "a.doc", "application/msword", ole("WordDocument")),
        ("DOCUMENT", "a.xls", "application/vnd.ms-excel", ole("Workbook")),
        ("DOCUMENT", "a.ppt", "application/vnd.ms-powerpoint", ole("PowerPoint Document")),
        ("SOURCE_MATERIAL", "b.doc", "application/msword", [ole("WordDocument"), vec![1]].concat()),
    ];
    for way in WAYS {
        let scene = Scene::open().await;
        for (kind, name, media_type, bytes) in files.clone() {
            // Nobody needs to say what it is.
            let sent = Sent { kind, name, declared: "application/octet-stream", bytes };
            let made = scene.keeps(way, &sent).await;
            assert_eq!(made["content"]["mediaType"], media_type, "{name} {way:?}");
            assert!(!made["flags"].to_string().contains("LABEL_DIFFERS"), "{name} {way:?}: {made:?}");
            let got = scene.staff().get(&format!("/v1/artifacts/{}/content", made.id())).await.good();
            let is_inline = ["image/gif", "image/avif", "video/mp4"].contains(&media_type);
            let place = if is_inline { "inline" } else { "attachment" };
            assert_eq!(got.header("content-disposition"), Some(format!("{place}; filename=\"{name}\"").as_str()));
        }
    }
}

/// What is told beforehand is what is done.
#[tokio::test]
async fn the_table_tells_what_is_taken() {
    let scene = Scene::open().await;
    let told = scene.office.admin().get("/v1/settings/upload-limits").await.good();
    let types: Vec<Value> = told["acceptedTypes"].as_array().expect("types").clone();
    let of = |name: &str| types.iter().find(|one| one["mediaType"] == name).unwrap_or_else(|| panic!("{name}")).clone();
    for (name, kinds, inline) in [
        ("image/gif", json!(["PHOTO", "SOURCE_MATERIAL"]), true),
        ("image/x-nikon-nef", json!(["PHOTO", "SOURCE_MATERIAL"]), false),
        ("video/mp2t", json!(["VIDEO", "SOURCE_MATERIAL"]), false),
        ("audio/amr", json!(["AUDIO", "SOURCE_MATERIAL"]), false),
        ("application/msword", json!(["DOCUMENT", "SOURCE_MATERIAL"]), false),
        ("application/vnd.ms-excel", json!(["DATASET", "DOCUMENT", "SOURCE_MATERIAL"]), false),
    ] {
        assert_eq!((&of(name)["kinds"], &of(name)["inline"]), (&kinds, &json!(inline)), "{name}");
    }
    assert!(
        types.iter().all(|one| !one["mediaType"].as_str().is_some_and(|name| name.contains("html") || name.contains("xml+")))
    );
}
