//! The inbox: what waits for the caller, in one query.

mod api;
mod store;

pub use api::routes;
