//! Artifacts: what staff bring back from an event (*data baru*, *draft konsep*, *bahan*), and the selection of them (*memilah*).

pub mod act;
mod add;
mod api;
mod bag;
mod form;
mod offer;
pub mod pieces;
pub mod receive;
pub mod refused;
mod requests;
pub mod room;
pub mod scan;
mod select;
pub mod store;
pub mod sums;
mod take_down;
mod text;
mod view;

pub use add::sender;
pub use api::{RULES as LIST_RULES, embed, filtered, not_sent, routes, shown};
pub use receive::File;
pub use requests::ArtifactFilter;
pub use view::{ArtifactRef, ArtifactView};
