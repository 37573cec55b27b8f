//! The journal: one append-only spine; every act writes one entry in its own transaction.

mod api;
pub mod checkpoint;
mod record;
mod record_each;
mod requests;
mod store;
mod told;
pub mod verify;
mod view;

pub use record::{Entry, record, told};
pub use record_each::record_in_each;

use crate::http::openapi::Routes;

pub fn routes(config: &mut impl Routes) {
    checkpoint::routes(config);
    api::routes(config);
}
