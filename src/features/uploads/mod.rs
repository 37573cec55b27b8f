//! Uploads: large files in pieces by tus 1.0.0, over connections that break. What is acknowledged is in the store and has a
//! row, so it is durable, never goes back, and any instance can go on; the last byte is acknowledged with the artifact.
//!
//! A piece is a blob; one that still grows is held by the store under a name, so that a file that comes without a break is
//! written to disk once.

mod api;
mod beginning;
mod checksum;
mod create;
mod expire;
mod finish;
mod metadata;
mod refusal;
mod remove;
mod requests;
mod stock;
mod store;
mod take;
mod view;

pub use api::{routes, unfinished_of};
pub use expire::{collect_expired, release_unused};
pub use stock::take_stock;
pub use store::unfinished;
pub use view::UploadView;
