//! What is open with somebody, and what becomes of it when they leave: told by the directory, mended by the acts of the workflow.

mod api;
mod requests;
mod store;
mod view;

pub use api::{first_page, routes};
pub use view::OpenWorkView;
