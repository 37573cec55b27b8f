//! The name a file came with: told again at download, never used on a disk.

use std::fmt;

use unicode_normalization::UnicodeNormalization;
use unicode_segmentation::UnicodeSegmentation;

/// In NFC, without folders, control or direction characters, 1 to 255 characters long; it ends in no dot, which Windows would drop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileName(String);

const LONGEST: usize = 255;

/// A longer "extension" is a part of the name that happens to follow a dot.
const LONGEST_EXTENSION: usize = 16;

impl FileName {
    /// Cleans the name instead of refusing it, because the sender did not type it; `None` when nothing is left.
    pub fn clean(raw: &str) -> Option<Self> {
        let last = raw.rsplit(['/', '\\']).next().unwrap_or_default();
        let plain: String = last.chars().filter(|c| !is_unseen(*c)).nfc().collect();
        let name = shortened(trimmed(plain.trim_start()));
        (!name.is_empty()).then_some(Self(name))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for FileName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Characters that end a header or line, turn the writing direction (`gpj.exe` shown as `exe.jpg`), or show nothing.
fn is_unseen(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}'
            | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'
            | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

fn trimmed(name: &str) -> &str {
    name.trim_end_matches(|c: char| c == '.' || c.is_whitespace())
}

/// The longest beginning that `fits`, cut between two letters as a reader sees them: none loses its marks. Of what is one heap of marks
/// as many as fit.
pub fn cut(text: &str, fits: impl Fn(&str) -> bool) -> &str {
    let longest = |ends: &mut dyn Iterator<Item = usize>| ends.map(|end| &text[..end]).take_while(|part| fits(part)).last();
    let letters = longest(&mut text.grapheme_indices(true).map(|(at, letter)| at + letter.len()));
    letters.or_else(|| longest(&mut text.char_indices().map(|(at, c)| at + c.len_utf8()))).unwrap_or_default()
}

/// Cuts the middle, so that the extension still tells what the file is.
fn shortened(name: &str) -> String {
    let length = name.chars().count();
    if length <= LONGEST {
        return name.to_owned();
    }
    let extension = name
        .rfind('.')
        .map(|dot| &name[dot..])
        .filter(|extension| extension.chars().count() <= LONGEST_EXTENSION)
        .unwrap_or_default();
    let kept = LONGEST - extension.chars().count();
    let stem = cut(&name[..name.len() - extension.len()], |part| part.chars().count() <= kept);
    if extension.is_empty() { trimmed(stem).to_owned() } else { format!("{}{extension}", stem.trim_end()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cleaned(raw: &str) -> Option<String> {
        FileName::clean(raw).map(|name| name.to_string())
    }

    #[test]
    fn hostile_names_become_harmless_ones() {
        for (raw, kept) in [
            ("Laporan Panen.pdf", "Laporan Panen.pdf"),
            ("../../etc/passwd", "passwd"),
            ("..\\..\\boot.ini", "boot.ini"),
            ("C:\\Users\\kasubag\\foto.jpg", "foto.jpg"),
            ("a\0b.jpg", "ab.jpg"),
            ("a\r\nSet-Cookie: x=1.jpg", "aSet-Cookie: x=1.jpg"),
            ("foto\u{202e}gpj.exe", "fotogpj.exe"),
            ("\u{2066}x\u{2069}\u{200f}.png\u{feff}", "x.png"),
            ("a\u{2028}b\u{85}c.txt", "abc.txt"),
            ("\"; filename=evil.exe", "\"; filename=evil.exe"),
            ("CON", "CON"),
            (".htaccess", ".htaccess"),
            ("a.jpg.exe", "a.jpg.exe"),
            ("  rapat .pdf  ", "rapat .pdf"),
            ("Cafe\u{301}.jpg", "Caf\u{e9}.jpg"),
            ("写真.jpg", "写真.jpg"),
            // Windows drops what ends in a dot or a space.
            ("foto.jpg. . ", "foto.jpg"),
            ("foto.", "foto"),
        ] {
            assert_eq!(cleaned(raw).as_deref(), Some(kept), "{raw:?}");
        }
    }

    #[test]
    fn of_some_nothing_is_left() {
        for raw in ["", " ", ".", "..", "...", "a/", "../", "C:\\", "\0", "\u{202e}", "\u{200b}.\u{200b}."] {
            assert_eq!(cleaned(raw), None, "{raw:?}");
        }
    }

    #[test]
    fn long_names_keep_their_extension() {
        let long = cleaned(&format!("{}.jpeg", "é".repeat(4096))).unwrap();
        assert_eq!(long.chars().count(), 255);
        assert!(long.ends_with("éé.jpeg"));
        let no_extension = cleaned(&format!("a.{}", "b".repeat(4096))).unwrap();
        assert_eq!(no_extension.chars().count(), 255);
        let marks = cleaned(&"e\u{301}\u{302}".repeat(300)).unwrap();
        // "ế" is one letter of two characters here.
        assert_eq!(marks.chars().count(), 254);
        let vowels = cleaned(&format!("{}.jpg", "कि".repeat(200))).unwrap();
        assert!(vowels.ends_with("कि.jpg") && vowels.chars().count() == 254, "{vowels}");
        let heap = cleaned(&format!("e{}.jpg", "\u{301}".repeat(400))).unwrap();
        assert_eq!(heap.chars().count(), 255);
    }

    #[test]
    fn a_clean_name_stays_as_it_is() {
        let tricky = [
            format!("{} .{}", "x ".repeat(200), "y".repeat(15)),
            format!("{}\u{301}.jpg", "e".repeat(251)),
            format!("{}.{}", "y".repeat(254), "x".repeat(100)),
            format!("{} .. .jpg", "y ".repeat(300)),
            ". .\u{301}.jpg".to_owned(),
        ];
        for raw in tricky {
            let once = cleaned(&raw).unwrap();
            assert_eq!(cleaned(&once), Some(once.clone()), "{raw:?}");
        }
    }
}
