//! One fault of a request: where, what, and what mends it.

mod pointer;
mod reading;

pub use pointer::{LONGEST_POINTER, cut, escape, pointer};

use super::super::language::{Language, Words};
use super::{ProblemError, Thing, codes};
use crate::domain::text::{Spot, TextFault, hides};
use deserr::ValuePointerRef;
use pointer::LONGEST_NAME;

/// More faults than this help nobody.
const MOST: usize = 100;
/// What is wrong and what mends it, with everything that is accepted.
const LONGEST_WORDS: usize = 2000;

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// A JSON Pointer in fragment form, such as `#/recipients/0/duty`.
    Body(String),
    Parameter(String),
    Header(&'static str),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FaultKind {
    Required,
    UnknownField {
        accepted: Vec<String>,
    },
    DuplicateField,
    Repeated,
    WrongType {
        expected: String,
    },
    Text(TextFault),
    UnknownValue {
        accepted: Vec<String>,
    },
    NotAnInstant,
    /// An instant that nobody at the office means.
    OutOfTime,
    NotADate,
    NotATime,
    NotAnId,
    NotAnUrl,
    NotADuration,
    OutOfRange {
        min: i64,
        max: i64,
    },
    TooMany {
        max: usize,
    },
    TooFew {
        min: usize,
    },
    NotUnique,
    /// Nothing with this id or code exists, or not for the caller.
    UnknownReference {
        what: &'static str,
    },
    /// The first must not be after the second.
    Order {
        first: &'static str,
        second: &'static str,
    },
    /// The first must be before the second: not even the same.
    Before {
        first: &'static str,
        second: &'static str,
    },
    /// A rule that concerns this field alone.
    Rule {
        code: &'static str,
        words: Words,
    },
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    pub place: Place,
    pub kind: FaultKind,
    /// The things that its words name.
    pub about: Vec<Thing>,
}

impl Fault {
    pub fn new(place: Place, kind: FaultKind) -> Self {
        Self { place, kind, about: Vec::new() }
    }
}

/// All faults of one request, up to a hundred; never empty where it is an error.
#[derive(Debug, Default)]
pub struct Faults {
    pub(super) list: Vec<Fault>,
    /// Whether there may be others: they were left out, or what would show them was not read.
    pub(super) more: bool,
}

impl Faults {
    pub fn one(place: Place, kind: FaultKind) -> Self {
        Self { list: vec![Fault::new(place, kind)], more: false }
    }

    pub fn body(pointer: impl Into<String>, kind: FaultKind) -> Self {
        Self::one(Place::Body(pointer.into()), kind)
    }

    pub fn add(&mut self, place: Place, kind: FaultKind) {
        self.extend(Self::one(place, kind));
    }

    pub fn extend(&mut self, other: Self) {
        let room = MOST.saturating_sub(self.list.len());
        self.more |= other.more || other.list.len() > room;
        self.list.extend(other.list.into_iter().take(room));
    }

    /// The value, or nothing and its faults among these.
    pub fn keep<T>(&mut self, read: Result<T, Self>) -> Option<T> {
        read.map_err(|faults| self.extend(faults)).ok()
    }

    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Whether to look no further.
    pub fn is_full(&self) -> bool {
        self.list.len() >= MOST
    }

    /// The faults, and whether there may be more of them.
    pub fn into_list(self) -> (Vec<Fault>, bool) {
        let more = self.more || self.is_full();
        (self.list, more)
    }

    /// Ok when nothing was found.
    pub fn none(self) -> Result<(), Self> {
        if self.is_empty() { Ok(()) } else { Err(self) }
    }

    /// The same faults, told of query parameters instead of members of a body.
    pub fn of_parameters(self) -> Self {
        let rename = |fault: Fault| match &fault.place {
            Place::Body(pointer) => {
                let name = pointer.trim_start_matches("#/").split('/').next().unwrap_or_default().to_owned();
                // All parameters are text: one that is not was given more than once.
                let kind =
                    if matches!(fault.kind, FaultKind::WrongType { .. }) { FaultKind::Repeated } else { fault.kind.clone() };
                Fault { place: Place::Parameter(name), kind, ..fault }
            }
            _ => fault,
        };
        Self { list: self.list.into_iter().map(rename).collect(), ..self }
    }

    /// The same faults of an object that is itself a member of the body.
    pub fn below(self, member: &str) -> Self {
        Self { list: self.list.into_iter().map(|fault| fault.below(member)).collect(), ..self }
    }

    /// For [`deserr`]: a fault of the value at hand.
    pub fn here(location: ValuePointerRef, kind: FaultKind) -> Self {
        Self::body(pointer(location), kind)
    }
}

impl Fault {
    /// The same fault of an object that is itself a member of the body.
    pub fn below(self, member: &str) -> Self {
        match self.place {
            Place::Body(pointer) => {
                let rest = pointer.trim_start_matches('#');
                Self { place: Place::Body(format!("#/{member}{rest}")), ..self }
            }
            _ => self,
        }
    }

    pub fn tell(&self, language: Language) -> ProblemError {
        debug_assert!(codes::of_faults().contains(self.kind.code()), "{} is in no list of codes", self.kind.code());
        // A name that nobody knows may be of anything; what shows nothing, or splits a line, is not given back.
        let shown = |c: char| if hides(c) { char::REPLACEMENT_CHARACTER } else { c };
        let shown_in_lines = |c: char| if matches!(c, '\n' | '\t') { c } else { shown(c) };
        let place = |wanted: bool, text: &str, longest| wanted.then(|| cut(text.chars().map(shown).collect(), longest));
        let (text, body, parameter, header) = match &self.place {
            Place::Body(pointer) => (pointer.as_str(), true, false, false),
            Place::Parameter(name) => (name.as_str(), false, true, false),
            Place::Header(name) => (*name, false, false, true),
        };
        ProblemError {
            pointer: place(body, text, LONGEST_POINTER),
            parameter: place(parameter, text, 2 * LONGEST_NAME),
            header: place(header, text, 2 * LONGEST_NAME),
            code: self.kind.code().to_owned(),
            about: self.about.clone(),
            detail: cut(self.kind.words().say(language).chars().map(shown_in_lines).collect(), LONGEST_WORDS),
        }
    }
}

impl Place {
    pub fn body(pointer: &str) -> Self {
        Self::Body(pointer.to_owned())
    }
}

impl FaultKind {
    /// A rule of one operation, in its own words.
    pub fn rule(code: &'static str, id: impl Into<String>, en: impl Into<String>) -> Self {
        Self::Rule { code, words: Words::new(id, en) }
    }

    pub fn code(&self) -> &'static str {
        match self {
            Self::Required => "REQUIRED",
            Self::UnknownField { .. } => "UNKNOWN_FIELD",
            Self::DuplicateField => "DUPLICATE_FIELD",
            Self::Repeated => "REPEATED",
            Self::WrongType { .. } => "WRONG_TYPE",
            Self::Text(TextFault::Empty) => "EMPTY",
            Self::Text(TextFault::TooLong { .. }) => "TOO_LONG",
            Self::Text(TextFault::ControlCharacter(_)) => "CONTROL_CHARACTER",
            Self::Text(TextFault::NotEmployeeNumber) => "NOT_AN_EMPLOYEE_NUMBER",
            Self::Text(TextFault::NotAPhone) => "NOT_A_PHONE",
            Self::Text(TextFault::NotAUnitCode) => "NOT_A_UNIT_CODE",
            Self::UnknownValue { .. } => "UNKNOWN_VALUE",
            Self::NotAnInstant => "NOT_AN_INSTANT",
            Self::OutOfTime => "NOT_AN_INSTANT",
            Self::NotADate => "NOT_A_DATE",
            Self::NotATime => "NOT_A_TIME",
            Self::NotAnId => "NOT_AN_ID",
            Self::NotAnUrl => "NOT_A_URL",
            Self::NotADuration => "NOT_A_DURATION",
            Self::OutOfRange { .. } => "OUT_OF_RANGE",
            Self::TooMany { .. } => "TOO_MANY",
            Self::TooFew { .. } => "TOO_FEW",
            Self::NotUnique => "NOT_UNIQUE",
            Self::UnknownReference { .. } => "UNKNOWN_REFERENCE",
            Self::Order { .. } | Self::Before { .. } => "ORDER",
            Self::Rule { code, .. } => code,
        }
    }

    #[rustfmt::skip]
    pub fn words(&self) -> Words {
        let w = |id: &str, en: &str| Words::new(id, en);
        match self {
            Self::Required => w("Wajib diisi.", "Required."),
            Self::UnknownField { accepted } if accepted.is_empty() => w("Tidak dikenal; di sini tidak ada yang dikenal.", "Unknown; here none is known."),
            Self::UnknownField { accepted } => Words::new(
                format!("Tidak dikenal. Yang dikenal: {}.", accepted.join(", ")), format!("Unknown. Known are: {}.", accepted.join(", "))),
            Self::DuplicateField => w("Disebut dua kali; sebut sekali saja.", "Given twice; give it once."),
            Self::Repeated => w("Hanya boleh satu kali.", "May be given only once."),
            Self::WrongType { expected } => Words::new(format!("Jenis salah; seharusnya: {expected}."), format!("Wrong type; expected: {expected}.")),
            Self::Text(TextFault::Empty) => w("Tidak boleh kosong.", "Must not be empty."),
            Self::Text(TextFault::TooLong { max }) => Words::new(format!("Paling banyak {max} karakter."), format!("At most {max} characters.")),
            Self::Text(TextFault::ControlCharacter(Spot { character, line, column })) => {
                let code = u32::from(*character);
                Words::new(
                    format!("Karakter U+{code:04X} pada baris {line}, kolom {column} tidak boleh di sini; hapus."),
                    format!("The character U+{code:04X} at line {line}, column {column} may not stand here; remove it."))
            }
            Self::Text(TextFault::NotEmployeeNumber) => w("NIP terdiri dari 18 angka.", "An employee number (NIP) has 18 digits."),
            Self::Text(TextFault::NotAPhone) => w("Nomor telepon berisi angka (paling sedikit 5), spasi dan + ( ) . / -; paling banyak 30 karakter.", "A telephone number has digits (at least 5), spaces and + ( ) . / -; at most 30 characters."),
            Self::Text(TextFault::NotAUnitCode) => w("Kode unit terdiri dari 1 sampai 50 huruf, angka, titik, - atau _; misalnya HUMAS.", "A unit code has 1 to 50 letters, digits, dots, - or _; such as HUMAS."),
            Self::UnknownValue { accepted } => Words::new(format!("Pilih salah satu: {}.", accepted.join(", ")), format!("Choose one of: {}.", accepted.join(", "))),
            Self::NotAnInstant => w("Tulis waktu menurut RFC 3339, misalnya 2026-09-30T09:00:00+07:00.", "Write an RFC 3339 instant, such as 2026-09-30T09:00:00+07:00."),
            Self::OutOfTime => w("Harus antara 1900-01-01T00:00:00Z dan 9000-12-31T23:59:59Z.", "Must be between 1900-01-01T00:00:00Z and 9000-12-31T23:59:59Z."),
            Self::NotADate => w("Tulis tanggal sebagai YYYY-MM-DD.", "Write a date as YYYY-MM-DD."),
            Self::NotATime => w("Tulis jam sebagai HH:MM.", "Write a time as HH:MM."),
            Self::NotAnId => w("Bukan id (UUID).", "Not an id (UUID)."),
            Self::NotAnUrl => w("Bukan alamat http(s) yang sah.", "Not a valid http(s) address."),
            Self::NotADuration => w("Tulis lama waktu menurut ISO 8601 dalam menit penuh, misalnya PT5M atau PT1H30M; 1 menit sampai 7 hari.", "Write an ISO 8601 duration in whole minutes, such as PT5M or PT1H30M; 1 minute to 7 days."),
            Self::OutOfRange { min, max } => Words::new(format!("Harus antara {min} dan {max}."), format!("Must be between {min} and {max}.")),
            Self::TooMany { max } => Words::new(format!("Paling banyak {max}."), format!("At most {max}.")),
            Self::TooFew { min } => Words::new(format!("Paling sedikit {min}."), format!("At least {min}.")),
            Self::NotUnique => w("Sudah ada di daftar ini atau sudah dipakai.", "Already in this list or already in use."),
            Self::UnknownReference { what } => Words::new(format!("Tidak ada {what} dengan id atau kode ini."), format!("There is no {what} with this id or code.")),
            Self::Order { first, second } => Words::new(format!("{first} tidak boleh setelah {second}."), format!("{first} must not be after {second}.")),
            Self::Before { first, second } => Words::new(format!("{first} harus sebelum {second}."), format!("{first} must be before {second}.")),
            Self::Rule { words, .. } => words.clone(),
        }
    }
}
