//! Names of files in a bag: safe on every disk they may be unpacked on, and each its own.

use crate::blobs::{FileName, cut};
use crate::domain::artifact::ArtifactKind;
use crate::domain::media_type::MediaType;
use crate::http::download::with_extension;
use crate::print::words::artifact_kind;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;
use unicode_segmentation::UnicodeSegmentation;

/// Bytes of a name, without its number and ending: with them well under the 255 that disks take.
const LONGEST: usize = 120;
/// What is longer behind the last dot is a part of the name.
const LONGEST_ENDING: usize = 16;

/// `data/007-panen-raya.jpg`: the number keeps the order and makes it the only one of its name, also where a disk tells no small
/// letters from capitals. A file that came without a name, or with one of which nothing can stay, is called by its title, or else by its
/// kind.
pub fn path(
    number: usize,
    file_name: Option<&str>,
    (title, kind): (&str, ArtifactKind),
    media_type: Option<MediaType>,
) -> String {
    // A title is no path: what stands before a slash belongs to it.
    let name = file_name.and_then(FileName::clean).map_or_else(String::new, |name| with_extension(&name, media_type));
    let usual = media_type.and_then(|media_type| media_type.extensions().first().copied()).unwrap_or_default();
    let (stem, ending) = parts(&name).unwrap_or((&name, usual));
    let kind = artifact_kind(kind).to_lowercase();
    let stem = [stem, title, &kind].map(plain).into_iter().find(|stem| !stem.is_empty()).unwrap_or_default();
    let dot = if ending.is_empty() { "" } else { "." };
    format!("data/{number:03}-{stem}{dot}{ending}")
}

/// What stands before the last dot, and behind it.
fn parts(name: &str) -> Option<(&str, &str)> {
    let is_ending = |ending: &str| ending.len() <= LONGEST_ENDING && ending.bytes().all(|byte| byte.is_ascii_alphanumeric());
    name.rsplit_once('.').filter(|(_, ending)| !ending.is_empty() && is_ending(ending))
}

/// What tells two letters to stand apart (Persian), or how they join (Hindi), and shows nothing itself.
const JOINERS: [char; 2] = ['\u{200c}', '\u{200d}'];

/// Letters with their marks, digits and `.`, `_`, `-`: nothing that a shell, a disk or a manifest reads as more than a name.
pub fn plain(text: &str) -> String {
    let text = joined(&text.nfc().collect::<Vec<char>>());
    let mut plain = String::with_capacity(text.len());
    for letter in text.graphemes(true) {
        let is_kept = |c: &char| c.is_alphanumeric() || "._-".contains(*c) || is_combining_mark(*c) || JOINERS.contains(c);
        let stays = letter.starts_with(|c: char| is_kept(&c) && !is_combining_mark(c));
        let kept: String = if stays { letter.chars().filter(is_kept).collect() } else { "-".to_owned() };
        // A row of what cannot stay is one dash.
        if kept != "-" || !plain.ends_with('-') {
            plain.push_str(&kept);
        }
    }
    let [apart, together] = JOINERS;
    cut(&plain, |part| part.len() <= LONGEST).trim_matches(['.', '-', apart, together]).to_owned()
}

/// Without the joiners that join no letters, or those of alphabets that have no use for them.
fn joined(letters: &[char]) -> String {
    let is_letter = |c: Option<&char>| c.is_some_and(|c| !c.is_ascii() && (c.is_alphabetic() || is_combining_mark(*c)));
    let is_between = |at: usize| is_letter(at.checked_sub(1).and_then(|at| letters.get(at))) && is_letter(letters.get(at + 1));
    (0..).zip(letters).filter(|(at, c)| !JOINERS.contains(c) || is_between(*at)).map(|(_, c)| *c).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const JPEG: Option<MediaType> = Some(MediaType::Jpeg);

    fn path(number: usize, file_name: Option<&str>, title: &str, media_type: Option<MediaType>) -> String {
        super::path(number, file_name, (title, ArtifactKind::Photo), media_type)
    }

    #[test]
    fn names_are_safe_wherever_they_are_unpacked() {
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
            ("nul.jpg", "data/001-nul.jpg"),
            ("foto\u{202e}gpj.exe", "data/001-fotogpj.exe.jpg"),
            ("Café 写真.jpg", "data/001-Café-写真.jpg"),
            ("foto.jpg.", "data/001-foto.jpg"),
            ("foto .jpg", "data/001-foto.jpg"),
        ] {
            assert_eq!(path(1, Some(name), "Tari", JPEG), kept, "{name:?}");
        }
        assert_eq!(path(1234, Some("a"), "", None), "data/1234-a");
        assert_eq!(path(5, Some("a.b c"), "", None), "data/005-a.b-c");
        assert_eq!(path(6, Some("a.xlsm"), "", Some(MediaType::Xlsx)), "data/006-a.xlsm");
        assert_eq!(path(7, Some("catatan.html"), "", Some(MediaType::PlainText)), "data/007-catatan.html.txt");
    }

    #[test]
    fn each_has_a_stem_and_an_ending() {
        for name in [None, Some("???.jpg"), Some("..."), Some(".jpg"), Some("🎉🎉.jpg"), Some("\u{301}.jpg"), Some("-.-")] {
            assert_eq!(path(2, name, "Tari Saman", JPEG), "data/002-Tari-Saman.jpg", "{name:?}");
        }
        assert_eq!(path(2, Some("🎉.JPEG"), "?!", JPEG), "data/002-foto.JPEG");
        assert_eq!(path(2, None, "...", None), "data/002-foto");
        let of_kind = |kind| super::path(2, Some("🎉.pdf"), ("🎉", kind), None);
        assert_eq!(of_kind(ArtifactKind::PressRelease), "data/002-siaran-pers.pdf");
        assert_eq!(
            path(3, None, "Rapat 12/11/2026 – hal. 1/2", Some(MediaType::PlainText)),
            "data/003-Rapat-12-11-2026-hal.-1-2.txt"
        );
        assert_eq!(path(4, None, "a/b\\c", JPEG), "data/004-a-b-c.jpg");
    }

    #[test]
    fn letters_keep_their_marks() {
        for (name, kept) in [
            ("Ngu\u{31b}\u{323}\u{309}.jpg", "data/001-Ng\u{1ef1}\u{309}.jpg"),
            ("हिन्दी क्षेत्र.jpg", "data/001-हिन्दी-क्षेत्र.jpg"),
            ("ภาษาไทยที่.jpg", "data/001-ภาษาไทยที่.jpg"),
            ("مُحَمَّد.jpg", "data/001-مُحَمَّد.jpg"),
            ("ꦲꦏ꧀ꦱꦫ.jpg", "data/001-ꦲꦏ꧀ꦱꦫ.jpg"),
            ("می\u{200c}روم.jpg", "data/001-می\u{200c}روم.jpg"),
            ("क्\u{200d}ष.jpg", "data/001-क्\u{200d}ष.jpg"),
            // Where they join nothing they only hide.
            ("fo\u{200c}to\u{200d}.jpg", "data/001-foto.jpg"),
            ("می\u{200c} \u{200d}روم\u{200c}.jpg", "data/001-می-روم.jpg"),
            ("a👨\u{200d}👩\u{200d}👧b.jpg", "data/001-a-b.jpg"),
        ] {
            assert_eq!(path(1, Some(name), "", JPEG), kept, "{name:?}");
        }
    }

    #[test]
    fn long_names_keep_their_ending_and_whole_letters() {
        for letter in ["写", "कि", "e\u{30a}\u{323}", "g\u{308}"] {
            let name = path(1, Some(&format!("{}.jpeg", letter.repeat(200))), "", JPEG);
            let whole: String = letter.nfc().collect();
            assert!(name.len() < 160 && name.ends_with(&format!("{whole}.jpeg")), "{name}");
            let stem = name.trim_start_matches("data/001-").trim_end_matches(".jpeg");
            assert_eq!(stem, whole.repeat(stem.len() / whole.len()));
        }
        let long = path(1, Some(&format!("a.{}", "b".repeat(200))), "", None);
        assert!(long.len() < 160 && long.starts_with("data/001-a.bbb"), "{long}");
    }

    #[test]
    fn what_a_disk_takes_for_the_same_is_apart() {
        let names = ["Foto.jpg", "FOTO.JPG", "foto.jpg", "Cafe\u{301}.jpg", "Caf\u{e9}.jpg"];
        let paths: std::collections::BTreeSet<String> =
            (1..).zip(names).map(|(number, name)| path(number, Some(name), "", JPEG).to_lowercase()).collect();
        assert_eq!(paths.len(), names.len());
    }
}
