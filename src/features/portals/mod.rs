//! Portals: who shows what the office publishes. ADMIN enters them, each with the client that tells what it shows.

mod api;
mod commands;
mod requests;
mod store;
mod view;

pub use api::{client_of, routes};
pub use requests::check_address;
pub use store::{Portal, of_client};
pub use view::PortalRef;
