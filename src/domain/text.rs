//! Text as the office may write it: trimmed, NFC, bounded, free of control characters.

#[cfg(test)]
mod tests;

use icu_properties::props::DefaultIgnorableCodePoint;
use icu_properties::{CodePointSetData, CodePointSetDataBorrowed};
use std::ops::Deref;
use unicode_normalization::UnicodeNormalization;

/// One line: 1 to `MAX` characters, no line break.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Line<const MAX: usize>(String);

/// Running text: 1 to `MAX` characters, tabs and line breaks (of whatever system, kept as LF) allowed.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Prose<const MAX: usize>(String);

/// *NIP*: the 18 digits of a civil servant. Personal data: never printed by `Debug`.
#[derive(Clone, PartialEq, Eq)]
pub struct EmployeeNumber(String);

/// A telephone number. Personal data: never printed by `Debug`.
#[derive(Clone, PartialEq, Eq)]
pub struct Phone(String);

/// The short code of a unit, printed in register numbers: 1 to 50 letters, digits, `.`, `-` or `_`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitCode(String);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextFault {
    Empty,
    TooLong {
        max: usize,
    },
    /// A control character (PostgreSQL stores no NUL; logs and headers must not be split), or a line break in a single line.
    ControlCharacter(Spot),
    NotEmployeeNumber,
    NotAPhone,
    NotAUnitCode,
}

/// A character that may not stand where it was sent, and where that is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spot {
    pub character: char,
    /// From 1, in the text as it was sent.
    pub line: usize,
    /// From 1, in characters.
    pub column: usize,
}

/// How text is laid out.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Layout {
    OneLine,
    Lines,
}

fn clean(raw: &str, max: usize, layout: Layout) -> Result<String, TextFault> {
    let text = raw.trim();
    let cleaned = if text.is_ascii() {
        bounded(text.chars(), max, layout)
    } else {
        // Composing keeps every mark of one letter in memory until the letter ends: more than thirty, and another begins (UAX 15, D3).
        bounded(text.stream_safe().nfc(), max, layout)
    };
    cleaned.map_err(|fault| match fault {
        Unfit::Empty => TextFault::Empty,
        Unfit::TooLong => TextFault::TooLong { max },
        Unfit::Character => TextFault::ControlCharacter(first_refused(raw, text, layout)),
    })
}

enum Unfit {
    Empty,
    TooLong,
    Character,
}

/// Takes no more of what is too long than may be kept.
fn bounded(all: impl Iterator<Item = char>, max: usize, layout: Layout) -> Result<String, Unfit> {
    let (mut text, mut length, mut returned) = (String::new(), 0, false);
    for mut c in all {
        if layout.refuses(c) {
            return Err(Unfit::Character);
        }
        // CRLF is how browsers send a line break of a text area: one break, not two.
        if std::mem::replace(&mut returned, c == '\r') && c == '\n' {
            continue;
        }
        if is_line_break(c) {
            c = '\n';
        }
        if length == max {
            return Err(Unfit::TooLong);
        }
        text.push(c);
        length += 1;
    }
    if is_blank(&text) { Err(Unfit::Empty) } else { Ok(text) }
}

/// Whether nothing of it would be seen.
pub fn is_blank(text: &str) -> bool {
    text.chars().all(is_unseen)
}

/// Blanks, what only steers how others are shown, and what shows nothing by itself.
fn is_unseen(c: char) -> bool {
    c.is_whitespace() || is_ignorable(c) || is_bare(c)
}

/// What Unicode calls neither a blank nor ignorable: the marks of notes between the lines, the place of an object that is not there, the
/// cell of braille without a dot.
fn is_bare(c: char) -> bool {
    matches!(c, '\u{fff9}'..='\u{fffc}' | '\u{2800}')
}

/// UAX 44, Default_Ignorable_Code_Point.
fn is_ignorable(c: char) -> bool {
    const IGNORABLE: CodePointSetDataBorrowed<'static> = CodePointSetData::new::<DefaultIgnorableCodePoint>();
    IGNORABLE.contains(c)
}

/// Whether it shows nothing, hides or turns what stands beside it, or splits a line.
pub fn hides(c: char) -> bool {
    c.is_control() || is_line_break(c) || is_ignorable(c) || is_bare(c)
}

/// What editors, spreadsheets and old systems end a line with (UAX 14: BK, CR, LF, NL).
fn is_line_break(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

impl Layout {
    fn refuses(self, c: char) -> bool {
        match self {
            Self::OneLine => c.is_control() || is_line_break(c),
            Self::Lines => c.is_control() && c != '\t' && !is_line_break(c),
        }
    }
}

/// Where the first character stands that is refused: in all that was sent, of which only the `text` within was looked at.
fn first_refused(raw: &str, text: &str, layout: Layout) -> Spot {
    let skipped = raw.len() - raw.trim_start().len();
    let mut spot = Spot { character: '\0', line: 1, column: 1 };
    let mut returned = false;
    for (at, c) in raw.char_indices() {
        if at >= skipped && at < skipped + text.len() && layout.refuses(c) {
            return Spot { character: c, ..spot };
        }
        if std::mem::replace(&mut returned, c == '\r') && c == '\n' {
            continue;
        }
        if is_line_break(c) {
            (spot.line, spot.column) = (spot.line + 1, 1);
        } else {
            spot.column += 1;
        }
    }
    spot
}

impl<const MAX: usize> TryFrom<&str> for Line<MAX> {
    type Error = TextFault;
    fn try_from(raw: &str) -> Result<Self, TextFault> {
        clean(raw, MAX, Layout::OneLine).map(Self)
    }
}

impl<const MAX: usize> TryFrom<&str> for Prose<MAX> {
    type Error = TextFault;
    fn try_from(raw: &str) -> Result<Self, TextFault> {
        clean(raw, MAX, Layout::Lines).map(Self)
    }
}

/// As it was kept: it was checked when it was written, and is not checked again each time it is read.
macro_rules! kept {
    ($($name:ident),+) => {$(
        impl<const MAX: usize> $name<MAX> {
            pub fn kept(text: &str) -> Self {
                Self(text.to_owned())
            }
        }
    )+};
}
kept!(Line, Prose);

impl TryFrom<&str> for EmployeeNumber {
    type Error = TextFault;
    fn try_from(raw: &str) -> Result<Self, TextFault> {
        // People write the number in groups: 19800101 200501 1 001.
        let digits: String = raw.chars().filter(|c| !c.is_whitespace()).collect();
        if digits.len() == 18 && digits.bytes().all(|byte| byte.is_ascii_digit()) {
            Ok(Self(digits))
        } else {
            Err(TextFault::NotEmployeeNumber)
        }
    }
}

impl TryFrom<&str> for Phone {
    type Error = TextFault;
    fn try_from(raw: &str) -> Result<Self, TextFault> {
        let number = raw.trim();
        let dialled = number.bytes().filter(u8::is_ascii_digit).count();
        let written = number.bytes().all(|byte| byte.is_ascii_digit() || b"+()./- ".contains(&byte));
        if written && dialled >= 5 && number.len() <= 30 { Ok(Self(number.to_owned())) } else { Err(TextFault::NotAPhone) }
    }
}

impl UnitCode {
    pub const MAX: usize = 50;
}

impl TryFrom<&str> for UnitCode {
    type Error = TextFault;
    fn try_from(raw: &str) -> Result<Self, TextFault> {
        let code = raw.trim();
        let plain = code.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-_".contains(&byte));
        if plain && (1..=Self::MAX).contains(&code.len()) { Ok(Self(code.to_owned())) } else { Err(TextFault::NotAUnitCode) }
    }
}

macro_rules! private {
    ($($name:ident),+) => {$(
        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(concat!(stringify!($name), "(…)"))
            }
        }
    )+};
}
private!(EmployeeNumber, Phone);

impl<const MAX: usize> Line<MAX> {
    /// The text cut to fit: for values the service composes itself.
    pub fn cut(raw: &str) -> Option<Self> {
        let short: String = raw.trim().chars().take(MAX).collect();
        Self::try_from(short.as_str()).ok()
    }
}

impl From<uuid::Uuid> for Line<200> {
    fn from(id: uuid::Uuid) -> Self {
        Self(id.to_string())
    }
}

macro_rules! text_like {
    ($(($($generics:tt)*) $name:ty),+ $(,)?) => {$(
        impl<$($generics)*> Deref for $name {
            type Target = str;
            fn deref(&self) -> &str {
                &self.0
            }
        }

        impl<$($generics)*> serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.0)
            }
        }

        impl<'de, $($generics)*> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let raw = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
                Self::try_from(&*raw).map_err(|fault| serde::de::Error::custom(format!("{fault:?}")))
            }
        }
    )+};
}
text_like!((const MAX: usize) Line<MAX>, (const MAX: usize) Prose<MAX>, () EmployeeNumber, () Phone, () UnitCode);
