//! Texts and tables are kept as they came, in whatever encoding, and it is told.

use super::*;
use pubdok::blobs::HEAD;

fn wide(text: &str, number: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(number).collect()
}

#[tokio::test]
async fn every_encoding_is_kept_and_told() {
    let long = "Nama;Desa;Jumlah\r\n".repeat(HEAD / 10).into_bytes();
    let special = |place: usize, letter: &[u8]| [&long[..place], letter, &long[place..]].concat();
    let texts = [
        (file("csv-windows-1252.csv"), json!("windows-1252"), "text/csv; charset=windows-1252"),
        (wide("\u{feff}Nama;D\u{e9}sa\r\n", u16::to_le_bytes), json!("UTF-16LE"), "text/csv; charset=UTF-16LE"),
        (wide("\u{feff}Nama;D\u{e9}sa\r\n", u16::to_be_bytes), json!("UTF-16BE"), "text/csv; charset=UTF-16BE"),
        (wide("Nama;Desa;Jumlah\r\n", u16::to_le_bytes), json!("UTF-16LE"), "text/csv; charset=UTF-16LE"),
        ("Nama;Dés\u{1a}a\r\n".into(), json!("UTF-8"), "text/csv"),
        (b"Nama;Jumlah\r\nSiti;1\0\r\n".to_vec(), json!("UTF-8"), "text/csv"),
        (b"Nama;\x81\x8D;1\r\n".to_vec(), json!(null), "text/csv"),
        // In alphabets other than ours, without a mark; with as many control characters as letters; shifted; printed over.
        (wide("الاسم;القرية\r\nسيتي;كارانج\r\n", u16::to_le_bytes), json!("UTF-16LE"), "text/csv; charset=UTF-16LE"),
        (wide("Имя;Деревня\r\nИван;Новая\r\n", u16::to_be_bytes), json!("UTF-16BE"), "text/csv; charset=UTF-16BE"),
        (wide("ꦱꦼꦏꦿꦺꦠꦫꦶꦪꦠ꧀ ꦢꦌꦫꦃ\r\n", u16::to_le_bytes), json!("UTF-16LE"), "text/csv; charset=UTF-16LE"),
        (wide("看一看新的村庄，今天有很多人。\r\n", u16::to_le_bytes), json!("UTF-16LE"), "text/csv; charset=UTF-16LE"),
        (
            wide(&format!("\u{feff}{}", "N\u{1}a\u{2}".repeat(30)), u16::to_le_bytes),
            json!("UTF-16LE"),
            "text/csv; charset=UTF-16LE",
        ),
        (b"\x1B$B;3ED\x1B(B;1\r\n".to_vec(), json!("ISO-2022-JP"), "text/csv; charset=ISO-2022-JP"),
        (b"N\x08NA\x08AM\x08MA\x08A;_\x08D\r\n".to_vec(), json!("UTF-8"), "text/csv"),
        // Wherever the first special letter stands.
        (special(HEAD - 1, b"\x96"), json!("windows-1252"), "text/csv; charset=windows-1252"),
        (special(HEAD, b"\x96"), json!("windows-1252"), "text/csv; charset=windows-1252"),
        (special(HEAD - 1, "é".as_bytes()), json!("UTF-8"), "text/csv"),
        (special(long.len() - 2, b"\xE9"), json!("windows-1252"), "text/csv; charset=windows-1252"),
        // A cell that contains markup is data.
        (b"Nama;Catatan\r\nSiti;<script>alert(1)</script>\r\n".to_vec(), json!("UTF-8"), "text/csv"),
        (b"Nama;Catatan\r\nSiti;<!doctype html><html>\xE9\r\n".to_vec(), json!("windows-1252"), "text/csv; charset=windows-1252"),
    ];
    for way in WAYS {
        let scene = Scene::open().await;
        for (bytes, encoding, content_type) in texts.clone() {
            let start = String::from_utf8_lossy(&bytes[..bytes.len().min(40)]).into_owned();
            let sent = Sent { kind: "DATASET", name: "data.csv", declared: "text/csv", bytes: bytes.clone() };
            let made = scene.keeps(way, &sent).await;
            assert_eq!((&made["content"]["encoding"], &made["flags"]), (&encoding, &json!([])), "{start} {way:?}");
            let got = scene.staff().get(&format!("/v1/artifacts/{}/content", made.id())).await.good();
            assert_eq!(got.header("content-type"), Some(content_type), "{start} {way:?}");
            assert_eq!(got.header("content-disposition"), Some("attachment; filename=\"data.csv\""));
            assert_eq!(got.header("x-content-type-options"), Some("nosniff"));
        }
    }
    // What is no text has none.
    let scene = Scene::open().await;
    let sent = Sent { kind: "PHOTO", name: "a.jpg", declared: "image/jpeg", bytes: file("icc-p3.jpg") };
    assert_eq!(scene.keeps(Way::Bare, &sent).await["content"]["encoding"], json!(null));
}
