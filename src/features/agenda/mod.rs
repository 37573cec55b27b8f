//! The work agenda (*agenda kerja*): what the office may have to cover. The SOP's step 1 starts from here.

mod api;
pub mod calendar;
mod changes;
mod commands;
pub mod event;
mod requests;
pub mod store;
mod view;

pub use api::routes;
pub use event::Event;
pub use store::{seen, sees_all};
pub use view::{AgendaItemRef, AgendaItemView};
