//! The archive: which kept files are used, by what, and what becomes of the others.
//!
//! A file is stored before any row tells of it, so a file without a row is either on its way to one or an orphan. What
//! tells them apart is its age, and what settles it is a lock a digest: whoever writes a row takes it and then sees
//! that the file is there ([`claim`]); the collector takes it and then sees that there is no row ([`collect`]).

mod claim;
mod collect;
mod error;
mod references;
mod verify;

pub use claim::{claim, gone};
pub use collect::collect;
pub use error::ArchiveError;
pub use references::{FACTS, REFERENCES, Reference};
pub use verify::{Bad, Verdict, verify};
