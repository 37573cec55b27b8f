//! Text that the fonts at hand can print: nothing invisible, and a mark where a letter has no glyph.

use typst::text::FontBook;

/// *Replacement character*: it stands for a letter that none of the fonts has.
const MISSING: char = '\u{fffd}';

pub fn printable(text: &str, book: &FontBook) -> String {
    text.chars().filter(|c| !is_hidden(*c)).map(|c| if has_glyph(c, book) { c } else { MISSING }).collect()
}

/// Formatting characters: some would turn the order of what follows, all can hide a difference between two texts.
fn is_hidden(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
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
