//! The office and its callers: what every test of the API stands on.

pub mod bucket;
pub mod caller;
pub mod case;
pub mod cluster;
pub mod counter;
pub mod office;
pub mod people;
pub mod postgres;
pub mod provider;
pub mod proxy;
pub mod reply;
pub mod scene;
pub mod service;
mod truth;
pub mod work;

pub use bucket::Bucket;
pub use caller::{Asked, Caller, patiently};
pub use case::Case;
pub use office::{BASE_URL, Office};
pub use proxy::{Proxy, Trap};
pub use reply::Reply;
pub use scene::Scene;
