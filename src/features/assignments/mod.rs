//! Assignments (*penugasan*): one event to publish and document. Step 1 of the SOP, and the case everything else belongs to.

mod api;
mod assign;
mod case;
mod commands;
mod reassign;
mod requests;
pub mod store;
mod view;

pub use api::routes;
pub use case::{Case, open, open_all, open_with};
pub use store::{CaseOf, late};
pub use view::{AssignmentRef, AssignmentView, StepView};
