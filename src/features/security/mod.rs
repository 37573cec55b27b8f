//! What the watch at the border noted, for the auditor: who was refused, who read files and classified cases.

mod api;
mod requests;
mod store;
mod view;

pub use api::routes;
