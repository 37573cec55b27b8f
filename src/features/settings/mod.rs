//! The office's own choices, one document a setting: read by all, replaced whole by ADMIN.

mod api;
mod commands;
mod letterhead;
mod store;

pub use api::routes;
