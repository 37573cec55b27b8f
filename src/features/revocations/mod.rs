//! Revocations: ADMIN takes tokens back before their time, one by its id or all that a subject has.

mod api;
mod commands;
mod requests;
mod store;
mod view;

pub use api::routes;
pub use commands::give_back;
pub use store::purge;
