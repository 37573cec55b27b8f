//! The office's own choices, one document a setting: read by all, replaced whole by ADMIN.

mod documents;

pub use documents::{Holidays, InstructionCode, Instructions, Registers, Setting, TimeOfDay, WorkingHours};
