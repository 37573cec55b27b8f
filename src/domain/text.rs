//! Text as the office may write it: trimmed, NFC, bounded, free of control characters.

use std::ops::Deref;
use unicode_normalization::UnicodeNormalization;

/// One line: 1 to `MAX` characters, no line break.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Line<const MAX: usize>(String);

/// Running text: 1 to `MAX` characters, line breaks and tabs allowed.
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
    /// A control character (PostgreSQL stores no NUL; logs and headers must not be split), or an unpaired direction mark.
    ControlCharacter,
    NotEmployeeNumber,
    NotAPhone,
    NotAUnitCode,
}

fn clean(raw: &str, max: usize, allowed: &[char]) -> Result<String, TextFault> {
    let raw = raw.trim();
    if raw.is_ascii() {
        return bounded(raw.chars(), max, allowed);
    }
    // Composing keeps every mark of one letter in memory until the letter ends: more than thirty, and another begins (UAX 15, D3).
    bounded(raw.stream_safe().nfc(), max, allowed)
}

/// Takes no more of what is too long than may be kept.
fn bounded(all: impl Iterator<Item = char>, max: usize, allowed: &[char]) -> Result<String, TextFault> {
    let (mut text, mut length, mut returned) = (String::new(), 0, false);
    for c in all {
        // CRLF is how browsers send a line break of a text area.
        if returned && c != '\n' {
            return Err(TextFault::ControlCharacter);
        }
        returned = c == '\r';
        if returned {
            continue;
        }
        if c.is_control() && !allowed.contains(&c) {
            return Err(TextFault::ControlCharacter);
        }
        if length == max {
            return Err(TextFault::TooLong { max });
        }
        text.push(c);
        length += 1;
    }
    if text.is_empty() { Err(TextFault::Empty) } else { Ok(text) }
}

impl<const MAX: usize> TryFrom<&str> for Line<MAX> {
    type Error = TextFault;
    fn try_from(raw: &str) -> Result<Self, TextFault> {
        clean(raw, MAX, &[]).map(Self)
    }
}

impl<const MAX: usize> TryFrom<&str> for Prose<MAX> {
    type Error = TextFault;
    fn try_from(raw: &str) -> Result<Self, TextFault> {
        clean(raw, MAX, &['\n', '\t']).map(Self)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_trimmed_and_composed() {
        assert_eq!(&*Line::<10>::try_from("  Cafe\u{301} ").unwrap(), "Café");
    }

    #[test]
    fn length_counts_characters_after_composition() {
        assert!(Line::<4>::try_from("Cafe\u{301}").is_ok());
        assert_eq!(Line::<3>::try_from("Cafe\u{301}"), Err(TextFault::TooLong { max: 3 }));
    }

    #[test]
    fn what_cannot_be_stored_or_logged_is_refused() {
        for raw in ["a\0b", "a\u{1b}[31m", "a\nb", "a\u{85}b"] {
            assert_eq!(Line::<20>::try_from(raw), Err(TextFault::ControlCharacter), "{raw:?}");
        }
        assert_eq!(Line::<20>::try_from("  "), Err(TextFault::Empty));
        assert_eq!(&*Prose::<20>::try_from("a\r\nb").unwrap(), "a\nb");
        assert_eq!(Prose::<20>::try_from("a\0"), Err(TextFault::ControlCharacter));
    }

    #[test]
    fn what_is_too_long_is_not_read_to_its_end() {
        // Nor composed: every mark but the last thirty of a letter would be kept until it is sorted.
        let letter = format!("e{}", "\u{301}".repeat(300_000));
        assert_eq!(Line::<200>::try_from(letter.as_str()), Err(TextFault::TooLong { max: 200 }));
        assert_eq!(Line::<4>::try_from("abcde\0"), Err(TextFault::TooLong { max: 4 }));
        assert_eq!(Prose::<4>::try_from("ab\r\nc\r"), Ok(Prose("ab\nc".to_owned())));
        assert_eq!(Prose::<9>::try_from("ab\rc"), Err(TextFault::ControlCharacter));
    }

    #[test]
    fn employee_numbers_have_eighteen_digits_and_stay_private() {
        let number = EmployeeNumber::try_from("19800101 200501 1 001").unwrap();
        assert_eq!(&*number, "198001012005011001");
        assert_eq!(format!("{number:?}"), "EmployeeNumber(…)");
        assert_eq!(EmployeeNumber::try_from("1980"), Err(TextFault::NotEmployeeNumber));
    }

    #[test]
    fn phones_are_written_as_people_write_them_and_stay_private() {
        for phone in ["0812-3456-7890", "+62 (281) 891.234", "62/281/891234", "12345"] {
            assert_eq!(&*Phone::try_from(phone).unwrap(), phone);
        }
        assert_eq!(format!("{:?}", Phone::try_from("0812 3456").unwrap()), "Phone(…)");
        for other in ["", "1234", "- - - - -", "0812x345678", "0812\n345678", "٠٨١٢٣٤٥", &"1".repeat(31)] {
            assert_eq!(Phone::try_from(other), Err(TextFault::NotAPhone), "{other:?}");
        }
    }

    #[test]
    fn unit_codes_are_fit_for_a_printed_number() {
        for code in ["HUMAS", "humas-2", "21.04_A", &"U".repeat(50)] {
            assert_eq!(&*UnitCode::try_from(code).unwrap(), code);
        }
        for other in ["", " ", "HU MAS", "HUMAS/1", "{year}", "HUMÀS", &"U".repeat(51)] {
            assert_eq!(UnitCode::try_from(other), Err(TextFault::NotAUnitCode), "{other:?}");
        }
    }
}
