//! The office over a period: which events were covered, where their cases stand, and whether the standard times were kept.

mod api;
#[cfg(feature = "pdf")]
mod form;
mod requests;
mod store;
mod tally;
mod view;

pub use api::routes;
