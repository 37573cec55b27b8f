//! Heads of true files, of false ones, and of those that try to be two things.

use super::desks;
use super::heads::{self, ftyp, jpeg, word, zip};
use crate::blobs::HEAD;
use crate::blobs::sniff::{media_type, never};
use crate::domain::artifact::ArtifactKind::{self, *};
use crate::domain::label::Label;
use crate::domain::media_type::MediaType::{self, *};

const KINDS: [ArtifactKind; 8] = [Photo, Video, Audio, Dataset, Document, SourceMaterial, WebsiteDraft, PressRelease];

fn samples() -> Vec<(MediaType, Vec<u8>)> {
    heads::samples().into_iter().chain(desks::samples()).collect()
}

/// What it is taken for, and whether it was called otherwise.
fn taken(kind: ArtifactKind, declared: Option<&str>, name: Option<&str>, head: &[u8]) -> Option<(MediaType, bool)> {
    media_type(kind, declared, name, head).ok().map(|found| (found.media_type, found.label_differs))
}

/// What a kind makes of a file nobody said anything about.
fn undeclared(kind: ArtifactKind, name: &str, head: &[u8]) -> Option<MediaType> {
    taken(kind, None, Some(name), head).map(|(media_type, _)| media_type)
}

#[test]
fn true_files_pass_by_declaration_and_by_extension_in_the_kinds_that_accept_them() {
    for (expected, head) in samples() {
        for ending in expected.extensions() {
            let name = format!("berkas.{}", ending.to_uppercase());
            for kind in KINDS {
                let told = expected.is_for(kind).then_some((expected, false));
                let found = taken(kind, Some(expected.as_str()), Some(&name), &head);
                assert_eq!(found.filter(|(found, _)| *found == expected), told, "declared {expected} as {kind:?}, {name}");
            }
        }
        // Without a word about it, too, unless only its sender knows whether there are pictures in it.
        let name = format!("berkas.{}", expected.extensions()[0]);
        let kind = *KINDS.iter().find(|kind| expected.is_for(**kind)).unwrap();
        assert_eq!(
            taken(kind, Some("application/octet-stream"), Some(&name), &head),
            Some((expected, false)),
            "{name} as {kind:?}"
        );
    }
}

#[test]
fn no_file_is_lost_to_its_label_and_none_is_taken_for_what_it_is_not() {
    for (is, head) in samples() {
        let kind = *KINDS.iter().find(|kind| is.is_for(**kind)).unwrap();
        for declared in ["image/jpeg", "video/mp4", "application/x-nobody-knows", "text/plain", "application/pdf", "audio/mpeg"] {
            for name in ["a.jpg", "a.mp4", "a.pdf", "a.csv", "a"] {
                let (found, differs) =
                    taken(kind, Some(declared), Some(name), &head).unwrap_or_else(|| panic!("{is} as {declared}"));
                // Only what the bytes leave open is for its sender to say.
                let left_open = [
                    &[Csv, Json, PlainText, Pdf][..],
                    &[Docx, Xlsx, Pptx, Zip],
                    &[Odt, Ods, Odp, Zip],
                    &[Doc, Xls, Ppt, Msg],
                    &[Wmv, Wma],
                    &[Mp4, AudioMp4, QuickTime, AudioQuickTime, ThreeGp, ThreeG2, AudioThreeGp],
                    &[Tiff, Nef, Dng, Arw, Cr2],
                    &[Mp3, Aac],
                    &[Ogg, OggVideo],
                    &[Avif, Heic],
                ];
                let may = found == is || left_open.iter().any(|set| set.contains(&found) && set.contains(&is));
                assert!(may, "{is} passed as {found}");
                let is_told = found.is_called(declared) && (name == "a" || found.extensions().contains(&&name[2..]));
                assert_eq!(differs, !is_told, "{is} called {declared}, {name}");
            }
        }
    }
    assert_eq!(taken(Video, Some("video/mp4"), None, &ftyp(b"M4A ", &[b"M4A "])), None, "a film has pictures");
    assert_eq!(taken(Document, Some("image/jpeg"), Some("a.jpg"), &jpeg()), None, "the kind takes none");
}

#[test]
fn wildcards_and_generic_types_say_nothing_and_the_usual_other_names_are_known() {
    for declared in [
        "",
        "*/*",
        "image/*",
        "application/*",
        "application/octet-stream",
        "Binary/Octet-Stream",
        "application/binary",
        "application/force-download",
        "application/x-unknown",
        "unknown/unknown",
        "nonsense",
        "?",
        "application/x-www-form-urlencoded",
    ] {
        assert_eq!(taken(Photo, Some(declared), Some("a.jpg"), &jpeg()), Some((Jpeg, false)), "{declared}");
    }
    for (declared, name, head, kind, expected) in [
        ("image/jpg", "a.JPG", jpeg(), Photo, Jpeg),
        ("image/pjpeg", "a.jfif", jpeg(), Photo, Jpeg),
        ("application/vnd.ms-excel", "a.csv", b"a;b".to_vec(), Dataset, Csv),
        ("text/plain", "a.csv", b"a;b".to_vec(), Dataset, Csv),
        ("text/csv; charset=windows-1252", "a.txt", b"a;b".to_vec(), Dataset, Csv),
        ("text/csv", "a.csv", b"a,b\r\n1,\x0B2\x1A\r\n".to_vec(), Dataset, Csv),
        ("application/msword", "a.docx", word(), Document, Docx),
        ("audio/x-m4a", "a.m4a", ftyp(b"M4A ", &[b"M4A ", b"isom"]), Audio, AudioMp4),
        ("audio/aac", "a.aac", b"\xFF\xF1\x50\x80\x01\x1F\xFC".to_vec(), Audio, Aac),
        ("video/3gpp", "a.3gp", ftyp(b"3gp4", &[b"isom", b"3gp4"]), Video, ThreeGp),
        ("video/mp4", "a.mp4", ftyp(b"3gp4", &[b"isom", b"3gp4"]), Video, Mp4),
    ] {
        assert_eq!(taken(kind, Some(declared), Some(name), &head), Some((expected, false)), "{declared}, {name}");
    }
    let quicktime = ftyp(b"qt  ", &[b"qt  "]);
    assert_eq!(taken(Video, Some("video/mp4"), Some("a.mp4"), &quicktime), Some((QuickTime, true)));
    assert_eq!(taken(Photo, Some("image/jpeg"), Some("a.jpg"), &ftyp(b"heic", &[b"mif1", b"heic"])), Some((Heic, true)));
}

#[test]
fn what_a_browser_would_run_is_refused_under_every_name() {
    let pages = [
        "<!DOCTYPE html><html></html>",
        "\u{feff}\n <svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"alert(1)\"/>",
        "<?xml version=\"1.0\"?><a/>",
        "<!-- --><script>",
        "<!--><script>alert(1)</script>-->",
        "<s:svg xmlns:s='http://www.w3.org/2000/svg'/>",
        "<img src=x onerror=alert(1)>",
        "<TABLE border=1><tr><td>Jumlah",
        "<?php system($_GET[0]);",
        "#!/bin/sh\nid\n",
        "#! /usr/bin/env python\n",
        "%!PS-Adobe-3.0\n",
        "<html>%PDF-1.7\n",
    ];
    for page in pages {
        let utf16: Vec<u8> = page.encode_utf16().flat_map(u16::to_le_bytes).collect();
        for bytes in [page.as_bytes().to_vec(), [b"\xFF\xFE".to_vec(), utf16.clone()].concat(), utf16] {
            for kind in KINDS {
                for claimed in ["text/plain", "text/csv", "application/json", "text/html", "image/svg+xml", ""] {
                    for name in [None, Some("a.txt"), Some("a.csv"), Some("a.html"), Some("a")] {
                        let outcome = media_type(kind, Some(claimed), name, &bytes);
                        assert!(outcome.is_err(), "{page} as {claimed}, {name:?}, {kind:?}: {outcome:?}");
                    }
                }
            }
        }
    }
    assert_eq!(taken(Photo, Some("text/html"), Some("a.html"), &jpeg()), Some((Jpeg, true)), "a picture is one under any name");
}

#[test]
fn what_stands_in_a_cell_or_a_line_is_data() {
    for text in [
        "nama,catatan\n1,<ScRiPt>alert(1)</sCrIpT>\n",
        "\"<script>alert(1)</script>\",2\n",
        "a,b\n<html><script>alert(1)</script></html>\n",
        "x <?php system($_GET[0]); ?>",
        "GIF89a=1;/*<html>*/",
        "text first %PDF-1.4 then",
        "<3 Karanganyar;1\n",
        "<b>x</b>;Jumlah\n",
        "<nama>;<desa>\n",
        "<a href=x>Peta</a>;1\n",
        "<!-- catatan -->;Jumlah\n",
        "</b>;Jumlah\n",
        "<tabel>;<headline>\n",
        "<Media omitted> oleh Siti\n",
        "#!desa;jumlah\n",
        "#!AMR;jumlah\n",
        "%!desa;jumlah\n",
        "%PDF-berkas;jumlah\n",
    ] {
        assert_eq!(taken(Dataset, Some("text/csv"), Some("a.csv"), text.as_bytes()), Some((Csv, false)), "{text}");
        assert_eq!(taken(Document, Some("text/plain"), Some("a.txt"), text.as_bytes()), Some((PlainText, false)), "{text}");
    }
    assert_eq!(taken(Dataset, None, Some("a.json"), b"{\"a\":\"<iframe src=x>\"}"), Some((Json, false)));
}

#[test]
fn a_polyglot_with_a_picture_in_front_is_a_picture() {
    let mut both = jpeg();
    both.extend_from_slice(b"<?php phpinfo(); ?><script>alert(1)</script>PK\x03\x04");
    assert_eq!(taken(Photo, Some("image/jpeg"), Some("a.jpg"), &both), Some((Jpeg, false)));
    assert_eq!(taken(SourceMaterial, Some("text/plain"), None, &both), Some((Jpeg, true)));
}

#[test]
fn text_is_kept_in_every_encoding_wherever_its_first_special_letter_stands() {
    let plain = |head: &[u8]| taken(Document, Some("text/plain"), Some("a.txt"), head).map(|(found, _)| found);
    let long = "Desa Karanganyar; ".repeat(HEAD / 18 + 1).into_bytes();
    let at = |place: usize, special: &[u8]| [&long[..place], special, &long[place..]].concat();
    for special in ["é".as_bytes(), b"\xE9", b"\x96", b"\x00", b"\x1A", b"\x07"] {
        for place in [0, 1, 100, HEAD - 2, HEAD - 1, HEAD] {
            let whole = at(place, special);
            assert_eq!(plain(&whole[..HEAD]), Some(PlainText), "{special:?} at {place}");
        }
    }
    for text in [
        &b"caf\xC3"[..],
        b"nul\0",
        b"esc\x1b[31m",
        b"caf\xE9 latin-1",
        b"\xFF\xFEU\x00T\x00F\x00",
        b"\xFE\xFF\x00U\x00T\x00F",
        b"\xE4\xF6\xFC",
        "tab\t, line\r\n, page\u{c}, é\u{85}".as_bytes(),
    ] {
        assert_eq!(plain(text), Some(PlainText), "{text:?}");
    }
    for bad in [&b""[..], b" \n ", b"\xEF\xBB\xBF", b"\xFF\xFE", b"\x00\x01\x02\x03"] {
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
}

#[test]
fn programs_and_what_nobody_knows_are_named_and_refused() {
    for (head, name) in [
        (&[&b"\x7fELF\x02\x01\x01"[..], &[0; 60]].concat()[..], "application/x-executable"),
        (b"MZ\x90\x00\x03\x00\x00\x00", "application/vnd.microsoft.portable-executable"),
        (b"LZIP\x01\x0C\x00\xFF\xFE", "application/x-lzip"),
        (b"\x00\x01\x02\x03", "unknown"),
        (b"", "empty"),
    ] {
        let refused = media_type(SourceMaterial, None, None, head).unwrap_err();
        assert_eq!(refused.found, name);
    }
}

#[test]
fn the_refusal_tells_what_was_declared_found_and_accepted() {
    let refused = media_type(Document, Some("image/png"), Some("a.png"), &jpeg()).unwrap_err();
    assert!(
        refused.to_string().starts_with("declared as image/png, extension png, found image/jpeg; accepted are: "),
        "{refused}"
    );
    let long = media_type(Document, Some(&format!("image/{}", "x".repeat(9000))), None, &jpeg()).unwrap_err();
    assert_eq!(long.declared.unwrap().len(), 100);
}

/// However little of it is there, a true file is not refused for what has not come yet.
#[test]
fn a_few_bytes_refuse_only_what_they_surely_are_not() {
    for (media_type, head) in samples() {
        for kind in ArtifactKind::ALL.iter().copied().filter(|kind| media_type.is_for(*kind)) {
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
