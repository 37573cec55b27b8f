//! What the public reads, without a token: each published thing by itself, in lists, found by its words, and in feeds.

mod api;
mod article;
mod catalog;
mod feed;
mod kept;
mod requests;
mod sitemap;
pub mod store;
mod view;

pub use api::routes;
pub use view::{Addresses, PublishedView};
