//! The inbox: what waits for the caller, in one query.

mod api;
mod requests;
mod store;
mod view;

pub use api::routes;
