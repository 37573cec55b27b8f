//! Officers: the office's directory, by the subjects of their tokens.

mod api;
mod commands;
mod requests;
pub mod store;
mod view;

pub use crate::office::people::OfficerRef;
pub use api::routes;
pub use view::OfficerView;
