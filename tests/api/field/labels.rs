//! What a file is called costs nobody the file: its bytes decide, and where they say otherwise it is told.

use super::*;

const HEIC: &str = "image/heic";

/// Kind, name, declared type; what it is taken for, and whether it was called otherwise.
const CALLED: [(&str, &str, &str, &str, &str, bool); 16] = [
    ("heic-named.jpg", "PHOTO", "heic-named.jpg", "image/jpeg", HEIC, true),
    ("heic-named.jpg", "PHOTO", "IMG_1.heic", "application/octet-stream", HEIC, false),
    ("heic-named.jpg", "SOURCE_MATERIAL", "IMG_1", "*/*", HEIC, false),
    ("quicktime-named.mp4", "VIDEO", "quicktime-named.mp4", "video/mp4", "video/quicktime", true),
    ("quicktime-named.mp4", "VIDEO", "a.mov", "video/*", "video/quicktime", false),
    ("quicktime-named.mp4", "VIDEO", "a.mov", "image/jpeg", "video/quicktime", true),
    ("icc-p3.jpg", "PHOTO", "a.jpg", "image/jpg", "image/jpeg", false),
    ("icc-p3.jpg", "PHOTO", "a.png", "image/png", "image/jpeg", true),
    ("icc-p3.jpg", "PHOTO", "a.jpg", "application/x-nobody-knows", "image/jpeg", true),
    ("icc-p3.jpg", "PHOTO", "a.jpg", "nonsense", "image/jpeg", false),
    ("icc-p3.jpg", "PHOTO", "a.html", "text/html", "image/jpeg", true),
    ("audio.m4a", "AUDIO", "audio.m4a", "audio/x-m4a", "audio/mp4", false),
    ("audio.m4a", "AUDIO", "audio.mp3", "audio/mpeg", "audio/mp4", true),
    ("mp3-with-crc.mp3", "AUDIO", "mp3-with-crc.mp3", "audio/mpeg", "audio/mpeg", false),
    ("preview-only.nef", "PHOTO", "preview-only.nef", "image/x-nikon-nef", "image/x-nikon-nef", false),
    ("preview-only.nef", "PHOTO", "preview-only.nef", "image/tiff", "image/x-nikon-nef", false),
];

#[tokio::test]
async fn bytes_decide_whatever_a_file_is_called() {
    for way in WAYS {
        let scene = Scene::open().await;
        for (number, (from, kind, name, declared, media_type, differs)) in CALLED.into_iter().enumerate() {
            // Another content each time, for the same one twice is one artifact.
            let bytes = [file(from), vec![0; number + 1]].concat();
            let made = scene.keeps(way, &Sent { kind, name, declared, bytes }).await;
            let told = format!("{name} as {declared} {way:?}");
            assert_eq!(made["content"]["mediaType"], media_type, "{told}");
            assert_eq!(made["content"]["fileName"], name, "{told}");
            let flags = made["flags"].as_array().expect("flags");
            assert_eq!(flags.contains(&json!("LABEL_DIFFERS")), differs, "{told}");
            let got = scene.staff().get(&format!("/v1/artifacts/{}/content", made.id())).await.good();
            let disposition = got.header("content-disposition").expect("a name");
            let ending = match media_type {
                HEIC => ".heic",
                "video/quicktime" => ".mov",
                "image/jpeg" => ".jpg",
                "audio/mp4" => ".m4a",
                "audio/mpeg" => ".mp3",
                _ => ".nef",
            };
            assert!(disposition.ends_with(&format!("{ending}\"")), "{told}: {disposition}");
            assert!(name.ends_with(ending) == disposition.ends_with(&format!("\"{name}\"")), "{told}: {disposition}");
        }
        let flagged = format!("/v1/assignments/{}/artifacts?flag=LABEL_DIFFERS&limit=100", scene.case.id());
        let flagged = scene.subhead().get(&flagged).await.good();
        assert_eq!(flagged.items().len(), CALLED.iter().filter(|(.., differs)| *differs).count());
    }
}

/// What is no more than a label, where the bytes are of another kind, or of none that is taken.
#[tokio::test]
async fn what_the_kind_does_not_take_is_refused_whatever_it_is_called() {
    let page = b"<!doctype html><script>alert(1)</script>".to_vec();
    for way in WAYS {
        let scene = Scene::open().await;
        for (kind, name, declared, bytes) in [
            ("VIDEO", "a.mp4", "video/mp4", file("icc-p3.jpg")),
            ("PHOTO", "a.jpg", "image/jpeg", file("audio.m4a")),
            ("PHOTO", "a.jpg", "image/jpeg", page.clone()),
            ("DOCUMENT", "a.txt", "text/plain", page.clone()),
            ("DATASET", "a.csv", "text/csv", page.clone()),
            ("SOURCE_MATERIAL", "a.svg", "image/svg+xml", b"<svg xmlns='http://www.w3.org/2000/svg'/>".to_vec()),
            ("SOURCE_MATERIAL", "a.csv", "text/csv", page.clone()),
            ("SOURCE_MATERIAL", "a.jpg", "image/jpeg", [b"MZ\x90\0\x03\0\0\0".to_vec(), vec![0; 200]].concat()),
        ] {
            let told = scene.brings(way, &Sent { kind, name, declared, bytes }).await.refused(400, "VALIDATION");
            assert!(told.faults().iter().all(|(_, code)| *code == "TYPE_MISMATCH"), "{name} {way:?}: {told:?}");
        }
        assert!(scene.artifacts().await.is_empty());
    }
}

/// Nothing runs a text: it is told as one, sent to be saved, under an ending that opens an editor.
#[tokio::test]
async fn a_text_under_the_name_of_a_page_or_script_is_kept_as_a_text() {
    for way in WAYS {
        let scene = Scene::open().await;
        for (number, (kind, name, declared, media_type, saved)) in [
            ("DATASET", "data.csv", "application/xml", "text/csv", "data.csv"),
            ("DATASET", "data.html", "text/csv", "text/csv", "data.html.csv"),
            ("DOCUMENT", "catatan.html", "text/plain", "text/plain", "catatan.html.txt"),
            ("DOCUMENT", "catatan.txt", "text/html", "text/plain", "catatan.txt"),
            ("DOCUMENT", "catatan.js", "text/javascript", "text/plain", "catatan.js.txt"),
            ("SOURCE_MATERIAL", "catatan.xml", "application/xhtml+xml", "text/plain", "catatan.xml.txt"),
            ("SOURCE_MATERIAL", "catatan.svg", "image/svg+xml", "text/plain", "catatan.svg.txt"),
        ]
        .into_iter()
        .enumerate()
        {
            let bytes = format!("nama;jumlah\nSiti;{number}\n").into_bytes();
            let made = scene.keeps(way, &Sent { kind, name, declared, bytes }).await;
            let told = format!("{name} as {declared} {way:?}");
            assert_eq!(
                (&made["content"]["mediaType"], &made["flags"]),
                (&json!(media_type), &json!(["LABEL_DIFFERS"])),
                "{told}"
            );
            scene.is_saved(&made, saved).await;
        }
        // A new version as well.
        let made = scene.artifacts().await[0]["id"].as_str().expect("an id").to_owned();
        let put = scene.staff().ask(Method::PUT, &format!("/v1/artifacts/{made}/content")).header("If-Match", "*");
        let put = put.header("Content-Type", "text/html").body("nama;jumlah\nBudi;2\n").await.good();
        assert!(put["content"]["mediaType"].as_str().is_some_and(|told| told.starts_with("text/")), "{put:?}");
    }
}

/// Nor does it matter where in it something stands that looks like markup, or like the first line of a script.
#[tokio::test]
async fn what_a_text_begins_with_costs_nobody_the_text() {
    for way in WAYS {
        let scene = Scene::open().await;
        for (kind, name, declared, text) in [
            ("DATASET", "data.csv", "text/csv", "<b>x</b>;Jumlah\nSiti;1\n"),
            ("DATASET", "data.csv", "text/csv", "<nama>;<desa>\nSiti;1\n"),
            ("DATASET", "data.csv", "text/csv", "<a href=\"https://x.id\">Peta</a>;1\n"),
            ("DATASET", "data.csv", "text/csv", "#!desa;jumlah\n1;2\n"),
            ("DATASET", "data.csv", "text/csv", "%!desa;jumlah\n1;2\n"),
            ("DOCUMENT", "obrolan.txt", "text/plain", "<Media omitted>\nSiti: sudah sampai\n"),
            ("SOURCE_MATERIAL", "obrolan.txt", "text/plain", "<!-- catatan -->\nSiti: sudah\n"),
        ] {
            let made = scene.keeps(way, &Sent { kind, name, declared, bytes: text.into() }).await;
            assert_eq!((&made["content"]["mediaType"], &made["flags"]), (&json!(declared), &json!([])), "{text} {way:?}");
            scene.is_saved(&made, name).await;
        }
        for text in ["<svg onload=alert(1)>;1\n", "\u{feff} <script>alert(1)</script>;1\n", "#!/bin/sh\nid\n", "%!PS-Adobe-3.0\n"]
        {
            let sent = Sent { kind: "DATASET", name: "data.csv", declared: "text/csv", bytes: text.into() };
            scene.brings(way, &sent).await.refused(400, "VALIDATION");
        }
    }
}

impl Scene {
    /// It is sent to be saved under this name, and no browser takes it for anything else than it is told to be.
    pub async fn is_saved(&self, made: &Reply, name: &str) {
        let got = self.staff().get(&format!("/v1/artifacts/{}/content", made.id())).await.good();
        assert_eq!(got.header("content-disposition"), Some(format!("attachment; filename=\"{name}\"").as_str()));
        assert_eq!(got.header("x-content-type-options"), Some("nosniff"));
        assert!(got.header("content-security-policy").is_some_and(|policy| policy.contains("sandbox")), "{name}");
    }
}
