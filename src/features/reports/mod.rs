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

pub use api::routes;
pub use view::ReportView;
