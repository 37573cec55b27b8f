//! Files that are two things at once, or far more than they weigh: refused, or kept as bytes that nothing here opens.

use super::{Scene, content, photo};
use crate::support::Reply;
use std::fmt::Write as _;
use std::io::{Cursor, Write as _};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

const PAGE: &[u8] = b"<html><script>alert(document.domain)</script></html>";
const EICAR: &str = r"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*";

fn zip_of(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in entries {
        zip.start_file(*name, SimpleFileOptions::default().compression_method(CompressionMethod::Stored)).expect("an entry");
        zip.write_all(bytes).expect("its bytes");
    }
    zip.finish().expect("a zip").into_inner()
}

fn mp4() -> Vec<u8> {
    [b"\0\0\0\x18ftypisom\0\0\x02\0isommp42", &[0; 64][..]].concat()
}

impl Scene {
    async fn sends_as(&self, kind: &str, name: &str, media_type: &str, file: Vec<u8>) -> Reply {
        self.sends(&format!("kind={kind}&title=x&fileName={name}"), media_type, file).await
    }

    /// What a browser is told of it, and that the bytes are those that were sent.
    async fn served(&self, artifact: &Reply, sent: &[u8]) -> (String, String) {
        let got = self.staff().get(&content(artifact)).await.good();
        assert_eq!(got.bytes, sent);
        assert_eq!(got.header("x-content-type-options"), Some("nosniff"));
        let policy = got.header("content-security-policy").expect("a policy");
        assert!(policy.contains("default-src 'none'") && policy.contains("sandbox"), "{policy}");
        let disposition = got.header("content-disposition").expect("a disposition");
        let media_type = got.header("content-type").expect("a type");
        (media_type.to_owned(), disposition.split(';').next().unwrap_or_default().to_owned())
    }
}

#[tokio::test]
async fn two_things_at_once_are_the_one_that_was_checked_and_never_the_other() {
    let scene = Scene::open().await;
    let with_page = |head: &[u8]| [head, b"\n", PAGE].concat();
    let jpeg_php = [&photo(1)[..2], b"\xff\xfe\0\x1c<?php system($_GET[0]); ?>", &photo(1)[2..]].concat();
    let gif_jar = [b"GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xff\xff\xff", &zip_of(&[("META-INF/MANIFEST.MF", b"x")])[..]].concat();
    let jpeg_jar = [photo(2), zip_of(&[("META-INF/MANIFEST.MF", b"x")])].concat();
    for (kind, name, media_type, file, served) in [
        ("PHOTO", "a.jpg", "image/jpeg", jpeg_php, "inline"),
        ("PHOTO", "b.jpg", "image/jpeg", jpeg_jar, "inline"),
        ("VIDEO", "a.mp4", "video/mp4", with_page(&mp4()), "inline"),
        ("DOCUMENT", "a.pdf", "application/pdf", with_page(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3"), "inline"),
        ("DATASET", "a.csv", "text/csv", b"=cmd|' /C calc'!A0,1\n".to_vec(), "attachment"),
        ("SOURCE_MATERIAL", "a.txt", "text/plain", EICAR.into(), "attachment"),
        // What is quoted in a cell is data, and never shown in place.
        ("DATASET", "a.csv", "text/csv", with_page(b"a,b"), "attachment"),
        ("DATASET", "a.json", "application/json", with_page(b"[1]"), "attachment"),
        ("PHOTO", "a.gif", "image/gif", gif_jar.clone(), "inline"),
    ] {
        let made = scene.sends_as(kind, name, media_type, file.clone()).await.is(201);
        assert_eq!(scene.served(&made, &file).await, (media_type.to_owned(), served.to_owned()), "{name}");
    }
    for (kind, name, media_type, file) in [
        ("DOCUMENT", "a.jar", "application/octet-stream", gif_jar),
        ("DOCUMENT", "a.pdf", "application/pdf", [PAGE, b"%PDF-1.7"].concat()),
        ("SOURCE_MATERIAL", "a.txt", "text/plain", with_page(b"\xef\xbb\xbf  ")),
        ("SOURCE_MATERIAL", "a.jpg", "image/jpeg", [PAGE, &photo(1)].concat()),
    ] {
        let told = scene.sends_as(kind, name, media_type, file).await.refused(400, "VALIDATION");
        assert_eq!(told.faults(), [("Content-Type", "TYPE_MISMATCH")], "{kind} {name}");
    }
}

#[tokio::test]
async fn what_a_browser_runs_has_no_way_in_under_any_kind_name_or_type() {
    let scene = Scene::open().await;
    let svg: &[u8] = b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>";
    let xhtml: &[u8] = b"<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'/>";
    for kind in ["PHOTO", "DOCUMENT", "DATASET", "SOURCE_MATERIAL"] {
        for (name, file) in [("a.svg", svg), ("a.html", PAGE), ("a.xhtml", xhtml), ("a.xml", xhtml), ("a.txt", svg)] {
            scene.sends_as(kind, name, "application/octet-stream", file.to_vec()).await.refused(400, "VALIDATION");
        }
        for media_type in ["text/html", "image/svg+xml", "application/xhtml+xml", "text/xml", "text/javascript"] {
            scene.sends_as(kind, "a.bin", media_type, PAGE.to_vec()).await.refused(400, "VALIDATION");
        }
    }
    assert_eq!(scene.files().await, (0, 0));
    // A script is text like any other: it is sent as no more than that, under a name that nothing runs.
    for (number, name) in ["a.js", "a.mjs", "a.hta", "a.svgz", "a.html"].into_iter().enumerate() {
        let file = format!("alert({number})").into_bytes();
        let made = scene.sends_as("DOCUMENT", name, "text/javascript", file.clone()).await.is(201);
        assert_eq!(scene.served(&made, &file).await, ("text/plain".to_owned(), "attachment".to_owned()), "{name}");
        let got = scene.staff().get(&content(&made)).await.good();
        assert_eq!(got.header("content-disposition"), Some(format!("attachment; filename=\"{name}.txt\"").as_str()));
    }
}

/// A local header that says four gibibytes and has none: what opens it by its word runs out of memory.
fn lying_zip() -> Vec<u8> {
    let mut zip = zip_of(&[("word/document.xml", b"x")]);
    zip[18..26].copy_from_slice(&[0xfe; 8]);
    zip
}

/// A million entries, each of which costs whoever lists them more than it costs here.
fn million_entries() -> Vec<u8> {
    let one = zip_of(&[("0", b"")]);
    let at = |mark: &[u8]| one.windows(4).position(|four| four == mark).expect("a part of a zip");
    let (directory, end) = (at(b"PK\x01\x02"), at(b"PK\x05\x06"));
    [one[..directory].repeat(1_000_000), one[directory..end].repeat(1_000_000), one[end..].to_vec()].concat()
}

#[tokio::test]
async fn archives_are_kept_unopened_whatever_is_in_them() {
    let scene = Scene::open().await;
    let bomb = million_entries();
    let nested = (0..20).fold(zip_of(&[("0", b"x")]), |inner, _| zip_of(&[("inner.zip", &inner)]));
    let slip = zip_of(&[("../../../../tmp/pubdok-slipped", b"x"), ("/etc/cron.d/pubdok", b"x"), ("..\\..\\x.exe", b"x")]);
    let mut link = ZipWriter::new(Cursor::new(Vec::new()));
    link.add_symlink("passwd", "/etc/passwd", SimpleFileOptions::default()).expect("a link");
    let link = link.finish().expect("a zip").into_inner();
    for (n, file) in [bomb, nested, slip, link].into_iter().enumerate() {
        let made = scene.sends_as("DATASET", &format!("{n}.zip"), "application/zip", file.clone()).await.is(201);
        assert_eq!(scene.served(&made, &file).await, ("application/zip".to_owned(), "attachment".to_owned()), "{n}");
    }
    let lying = lying_zip();
    let media_type = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
    let made = scene.sends_as("DOCUMENT", "a.docx", media_type, lying.clone()).await.is(201);
    assert_eq!(scene.served(&made, &lying).await, (media_type.to_owned(), "attachment".to_owned()));
    assert!(!std::env::temp_dir().join("pubdok-slipped").exists());
}

#[tokio::test]
async fn a_name_is_never_more_than_a_word_in_a_header() {
    let scene = Scene::open().await;
    for (n, (sent, told)) in [
        ("C:\\Users\\x\\foto.jpg", "foto.jpg"),
        (".htaccess", ".htaccess.jpg"),
        ("a.jpg.exe", "a.jpg.exe.jpg"),
        ("shell.php", "shell.php.jpg"),
        ("CON", "CON.jpg"),
        ("x\";filename=evil.exe", "x_;filename=evil.exe.jpg"),
        ("$(reboot)`id`|x.jpg", "$(reboot)`id`|x.jpg"),
    ]
    .into_iter()
    .enumerate()
    {
        let query = sent.bytes().fold(String::new(), |mut text, byte| {
            let _ = write!(text, "%{byte:02X}");
            text
        });
        let made = scene.sends_as("PHOTO", &query, "image/jpeg", photo(n as u8 + 10)).await.is(201);
        let got = scene.staff().get(&content(&made)).await.good();
        let disposition = got.header("content-disposition").expect("a disposition");
        assert!(disposition.starts_with(&format!("inline; filename=\"{told}\"")), "{sent}: {disposition}");
        assert!(scene.office.blob_dir().join("sha256").exists() && !scene.office.blob_dir().join(sent).exists());
    }
}
