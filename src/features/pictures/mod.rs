//! Pictures among the artifacts: looked at on arrival, made smaller when asked for, compared with one another.
//!
//! What the bytes say is kept a row a content (`pictures`), so that the same file sent twice is looked at once.

mod api;
mod arrival;
mod bench;
mod find;
mod poster;
mod prepare;
pub mod store;
mod turns;
mod view;
mod workshop;

pub use api::routes;
pub use arrival::{Seen, fill, keep, look};
pub use find::{burst_of, flagged};
pub use prepare::{forget_unused, prepare, prepare_all};
#[cfg(feature = "pdf")]
pub use turns::Turns;
pub use view::{CaptureView, PosterView, no_copies};
pub use workshop::Workshop;
