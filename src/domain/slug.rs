//! The name of a publication in addresses: ASCII, stable, and never given twice.

use deunicode::deunicode_char;
use unicode_normalization::UnicodeNormalization;

/// Room is left for the number that tells it from others of the same words.
const MOST: usize = 80;
/// Of a headline in letters that have no Latin form.
const NAMELESS: &str = "publikasi";

/// Letters that do not come apart into a plain one and its marks.
const LETTERS: [(char, &str); 14] = [
    ('ß', "ss"),
    ('æ', "ae"),
    ('œ', "oe"),
    ('ø', "o"),
    ('đ', "d"),
    ('ð', "d"),
    ('þ', "th"),
    ('ł', "l"),
    ('ħ', "h"),
    ('ı', "i"),
    ('ŋ', "ng"),
    ('&', " dan "),
    ('%', " persen "),
    ('@', " di "),
];

/// Of a headline: its words in small plain letters with hyphens between, as many as fit.
pub fn of_headline(headline: &str) -> String {
    let mut plain = String::new();
    for letter in headline.nfkd().flat_map(char::to_lowercase) {
        match LETTERS.iter().find(|(other, _)| *other == letter) {
            Some((_, written)) => plain.push_str(written),
            None if letter.is_ascii_alphanumeric() => plain.push(letter),
            // A mark of the letter before, or what people put within a word.
            None if is_mark(letter) || matches!(letter, '\'' | '’' | '‘' | 'ʼ' | '`') => {}
            // Of other scripts as one reads them aloud, as far as that is known.
            None if letter.is_alphabetic() => {
                let read = deunicode_char(letter).unwrap_or(" ").chars();
                plain.extend(read.filter(|c| c.is_ascii_alphanumeric() || *c == ' ').map(|c| c.to_ascii_lowercase()));
            }
            None => plain.push(' '),
        }
    }
    let mut slug = String::new();
    for word in plain.split_whitespace() {
        let room = MOST - slug.len();
        if slug.is_empty() {
            slug.extend(word.chars().take(room));
        } else if word.len() < room {
            slug.push('-');
            slug.push_str(word);
        } else {
            break;
        }
    }
    if slug.is_empty() { NAMELESS.to_owned() } else { slug }
}

/// The same for the so manieth of the same words.
pub fn numbered(slug: &str, number: u32) -> String {
    if number < 2 { slug.to_owned() } else { format!("{slug}-{number}") }
}

fn is_mark(letter: char) -> bool {
    unicode_normalization::char::is_combining_mark(letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_headline_becomes_plain_words() {
        for (headline, slug) in [
            ("Panen Raya Dibuka Bupati", "panen-raya-dibuka-bupati"),
            ("  Harga beras naik 12,5% — Jum'at (30/9)  ", "harga-beras-naik-12-5-persen-jumat-30-9"),
            ("Café Crème à l’Été", "cafe-creme-a-lete"),
            ("Straße & Ærø", "strasse-dan-aero"),
            ("ﬁle №5 ½", "file-no5-1-2"),
            ("ꦗꦮ", "jw"),
            ("Медан и Київ", "medan-i-kiiv"),
            ("Αθήνα 2026", "athena-2026"),
            ("🎉🎉", "publikasi"),
        ] {
            assert_eq!(of_headline(headline), slug, "{headline}");
        }
    }

    #[test]
    fn it_fits_whatever_the_headline() {
        let long = of_headline(&"panen ".repeat(50));
        assert!(long.len() <= MOST && long.ends_with("panen"), "{long}");
        assert_eq!(of_headline(&"x".repeat(300)).len(), MOST);
        let shape = |slug: &str| {
            slug.split('-').all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()))
        };
        for headline in ["-a-", "--", "İstanbul", "a\u{301}", "%%%", "\u{1F1EE}\u{1F1E9} 17.8.1945"] {
            assert!(shape(&of_headline(headline)), "{headline}: {}", of_headline(headline));
        }
        assert_eq!((numbered("a", 1), numbered("a", 2)), ("a".to_owned(), "a-2".to_owned()));
    }
}
