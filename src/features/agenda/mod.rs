//! The work agenda (*agenda kerja*): what the office may have to cover. The SOP's step 1 starts from here.

mod api;
mod calendar;
mod commands;
mod requests;
pub mod store;
mod view;

pub use api::routes;
pub use view::{AgendaItemRef, AgendaItemView};
