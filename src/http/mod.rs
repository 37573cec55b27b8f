//! How it is spoken: the wire, and nothing of who asks or what is done.

pub mod accept;
pub mod answer;
pub mod auth;
pub mod body;
pub mod compression;
pub mod cost;
pub mod download;
pub mod expect;
pub mod extract;
pub mod fields;
pub mod form;
pub mod head;
pub mod language;
pub mod line;
pub mod openapi;
pub mod paging;
pub mod peer;
pub mod position;
pub mod precondition;
pub mod prefer;
pub mod problem;
pub mod query;
pub mod row;
pub mod surface;
pub mod table;
pub mod tus;
