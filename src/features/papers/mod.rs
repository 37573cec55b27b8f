//! Papers stay: what a sheet says is fixed in the transaction of the act that makes it, and its file is kept once it is printed. What
//! happened since is told beside it, in notes.

mod names;
mod notes;
#[cfg(feature = "pdf")]
mod print;
mod requests;
mod store;
mod view;

pub use names::named;
pub use notes::{About, Row, about, gathered, of_rows};
#[cfg(feature = "pdf")]
pub use print::{answer, with_logo};
pub use requests::PaperParameters;
#[cfg(feature = "pdf")]
pub use store::is_fixed;
pub use store::{Fix, content, fix, told_at};
pub use view::PaperView;
