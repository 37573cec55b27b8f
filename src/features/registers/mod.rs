//! Registers (*buku agenda*): every number that was handed out, what it was for and whether it still holds, by kind and local year.

mod api;
mod export;
mod requests;
mod store;
mod view;

pub use api::routes;
