//! The journal: one append-only spine; every act writes one entry in its own transaction.

mod api;
pub mod checkpoint;
mod deeds;
pub mod feed;
mod record;
mod record_each;
mod requests;
mod store;
mod timeline;
mod told;
pub mod verify;
mod view;

pub use deeds::{Deed, Deeds, deeds};
pub use record::{Entry, Unattended, record, record_unattended, told};
pub use record_each::record_in_each;
pub use timeline::{LineView, StepDoer, embed, first};

use crate::http::openapi::Routes;

pub fn routes(config: &mut impl Routes) {
    checkpoint::routes(config);
    api::routes(config);
    timeline::routes(config);
}
