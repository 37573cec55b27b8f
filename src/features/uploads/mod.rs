//! Uploads: large files in pieces by tus 1.0.0, over connections that break. Every piece that is acknowledged is a blob and a
//! row, so it is durable, never goes back, and any instance can go on; the last one is acknowledged with the artifact.

mod api;
mod checksum;
mod create;
mod expire;
mod finish;
mod metadata;
mod store;
mod take;

pub use api::routes;
pub use expire::collect_expired;
pub use store::unfinished;

use chrono::TimeDelta;

/// How long an unfinished upload is kept after its last byte, and how long after that its end is told (410).
const KEPT: TimeDelta = TimeDelta::days(7);
