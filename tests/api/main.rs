//! The service as its callers meet it: over HTTP, against real PostgreSQL, each test with an office of its own.

mod archive;
mod artifacts;
mod headers;
mod health;
mod idempotency;
mod inbox;
mod journal;
mod lists;
mod mandates;
mod matrix;
mod me;
mod model;
mod officers;
mod pictures;
mod preconditions;
mod print;
mod problems;
mod procedures;
mod races;
mod reports;
mod settings;
mod sop;
mod stores;
mod support;
mod tokens;
mod uploads;
