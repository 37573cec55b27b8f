//! Tables: every list is also CSV, and what says in `x-rows` of what its rows are made is a workbook, too.

use super::operations;
use crate::domain::media_type::LARGEST_FILE;
use crate::http::table::{CSV, Columns, XLSX};
use serde_json::{Value, json};

pub fn tell(document: &mut Value) {
    let whole = document.clone();
    for (_, _, operation) in operations(document).filter(|(_, method, _)| *method == "get") {
        let Some(columns) = Columns::of(&whole, operation) else { continue };
        let is_book = operation["x-rows"].is_string();
        let answer = &mut operation["responses"]["200"];
        // An example is its first line; what a text is bounded by is told with every text.
        let headings = columns.names().collect::<Vec<_>>().join(",");
        answer["content"][CSV] = json!({ "schema": { "type": "string" }, "example": headings + "\r\n" });
        if is_book {
            answer["content"][XLSX] = json!({ "schema": { "type": "string", "format": "binary", "maxLength": LARGEST_FILE } });
        }
        answer["headers"]["Content-Disposition"] = json!({});
    }
}
