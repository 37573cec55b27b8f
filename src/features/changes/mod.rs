//! The feed of changes: what befell publications, in one order, for portals and for officers within their sight; with the thing as it is
//! when it is read, so that nobody who catches up shows for a moment what was withdrawn since.

mod api;
mod dump;
mod read;
mod requests;
mod store;
mod view;
mod waiting;

pub use api::{published, routes};
pub use requests::Position;
pub use waiting::{Desk, attend};
