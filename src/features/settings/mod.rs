//! The office's own choices, one document a setting: read by all, replaced whole by ADMIN.

mod api;
mod check;
mod commands;
mod documents;
mod limits;
mod store;

pub use api::routes;
pub use check::Setting;
pub use documents::{Holidays, InstructionCode, Instructions, Registers, TimeOfDay, WorkingHours};
pub use limits::UploadLimits;
