//! Tokens of our own: ADMIN makes clients, clients get tokens (RFC 6749 §4.4) and give them back (RFC 7009), and anybody can read
//! where all that is (RFC 8414, RFC 9728).

mod api;
mod commands;
mod grant;
mod requests;
mod store;
mod view;

pub use api::{routes, well_known};
pub use store::may_integrate;
