//! Searching: everything that people write, by PostgreSQL's full text, of what is in sight. Lists narrowed by `q` ask here, too.

mod api;
mod looked;
mod requests;
mod store;
mod view;

pub use api::routes;
pub use looked::{Looked, RELEVANCE, counted, excerpts, look, put_in_order, to_count};
pub use requests::{Kind, Wanted};
pub use store::{Among, Piece, marked};
