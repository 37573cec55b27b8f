//! The service as its callers meet it: over HTTP, against real PostgreSQL, each test with an office of its own.

mod health;
mod support;
