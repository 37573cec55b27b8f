//! What each setting must be as a whole, beyond what its members are by themselves.

use super::documents::{ExceptionalHours, HoursOfDay};
use super::{Holidays, Instructions, Registers, WorkingHours};
use crate::domain::register::{Collision, NumberTemplate, RegisterKind, TemplateFault};
use crate::domain::text::UnitCode;
use crate::domain::time::DayHoursError;
use crate::http::language::Words;
use crate::http::problem::{FaultKind, Faults, Place};
use chrono::NaiveDate;
use deserr::Deserr;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::collections::HashSet;
use std::fmt::Debug;
use std::hash::Hash;

/// A document that is kept under a key: what is stored is what is shown and sent.
pub trait Setting: Debug + Serialize + DeserializeOwned + Deserr<Faults> + Send + 'static {
    const KEY: &'static str;

    /// Everything that is wrong with it.
    fn faults(&self) -> Faults;

    /// Instruction codes of `before` that it no longer has.
    fn gives_up(&self, _before: &Self) -> Vec<String> {
        Vec::new()
    }

    /// Registers, by the names of their members, whose numbers it prints otherwise than `before`.
    fn new_templates(&self, _before: &Self) -> Vec<(&'static str, RegisterKind, NumberTemplate)> {
        Vec::new()
    }

    /// What is kept when it takes the place of `before`, once it has no faults of its own.
    fn after(self, _before: &Self, _today: NaiveDate) -> Result<Self, Faults> {
        Ok(self)
    }
}

impl Setting for Instructions {
    const KEY: &'static str = "instructions";

    fn faults(&self) -> Faults {
        let mut faults = Faults::default();
        most(&mut faults, "#/items", &self.items, 100);
        once(&mut faults, self.items.iter().map(|item| &*item.code), |index| format!("#/items/{index}/code"));
        for (index, item) in self.items.iter().enumerate() {
            if !is_upper_snake(&item.code) {
                let id = "Tulis kode dengan huruf besar, angka dan garis bawah, misalnya FOLLOW_UP.";
                let en = "Write a code in capitals, digits and underscores, such as FOLLOW_UP.";
                add(&mut faults, format!("#/items/{index}/code"), rule("NOT_A_CODE", id, en));
            }
        }
        if !self.items.iter().any(|item| item.active) {
            let id = "Paling sedikit satu isi disposisi harus aktif: tanpa itu tidak ada disposisi yang dapat diterbitkan.";
            let en = "At least one instruction must be active: without it no disposition can be issued.";
            add(&mut faults, "#/items", rule("NONE_ACTIVE", id, en));
        }
        faults
    }

    fn gives_up(&self, before: &Self) -> Vec<String> {
        let kept: HashSet<&str> = self.items.iter().map(|item| &*item.code).collect();
        before.items.iter().map(|item| item.code.to_string()).filter(|code| !kept.contains(code.as_str())).collect()
    }
}

impl Setting for Holidays {
    const KEY: &'static str = "holidays";

    fn faults(&self) -> Faults {
        let mut faults = Faults::default();
        most(&mut faults, "#/items", &self.items, 1000);
        once(&mut faults, self.items.iter().map(|holiday| holiday.on), |index| format!("#/items/{index}/on"));
        faults
    }
}

impl Setting for WorkingHours {
    const KEY: &'static str = "working-hours";

    fn faults(&self) -> Faults {
        let mut faults = Faults::default();
        if self.week.is_empty() {
            // An office that is never open would be in time with everything.
            add(&mut faults, "#/week", FaultKind::TooFew { min: 1 });
        }
        check_week(&mut faults, "#/week", &self.week);
        most(&mut faults, "#/exceptions", &self.exceptions, 200);
        for (index, exception) in self.exceptions.iter().enumerate() {
            check_exception(&mut faults, &format!("#/exceptions/{index}"), exception);
        }
        faults
    }

    /// New hours never rewrite the past: days gone were worked by the hours that held then.
    fn after(self, before: &Self, today: NaiveDate) -> Result<Self, Faults> {
        let mut faults = Faults::default();
        let impossible = |error: DayHoursError| {
            let text = error.to_string();
            Faults::body("#", rule("NOT_HOURS", text.clone(), text))
        };
        if !self.earlier.is_empty() && self.earlier != before.earlier {
            let id = "Jam kerja yang sudah berlalu tidak dapat diubah; kosongkan, atau kirim seperti yang dibaca.";
            let en = "Hours of the past cannot be changed; leave it out, or send it back as it was read.";
            add(&mut faults, "#/earlier", rule("PAST_HOURS", id, en));
            return Err(faults);
        }
        let kept = self.in_place_of(before, today).map_err(impossible)?;
        most(&mut faults, "#/earlier", &kept.earlier, 30);
        let usual = [kept.usual().map_err(impossible)?, before.usual().map_err(impossible)?];
        let whole = [kept.hours().map_err(impossible)?, before.hours().map_err(impossible)?];
        let pasts = [("#/validFrom", usual), ("#/exceptions", whole)];
        let differs = pasts.into_iter().find_map(|(place, [new, old])| Some((place, new.differs_before(&old, today)?)));
        if let Some((place, date)) = differs {
            // The beginning of time is no date to be told.
            let since = if date == NaiveDate::MIN { "-".to_owned() } else { date.to_string() };
            let id = format!(
                "Hari yang sudah berlalu tetap menurut jam kerja saat itu (berbeda mulai {since}); berlaku paling awal {today}."
            );
            let en = format!(
                "Days gone keep the hours of then (it would differ from {since}); hours may hold from {today} at the earliest."
            );
            add(&mut faults, place, rule("PAST_HOURS", id, en));
        }
        faults.none()?;
        Ok(kept)
    }
}

impl Setting for Registers {
    const KEY: &'static str = "registers";

    fn faults(&self) -> Faults {
        let mut faults = Faults::default();
        let mut sound: Vec<(&str, NumberTemplate)> = Vec::new();
        for (name, _, template) in self.all() {
            match NumberTemplate::parse(template) {
                Err(fault) => add(&mut faults, format!("#/{name}"), no_template(&fault)),
                Ok(template) if !template.names_the_unit() => {
                    add(&mut faults, format!("#/{name}"), no_template(&TemplateFault::UnitMissing));
                }
                Ok(template) if longest(&template) > LONGEST_NUMBER => {
                    let id = format!("Nomor yang tercetak bisa lebih dari {LONGEST_NUMBER} karakter; pendekkan.");
                    let en = format!("A printed number could exceed {LONGEST_NUMBER} characters; make it shorter.");
                    add(&mut faults, format!("#/{name}"), rule("NUMBER_TOO_LONG", id, en));
                }
                Ok(template) => sound.push((name, template)),
            }
        }
        for (index, (name, template)) in sound.iter().enumerate() {
            if let Some(collision) = template.collides_with_itself() {
                add(&mut faults, format!("#/{name}"), printed_twice(&collision, None));
            }
            for (earlier, other) in &sound[..index] {
                if let Some(collision) = other.collides_with(template) {
                    add(&mut faults, format!("#/{name}"), printed_twice(&collision, Some(earlier)));
                }
            }
        }
        faults
    }

    fn new_templates(&self, before: &Self) -> Vec<(&'static str, RegisterKind, NumberTemplate)> {
        let pairs = self.all().into_iter().zip(before.all()).filter(|((.., new), (.., old))| new != old);
        pairs.filter_map(|((name, kind, template), _)| Some((name, kind, NumberTemplate::parse(template).ok()?))).collect()
    }
}

/// Two numbers that would be printed alike: of the register itself, or of it and another.
fn printed_twice(Collision(text): &Collision, other: Option<&str>) -> FaultKind {
    let (id, en) = match other {
        None => (
            format!(
                "Dua nomor yang berbeda (unit, tahun atau urutannya) dapat tercetak sebagai \"{text}\"; pisahkan isiannya, misalnya dengan \"/\"."
            ),
            format!(
                "Two numbers that differ in unit, year or serial could both be printed as \"{text}\"; part the placeholders, for instance by \"/\"."
            ),
        ),
        Some(other) => (
            format!(
                "Nomor pada register ini dan register {other} dapat sama-sama tercetak sebagai \"{text}\"; beri tanda register yang berbeda, misalnya \"/PD/\" dan \"/DISP/\"."
            ),
            format!(
                "A number of this register and one of {other} could both be printed as \"{text}\"; give each register a mark of its own, such as \"/PD/\" and \"/DISP/\"."
            ),
        ),
    };
    rule("NUMBER_NOT_UNIQUE", id, en)
}

/// What the `register_number` columns take.
const LONGEST_NUMBER: usize = 200;

/// The longest number a template can print: the longest unit, the month with the longest numeral, the last serial.
fn longest(template: &NumberTemplate) -> usize {
    let august = NaiveDate::from_ymd_opt(2026, 8, 1).unwrap_or_default();
    template.form(&"U".repeat(UnitCode::MAX), august).with(i32::MAX).chars().count()
}

fn no_template(fault: &TemplateFault) -> FaultKind {
    let known = NumberTemplate::PLACEHOLDERS;
    let (id, en) = match fault {
        TemplateFault::Unclosed => ("Ada { tanpa }.".to_owned(), "A { has no }.".to_owned()),
        TemplateFault::UnknownPlaceholder(name) => {
            (format!("{{{name}}} bukan isian nomor."), format!("{{{name}}} is not a placeholder."))
        }
        TemplateFault::SerialAndYearOnce => (
            "{serial} dan {year} masing-masing harus ada tepat satu kali, agar tidak ada dua nomor yang sama.".to_owned(),
            "{serial} and {year} must each stand exactly once, so that no two numbers are the same.".to_owned(),
        ),
        TemplateFault::UnitMissing => (
            "{unit} harus ada: urutan nomor berjalan per unit, jadi tanpa itu dua unit akan mencetak nomor yang sama.".to_owned(),
            "{unit} must stand in it: series run per unit, so without it two units would print the same number.".to_owned(),
        ),
    };
    rule("NOT_A_TEMPLATE", format!("{id} Yang dikenal: {known}."), format!("{en} Known are: {known}."))
}

fn check_exception(faults: &mut Faults, pointer: &str, exception: &ExceptionalHours) {
    if exception.until < exception.from {
        add(faults, format!("{pointer}/until"), FaultKind::Order { first: "from", second: "until" });
    }
    check_week(faults, &format!("{pointer}/week"), &exception.week);
}

fn check_week(faults: &mut Faults, pointer: &str, week: &[HoursOfDay]) {
    most(faults, pointer, week, 7);
    once(faults, week.iter().map(|hours| hours.day), |index| format!("{pointer}/{index}/day"));
    for (index, hours) in week.iter().enumerate() {
        check_day(faults, &format!("{pointer}/{index}"), hours);
    }
}

fn check_day(faults: &mut Faults, pointer: &str, hours: &HoursOfDay) {
    match (hours.rest_starts, hours.rest_ends) {
        (Some(_), None) => add(faults, format!("{pointer}/restEnds"), FaultKind::Required),
        (None, Some(_)) => add(faults, format!("{pointer}/restStarts"), FaultKind::Required),
        _ => {}
    }
    match hours.hours() {
        Ok(_) => {}
        Err(DayHoursError::OpensAfterClosing) => {
            add(faults, format!("{pointer}/closes"), FaultKind::Before { first: "opens", second: "closes" });
        }
        Err(DayHoursError::RestBeginsAfterItsEnd) => {
            add(faults, format!("{pointer}/restEnds"), FaultKind::Before { first: "restStarts", second: "restEnds" });
        }
        Err(DayHoursError::RestOutsideHours) => {
            let id = "Istirahat harus di dalam jam kerja (opens sampai closes).";
            let en = "The break must lie within the office hours (opens to closes).";
            add(faults, format!("{pointer}/restStarts"), rule("REST_OUTSIDE_HOURS", id, en));
        }
    }
}

/// Words in capitals and digits, one underscore between two.
fn is_upper_snake(code: &str) -> bool {
    let word = |word: &str| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
    code.starts_with(|first: char| first.is_ascii_uppercase()) && code.split('_').all(word)
}

/// Every value that stood before.
fn once<T: Eq + Hash>(faults: &mut Faults, values: impl Iterator<Item = T>, pointer: impl Fn(usize) -> String) {
    let mut seen = HashSet::new();
    for (index, value) in values.enumerate() {
        if !seen.insert(value) {
            add(faults, pointer(index), FaultKind::NotUnique);
        }
    }
}

fn most<T>(faults: &mut Faults, pointer: &str, list: &[T], max: usize) {
    if list.len() > max {
        add(faults, pointer, FaultKind::TooMany { max });
    }
}

fn add(faults: &mut Faults, pointer: impl Into<String>, kind: FaultKind) {
    faults.add(Place::Body(pointer.into()), kind);
}

fn rule(code: &'static str, id: impl Into<String>, en: impl Into<String>) -> FaultKind {
    FaultKind::Rule { code, words: Words::new(id, en) }
}
