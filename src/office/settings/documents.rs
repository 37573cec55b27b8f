//! Settings as documents: what is stored is what is shown and sent.

use crate::domain::label::labels;
use crate::domain::register::{NumberTemplate, RegisterKind, TemplateFault};
use crate::domain::text::Line;
use crate::domain::time::{
    DayHours, DayHoursError, HoursException, OfficeHours, OfficeZone, TimeOfDay, WorkingCalendar, WorkingWeek,
};
use crate::http::fields::label_fields;
use crate::http::language::Language;
use crate::http::problem::Faults;
use chrono::NaiveDate;
use deserr::Deserr;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use utoipa::ToSchema;

/// *Isi disposisi*: what a disposition may ask for. A list the office keeps, never a closed set.
#[derive(Debug, Clone, Serialize, Deserialize, Deserr, ToSchema)]
#[deserr(error = Faults, rename_all = camelCase, deny_unknown_fields)]
#[serde(rename_all = "camelCase")]
pub struct Instructions {
    #[schema(min_items = 1, max_items = 100)]
    pub items: Vec<InstructionCode>,
}

#[derive(Debug, Clone, Serialize, Deserialize, Deserr, ToSchema)]
#[deserr(error = Faults, rename_all = camelCase, deny_unknown_fields)]
#[serde(rename_all = "camelCase")]
pub struct InstructionCode {
    /// For programs, in UPPER_SNAKE_CASE; one that dispositions carry stays on the list. E.g. `PUBLISH`.
    #[schema(value_type = String, min_length = 1, max_length = 50, pattern = "^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$")]
    pub code: Line<50>,
    /// As it stands on the sheet, after "dengan hormat harap". E.g. `Publikasikan`.
    pub label: Line<200>,
    /// The same in English, for who reads that; null: as `label`. E.g. `Publish`.
    #[deserr(default)]
    pub label_en: Option<Line<200>>,
    /// A code that is no longer given stays for the dispositions that have it.
    pub active: bool,
}

impl InstructionCode {
    pub fn label_in(&self, language: Language) -> &Line<200> {
        match language {
            Language::English => self.label_en.as_ref().unwrap_or(&self.label),
            Language::Indonesian => &self.label,
        }
    }
}

/// Days on which the office is closed: national holidays and collective leave, with their decrees.
#[derive(Debug, Clone, Serialize, Deserialize, Deserr, ToSchema)]
#[deserr(error = Faults, rename_all = camelCase, deny_unknown_fields)]
#[serde(rename_all = "camelCase")]
pub struct Holidays {
    #[schema(max_items = 1000)]
    pub items: Vec<Holiday>,
}

#[derive(Debug, Clone, Serialize, Deserialize, Deserr, ToSchema)]
#[deserr(error = Faults, rename_all = camelCase, deny_unknown_fields)]
#[serde(rename_all = "camelCase")]
pub struct Holiday {
    #[schema(example = "2026-08-17")]
    pub on: NaiveDate,
    /// E.g. `Hari Kemerdekaan`.
    pub name: Line<200>,
    pub kind: HolidayKind,
    /// The decree (SKB) that sets it. E.g. `SKB 3 Menteri 2025`.
    #[deserr(default)]
    pub decree_number: Option<Line<100>>,
}

labels! {
    HolidayKind { Holiday = "HOLIDAY", CollectiveLeave = "COLLECTIVE_LEAVE" }

    Day {
        Monday = "MONDAY", Tuesday = "TUESDAY", Wednesday = "WEDNESDAY", Thursday = "THURSDAY", Friday = "FRIDAY",
        Saturday = "SATURDAY", Sunday = "SUNDAY",
    }
}

label_fields! {
    HolidayKind as "HolidayKind": "A holiday, or collective leave (*cuti bersama*).";
    Day as "Day": "A day of the week.";
}

/// Office hours: what working minutes count. They are dated: what was worked before a change was worked by the hours of then.
#[derive(Debug, Clone, Serialize, Deserialize, Deserr, ToSchema)]
#[deserr(error = Faults, rename_all = camelCase, deny_unknown_fields)]
#[serde(rename_all = "camelCase")]
pub struct WorkingHours {
    /// From when `week` holds: today or later. null or left out: today, if the week is another than before. null is shown of the first
    /// week, which holds from the beginning.
    #[deserr(default)]
    #[schema(example = "2027-01-01")]
    pub valid_from: Option<NaiveDate>,
    /// The usual week; a day that is not listed is free.
    #[schema(min_items = 1, max_items = 7)]
    pub week: Vec<HoursOfDay>,
    /// Dated exceptions such as Ramadan hours; the last that covers a date holds. Those of days gone stay as they are.
    #[schema(max_items = 200)]
    pub exceptions: Vec<ExceptionalHours>,
    /// The usual weeks before, the oldest first: kept by the service. Leave out, or send back as it was read.
    #[deserr(default)]
    #[schema(required = false, max_items = 30)]
    pub earlier: Vec<EarlierHours>,
}

/// A usual week that another has followed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Deserr, ToSchema)]
#[deserr(error = Faults, rename_all = camelCase, deny_unknown_fields)]
#[serde(rename_all = "camelCase")]
pub struct EarlierHours {
    /// From when it held; null: from the beginning.
    #[deserr(default)]
    #[schema(example = "2026-01-01")]
    pub valid_from: Option<NaiveDate>,
    #[schema(min_items = 1, max_items = 7)]
    pub week: Vec<HoursOfDay>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Deserr, ToSchema)]
#[deserr(error = Faults, rename_all = camelCase, deny_unknown_fields)]
#[serde(rename_all = "camelCase")]
pub struct HoursOfDay {
    pub day: Day,
    pub opens: TimeOfDay,
    pub closes: TimeOfDay,
    /// The break; give both or neither.
    #[deserr(default)]
    pub rest_starts: Option<TimeOfDay>,
    #[deserr(default)]
    pub rest_ends: Option<TimeOfDay>,
}

#[derive(Debug, Clone, Serialize, Deserialize, Deserr, ToSchema)]
#[deserr(error = Faults, rename_all = camelCase, deny_unknown_fields)]
#[serde(rename_all = "camelCase")]
pub struct ExceptionalHours {
    /// E.g. `Ramadan 1448 H`.
    pub name: Line<200>,
    #[schema(example = "2027-02-08")]
    pub from: NaiveDate,
    /// The last day, inclusive.
    #[schema(example = "2027-03-09")]
    pub until: NaiveDate,
    /// E.g. `SE Bupati 800/12/2027`.
    #[deserr(default)]
    pub decree_number: Option<Line<100>>,
    /// The hours meanwhile; a day that is not listed is free.
    #[schema(max_items = 7)]
    pub week: Vec<HoursOfDay>,
}

/// How each register prints its numbers.
#[derive(Debug, Clone, Serialize, Deserialize, Deserr, ToSchema)]
#[deserr(error = Faults, rename_all = camelCase, deny_unknown_fields)]
#[serde(rename_all = "camelCase")]
pub struct Registers {
    /// Placeholders: {serial}, {serial:1} … {serial:9} (zero-filled), {unit}, {month}, {romanMonth}, {year}; {serial} and {year} once each, {unit} at
    /// least once. No two numbers may be printed alike, of one register nor of two: part what could run into each other, and give
    /// each register a mark of its own.
    /// E.g. `{serial}/PD/{unit}/{romanMonth}/{year}`.
    #[schema(value_type = String, min_length = 1, max_length = 100, pattern = "^([^{\\u0000-\\u001F]|\\{(unit|month|romanMonth)\\})*(\\{serial(:[1-9])?\\}([^{\\u0000-\\u001F]|\\{(unit|month|romanMonth)\\})*\\{year\\}|\\{year\\}([^{\\u0000-\\u001F]|\\{(unit|month|romanMonth)\\})*\\{serial(:[1-9])?\\})([^{\\u0000-\\u001F]|\\{(unit|month|romanMonth)\\})*$")]
    pub assignment: Line<100>,
    /// E.g. `{serial}/DISP/{unit}/{romanMonth}/{year}`.
    #[schema(value_type = String, min_length = 1, max_length = 100, pattern = "^([^{\\u0000-\\u001F]|\\{(unit|month|romanMonth)\\})*(\\{serial(:[1-9])?\\}([^{\\u0000-\\u001F]|\\{(unit|month|romanMonth)\\})*\\{year\\}|\\{year\\}([^{\\u0000-\\u001F]|\\{(unit|month|romanMonth)\\})*\\{serial(:[1-9])?\\})([^{\\u0000-\\u001F]|\\{(unit|month|romanMonth)\\})*$")]
    pub disposition: Line<100>,
    /// E.g. `{serial}/LAP/{unit}/{romanMonth}/{year}`.
    #[schema(value_type = String, min_length = 1, max_length = 100, pattern = "^([^{\\u0000-\\u001F]|\\{(unit|month|romanMonth)\\})*(\\{serial(:[1-9])?\\}([^{\\u0000-\\u001F]|\\{(unit|month|romanMonth)\\})*\\{year\\}|\\{year\\}([^{\\u0000-\\u001F]|\\{(unit|month|romanMonth)\\})*\\{serial(:[1-9])?\\})([^{\\u0000-\\u001F]|\\{(unit|month|romanMonth)\\})*$")]
    pub report: Line<100>,
}

impl Registers {
    /// By the names of the members.
    pub const fn all(&self) -> [(&'static str, RegisterKind, &Line<100>); 3] {
        [
            ("assignment", RegisterKind::Assignment, &self.assignment),
            ("disposition", RegisterKind::Disposition, &self.disposition),
            ("report", RegisterKind::Report, &self.report),
        ]
    }

    pub fn templates(&self) -> Result<HashMap<RegisterKind, NumberTemplate>, TemplateFault> {
        self.all().into_iter().map(|(_, kind, template)| Ok((kind, NumberTemplate::parse(template)?))).collect()
    }
}

impl HoursOfDay {
    pub fn hours(&self) -> Result<DayHours, DayHoursError> {
        let rest = self.rest_starts.zip(self.rest_ends).map(|(starts, ends)| (starts.0, ends.0));
        DayHours::new(self.opens.0, self.closes.0, rest)
    }
}

fn week(days: &[HoursOfDay]) -> Result<WorkingWeek, DayHoursError> {
    let mut hours = [None; 7];
    for day in days {
        hours[day.day as usize] = Some(day.hours()?);
    }
    Ok(WorkingWeek::new(hours))
}

impl WorkingHours {
    /// The usual weeks, without exceptions.
    pub fn usual(&self) -> Result<OfficeHours, DayHoursError> {
        let now = (self.valid_from, &self.week);
        let mut weeks = self.earlier.iter().map(|one| (one.valid_from, &one.week)).chain([now]);
        let (_, first) = weeks.next().unwrap_or(now);
        weeks.try_fold(OfficeHours::always(week(first)?), |hours, (valid_from, days)| {
            Ok(hours.followed_by(valid_from.unwrap_or(NaiveDate::MIN), week(days)?))
        })
    }

    pub fn hours(&self) -> Result<OfficeHours, DayHoursError> {
        let exceptions = self
            .exceptions
            .iter()
            .map(|exception| Ok(HoursException { from: exception.from, until: exception.until, week: week(&exception.week)? }));
        Ok(self.usual()?.except(exceptions.collect::<Result<_, _>>()?))
    }

    /// These hours in the place of others: what the others were before this week's date goes with them.
    pub fn in_place_of(mut self, before: &Self, today: NaiveDate) -> Result<Self, DayHoursError> {
        if self.valid_from.is_none() {
            self.valid_from = if week(&self.week)? == week(&before.week)? { before.valid_from } else { Some(today) };
        }
        self.earlier.clone_from(&before.earlier);
        self.earlier.push(EarlierHours { valid_from: before.valid_from, week: before.week.clone() });
        let from = self.valid_from;
        self.earlier.retain(|one| from.is_some_and(|from| one.valid_from.is_none_or(|begun| begun < from)));
        Ok(self)
    }

    pub fn calendar(&self, zone: OfficeZone, holidays: &Holidays) -> Result<WorkingCalendar, DayHoursError> {
        let closed = holidays.items.iter().map(|holiday| holiday.on).collect();
        Ok(WorkingCalendar::new(zone, self.hours()?, closed))
    }
}
