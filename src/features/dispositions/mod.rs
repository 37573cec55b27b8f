//! Dispositions (*disposisi*): step 2 orders staff, step 3 is completed on them.

mod act;
mod api;
mod dispatch;
mod first;
mod instructions;
mod paper;
mod requests;
pub mod store;
mod take_off;
mod view;

pub use api::{embed, routes};
pub use first::{FirstOrder, settle as settle_first};
pub use instructions::check_instructions;
pub use paper::write_and_fix;
pub use view::DispositionView;
