//! Tables: every list is also CSV, and what says in `x-rows` of what its rows are made is a workbook, too; so is a table that has an
//! address of its own.

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
        let content = &mut answer["content"];
        let is_list = content["application/json"].is_object();
        if is_list || content[CSV].is_object() {
            // An example is its first line; what a text is bounded by is told with every text.
            let headings = columns.names().collect::<Vec<_>>().join(",");
            content[CSV] = json!({ "schema": { "type": "string" }, "example": headings + "\r\n" });
        }
        if is_list && is_book || content[XLSX].is_object() {
            content[XLSX] = json!({ "schema": { "type": "string", "format": "binary", "maxLength": LARGEST_FILE } });
        }
        answer["headers"]["Content-Disposition"] = json!({});
    }
}
