//! Texts of two bytes a letter without a mark: of an alphabet other than ours hardly a byte is empty, so what the letters are must tell.

use super::TextEncoding;
use icu_properties::CodePointMapData;
use icu_properties::props::{GeneralCategory, Script};
use std::collections::HashMap;

/// So much of the beginning is looked at: nobody changes the width of letters on the way.
pub const BEGINNING: usize = 8 * 1024;
/// Fewer bytes may mean anything.
const LEAST: usize = 6;

/// By the beginning of a text, whether it is written so, and which byte of a letter comes first.
pub fn order(beginning: &[u8]) -> Option<TextEncoding> {
    if beginning.len() < LEAST || !is_no_text_of_bytes(beginning) {
        return None;
    }
    let weighed = [TextEncoding::Utf16Le, TextEncoding::Utf16Be].map(|order| (weight(&order.read(beginning)), order));
    weighed.into_iter().filter(|(weight, _)| *weight > 0).max_by_key(|(weight, _)| *weight).map(|(_, order)| order)
}

/// Whether every four bytes are a letter of ours, and in which order: nothing but a text is so full of empty bytes and has no other.
pub fn quarters(beginning: &[u8]) -> Option<TextEncoding> {
    /// Fewer letters may be numbers.
    const FEWEST: usize = 4;
    let letters = beginning.as_chunks::<4>().0;
    // Behind these planes there are no letters, but what two of half the width are together.
    const PLANES: u32 = 0x4_0000;
    let is_letter =
        |number: u32| number < PLANES && char::from_u32(number).is_some_and(|c| !c.is_control() || c.is_ascii_whitespace());
    let are = |number: fn([u8; 4]) -> u32| letters.len() >= FEWEST && letters.iter().all(|letter| is_letter(number(*letter)));
    let is_little = || are(u32::from_le_bytes).then_some(TextEncoding::Utf32Le);
    is_little().or_else(|| are(u32::from_be_bytes).then_some(TextEncoding::Utf32Be))
}

/// Read byte by byte it is full of what stands in no text (old ones are printed over with backspaces, and steer a screen with escapes), or
/// every second byte is the same.
fn is_no_text_of_bytes(bytes: &[u8]) -> bool {
    // The upper half of some letters is a tab, and that of a blank is empty.
    let has_empty = bytes.contains(&0);
    let is_half = |byte: &u8| *byte == b'\t' && has_empty;
    let is_control = |byte: &u8| byte.is_ascii_control() && !matches!(byte, 8..=13 | 0x1B);
    let controls = bytes.iter().filter(|byte| is_control(byte) || is_half(byte)).count();
    if str::from_utf8(bytes).is_ok() {
        return controls * 4 >= bytes.len();
    }
    let high = bytes.iter().filter(|byte| !byte.is_ascii()).count();
    // A letter or two of more than seven bits among those of an alphabet that has few of them.
    let is_steered = controls * 4 >= bytes.len();
    is_steered || high * 10 >= bytes.len() && (controls * 50 >= bytes.len() || is_every_second_the_same(bytes))
}

fn is_every_second_the_same(bytes: &[u8]) -> bool {
    [0, 1].into_iter().any(|first| {
        let mut counts = [0_usize; 256];
        bytes.iter().skip(first).step_by(2).for_each(|byte| counts[usize::from(*byte)] += 1);
        // Of single letters none is so frequent; nor is a blank.
        let most = (0..=u8::MAX).filter(|byte| !(0x20..0x7F).contains(byte)).map(|byte| counts[usize::from(byte)]).max();
        most.unwrap_or_default() * 10 >= bytes.len() / 2 * 7
    })
}

/// How many of its letters are of one alphabet, and of ours; 0 for what reads as no text at all.
fn weight(words: &str) -> usize {
    let (script, category) = (CodePointMapData::<Script>::new(), CodePointMapData::<GeneralCategory>::new());
    let (mut all, mut ours, mut common, mut faults, mut others) = (0, 0, 0, 0, HashMap::new());
    for letter in words.chars() {
        use GeneralCategory::{Control, PrivateUse, Surrogate, Unassigned};
        all += 1;
        let is_blank = letter.is_ascii_whitespace();
        if !is_blank
            && (letter == char::REPLACEMENT_CHARACTER
                || matches!(category.get(letter), Control | PrivateUse | Surrogate | Unassigned))
        {
            faults += 1;
        } else if letter.is_ascii() {
            ours += 1;
        } else {
            match script.get(letter) {
                Script::Common | Script::Inherited => common += 1,
                // They are written together.
                Script::Hiragana | Script::Katakana => *others.entry(Script::Han).or_insert(0) += 1,
                of => *others.entry(of).or_insert(0) += 1,
            }
        }
    }
    let own = others.into_values().max().unwrap_or_default();
    let is_text = own > 0 && faults * 20 <= all && (own + ours) * 10 >= all * 6 && (own + ours + common + faults) * 10 >= all * 9;
    if is_text { own + ours } else { 0 }
}
