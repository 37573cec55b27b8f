//! Receipts: what portals tell of what they show, and what the office sees of it: who shows which version, who still shows what was
//! superseded or withdrawn and since when, and who has told nothing.

mod api;
mod outdate;
mod requests;
mod store;
mod tell;
mod view;

pub use api::routes;
pub use outdate::outdate;
