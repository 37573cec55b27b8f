//! In which encoding a text is written, told from its bytes: from all of them, for the first special letter may be the last.

mod shifts;
#[cfg(test)]
mod tests;
mod wide;

use super::label::labels;
use encoding_rs::ISO_2022_JP;
use shifts::Shifts;

labels! {
    /// How the letters of a text are written as bytes.
    TextEncoding {
        Utf8 = "UTF-8", Utf16Le = "UTF-16LE", Utf16Be = "UTF-16BE", Utf32Le = "UTF-32LE", Utf32Be = "UTF-32BE",
        /// Of Western programs on a Windows machine; what else writes a letter a byte cannot be told from it.
        Windows1252 = "windows-1252",
        Iso2022Jp = "ISO-2022-JP",
    }
}

/// Bytes for which Windows-1252 has no letter.
const NO_LETTER: [u8; 5] = [0x81, 0x8D, 0x8F, 0x90, 0x9D];

/// What was seen of a text so far.
#[derive(Debug, Default)]
pub struct Letters {
    first: Vec<u8>,
    shifts: Shifts,
    /// What is still missing of a letter of UTF-8.
    open: Vec<u8>,
    is_not_utf8: bool,
    has_no_letter: bool,
    bytes: u64,
    /// Empty bytes in even and in odd places: of UTF-16 without a mark, nearly all high halves.
    empty: [u64; 2],
}

impl Letters {
    /// Takes the next bytes.
    pub fn take(&mut self, bytes: &[u8]) {
        let missing = wide::BEGINNING.saturating_sub(self.first.len()).min(bytes.len());
        self.first.extend_from_slice(&bytes[..missing]);
        self.shifts.take(bytes);
        for byte in bytes {
            self.empty[usize::from(self.bytes % 2 == 1)] += u64::from(*byte == 0);
            self.has_no_letter |= NO_LETTER.contains(byte);
            self.bytes += 1;
        }
        if !self.is_not_utf8 {
            self.follow(bytes);
        }
    }

    fn follow(&mut self, bytes: &[u8]) {
        let joined;
        let bytes = if self.open.is_empty() {
            bytes
        } else {
            joined = [self.open.as_slice(), bytes].concat();
            &joined
        };
        let left = match str::from_utf8(bytes) {
            Ok(_) => Vec::new(),
            Err(error) if error.error_len().is_none() => bytes[error.valid_up_to()..].to_vec(),
            Err(_) => {
                self.is_not_utf8 = true;
                Vec::new()
            }
        };
        self.open = left;
    }

    /// What it is written in by what was seen; None: a letter a byte, of an alphabet that is nowhere told. `is_all`: no more comes.
    pub fn seen(&self, is_all: bool) -> Option<TextEncoding> {
        let marked = match self.first.as_slice() {
            [0xFF, 0xFE, 0, 0, ..] => Some(TextEncoding::Utf32Le),
            [0, 0, 0xFE, 0xFF, ..] => Some(TextEncoding::Utf32Be),
            [0xFF, 0xFE, ..] => Some(TextEncoding::Utf16Le),
            [0xFE, 0xFF, ..] => Some(TextEncoding::Utf16Be),
            _ => None,
        };
        let [even, odd] = self.empty;
        // Four letters in five are of the common alphabet, and of these every second byte is empty.
        let mostly = |empty: u64, other: u64| self.bytes >= 4 && empty * 10 >= self.bytes * 4 && other * 20 <= self.bytes;
        let is_utf8 = !self.is_not_utf8 && (!is_all || self.open.is_empty());
        marked
            .or_else(|| wide::quarters(&self.first))
            .or_else(|| mostly(odd, even).then_some(TextEncoding::Utf16Le))
            .or_else(|| mostly(even, odd).then_some(TextEncoding::Utf16Be))
            .or_else(|| wide::order(&self.first))
            .or_else(|| self.shifts.are_japanese().then_some(TextEncoding::Iso2022Jp))
            .or_else(|| is_utf8.then_some(TextEncoding::Utf8))
            .or_else(|| (!self.has_no_letter).then_some(TextEncoding::Windows1252))
    }
}

impl TextEncoding {
    /// A text in it, without its mark; what is no letter is told as such.
    pub fn read(self, bytes: &[u8]) -> String {
        let text = match self {
            Self::Utf8 => String::from_utf8_lossy(bytes).into_owned(),
            Self::Utf16Le => halves(bytes, u16::from_le_bytes),
            Self::Utf16Be => halves(bytes, u16::from_be_bytes),
            Self::Utf32Le => quarters(bytes, u32::from_le_bytes),
            Self::Utf32Be => quarters(bytes, u32::from_be_bytes),
            Self::Windows1252 => bytes.iter().copied().map(windows_1252).collect(),
            Self::Iso2022Jp => ISO_2022_JP.decode_without_bom_handling(bytes).0.into_owned(),
        };
        text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text)
    }
}

/// Words of which nobody says how they are written: UTF-8 where they can be, else Windows-1252.
pub fn guess(bytes: &[u8]) -> String {
    str::from_utf8(bytes).map_or_else(|_| TextEncoding::Windows1252.read(bytes), str::to_owned)
}

fn halves(bytes: &[u8], number: fn([u8; 2]) -> u16) -> String {
    let halves = bytes.as_chunks::<2>().0.iter().map(|half| number(*half));
    char::decode_utf16(halves).map(|letter| letter.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
}

fn quarters(bytes: &[u8], number: fn([u8; 4]) -> u32) -> String {
    let letters = bytes.as_chunks::<4>().0.iter().map(|quarter| char::from_u32(number(*quarter)));
    letters.map(|letter| letter.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
}

/// The letter of a byte; what has none is the control character of Latin-1.
pub fn windows_1252(byte: u8) -> char {
    const HIGH: [char; 32] = [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}', '‘', '’', '“',
        '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
    ];
    if (0x80..0xA0).contains(&byte) { HIGH[usize::from(byte - 0x80)] } else { char::from(byte) }
}
