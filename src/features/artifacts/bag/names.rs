//! Names of files in a bag: safe on every disk they may be unpacked on, and each its own.

use crate::blobs::FileName;
use crate::domain::media_type::MediaType;
use crate::http::download::with_extension;

/// Bytes of a name, without its number and ending: with them well under the 255 that disks take.
const LONGEST: usize = 120;

/// `data/007-panen-raya.jpg`: the number keeps the order and makes it the only one of its name.
pub fn path(number: usize, name: &str, media_type: Option<MediaType>) -> String {
    let clean = FileName::clean(name).map(|name| with_extension(&name, media_type)).unwrap_or_default();
    let (stem, ending) = clean.rsplit_once('.').unwrap_or((&clean, ""));
    let parts: Vec<String> = [stem, ending].iter().map(|part| plain(part)).filter(|part| !part.is_empty()).collect();
    match parts.as_slice() {
        [] => format!("data/{number:03}"),
        parts => format!("data/{number:03}-{}", parts.join(".")),
    }
}

/// Letters, digits and `.`, `_`, `-`: nothing that a shell, a disk or a manifest reads as more than a name.
pub fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for c in text.chars() {
        let kept = if c.is_alphanumeric() || "._-".contains(c) { c } else { '-' };
        if plain.len() + kept.len_utf8() > LONGEST {
            break;
        }
        // A row of what cannot stay is one dash.
        if kept != '-' || !plain.ends_with('-') {
            plain.push(kept);
        }
    }
    plain.trim_matches(['.', '-']).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_safe_wherever_they_are_unpacked() {
        let jpeg = Some(MediaType::Jpeg);
        for (name, kept) in [
            ("IMG_0231.JPG", "data/001-IMG_0231.JPG"),
            ("../../etc/passwd", "data/001-passwd.jpg"),
            ("C:\\Users\\foto.jpg", "data/001-foto.jpg"),
            ("a.jpg.exe", "data/001-a.jpg.exe.jpg"),
            ("Panen Raya (1) \"akhir\"?.jpg", "data/001-Panen-Raya-1-akhir.jpg"),
            ("100%0a.jpg", "data/001-100-0a.jpg"),
            ("a\r\nb\0.jpg", "data/001-ab.jpg"),
            (".htaccess", "data/001-htaccess.jpg"),
            ("CON", "data/001-CON.jpg"),
            ("...", "data/001"),
            ("foto\u{202e}gpj.exe", "data/001-fotogpj.exe.jpg"),
            ("Café 写真.jpg", "data/001-Café-写真.jpg"),
        ] {
            assert_eq!(path(1, name, jpeg), kept, "{name:?}");
        }
        assert_eq!(path(1234, "a", None), "data/1234-a");
        assert_eq!(path(2, "???", jpeg), "data/002-jpg");
    }

    #[test]
    fn long_names_keep_their_ending() {
        let long = path(1, &format!("{}.jpeg", "写".repeat(200)), Some(MediaType::Jpeg));
        assert!(long.len() < 160 && long.ends_with("写.jpeg"), "{long}");
    }
}
