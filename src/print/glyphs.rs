//! Text that the fonts at hand can print and a sheet can hold: nothing invisible, no hole for a letter without a glyph, no word without an end.

use typst::text::FontBook;
use unicode_normalization::char::is_combining_mark;

/// *Zero width space*: here a line may end.
pub const MAY_BREAK: char = '\u{200b}';

/// As wide as the narrowest column, 12 em, in quarters of one.
const WIDEST: usize = 48;

/// More marks over one letter than any language has: they are stacked, off the page in the end.
const MOST_MARKS: usize = 8;

pub fn printable(text: &str, book: &FontBook) -> String {
    let (mut printable, mut marks) = (String::with_capacity(text.len()), 0);
    let mut begun = 0;
    let mut letters = text.chars().filter(|c| !is_hidden(*c)).peekable();
    while let Some(c) = letters.next() {
        let is_mark = is_combining_mark(c);
        marks = if is_mark { marks + 1 } else { 0 };
        if has_glyph(c, book) {
            if marks <= MOST_MARKS {
                printable.push(c);
            }
        } else if !is_mark {
            // A mark is dropped: the letter below it says more than a hole beside it. A letter that none of the fonts has is told by its
            // number, so that it is not lost; PUBDOK_FONTS adds fonts.
            printable.push_str(&format!("[U+{:04X}]", u32::from(c)));
        }
        // A line may end after a space, and after what parts a number or an address before a letter.
        let next = letters.peek();
        if next.is_none() || c.is_whitespace() || ("/-".contains(c) && next.is_some_and(|next| next.is_ascii_alphabetic())) {
            let word = &printable[begun..];
            if word.chars().map(width).sum::<usize>() > WIDEST {
                let broken = breakable(word);
                printable.truncate(begun);
                printable.push_str(&broken);
            }
            begun = printable.len();
        }
    }
    printable
}

/// A word that may end anywhere, but never before a mark of the letter before.
fn breakable(word: &str) -> String {
    let mut broken = String::with_capacity(2 * word.len());
    for c in word.chars() {
        if !broken.is_empty() && !is_combining_mark(c) && !broken.ends_with(joins_what_follows) {
            broken.push(MAY_BREAK);
        }
        broken.push(c);
    }
    broken
}

/// *Pangkon*, *adeg-adeg*, *pamaaeh* and their like: the letter behind it stands below the one before.
fn joins_what_follows(c: char) -> bool {
    matches!(c, '\u{a9c0}' | '\u{1b44}' | '\u{1baa}' | '\u{1bab}' | '\u{94d}' | '\u{e3a}')
}

/// In quarters of an em, rather too many than too few.
fn width(c: char) -> usize {
    match c {
        _ if is_combining_mark(c) || c.is_whitespace() => 0,
        'M' | 'W' | '%' | '@' => 4,
        'A'..='Z' | 'm' | 'w' | '&' => 3,
        _ if c.is_ascii() => 2,
        _ => 4,
    }
}

/// What nobody sees: formatting characters, of which some would turn the order of what follows and all can hide a difference between
/// two texts, and control characters other than those that part lines and words.
fn is_hidden(c: char) -> bool {
    (c.is_control() && c != '\n' && c != '\t')
        || matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}

fn has_glyph(c: char, book: &FontBook) -> bool {
    // Every font has these, and looking through the book for each letter of a long text would take long.
    c.is_ascii() || c.is_whitespace() || book_has(c, book)
}

fn book_has(c: char, book: &FontBook) -> bool {
    let mut index = 0;
    while let Some(font) = book.info(index) {
        if font.coverage.contains(u32::from(c)) {
            return true;
        }
        index += 1;
    }
    false
}
