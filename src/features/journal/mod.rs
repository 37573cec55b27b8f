//! The journal: one append-only spine; every act writes one entry in its own transaction.

mod api;
mod record;
mod requests;
mod store;
pub mod verify;
mod view;

pub use api::routes;
pub use record::{Entry, record, told};
