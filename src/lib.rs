//! Pubdok: the REST/JSON API for SOP-21.04.1.3.1.3-2, publishing and documenting the public activities of a regency.
//!
//! The map, from the inside out; each room uses only those before it (`db`, `blobs`, `pictures` and `print` are peers):
//!
//! - [`domain`]: what is true. Values and rules; read [`domain::workflow`] first, it is the SOP as one table.
//! - [`db`], [`blobs`], [`pictures`], [`print`]: how it is kept, stored, pictured and printed.
//! - [`http`]: how it is spoken. [`config`]: every setting.
//! - [`office`]: who asks, and what is kept in memory for them.
//! - [`features`]: what one can do, a slice a kind of thing.
//! - [`server`], [`telemetry`]: the parts put together and served.
//! - [`cli`], [`demo`]: the commands.

pub mod blobs;
pub mod cli;
pub mod config;
pub mod db;
pub mod demo;
pub mod domain;
pub mod features;
pub mod http;
pub mod office;
pub mod pictures;
#[cfg(feature = "pdf")]
pub mod print;
pub mod server;
pub mod telemetry;
