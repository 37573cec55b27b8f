//! The agenda for calendar programs, which cannot sign in: a secret address for each officer, which opens nothing else.

mod api;
mod commands;
mod key;
mod store;
mod view;

pub use api::routes;
pub use commands::end;
