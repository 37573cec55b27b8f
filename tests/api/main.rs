//! The service as its callers meet it: over HTTP, against real PostgreSQL, each test with an office of its own.

mod artifacts;
mod headers;
mod health;
mod idempotency;
mod lists;
mod mandates;
mod me;
mod officers;
mod preconditions;
mod problems;
mod procedures;
mod settings;
mod support;
mod tokens;
