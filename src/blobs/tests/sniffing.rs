//! Heads of true files, of false ones, and of those that try to be two things.

use super::heads::{ftyp, jpeg, samples, word, zip};
use crate::blobs::HEAD;
use crate::blobs::sniff::{media_type, never};
use crate::domain::artifact::ArtifactKind::{self, *};
use crate::domain::label::Label;
use crate::domain::media_type::MediaType::{self, *};
use crate::domain::media_type::accepted;

const KINDS: [ArtifactKind; 8] = [Photo, Video, Audio, Dataset, Document, SourceMaterial, WebsiteDraft, PressRelease];

/// What a kind makes of a file nobody said anything about.
fn undeclared(kind: ArtifactKind, name: &str, head: &[u8]) -> Option<MediaType> {
    media_type(kind, None, Some(name), head).ok()
}

#[test]
fn true_files_pass_by_declaration_and_by_extension_in_the_kinds_that_accept_them() {
    for (expected, head) in samples() {
        let name = format!("berkas.{}", expected.extensions()[0].to_uppercase());
        for kind in KINDS {
            let accepted = crate::domain::media_type::accepted(kind).contains(&expected);
            let told = accepted.then_some(expected);
            let found = media_type(kind, Some(expected.as_str()), Some(&name), &head);
            assert_eq!(found.ok(), told, "declared {expected} as {kind:?}");
            // Nobody but the sender knows whether there are pictures in an MP4.
            if !matches!(expected, Mp4 | AudioMp4) {
                let octets = Some("application/octet-stream");
                assert_eq!(media_type(kind, octets, Some(&name), &head).ok(), told, "{name} as {kind:?}");
            }
        }
    }
}

#[test]
fn a_file_is_never_taken_for_what_its_bytes_are_not() {
    let related = |a: MediaType, b: MediaType| {
        let texts = [Csv, Json, PlainText];
        let office = [Docx, Xlsx, Pptx, Odt, Ods, Zip];
        let mp4 = [Mp4, AudioMp4];
        a == b || [&texts[..], &office, &mp4].iter().any(|set| set.contains(&a) && set.contains(&b))
    };
    for (is, head) in samples() {
        for claimed in MediaType::all().iter().filter(|claimed| !related(is, **claimed)) {
            let refused = media_type(SourceMaterial, Some(claimed.as_str()), None, &head);
            assert!(refused.is_err(), "{is} passed as {claimed}");
        }
    }
    for claimed in [Xlsx, Pptx, Odt] {
        assert!(media_type(SourceMaterial, Some(claimed.as_str()), None, &word()).is_err());
    }
    assert!(media_type(Dataset, Some("application/json"), None, b"a,b\n").is_err());
    assert!(media_type(Video, Some("video/mp4"), None, &ftyp(b"M4A ", &[b"M4A "])).is_err());
}

#[test]
fn what_a_browser_would_run_is_refused_under_every_name() {
    let pages = [
        "<!DOCTYPE html><html></html>",
        "\u{feff}\n <svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"alert(1)\"/>",
        "<?xml version=\"1.0\"?><a/>",
        "<a href=x>",
        "nama,catatan\n1,<ScRiPt>alert(1)</sCrIpT>\n",
        "{\"a\":\"<iframe src=x>\"}",
        "GIF89a=1;/*<html>*/",
        "x <?php system($_GET[0]); ?>",
        "text first %PDF-1.4 then",
        "#!/bin/sh\nid\n",
        "%!PS-Adobe-3.0\n",
    ];
    for page in pages {
        for kind in KINDS {
            for claimed in ["text/plain", "text/csv", "application/json", "text/html", "image/svg+xml", ""] {
                for name in [None, Some("a.txt"), Some("a.csv"), Some("a.html"), Some("a")] {
                    let outcome = media_type(kind, Some(claimed), name, page.as_bytes());
                    assert!(outcome.is_err(), "{page} as {claimed}, {name:?}, {kind:?}");
                }
            }
        }
    }
}

#[test]
fn the_extension_may_not_contradict_the_bytes() {
    for name in ["foto.png", "foto.pdf", "foto.html", "foto.jpg.SVG", "x.js", "x.xml", "x.zip"] {
        assert!(media_type(Photo, Some("image/jpeg"), Some(name), &jpeg()).is_err(), "{name}");
    }
    // Unknown extensions say nothing; the download puts the true one behind them.
    for name in ["foto", "foto.JPEG", "foto.jfif", "a.jpg.exe", "Rapat 10.30", ".htaccess", "x."] {
        assert_eq!(undeclared(Photo, name, &jpeg()), Some(Jpeg), "{name}");
    }
}

#[test]
fn a_polyglot_with_a_picture_in_front_is_a_picture() {
    let mut both = jpeg();
    both.extend_from_slice(b"<?php phpinfo(); ?><script>alert(1)</script>PK\x03\x04");
    assert_eq!(media_type(Photo, Some("image/jpeg"), Some("a.jpg"), &both), Ok(Jpeg));
    assert!(media_type(SourceMaterial, Some("text/plain"), None, &both).is_err());
}

#[test]
fn text_is_utf_8_without_binary_characters() {
    let cut_at_the_head = [vec![b'a'; HEAD - 1], vec![0xC3]].concat();
    let cut_in_a_short_file = b"caf\xC3".to_vec();
    let plain = |head: &[u8]| media_type(Document, Some("text/plain"), Some("a.txt"), head).ok();
    assert_eq!(plain(&cut_at_the_head), Some(PlainText));
    assert_eq!(plain("tab\t, line\r\n, page\u{c}, é".as_bytes()), Some(PlainText));
    for bad in [
        &cut_in_a_short_file[..],
        b"nul\0",
        b"esc\x1b[31m",
        b"caf\xE9 latin-1",
        b"\xFF\xFEU\x00T\x00F\x00",
        b"",
        b" \n ",
        b"\xEF\xBB\xBF",
    ] {
        assert_eq!(plain(bad), None, "{bad:?}");
    }
}

#[test]
fn nothing_declared_leaves_it_to_the_extension_then_to_the_kind() {
    assert_eq!(undeclared(Dataset, "a.csv", b"{not json"), Some(Csv));
    assert_eq!(undeclared(Dataset, "a", b"a;b\n"), Some(Csv));
    assert_eq!(undeclared(Dataset, "a", b"[1]"), Some(Json));
    assert_eq!(undeclared(Document, "a.md", b"# Judul\n"), Some(PlainText));
    assert_eq!(undeclared(SourceMaterial, "a.xlsx", &zip(&[("_rels/.rels", 9)])), Some(Xlsx));
    assert_eq!(undeclared(Audio, "a.m4a", &ftyp(b"isom", &[b"isom"])), Some(AudioMp4));
    assert_eq!(undeclared(Dataset, "a.docx", &word()), None);
    let excel_says = media_type(Dataset, Some("application/vnd.ms-excel"), Some("a.csv"), b"a;b");
    assert_eq!(excel_says, Ok(Csv));
}

#[test]
fn programs_and_old_office_files_are_named_and_refused() {
    for (head, name) in [
        (&[&b"\x7fELF\x02\x01\x01"[..], &[0; 60]].concat()[..], "application/x-executable"),
        (b"MZ\x90\x00\x03\x00\x00\x00", "application/vnd.microsoft.portable-executable"),
        (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1\x00", "application/x-ole-storage"),
        (b"GIF89a\x01\x00\x01\x00", "image/gif"),
        (b"\x1f\x8b\x08\x00", "application/gzip"),
        (b"\x00\x01\x02\x03", "unknown"),
        (b"", "empty"),
    ] {
        let refused = media_type(SourceMaterial, None, None, head).unwrap_err();
        assert_eq!(refused.found, name);
    }
}

#[test]
fn the_refusal_tells_what_was_declared_found_and_accepted() {
    let refused = media_type(Photo, Some("image/png"), Some("a.png"), &jpeg()).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "declared as image/png, extension png, found image/jpeg; \
         accepted are: image/jpeg, image/png, image/webp, image/heic, image/tiff"
    );
    let long = media_type(Photo, Some(&"x".repeat(9000)), None, &jpeg()).unwrap_err();
    assert_eq!(long.declared.unwrap().len(), 100);
}

/// However little of it is there, a true file is not refused for what has not come yet.
#[test]
fn a_few_bytes_refuse_only_what_they_surely_are_not() {
    for (media_type, head) in samples() {
        for kind in ArtifactKind::ALL.iter().copied().filter(|kind| accepted(*kind).contains(&media_type)) {
            for length in 0..head.len().min(600) {
                let refused = never(kind, None, None, &head[..length]);
                assert_eq!(refused, None, "{media_type} as {kind} by {length} bytes");
            }
        }
    }
    let mut photo = jpeg();
    photo.resize(200, 7);
    assert!(never(Video, None, None, &photo[..64]).is_some_and(|mismatch| mismatch.found == "image/jpeg"));
    assert_eq!(never(Video, None, None, &photo[..63]), None, "too few");
    assert_eq!(never(Video, None, None, &b"Ribuan warga hadir di alun-alun, Rabu (30/9) pagi, meski hujan.\n".repeat(3)), None);
}

/// Whatever comes in, the answer is a type or a refusal.
#[test]
fn no_bytes_make_it_panic() {
    let mut state = 1_u64;
    let mut random = move || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize
    };
    let mut heads: Vec<_> = samples().into_iter().map(|(_, head)| head).collect();
    heads.push(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".repeat(1000));
    for head in heads {
        for _ in 0..400 {
            let mut broken = head[..random() % (head.len() + 1)].to_vec();
            broken.resize(broken.len() + random() % 40, 0xFF);
            for _ in 0..random() % 8 {
                let at = random() % broken.len().max(1);
                if let Some(byte) = broken.get_mut(at) {
                    *byte = random() as u8;
                }
            }
            let _ = media_type(SourceMaterial, None, Some("x.docx"), &broken);
        }
    }
}
