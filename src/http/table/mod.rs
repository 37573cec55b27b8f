//! Rows as a table: the one place where what is listed becomes CSV (RFC 4180) or a workbook (XLSX).
//!
//! Nobody makes one by hand. The document says of what members a row is; they are its columns, flattened, in the document's order.
//! The border notes which form is wanted, and an [`Answer`](super::answer::Answer) that has rows is written in it.

mod columns;
mod csv;
mod wanted;
mod xlsx;

pub use self::csv::{CsvWriter, MEDIA_TYPE as CSV};
pub use columns::{Cell, Column, Columns};
pub use wanted::{Form, Wanted};
pub use xlsx::{Book, MEDIA_TYPE as XLSX};

/// More in one cell is refused by Excel and LibreOffice.
pub const LONGEST_CELL: usize = 32_767;
