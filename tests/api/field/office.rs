//! Files of offices: which program opens one, its ending tells, so that stays with it.

use super::kinds::ole;
use super::*;
use std::io::{Cursor, Write as _};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

const WORD: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
const EXCEL: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
const POWERPOINT: &str = "application/vnd.openxmlformats-officedocument.presentationml.presentation";

/// An Office file with this part in it.
fn parts(part: &str) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for name in ["[Content_Types].xml", "_rels/.rels", part] {
        zip.start_file(name, SimpleFileOptions::default()).expect("an entry");
        zip.write_all(b"<x/>").expect("its bytes");
    }
    zip.finish().expect("a zip").into_inner()
}

#[tokio::test]
async fn the_ending_that_its_program_wants_stays() {
    let (excel, word, powerpoint) = (parts("xl/workbook.xml"), parts("word/document.xml"), parts("ppt/presentation.xml"));
    let secret = ole("EncryptedPackage");
    let files = [
        // Behind a password nothing but the name tells which it is.
        ("DOCUMENT", "secret.docx", WORD, &secret),
        ("DOCUMENT", "secret.pptx", POWERPOINT, &secret),
        ("DATASET", "secret.xlsx", EXCEL, &secret),
        ("DATASET", "a.xlsm", EXCEL, &excel),
        ("DOCUMENT", "a.xlsb", EXCEL, &excel),
        ("SOURCE_MATERIAL", "a.xltx", EXCEL, &excel),
        ("DOCUMENT", "a.docm", WORD, &word),
        ("DOCUMENT", "a.dotx", WORD, &word),
        ("DOCUMENT", "a.ppsx", POWERPOINT, &powerpoint),
        ("DOCUMENT", "a.potx", POWERPOINT, &powerpoint),
        ("DOCUMENT", "a.pub", "application/x-ole-storage", &ole("Quill")),
        ("SOURCE_MATERIAL", "a.vsd", "application/x-ole-storage", &ole("VisioDocument")),
        ("DOCUMENT", "a.vsdx", "application/vnd.ms-visio.drawing", &parts("visio/document.xml")),
        ("DATASET", "desa.kmz", "application/zip", &b"PK\x03\x04".to_vec()),
    ];
    for way in WAYS {
        let scene = Scene::open().await;
        for (number, (kind, name, media_type, bytes)) in files.into_iter().enumerate() {
            // Another content each time, for the same one twice is one artifact.
            let bytes = [bytes.clone(), vec![0; number + 1]].concat();
            let made = scene.keeps(way, &Sent { kind, name, declared: "application/octet-stream", bytes }).await;
            assert_eq!((&made["content"]["mediaType"], &made["flags"]), (&json!(media_type), &json!([])), "{name} {way:?}");
            scene.is_saved(&made, name).await;
        }
    }
}
