//! The work agenda (*agenda kerja*): what the office may have to cover. The SOP's step 1 starts from here.

mod api;
mod calendar;
mod commands;
pub mod store;

pub use api::{AgendaItemRef, AgendaItemView, routes};
