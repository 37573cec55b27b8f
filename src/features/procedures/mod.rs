//! The SOP as data: dated revisions, each with its four steps. An assignment keeps the one in force when it was made.

mod api;
mod commands;
mod requests;
pub mod store;
mod view;

pub use api::routes;
pub use view::ProcedureView;
