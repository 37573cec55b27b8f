//! What a request costs its caller, for every operation: told in the document (`x-cost`) and taken from there.
//!
//! One is the reading of one thing, some 100 µs of a processor; the rest is in proportion, roughly.

use super::form::FORM;
use super::paging::USUAL;
use super::table::{CSV, XLSX};
use serde_json::{Value, json};

const READ: u32 = 1;
/// The secret of a client is hashed.
const SECRET: u32 = 50;
const ACT: u32 = 5;
/// A file that comes or goes: hashed, sniffed, stored.
const FILE: u32 = 10;
/// A list of acts.
const BATCH: u32 = 50;
/// A sheet is typeset.
const SHEET: u32 = 50;
/// Two hundred pictures on paper.
const CONTACT_SHEET: u32 = 100;
/// Fifty thumbnails on one picture; the pictures of a case held against each other.
const SPRITE: u32 = 20;
/// All selected originals; all that is published.
const ARCHIVE: u32 = 200;
/// Every case of a period is looked at.
const SUMMARY: u32 = 150;
/// A register is read whole, and written as a table.
const TABLE: u32 = 100;
/// The words of everything.
const SEARCH: u32 = 50;
/// The words of things of one kind.
const SEARCH_ONE: u32 = 10;
/// Everything open is looked at, or every event of a year.
const OVERVIEW: u32 = 5;
/// Everything of a case beside the case.
const EXPAND: u32 = 10;
/// A list is counted, up to ten thousand.
const COUNT: u32 = 10;
/// So many more rows of a list cost as much as one thing.
const ROWS: u32 = 20;

/// The member of an operation that tells it.
pub const MEMBER: &str = "x-cost";
const PDF: &str = "application/pdf";

/// The cost of one operation.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Cost {
    pub base: u32,
    /// Instead of the base, where the answer is asked for as a sheet.
    pub sheet: Option<u32>,
    /// Instead of the base, where the answer is asked for as a table that has no pages.
    pub table: Option<u32>,
    /// Of a list: so many rows cost one more.
    pub rows: Option<u32>,
    /// On top, with `expand`; of a list for each of these rows.
    pub expand: Option<u32>,
    /// On top, with `q`.
    pub search: Option<u32>,
    /// On top, with `count`.
    pub count: Option<u32>,
}

/// How each is called in the document, besides the base.
const MEMBERS: [&str; 6] = [PDF, XLSX, "rows", "expand", "q", "count"];

impl Cost {
    /// What it costs at least to be refused.
    pub const LEAST: u32 = READ;

    /// The table: from what the operation takes and gives.
    pub fn of(path: &str, method: &str, operation: &Value) -> Self {
        let taken = || operation["requestBody"]["content"].as_object().into_iter().flatten().map(|(kind, _)| kind.as_str());
        let answers = || operation["responses"].as_object().into_iter().flatten().filter(|(status, _)| status.starts_with('2'));
        let gives = |kind: &str| answers().any(|(_, answer)| answer["content"].get(kind).is_some());
        let is_file = |kind: &str| {
            kind.starts_with("image/")
                || ["application/octet-stream", "application/offset+octet-stream", "multipart/form-data"].contains(&kind)
        };
        let parameters = || operation["parameters"].as_array().into_iter().flatten();
        let asks = |name: &str| {
            let is_shared = |one: &Value| one["$ref"].as_str().and_then(|to| to.rsplit('/').next()) == Some(name);
            parameters().any(|one| one["name"] == name || is_shared(one))
        };
        let is_list = asks("limit") && asks("cursor");
        let is_sheet = path.ends_with("/sheet");
        let base = match method {
            // It lies ready, mostly.
            _ if path.starts_with("/v1/public/media/") => READ,
            _ if gives("application/zip") || path.ends_with("/dump") => ARCHIVE,
            _ if gives(PDF) && is_sheet => SHEET,
            _ if path.ends_with("/sprite.jpg") || path.ends_with("/bursts") => SPRITE,
            _ if path.ends_with("/monitoring-form") => SUMMARY + SHEET,
            _ if gives(PDF) && !gives("application/json") => CONTACT_SHEET,
            _ if path.ends_with("/performance") || path.ends_with("/freshness") => SUMMARY,
            _ if path.ends_with("/search") => SEARCH,
            _ if path.ends_with("/inbox") || gives("text/calendar") => OVERVIEW,
            _ if taken().any(|kind| kind == FORM) => SECRET,
            _ if path.ends_with("/_batch") => BATCH,
            _ if taken().any(is_file) || gives("application/octet-stream") => FILE,
            "get" => READ,
            _ => ACT,
        };
        let when = |is: bool, cost: u32| is.then_some(cost);
        let sheet = if base == SUMMARY { SUMMARY + SHEET } else { SHEET };
        Self {
            base,
            sheet: when(gives(PDF) && gives("application/json"), sheet),
            table: when(is_list && gives(XLSX), TABLE),
            rows: when(is_list, ROWS),
            expand: when(asks("expand"), EXPAND),
            search: when(is_list && asks("q"), SEARCH_ONE),
            count: when(asks("count"), COUNT),
        }
    }

    fn members(&mut self) -> [&mut Option<u32>; 6] {
        [&mut self.sheet, &mut self.table, &mut self.rows, &mut self.expand, &mut self.search, &mut self.count]
    }

    pub fn to_json(mut self) -> Value {
        let mut told = json!({ "base": self.base });
        for (name, cost) in MEMBERS.into_iter().zip(self.members()) {
            if let Some(cost) = *cost {
                told[name] = cost.into();
            }
        }
        told
    }

    pub fn from_json(told: &Value) -> Self {
        let number = |name: &str| told[name].as_u64().and_then(|number| u32::try_from(number).ok());
        let mut cost = Self { base: number("base").unwrap_or(ACT), ..Self::default() };
        for (name, member) in MEMBERS.into_iter().zip(cost.members()) {
            *member = number(name);
        }
        cost
    }

    /// In a sentence.
    pub fn tell(self) -> String {
        let told = |cost: Option<u32>, before: &str, after: &str| {
            cost.map(|cost| format!(", {before}{cost}{after}")).unwrap_or_default()
        };
        let parts = [
            told(self.rows, "one more for each ", " rows asked for (`limit`)"),
            told(self.sheet, "as a sheet ", ""),
            told(self.table, "as CSV or XLSX ", ""),
            told(self.search, "with `q` ", " more"),
            told(self.count, "with `count` ", " more"),
            told(
                self.expand,
                "with `expand` ",
                if self.rows.is_some() { " more, and that again with those rows" } else { " more" },
            ),
        ];
        format!("Costs {}{}.", self.base, parts.concat())
    }

    /// Whether the form of its answer matters.
    pub fn has_forms(self) -> bool {
        self.sheet.is_some() || self.table.is_some()
    }

    /// What one request costs, whose answer will be in this form.
    pub fn for_request(self, query: &str, form: Option<&str>) -> u32 {
        let whole = match form {
            Some(PDF) => self.sheet,
            Some(CSV | XLSX) => self.table,
            _ => None,
        };
        let (mut limit, mut expands, mut searches, mut counts) = (u32::try_from(USUAL).unwrap_or(MOST_ROWS), false, false, false);
        // As the operation itself will read it, however it is written.
        for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
            match name.as_ref() {
                "limit" => limit = value.parse().unwrap_or(limit).min(MOST_ROWS),
                "expand" => expands = true,
                "q" => searches = true,
                "count" => counts = true,
                _ => {}
            }
        }
        let rows = self.rows.map_or(0, |rows| limit / rows);
        let more = |is: bool, cost: Option<u32>| cost.filter(|_| is).unwrap_or_default();
        let page = if whole.is_some() { 0 } else { rows };
        let expand = more(expands, self.expand) * (1 + rows);
        whole.unwrap_or(self.base) + page + expand + more(searches, self.search) + more(counts, self.count)
    }
}

/// No list has more on a page.
const MOST_ROWS: u32 = 200;

#[cfg(test)]
mod tests {
    use super::*;

    const LIST: Cost =
        Cost { base: 1, sheet: None, table: None, rows: Some(20), expand: Some(10), search: Some(7), count: Some(5) };

    #[test]
    fn what_is_asked_for_costs_however_it_is_written() {
        for (query, cost) in [
            ("", 3),
            ("limit=1", 1),
            ("limit=200", 11),
            ("limit=100000", 11),
            ("limit=none", 3),
            ("expand=artifacts&limit=1", 11),
            ("exp%61nd=artifacts&l%69mit=200", 121),
            ("q=panen", 10),
            ("%71=panen&count=true", 15),
            ("unit=expand=q", 3),
        ] {
            assert_eq!(LIST.for_request(query, None), cost, "{query}");
        }
        let forms = Cost { sheet: Some(50), table: Some(100), ..LIST };
        assert_eq!([Some(PDF), Some(CSV), Some(XLSX), None].map(|form| forms.for_request("limit=1", form)), [50, 100, 100, 1]);
    }

    #[test]
    fn what_is_told_is_read_again() {
        let all = Cost { sheet: Some(50), table: Some(100), ..LIST };
        for cost in [all, LIST, Cost { base: 7, ..Cost::default() }] {
            assert_eq!(Cost::from_json(&cost.to_json()), cost);
        }
        assert!(all.tell().starts_with("Costs 1, one more for each 20 rows"), "{}", all.tell());
    }
}
