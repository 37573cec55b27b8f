//! Registers (*buku agenda*): the office's numbers, a series a kind, unit and local year.

mod collision;

pub use collision::Collision;

use super::label::labels;
use chrono::{Datelike, NaiveDate};

labels! {
    RegisterKind { Assignment = "ASSIGNMENT", Disposition = "DISPOSITION", Report = "REPORT" }
}

const ROMAN_MONTHS: [&str; 12] = ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"];

/// How a number is printed, such as `{serial:3}/PD/{unit}/{romanMonth}/{year}`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NumberTemplate(Vec<Part>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Text(String),
    /// The serial, filled with zeros to this width.
    Serial(u8),
    Unit,
    Month,
    RomanMonth,
    Year,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TemplateFault {
    #[error("a {{ has no }}")]
    Unclosed,
    #[error("{{{0}}} is not a placeholder")]
    UnknownPlaceholder(String),
    /// Without these two, numbers of two years or two letters would be the same.
    #[error("{{serial}} and {{year}} must each stand once")]
    SerialAndYearOnce,
    /// A series is a unit's own: without it, numbers of two units would be the same.
    #[error("{{unit}} must stand in it")]
    UnitMissing,
}

/// A number whose serial is still to be drawn: what stands before and after it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NumberForm {
    pub before: String,
    pub width: u8,
    pub after: String,
}

impl NumberTemplate {
    pub const PLACEHOLDERS: &'static str = "{serial}, {serial:1} … {serial:9}, {unit}, {month}, {romanMonth}, {year}";

    pub fn parse(template: &str) -> Result<Self, TemplateFault> {
        let mut parts = Vec::new();
        let mut rest = template;
        while let Some((text, after)) = rest.split_once('{') {
            if !text.is_empty() {
                parts.push(Part::Text(text.to_owned()));
            }
            let (name, after) = after.split_once('}').ok_or(TemplateFault::Unclosed)?;
            parts.push(Part::named(name)?);
            rest = after;
        }
        if !rest.is_empty() {
            parts.push(Part::Text(rest.to_owned()));
        }
        let count = |wanted: fn(&Part) -> bool| parts.iter().filter(|part| wanted(part)).count();
        if count(|part| matches!(part, Part::Serial(_))) != 1 || count(|part| *part == Part::Year) != 1 {
            return Err(TemplateFault::SerialAndYearOnce);
        }
        Ok(Self(parts))
    }

    /// Whether it names the unit. One that does not may be kept from before this was asked, and is not set anew.
    pub fn names_the_unit(&self) -> bool {
        self.0.contains(&Part::Unit)
    }

    /// Everything but the serial, which only the register can give.
    pub fn form(&self, unit: &str, local_date: NaiveDate) -> NumberForm {
        let mut form = NumberForm { before: String::new(), width: 0, after: String::new() };
        let mut drawn = false;
        for part in &self.0 {
            let text = match part {
                Part::Serial(width) => {
                    (form.width, drawn) = (*width, true);
                    continue;
                }
                Part::Text(text) => text.clone(),
                Part::Unit => unit.to_owned(),
                Part::Month => format!("{:02}", local_date.month()),
                Part::RomanMonth => ROMAN_MONTHS[local_date.month0() as usize].to_owned(),
                Part::Year => local_date.year().to_string(),
            };
            if drawn { form.after += &text } else { form.before += &text }
        }
        form
    }
}

impl Part {
    fn named(name: &str) -> Result<Self, TemplateFault> {
        match name {
            "serial" => Ok(Self::Serial(1)),
            "unit" => Ok(Self::Unit),
            "month" => Ok(Self::Month),
            "romanMonth" => Ok(Self::RomanMonth),
            "year" => Ok(Self::Year),
            other => other
                .strip_prefix("serial:")
                .and_then(|width| width.parse().ok())
                .filter(|width| (1..=9).contains(width))
                .map(Self::Serial)
                .ok_or_else(|| TemplateFault::UnknownPlaceholder(other.to_owned())),
        }
    }
}

impl NumberForm {
    pub fn with(&self, serial: i32) -> String {
        format!("{}{:0width$}{}", self.before, serial, self.after, width = usize::from(self.width))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_printed_as_the_office_writes_it() {
        let template = NumberTemplate::parse("{serial:3}/PD/{unit}/{romanMonth}/{year}").unwrap();
        let form = template.form("HUMAS", NaiveDate::from_ymd_opt(2026, 9, 30).unwrap());
        assert_eq!(form.with(7), "007/PD/HUMAS/IX/2026");
        assert_eq!(form.with(12345), "12345/PD/HUMAS/IX/2026");
    }

    #[test]
    fn a_template_that_could_print_one_number_twice_is_refused() {
        for (template, fault) in [
            ("{serial}/PD", TemplateFault::SerialAndYearOnce),
            ("PD/{year}", TemplateFault::SerialAndYearOnce),
            ("{serial}{serial}/{year}", TemplateFault::SerialAndYearOnce),
            ("{serial/{year", TemplateFault::UnknownPlaceholder("serial/{year".to_owned())),
            ("{serial}/{year", TemplateFault::Unclosed),
            ("{serial:0}/{year}", TemplateFault::UnknownPlaceholder("serial:0".to_owned())),
        ] {
            match (NumberTemplate::parse(template), fault) {
                (Err(TemplateFault::Unclosed | TemplateFault::UnknownPlaceholder(_)), TemplateFault::UnknownPlaceholder(_)) => {}
                (result, fault) => assert_eq!(result, Err(fault), "{template}"),
            }
        }
    }
}
