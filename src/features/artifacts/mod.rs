//! Artifacts: what staff bring back from an event (*data baru*, *draft konsep*, *bahan*), and the selection of them (*memilah*).

pub mod act;
mod add;
mod api;
mod bag;
mod form;
mod offer;
pub mod pieces;
pub mod receive;
mod requests;
pub mod room;
pub mod scan;
mod select;
pub mod store;
mod take_down;
mod view;

pub use api::{embed, refused, routes, shown};
pub use receive::File;
pub use view::{ArtifactRef, ArtifactView};
