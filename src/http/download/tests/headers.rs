//! What the answer says about the file, above all its name.

use super::{CHANGED, Shelf};

#[actix_web::test]
async fn a_whole_file_tells_all_about_itself() {
    let shelf = Shelf::with("0123456789").await;
    let got = shelf.get(&[]).await;
    assert_eq!((got.status, &got.body), (200, &shelf.bytes));
    for (name, value) in [
        ("etag", shelf.tag().as_str()),
        ("repr-digest", &shelf.digest.repr_digest()),
        ("accept-ranges", "bytes"),
        ("content-type", "image/jpeg"),
        ("last-modified", CHANGED),
        ("cache-control", "private, no-cache"),
        ("x-content-type-options", "nosniff"),
        ("content-disposition", "inline; filename=\"panen.jpg\""),
        ("content-range", ""),
    ] {
        assert_eq!(got.header(name), value, "{name}");
    }
    assert!(got.header("content-security-policy").ends_with("; sandbox"));
}

#[actix_web::test]
async fn only_harmless_types_are_shown_in_place() {
    let mut shelf = Shelf::with("x").await;
    for (media_type, disposition) in [
        ("image/png", "inline; filename=\"a.png\""),
        ("application/pdf", "inline; filename=\"a.png.pdf\""),
        ("image/heic", "attachment; filename=\"a.png.heic\""),
        ("text/plain", "attachment; filename=\"a.png.txt\""),
        ("text/html", "attachment; filename=\"a.png\""),
        ("image/svg+xml", "attachment; filename=\"a.png\""),
        ("bad\r\nSet-Cookie: x", "attachment; filename=\"a.png\""),
    ] {
        assert_eq!(shelf.disposition(media_type, Some("a.png")).await, disposition);
    }
    assert_eq!(shelf.get(&[]).await.header("content-type"), "application/octet-stream");
    for (media_type, name, told) in [
        ("text/plain", "catatan.html", "catatan.html.txt"),
        ("text/csv", "a.js", "a.js.csv"),
        ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "a.xlsb", "a.xlsb"),
        ("application/x-ole-storage", "a.pub", "a.pub"),
        ("application/x-ole-storage", "a.exe", "a.exe.ole"),
    ] {
        assert_eq!(shelf.disposition(media_type, Some(name)).await, format!("attachment; filename=\"{told}\""));
    }
    assert_eq!(shelf.disposition("text/csv", None).await, "attachment");
}

#[actix_web::test]
async fn hostile_names_leave_the_header_well_formed() {
    let mut shelf = Shelf::with("x").await;
    for (name, told) in [
        ("../../etc/passwd", "filename=\"passwd.jpg\""),
        ("C:\\x\\CON", "filename=\"CON.jpg\""),
        (".htaccess", "filename=\".htaccess.jpg\""),
        ("a.jpg.exe", "filename=\"a.jpg.exe.jpg\""),
        ("a\0\r\nX-Evil: 1.jpg", "filename=\"aX-Evil: 1.jpg\""),
        (
            "\"; filename=\"evil.exe",
            "filename=\"_; filename=_evil.exe.jpg\"; filename*=UTF-8''%22%3B%20filename%3D%22evil.exe.jpg",
        ),
        ("foto\u{202e}gpj.exe", "filename=\"fotogpj.exe.jpg\""),
        ("50%20.jpg", "filename=\"50_20.jpg\"; filename*=UTF-8''50%2520.jpg"),
        ("é 写.jpg", "filename=\"_ _.jpg\"; filename*=UTF-8''%C3%A9%20%E5%86%99.jpg"),
    ] {
        let disposition = shelf.disposition("image/jpeg", Some(name)).await;
        assert_eq!(disposition, format!("inline; {told}"));
    }
    let long: &'static str = String::leak("é".repeat(2000));
    let disposition = shelf.disposition("image/jpeg", Some(long)).await;
    assert!(disposition.len() < 2200 && disposition.is_ascii());
}
