//! A workbook of one sheet, written row by row to a file that has no name, so that its length costs no memory.

use super::{Cell, Column, LONGEST_CELL};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, XlsxError};
use serde_json::Value;

pub const MEDIA_TYPE: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// Excel keeps so many digits of a number; a longer one is told as text.
const EXACT: f64 = 999_999_999_999_999.0;

pub struct Book {
    book: Workbook,
    row: u32,
}

impl Book {
    /// Begins with the headings, which stay in sight.
    pub fn new(columns: &[&Column]) -> Result<Self, XlsxError> {
        let mut book = Workbook::new();
        // The same rows are the same file, whenever it is made.
        book.set_properties(&DocProperties::new().set_creation_datetime(&ExcelDateTime::from_ymd(2026, 1, 1)?));
        // Where no file can be made, it is kept in memory.
        if book.add_worksheet_with_constant_memory().is_err() {
            book.add_worksheet();
        }
        let sheet = book.worksheet_from_index(0)?;
        sheet.set_freeze_panes(1, 0)?;
        let bold = Format::new().set_bold();
        for (column, at) in columns.iter().zip(0..) {
            sheet.set_column_width(at, width(&column.name))?;
            sheet.write_string_with_format(0, at, &column.name, &bold)?;
        }
        Ok(Self { book, row: 0 })
    }

    /// A text is written as one, whatever it looks like: none is a formula.
    pub fn row(&mut self, columns: &[&Column], row: &Value) -> Result<(), XlsxError> {
        self.row += 1;
        let sheet = self.book.worksheet_from_index(0)?;
        for (column, at) in columns.iter().zip(0..) {
            match column.cell(row) {
                Cell::Nothing => {}
                Cell::Number(number) => match number.as_f64().filter(|number| number.abs() <= EXACT) {
                    Some(number) => drop(sheet.write_number(self.row, at, number)?),
                    None => drop(sheet.write_string(self.row, at, number.to_string())?),
                },
                Cell::Text(text) => drop(sheet.write_string(self.row, at, short(&text))?),
            }
        }
        Ok(())
    }

    pub fn finish(mut self) -> Result<Vec<u8>, XlsxError> {
        self.book.save_to_buffer()
    }
}

/// As much as a cell holds.
fn short(text: &str) -> &str {
    // Characters of UTF-16 are counted, of which a character of ours is two at most.
    text.char_indices().nth(LONGEST_CELL / 2).map_or(text, |(end, _)| &text[..end])
}

fn width(heading: &str) -> f64 {
    f64::from(u32::try_from(heading.len()).unwrap_or(u32::MAX)).clamp(10.0, 40.0)
}
