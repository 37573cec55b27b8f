//! Text in whatever encoding: told from other bytes by what no text has, and never by where its first special letter stands.

use crate::blobs::HEAD;
use crate::domain::text_encoding::{Letters, TextEncoding};
use icu_properties::CodePointMapData;
use icu_properties::props::GeneralCategory;
use std::borrow::Cow;

/// What the beginning of a file reads as.
pub(super) enum Reading<'a> {
    /// Text beyond doubt.
    Plain(Cow<'a, str>),
    /// Text with something in it that also stands in other files: taken for one if it is nothing else.
    Odd(Cow<'a, str>),
    Binary,
}

/// What pages and drawings begin with. Any other mark in pointed brackets is data: "<b>Jumlah</b>;2", "<nama>;<desa>".
const PAGES: &[&str] = &[
    "html", "head", "body", "frameset", "iframe", "script", "style", "meta", "base", "table", "svg", "math", "object", "embed",
    "applet",
];

/// What makes text into a page or a program, where it begins with it: what is quoted further down is data. So says every browser.
pub(super) fn is_markup(words: &str) -> bool {
    let mut rest = words;
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}' || c == '\0');
        let Some(comment) = rest.strip_prefix("<!--") else { break };
        match comment.split_once("-->") {
            // It says nothing; what stands behind it does.
            Some((said, behind)) if !said.contains('<') => rest = behind,
            _ => return true,
        }
    }
    let Some(mark) = rest.strip_prefix('<') else { return false };
    let (name, behind) = mark.split_at(mark.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(mark.len()));
    if name.is_empty() {
        // `<!doctype`, `<?xml`, `<![CDATA[`, `<?=`.
        let mut said = behind.chars();
        return matches!(said.next(), Some('!' | '?'))
            && said.next().is_some_and(|c| c.is_ascii_alphabetic() || c == '[' || c == '=');
    }
    let is_whole = behind.starts_with(|c: char| c.is_whitespace() || c == '/' || c == '>') || behind.is_empty();
    let is_page = is_whole && PAGES.iter().any(|page| page.eq_ignore_ascii_case(name));
    is_page || is_of_a_page(behind.split('>').next().unwrap_or_default())
}

/// Whether an element is of some page or drawing whatever its own name: it names its language, or has something run.
fn is_of_a_page(element: &str) -> bool {
    let element = element.to_ascii_lowercase();
    let mut words = element.split(|c: char| c.is_whitespace() || c == '/');
    words.any(|word| word.starts_with("xmlns") || (word.starts_with("on") && word.contains('=')))
}

/// What is run where it lies: by a system of the Unix kind, or by a printer.
pub(super) fn is_script(words: &str) -> bool {
    let program = words.strip_prefix("#!").map(|line| line.trim_start_matches([' ', '\t']));
    program.is_some_and(|path| path.starts_with('/')) || words.starts_with("%!PS")
}

/// Whether it is text beyond doubt.
pub(super) fn is_text(head: &[u8]) -> bool {
    matches!(read(head), Reading::Plain(_))
}

pub(super) fn read(head: &[u8]) -> Reading<'_> {
    let mut letters = Letters::default();
    letters.take(head);
    let encoding = letters.seen(head.len() < HEAD);
    match encoding {
        Some(TextEncoding::Utf8) => {
            // The end of the head, though not the end of a file, may cut a letter.
            let words = String::from_utf8_lossy(head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head));
            weigh(words, MOSTLY_LETTERS)
        }
        Some(TextEncoding::Windows1252) | None => {
            let words: String = head.iter().copied().map(char::from).collect();
            // Single bytes are letters in some alphabet or other, unless there are also bytes that no alphabet has.
            match weigh(Cow::Owned(words), MOSTLY_LETTERS) {
                Reading::Plain(words) if has_words(head) => Reading::Plain(words),
                Reading::Plain(words) => Reading::Odd(words),
                Reading::Odd(words) if has_words(head) || has_few_controls(head) => Reading::Odd(words),
                Reading::Odd(_) | Reading::Binary => Reading::Binary,
            }
        }
        Some(TextEncoding::Iso2022Jp) => weigh(Cow::Owned(TextEncoding::Iso2022Jp.read(head)), MOSTLY_LETTERS),
        Some(wide) => look_at_wide(wide.read(head), has_mark(head)),
    }
}

/// Of many letters of one byte each, most are of the common alphabet in every language of ours, and they come in words.
fn has_words(head: &[u8]) -> bool {
    let common = head.iter().filter(|byte| byte.is_ascii_alphanumeric() || byte.is_ascii_whitespace() || b",;.".contains(byte));
    head.first().is_some_and(|first| first.is_ascii()) && common.count() * 2 >= head.len()
}

/// What is packed has one control character in nine bytes by chance, and of a short file often fewer; a text has hardly one.
fn has_few_controls(head: &[u8]) -> bool {
    const BACK: u8 = 8;
    const ESCAPE: u8 = 0x1B;
    let end = head.iter().rposition(|byte| !matches!(byte, 0 | 0x1A)).map_or(0, |last| last + 1);
    let is_control = |byte: &u8| byte.is_ascii_control() && !matches!(*byte, b'\t' | b'\n' | b'\r' | 0x0C | BACK | ESCAPE);
    let controls = head[..end].iter().filter(|byte| is_control(byte)).count();
    controls <= 1 || controls * 50 <= end
}

fn has_mark(head: &[u8]) -> bool {
    let marks: [&[u8]; 3] = [b"\xFF\xFE", b"\xFE\xFF", b"\0\0\xFE\xFF"];
    marks.iter().any(|mark| head.starts_with(mark))
}

/// What has its letters in two bytes or four each shows by their sort that it is a text, whatever else stands in it.
fn look_at_wide(words: String, has_mark: bool) -> Reading<'static> {
    let (all, ours) = (words.chars().count(), words.chars().filter(char::is_ascii).count());
    let category = CodePointMapData::<GeneralCategory>::new();
    let is_none = |c: &char| {
        *c == char::REPLACEMENT_CHARACTER || matches!(category.get(*c), GeneralCategory::PrivateUse | GeneralCategory::Unassigned)
    };
    if words.chars().filter(is_none).count() * 10 > all {
        return Reading::Binary;
    }
    match weigh(Cow::Owned(words), HALF_LETTERS) {
        // By its letters alone it is known, and there are few of ours: another file may be known by more.
        Reading::Plain(words) if !has_mark && ours * 10 < all * 8 => Reading::Odd(words),
        reading => reading,
    }
}

/// Numbers between semicolons, and the letter that ends them.
fn is_colour(behind: &str) -> bool {
    behind.trim_start_matches(|c: char| c.is_ascii_digit() || c == ';').starts_with(['m', 'K'])
}

/// One control character in so many.
const MOSTLY_LETTERS: usize = 10;
const HALF_LETTERS: usize = 2;

/// Control characters are no letters, but a few of them cost nobody the text.
fn weigh(words: Cow<'_, str>, one_in: usize) -> Reading<'_> {
    // Old printers went back to print a letter once more, or a line under it.
    const BACK: char = '\u{8}';
    const ESCAPE: char = '\u{1b}';
    let is_control = |c: &char| {
        (c.is_ascii_control() || *c == char::REPLACEMENT_CHARACTER) && !matches!(*c, '\t' | '\n' | '\r' | '\u{c}' | BACK)
    };
    // Programs of MS-DOS ended a text with a character of its own, and a card fills with zeroes what it lost.
    let until_end = words.trim_end_matches(|c: char| matches!(c, '\u{1a}' | '\0') || c.is_whitespace());
    let is_odd = words.contains(['\0', BACK, ESCAPE]);
    let (controls, all) = (until_end.chars().filter(is_control).count(), until_end.chars().count());
    // A letter that is cut off at the end of what was read is no control character.
    let cut = usize::from(words.ends_with(char::REPLACEMENT_CHARACTER));
    let letters = until_end.chars().filter(|c| *c != BACK && !is_control(c)).count();
    // What steers the colours of a screen is written into a text on purpose.
    let steered = until_end.split("\u{1b}[").skip(1).filter(|behind| is_colour(behind)).count();
    match controls.saturating_sub(cut + steered) {
        0 if !is_odd => Reading::Plain(words),
        _ if letters == 0 && (all > 0 || words.contains('\0')) => Reading::Binary,
        0 => Reading::Odd(words),
        some if some * one_in <= all || (some == 1 && all >= 4) => Reading::Odd(words),
        _ => Reading::Binary,
    }
}
