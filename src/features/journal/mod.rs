//! The journal: one append-only spine; every act writes one entry in its own transaction.

//mod api;
mod record;
//pub mod verify;

//pub use api::{EntryView, routes};
pub use record::{Entry, record, told};
