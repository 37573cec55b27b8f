//! The office's own choices as documents, one a setting, and what each must be.

mod accepted;
mod check;
mod documents;
mod letterhead;
mod limits;

pub use accepted::{AcceptedType, AcceptedTypes};
pub use check::Setting;
pub use documents::{Holidays, InstructionCode, Instructions, Registers, WorkingHours};
pub use letterhead::{GivenLogo, Letterheads};
pub use limits::{LimitsView, UploadLimits};
