//! What a request costs its caller, for every operation: told in the document (`x-cost`) and taken from there.
//!
//! One is the reading of one thing, some 100 µs of a processor; the rest is in proportion, roughly.

use super::form::FORM;
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
/// Fifty thumbnails on one picture.
const SPRITE: u32 = 20;
/// All selected originals.
const ARCHIVE: u32 = 200;
/// Every case of a period is looked at, or the words of everything.
const SUMMARY: u32 = 20;
/// Everything of a case beside the case.
const EXPAND: u32 = 10;

/// The member of an operation that tells it.
pub const MEMBER: &str = "x-cost";
const PDF: &str = "application/pdf";

/// The cost of one operation.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Cost {
    pub base: u32,
    /// Instead of the base, where the answer is asked for as a sheet.
    pub sheet: Option<u32>,
    /// On top, with `expand`.
    pub expand: Option<u32>,
}

impl Cost {
    /// What it costs at least to be refused.
    pub const LEAST: u32 = READ;

    /// The table: from what the operation takes and gives.
    pub fn of(path: &str, method: &str, operation: &Value) -> Self {
        let takes = |kind: &str| operation["requestBody"]["content"].get(kind).is_some();
        let answers = || operation["responses"].as_object().into_iter().flatten().filter(|(status, _)| status.starts_with('2'));
        let gives = |kind: &str| answers().any(|(_, answer)| answer["content"].get(kind).is_some());
        let has_file =
            takes("application/octet-stream") || takes("application/offset+octet-stream") || takes("multipart/form-data");
        let base = match method {
            _ if gives("application/zip") => ARCHIVE,
            _ if gives(PDF) && path.ends_with("/sheet") => SHEET,
            _ if path.ends_with("/sprite.jpg") => SPRITE,
            _ if gives(PDF) && !gives("application/json") => CONTACT_SHEET,
            _ if path.ends_with("/performance") || path.ends_with("/freshness") || path.ends_with("/search") => SUMMARY,
            _ if takes(FORM) => SECRET,
            _ if path.ends_with("/_batch") => BATCH,
            _ if has_file || gives("application/octet-stream") => FILE,
            "get" => READ,
            _ => ACT,
        };
        let parameters = || operation["parameters"].as_array().into_iter().flatten();
        let expands =
            parameters().any(|one| one["name"] == "expand" || one["$ref"].as_str().is_some_and(|to| to.ends_with("/expand")));
        let sheet = (gives(PDF) && gives("application/json")).then_some(SHEET);
        Self { base, sheet, expand: expands.then_some(EXPAND) }
    }

    pub fn to_json(self) -> Value {
        let mut told = json!({ "base": self.base });
        self.sheet.into_iter().for_each(|sheet| told[PDF] = sheet.into());
        self.expand.into_iter().for_each(|expand| told["expand"] = expand.into());
        told
    }

    pub fn from_json(told: &Value) -> Self {
        let number = |name: &str| told[name].as_u64().and_then(|number| u32::try_from(number).ok());
        Self { base: number("base").unwrap_or(ACT), sheet: number(PDF), expand: number("expand") }
    }

    /// In a sentence.
    pub fn tell(self) -> String {
        let sheet = self.sheet.map(|sheet| format!(", as a sheet {sheet}")).unwrap_or_default();
        let expand = self.expand.map(|expand| format!(", with `expand` {expand} more")).unwrap_or_default();
        format!("Costs {}{sheet}{expand}.", self.base)
    }

    /// What one request costs.
    pub fn for_request(self, query: &str, accept: Option<&str>) -> u32 {
        let is_sheet = accept.is_some_and(|accept| accept.contains(PDF));
        let base = self.sheet.filter(|_| is_sheet).unwrap_or(self.base);
        base + self.expand.filter(|_| query.contains("expand=")).unwrap_or_default()
    }
}
