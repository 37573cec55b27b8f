//! CSV as RFC 4180 has it, in which no cell is a formula.

use super::{Cell, Column};
use csv::{Terminator, Writer, WriterBuilder};
use serde_json::Value;
use std::borrow::Cow;

pub const MEDIA_TYPE: &str = "text/csv";

/// As it is answered: every page has its headings.
pub const CONTENT_TYPE: &str = "text/csv; charset=utf-8; header=present";

/// By it Excel knows UTF-8; other programs would take it for a part of the first heading.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// What a spreadsheet takes for the beginning of a formula, or strips to come to one; the wide forms as East Asian ones do.
const FORMULA: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];

/// Rows written one after the other; what is written can be taken away in between.
pub struct CsvWriter(Writer<Vec<u8>>);

impl CsvWriter {
    /// Begins with the headings.
    pub fn new(columns: &[&Column], bom: bool) -> csv::Result<Self> {
        let begun = if bom { BYTE_ORDER_MARK.to_vec() } else { Vec::new() };
        let mut writer = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(begun);
        writer.write_record(columns.iter().map(|column| column.name.as_bytes()))?;
        Ok(Self(writer))
    }

    pub fn row(&mut self, columns: &[&Column], row: &Value) -> csv::Result<()> {
        for column in columns {
            match column.cell(row) {
                Cell::Nothing => self.0.write_field("")?,
                // What is a number here is one there, also below nothing.
                Cell::Number(number) => self.0.write_field(number.to_string())?,
                Cell::Text(text) => self.0.write_field(harmless(&text).as_bytes())?,
            }
        }
        self.0.write_record(None::<&[u8]>)
    }

    /// What was written since it was last taken.
    pub fn take(&mut self) -> std::io::Result<Vec<u8>> {
        self.0.flush()?;
        let begun = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(Vec::new());
        let written = std::mem::replace(&mut self.0, begun);
        written.into_inner().map_err(|error| error.into_error())
    }
}

/// A text that a spreadsheet would take for a formula is marked as text.
fn harmless(text: &str) -> Cow<'_, str> {
    let first = text.trim_start_matches(|c: char| c.is_whitespace() && !FORMULA.contains(&c)).chars().next();
    if first.is_some_and(|first| FORMULA.contains(&first)) { format!("'{text}").into() } else { text.into() }
}

#[cfg(test)]
mod tests {
    use super::super::Columns;
    use super::*;
    use serde_json::json;

    fn written(texts: &[&str], bom: bool) -> String {
        let document = json!({ "components": { "schemas": { "Row": { "properties": { "a": {}, "b": {} } } } } });
        let columns = Columns::of(&document, &json!({ "x-rows": "Row" })).unwrap();
        let columns = columns.shown(None, None);
        let mut csv = CsvWriter::new(&columns, bom).unwrap();
        let mut all = csv.take().unwrap();
        for text in texts {
            csv.row(&columns, &json!({ "a": text, "b": -5 })).unwrap();
            all.extend(csv.take().unwrap());
        }
        String::from_utf8(all).unwrap()
    }

    #[test]
    fn lines_end_and_cells_are_quoted_as_rfc_4180_has_it() {
        assert_eq!(
            written(&["plain", "a,b", "say \"yes\"", "two\nlines", ""], false),
            "a,b\r\nplain,-5\r\n\"a,b\",-5\r\n\"say \"\"yes\"\"\",-5\r\n\"two\nlines\",-5\r\n,-5\r\n"
        );
        assert!(written(&[], true).starts_with("\u{feff}a,b\r\n"));
    }

    #[test]
    fn no_text_is_a_formula() {
        for text in ["=1+1", "+62811", "-2", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "＝1", "\u{a0}@x"] {
            assert_eq!(harmless(text), format!("'{text}"), "{text:?}");
        }
        for text in ["", "7/PD/HUMAS/IX/2026", "a=b", "'=1", "–", "2026-09-30"] {
            assert_eq!(harmless(text), text);
        }
    }
}
