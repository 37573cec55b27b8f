//! The service as its callers meet it: over HTTP, against real PostgreSQL, each test with an office of its own.

mod headers;
mod health;
mod mandates;
mod me;
mod officers;
mod procedures;
mod settings;
mod idempotency;
mod lists;
mod preconditions;
mod problems;
mod support;
mod tokens;
