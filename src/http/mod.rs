//! How it is spoken: everything between the wire and a command.

pub mod accept;
pub mod answer;
pub mod auth;
pub mod body;
pub mod call;
pub mod download;
pub mod fields;
pub mod idempotency;
pub mod language;
pub mod middleware;
pub mod openapi;
pub mod paging;
pub mod position;
pub mod precondition;
pub mod problem;
pub mod query;
pub mod surface;
pub mod tus;
