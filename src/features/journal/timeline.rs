//! The timeline of a case: its journal as a person reads it, one line for what one person did in a row.

mod api;
mod sentence;
mod store;
mod types;
mod view;

pub use api::{embed, first, routes};
pub use view::{LineView, StepDoer};
