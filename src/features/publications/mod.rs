//! Publications: what the office shows to the public of accepted reports, kept fresh, and taken back.

mod api;
mod correct;
mod crossing;
mod exempt;
mod pictures;
mod prepare;
mod publish;
mod requests;
mod store;
mod verify;
mod view;

pub use api::routes;
pub use crossing::{cross, next_crossing};
pub use pictures::withdraw_artifact;
pub use requests::Channel;
