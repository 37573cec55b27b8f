//! Reports (*laporan hasil publikasi dan dokumentasi*): step 4 of the SOP, and what the division head makes of it.

mod api;
mod bundle;
mod decide;
mod draft;
mod opened;
mod paper;
mod requests;
mod store;
mod submit;
mod view;

pub use api::{embed, routes};
pub use store::newest_of_cases;
pub use view::{ReportInShort, ReportView};
